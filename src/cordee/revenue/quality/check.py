"""What a check is: a question asked of every row of a population, in words and in SQL."""

from dataclasses import dataclass
from typing import Literal

from cordee.revenue.metrics.notes import Words

Kind = Literal["completeness", "correctness"]
Severity = Literal["harms", "hides", "untidy"]
"""harms: a figure is wrong. hides: a figure cannot be read in full. untidy: nobody is misled yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """``rows`` selects the whole population, one row each, with ``bad`` where the check fails.

    Its columns: bad, name, moment (when it happened), source, person_id, account_id, deal_id, detail, amount. ``sentence`` is
    filled with ``{n}``, ``{total}`` and ``{share}``.
    """

    key: str
    kind: Kind
    subject: str  # deal, person, account, lead, touch, spend, passage, call
    severity: Severity
    name: Words
    sentence: Words
    why: Words
    remedy: Words
    metrics: tuple[str, ...]
    rows: str
    has_trend: bool = True


COLUMNS = ("name", "moment", "source", "person_id", "account_id", "deal_id", "detail", "amount")


def deals(bad: str, *, where: str = "true", at: str = "d.opened_at", detail: str = "d.stage_raw") -> str:
    """The population of deals."""
    return f"""
        SELECT {bad} AS bad, d.name, {at} AS moment, d.sources[1] AS source, NULL::BIGINT AS person_id, d.account_id, d.deal_id,
            {detail} AS detail, d.amount
        FROM deal AS d LEFT JOIN user_account AS u ON u.user_id = d.owner_id CROSS JOIN snapshot AS s
        WHERE {where}
    """


def people(bad: str, *, where: str = "true", detail: str = "p.job_title") -> str:
    """The population of people."""
    return f"""
        SELECT {bad} AS bad, coalesce(p.name, p.email) AS name, p.created_at AS moment, p.sources[1] AS source, p.person_id,
            p.account_id, NULL::BIGINT AS deal_id, {detail} AS detail, NULL::DOUBLE AS amount
        FROM person AS p WHERE {where}
    """


def accounts(bad: str, *, where: str = "true", detail: str = "a.domain") -> str:
    """The population of companies."""
    return f"""
        SELECT {bad} AS bad, coalesce(a.name, a.domain) AS name, a.created_at AS moment, a.sources[1] AS source,
            NULL::BIGINT AS person_id, a.account_id, NULL::BIGINT AS deal_id, {detail} AS detail, NULL::DOUBLE AS amount
        FROM account AS a WHERE {where}
    """


def leads(bad: str, *, at: str, where: str = "true", detail: str = "l.channel") -> str:
    """The population of people who entered a stage."""
    return f"""
        SELECT {bad} AS bad, coalesce(p.name, p.email) AS name, {at} AS moment, l.source, l.person_id, l.account_id,
            NULL::BIGINT AS deal_id, {detail} AS detail, NULL::DOUBLE AS amount
        FROM lead AS l LEFT JOIN person AS p USING (person_id) CROSS JOIN snapshot AS s
        WHERE {where}
    """


def spend(bad: str, *, where: str = "true", detail: str = "s.currency") -> str:
    """The population of costs, one row per campaign and day."""
    return f"""
        SELECT {bad} AS bad, c.name, s.day::TIMESTAMP AS moment, s.source, NULL::BIGINT AS person_id, NULL::BIGINT AS account_id,
            NULL::BIGINT AS deal_id, {detail} AS detail, s.cost AS amount
        FROM spend AS s LEFT JOIN campaign AS c USING (campaign_id) WHERE {where}
    """

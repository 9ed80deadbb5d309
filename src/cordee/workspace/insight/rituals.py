"""What happened in a span that two teams talk about: refused and late leads, deals that moved or closed, campaigns, calls.

Facts as plain values, most money first. Moments are naive UTC, the first included, the last not; amounts in the company currency.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cordee.vocabulary.periods import Period
from cordee.workspace.insight import figures, situation
from cordee.workspace.insight.colleagues import name_of
from cordee.workspace.insight.situation import Worth
from cordee.workspace.insight.window import Window


@dataclass(frozen=True, slots=True)
class Span:
    since: datetime
    until: datetime

    @property
    def values(self) -> dict[str, datetime]:
        return {"since": self.since, "until": self.until}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A lead whose hand-over went wrong: refused (``reason``), or answered too late or not at all (``minutes``)."""

    person_id: int
    name: str
    job_title: str | None
    account: str | None
    channel: str | None
    owner: str | None
    at: datetime
    reason: str | None = None
    minutes: float | None = None  # of working time; None: nobody has answered
    target: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    deal_id: int
    name: str
    account_id: int | None
    account: str | None
    amount: float | None
    outcome: str
    owner: str | None
    owner_email: str | None
    opened_at: datetime | None
    closed_at: datetime | None
    reason: str | None
    segment: str | None
    channel: str | None
    turns: tuple[tuple[str, str, str], ...] = field(
        default=()
    )  # field, before, after: the first and the last of the span


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign that ended: its first and last days, what it cost, who came through it and what they became so far."""

    name: str
    channel: str | None
    first: date
    last: date
    cost: float | None
    leads: int
    mqls: int
    opportunities: int
    pipeline: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that somebody answered."""

    at: datetime
    person_id: int | None
    person: str | None
    account: str | None
    seconds: int
    user: str | None
    outcome: str | None


def refused(window: Window, span: Span) -> list[Lead]:
    """Those whom sales refused in the span, latest first."""

    def ask() -> list[Lead]:
        rows = window.reader.execute(
            """
            SELECT s.person_id, coalesce(p.name, p.email, ''), p.job_title, a.name, l.channel, u.name, s.occurred_at,
                coalesce(s.reason, l.refused_reason)
            FROM stage_event AS s
            JOIN person AS p USING (person_id)
            LEFT JOIN lead AS l ON l.person_id = s.person_id
            LEFT JOIN account AS a ON a.account_id = p.account_id
            LEFT JOIN user_account AS u ON u.user_id = p.owner_id
            WHERE s.stage = 'refused' AND s.occurred_at >= $since AND s.occurred_at < $until
            ORDER BY s.occurred_at DESC, s.person_id
            """,
            span.values,
        ).fetchall()
        names = ("person_id", "name", "job_title", "account", "channel", "owner", "at", "reason")
        return [Lead(**dict(zip(names, row, strict=True))) for row in rows]

    return window.remembered(("rituals", "refused", span), ask)


def late(window: Window, span: Span) -> list[Lead]:
    """Hand-overs whose delay ran out in the span unanswered, longest wait first."""

    def ask() -> list[Lead]:
        rows = window.reader.execute(
            """
            SELECT c.person_id, coalesce(p.name, p.email, ''), p.job_title, a.name, c.channel, u.name, c.started_at,
                CASE WHEN c.stopped_at IS NULL THEN NULL ELSE c.business_minutes END, c.target_minutes
            FROM clock AS c
            JOIN person AS p USING (person_id)
            LEFT JOIN account AS a ON a.account_id = p.account_id
            LEFT JOIN user_account AS u ON u.user_id = p.owner_id
            WHERE c.clause = 'first_attempt' AND c.state = 'broken' AND c.due_at >= $since AND c.due_at < $until
            ORDER BY c.stopped_at IS NULL DESC, c.business_minutes DESC NULLS LAST, c.person_id
            """,
            span.values,
        ).fetchall()
        names = ("person_id", "name", "job_title", "account", "channel", "owner", "at", "minutes", "target")
        return [Lead(**dict(zip(names, row, strict=True))) for row in rows]

    return window.remembered(("rituals", "late", span), ask)


_DEAL = """
    d.deal_id, coalesce(d.name, a.name, ''), d.account_id, a.name, d.amount, d.outcome, u.name, lower(u.email),
    d.opened_at, d.closed_at, d.reason, d.segment, d.channel
"""
_DEAL_NAMES = (
    *("deal_id", "name", "account_id", "account", "amount", "outcome", "owner", "owner_email"),
    *("opened_at", "closed_at", "reason", "segment", "channel"),
)
_OF_DEAL = """
    deal AS d LEFT JOIN account AS a ON a.account_id = d.account_id LEFT JOIN user_account AS u ON u.user_id = d.owner_id
"""


def closed(window: Window, span: Span) -> list[Deal]:
    """Deals won or lost in the span, largest first."""

    def ask() -> list[Deal]:
        rows = window.reader.execute(
            f"""SELECT {_DEAL} FROM {_OF_DEAL}
                WHERE d.outcome IN ('won', 'lost') AND d.closed_at >= $since AND d.closed_at < $until
                ORDER BY d.amount DESC NULLS LAST, d.deal_id""",
            span.values,
        ).fetchall()
        return [Deal(**dict(zip(_DEAL_NAMES, row, strict=True))) for row in rows]

    return window.remembered(("rituals", "closed", span), ask)


def moved(window: Window, span: Span) -> list[Deal]:
    """Deals that are open and were opened, or whose stage, amount or expected close changed, in the span; largest first."""

    def ask() -> list[Deal]:
        rows = window.reader.execute(
            f"""
            WITH turn AS (
                SELECT deal_id, field, arg_min(old_value, occurred_at) AS before, arg_max(new_value, occurred_at) AS after
                FROM deal_event
                WHERE occurred_at >= $since AND occurred_at < $until AND field IN ('stage', 'amount', 'close_date')
                GROUP BY 1, 2
            ),
            turns AS (
                SELECT deal_id, list([field, coalesce(before, ''), coalesce(after, '')] ORDER BY field DESC) AS turns
                FROM turn WHERE before IS DISTINCT FROM after GROUP BY 1
            )
            SELECT {_DEAL}, turns.turns
            FROM {_OF_DEAL} LEFT JOIN turns ON turns.deal_id = d.deal_id
            WHERE d.outcome = 'open' AND (turns.turns IS NOT NULL OR (d.opened_at >= $since AND d.opened_at < $until))
            ORDER BY d.amount DESC NULLS LAST, d.deal_id
            """,
            span.values,
        ).fetchall()
        return [
            Deal(**dict(zip(_DEAL_NAMES, row[:-1], strict=True)), turns=tuple(tuple(one) for one in row[-1] or ()))
            for row in rows
        ]

    return window.remembered(("rituals", "moved", span), ask)


def ended_campaigns(window: Window, span: Span) -> list[Campaign]:
    """Campaigns whose last day (as the tool says, else the last of their cost) lies in the span; dearest first."""

    def ask() -> list[Campaign]:
        rows = window.reader.execute(
            """
            WITH cost AS (
                SELECT campaign_id, min(day) AS first, max(day) AS last, sum(cost) AS cost FROM spend GROUP BY 1
            ),
            ended AS (
                SELECT c.campaign_id, coalesce(c.name, '') AS name, c.channel, cost.cost,
                    coalesce(c.starts_on, cost.first, c.ends_on) AS first, coalesce(c.ends_on, cost.last) AS last
                FROM campaign AS c LEFT JOIN cost USING (campaign_id)
            ),
            came AS (
                SELECT campaign_id, count(*) AS leads, count(mql_at) AS mqls, count(opportunity_at) AS opportunities
                FROM lead GROUP BY 1
            ),
            opened AS (SELECT campaign_id, sum(amount_at_opening) AS pipeline FROM deal GROUP BY 1)
            SELECT e.name, e.channel, e.first, e.last, e.cost, coalesce(leads, 0), coalesce(mqls, 0),
                coalesce(opportunities, 0), coalesce(pipeline, 0)
            FROM ended AS e LEFT JOIN came USING (campaign_id) LEFT JOIN opened USING (campaign_id)
            WHERE e.last >= $since::DATE AND e.last < $until::DATE
            ORDER BY e.cost DESC NULLS LAST, leads DESC NULLS LAST, e.name
            """,
            span.values,
        ).fetchall()
        names = ("name", "channel", "first", "last", "cost", "leads", "mqls", "opportunities", "pipeline")
        return [Campaign(**dict(zip(names, row, strict=True))) for row in rows]

    return window.remembered(("rituals", "campaigns", span), ask)


def calls(window: Window, span: Span, *, least_seconds: int = 60, limit: int = 6) -> list[Call]:
    """Answered calls, longest first: those in which a buyer had the time to say something."""

    def ask() -> list[Call]:
        rows = window.reader.execute(
            """
            SELECT t.occurred_at, t.person_id, p.name, a.name, t.duration_s, t.user, t.outcome
            FROM touch AS t
            LEFT JOIN person AS p ON p.person_id = t.person_id
            LEFT JOIN account AS a ON a.account_id = coalesce(t.account_id, p.account_id)
            WHERE t.kind = 'call' AND t.occurred_at >= $since AND t.occurred_at < $until AND t.duration_s >= $least
            ORDER BY t.duration_s DESC, t.occurred_at LIMIT $limit
            """,
            {**span.values, "least": least_seconds, "limit": limit},
        ).fetchall()
        return [
            Call(
                at=at, person_id=who, person=name, account=account, seconds=s, user=name_of(window, user), outcome=said
            )
            for at, who, name, account, s, user, said in rows
        ]

    return window.remembered(("rituals", "calls", span, least_seconds, limit), ask)


def lead_worth(window: Window, stage: str = "mql") -> Worth | None:
    """What one lead of a stage is worth: its chance to become a customer times a won deal. None where history is too short."""
    rate, deal = situation.becomes_customer(window, stage), situation.a_won_deal(window)
    return rate * deal if rate and deal else None


def closing_rate(window: Window) -> float | None:
    """The share of the deals closed in the last year that were won."""
    year = Period(window.last_day - timedelta(days=364), window.last_day)
    return figures.figure(window, "closing_rate", year).value

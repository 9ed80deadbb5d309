"""How things stand at the data's last moment: who waits, which deals are open, what a won deal is worth.

Facts as plain values, for whoever decides what to do about them. Times are naive UTC; amounts in the company currency.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cordee.vocabulary.periods import Period
from cordee.vocabulary.words import PASSIVE_KINDS
from cordee.workspace.insight import duplicates, figures
from cordee.workspace.insight.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An MQL that nobody of sales has tried to reach."""

    person_id: int
    name: str
    account: str | None
    since: datetime
    due_at: datetime
    owner: str | None  # e-mail


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDeal:
    """A deal on which something is to be done: open, or won without an amount."""

    deal_id: int
    name: str
    account_id: int | None
    account: str | None
    amount: float | None
    opened_at: datetime | None
    expected_close: date | None
    last_act_at: datetime | None  # of sales, or of the buyer; what is merely sent to many does not count
    owner: str | None  # e-mail
    owner_name: str | None


@dataclass(frozen=True, slots=True)
class Worth:
    """An estimate with its interval at 95 %, and from how many."""

    value: float
    low: float
    high: float
    n: int

    def __mul__(self, other: "Worth") -> "Worth":
        """The product of two independent estimates: relative half-widths add up as squares, on each side."""
        value = self.value * other.value
        if value <= 0:
            return Worth(0.0, self.low * other.low, self.high * other.high, min(self.n, other.n))
        below = math.hypot(1 - self.low / self.value, 1 - other.low / other.value)
        above = math.hypot(self.high / self.value - 1, other.high / other.value - 1)
        return Worth(value, value * max(0.0, 1 - below), value * (1 + above), min(self.n, other.n))

    def times(self, count: float) -> "Worth":
        return Worth(self.value * count, self.low * count, self.high * count, self.n)


def now(window: Window) -> datetime:
    """The data's last moment: what came later is not known."""
    return window.snapshot.data_as_of or window.snapshot.built_at


def waiting(window: Window) -> list[Waiting]:
    """Everyone handed over, still an MQL, whom no act of sales has answered; longest wait first."""

    def ask() -> list[Waiting]:
        rows = window.reader.execute(
            """
            SELECT c.person_id, coalesce(p.name, p.email, ''), a.name, c.started_at, c.due_at, lower(u.email)
            FROM clock AS c
            JOIN lead AS l ON l.person_id = c.person_id
            JOIN person AS p ON p.person_id = c.person_id
            LEFT JOIN account AS a ON a.account_id = p.account_id
            LEFT JOIN user_account AS u ON u.user_id = p.owner_id
            WHERE c.clause = 'first_attempt' AND c.stopped_at IS NULL AND l.stage = 'mql'
            ORDER BY c.started_at, c.person_id
            """
        ).fetchall()
        return [
            Waiting(person_id=person, name=name, account=account, since=since, due_at=due, owner=owner)
            for person, name, account, since, due, owner in rows
        ]

    return window.remembered("waiting", ask)


def open_deals(window: Window) -> list[OpenDeal]:
    """Every open deal, largest first."""

    def ask() -> list[OpenDeal]:
        passive = ", ".join(f"'{kind}'" for kind in sorted(PASSIVE_KINDS))
        rows = window.reader.execute(
            f"""
            WITH open_deal AS (SELECT * FROM deal WHERE outcome = 'open'),
            acted AS (
                SELECT t.account_id, max(t.occurred_at) AS at FROM touch AS t
                WHERE t.account_id IN (SELECT account_id FROM open_deal) AND t.occurred_at <= $now
                    AND (t.side = 'sales' OR (t.direction = 'in' AND t.kind NOT IN ({passive})))
                GROUP BY 1
            )
            SELECT d.deal_id, coalesce(d.name, a.name, ''), d.account_id, a.name, d.amount, d.opened_at,
                d.expected_close, acted.at, lower(u.email), u.name
            FROM open_deal AS d
            LEFT JOIN account AS a ON a.account_id = d.account_id
            LEFT JOIN acted ON acted.account_id = d.account_id
            LEFT JOIN user_account AS u ON u.user_id = d.owner_id
            ORDER BY d.amount DESC NULLS LAST, d.deal_id
            """,
            {"now": now(window)},
        ).fetchall()
        names = (
            *("deal_id", "name", "account_id", "account", "amount", "opened_at", "expected_close", "last_act_at"),
            *("owner", "owner_name"),
        )
        return [OpenDeal(**dict(zip(names, row, strict=True))) for row in rows]

    return window.remembered("open deals", ask)


def refused(window: Window, period: Period) -> Mapping[str, int]:
    """Those handed over in the period who stand refused today, given back to nobody: reason → people."""
    found = figures.standings(window, figures.conversion_key("mql", "sal"), period)
    return {one.reason or "": one.people for one in found if one.place == "refused"}


def won_without_amount(window: Window, period: Period) -> list[OpenDeal]:
    """Deals won in the period that no revenue counts, latest first."""

    def ask() -> list[OpenDeal]:
        rows = window.reader.execute(
            """
            SELECT d.deal_id, coalesce(d.name, a.name, ''), d.account_id, a.name, d.opened_at, d.closed_at,
                lower(u.email), u.name
            FROM deal AS d
            LEFT JOIN account AS a ON a.account_id = d.account_id
            LEFT JOIN user_account AS u ON u.user_id = d.owner_id
            WHERE d.outcome = 'won' AND coalesce(d.amount, 0) = 0 AND d.closed_at::DATE BETWEEN $start AND $end
            ORDER BY d.closed_at DESC, d.deal_id
            """,
            {"start": period.start, "end": period.end},
        ).fetchall()
        return [
            OpenDeal(
                deal_id=deal,
                name=name,
                account_id=account_id,
                account=account,
                amount=None,
                opened_at=opened,
                expected_close=None,
                last_act_at=closed,
                owner=owner,
                owner_name=owner_name,
            )
            for deal, name, account_id, account, opened, closed, owner, owner_name in rows
        ]

    return window.remembered(("unpriced", period), ask)


def reviews(window: Window) -> tuple[int, int]:
    """How many pairs wait for somebody to say whether they are one: people, accounts. As many as the queue lists."""
    pairs = duplicates.queue(window)
    people = sum(one.kind == "person" for one in pairs)
    return people, len(pairs) - people


def a_won_deal(window: Window) -> Worth | None:
    """The mean amount of the deals won in the year up to the data's end; None under three."""

    def ask() -> Worth | None:
        year = Period(window.last_day - timedelta(days=364), window.last_day)
        amounts = [row.amount for row in figures.records(window, figures.Listed(key="revenue", period=year))]
        known = [amount for amount in amounts if amount]
        if len(known) < 3:
            return None
        mean = sum(known) / len(known)
        deviation = math.sqrt(sum((one - mean) ** 2 for one in known) / (len(known) - 1))
        half = 1.96 * deviation / math.sqrt(len(known))
        return Worth(mean, max(0.0, mean - half), mean + half, len(known))

    return window.remembered("a won deal", ask)


def becomes_customer(window: Window, stage: str, *, horizon: int = 180) -> Worth | None:
    """The share of those in ``stage`` who become customers, from a year of entries followed for the horizon."""
    end = window.last_day - timedelta(days=horizon)
    cohort = Period(end - timedelta(days=364), end)
    found = figures.figure(window, figures.conversion_key(stage, "customer"), cohort, horizon=horizon)
    if found.value is None or found.low is None or found.high is None:
        return None
    return Worth(found.value, found.low, found.high, found.n or 0)

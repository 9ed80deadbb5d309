"""Deals worth a debrief, and how sure a share of few is. Moments are naive UTC; amounts in the company currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cordee.revenue.metrics.intervals import wilson
from cordee.workspace.insight import rituals, situation
from cordee.workspace.insight.rituals import Deal, Span
from cordee.workspace.insight.window import Window


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``n`` with Wilson's interval at 95 %; no value of none."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def low(self) -> float | None:
        return wilson(self.hits, self.n)[0] if self.n else None

    @property
    def high(self) -> float | None:
        return wilson(self.hits, self.n)[1] if self.n else None


def closed(window: Window, *, days: int, least: float) -> list[Deal]:
    """Deals won or lost in the last ``days`` of the data, of ``least`` or more; largest first."""
    now = situation.now(window)
    span = Span(now - timedelta(days=days), now + timedelta(seconds=1))
    return [one for one in rituals.closed(window, span) if (one.amount or 0.0) >= least]


def silent(window: Window, *, days: int, least: float) -> list[situation.OpenDeal]:
    """Open deals of ``least`` or more about which neither side nor the buyer has said a word for ``days``."""
    before = situation.now(window) - timedelta(days=days)
    return [
        one
        for one in situation.open_deals(window)
        if (one.amount or 0.0) >= least and (one.last_act_at or one.opened_at or before) < before
    ]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a debrief keeps of its deal: they stay true when the deal changes."""

    segment: str | None
    channel: str | None
    reason: str | None
    closed_at: datetime | None


def facts(window: Window, deal: int) -> Facts | None:
    row = window.reader.execute(
        "SELECT segment, channel, reason, closed_at FROM deal WHERE deal_id = $1", [deal]
    ).fetchone()
    return Facts(*row) if row else None


def records_of(window: Window, deal: int) -> list[int]:
    """The record ids of a deal, which no merge changes."""
    rows = window.reader.execute("SELECT record_id FROM deal_link WHERE deal_id = $1 ORDER BY 1", [deal]).fetchall()
    return [record for (record,) in rows]


def account_of(window: Window, records: Sequence[int]) -> int | None:
    """The account to which the deal of these records belongs now."""
    if not records:
        return None
    row = window.reader.execute(
        "SELECT d.account_id FROM deal_link AS l JOIN deal AS d USING (deal_id) "
        f"WHERE l.record_id IN ({', '.join(str(int(one)) for one in records)}) LIMIT 1"
    ).fetchone()
    return row[0] if row else None

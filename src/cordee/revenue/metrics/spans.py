"""Periods cut in the company's zone: where a local day begins in UTC, and the weeks, months and quarters of a
period.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cordee.vocabulary.periods import Period

TIMES = ("week", "month", "quarter")
"""The dimensions that cut the period itself."""


@dataclass(frozen=True, slots=True)
class Span:
    """A period as half-open bounds: instants in naive UTC, as the tables hold them, or plain local days."""

    period: Period
    zone: str

    @property
    def instants(self) -> tuple[datetime, datetime]:
        return _midnight(self.period.start, self.zone), _midnight(self.period.end + timedelta(days=1), self.zone)

    @property
    def days(self) -> tuple[datetime, datetime]:
        first, after = self.period.start, self.period.end + timedelta(days=1)
        return datetime.combine(first, time()), datetime.combine(after, time())


def _midnight(day: date, zone: str) -> datetime:
    local = datetime.combine(day, time(), tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def buckets(period: Period, by: str) -> dict[str, Period]:
    """The weeks, months or quarters of ``period``, first to last, by label (2026-W27, 2026-07, 2026-Q3).

    The first and the last are cut where the period is.
    """
    found: dict[str, Period] = {}
    day = period.start
    while day <= period.end:
        label = label_of(day, by)
        whole = Period.parse(label)
        end = min(whole.end, period.end)
        found[label] = Period(day, end)
        day = end + timedelta(days=1)
    return found


def label_of(day: date, by: str) -> str:
    """How the week, month or quarter of ``day`` is written."""
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if by == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return f"{day.year}-{day.month:02d}"

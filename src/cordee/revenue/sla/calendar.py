"""The working calendar: one row per day with its opening in UTC and the seconds open before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cordee.revenue.warehouse.home import HomeError, Settings

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the company: when it opens (naive UTC), how many seconds it stays open, how many were open before it."""

    day_number: int
    open_at: datetime
    open_seconds: int
    before_seconds: int


def days(settings: Settings, first: date, last: date) -> Iterator[Day]:
    """The calendar from ``first`` to ``last``: working days from opening to closing, without public holidays."""
    import holidays

    opening, closing = _clock_time(settings.opening), _clock_time(settings.closing)
    zone = ZoneInfo(settings.zone)
    years = range(first.year, last.year + 1)
    try:
        off = holidays.country_holidays(settings.country, years=years)
    except NotImplementedError as error:
        raise HomeError(f"cordee.toml, country: no public holidays are known for {settings.country!r}.") from error
    before, day = 0, first
    while day <= last:
        start = datetime.combine(day, opening, zone).astimezone(UTC).replace(tzinfo=None)
        end = datetime.combine(day, closing, zone).astimezone(UTC).replace(tzinfo=None)
        works = day.weekday() < 5 and day not in off
        seconds = max(0, int((end - start).total_seconds())) if works else 0
        yield Day((day - _EPOCH).days, start, seconds, before)
        before += seconds
        day += timedelta(days=1)


def _clock_time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise HomeError(f"cordee.toml: {text!r} is not a time of day; write one like 09:00.") from error

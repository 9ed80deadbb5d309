"""When a ritual takes place: a pure function of its rule. The hour on the wall stays the same when the clocks change.

Monthly and quarterly rituals keep their place in the month (the second Tuesday), since a date would fall on Sundays. An occurrence
is named by its week, month or quarter: moving the ritual to another day keeps the name, hence the UID in calendars.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays import HolidayBase


class Cadence(StrEnum):
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class OnHoliday(StrEnum):
    """What becomes of an occurrence on a public holiday or at a weekend."""

    NEXT_WORKING_DAY = "next_working_day"
    KEEP = "keep"  # on its day, and the calendar says that it is a holiday


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``first`` gives the day of the week, and the place in the month; ``country`` the public holidays (ISO 3166-1)."""

    cadence: Cadence
    first: date
    at: time
    zone: str
    country: str
    on_holiday: OnHoliday = OnHoliday.NEXT_WORKING_DAY
    language: str = "fr"  # of the holidays' names


@dataclass(frozen=True, slots=True)
class Occurrence:
    """``planned`` by the rule, held on ``day``; ``holiday`` names what moved it, or what it falls on. ``starts_at`` is UTC."""

    key: str
    planned: date
    day: date
    starts_at: datetime
    holiday: str = ""

    @property
    def is_moved(self) -> bool:
        return self.day != self.planned


def occurrences(rule: Rule, start: date, end: date) -> Iterator[Occurrence]:
    """Those whose day lies from ``start`` to ``end``, both included, in order."""
    for planned in _planned(rule, start - timedelta(days=14), end):
        one = _occurrence(rule, planned)
        if start <= one.day <= end:
            yield one


def key_of(cadence: Cadence, day: date) -> str:
    """``2026-W27``, ``2026-07`` or ``2026-Q3``."""
    if cadence in {Cadence.WEEKLY, Cadence.FORTNIGHTLY}:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if cadence == Cadence.MONTHLY:
        return f"{day.year}-{day.month:02d}"
    return f"{day.year}-Q{(day.month + 2) // 3}"


def instant(day: date, at: time, zone: str) -> datetime:
    """The moment in UTC at which the wall in ``zone`` shows ``at``; an hour that the clocks skip is the one just after."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def _occurrence(rule: Rule, planned: date) -> Occurrence:
    day, holiday = planned, holiday_name(rule.country, planned, rule.language)
    if rule.on_holiday == OnHoliday.NEXT_WORKING_DAY:
        while day.weekday() >= 5 or holiday_name(rule.country, day, rule.language):
            day += timedelta(days=1)
    return Occurrence(key_of(rule.cadence, planned), planned, day, instant(day, rule.at, rule.zone), holiday)


def _planned(rule: Rule, start: date, end: date) -> Iterator[date]:
    if rule.cadence in {Cadence.WEEKLY, Cadence.FORTNIGHTLY}:
        step = 7 if rule.cadence == Cadence.WEEKLY else 14
        ahead = max(0, -(-(start - rule.first).days // step))
        day = rule.first + timedelta(days=step * ahead)
        while day <= end:
            yield day
            day += timedelta(days=step)
        return
    step = 1 if rule.cadence == Cadence.MONTHLY else 3
    month = rule.first.year * 12 + rule.first.month - 1
    while (day := _same_place(rule.first, month)) <= end:
        if day >= max(start, rule.first):
            yield day
        month += step


def _same_place(first: date, month: int) -> date:
    """The same weekday of the month: the second Tuesday; a fifth one is the last."""
    start = date(month // 12, month % 12 + 1, 1)
    day = start + timedelta(days=(first.weekday() - start.weekday()) % 7 + 7 * ((first.day - 1) // 7))
    return day if day.month == start.month else day - timedelta(days=7)


def holiday_name(country: str, day: date, language: str) -> str:
    """The public holiday of the country on that day; empty where there is none, or where none are known."""
    known = _holidays(country, language)
    return str(known.get(day, "")) if known is not None else ""


@lru_cache(maxsize=16)
def _holidays(country: str, language: str) -> "HolidayBase | None":
    import holidays  # a quarter of a second, and only calendars need it

    try:
        spoken = holidays.country_holidays(country).supported_languages
        near = next((one for one in spoken if one.split("_")[0] == language), None)
        return holidays.country_holidays(country, language=near)
    except NotImplementedError:
        return None

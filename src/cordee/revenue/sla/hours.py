"""Business time of one calendar: the moments at which it is open, and arithmetic on them, exact to the second.

A moment is open when the clock on the wall of its place reads a time within a shift. So a night shift loses an hour
when summer time begins and gains one when it ends; times that do not exist are never open, times that exist twice are
open twice. A shift belongs to the day on which it begins: a holiday on the morrow does not end it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

from cordee.revenue.model.zones import offsets
from cordee.revenue.warehouse.home import HomeError, Settings
from cordee.vocabulary.sla_terms.calendars import Absence, Calendar, Closure, Week, seconds

DAY = 86_400
_EPOCH = date(1970, 1, 1)
_ORIGIN = datetime(1970, 1, 1)  # noqa: DTZ001 -- naive UTC, as everywhere in the warehouse


@dataclass(frozen=True, slots=True)
class Hours:
    """Whose hours: what is left of the calendar once company, team and person are put together."""

    zone: str
    country: str | None
    region: str | None
    week: Week
    closures: tuple[Closure, ...] = ()
    worked_holidays: tuple[date, ...] = ()
    absences: tuple[Absence, ...] = ()


def of_company(calendar: Calendar) -> Hours:
    """The hours that hold for whoever has none of their own."""
    return Hours(
        calendar.zone, calendar.country, calendar.region, calendar.week, calendar.closures, calendar.worked_holidays
    )


def of_team(calendar: Calendar, team: str | None) -> Hours:
    """The hours of a team, by its key or the name that tools give it; those of the company for any other."""
    hours = of_company(calendar)
    for one in calendar.teams:
        if team is not None and team.casefold() in (one.key, one.name.casefold()):
            place = one.country or hours.country
            return Hours(
                one.zone or hours.zone,
                place,
                one.region if one.country or one.region else hours.region,
                one.week or hours.week,
                hours.closures + one.closures,
                hours.worked_holidays,
            )
    return hours


def of_person(calendar: Calendar, person: str | None, team: str | None = None) -> Hours:
    """The hours of a person (e-mail): their own, else those of the team that they name, else of ``team``."""
    for one in calendar.people:
        if person is not None and person.casefold() == one.person.casefold():
            hours = of_team(calendar, one.team or team)
            return Hours(
                one.zone or hours.zone,
                one.country or hours.country,
                one.region if one.country or one.region else hours.region,
                one.week or hours.week,
                hours.closures,
                hours.worked_holidays,
                one.absences,
            )
    return of_team(calendar, team)


def of_settings(settings: Settings) -> Calendar:
    """The calendar of ``cordee.toml``, in force while nobody has signed another one."""
    opening, closing = _clock_time(settings.opening), _clock_time(settings.closing)
    shift = f"{opening:%H:%M}-{closing:%H:%M}"
    day = (shift,) if closing > opening else ()
    week = Week(mon=day, tue=day, wed=day, thu=day, fri=day)
    return Calendar(zone=settings.zone, country=settings.country, week=week)


@dataclass(frozen=True)
class Openings:
    """The open spans of a calendar from ``first`` to ``last`` (seconds since 1970, UTC; half open), in order, disjoint.

    Moments outside are refused: an unknown day is not a closed one.
    """

    first: int
    last: int
    starts: Sequence[int] = field(repr=False)
    ends: Sequence[int] = field(repr=False)

    @cached_property
    def before(self) -> list[int]:
        """Seconds open before each span begins, and at the end all of them."""
        return [0, *accumulate(end - start for start, end in zip(self.starts, self.ends, strict=True))]

    def seconds_before(self, moment: int) -> int:
        """Seconds open from ``first`` to a moment."""
        self._within(moment)
        place = bisect_right(self.starts, moment) - 1
        return self.before[place] + min(moment, self.ends[place]) - self.starts[place] if place >= 0 else 0

    def between(self, start: int, stop: int) -> int:
        """Seconds open from one moment to another; negative when they are the other way round."""
        return self.seconds_before(stop) - self.seconds_before(start)

    def after(self, start: int, amount: int) -> int:
        """The first moment at which ``amount`` (1 or more) open seconds have passed since ``start``.

        What is over at closing time is over then, not at the next opening. Raises ``ValueError`` where the calendar
        known here does not reach.
        """
        due = self.seconds_before(start) + amount
        place = bisect_left(self.before, due) - 1
        if amount < 1 or place >= len(self.starts):
            raise ValueError(f"The calendar is known up to {moment(self.last)}: {amount} seconds do not fit in it.")
        return self.starts[place] + due - self.before[place]

    def is_open(self, moment: int) -> bool:
        self._within(moment)
        place = bisect_right(self.starts, moment) - 1
        return place >= 0 and moment < self.ends[place]

    def next_opening(self, moment: int) -> int | None:
        """The moment itself when open, else the next one that is; none where the calendar ends before."""
        if self.is_open(moment):
            return moment
        place = bisect_right(self.starts, moment)
        return self.starts[place] if place < len(self.starts) else None

    def _within(self, at: int) -> None:
        if not self.first <= at <= self.last:
            raise ValueError(f"The calendar is known from {moment(self.first)} to {moment(self.last)}, not {at}.")


def openings(hours: Hours, first: date, last: date) -> Openings:
    """The open spans of the UTC days from ``first`` to ``last``, both included."""
    low, high = (first - _EPOCH).days * DAY, ((last - _EPOCH).days + 1) * DAY
    spans: list[tuple[int, int]] = []
    given = offsets(hours.zone, moment(low - 2 * DAY), moment(high + 2 * DAY))
    bounds = [low - 2 * DAY, *(one.since for one in given[1:]), high + 2 * DAY]
    local = list(_local(hours, first - timedelta(days=2), last + timedelta(days=2)))
    for offset, (since, until) in zip(given, pairwise(bounds), strict=True):
        for start, end in local:
            start, end = max(start - offset.seconds, since, low), min(end - offset.seconds, until, high)
            if start < end:
                spans.append((start, end))
    spans.sort()
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and joined[-1][1] >= start:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return Openings(low, high, [start for start, _ in joined], [end for _, end in joined])


def working_days(hours: Hours, known: Openings) -> list[tuple[int, int]]:
    """Each local day on which it is open at all: the second at which it last closes, and the seconds open until then."""
    zone, last = ZoneInfo(hours.zone), {}
    for start, end, before in zip(known.starts, known.ends, known.before, strict=False):
        while start < end:
            day = moment(start).replace(tzinfo=UTC).astimezone(zone).date()
            midnight = datetime.combine(day + timedelta(days=1), time(), zone)
            until = min(end, int(midnight.timestamp()))
            before += until - start
            last[day], start = (until, before), until
    return [last[day] for day in sorted(last)]


def second(at: datetime) -> int:
    """Whole seconds since 1970 of a naive UTC moment."""
    return int((at - _ORIGIN) // timedelta(seconds=1))


def moment(at: int) -> datetime:
    """The naive UTC moment of a second since 1970."""
    return _ORIGIN + timedelta(seconds=at)


def _local(hours: Hours, first: date, last: date) -> Iterator[tuple[int, int]]:
    """What the wall clock reads when it is open: seconds since 1970 as if local time were UTC."""
    off = _off(hours, range(first.year, last.year + 1))
    partly = [absence for absence in hours.absences if absence.hours]
    for absence in hours.absences:
        if not absence.hours:
            off.update(_days(absence))
    off.update(day for closure in hours.closures for day in _days(closure))
    week = [[seconds(shift) for shift in shifts] for shifts in hours.week.days]
    away = sorted(
        ((day - _EPOCH).days * DAY + start, (day - _EPOCH).days * DAY + end)
        for absence in partly
        for start, end in [seconds(absence.hours or "")]
        for day in _days(absence)
        if first - timedelta(days=1) <= day <= last
    )
    day = first
    while day <= last:
        if day not in off:
            midnight = (day - _EPOCH).days * DAY
            for start, end in week[day.weekday()]:
                yield from _without(midnight + start, midnight + end, away)
        day += timedelta(days=1)


def _without(start: int, end: int, away: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """A span less the spans in which somebody is away (sorted)."""
    for gone, back in away:
        if gone >= end:
            break
        if back > start:
            if gone > start:
                yield start, gone
            start = back
    if start < end:
        yield start, end


def _days(closure: Closure) -> Iterator[date]:
    day = closure.first
    while day <= closure.last:
        yield day
        day += timedelta(days=1)


def _off(hours: Hours, years: range) -> set[date]:
    if hours.country is None:
        return set()
    return set(_holidays(hours.country, hours.region, years.start, years.stop)) - set(hours.worked_holidays)


@lru_cache(maxsize=64)
def _holidays(country: str, region: str | None, first: int, stop: int) -> frozenset[date]:
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, subdiv=region, years=range(first, stop)))
    except NotImplementedError as error:
        said = f"{country} ({region})" if region else country
        raise HomeError(f"calendar, country: no public holidays are known for {said!r}.") from error


def _clock_time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise HomeError(f"cordee.toml: {text!r} is not a time of day; write one like 09:00.") from error

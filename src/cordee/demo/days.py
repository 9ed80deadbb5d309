"""Working time at the demo firm: Monday to Friday, nine to six in Paris, closed on French public holidays."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in [
        "2025-01-01",
        "2025-04-21",
        "2025-05-01",
        "2025-05-08",
        "2025-05-29",
        "2025-06-09",
        "2025-07-14",
        "2025-08-15",
        "2025-11-01",
        "2025-11-11",
        "2025-12-25",
        "2026-01-01",
        "2026-04-06",
        "2026-05-01",
        "2026-05-08",
        "2026-05-14",
        "2026-05-25",
        "2026-07-14",
    ]
)
_EPOCH = date(1970, 1, 1)
SLOW_MONTH = 8  # August: half of industrial France is away

_offsets: dict[date, timedelta] = {}


def wall(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """That hour of that day on the clock of the Paris office; every time of the demo's story is one."""
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 -- wall time, converted on export


def is_open(day: date) -> bool:
    """Whether the firm works on that day."""
    return day.weekday() < 5 and day not in HOLIDAYS


def next_open(day: date) -> date:
    """That day if the firm works, else the next one when it does."""
    while not is_open(day):
        day += timedelta(days=1)
    return day


def paris_offset(day: date) -> timedelta:
    """How far Paris is ahead of UTC at noon of that day."""
    if day not in _offsets:
        offset = datetime(day.year, day.month, day.day, 12, tzinfo=PARIS).utcoffset()
        _offsets[day] = offset if offset is not None else timedelta(0)
    return _offsets[day]


def in_office(day: date, rng: Random) -> datetime:
    """A moment of work on that day or on the next open one, as naive Paris time."""
    day = next_open(day)
    hour = 9 + 9 * rng.random()
    if 12 <= hour < 13.5:
        hour += 1.5
    return wall(day) + timedelta(seconds=int(min(hour, 17.99) * 3600))


def any_time(day: date, rng: Random) -> datetime:
    """A moment when somebody reads: mostly in the day, at times in the evening; naive Paris time."""
    hour = 7.5 + 11 * rng.random() if rng.random() < 0.85 else 18.5 + 4 * rng.random()
    return wall(day) + timedelta(seconds=int(hour * 3600))


def after_business(moment: datetime, hours: float) -> datetime:
    """The moment ``hours`` of open time later."""
    day = moment.date()
    at = max(moment.hour + moment.minute / 60 + moment.second / 3600, 9.0)
    if not is_open(day) or at >= 18:
        day, at = next_open(day + timedelta(days=1)), 9.0
    while hours > 18 - at:
        hours -= 18 - at
        day, at = next_open(day + timedelta(days=1)), 9.0
    return wall(day) + timedelta(seconds=int((at + hours) * 3600))


def utc(moment: datetime) -> datetime:
    """Naive Paris time as naive UTC."""
    return moment - paris_offset(moment.date())


def epoch(moment: datetime) -> int:
    """Naive Paris time as seconds since 1970 in UTC."""
    return int(utc(moment).replace(tzinfo=UTC).timestamp())

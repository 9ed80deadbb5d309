"""Business time: opening hours, week-ends, holidays, summer time, and what a clock says."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import holidays
import ibis
import pytest

from cordee.revenue.model.zones import offsets
from cordee.revenue.sla import calendar
from cordee.revenue.sla.clock import clock
from cordee.revenue.warehouse.home import HomeError, Settings

FRIDAY = datetime(2026, 3, 27, 15)  # 16:00 in Paris; on Sunday the clocks go forward
NOW = datetime(2026, 4, 30, 10)


def clocks(
    pairs: list[tuple[datetime, datetime | None]],
    *,
    minutes: int = 240,
    now: datetime = NOW,
    settings: Settings | None = None,
) -> list[Any]:
    """``(started_at, stopped_at, due_at, business_minutes, state)`` of each MQL, in order of start."""
    settings = settings or Settings()
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.execute("CREATE TABLE attempt (person_id BIGINT, cycle INTEGER, mql_at TIMESTAMP, attempt_at TIMESTAMP)")
    con.executemany("INSERT INTO attempt VALUES (?, 1, ?, ?)", [(place, *pair) for place, pair in enumerate(pairs)])
    con.execute(
        "CREATE TABLE lead (person_id BIGINT, account_id BIGINT, channel VARCHAR, segment VARCHAR, team VARCHAR)"
    )
    con.execute(
        "CREATE TABLE calendar (day_number INTEGER, open_at TIMESTAMP, open_seconds BIGINT, before_seconds BIGINT)"
    )
    first = min(pair[0] for pair in pairs) - timedelta(days=3)
    days = calendar.days(settings, first.date(), (now + timedelta(days=60)).date())
    con.executemany(
        "INSERT INTO calendar VALUES (?, ?, ?, ?)",
        [(d.day_number, d.open_at, d.open_seconds, d.before_seconds) for d in days],
    )
    tables = [
        ibis.table(
            {"person_id": "int64", "cycle": "int32", "mql_at": "timestamp(6)", "attempt_at": "timestamp(6)"},
            name="attempt",
        ),
        ibis.table(
            {"person_id": "int64", "account_id": "int64", "channel": "string", "segment": "string", "team": "string"},
            name="lead",
        ),
        ibis.table(
            {"day_number": "int32", "open_at": "timestamp(6)", "open_seconds": "int64", "before_seconds": "int64"},
            name="calendar",
        ),
    ]
    expression = clock(
        *tables, target_minutes=minutes, now=now, offsets=offsets(settings.zone, first, now + timedelta(days=60))
    )
    query = ibis.to_sql(expression, dialect="duckdb")
    return con.execute(
        f"SELECT started_at, stopped_at, due_at, business_minutes, state FROM ({query}) ORDER BY person_id"
    ).fetchall()


@pytest.mark.parametrize(
    ("start", "stop", "due", "minutes", "state"),
    [
        pytest.param(datetime(2026, 3, 25, 9), datetime(2026, 3, 25, 11), datetime(2026, 3, 25, 13), 120.0, "kept", id="the same day"),
        pytest.param(datetime(2026, 3, 25, 9), datetime(2026, 3, 25, 13), datetime(2026, 3, 25, 13), 240.0, "kept", id="at the very deadline"),
        pytest.param(datetime(2026, 3, 25, 9), datetime(2026, 3, 25, 13, 0, 1), datetime(2026, 3, 25, 13), 240 + 1 / 60, "broken", id="a second late"),
        pytest.param(FRIDAY, datetime(2026, 3, 30, 8), datetime(2026, 3, 30, 9), 180.0, "kept", id="over a week-end of summer time"),
        pytest.param(datetime(2026, 3, 28, 12), datetime(2026, 3, 29, 12), datetime(2026, 3, 30, 11), 0.0, "kept", id="all on a week-end"),
        pytest.param(datetime(2026, 4, 3, 15), datetime(2026, 4, 7, 8), datetime(2026, 4, 7, 10), 120.0, "kept", id="Easter Monday is off"),
        pytest.param(datetime(2026, 3, 25, 22), datetime(2026, 3, 26, 8), datetime(2026, 3, 26, 12), 0.0, "kept", id="at night"),
        pytest.param(datetime(2026, 3, 25, 13), datetime(2026, 3, 26, 17), datetime(2026, 3, 25, 17), 780.0, "broken", id="due at closing, not at the next opening"),
    ],
)  # fmt: skip
def test_a_clock_that_stopped(start: datetime, stop: datetime, due: datetime, minutes: float, state: str) -> None:
    assert clocks([(start, stop)]) == [(start, stop, due, minutes, state)]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (datetime(2026, 3, 25, 10), "running"),
        (datetime(2026, 3, 25, 11, 59, 59), "running"),
        (datetime(2026, 3, 25, 12), "at_risk"),
        (datetime(2026, 3, 25, 13), "at_risk"),
        (datetime(2026, 3, 25, 13, 0, 1), "broken"),
    ],
)
def test_a_clock_that_runs_warns_and_breaks(now: datetime, state: str) -> None:
    assert clocks([(datetime(2026, 3, 25, 9), None)], now=now)[0][4] == state


def test_an_attempt_that_is_only_planned_does_not_stop_the_clock() -> None:
    now = datetime(2026, 3, 25, 10)

    assert clocks([(datetime(2026, 3, 25, 9), datetime(2026, 3, 25, 11))], now=now)[0][1:] == (
        None,
        datetime(2026, 3, 25, 13),
        60.0,
        "running",
    )


def test_business_time_agrees_with_walking_day_by_day() -> None:
    dice, paris = random.Random(7), ZoneInfo("Europe/Paris")  # noqa: S311 -- a seeded die
    off = holidays.country_holidays("FR", years=(2025, 2026))

    def walked(start: datetime, stop: datetime) -> float:
        total, day = 0.0, start.replace(tzinfo=UTC).astimezone(paris).date()
        while day <= stop.replace(tzinfo=UTC).astimezone(paris).date():
            if day.weekday() < 5 and day not in off:
                opens, closes = (
                    datetime(day.year, day.month, day.day, hour, tzinfo=paris).astimezone(UTC).replace(tzinfo=None)
                    for hour in (9, 18)
                )
                total += max(0.0, (min(stop, closes) - max(start, opens)).total_seconds())
            day += timedelta(days=1)
        return total / 60

    pairs = []
    for _ in range(400):
        start = datetime(2025, 10, 1) + timedelta(seconds=dice.randrange(180 * 86400))
        pairs.append((start, start + timedelta(seconds=int(dice.expovariate(1 / 250_000)))))
    pairs = [pair for pair in pairs if pair[1] < NOW]

    assert [row[3] for row in clocks(pairs)] == pytest.approx([walked(*pair) for pair in pairs])


def test_what_is_due_is_exactly_the_delay_away() -> None:
    starts = [datetime(2026, 3, 1) + timedelta(hours=7 * n, seconds=n) for n in range(150)]
    dues = [row[2] for row in clocks([(start, None) for start in starts])]

    assert [row[3] for row in clocks(list(zip(starts, dues, strict=True)), now=datetime(2026, 6, 1))] == [240.0] * 150


def test_other_hours_and_another_country() -> None:
    swiss = Settings(country="CH", zone="Europe/Zurich", opening="08:00", closing="12:00")

    assert clocks([(datetime(2026, 3, 25, 8), None)], settings=swiss)[0][2] == datetime(2026, 3, 26, 8)


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(HomeError, match="'9h' is not a time of day"):
        next(calendar.days(Settings(opening="9h"), date(2026, 1, 1), date(2026, 1, 2)))


def test_a_country_without_a_calendar_is_refused() -> None:
    with pytest.raises(HomeError, match="no public holidays are known for 'XX'"):
        next(calendar.days(Settings(country="XX"), date(2026, 1, 1), date(2026, 1, 2)))

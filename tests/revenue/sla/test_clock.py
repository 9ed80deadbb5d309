"""Business time: opening hours, week-ends, holidays, summer time, and what a clock says."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import holidays
import ibis
import pytest
from ibis.expr.types import Table

from cordee.revenue.sla.calendar import tables
from cordee.revenue.sla.clock import clock
from cordee.revenue.sla.hours import of_company, of_settings, openings
from cordee.revenue.warehouse.home import Settings

FRIDAY = datetime(2026, 3, 27, 15)  # 16:00 in Paris; on Sunday the clocks go forward
NOW = datetime(2026, 4, 30, 10)


def clocks(
    pairs: list[tuple[datetime, datetime | None]],
    *,
    minutes: int = 240,
    now: datetime = NOW,
    settings: Settings | None = None,
    columns: str = "started_at, stopped_at, due_at, business_minutes, state",
    pauses: list[tuple[int, datetime, datetime]] | None = None,
) -> list[Any]:
    """``(started_at, stopped_at, due_at, business_minutes, state)`` of each clock, in order; pauses by its place."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    kinds = {
        "int64": "BIGINT",
        "int32": "INTEGER",
        "string": "VARCHAR",
        "timestamp(6)": "TIMESTAMP",
        "float64": "DOUBLE",
    }

    def made(name: str, types: dict[str, str], rows: list[tuple[Any, ...]]) -> Table:
        con.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {kinds[kind]}' for column, kind in types.items())})")
        if rows:
            con.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(types))})", rows)
        return ibis.table(types, name=name)

    first = min(pair[0] for pair in pairs) - timedelta(days=3)
    known = openings(of_company(of_settings(settings or Settings())), first.date(), (now + timedelta(days=60)).date())
    rows = tables([known])
    given = {"clock_id": "int64", "person_id": "int64", "calendar": "int64", "started_at": "timestamp(6)", "acted_at": "timestamp(6)", "assigned_at": "timestamp(6)", "target_seconds": "int64", "due_seconds": "int64", "warn_at": "float64", "cycle": "int32", "clause": "string", "terms": "string", "side": "string", "tier": "string"}  # fmt: skip
    lead = {"person_id": "int64", "account_id": "int64", "channel": "string", "segment": "string", "team": "string"}
    pause = {"clock_id": "int64", "calendar": "int64", "from_at": "timestamp(6)", "to_at": "timestamp(6)"}
    expression = clock(
        made("clock_given", given, [(n, n, 0, *pair, None, minutes * 60, None, 0.75, 1, "first_attempt", "default", "sales", "all") for n, pair in enumerate(pairs)]),
        made("lead", lead, []),
        made("open_day", dict.fromkeys(rows.day_columns, "int64"), rows.days),
        made("open_block", dict.fromkeys(rows.block_columns, "int64"), rows.blocks),
        rows,
        now=now,
        pause=made("clock_pause", pause, [(n, 0, *span) for n, *span in pauses]) if pauses else None,
    )  # fmt: skip
    query = ibis.to_sql(expression, dialect="duckdb")
    return con.execute(f"SELECT {columns} FROM ({query}) ORDER BY person_id").fetchall()


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


def test_a_running_clock_warns_at_its_share_of_the_delay() -> None:
    assert clocks([(FRIDAY, None)], columns="warns_at, due_at") == [
        (datetime(2026, 3, 30, 8), datetime(2026, 3, 30, 9))
    ]


@pytest.mark.parametrize(
    ("pauses", "stop", "due", "minutes", "state"),
    [
        pytest.param([(10, 11)], datetime(2026, 3, 25, 12), datetime(2026, 3, 25, 14), 120.0, "kept", id="an hour"),
        pytest.param([(10, 11), (12, 14)], datetime(2026, 3, 25, 15), datetime(2026, 3, 25, 16), 180.0, "kept", id="two pauses"),
        pytest.param([(12, 14)], datetime(2026, 3, 25, 13), datetime(2026, 3, 25, 15), 180.0, "kept", id="stopped in the pause"),
        pytest.param([(13, 15)], datetime(2026, 3, 25, 14), datetime(2026, 3, 25, 13), 240.0, "kept", id="a pause that begins when it is due"),
        pytest.param([(10, 11), (13, 15)], datetime(2026, 3, 25, 16), datetime(2026, 3, 25, 16), 240.0, "kept", id="what moves the end lets the next one in"),
        pytest.param([(16, 24)], datetime(2026, 3, 25, 15), datetime(2026, 3, 25, 13), 360.0, "broken", id="a pause after it broke"),
    ],
)  # fmt: skip
def test_a_pause_moves_what_is_due_by_its_own_length(
    pauses: list[tuple[int, int]], stop: datetime, due: datetime, minutes: float, state: str
) -> None:
    day = datetime(2026, 3, 25)
    spans = [(0, day + timedelta(hours=low), day + timedelta(hours=high)) for low, high in pauses]

    assert clocks([(datetime(2026, 3, 25, 9), stop)], pauses=spans) == [
        (datetime(2026, 3, 25, 9), stop, due, minutes, state)
    ]

"""The mart ``clock``: every promise of every version, judged by the one that was in force when it started."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from cordee.revenue.model.build import Build
from cordee.revenue.model.staged import Staged
from cordee.revenue.sla.acts import acts
from cordee.revenue.sla.calendar import tables
from cordee.revenue.sla.clock import clock
from cordee.revenue.sla.hours import Hours, of_company, of_person, of_team, openings, working_days
from cordee.revenue.sla.starts import clock_start, clock_touch
from cordee.revenue.sla.terms import Version
from cordee.revenue.warehouse.home import Home
from cordee.vocabulary.sla_terms.delays import Hours as Whose
from cordee.vocabulary.sla_terms.delays import Pause

_AHEAD = timedelta(days=400)
"""How far after now calendars are known: whoever is away for longer has no due date."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How many clocks were written, and the fields of rules that nothing tells, so that their tiers never apply."""

    clocks: int
    untold: tuple[str, ...] = ()


def judge(
    build: Build, staged: Staged, home: Home, versions: Sequence[Version], now: datetime, table: Callable[[str], Table]
) -> Judged:
    """Adds to ``clock`` those of the people in ``judged``, as of ``now``; ``table`` gives a relation as an Ibis table.

    Reads ``attempt``, ``stage_event``, ``person``, ``account``, ``lead``, ``user_account`` and the staged touches.
    """
    acts(build, home)
    clock_touch(build, staged, versions)
    untold = clock_start(build, versions)
    bounds = build.con.execute("SELECT min(started_at), max(started_at) FROM clock_start").fetchone()
    if bounds is None or bounds[0] is None or bounds[0] > now:
        return Judged(0, untold)
    first, last = bounds[0] - timedelta(days=2), max(now, bounds[1]) + _AHEAD
    numbers = _calendars(build, versions)
    known = [openings(hours, first.date(), last.date()) for hours in numbers]
    given = tables(known)
    types = dict.fromkeys(("calendar", "ordinal", "closes", "total"), "BIGINT")
    days = [
        (number, ordinal, closes, total)
        for number, (hours, one) in enumerate(zip(numbers, known, strict=True))
        for ordinal, (closes, total) in enumerate(working_days(hours, one))
    ]
    _rows(build, "open_day", given.day_columns, given.days)
    _rows(build, "open_block", given.block_columns, given.blocks)
    _rows(build, "working_day", types, days)
    _given(build)
    pauses = _pauses(build, versions, now)
    expression = clock(
        table("clock_given"),
        table("lead"),
        table("open_day"),
        table("open_block"),
        given,
        now=now,
        pause=table("clock_pause") if pauses else None,
    )
    return Judged(build.add("clock", str(ibis.to_sql(expression, dialect="duckdb"))), untold)


def _rows(build: Build, name: str, types: Mapping[str, str], rows: Sequence[tuple[int, ...]]) -> None:
    columns = zip(*rows, strict=True) if rows else [() for _ in types]
    given = pa.table([pa.array(column, pa.int64()) for column in columns], names=list(types))
    build.con.register("given", given)
    build.temp(name, "SELECT * FROM given")
    build.con.unregister("given")


def _calendars(build: Build, versions: Sequence[Version]) -> list[Hours]:
    """Every different calendar once, and ``clock_calendar``: which one each version, kind of hours and owner has."""
    numbers: dict[Hours, int] = {}
    rows: list[dict[str, object]] = []
    users = build.con.execute("SELECT user_id, email, team FROM user_account ORDER BY user_id").fetchall()
    for place, version in enumerate(versions):
        calendar = version.terms.calendar
        whose = {delay.hours for delay in version.terms.delays}
        company = numbers.setdefault(of_company(calendar), len(numbers))
        rows += [{"version": place, "hours": str(kind), "owner_id": None, "calendar": company} for kind in Whose]
        for user, email, team in users:
            for kind, hours in ((Whose.TEAM, of_team(calendar, team)), (Whose.OWNER, of_person(calendar, email, team))):
                if kind in whose:
                    number = numbers.setdefault(hours, len(numbers))
                    rows.append({"version": place, "hours": str(kind), "owner_id": user, "calendar": number})
    schema = pa.schema(
        [("version", pa.int32()), ("hours", pa.string()), ("owner_id", pa.int64()), ("calendar", pa.int64())]
    )
    build.con.register("given", pa.Table.from_pylist(rows, schema=schema))
    build.temp("clock_calendar", "SELECT * FROM given")
    build.con.unregister("given")
    return list(numbers)


def _given(build: Build) -> None:
    """``clock_given``: each clock with its calendar, when it was assigned where that is known, and the end of its days."""
    build.temp(
        "clock_given",
        """
        WITH placed AS (
            SELECT s.*, coalesce(c.calendar, d.calendar) AS calendar
            FROM clock_start AS s
            JOIN clock_calendar AS d ON d.version = s.version AND d.hours = s.hours AND d.owner_id IS NULL
            LEFT JOIN clock_calendar AS c ON c.version = s.version AND c.hours = s.hours AND c.owner_id = s.owner_id
        ),
        assigned AS (
            SELECT person_id, min("at") AS assigned_at FROM sla_act WHERE act = 'assigned' GROUP BY person_id
        ),
        dated AS (
            SELECT p.*, w.ordinal
            FROM (FROM placed WHERE days IS NOT NULL) AS p
            ASOF LEFT JOIN working_day AS w ON w.calendar = p.calendar AND epoch(p.started_at)::BIGINT < w.closes
            UNION ALL SELECT p.*, NULL FROM placed AS p WHERE days IS NULL
        )
        SELECT row_number() OVER () AS clock_id, p.* EXCLUDE (ordinal, days), a.assigned_at, w.total AS due_seconds
        FROM dated AS p
        LEFT JOIN assigned AS a USING (person_id)
        LEFT JOIN working_day AS w ON w.calendar = p.calendar AND w.ordinal = p.ordinal + p.days - 1
        WHERE p.days IS NULL OR w.total IS NOT NULL
        """,
    )


def _pauses(build: Build, versions: Sequence[Version], now: datetime) -> bool:
    """``clock_pause``: the spans in which a clock does not count, put together where they overlap; whether there are any."""
    wanted = [
        (place, number, pause)
        for place, version in enumerate(versions)
        for number, delay in enumerate(version.terms.delays)
        for pause in delay.pauses
    ]
    if not wanted:
        return False
    listed = ", ".join(f"({place}, {number}, '{pause}')" for place, number, pause in wanted)
    build.temp(
        "clock_pause",
        f"""
        WITH wanted(version, delay, pause) AS (VALUES {listed}),
        clocks AS (
            SELECT g.clock_id, g.calendar, g.person_id, g.started_at, g.assigned_at, g.owner_id, w.pause
            FROM clock_given AS g JOIN wanted AS w USING (version, delay) WHERE g.due_seconds IS NULL
        ),
        told AS (
            SELECT clock_id, calendar, started_at AS from_at, coalesce(assigned_at, TIMESTAMP '{now}') AS to_at
            FROM clocks WHERE pause = '{Pause.UNASSIGNED}' AND (assigned_at IS NOT NULL OR owner_id IS NULL)
            UNION ALL
            SELECT c.clock_id, c.calendar, greatest(a."at", c.started_at), a.until_at
            FROM clocks AS c JOIN sla_act AS a ON a.person_id = c.person_id AND a.act = c.pause
            WHERE a.until_at > c.started_at AND a.until_at <= TIMESTAMP '{now}' + INTERVAL 390 DAY
        ),
        marked AS (
            SELECT *, coalesce(from_at > max(to_at) OVER (PARTITION BY clock_id ORDER BY from_at, to_at
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true)::INTEGER AS is_new
            FROM told WHERE to_at > from_at
        ),
        numbered AS (
            SELECT *, sum(is_new) OVER (PARTITION BY clock_id ORDER BY from_at, to_at ROWS UNBOUNDED PRECEDING) AS island
            FROM marked
        )
        SELECT clock_id, calendar, min(from_at) AS from_at, max(to_at) AS to_at
        FROM numbered GROUP BY clock_id, calendar, island
        """,
    )
    return build.number("SELECT count(*) FROM clock_pause") > 0

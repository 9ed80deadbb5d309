"""The exact part of a replay: what can be counted again on the leads that there were. No estimate is made here."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import ibis
from ibis.expr.types import Table

from cordee.revenue.model.build import Build
from cordee.revenue.model.staged import Staged
from cordee.revenue.sla.build import judge
from cordee.revenue.sla.terms import Version
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.tables import MODEL

_IBIS = {"TIMESTAMP": "timestamp(6)", "BIGINT": "int64", "INTEGER": "int32", "VARCHAR": "string", "DOUBLE": "float64", "BOOLEAN": "boolean"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """A lead that is an MQL of the period under the proposal, or was one: the moments are naive UTC.

    ``attempts`` are those of the 30 days after ``mql_at`` (None where it was no MQL).
    """

    person_id: int
    would_at: datetime | None
    mql_at: datetime | None
    total: int | None
    grade: str | None
    channel: str
    segment: str
    attempts: int | None
    place: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"person_id": str(self.person_id)}


PLACES = ("both", "new", "dropped", "earlier", "later")
"""Where a lead stands: MQL of the period in both worlds; only under the proposal; only as it was; an MQL of the period as it
was that the proposal would have had before it; an MQL under the proposal that had been one before, or became one after."""


@dataclass(frozen=True, slots=True)
class Week:
    """The MQLs of a week, by its Monday."""

    monday: date
    proposal: int
    actual: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many MQLs of one channel, segment or grade."""

    value: str
    proposal: int
    actual: int


@dataclass(frozen=True, slots=True)
class Kept:
    """How the clocks of a clause stand: under the proposal, and as they were judged then (None: no such clause).

    ``logged``: whether any was stopped. Where none was, its act was perhaps never logged, and a break says nothing.
    """

    clause: str
    side: str
    kept: int
    broken: int
    running: int
    logged: bool
    kept_then: int | None
    broken_then: int | None

    @property
    def share(self) -> float | None:
        return None if self.kept + self.broken == 0 else self.kept / (self.kept + self.broken)

    @property
    def share_then(self) -> float | None:
        if self.kept_then is None or self.broken_then is None or self.kept_then + self.broken_then == 0:
            return None
        return self.kept_then / (self.kept_then + self.broken_then)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"share": self.share, "share_then": self.share_then}


@dataclass(frozen=True, slots=True)
class Workload:
    """Hours of attempts a week, at ``minutes_per_attempt`` (an assumption that whoever asks states).

    ``actual`` from the attempts logged within 30 days of each MQL (their mean is None where none ever was); ``proposal`` gives leads that were no MQL the mean of
    those that were; ``promised`` is what the proposal's number of attempts comes to when each is made (None: none is).
    """

    minutes_per_attempt: float
    attempts_per_lead: float | None
    actual_hours_per_week: float
    proposal_hours_per_week: float | None
    promised_hours_per_week: float | None


def weeks(leads: Iterable[Moved], first: date, last: date, day: Callable[[datetime], date]) -> tuple[Week, ...]:
    """MQLs by week, the empty ones too; ``day`` is the company's day of a moment."""
    proposal, actual = Counter[date](), Counter[date]()
    for lead in leads:
        if lead.place in ("both", "new", "later") and lead.would_at is not None:
            proposal[_monday(day(lead.would_at))] += 1
        if lead.place in ("both", "dropped", "earlier") and lead.mql_at is not None:
            actual[_monday(day(lead.mql_at))] += 1
    mondays = [_monday(first) + timedelta(weeks=n) for n in range((_monday(last) - _monday(first)).days // 7 + 1)]
    return tuple(Week(monday, proposal[monday], actual[monday]) for monday in mondays)


def mix(leads: Iterable[Moved], of: Callable[[Moved], str]) -> tuple[Share, ...]:
    """MQLs by what ``of`` says, the most under the proposal first."""
    listed = list(leads)
    proposal = Counter(of(lead) for lead in listed if lead.place in ("both", "new", "later"))
    actual = Counter(of(lead) for lead in listed if lead.place in ("both", "dropped", "earlier"))
    values = sorted({*proposal, *actual}, key=lambda value: (-proposal[value], -actual[value], value))
    return tuple(Share(value, proposal[value], actual[value]) for value in values)


def workload(leads: Sequence[Moved], days: int, minutes: float, promised: int | None) -> Workload:
    """The hours of the period's MQLs, over ``days`` days; ``promised`` attempts for each lead."""
    hours = minutes / 60 / (days / 7)
    made = [lead.attempts for lead in leads if lead.attempts is not None and lead.place != "later"]
    mean = sum(made) / len(made) if sum(made) else None
    would = [lead for lead in leads if lead.place in ("both", "new", "later")]
    known = sum(lead.attempts for lead in would if lead.attempts is not None)
    unknown = sum(lead.attempts is None for lead in would)
    return Workload(
        minutes_per_attempt=minutes,
        attempts_per_lead=mean,
        actual_hours_per_week=sum(made) * hours,
        proposal_hours_per_week=None if mean is None and unknown else (known + unknown * (mean or 0.0)) * hours,
        promised_hours_per_week=None if promised is None else len(would) * promised * hours,
    )


def attainment(
    build: Build, staged: Staged, home: Home, version: Version, people: str, now: datetime, snapshot: str
) -> tuple[Kept, ...]:
    """The proposal's clocks on the passages and acts that there were, of ``people`` (SQL), beside those judged then.

    Only of who is an MQL in both worlds: on a lead that nobody was given, a clock would only say that it was not worked.
    """
    build.temp("judged", people)
    within = f"started_at >= TIMESTAMP '{version.since}' AND started_at < TIMESTAMP '{version.until}'"
    counted = "count(*) FILTER (state = 'kept'), count(*) FILTER (state = 'broken'), count(*) FILTER (state NOT IN ('kept', 'broken'))"
    then: Mapping[str, tuple[int, int]] = {
        clause: (kept, broken)
        for clause, kept, broken, _ in build.con.execute(
            f"SELECT clause, {counted} FROM {snapshot}.clock WHERE {within} AND person_id IN (FROM judged) GROUP BY clause"
        ).fetchall()
    }
    build.con.execute(f"CREATE OR REPLACE TEMP TABLE clock AS SELECT * FROM {snapshot}.clock LIMIT 0")
    judge(build, staged, home, [version], now, lambda name: _table(build, name))
    rows = build.con.execute(
        f"SELECT clause, side, {counted}, count(stopped_at) > 0 FROM temp.clock GROUP BY clause, side ORDER BY clause"
    ).fetchall()
    build.drop("clock")
    return tuple(Kept(*row, *then.get(row[0], (None, None))) for row in rows)  # fmt: skip


def _table(build: Build, name: str) -> Table:
    if name in MODEL:
        return ibis.table({column.name: _IBIS.get(column.type, "string") for column in MODEL[name].columns}, name=name)
    rows = build.con.execute(f"SELECT column_name, column_type FROM (DESCRIBE {name})").fetchall()
    return ibis.table({column: _IBIS.get(kind, "string") for column, kind in rows}, name=name)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

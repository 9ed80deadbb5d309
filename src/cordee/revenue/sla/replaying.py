"""Replay: a proposal against a past period, in three parts that are never added up.

*Exact*: volume, mix, hours, clocks, counted again on the leads that there were, as of then. *Bounded*: wins of leads that nobody
worked, between what such leads bring alone and what the band above brings when worked. *Extrapolated*: an assumption.
"""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from cordee.revenue.metrics.survival import OPEN, REACHED, Reading
from cordee.revenue.model.build import Build
from cordee.revenue.model.staged import Staged
from cordee.revenue.sla import replaying_bounds as bounds
from cordee.revenue.sla import replaying_exact as exact
from cordee.revenue.sla.acts import acts
from cordee.revenue.sla.facts import COLUMNS
from cordee.revenue.sla.replaying_bounds import Band, Known
from cordee.revenue.sla.replaying_exact import Kept, Moved, Share, Week, Workload
from cordee.revenue.sla.replaying_moments import mql_rule, tried, undated, would
from cordee.revenue.sla.terms import Version, versions
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.snapshots import reading
from cordee.vocabulary.periods import Period
from cordee.vocabulary.sla_terms.clauses import content_hash
from cordee.vocabulary.sla_terms.delays import Start
from cordee.vocabulary.sla_terms.document import Terms

MINUTES_PER_ATTEMPT = 10.0
"""What an attempt takes where nobody says otherwise: a stated assumption, for no tool logs it."""

LOOK_BACK = timedelta(days=365)
"""How far before the period the leads go that bounds are learnt from."""


NO_MOMENT = (
    "No data tell of any moment yet: import some files first.",
    "Aucune donnée ne parle d’aucun moment : importez d’abord des fichiers.",
)


class CannotReplay(ValueError):
    """The period holds nothing that can be replayed, and why."""

    def __init__(self, en: str, fr: str) -> None:
        self._fr = fr
        super().__init__(en)

    def said(self, language: str) -> str:
        return self._fr if language == "fr" else str(self)


@dataclass(frozen=True, slots=True)
class Bounded:
    """``wins`` of the ``leads`` that nobody worked, within ``horizon_days``: bounds, sampling error included.

    ``forgone`` are the wins of ``dropped`` leads: between none of them (all would have bought anyway) and all.
    ``explored`` leads below the threshold were drawn at random and worked: where there are ten, ``explored_wins`` is an estimate with its interval.
    """

    horizon_days: float
    leads: int
    low: float
    high: float
    bands: tuple[Band, ...]
    dropped: int
    forgone: int
    explored: int
    explored_wins: Reading | None


@dataclass(frozen=True, slots=True)
class Replay:
    """What a proposal would have changed; see the module for its three parts.

    ``undated``: fields that are read as they are now, with the share of the leads for which they are known. ``untold``: those that no data tells.
    """

    terms: Terms
    period: Period
    as_of: datetime
    leads: tuple[Moved, ...]
    weeks: tuple[Week, ...]
    mix: dict[str, tuple[Share, ...]]
    workload: Workload
    clocks: tuple[Kept, ...]
    bounded: Bounded
    extrapolated_wins: float | None
    has_rule: bool
    has_score: bool
    undated: dict[str, float | None]
    untold: tuple[str, ...]

    def count(self, *places: str) -> int:
        """How many leads stand in these places."""
        return sum(lead.place in places for lead in self.leads)

    @property
    def proposal(self) -> int:
        """MQLs of the period under the proposal."""
        return self.count("both", "new", "later")

    @property
    def actual(self) -> int:
        """MQLs of the period as they were recorded."""
        return self.count("both", "dropped", "earlier")

    @property
    def digest(self) -> str:
        """SHA-256 of who moved when: two replays agree to the lead when it is the same."""
        lines = [f"{one.person_id} {one.would_at} {one.mql_at} {one.total} {one.place}" for one in self.leads]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        per_week = self.period.days / 7
        found, explored = self.bounded, self.bounded.explored_wins
        return {
            "terms": {"title": self.terms.title.model_dump(), "content_hash": content_hash(self.terms)},
            "period": {"from": self.period.start, "to": self.period.end},
            "as_of": self.as_of,
            "exact": {
                "mql": {
                    "proposal": self.proposal,
                    "actual": self.actual,
                    "proposal_per_week": self.proposal / per_week,
                    "actual_per_week": self.actual / per_week,
                },
                "places": {place: self.count(place) for place in exact.PLACES},
                "weeks": [asdict(week) for week in self.weeks],
                "mix": {name: [asdict(share) for share in shares] for name, shares in self.mix.items()},
                "workload": asdict(self.workload),
                "clocks": [kept.as_json() for kept in self.clocks],
                "digest": self.digest,
                "leads": [lead.as_json() for lead in self.leads],
            },
            "bounded": {
                "horizon_days": found.horizon_days,
                "leads": found.leads,
                "wins_low": found.low,
                "wins_high": found.high,
                "bands": [band.as_json() for band in found.bands],
                "dropped": {"leads": found.dropped, "wins_low": 0, "wins_high": found.forgone},
                "explored": {"leads": found.explored, "wins": None if explored is None else asdict(explored)},
            },
            "extrapolated": {"assumption": True, "leads": found.leads, "wins": self.extrapolated_wins},
            "undated": self.undated,
            "untold": list(self.untold),
        }


def replay(
    home: Home,
    terms: Terms,
    period: Period | None = None,
    *,
    minutes_per_attempt: float = MINUTES_PER_ATTEMPT,
    threads: int | None = None,
    tell: Callable[[float], None] = lambda _: None,
) -> Replay:
    """``terms`` against ``period``: the last whole quarter of the data where none is given. ``tell`` gets the share done.

    Raises ``NothingPublished`` and ``CannotReplay``.
    """
    zone = ZoneInfo(home.settings.zone)
    with reading(home, threads=threads) as con:
        row = con.execute("SELECT data_as_of FROM snapshot").fetchone()
        if row is None or row[0] is None:
            raise CannotReplay(*NO_MOMENT)
        as_of: datetime = row[0]
        over = period or last_quarter(_day(as_of, zone))
        since, until = _moment(over.start, zone), min(_moment(over.end + timedelta(days=1), zone), as_of)
        if since >= as_of:
            raise CannotReplay(
                f"The data end on {_day(as_of, zone)}, before this period begins.",
                f"Les données s’arrêtent le {_day(as_of, zone):%d/%m/%Y}, avant le début de cette période.",
            )
        version = Version("replay", terms, since, until)
        build = Build(con, home.settings, full=True)
        files = con.execute("SELECT path, rows FROM segment_file ORDER BY path").fetchall()
        staged = Staged(home, {"stg_touch": {str(path): int(rows) for path, rows in files}})
        names = con.execute("SELECT current_database()").fetchone()
        snapshot = f'"{names[0] if names else ""}".main'
        tried(build, staged)
        untold = would(build, staged, version, f"TIMESTAMP '{until}'", lambda share: tell(0.8 * share))
        acts(build, home)
        ids, known, rows = _people(build, since, until, as_of)
        leads = tuple(rows)
        both = ", ".join(str(lead.person_id) for lead in leads if lead.place == "both") or "NULL"
        tell(0.9)
        clocks = exact.attainment(
            build, staged, home, version, f"SELECT person_id FROM person WHERE person_id IN ({both})", as_of, snapshot
        )
        explored = _explored(build, home, since, until)
        shares = _known_shares(build, undated(terms))
    scored = bool(terms.scoring.fit or terms.scoring.engagement)
    found, beyond = _bounded(ids, known, leads, explored, scored)
    promised = [one.attempts.count for one in terms.delays if one.starts is Start.MQL and one.attempts is not None]
    mixes: dict[str, tuple[Share, ...]] = {
        "channel": exact.mix(leads, lambda lead: lead.channel),
        "segment": exact.mix(leads, lambda lead: lead.segment),
    }
    if scored:
        mixes["grade"] = exact.mix(leads, lambda lead: lead.grade or "unknown")
    tell(1.0)
    return Replay(
        terms=terms,
        period=over,
        as_of=as_of,
        leads=leads,
        weeks=exact.weeks(leads, over.start, min(over.end, _day(as_of, zone)), lambda at: _day(at, zone)),
        mix=mixes,
        workload=exact.workload(leads, over.days, minutes_per_attempt, promised[0] if promised else None),
        clocks=clocks,
        bounded=found,
        extrapolated_wins=beyond,
        has_rule=mql_rule(terms) is not None,
        has_score=scored,
        undated=shares,
        untold=untold,
    )


def last_quarter(day: date) -> Period:
    """The last whole quarter before a day."""
    year, quarter = (day.year, (day.month - 1) // 3) if day.month > 3 else (day.year - 1, 4)
    return Period.parse(f"{year}-Q{quarter}")


def _people(
    build: Build, since: datetime, until: datetime, as_of: datetime
) -> tuple[NDArray[np.int64], Known, list[Moved]]:
    build.temp(
        "base",
        f"""
        WITH moved AS (
            SELECT person_id, w.started_at AS would_at, l.mql_at, l.customer_at, least(l.lost_at, l.disqualified_at) AS lost_at,
                l.channel, l.segment, CASE WHEN l.mql_at >= TIMESTAMP '{since - LOOK_BACK}' AND l.mql_at < TIMESTAMP '{until}' THEN l.mql_at
                    ELSE w.started_at END AS based_at
            FROM would AS w FULL JOIN lead AS l USING (person_id)
            WHERE w.started_at IS NOT NULL OR l.mql_at IS NOT NULL
        )
        SELECT m.*, coalesce(c.total, d.total) AS total, coalesce(d.grade, c.grade) AS grade, coalesce(d.total, c.total) AS shown
        FROM moved AS m
        LEFT JOIN scored_at AS c ON c.person_id = m.person_id AND c.started_at = m.based_at
        LEFT JOIN scored_at AS d ON d.person_id = m.person_id AND d.started_at = m.would_at
        """,
    )
    build.temp(
        "attempted",
        f"""
        SELECT b.person_id, count(*) FILTER (t.occurred_at >= b.mql_at AND t.occurred_at < b.mql_at + INTERVAL 30 DAY) AS attempts,
            bool_or(t.occurred_at >= b.based_at AND t.occurred_at <= coalesce(b.customer_at, TIMESTAMP '{as_of}')) AS worked
        FROM base AS b JOIN tried AS t ON t.person_id = b.person_id AND t.occurred_at <= TIMESTAMP '{as_of}' GROUP BY b.person_id
        """,
    )
    rows = build.con.execute(
        f"""
        SELECT b.person_id, b.would_at, b.mql_at, b.shown, b.grade, coalesce(b.channel, 'unknown'), coalesce(b.segment, 'unknown'),
            CASE WHEN b.mql_at IS NOT NULL THEN coalesce(a.attempts, 0) END,
            b.would_at >= TIMESTAMP '{since}' AND b.would_at < TIMESTAMP '{until}',
            b.mql_at >= TIMESTAMP '{since}' AND b.mql_at < TIMESTAMP '{until}'
        FROM base AS b LEFT JOIN attempted AS a USING (person_id)
        WHERE b.would_at >= TIMESTAMP '{since}' AND b.would_at < TIMESTAMP '{until}'
            OR b.mql_at >= TIMESTAMP '{since}' AND b.mql_at < TIMESTAMP '{until}'
        ORDER BY b.person_id
        """
    ).fetchall()
    leads = [Moved(*(*row[:8], _place(row[1], row[2], row[8], row[9]))) for row in rows]
    past = build.con.execute(
        f"""
        SELECT b.person_id, coalesce(b.total, 0)::DOUBLE AS score, coalesce(a.worked, false) AS worked,
            (epoch(least(CASE WHEN b.customer_at >= b.based_at THEN b.customer_at END, CASE WHEN b.lost_at >= b.based_at THEN b.lost_at END,
                TIMESTAMP '{as_of}')) - epoch(b.based_at)) / 86400 AS days,
            coalesce(b.customer_at >= b.based_at AND b.customer_at <= TIMESTAMP '{as_of}' AND NOT coalesce(b.lost_at >= b.based_at AND
                b.lost_at < b.customer_at, false), false) AS won,
            coalesce(b.lost_at >= b.based_at AND b.lost_at <= TIMESTAMP '{as_of}', false) AS lost
        FROM base AS b LEFT JOIN attempted AS a USING (person_id)
        WHERE b.based_at >= TIMESTAMP '{since - LOOK_BACK}' AND b.based_at < TIMESTAMP '{until}'
            AND NOT coalesce(b.customer_at < b.based_at, false)
        ORDER BY b.person_id
        """
    ).fetchnumpy()
    numbers = {name: np.ma.getdata(values) for name, values in past.items()}
    known = Known(
        score=numbers["score"].astype(np.float64),
        worked=numbers["worked"].astype(bool),
        days=numbers["days"].astype(np.float64),
        causes=bounds.causes_of(numbers["won"].astype(bool), numbers["lost"].astype(bool)),
    )
    return numbers["person_id"].astype(np.int64), known, leads


def _place(would_at: datetime | None, mql_at: datetime | None, in_proposal: bool | None, in_fact: bool | None) -> str:
    if in_proposal and in_fact:
        return "both"
    if in_proposal:
        return "new" if mql_at is None else "later"
    return "dropped" if would_at is None or (mql_at is not None and would_at > mql_at) else "earlier"


def _bounded(
    ids: NDArray[np.int64], known: Known, leads: tuple[Moved, ...], explored: frozenset[int], scored: bool
) -> tuple[Bounded, float | None]:
    horizon = bounds.followed(known.days[known.causes == OPEN])
    place = {int(who): n for n, who in enumerate(ids.tolist())}
    new = [place[lead.person_id] for lead in leads if lead.place == "new" and lead.person_id in place]
    idle = np.array([n for n in new if not known.worked[n]], dtype=int)
    dropped = [place[lead.person_id] for lead in leads if lead.place == "dropped" and lead.person_id in place]
    forgone = int(((known.causes[dropped] == REACHED) & (known.days[dropped] <= horizon)).sum()) if dropped else 0
    low, high = 0.0, float(idle.size)
    bands: tuple[Band, ...] = ()
    if idle.size and scored and horizon > 0:
        bands = bounds.monotone(known, known.score[idle], horizon)
        low, high = sum(band.n * band.low for band in bands), sum(band.n * band.high for band in bands)
    drawn = np.isin(ids, np.array(sorted(explored), dtype=np.int64)) & known.worked
    wins = None
    if drawn.sum() >= bounds.LEAST and idle.size and horizon > 0:
        rate = known.win_rate(drawn, horizon)
        wins = Reading(*(None if one is None else one * idle.size for one in (rate.value, rate.low, rate.high)))
    beyond = bounds.extrapolated(known, known.score[idle], horizon) if idle.size and scored and horizon > 0 else None
    return Bounded(horizon, int(idle.size), low, high, bands, len(dropped), forgone, int(drawn.sum()), wins), beyond


def _explored(build: Build, home: Home, since: datetime, until: datetime) -> frozenset[int]:
    """Who was logged as drawn by the exploration quota of a version in force, up to a year before the period's end."""
    spans = [one for one in versions(home) if one.terms.exploration.share > 0 and one.content_hash]
    rows = build.con.execute(
        f"""SELECT person_id, "at" FROM sla_act WHERE act = 'explored' AND "at" >= TIMESTAMP '{since - LOOK_BACK}'
        AND "at" < TIMESTAMP '{until}'"""
    ).fetchall()
    return frozenset(int(person) for person, at in rows if any(one.holds(at) for one in spans))


def _known_shares(build: Build, fields: tuple[str, ...]) -> dict[str, float | None]:
    """For how many of the people who ever asked each field is known; None where nobody did."""
    listed = ", ".join(f"avg(({COLUMNS[field]} IS NOT NULL)::INTEGER)" for field in fields)
    if not fields:
        return {}
    row = build.con.execute(
        f"SELECT {listed} FROM lead AS l JOIN person AS p USING (person_id) LEFT JOIN account AS a ON a.account_id = p.account_id"
    ).fetchone()
    return dict(zip(fields, row or (), strict=True))


def _moment(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.replace(tzinfo=UTC).astimezone(zone).date()

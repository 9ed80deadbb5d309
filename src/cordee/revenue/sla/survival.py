"""What becomes of cohorts: won, lost and recycled as competing ends, and whether cohorts of different ages differ.

The estimate and its log-log band are those of the metrics (Aalen and Johansen, 1978; Kalbfleisch and Prentice, 1980).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeAlias

import duckdb
import numpy as np
from numpy.typing import NDArray

from cordee.revenue.metrics.survival import LEFT, OPEN, REACHED, Codes, Floats, Incidence, Reading, aalen_johansen

Flags: TypeAlias = NDArray[np.bool_]

PERMUTATIONS = 999
SEED = 1786

WATCHED = 0.9
"""A cohort has reached a horizon when so large a part of it was watched that long."""


class End(IntEnum):
    """What ended a lead's way; OPEN (0) while nothing did."""

    WON = 1
    LOST = 2
    RECYCLED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Leads of one cohort, row by row: ``days`` until ``ends`` (an ``End``, or 0: still open when the data end), and ``watched``, the days
    from their entry to the end of the data, however theirs ended."""

    label: str
    days: Floats
    ends: Codes
    watched: Floats

    def curve(self, end: End) -> Incidence:
        """The share that came to ``end`` before any other, by age."""
        causes = np.where(self.ends == end, REACHED, np.where(self.ends == OPEN, OPEN, LEFT)).astype(np.int8)
        return aalen_johansen(self.days, causes)

    @property
    def reached(self) -> float:
        """The longest age that nine in ten of the cohort were watched for; 0 of an empty one."""
        return float(np.quantile(self.watched, 1 - WATCHED, method="lower")) if self.watched.size else 0.0

    def at(self, end: End, horizon: float) -> Reading:
        """The share that came to ``end`` by ``horizon``; no value where the cohort has not reached it."""
        return self.curve(end).at(horizon) if horizon <= self.reached else Reading(None, None, None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cohorts at the largest horizon that all have reached. ``p`` is the chance of so large a difference among equal ones; None
    where there is nothing to compare: fewer than two cohorts, no common age, or nobody came to the end."""

    end: End
    horizon: float
    shares: Mapping[str, Reading] = field(default_factory=dict)
    n: Mapping[str, int] = field(default_factory=dict)
    p: float | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "end": self.end.name.lower(),
            "horizon_days": self.horizon,
            "p": self.p,
            "cohorts": [
                {"cohort": label, "n": self.n[label], "value": one.value, "low": one.low, "high": one.high}
                for label, one in self.shares.items()
            ],
        }


def compare(
    cohorts: Sequence[Cohort], end: End = End.WON, *, permutations: int = PERMUTATIONS, seed: int = SEED
) -> Comparison:
    """Compares cohorts at a common horizon by permutation of the leads among them.

    The statistic is Σ nᵢ (Fᵢ − F̄)² of the Aalen–Johansen shares Fᵢ around their mean F̄, weighted by the leads nᵢ. A younger
    cohort is never blamed for what it had no time to do. p = (1 + as large or larger) ÷ (1 + permutations), so the same data give the same p.
    """
    known = [one for one in cohorts if one.days.size]
    horizon = min((one.reached for one in known), default=0.0)
    if len(known) < 2 or horizon <= 0:
        return Comparison(end, horizon)
    shares = {one.label: one.at(end, horizon) for one in known}
    sizes = {one.label: one.days.size for one in known}
    days = np.concatenate([one.days for one in known])
    ends = np.concatenate([one.ends for one in known])
    causes = np.where(ends == end, REACHED, np.where(ends == OPEN, OPEN, LEFT))
    if not ((causes == REACHED) & (days <= horizon)).any():
        return Comparison(end, horizon, shares, sizes)
    label = np.repeat(np.arange(len(known)), [one.days.size for one in known])
    # By age; of one age, ends before the censored, as in the estimate itself.
    order = np.lexsort((causes == OPEN, days))
    causes, label, early = causes[order], label[order], days[order] <= horizon
    dice = np.random.default_rng(seed)
    drawn = np.vstack([label, dice.permuted(np.tile(label, (permutations, 1)), axis=1)])
    told = _statistic(drawn, causes, early, len(known))
    return Comparison(
        end, horizon, shares, sizes, float((1 + (told[1:] >= told[0] - 1e-12).sum()) / (1 + permutations))
    )


def _statistic(label: NDArray[np.int64], causes: NDArray[np.int64], early: Flags, groups: int) -> Floats:
    """For each row of ``label`` (draws × leads in order of age), Σ nᵢ (Fᵢ − F̄)² at the horizon."""
    shares, sizes = [], []
    for one in range(groups):
        mine = (label == one).astype(np.float64)
        at_risk = mine[:, ::-1].cumsum(axis=1)[:, ::-1]
        hazard = np.divide(mine, at_risk, out=np.zeros_like(mine), where=at_risk > 0)
        survival = np.cumprod(1 - hazard * ((causes != OPEN) & early), axis=1)
        before = np.hstack([np.ones((mine.shape[0], 1)), survival[:, :-1]])
        shares.append((before * hazard * ((causes == REACHED) & early)).sum(axis=1))
        sizes.append(mine.sum(axis=1))
    share, size = np.array(shares), np.array(sizes)
    mean = (share * size).sum(axis=0) / size.sum(axis=0)
    found: Floats = (size * (share - mean) ** 2).sum(axis=0)
    return found


def mql_cohorts(con: duckdb.DuckDBPyConnection, every: str = "quarter") -> tuple[Cohort, ...]:
    """The first MQLs of a snapshot by the ``every`` (month, quarter, year) in which they came, oldest first; refused and recycled
    leads both count as recycled."""
    if every not in ("month", "quarter", "year"):
        raise ValueError(f"cohorts are of a month, a quarter or a year, not {every!r}")
    rows = con.execute(
        f"""
        WITH given AS (
            SELECT l.mql_at, s.data_as_of AS until, CASE WHEN l.customer_at >= l.mql_at THEN l.customer_at END AS won,
                least(CASE WHEN l.lost_at >= l.mql_at THEN l.lost_at END, CASE WHEN l.disqualified_at >= l.mql_at THEN l.disqualified_at END) AS lost,
                least(CASE WHEN l.recycled_at >= l.mql_at THEN l.recycled_at END, CASE WHEN l.refused_at >= l.mql_at THEN l.refused_at END) AS back
            FROM lead AS l, snapshot AS s WHERE l.mql_at <= s.data_as_of
        )
        SELECT strftime(date_trunc('{every}', mql_at), '%Y-%m-%d'), (epoch(least(won, lost, back, until)) - epoch(mql_at)) / 86400,
            CASE WHEN least(won, lost, back) > until OR least(won, lost, back) IS NULL THEN 0
                WHEN won = least(won, lost, back) THEN 1 WHEN lost = least(won, lost, back) THEN 2 ELSE 3 END,
            (epoch(until) - epoch(mql_at)) / 86400
        FROM given ORDER BY 1, mql_at
        """
    ).fetchall()
    found = []
    for label in sorted({row[0] for row in rows}):
        mine = [row for row in rows if row[0] == label]
        found.append(
            Cohort(
                label,
                np.array([row[1] for row in mine], dtype=np.float64),
                np.array([row[2] for row in mine], dtype=np.int8),
                np.array([row[3] for row in mine], dtype=np.float64),
            )
        )
    return tuple(found)

"""Binning: the conditions that a column offers to a card, at most five bins per field, missing never one of them.

A number is cut where the rate of wins changes: twenty quantile bins, made monotone by pooling adjacent violators, then
joined two by two, nearest first, until five are left and all differ. A category offers its frequent levels and what
is left, pooled.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cordee.revenue.scoring.facts import Column, Flags, Floats, Kind
from cordee.revenue.scoring.logistic import isotonic
from cordee.vocabulary.scorecards import Condition, Operator

BINS = 5
FINEST = 20
LEAST_SHARE, LEAST_ROWS = 0.02, 10
"""A rule holds for at least so many leads, and fails for as many."""

DIFFERENT = 2.0
"""Two neighbouring bins are joined where their rates differ by less (chi-squared, one degree of freedom)."""

TOLD_APART = 1.0
"""A rule whose rate is within so many standard errors of everybody else's says nothing, and is no candidate."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A condition that may become a rule: its sign (of the rate with it less the rate without), and whom it holds for."""

    condition: Condition
    sign: int
    holds: Flags


def candidates(columns: list[Column], won: Flags, vouched: frozenset[str] = frozenset()) -> list[Candidate]:
    """Every candidate of the columns, those that hold for the same leads once. ``won``: n outcomes.

    Of a column in ``vouched`` somebody says that it is known in time: that it is filled in may then count too.
    """
    found: list[Candidate] = []
    seen: set[bytes] = set()
    least = max(LEAST_ROWS, LEAST_SHARE * won.size)
    for column in columns:
        for condition in conditions(column, won):
            holds = satisfied(column, condition)
            n = int(holds.sum())
            sign = _told_apart(holds, ~holds, won)
            if column.name not in vouched and sign != _told_apart(holds, ~holds & column.filled, won):
                continue  # among those whose fact is known it tells nothing, or the opposite
            key = np.packbits(holds).tobytes()
            if least <= n <= won.size - least and sign and key not in seen:
                seen.add(key)
                found.append(Candidate(condition, sign, holds))
    return found


def conditions(column: Column, won: Flags) -> list[Condition]:
    """The conditions of one column, by the leads at hand."""
    match column.kind:
        case Kind.NUMBER:
            return [Condition(column.name, Operator.AT_LEAST, cut) for cut in cuts(column.numbers, won)]
        case Kind.CATEGORY:
            return _levels(column, won)
        case _:
            return []


def satisfied(column: Column, condition: Condition) -> Flags:
    """For whom of the leads the condition holds; never for one whose fact is missing."""
    value = condition.value
    if isinstance(value, float | int):
        with np.errstate(invalid="ignore"):
            above: Flags = column.numbers >= value
            if condition.operator is Operator.AT_LEAST:
                return above
            return ~above & ~np.isnan(column.numbers)
    wanted = (value,) if isinstance(value, str) else value
    among = np.isin(column.codes, [place for place, level in enumerate(column.levels) if level in wanted])
    return ~among & column.filled if condition.operator is Operator.NONE_OF else among


def cuts(numbers: Floats, won: Flags) -> list[float]:
    """Where a number is cut: at most four values, ascending; each is the least of its bin."""
    known = ~np.isnan(numbers)
    values, wins = numbers[known], won[known].astype(np.float64)
    edges = np.unique(values)[1:]
    if edges.size > FINEST:
        edges = np.unique(np.quantile(values, np.linspace(0, 1, FINEST + 1)[1:-1], method="higher"))
    place = np.searchsorted(edges, values, side="right")
    n = np.bincount(place, minlength=edges.size + 1).astype(np.float64)
    hits = np.bincount(place, weights=wins, minlength=edges.size + 1)
    lows = [-np.inf, *edges.tolist()]
    bins = [[low, size, hit] for low, size, hit in zip(lows, n.tolist(), hits.tolist(), strict=True) if size]
    rates = np.array([hit / size for _, size, hit in bins])
    sizes = np.array([size for _, size, _ in bins])
    rising, falling = isotonic(rates, sizes), -isotonic(-rates, sizes)
    up = np.sum(sizes * (rising - rates) ** 2) <= np.sum(sizes * (falling - rates) ** 2)
    smooth = rising if up else falling
    joined: list[list[float]] = []
    for one, rate, before in zip(bins, smooth, [None, *smooth[:-1]], strict=True):
        if rate == before:
            joined[-1][1] += one[1]
            joined[-1][2] += one[2]
        else:
            joined.append(list(one))
    least = max(LEAST_ROWS, LEAST_SHARE * won.size)
    while len(joined) > 1:
        gaps = [_gap(left, right, least) for left, right in pairwise(joined)]
        nearest = int(np.argmin(gaps))
        if len(joined) <= BINS and gaps[nearest] >= DIFFERENT:
            break
        joined[nearest][1] += joined[nearest + 1][1]
        joined[nearest][2] += joined[nearest + 1][2]
        del joined[nearest + 1]
    return [float(low) for low, _, _ in joined[1:]]


def _gap(left: list[float], right: list[float], least: float) -> float:
    """How different two bins are: chi-squared of their rates; nothing where one is too small to stand."""
    if min(left[1], right[1]) < least:
        return min(left[1], right[1]) / least * 1e-3
    rate = (left[2] + right[2]) / (left[1] + right[1])
    spread = rate * (1 - rate) * (1 / left[1] + 1 / right[1])
    return (left[2] / left[1] - right[2] / right[1]) ** 2 / spread if spread > 0 else 0.0


def _levels(column: Column, won: Flags) -> list[Condition]:
    """The frequent levels that tell most, and the pool of all others."""
    known = column.codes >= 0
    n = np.bincount(column.codes[known], minlength=len(column.levels)).astype(np.float64)
    hits = np.bincount(column.codes[known], weights=won[known], minlength=len(column.levels))
    frequent = np.flatnonzero(n >= max(LEAST_ROWS, LEAST_SHARE * won.size))
    base = won.mean()
    telling = (hits - n * base) ** 2 / np.maximum(n, 1)
    room = BINS if frequent.size == len(column.levels) <= BINS else BINS - 1
    chosen = sorted(frequent[np.argsort(-telling[frequent], kind="stable")][:room].tolist())
    found = [Condition(column.name, Operator.IS, column.levels[place]) for place in chosen]
    if chosen and len(chosen) < len(column.levels):
        found.append(Condition(column.name, Operator.NONE_OF, tuple(column.levels[place] for place in chosen)))
    return found


def _told_apart(some: Flags, others: Flags, won: Flags) -> int:
    """1 where ``some`` win more often than ``others``, −1 less, 0 where chance would do."""
    n, m = int(some.sum()), int(others.sum())
    if not n or not m:
        return 0
    gap = won[some].mean() - won[others].mean()
    rate = won[some | others].mean()
    error = np.sqrt(rate * (1 - rate) * (1 / n + 1 / m))
    return 0 if error == 0 or abs(gap) < TOLD_APART * error else int(np.sign(gap))

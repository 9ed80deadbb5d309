"""Leaks: columns that know what happened afterwards, found before anything is learnt from them, with the evidence.

A leak is worth more to a card than any method, and nothing to the lead of tomorrow. What is looked for: a column that
ranks outcomes too well alone, one whose being filled in does, identifiers and rows in the order of the outcome, counts
that went on after it, rates of somebody computed from it, columns that a tool overwrites, and values written after the first sales touch.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from scipy.stats import chi2, spearmanr

from cordee.revenue.scoring.facts import Codes, Column, Flags, Floats, Kind
from cordee.revenue.scoring.measures import auc

ALONE, MISSING, ORDERED, COUNTED = 0.85, 0.60, 0.60, 0.75
"""Areas under the curve of a column alone, of its being missing, of an identifier's order, of a count."""

ROWS = 0.70
"""Of the order of the rows: a rate that drifts over the years stays below."""

SURE = 3.0
"""So many standard errors from one half, or chance would do in a small file."""

LATE = 0.005
"""More values than this share written after the first touch, and the column was."""

TOO_EXACT = 1e-3
"""Rates that agree with the outcome more exactly than so improbable a draw were computed from it."""

OLDER_HAS_MORE = -0.3
FOLDS = 5
_ID = re.compile(
    r"(^|[\W_])(id|no|nr|num|number|numero|numéro|ref|key|uuid|guid|index|clé)s?($|[\W_])|n°|#", re.IGNORECASE
)
_CAMEL_ID = re.compile(r"[a-z]I[dD]$")


_LATEST = re.compile(r"^(last|latest|most recent|derni(er|ère)s?)[\W_](?!name)", re.IGNORECASE)
"""Headings of what a tool overwrites: at export they hold what happened last, not what was known in time."""


class Reason(StrEnum):
    """Why a column is under suspicion."""

    ALONE = "knows_the_outcome"
    MISSING = "missingness"
    IDENTIFIER = "identifier_order"
    ROWS = "row_order"
    COUNT = "future_count"
    ENCODED = "computed_from_the_outcome"
    LATE = "written_after_first_touch"
    LATEST = "overwritten"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A column set aside, with the evidence: ``value`` is an area under the curve, a probability, or a share."""

    column: str | None  # None: the order of the rows
    reason: Reason
    value: float
    limit: float
    n: int
    kept: bool = False  # somebody says that it is known in time: kept, and shown

    def as_json(self) -> dict[str, Any]:
        return {
            "column": self.column,
            "reason": str(self.reason),
            "value": self.value,
            "limit": self.limit,
            "n": self.n,
            "kept": self.kept,
        }


def suspects(
    columns: Iterable[Column],
    won: Flags,
    *,
    position: Floats | None = None,
    order: Floats | None = None,
    vouched: frozenset[str] = frozenset(),
    written: Mapping[str, Floats] | None = None,
    first_touch: Floats | None = None,
) -> tuple[Suspect, ...]:
    """Every suspect, one reason each (the plainest), in the order of the columns.

    ``position`` (n): the place of each row in its file; ``order`` (n): when it came. ``written``: for some columns, when
    each value was written, in the unit of ``first_touch``. Columns in ``vouched`` are kept unless they were written late.
    """
    columns = list(columns)
    found: list[Suspect] = []
    for column in columns:
        late = _late(column, (written or {}).get(column.name), first_touch)
        if late is not None:
            found.append(late)
            continue
        suspect = (
            _alone(column, won)
            or _missing(column, won)
            or _identifier(column, won)
            or _encoded(column, won, columns)
            or _count(column, won, order)
            or _latest(column, won)
        )
        if suspect is not None:
            kept = column.name in vouched
            found.append(Suspect(column.name, suspect.reason, suspect.value, suspect.limit, suspect.n, kept))
    if position is not None:
        ranked = _ranked(won, position)
        if ranked is not None and ranked[0] > ROWS and ranked[1] > SURE:
            found.append(Suspect(None, Reason.ROWS, ranked[0], ROWS, won.size))
    return tuple(found)


def is_identifier(column: Column) -> bool:
    """Whether the column names its rows: texts nearly all distinct, or whole numbers all distinct that run in a row or
    are called a number.
    """
    if column.kind is Kind.IDENTIFIER:
        return True
    if column.kind is not Kind.NUMBER:
        return False
    values = column.numbers[column.filled]
    if values.size < 20 or np.any(values != np.round(values)) or np.unique(values).size < 0.99 * values.size:
        return False
    return bool(np.ptp(values) <= 3 * values.size) or _named_id(column.name)


def alone(column: Column, won: Flags) -> float | None:
    """The area under the curve of the column's own rates, each learnt from the other four fifths; missing is a level."""
    groups = _groups(column)
    if groups is None or not won.any() or won.all():
        return None
    fold = _shuffled(won.size) % FOLDS
    base, size = won.mean(), int(groups.max()) + 1
    score = np.zeros(won.size)
    for one in range(FOLDS):
        kept = fold != one
        n = np.bincount(groups[kept], minlength=size)
        hits = np.bincount(groups[kept], weights=won[kept], minlength=size)
        score[~kept] = ((hits + 5 * base) / (n + 5))[groups[~kept]]
    return auc(won, score).value


def _alone(column: Column, won: Flags) -> Suspect | None:
    if is_identifier(column):
        return None
    value = alone(column, won)
    return None if value is None or value <= ALONE else Suspect(column.name, Reason.ALONE, value, ALONE, won.size)


def _missing(column: Column, won: Flags) -> Suspect | None:
    ranked = _ranked(won, column.filled.astype(np.float64))
    if ranked is None or ranked[0] <= MISSING or ranked[1] < SURE:
        return None
    return Suspect(column.name, Reason.MISSING, ranked[0], MISSING, int((~column.filled).sum()))


def _identifier(column: Column, won: Flags) -> Suspect | None:
    if not is_identifier(column):
        return None
    known = column.filled
    numbers = column.numbers if np.isfinite(column.numbers[known]).mean() > 0.9 else column.codes.astype(np.float64)
    known = known & np.isfinite(numbers)
    ranked = _ranked(won[known], numbers[known])
    if ranked is None or ranked[0] <= ORDERED or ranked[1] < SURE:
        return None
    return Suspect(column.name, Reason.IDENTIFIER, ranked[0], ORDERED, int(known.sum()))


def _encoded(column: Column, won: Flags, columns: list[Column]) -> Suspect | None:
    """A number that is the rate of wins of its own group, known more exactly than any rate learnt elsewhere could be.

    Of the groups of equal value, the observed rates lie on a line of the value; if the value were known in advance they
    would scatter about it by chi-squared, groups less two.
    """
    if column.kind is not Kind.NUMBER:
        return None
    known = column.filled
    values, which, n = np.unique(column.numbers[known], return_inverse=True, return_counts=True)
    hits = np.bincount(which, weights=won[known]).astype(np.float64)
    large = n >= 5
    if large.sum() >= 5 and n[large].sum() >= 0.9 * known.sum():
        exact = _too_exact(values[large], hits[large], n[large].astype(np.float64))
        if exact is not None:
            return Suspect(column.name, Reason.ENCODED, exact, TOO_EXACT, int(known.sum()))
    # A rate that leaves out the row itself takes two values per group, the higher one for the losses.
    for other in columns:
        if other.kind is not Kind.CATEGORY or not 3 <= len(other.levels) <= 0.2 * known.sum():
            continue
        both = known & other.filled
        if both.sum() < 0.9 * known.sum():
            continue
        exact = _left_out(column.numbers[both], other.codes[both], won[both])
        if exact is not None:
            return Suspect(column.name, Reason.ENCODED, exact, TOO_EXACT, int(both.sum()))
    return None


def _too_exact(values: Floats, hits: Floats, n: Floats) -> float | None:
    rate = hits.sum() / n.sum()
    if not 0 < rate < 1 or np.ptp(values) == 0:
        return None
    rates = hits / n
    weight = n / (rate * (1 - rate))
    x, y = values - np.average(values, weights=weight), rates - np.average(rates, weights=weight)
    slope = np.sum(weight * x * y) / np.sum(weight * x * x)
    if slope <= 0:
        return None
    chance = float(chi2.cdf(np.sum(weight * (y - slope * x) ** 2), values.size - 2))
    return chance if chance < TOO_EXACT else None


def _left_out(values: Floats, codes: Codes, won: Flags) -> float | None:
    """Whether in (nearly) every group the value is one number for the wins and a higher one for the losses."""
    apart, groups, within = 0, 0, 0.0
    for group in np.unique(codes):
        here = codes == group
        wins, losses = values[here & won], values[here & ~won]
        if wins.size < 2 or losses.size < 2:
            continue
        groups += 1
        apart += bool(wins.max() < losses.min())
        within += float(np.ptp(wins) + np.ptp(losses))
    spread = float(np.ptp(values))
    if groups < 3 or spread == 0 or within > 0.02 * spread * groups or apart < groups:
        return None
    return float(0.5**groups)


def _count(column: Column, won: Flags, order: Floats | None) -> Suspect | None:
    """A small whole number that goes with the outcome as a count does that was still running when it came."""
    if column.kind is not Kind.NUMBER or is_identifier(column):
        return None
    known = column.filled
    values = column.numbers[known]
    if np.any(values < 0) or np.any(values != np.round(values)) or not 3 <= np.unique(values).size <= 100:
        return None
    ranked = _ranked(won[known], values)
    if ranked is None or ranked[1] < SURE:
        return None
    if ranked[0] > COUNTED:
        return Suspect(column.name, Reason.COUNT, ranked[0], COUNTED, int(known.sum()))
    if order is not None and ranked[0] > ORDERED:
        older = float(spearmanr(values, order[known]).statistic)
        if older < OLDER_HAS_MORE:
            return Suspect(column.name, Reason.COUNT, ranked[0], ORDERED, int(known.sum()))
    return None


def _latest(column: Column, won: Flags) -> Suspect | None:
    """A column called last something that goes with the outcome."""
    value = alone(column, won) if _LATEST.search(column.name) and not is_identifier(column) else None
    if value is None or value <= ORDERED:
        return None
    return Suspect(column.name, Reason.LATEST, value, ORDERED, int(column.filled.sum()))


def _late(column: Column, written: Floats | None, first_touch: Floats | None) -> Suspect | None:
    if written is None or first_touch is None:
        return None
    both = column.filled & np.isfinite(written) & np.isfinite(first_touch)
    if not both.any():
        return None
    share = float((written[both] > first_touch[both]).mean())
    return Suspect(column.name, Reason.LATE, share, LATE, int(both.sum())) if share > LATE else None


def _ranked(won: Flags, values: Floats) -> tuple[float, float] | None:
    """The area under the curve of a ranking, whichever way it goes, and its distance from one half in standard errors."""
    if not won.any() or won.all() or np.ptp(values) == 0:
        return None
    found = auc(won, values)
    distance = abs(found.value - 0.5)
    return 0.5 + distance, distance / found.error if found.error else np.inf


def _groups(column: Column) -> Codes | None:
    """The column as groups 0…: levels, or twenty quantile bins; the last group is the missing ones."""
    if column.kind in (Kind.NUMBER, Kind.MOMENT):
        values = column.numbers[column.filled]
        if values.size == 0:
            return None
        edges = np.unique(np.quantile(values, np.linspace(0, 1, 21)[1:-1]))
        place = np.searchsorted(edges, column.numbers, side="right")
        return np.where(column.filled, place, edges.size + 1).astype(np.int64)
    if not column.levels:  # one value throughout: nothing to tell apart
        return None
    return np.where(column.filled, column.codes, len(column.levels))


def _shuffled(n: int) -> Codes:
    return np.random.default_rng(1786).permutation(n)


def _named_id(name: str) -> bool:
    return bool(_ID.search(name) or _CAMEL_ID.search(name))

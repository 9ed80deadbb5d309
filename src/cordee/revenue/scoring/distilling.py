"""Distilling: a ridge of many conditions becomes a card of a few whole points (ridge first, round after).

Conditions are taken one by one, each time the one that brings the card's log-odds nearest to the ridge's (weighted
least squares, signs kept); the points are then scaled to the largest whole numbers that still fit 0 to 100.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from scipy.optimize import nnls
from scipy.special import expit

from cordee.revenue.scoring.binning import Candidate
from cordee.revenue.scoring.facts import Codes, Floats
from cordee.revenue.scoring.logistic import Platt, Ridge, platt
from cordee.vocabulary.scorecards import POINTS, Condition, Operator

FEWEST, MOST = 6, 10
"""Rules of a card."""

WORTH = 0.01
"""A rule beyond the fewest must explain at least this share of the ridge's log-odds."""


@dataclass(frozen=True, slots=True, eq=False)
class Distilled:
    """The chosen candidates by their places, their points, where every lead starts, and the map to a probability."""

    chosen: tuple[int, ...]
    points: tuple[int, ...]
    start: int
    map: Platt


def distil(candidates: Sequence[Candidate], design: Floats, reference: Ridge) -> Distilled | None:
    """The card nearest to ``reference``; None where the reference uses no condition. ``design``: n × candidates."""
    log_odds = reference.log_odds(design)
    probability = expit(log_odds)
    weight = probability * (1 - probability)
    signs = np.array([candidate.sign for candidate in candidates], dtype=np.int64)
    usable = np.flatnonzero(np.abs(reference.weights) > 1e-3).tolist()
    chosen, coefficients = _select(design, signs, usable, log_odds, weight)
    if not chosen:
        return None
    scale = 1.0
    for wanted in np.linspace(POINTS, POINTS * 0.9, 21):  # rounding may go over 100: then a little smaller
        low, high = attainable([candidates[place].condition for place in chosen], coefficients)
        scale = wanted / (high - low)
        points = _whole(coefficients * scale)
        low, high = attainable([candidates[place].condition for place in chosen], points)
        if high - low <= POINTS:
            break
    score = -low + design[:, chosen] @ points
    return Distilled(tuple(chosen), tuple(int(one) for one in points), int(-low), platt(score, probability))


def attainable(conditions: Sequence[Condition], points: Floats) -> tuple[float, float]:
    """The least and the most that a lead can get: of a category one condition holds at most, of a number those up to it."""
    low = high = 0.0
    by_field = sorted(zip(conditions, points.tolist(), strict=True), key=lambda pair: pair[0].field)
    for _, group in groupby(by_field, key=lambda pair: pair[0].field):
        pairs = list(group)
        if pairs[0][0].operator is Operator.AT_LEAST:
            ordered = sorted(pairs, key=lambda pair: _cut(pair[0]))
            reached = np.cumsum([0.0, *(one for _, one in ordered)])
        else:
            reached = np.array([0.0, *(one for _, one in pairs)])
        low, high = low + float(reached.min()), high + float(reached.max())
    return low, high


def _cut(condition: Condition) -> float:
    return condition.value if isinstance(condition.value, float | int) else 0.0


def _whole(values: Floats) -> Floats:
    """Rounded, but nothing that counts becomes nothing."""
    rounded = np.round(values)
    found: Floats = np.where(rounded == 0, np.sign(values), rounded)
    return found


def _select(
    design: Floats, signs: Codes, usable: list[int], log_odds: Floats, weight: Floats
) -> tuple[list[int], Floats]:
    """Forward selection by weighted non-negative least squares on signed conditions."""
    root = np.sqrt(weight)
    middle = float(np.average(log_odds, weights=weight))
    whole = float(np.sum(weight * (log_odds - middle) ** 2))
    signed = design * signs
    # Only the cross products of the candidates are needed, once: d × d instead of n × d in every step.
    ones = np.ones((design.shape[0], 1))
    stacked = np.hstack([ones, -ones, signed]) * root[:, None]
    gram, target = stacked.T @ stacked, stacked.T @ (log_odds * root)
    square = float(np.sum(weight * log_odds**2))

    def fitted(places: list[int]) -> tuple[Floats, float]:
        index = np.array([0, 1, *(place + 2 for place in places)])
        factor = np.linalg.cholesky(
            gram[np.ix_(index, index)] + 1e-8 * np.trace(gram) / gram.shape[0] * np.eye(index.size)
        )
        found, _ = nnls(factor.T, np.linalg.solve(factor, target[index]))
        left = square - 2 * found @ target[index] + found @ gram[np.ix_(index, index)] @ found
        return found[2:], float(left)

    chosen: list[int] = []
    coefficients, left = np.zeros(0), whole
    while len(chosen) < MOST:
        tried = [(fitted([*chosen, place]), place) for place in usable if place not in chosen]
        if not tried:
            break
        (found, smallest), best = min(tried, key=lambda one: one[0][1])
        if left - smallest < (WORTH if len(chosen) >= FEWEST else WORTH / 10) * whole:
            break
        chosen, coefficients, left = [*chosen, best], found, smallest
    kept = coefficients > 1e-3
    chosen = [place for place, keep in zip(chosen, kept, strict=True) if keep]
    return chosen, coefficients[kept] * signs[chosen]

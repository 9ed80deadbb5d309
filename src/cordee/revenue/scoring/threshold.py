"""The threshold that a capacity implies: which leads to work when only so many can be, and what one more place is worth."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cordee.revenue.scoring.facts import Codes, Floats


@dataclass(frozen=True, slots=True)
class Threshold:
    """Work the leads whose probability is at least ``probability``, that is, whose score is at least ``score``.

    ``probability`` is the larger of the quantile at capacity and of cost ÷ value. ``share`` of the leads pass it,
    ``per_week`` a week. ``shadow_price`` is what one more place a week would bring: 0 where capacity does not bind,
    None where no value is given.
    """

    score: int
    probability: float
    share: float
    per_week: float
    break_even: float | None
    shadow_price: float | None

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def threshold(
    score: Codes,
    probability: Floats,
    *,
    arrivals: float,
    capacity: float,
    cost: float | None = None,
    value: float | None = None,
) -> Threshold:
    """``score`` and ``probability`` of past leads; ``arrivals`` and ``capacity`` in leads a week; ``cost`` of working a lead
    and ``value`` of a win, in the same money.

    A score is worked whole or not at all, so the share may stay below the capacity, never above it.
    """
    if arrivals <= 0 or capacity < 0 or (value is not None and value <= 0) or (cost or 0) < 0:
        raise ValueError("arrivals and value are positive, capacity and cost are not negative")
    levels, first = np.unique(score, return_index=True)
    chances = probability[first]
    passing = np.array([(score >= level).mean() for level in levels])
    even = None if value is None else (cost or 0.0) / value
    worth = chances >= (even or 0.0)
    fits = passing * arrivals <= capacity + 1e-9
    allowed = np.flatnonzero(worth & fits)
    chosen = int(allowed[0]) if allowed.size else levels.size
    share = float(passing[chosen]) if chosen < levels.size else 0.0
    # The best lead left out for want of a place.
    left = np.flatnonzero(worth[:chosen])
    price = None if value is None else max(0.0, float(chances[left[-1]]) * value - (cost or 0.0)) if left.size else 0.0
    return Threshold(
        score=int(levels[chosen]) if chosen < levels.size else int(levels[-1]) + 1,
        probability=float(chances[chosen]) if chosen < levels.size else 1.0,
        share=share,
        per_week=share * arrivals,
        break_even=even,
        shadow_price=price,
    )

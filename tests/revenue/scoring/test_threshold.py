"""The threshold: capacity first, then what a lead is worth."""

import numpy as np
import pytest

from cordee.revenue.scoring.threshold import threshold

SCORE = np.repeat([0, 20, 40, 60, 80], 20)
CHANCE = np.repeat([0.01, 0.04, 0.10, 0.28, 0.60], 20)


@pytest.mark.parametrize(
    ("capacity", "score", "share", "price"),
    [
        (100, 40, 0.6, 0.0),  # room for all, but below 5 % a lead costs more than it brings
        (60, 40, 0.6, 0.0),
        (59, 60, 0.4, 0.10 * 8000 - 400),
        (20, 80, 0.2, 0.28 * 8000 - 400),
        (19, 81, 0.0, 0.60 * 8000 - 400),
        (0, 81, 0.0, 0.60 * 8000 - 400),
    ],
)
def test_work_the_best_that_fit_and_pay(capacity: float, score: int, share: float, price: float) -> None:
    found = threshold(SCORE, CHANCE, arrivals=100, capacity=capacity, cost=400, value=8000)

    assert (found.score, found.share, found.break_even) == (score, pytest.approx(share), 0.05)
    assert found.shadow_price == pytest.approx(price)


def test_the_price_of_a_place_is_what_the_next_lead_would_bring() -> None:
    """Against the gain itself, a place at a time, where every lead has a score of its own."""
    score = np.arange(101)
    chance = score / 200

    def gain(places: int) -> float:
        worked = np.sort(chance)[::-1][:places]
        return float(np.sum(np.maximum(worked * 1000 - 100, 0)))

    for places in (5, 40, 70, 90):
        found = threshold(score, chance, arrivals=101, capacity=places, cost=100, value=1000)
        assert found.shadow_price == pytest.approx(gain(places + 1) - gain(places))


def test_without_a_value_there_is_no_price() -> None:
    found = threshold(SCORE, CHANCE, arrivals=50, capacity=10)

    assert (found.score, found.break_even, found.shadow_price, found.per_week) == (80, None, None, 10)


@pytest.mark.parametrize("given", [{"arrivals": 0}, {"capacity": -1}, {"value": 0}])
def test_impossible_amounts_are_refused(given: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="positive"):
        threshold(SCORE, CHANCE, **({"arrivals": 10, "capacity": 5} | given))

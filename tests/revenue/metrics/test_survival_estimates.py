"""Kaplan–Meier and Aalen–Johansen against lifelines and against examples worked by hand."""

import numpy as np
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.utils import median_survival_times

from cordee.revenue.metrics.survival import LEFT, OPEN, REACHED, aalen_johansen, kaplan_meier

CLOSE = pytest.approx


def _waits(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.integers(1, 30, n).astype(float), rng.uniform(size=n) < 0.7


@pytest.mark.parametrize("seed", range(6))
def test_kaplan_meier_equals_lifelines_with_ties(seed: int) -> None:
    durations, observed = _waits(seed, 60)

    ours = kaplan_meier(durations, observed)

    theirs = KaplanMeierFitter().fit(durations, observed)
    at = theirs.survival_function_.loc[ours.times, "KM_estimate"].to_numpy()
    assert ours.share == CLOSE(at, abs=1e-9)
    band = theirs.confidence_interval_.loc[ours.times[ours.share > 0]]
    alive = ours.share > 0
    assert ours.low[alive] == CLOSE(band.iloc[:, 0].to_numpy(), abs=1e-9)
    assert ours.high[alive] == CLOSE(band.iloc[:, 1].to_numpy(), abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_the_median_wait_and_its_bounds_equal_those_of_lifelines(seed: int) -> None:
    durations, observed = _waits(seed, 80)

    ours = kaplan_meier(durations, observed).median

    theirs = KaplanMeierFitter().fit(durations, observed)
    bounds = median_survival_times(theirs.confidence_interval_).to_numpy().ravel()
    assert (ours.value, ours.low, ours.high) == (theirs.median_survival_time_, bounds[0], bounds[1])


def test_a_median_that_is_not_reached_is_not_invented() -> None:
    median = kaplan_meier(np.array([5.0, 8.0, 9.0]), np.array([True, False, False])).median

    assert (median.value, median.high) == (None, None)


def _competing(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.exponential(30, n), rng.choice([OPEN, REACHED, LEFT], n, p=[0.4, 0.3, 0.3]).astype(np.int8)


@pytest.mark.parametrize("seed", range(6))
def test_aalen_johansen_and_its_interval_equal_lifelines(seed: int) -> None:
    durations, causes = _competing(seed, 50)

    ours = aalen_johansen(durations, causes)

    theirs = AalenJohansenFitter().fit(durations, causes, event_of_interest=REACHED)
    for horizon in np.quantile(durations, [0.3, 0.5, 0.8]):
        ours_at = ours.at(float(horizon))
        row = theirs.cumulative_density_.index.searchsorted(horizon, side="right") - 1
        low, high = sorted(theirs.confidence_interval_.iloc[row])
        assert ours_at.value == CLOSE(theirs.cumulative_density_.iloc[row, 0], abs=1e-9)
        assert (ours_at.low, ours_at.high) == (CLOSE(low, abs=1e-9), CLOSE(high, abs=1e-9))


def test_aalen_johansen_by_hand_with_ties() -> None:
    # Five people. Day 1: one arrives and one leaves, of five. Day 2: one is censored. Day 3: one arrives, of two.
    # Survival 1 → 3/5 → 3/5 × 1/2. Incidence of arriving: 1/5, then 1/5 + 3/5 × 1/2 = 1/2.
    durations = np.array([1.0, 1.0, 2.0, 3.0, 4.0])
    causes = np.array([REACHED, LEFT, OPEN, REACHED, OPEN], dtype=np.int8)

    curve = aalen_johansen(durations, causes)

    assert curve.times.tolist() == [1.0, 3.0]
    assert curve.share == CLOSE([0.2, 0.5], abs=1e-12)
    # Collett's variance at day 3, term by term: gap² d/(n(n−d)) = .09 × 2/15; then .16 × 1/5 … worked in fractions.
    gap = 0.3
    expected = gap**2 * 2 / (5 * 3) + (1 * 1 * 4 / 125 + 0.36 * 1 * 1 / 8) - 2 * gap * 1 * 1 / 25
    assert curve._variance(2) == CLOSE(expected, abs=1e-12)


def test_without_censoring_aalen_johansen_is_the_plain_share_and_its_binomial_variance() -> None:
    causes = np.array([REACHED] * 3 + [LEFT] * 7, dtype=np.int8)

    curve = aalen_johansen(np.arange(1.0, 11.0), causes)

    assert curve.at(10).value == CLOSE(0.3, abs=1e-12)
    assert curve._variance(curve.times.size) == CLOSE(0.3 * 0.7 / 10, abs=1e-12)


def test_censoring_those_who_leave_would_overstate_who_arrives() -> None:
    rng = np.random.default_rng(3)
    arrive, leave = rng.exponential(100, 4000), rng.exponential(50, 4000)
    durations = np.minimum(np.minimum(arrive, leave), 90)
    causes = np.where(durations >= 90, OPEN, np.where(arrive < leave, REACHED, LEFT)).astype(np.int8)

    estimate = aalen_johansen(durations, causes).at(90)

    truth = 1 / 3 * (1 - np.exp(-0.03 * 90))
    naive = 1 - kaplan_meier(durations, causes == REACHED).share[-1]
    assert estimate.value == CLOSE(truth, abs=0.02)
    assert naive > 1.5 * truth


def test_nobody_arrived_yet_still_has_an_upper_bound() -> None:
    estimate = aalen_johansen(np.full(20, 50.0), np.zeros(20, dtype=np.int8)).at(30)

    # 1 − 0.025^(1/20), the exact binomial bound
    assert (estimate.value, estimate.low) == (0.0, 0.0)
    assert estimate.high == CLOSE(0.16843, abs=1e-5)


def test_late_entries_are_at_risk_only_from_their_entry_on() -> None:
    # Two from the start, one of whom arrives on day 10; two enter at day 5 and leave on day 20.
    durations = np.array([10.0, 30.0, 20.0, 20.0])
    causes = np.array([REACHED, OPEN, LEFT, LEFT], dtype=np.int8)

    curve = aalen_johansen(durations, causes, entries=np.array([0.0, 0.0, 5.0, 5.0]))

    assert curve.at_risk.tolist() == [4, 3]
    assert curve.share == CLOSE([0.25, 0.25])


def test_a_lone_early_end_does_not_decide_a_curve_that_is_still_filling() -> None:
    durations = np.array([2.0, *np.arange(50.0, 75.0)])
    entries = np.array([0.0, *np.full(25, 40.0)])

    curve = aalen_johansen(durations, np.full(26, REACHED, dtype=np.int8), entries=entries)

    assert curve.times[0] == 50.0
    assert curve.conditional(0.5) == CLOSE(62.0)


def test_what_ends_as_it_comes_under_observation_is_at_risk_at_its_own_end() -> None:
    curve = aalen_johansen(np.array([30.0]), np.array([REACHED], dtype=np.int8), entries=np.array([30.0]))

    assert (curve.at_risk.tolist(), curve.share.tolist(), curve.conditional(0.5)) == ([1], [1.0], 30.0)

"""Monotone bounds hold the truth in simulated pasts where sales chose whom to work; too little data says so."""

import numpy as np

from cordee.revenue.metrics.survival import OPEN, REACHED
from cordee.revenue.sla.replaying_bounds import Known, causes_of, extrapolated, followed, monotone


def simulated(seed: int) -> tuple[Known, np.ndarray, float]:
    """A past of 3,000 leads worked from 40 points on, and below when a rep sees urgency; the leads of 30 to 39 points that nobody
    worked, and how many of them would have been won when worked."""
    dice = np.random.default_rng(seed)
    n = 3000
    score = np.clip(dice.normal(38, 15, n), 0, 100).round()
    urgency = dice.normal(0, 1, n)
    log_odds = -3.6 + 0.045 * score + 0.5 * urgency
    alone = 1 / (1 + np.exp(-(log_odds - 1.0)))
    helped = 1 / (1 + np.exp(-log_odds))
    draw = dice.random(n)  # the same for both worlds: to be worked never makes a lead less likely to buy
    worked = (score >= 40) | (urgency > 1.8)
    won = draw < np.where(worked, helped, alone)
    days = np.where(won, dice.uniform(1, 170, n), 400.0)
    known = Known(score, worked, days, causes_of(won, np.zeros(n, dtype=bool)))
    new = (score >= 30) & (score < 40) & ~worked
    return known, score[new], float((draw[new] < helped[new]).sum())


def test_the_bounds_hold_the_truth_in_97_of_100_pasts_and_are_of_use() -> None:
    held, widths = [], []
    for seed in range(200):
        known, new, truth = simulated(seed)
        (band,) = monotone(known, new, 180)
        held.append(band.n * band.low <= truth <= band.n * band.high)
        widths.append(band.high - band.low)

    assert np.mean(held) >= 0.97
    assert np.mean(widths) <= 0.25


def test_the_leads_that_reps_picked_below_the_threshold_would_have_misled() -> None:
    """The naive rate, of the few that were worked all the same, lies far above the truth that the bounds hold."""
    naive, truths = [], []
    for seed in range(40):
        known, new, truth = simulated(seed)
        picked = known.worked & (known.score >= 30) & (known.score < 40)
        naive.append((known.causes[picked] == REACHED).mean())
        truths.append(truth / new.size)

    assert np.mean(naive) > 1.4 * np.mean(truths)


def test_a_logistic_curve_says_too_much_because_reps_saw_what_it_does_not() -> None:
    """Which is why it is an assumption: those whom nobody chose are less urgent than the worked ones of their score."""
    ratios = []
    for seed in range(40):
        known, new, truth = simulated(seed)
        told = extrapolated(known, new, 180)
        assert told is not None
        ratios.append(told / truth)

    assert 1.05 < np.mean(ratios) < 1.4


def test_where_nothing_above_was_worked_the_bound_is_all_of_them() -> None:
    known, _, _ = simulated(1)
    (top,) = monotone(known, np.array([95.0, 97.0]), 180)

    assert (top.n, top.high, top.rate_above) == (2, 1.0, None)


def test_too_few_wins_extrapolate_nothing() -> None:
    known, new, _ = simulated(1)
    nothing = Known(known.score, known.worked, known.days, np.full(known.score.size, OPEN, dtype=np.int8))

    assert extrapolated(nothing, new, 180) is None


def test_the_horizon_is_one_that_ten_leads_were_watched_for() -> None:
    assert followed(np.arange(1.0, 101.0)) == 91
    assert followed(np.arange(1.0, 1001.0)) == 180
    assert followed(np.arange(1.0, 5.0)) == 0

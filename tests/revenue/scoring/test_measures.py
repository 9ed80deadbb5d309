"""Measures against scikit-learn, hand examples, and their own promises."""

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from cordee.revenue.scoring import measures
from cordee.revenue.scoring.logistic import isotonic, platt, ridge


def drawn(seed: int, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    p = rng.beta(1, 2, n).round(2)
    return rng.random(n) < p, p


@pytest.mark.parametrize("seed", range(4))
def test_auc_and_brier_are_those_of_scikit_learn(seed: int) -> None:
    won, p = drawn(seed)

    assert measures.auc(won, p).value == pytest.approx(roc_auc_score(won, p), abs=1e-12)
    assert measures.brier(won, p) == pytest.approx(brier_score_loss(won, p), abs=1e-12)


def test_the_interval_of_the_auc_covers_the_truth_as_often_as_it_says() -> None:
    truth = 0.7602  # of two normals one standard deviation apart: Φ(1/√2)
    rng = np.random.default_rng(8)
    covered = 0
    for _ in range(400):
        won = np.arange(150) < 50
        found = measures.auc(won, rng.normal(size=150) + won)
        covered += found.low <= truth <= found.high

    assert 0.92 <= covered / 400 <= 0.98


def test_calibration_error_by_hand() -> None:
    won = np.array([True, False, False, False, True, True, True, False])
    p = np.array([0.2] * 4 + [0.7] * 4)

    table = measures.calibration_table(won, p, groups=2)

    assert [(row.n, row.forecast, row.observed) for row in table] == [
        (4, pytest.approx(0.2), 0.25),
        (4, pytest.approx(0.7), 0.75),
    ]
    assert measures.calibration_error(won, p, groups=2) == pytest.approx(0.05)


def test_the_slope_is_that_of_an_unpenalised_logistic_regression() -> None:
    won, p = drawn(3, 2000)
    p = np.clip(p, 0.01, 0.99) ** 2
    log_odds = np.log(p / (1 - p))
    peer = LogisticRegression(C=np.inf, tol=1e-10).fit(log_odds[:, None], won)

    assert measures.slope(won, p) == pytest.approx(peer.coef_[0, 0], abs=1e-4)


def test_platt_is_the_logistic_regression_of_one_score() -> None:
    won, p = drawn(4, 1000)
    peer = LogisticRegression(C=np.inf, tol=1e-10).fit(100 * p[:, None], won)
    found = platt(100 * p, won.astype(float))

    assert (found.intercept, found.slope) == pytest.approx((peer.intercept_[0], peer.coef_[0, 0]), rel=1e-4)


def test_isotonic_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(9)
    values, weight = rng.random(60), rng.integers(1, 9, 60).astype(float)

    peer = IsotonicRegression().fit_transform(np.arange(60), values, sample_weight=weight)

    assert isotonic(values, weight) == pytest.approx(peer, abs=1e-12)


def test_a_free_ridge_is_that_of_scikit_learn_and_a_sign_holds() -> None:
    rng = np.random.default_rng(1)
    design = (rng.random((800, 4)) < 0.4).astype(float)
    won = (rng.random(800) < 1 / (1 + np.exp(1 - design @ [1.0, -1.0, 0.3, 0.0]))).astype(float)
    peer = LogisticRegression(C=1 / 3, tol=1e-10).fit(design, won)

    free = ridge(design, won, np.zeros(4, dtype=int), 3.0)
    held = ridge(design, won, np.array([1, 1, 1, -1]), 3.0)

    assert free.weights == pytest.approx(peer.coef_[0], abs=2e-3)
    assert held.weights[1] == 0 and held.weights[0] > 0 and held.weights[3] <= 0

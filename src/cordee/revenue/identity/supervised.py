"""Weights learnt from labelled pairs: a logistic regression on levels and on pairs of levels, fitted on patterns."""

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from cordee.revenue.identity.comparison import LEVELS, Floats, Ints, unpack
from cordee.revenue.identity.weights import Model, logit, sigmoid

RIDGE = 2.0
"""Penalty on squared weights: half of it, against a log-likelihood counted in pairs."""

ENOUGH = 500
"""Labelled pairs below which the unsupervised model is trusted more (measured: with thirty, recall halves)."""

FEWEST = 50
"""Pairs needed of each label."""


def learn(
    comparisons: tuple[str, ...], hidden: tuple[int, ...], patterns: Ints, same: Floats, other: Floats, fold: Ints
) -> Model:
    """``same`` and ``other`` count the labelled pairs of each pattern; columns ``hidden`` told the label and are not
    looked at. ``fold`` (0 or 1) splits the rows for the calibration: each half is judged by what the other half
    taught.

    A pattern may stand on two rows, one per fold.
    """
    design, features = _design(patterns, len(comparisons), hidden)
    beta = _fit(design, same, other)
    model = Model.blank("labels", comparisons)
    model.intercept = float(beta[0])
    for weight, (i, ki, j, kj) in zip(beta[1:], features, strict=True):
        if i == j:
            model.main[i, ki] = weight
        else:
            model.cross[i, j, ki, kj] = weight
    judged = np.zeros(len(patterns))
    for half in (0, 1):
        held = fold == half
        if held.any() and (~held).any():
            judged[held] = design[held] @ _fit(design[~held], same[~held], other[~held])
    # Half of the labels teaches less than all of them: an overconfident model is corrected, a timid one is let be.
    offset, slope = calibration(judged, same, other)
    if slope < 1:
        model.offset, model.slope = offset, slope
    model.facts = {"same": float(same.sum()), "other": float(other.sum()), "patterns": float(len(np.unique(patterns)))}
    return model


def calibration(log_odds: Floats, same: Floats, other: Floats) -> tuple[float, float]:
    """(offset, slope) of the logistic regression of labels on log-odds (Platt 1999), with one pair of each label
    added at either end so that it exists."""
    x = np.concatenate([log_odds, [6.0, -6.0]])
    yes, no = np.concatenate([same, [1.0, 0.0]]), np.concatenate([other, [0.0, 1.0]])
    at = np.array([0.0, 1.0])
    columns = np.stack([np.ones_like(x), x], 1)
    for _ in range(50):
        p = sigmoid(columns @ at)
        gradient = columns.T @ (yes * (1 - p) - no * p)
        hessian = columns.T @ (columns * ((yes + no) * p * (1 - p))[:, None]) + 1e-9 * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        at = at + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-8:
            break
    return float(at[0]), float(at[1])


def _design(patterns: Ints, count: int, hidden: tuple[int, ...]) -> tuple[csr_matrix, list[tuple[int, int, int, int]]]:
    """One-hot levels and pairs of levels, the intercept first; a feature is (i, level i, j, level j), i = j for
    one level."""
    codes = unpack(patterns, count).astype(np.int64)
    shown = [j for j in range(count) if j not in hidden]
    keys = []
    for place, j in enumerate(shown):
        keys.append((((j * count + j) * LEVELS) + codes[:, j]) * LEVELS)
        for i in shown[:place]:
            keys.append(((i * count + j) * LEVELS + codes[:, i]) * LEVELS + codes[:, j])
    stacked = np.stack(keys, 1)
    distinct, index = np.unique(stacked, return_inverse=True)
    index = index.reshape(stacked.shape)
    rows = np.repeat(np.arange(len(patterns)), stacked.shape[1] + 1)
    columns = np.concatenate([np.zeros((len(patterns), 1), np.int64), index + 1], 1).ravel()
    design = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(patterns), len(distinct) + 1))
    features = []
    for key in distinct.tolist():
        key, kj = divmod(key, LEVELS)
        key, ki = divmod(key, LEVELS)
        i, j = divmod(key, count)
        features.append((i, ki, j, kj))
    return design, features


def _fit(design: csr_matrix, same: Floats, other: Floats) -> Floats:
    total = same + other
    start = np.zeros(design.shape[1])
    start[0] = logit(np.array([same.sum() / max(total.sum(), 1)]))[0]
    transposed = design.T.tocsr()
    penalty = np.full(len(start), RIDGE)
    penalty[0] = 0

    def loss(beta: Floats) -> tuple[float, Floats]:
        z = design @ beta
        p = sigmoid(z)
        value = float((total * np.logaddexp(0, z) - same * z).sum() + 0.5 * (penalty * beta * beta).sum())
        return value, transposed @ (total * p - same) + penalty * beta

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500, "ftol": 1e-9}).x)

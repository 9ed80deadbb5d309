"""Logistic regression with a ridge and with signs that are given, and maps from a score to a probability.

The ridge is chosen by deviance on held-out fifths; scipy's L-BFGS-B (Byrd, Lu, Nocedal and Zhu, 1995) keeps the signs.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from cordee.revenue.scoring.facts import Codes, Floats

PENALTIES = (100.0, 30.0, 10.0, 3.0, 1.0, 0.3)
FOLDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Ridge:
    """``intercept`` and ``weights`` (one per column), on the scale of log-odds."""

    intercept: float
    weights: Floats
    penalty: float

    def log_odds(self, design: Floats) -> Floats:
        found: Floats = self.intercept + design @ self.weights
        return found


def ridge(design: Floats, won: Floats, signs: Codes, penalty: float, near: Ridge | None = None) -> Ridge:
    """Minimises the deviance plus ``penalty``/2 times the squared weights; weight j has the sign ``signs[j]``.

    ``design``: n × d of 0 and 1. ``won``: n of 0 and 1. ``signs``: d of −1, 0 (free) and 1. ``near``: where to begin.
    """
    rate = (won.sum() + 0.5) / (won.size + 1)
    start = np.zeros(design.shape[1] + 1)
    start[0] = np.log(rate / (1 - rate))
    if near is not None:
        start = np.concatenate([[near.intercept], near.weights])
    design, n, hits = _alike(design, won)
    sideways = np.ascontiguousarray(design.T)

    def loss(weights: Floats) -> tuple[float, Floats]:
        # Not @: for products this small the threads of BLAS cost more than they do, most of all on a busy machine.
        score = weights[0] + np.einsum("dn,d->n", sideways, weights[1:])
        gap = n * expit(score) - hits
        value = np.sum(n * np.logaddexp(0, score) - hits * score) + penalty / 2 * np.sum(weights[1:] ** 2)
        return float(value), np.concatenate([[gap.sum()], np.einsum("dn,n->d", sideways, gap) + penalty * weights[1:]])

    bounds = [(None, None), *(((0 if sign > 0 else None), (0 if sign < 0 else None)) for sign in signs)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    return Ridge(float(found.x[0]), np.asarray(found.x[1:], dtype=np.float64), penalty)


def _alike(design: Floats, won: Floats) -> tuple[Floats, Floats, Floats]:
    """Leads that are alike, once, with how many they are and how many of them won: few conditions make few kinds."""
    packed = np.packbits(design > 0, axis=1)
    keys = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    return design[first], np.bincount(which).astype(np.float64), np.bincount(which, weights=won).astype(np.float64)


def tuned_ridge(design: Floats, won: Floats, signs: Codes) -> Ridge:
    """The ridge whose penalty forecasts held-out fifths best (every fifth lead in turn)."""
    place = np.arange(won.size) % FOLDS
    deviance = dict.fromkeys(PENALTIES, 0.0)
    for fold in range(FOLDS):
        kept, near = place != fold, None
        for penalty in PENALTIES:
            near = ridge(design[kept], won[kept], signs, penalty, near)
            score = near.log_odds(design[~kept])
            deviance[penalty] += float(np.sum(np.logaddexp(0, score) - won[~kept] * score))
    return ridge(design, won, signs, min(PENALTIES, key=deviance.__getitem__))


@dataclass(frozen=True, slots=True)
class Platt:
    """The probability is the logistic function of ``intercept`` + ``slope`` × score (Platt, 1999)."""

    intercept: float
    slope: float

    def probability(self, score: Floats) -> Floats:
        found: Floats = expit(self.intercept + self.slope * score)
        return found


def platt(score: Floats, target: Floats, weight: Floats | None = None) -> Platt:
    """Fits the two numbers by Newton's method. ``target`` (n) is in 0..1: outcomes, or another model's probabilities."""
    weight = np.ones_like(score) if weight is None else weight
    middle, spread = float(np.average(score, weights=weight)), float(np.std(score)) or 1.0
    x = (score - middle) / spread
    rate = float(np.clip(np.average(target, weights=weight), 1e-6, 1 - 1e-6))
    a, b = float(np.log(rate / (1 - rate))), 0.0
    for _ in range(50):
        p = expit(a + b * x)
        gap, curve = weight * (target - p), np.maximum(weight * p * (1 - p), 1e-12)
        hessian = np.array([[curve.sum(), (curve * x).sum()], [(curve * x).sum(), (curve * x * x).sum()]])
        hessian += 1e-9 * np.eye(2) * weight.sum()
        step = np.linalg.solve(hessian, np.array([gap.sum(), (gap * x).sum()]))
        size = float(np.abs(step).max())
        if size > 4:
            step *= 4 / size
        a, b = a + float(step[0]), b + float(step[1])
        if size < 1e-9:
            break
    return Platt(a - b * middle / spread, b / spread)


def isotonic(values: Floats, weight: Floats) -> Floats:
    """The non-decreasing sequence nearest to ``values`` in weighted squares: pool adjacent violators (Ayer, 1955)."""
    means, weights, sizes = [], [], []
    for value, mass in zip(values.tolist(), weight.tolist(), strict=True):
        means.append(value)
        weights.append(mass)
        sizes.append(1)
        while len(means) > 1 and means[-2] >= means[-1]:
            total = weights[-2] + weights[-1]
            means[-2:] = [(means[-2] * weights[-2] + means[-1] * weights[-1]) / total]
            weights[-2:] = [total]
            sizes[-2:] = [sizes[-2] + sizes[-1]]
    return np.repeat(np.array(means, dtype=np.float64), sizes)

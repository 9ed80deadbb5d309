"""Measures of a forecast of yes or no: ranking (AUC), distance (Brier), honesty of the probabilities (ECE, slope).

Sources: DeLong, DeLong and Clarke-Pearson (1988) for the variance of the AUC, with the ranks of Sun and Xu (2014);
Cox (1958) for the calibration slope.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import logit
from scipy.stats import rankdata

from cordee.revenue.scoring.facts import Flags, Floats
from cordee.revenue.scoring.logistic import platt

Z = 1.959963984540054
"""The standard normal quantile of 97.5 %."""

GROUPS = 10
"""Groups of equal size in a calibration table."""


@dataclass(frozen=True, slots=True)
class Auc:
    """The chance that a lead that won scores above one that did not (ties: one half), with its 95 % interval."""

    value: float
    low: float
    high: float
    error: float  # standard error


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """A group of leads with like forecasts: what was forecast on average, and what came, with Wilson's interval."""

    n: int
    forecast: float
    observed: float
    low: float
    high: float

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def auc(won: Flags, score: Floats) -> Auc:
    """AUC with DeLong's interval, built on the logit so that it stays in 0..1. Needs both outcomes."""
    ones, zeros = score[won], score[~won]
    m, n = ones.size, zeros.size
    if not m or not n:
        raise ValueError("the area under the curve needs both outcomes")
    together = rankdata(np.concatenate([ones, zeros]))
    above = (together[:m] - rankdata(ones)) / n  # of each win: the share of the others that it beats
    below = 1 - (together[m:] - rankdata(zeros)) / m
    value = float(above.mean())
    variance = (above.var(ddof=1) / m if m > 1 else 0.25) + (below.var(ddof=1) / n if n > 1 else 0.25)
    error = float(np.sqrt(variance))
    if not 0 < value < 1 or error == 0:
        return Auc(value, value, value, error)
    centre, half = float(logit(value)), Z * error / (value * (1 - value))
    return Auc(value, float(1 / (1 + np.exp(half - centre))), float(1 / (1 + np.exp(-half - centre))), error)


def brier(won: Flags, probability: Floats) -> float:
    """The mean squared distance between probability and outcome."""
    return float(np.mean((probability - won) ** 2))


def calibration_error(won: Flags, probability: Floats, groups: int = GROUPS) -> float:
    """ECE: the mean distance between forecast and observed rate over groups of equal size, weighted by size."""
    table = calibration_table(won, probability, groups)
    return float(sum(row.n * abs(row.observed - row.forecast) for row in table) / max(1, won.size))


def chance_error(table: tuple[CalibrationRow, ...]) -> float:
    """The calibration error that chance alone leaves, were every forecast of the table right: √(2/π) of a standard error."""
    sizes = sum(row.n for row in table)
    parts = (row.n * np.sqrt(2 / np.pi * row.forecast * (1 - row.forecast) / row.n) for row in table)
    return float(sum(parts) / max(1, sizes))


def slope(won: Flags, probability: Floats) -> float | None:
    """The slope of the outcome on the logit of the forecast; 1 is right, below 1 the forecast exaggerates."""
    score = logit(np.clip(probability, 1e-6, 1 - 1e-6))
    if np.ptp(score) < 1e-9 or won.all() or not won.any():
        return None
    return platt(score, won.astype(np.float64)).slope


def calibration_table(won: Flags, probability: Floats, groups: int = GROUPS) -> tuple[CalibrationRow, ...]:
    """Groups by quantiles of the forecast, lowest first; equal forecasts are never parted, so groups may be fewer."""
    edges = np.unique(np.quantile(probability, np.linspace(0, 1, groups + 1)[1:-1], method="lower"))
    place = np.searchsorted(edges, probability, side="left")
    rows = []
    for group in np.unique(place):
        chosen = place == group
        n, hits = int(chosen.sum()), int(won[chosen].sum())
        rows.append(CalibrationRow(n, float(probability[chosen].mean()), hits / n, *wilson(hits, n)))
    return tuple(rows)


def wilson(hits: float, n: float) -> tuple[float, float]:
    """Wilson's score interval (1927) at 95 % for ``hits`` among ``n``."""
    share = hits / n
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * float(np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)))
    return max(0.0, centre - half), min(1.0, centre + half)

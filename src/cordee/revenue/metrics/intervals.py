"""Intervals at 95 % for counts, totals, shares and medians. Closed forms: the same data always gives the same
bounds.
"""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, gammaincinv

LEVEL = 0.95
"""The level of every interval that Cordée prints."""

Z = 1.959963984540054
"""The standard normal quantile of 97.5 %."""

_TAIL = (1 - LEVEL) / 2
_RESAMPLES = 2000

Bounds: TypeAlias = tuple[float, float]
"""Lower and upper bound."""


def wilson(hits: float, n: float) -> Bounds:
    """Wilson's score interval for ``hits`` among ``n`` (Wilson, 1927). ``n`` may be an effective, fractional size."""
    share = hits / n
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def poisson(count: int) -> Bounds:
    """Garwood's exact interval (1936) for the mean of a Poisson count: how far chance alone moves a count at one
    pace.
    """
    low = 0.0 if count == 0 else float(gammaincinv(count, _TAIL))
    return low, float(gammaincinv(count + 1, 1 - _TAIL))


def total(amount: float, squares: float, largest: float) -> Bounds | None:
    """Fay and Feuer's gamma interval (1997) for a sum of amounts that come as a Poisson process.

    ``amount`` is the sum, ``squares`` the sum of squares, ``largest`` the greatest single amount, all of the records
    that were summed. With equal amounts it is Garwood's interval times the amount. None where the sum is not positive.
    """
    if amount <= 0 or squares <= 0 or largest <= 0:
        return None
    low = squares / amount * float(gammaincinv(amount * amount / squares, _TAIL))
    above, spread = amount + largest, squares + largest * largest
    return low, spread / above * float(gammaincinv(above * above / spread, 1 - _TAIL))


def weighted_share(weights: NDArray[np.float64], hits: NDArray[np.bool_]) -> Bounds:
    """Wilson's interval for a share by amount, with the effective size of the weighted sample.

    The effective size is Kish's (Σw)² ÷ Σw², or p(1−p) ÷ v where the linearised variance v of the ratio is larger (a
    few large deals that all went one way). Never of zero width: not even when every deal was won.
    """
    weights = weights.astype(float)
    whole = float(weights.sum())
    share = float(weights[hits].sum()) / whole
    size = whole * whole / float((weights * weights).sum())
    variance = float((weights * weights * (hits - share) ** 2).sum()) / (whole * whole)
    if variance > 0 and 0 < share < 1:
        size = min(size, share * (1 - share) / variance)
    return wilson(share * size, size)


def median_ranks(n: int) -> tuple[int, int] | None:
    """Ranks (1 is the smallest) of the two values among ``n`` that bound the median, by the binomial law.

    None below six values: no pair of them reaches 95 %.
    """
    ranks = np.arange(1, n // 2 + 1)
    within = ranks[bdtr(ranks - 1, n, 0.5) <= _TAIL] if n else ranks
    if within.size == 0:
        return None
    low = int(within[-1])
    return low, n - low + 1


def bootstrap_total(amounts: NDArray[np.float64]) -> Bounds | None:
    """Percentile interval of the sum over resamples in which each deal comes Poisson(1) times: deals come by chance
    too.

    Two thousand resamples of a fixed seed. Above two thousand deals the sum is all but normal, and ``total`` gives the
    same.
    """
    if amounts.size == 0:
        return None
    amounts = np.sort(amounts.astype(float))
    if amounts.size > _RESAMPLES:
        return total(float(amounts.sum()), float((amounts * amounts).sum()), float(amounts[-1]))
    times = np.random.default_rng(1786).poisson(1.0, size=(_RESAMPLES, amounts.size))
    low, high = np.quantile(times @ amounts, [_TAIL, 1 - _TAIL])
    return float(low), float(high)

"""Kaplan–Meier and Aalen–Johansen, in numpy: how long things take when some have not happened yet.

Sources: Kaplan and Meier (1958); Aalen and Johansen (1978); variance of the incidence by the delta method, Collett,
*Modelling Survival Data in Medical Research*, 3rd edition, p. 411; log-log intervals, Kalbfleisch and Prentice (1980).
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from cordee.revenue.metrics.intervals import LEVEL, Z

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Codes: TypeAlias = NDArray[np.int8]

OPEN = 0
"""Nothing has ended the wait yet: censored."""
REACHED = 1
"""What we wait for happened."""
LEFT = 2
"""Something else ended the wait: a competing exit."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value with its bounds; a bound is None where the data do not reach it."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Survival:
    """Kaplan–Meier: at each of ``times``, the share still waiting just after it, with its log-log bounds."""

    times: Floats
    share: Floats
    low: Floats
    high: Floats

    @property
    def median(self) -> Reading:
        """The time by which half no longer wait; bounds by inverting the log-log band (Brookmeyer and Crowley,
        1982).
        """
        return Reading(*(self._first_at_most_half(curve) for curve in (self.share, self.low, self.high)))

    def _first_at_most_half(self, curve: Floats) -> float | None:
        # A share of exactly one half is reached within rounding: 0.75 × 2/3 is not 0.5 in binary.
        reached = np.flatnonzero(curve <= 0.5 + 1e-12)
        return float(self.times[reached[0]]) if reached.size else None


def kaplan_meier(durations: Floats, observed: Flags) -> Survival:
    """``durations`` of waiting, and whether the end of each was ``observed`` (otherwise still waiting: censored).

    At a tie, ends come before censorings.
    """
    steps = _Steps.of(durations, np.where(observed, REACHED, OPEN).astype(np.int8))
    share: Floats = np.cumprod(1 - steps.ended / steps.at_risk, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.sqrt(np.cumsum(steps.ended / (steps.at_risk * (steps.at_risk - steps.ended))))
        log = np.log(share)
        low = np.exp(-np.exp(np.log(-log) - Z * greenwood / log))
        high = np.exp(-np.exp(np.log(-log) + Z * greenwood / log))
    done = share <= 0  # the last one waiting ended: the band has no width there; the upper bound stays where it was
    low[done] = 0.0
    if done.any():
        first = int(np.flatnonzero(done)[0])
        high[done] = high[first - 1] if first else 1.0
    return Survival(steps.times, share, low, high)


@dataclass(frozen=True, slots=True)
class Incidence:
    """Aalen–Johansen: at each of ``times``, the share that has reached the awaited end before any competing exit."""

    times: Floats
    share: Floats
    at_risk: NDArray[np.int64]
    ended: NDArray[np.int64]
    reached: NDArray[np.int64]
    before: Floats  # share in wait just before each time
    n: int

    def at(self, horizon: float) -> Reading:
        """The share that has reached the end by ``horizon`` (included), with its log-log interval at 95 %.

        Where nobody or everybody reached it the log-log interval does not exist; the exact binomial bound of the
        number watched is given instead. Whether anybody was watched that long is for the caller to ask.
        """
        steps = int(np.searchsorted(self.times, horizon, side="right"))
        value = float(self.share[steps - 1]) if steps else 0.0
        if self.n == 0:
            return Reading(None, None, None)
        tail = (1 - LEVEL) / 2
        if value <= 0:
            return Reading(0.0, 0.0, 1 - tail ** (1 / self.n))
        if value >= 1 - 1e-12:
            return Reading(1.0, tail ** (1 / self.n), 1.0)
        spread = Z * math.sqrt(self._variance(steps)) / (value * math.log(value))
        bounds = (value ** math.exp(-spread), value ** math.exp(spread))
        return Reading(value, min(bounds), max(bounds))

    def _variance(self, steps: int) -> float:
        n, d, reached = (column[:steps].astype(float) for column in (self.at_risk, self.ended, self.reached))
        before, gap = self.before[:steps], self.share[steps - 1] - self.share[:steps]
        left = n - d
        # Where the whole risk set ends, the incidence moves no more, so the gap that multiplies the infinite term is
        # zero.
        hazard = np.divide(d, n * left, out=np.zeros_like(d), where=left > 0)
        terms = gap**2 * hazard + before**2 * reached * (n - reached) / n**3 - 2 * gap * before * reached / n**2
        return max(0.0, float(terms.sum()))

    def conditional(self, share: float) -> float | None:
        """The time by which ``share`` of those who ever reach the end have reached it: the plateau is the last
        value.
        """
        if self.share.size == 0 or self.share[-1] <= 0:
            return None
        reached = np.flatnonzero(self.share >= share * self.share[-1] * (1 - 1e-12))
        return float(self.times[reached[0]])


def aalen_johansen(durations: Floats, causes: Codes, *, entries: Floats | None = None) -> Incidence:
    """``durations`` until ``causes``: OPEN, REACHED or LEFT. Ends come before censorings at a tie.

    ``entries`` is the age at which each came under observation, where that is later than 0 (left truncation). While the
    risk set is still filling, ends among fewer than √n at risk are passed over (Lai and Ying, 1991): one early end in
    a risk set of one would otherwise decide the whole curve.
    """
    if entries is not None:
        # What ends at the very moment it comes under observation is observed: it is at risk at its own end.
        entries = np.where(entries >= durations, np.nextafter(durations, -np.inf), entries)
    steps = _Steps.of(durations, causes, entries)
    if entries is not None and steps.times.size:
        enough = math.sqrt(durations.size)
        later = np.append(np.maximum.accumulate(steps.at_risk[::-1])[::-1][1:], 0)
        steps = steps.where((steps.at_risk >= enough) | (later < enough))
    survival: Floats = np.cumprod(1 - steps.ended / steps.at_risk, dtype=np.float64)
    before: Floats = np.concatenate(([1.0], survival[:-1])) if survival.size else survival
    share: Floats = np.cumsum(before * steps.reached / steps.at_risk, dtype=np.float64)
    return Incidence(steps.times, share, steps.at_risk, steps.ended, steps.reached, before, durations.size)


@dataclass(frozen=True, slots=True)
class _Steps:
    """The distinct times at which something ended, ascending: how many were at risk, ended, reached."""

    times: Floats
    at_risk: NDArray[np.int64]
    ended: NDArray[np.int64]
    reached: NDArray[np.int64]

    @classmethod
    def of(cls, durations: Floats, causes: Codes, entries: Floats | None = None) -> "_Steps":
        ends = causes != OPEN
        times, which = np.unique(durations[ends], return_inverse=True)
        ended = np.bincount(which, minlength=times.size)
        reached = np.bincount(which[causes[ends] == REACHED], minlength=times.size)
        at_risk = durations.size - np.searchsorted(np.sort(durations), times, side="left")
        if entries is not None:
            # Under observation from the very beginning counts as at risk at time 0; a later entry, only after it.
            entered = np.sort(np.where(entries <= 0, -1.0, entries))
            at_risk = at_risk - (durations.size - np.searchsorted(entered, times, side="left"))
        return cls(times, at_risk, ended, reached)

    def where(self, kept: Flags) -> "_Steps":
        return _Steps(self.times[kept], self.at_risk[kept], self.ended[kept], self.reached[kept])

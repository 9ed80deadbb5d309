"""Bounds on what leads that nobody worked would have brought: monotone, so they hold for any selection of who was worked.

Source: partial identification with monotone instrumental variables and monotone treatment response (Manski, 1997; Manski
and Pepper, 2000).
"""

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cordee.revenue.metrics.survival import LEFT, OPEN, REACHED, Codes, Floats, Reading, aalen_johansen
from cordee.revenue.scoring.logistic import platt

Flags: TypeAlias = NDArray[np.bool_]

WIDTH = 10
"""Points of a band of scores."""

ENOUGH, LEAST = 30, 10
"""A comparison takes in further bands until it has so many leads; with fewer than the least there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Leads and what became of them, row by row.

    ``score`` (n): points when they became what they are judged as; ``worked`` (n): whether sales ever tried; ``days`` (n)
    until ``causes`` (n): REACHED (won), LEFT (lost), OPEN (watched until the data end).
    """

    score: Floats
    worked: Flags
    days: Floats
    causes: Codes

    def win_rate(self, which: Flags, horizon: float) -> Reading:
        """Aalen–Johansen, the share won within ``horizon`` days, with its log-log interval."""
        return aalen_johansen(self.days[which], self.causes[which]).at(horizon)


@dataclass(frozen=True, slots=True)
class Band:
    """Leads of one band of scores (``least`` to ``most`` points) that would newly be worked.

    Their wins lie between ``low`` (unworked leads of the band that won anyway) and ``high`` (worked leads of the nearest
    band above; 1 where there are too few), sampling error included; ``self_rate`` and ``rate_above`` are the estimates.
    """

    least: int
    most: int
    n: int
    unworked: int
    self_rate: float | None
    low: float
    above: int
    rate_above: float | None
    high: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def monotone(known: Known, new: Floats, horizon: float) -> tuple[Band, ...]:
    """The bounds for leads with the scores ``new``, by bands, lowest first.

    They rest on two assumptions: to be worked never makes a lead less likely to buy, and more points never make it either.
    """
    bands = []
    place = np.floor(known.score / WIDTH)
    for step in np.unique(np.floor(new / WIDTH)).astype(int).tolist():
        unworked = (place == step) & ~known.worked
        own = known.win_rate(unworked, horizon) if unworked.sum() >= LEAST else Reading(None, None, None)
        above = _above(known, place, step)
        rate = known.win_rate(above, horizon) if above.sum() >= LEAST else Reading(None, None, None)
        low, high = own.low or 0.0, 1.0 if rate.high is None else rate.high
        bands.append(
            Band(
                least=step * WIDTH,
                most=(step + 1) * WIDTH - 1,
                n=int((np.floor(new / WIDTH) == step).sum()),
                unworked=int(unworked.sum()),
                self_rate=own.value,
                low=min(low, high),
                above=int(above.sum()),
                rate_above=rate.value,
                high=high,
            )
        )
    return tuple(bands)


def _above(known: Known, place: Floats, step: int) -> Flags:
    """Worked leads of the nearest band above, with those further up until there are enough."""
    higher = known.worked & (place > step)
    for most in np.unique(place[higher]).tolist():
        near: Flags = higher & (place <= most)
        if near.sum() >= ENOUGH:
            return near
    return higher


def extrapolated(known: Known, new: Floats, horizon: float) -> float | None:
    """The wins that a logistic curve of the score, fitted on worked leads watched for the whole horizon, gives the leads
    ``new`` if they were like the worked ones: an assumption. None below ten wins or ten others.
    """
    done = known.worked & ((known.days >= horizon) | (known.causes != OPEN))
    won = (known.causes == REACHED) & (known.days <= horizon)
    wins = int((done & won).sum())
    if min(wins, int(done.sum()) - wins) < LEAST or np.ptp(known.score[done]) == 0:
        return None
    fitted = platt(known.score[done], won[done].astype(np.float64))
    return float(fitted.probability(new).sum())


def followed(days: Floats, most: float = 180.0) -> float:
    """The longest horizon, ``most`` days at most, that at least ten leads were watched for; 0 where there are fewer."""
    if days.size < LEAST:
        return 0.0
    return float(min(most, np.floor(np.sort(days)[-LEAST])))


def causes_of(won: Flags, lost: Flags) -> Codes:
    """Codes of the causes: won, else lost, else open."""
    return np.where(won, REACHED, np.where(lost, LEFT, OPEN)).astype(np.int8)

"""Validation in time: a card is learnt from the earlier leads and judged on the later ones, never the other way round.

From a thousand outcomes on, the last quarter judges; below, four times an eighth, each judged by a card learnt from
all that came before. The probability is refreshed as it would be at work: ten times, each time from earlier outcomes only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from cordee.revenue.scoring import card, measures
from cordee.revenue.scoring.facts import Codes, Column, Flags, Floats
from cordee.revenue.scoring.measures import Auc, CalibrationRow

ONE_CUT_FROM = 1000
REFRESHES = 10
LEAST_AUC = 0.55
"""Below this, even surely better than chance is of no use to anybody."""


@dataclass(frozen=True, slots=True)
class Validation:
    """How the card did on ``n`` later leads, ``wins`` of which won. The base rate is that of the leads before them."""

    n: int
    wins: int
    auc: Auc
    brier: float
    brier_of_base_rate: float
    ece: float
    slope: float | None
    ece_unrefreshed: float  # with the probabilities of the day the card was learnt
    brier_unrefreshed: float
    table: tuple[CalibrationRow, ...]

    @property
    def usable(self) -> bool:
        """Whether the card ranks later leads surely better than chance, and by enough to matter."""
        return self.auc.low > 0.5 and self.auc.value >= LEAST_AUC

    def as_json(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "wins": self.wins,
            "auc": self.auc.value,
            "auc_low": self.auc.low,
            "auc_high": self.auc.high,
            "brier": self.brier,
            "brier_of_base_rate": self.brier_of_base_rate,
            "ece": self.ece,
            "slope": self.slope,
            "ece_unrefreshed": self.ece_unrefreshed,
            "brier_unrefreshed": self.brier_unrefreshed,
        }


def cuts(n: int) -> list[tuple[int, int]]:
    """(first, end) of the later leads of each round: what stands before ``first`` is learnt from."""
    if n >= ONE_CUT_FROM:
        return [(int(0.75 * n), n)]
    edges = [n * eighth // 8 for eighth in range(4, 9)]
    return list(pairwise(edges))


def validate(columns: Sequence[Column], won: Flags, vouched: frozenset[str]) -> Validation | None:
    """``columns`` and ``won`` are in the order in which the leads came. None where a side holds one outcome only."""
    parts: list[tuple[Flags, Codes, Floats, Floats, float]] = []
    for first, end in cuts(won.size):
        before, later = np.arange(first), np.arange(first, end)
        if won[before].all() or not won[before].any():
            return None
        base = float(won[before].mean())
        learnt = card.fit([column.of(before) for column in columns], won[before], vouched)
        if learnt is None:  # nothing tells leads apart: everybody has the same forecast
            flat = np.full(later.size, base)
            parts.append((won[later], np.zeros(later.size, dtype=np.int64), flat, flat, base))
            continue
        score = learnt.score({column.name: column.of(np.arange(end)) for column in columns})
        parts.append((won[later], score[later], *_probabilities(learnt, score, won, first, end), base))
    outcome = np.concatenate([part[0] for part in parts])
    if outcome.all() or not outcome.any():
        return None
    refreshed, frozen = (np.concatenate([part[place] for part in parts]) for place in (2, 3))
    # One card: its points rank. Several: what they forecast does, for their points are not on one scale.
    ranking = parts[0][1].astype(np.float64) if len(parts) == 1 else frozen
    base_rates = np.concatenate([np.full(part[0].size, part[4]) for part in parts])
    return Validation(
        n=outcome.size,
        wins=int(outcome.sum()),
        auc=measures.auc(outcome, ranking),
        brier=measures.brier(outcome, refreshed),
        brier_of_base_rate=measures.brier(outcome, base_rates),
        ece=measures.calibration_error(outcome, refreshed),
        slope=measures.slope(outcome, refreshed),
        ece_unrefreshed=measures.calibration_error(outcome, frozen),
        brier_unrefreshed=measures.brier(outcome, frozen),
        table=measures.calibration_table(outcome, refreshed),
    )


def _probabilities(learnt: card.LearnedCard, score: Codes, won: Flags, first: int, end: int) -> tuple[Floats, Floats]:
    """Of the leads from ``first`` to ``end``: refreshed as outcomes come in, and as of the first day."""
    frozen = learnt.calibrated(score[:first], won[:first]).of(score[first:end])
    edges = np.unique(np.linspace(first, end, REFRESHES + 1).astype(int))
    refreshed = [
        learnt.calibrated(score[:start], won[:start]).of(score[start:stop])
        for start, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    ]
    return np.concatenate(refreshed), frozen

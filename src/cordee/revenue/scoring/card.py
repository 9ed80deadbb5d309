"""A learnt card: whole points with their evidence, a score from 0 to 100, and the probability that goes with each score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cordee.revenue.scoring import binning
from cordee.revenue.scoring.distilling import distil
from cordee.revenue.scoring.facts import Codes, Column, Flags, Floats
from cordee.revenue.scoring.logistic import Platt, isotonic, tuned_ridge
from cordee.revenue.scoring.measures import wilson
from cordee.revenue.scoring.words import fact
from cordee.vocabulary.scorecards import POINTS, Card, Condition, Criterion

REFRESHED_FROM = 1000
"""From so many outcomes on, the probability follows the outcomes themselves (isotonic); below, the ridge (Platt)."""

LATEST = 1500
"""The calibration looks at so many of the latest outcomes: what holds drifts."""

BELIEF = 3.0
"""What Platt's map says counts as so many leads more, at each score that has any: no probability is 0 or 1."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition and its points; of the leads learnt from, ``n`` satisfy it and ``rate`` of them won (Wilson's interval)."""

    key: str
    condition: Condition
    points: int
    n: int
    rate: float
    low: float
    high: float

    def as_json(self, language: str = "en") -> dict[str, Any]:
        return {
            "key": self.key,
            **self.condition.as_json(),
            "points": self.points,
            "n": self.n,
            "rate": self.rate,
            "low": self.low,
            "high": self.high,
            "sentence": self.said(language),
        }

    def said(self, language: str = "en") -> str:
        """The rule as a sentence."""
        return self.condition.said(language, fact(self.condition.field, language))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The probability of each score from 0 to 100, and how it was found: ``platt`` or ``isotonic``."""

    method: str
    probability: tuple[float, ...]

    def of(self, score: Codes) -> Floats:
        found: Floats = np.array(self.probability)[score]
        return found


@dataclass(frozen=True, slots=True)
class LearnedCard:
    """``start`` is what every lead begins with; adding its rules gives a score from 0 to 100, whatever the lead."""

    rules: tuple[Rule, ...]
    start: int
    map: Platt

    def score(self, columns: Mapping[str, Column]) -> Codes:
        """The score of each lead."""
        some = next(iter(columns.values()))
        total = np.full(len(some), self.start, dtype=np.int64)
        for rule in self.rules:
            total += rule.points * binning.satisfied(columns[rule.condition.field], rule.condition)
        return total

    def calibrated(self, score: Codes, won: Flags) -> Calibration:
        """The probability of each score, from these outcomes, oldest first."""
        every = np.arange(POINTS + 1)
        believed = self.map.probability(every.astype(np.float64))
        if won.size < REFRESHED_FROM:
            return Calibration("platt", tuple(believed.tolist()))
        latest = slice(max(0, won.size - LATEST), None)
        n = np.bincount(score[latest], minlength=POINTS + 1).astype(np.float64)
        hits = np.bincount(score[latest], weights=won[latest], minlength=POINTS + 1)
        seen = n > 0
        rates = (hits[seen] + BELIEF * believed[seen]) / (n[seen] + BELIEF)
        smooth = isotonic(rates, n[seen] + BELIEF)
        return Calibration("isotonic", tuple(np.interp(every, every[seen], smooth).tolist()))

    def as_card(self, score: Codes) -> Card:
        """The card as both teams would sign it: A for the best fifth of these leads, B for the best half."""
        a, b = (int(np.ceil(np.quantile(score, share))) for share in (0.8, 0.5))
        return Card(
            fit=tuple(Criterion(rule.key, rule.condition, rule.points) for rule in self.rules),
            engagement=(),
            fit_cap=POINTS,
            engagement_cap=0,
            half_life_days=30.0,
            grade_a=a,
            grade_b=b,
            grade_1=1,
            grade_2=1,
            start=self.start,
        )


def fit(columns: Sequence[Column], won: Flags, vouched: frozenset[str] = frozenset()) -> LearnedCard | None:
    """The card of these leads; None where no condition tells them apart."""
    candidates = binning.candidates(list(columns), won, vouched)
    if not candidates:
        return None
    design = np.column_stack([candidate.holds for candidate in candidates]).astype(np.float64)
    signs = np.array([candidate.sign for candidate in candidates], dtype=np.int64)
    found = distil(candidates, design, tuned_ridge(design, won.astype(np.float64), signs))
    if found is None:
        return None
    rules = []
    for number, (place, points) in enumerate(zip(found.chosen, found.points, strict=True), 1):
        holds = candidates[place].holds
        n, hits = int(holds.sum()), int(won[holds].sum())
        rules.append(Rule(f"rule_{number}", candidates[place].condition, points, n, hits / n, *wilson(hits, n)))
    return LearnedCard(tuple(rules), found.start, found.map)

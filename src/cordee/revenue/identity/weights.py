"""The model: how many bits each level of each comparison weighs, and what two of them weigh together.

log-odds(pattern) = intercept + Σⱼ W[j, levelⱼ] + Σᵢ<ⱼ C[i, j, levelᵢ, levelⱼ], then straightened by a calibration
(offset + slope · log-odds) where labelled pairs show that it is needed.
"""

import json
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cordee.revenue.identity.comparison import LEVELS, Floats, Ints, unpack


@dataclass(slots=True)
class Model:
    kind: str  # labels, mixture
    comparisons: tuple[str, ...]
    intercept: float
    main: Floats  # comparisons × LEVELS, natural log-odds
    cross: Floats  # comparisons × comparisons × LEVELS × LEVELS, upper triangle
    offset: float = 0.0
    slope: float = 1.0
    facts: dict[str, float] = field(default_factory=dict)

    @classmethod
    def blank(cls, kind: str, comparisons: tuple[str, ...]) -> "Model":
        count = len(comparisons)
        return cls(kind, comparisons, 0.0, np.zeros((count, LEVELS)), np.zeros((count, count, LEVELS, LEVELS)))

    def log_odds(self, patterns: Ints) -> Floats:
        codes = unpack(patterns, len(self.comparisons)).astype(np.int64)
        total = np.full(len(patterns), self.intercept)
        for j in range(codes.shape[1]):
            total += self.main[j, codes[:, j]]
            for i in range(j):
                if self.cross[i, j].any():
                    total += self.cross[i, j, codes[:, i], codes[:, j]]
        return np.asarray(self.offset + self.slope * total)

    def probability(self, patterns: Ints) -> Floats:
        return sigmoid(self.log_odds(patterns))

    def shares(self, codes: NDArray[np.int8]) -> Floats:
        """What each comparison of one pattern adds to the log-odds; what two say together is halved between them. The
        sum of the shares and of ``base`` is the log-odds."""
        share = np.array([self.main[j, code] for j, code in enumerate(codes)])
        for j in range(len(codes)):
            for i in range(j):
                together = self.cross[i, j, codes[i], codes[j]] / 2
                share[i] += together
                share[j] += together
        return np.asarray(self.slope * share)

    @property
    def base(self) -> float:
        return self.offset + self.slope * self.intercept

    def to_json(self) -> str:
        main = [[j, k, float(w)] for (j, k), w in np.ndenumerate(self.main) if w]
        cross = [[*at, float(w)] for at, w in np.ndenumerate(self.cross) if w]
        return json.dumps(
            {
                "kind": self.kind,
                "comparisons": self.comparisons,
                "intercept": self.intercept,
                "offset": self.offset,
                "slope": self.slope,
                "main": main,
                "cross": cross,
                "facts": self.facts,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> "Model":
        read = json.loads(text)
        model = cls.blank(read["kind"], tuple(read["comparisons"]))
        model.intercept, model.offset, model.slope = read["intercept"], read["offset"], read["slope"]
        model.facts = read["facts"]
        for j, k, weight in read["main"]:
            model.main[j, k] = weight
        for i, j, k, m, weight in read["cross"]:
            model.cross[i, j, k, m] = weight
        return model


def sigmoid(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -60, 60))))


def logit(probability: Floats) -> Floats:
    bounded = np.clip(probability, 1e-12, 1 - 1e-12)
    return np.asarray(np.log(bounded / (1 - bounded)))

"""A label for each utterance, or none: a logistic regression on the points of the seeds, which abstains where it is not sure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize

from cordee.revenue.speech.cues import cues
from cordee.revenue.speech.encoder import DIMENSIONS, Points, encode
from cordee.vocabulary.speech import LEARNED, Label

PENALTY = 0.1
"""Weight of the squared coefficients beside the mean loss: chosen on the seeds alone, by grouped cross-validation."""

MARGIN = 0.15
"""Least distance between the first and the second probability. Below it nothing is suggested."""

WEIGHT_OF_A_CONFIRMATION = 2.0
"""A line of the company's own calls counts for two of the seeds that come with the software."""

Encoder = Callable[[Sequence[str]], Points]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seed:
    """An utterance whose label is known. ``group``: what must not be split between learning and testing (translations of each other)."""

    text: str
    label: Label
    language: str
    group: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The likeliest label of an utterance.

    ``margin``: its probability less the second one's. ``sure``: far enough from the second one to be shown.
    """

    label: Label
    probability: float
    margin: float

    @property
    def sure(self) -> bool:
        return self.margin >= MARGIN


@cache
def seeds() -> tuple[Seed, ...]:
    """Those that come with the software, twins of the two languages in one group."""
    told = yaml.safe_load(files(__package__).joinpath("seeds.yml").read_text(encoding="utf-8"))
    return tuple(
        Seed(text, Label(label), language, f"{label}-{place}")
        for label, languages in told.items()
        for language, texts in languages.items()
        for place, text in enumerate(texts)
    )


@cache
def _points_of_seeds() -> dict[str, Points]:
    texts = [seed.text for seed in seeds()]
    return dict(zip(texts, encode(texts), strict=True))


def _remembering(texts: Sequence[str]) -> Points:
    """The encoder, which knows the seeds by heart: a labeller is made anew after every confirmation."""
    known = _points_of_seeds()
    fresh = [text for text in texts if text not in known]
    found = known | dict(zip(fresh, encode(fresh), strict=True))
    return np.array([found[text] for text in texts], dtype=np.float32).reshape(len(texts), DIMENSIONS)


class Labeller:
    """Learns from the seeds and from what people confirmed; suggests.

    ``confirmed``: (text, label) of the company's own calls, each a further seed, the latest last.
    """

    def __init__(self, confirmed: Iterable[tuple[str, Label]] = (), *, encoder: Encoder = encode) -> None:
        self._encode = encoder if encoder is not encode else _remembering
        own = [(text, label) for text, label in confirmed if label in LEARNED]
        self._texts = [seed.text for seed in seeds()] + [text for text, _ in own]
        self._labels = np.array([LEARNED.index(seed.label) for seed in seeds()] + [LEARNED.index(la) for _, la in own])
        self._weights = np.array([1.0] * len(seeds()) + [WEIGHT_OF_A_CONFIRMATION] * len(own))

    @cached_property
    def _coefficients(self) -> Floats:
        return fit(self._features(self._texts), self._labels, len(LEARNED), weights=self._weights)

    def _features(self, texts: Sequence[str]) -> Points:
        """Points beside cues; a text that comes several times is encoded once."""
        once = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        points = self._encode(list(once))
        return np.hstack([points[[once[text] for text in texts]], cues(texts)])

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Shape (n, len(LEARNED)); each row sums to one."""
        return softmax(with_constant(self._features(texts)) @ self._coefficients)

    def suggest(self, texts: Sequence[str]) -> list[Suggestion]:
        """One for each text, sure or not."""
        if not texts:
            return []
        probabilities = self.probabilities(texts)
        order = np.argsort(-probabilities, axis=1)[:, :2]
        rows = np.arange(len(texts))
        first, second = probabilities[rows, order[:, 0]], probabilities[rows, order[:, 1]]
        return [
            Suggestion(LEARNED[place], float(one), float(one - other))
            for place, one, other in zip(order[:, 0], first, second, strict=True)
        ]


def fit(
    points: Points, labels: NDArray[np.int_], classes: int, *, weights: Floats | None = None, penalty: float = PENALTY
) -> Floats:
    """Coefficients of a multinomial logistic regression, shape (dimensions + 1, classes), the constant last and not penalised.

    Minimises the mean loss, each class weighing the same, plus ``penalty`` / n times half the squared coefficients (convex, so
    there is one answer), by L-BFGS. ``weights``: of the rows, 1 by default.
    """
    x = with_constant(points)
    target = np.eye(classes)[labels]
    weight = np.ones(len(labels)) if weights is None else weights.astype(float)
    weight = weight / np.bincount(labels, weights=weight, minlength=classes)[labels]
    weight /= weight.sum()
    shrink = np.full((x.shape[1], 1), penalty / len(labels))
    shrink[-1] = 0.0

    def loss(flat: Floats) -> tuple[float, Floats]:
        coefficients = flat.reshape(x.shape[1], classes)
        probabilities = softmax(x @ coefficients)
        missed = -(weight @ np.log(probabilities[np.arange(len(labels)), labels] + 1e-12))
        gradient = x.T @ (weight[:, None] * (probabilities - target)) + shrink * coefficients
        return float(missed + (shrink * coefficients**2).sum() / 2), gradient.ravel()

    found = minimize(loss, np.zeros(x.shape[1] * classes), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    answer: Floats = found.x.reshape(x.shape[1], classes)
    return answer


def with_constant(points: Points) -> Floats:
    return np.hstack([points.astype(float), np.ones((len(points), 1))])


def softmax(scores: Floats) -> Floats:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    answer: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return answer

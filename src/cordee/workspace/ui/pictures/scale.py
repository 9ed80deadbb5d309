"""Scales that people read without effort: round steps, and labels that never say the same twice."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from math import ceil, floor, log10

from cordee.workspace.ui.templatetags.formats import percent

LETTER = 7.0
"""About how wide a letter of thirteen pixels is, in the fonts of any system."""


@dataclass(frozen=True, slots=True)
class Scale:
    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


def scale(values: Iterable[float], shown: Callable[[float], str], *, from_zero: bool, steps: int = 4) -> Scale:
    """Round ticks around the values. A line may leave zero; whatever has a length may not."""
    known = list(values)
    low, high = min(known, default=0.0), max(known, default=1.0)
    if from_zero or (0 <= low < 0.6 * high):
        low = min(low, 0.0)
    if high <= low:
        high = low + (abs(low) or 1.0)
    while True:
        step = _round_step((high - low) / steps)
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        ticks = tuple(round(step * n, 10) for n in range(first, last + 1))
        for words in (partial(percent, decimals=0), percent) if shown is percent else (shown,):
            labels = tuple(words(tick) for tick in ticks)
            if len(set(labels)) == len(labels) or steps == 1:
                return Scale(ticks[0], ticks[-1], ticks, labels)
        steps -= 1  # "0, 0, 1, 1": the format is coarser than the steps


def _round_step(rough: float) -> float:
    size = 10.0 ** floor(log10(rough))
    return next(size * part for part in (1, 2, 2.5, 5, 10) if rough <= size * part * 1.0001)


def text_width(texts: Iterable[str]) -> float:
    return LETTER * max((len(text) for text in texts), default=0)


def every(count: int, labels: Iterable[str], room: float) -> list[int]:
    """Which of ``count`` labels fit side by side: evenly spaced, and always the last, which people look for."""
    widest = text_width(labels) + 14
    stride = max(1, ceil(count * widest / max(room, 1)))
    return list(range(count - 1, -1, -stride))[::-1]

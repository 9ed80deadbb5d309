"""Geometry of bars, whiskers and the rope, as plain values. Templates draw them, CSS colours them.

Lengths in percent are strings such as ``12.5%``: an SVG without a view box takes them, so that corners never shrink.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2s
from itertools import pairwise

ROPE_WIDTH, ROPE_HEIGHT = 1180, 176
ROPE_MARGIN = 64
KNOTS_SHOWN = 11
LABEL_LENGTH = 24
INSIDE_SHOWN = 12
"""Knots that an open cluster shows; the timeline holds them all."""


def _percent(share: float) -> str:
    return f"{100 * max(0.0, min(1.0, share)):.2f}%"


def bar(value: float | None, *, largest: float) -> str:
    """The length of a bar that starts at zero; nothing at all for an unknown value, a hair for a small one."""
    if not value or largest <= 0:
        return "0%"
    return _percent(max(value / largest, 0.004))


def spark(values: Sequence[float]) -> str:
    """The path of a line without axes, in a box of 100 by 24 that stretches: the shape of a figure's recent past."""
    if len(values) < 2:
        return ""
    low, span = min(values), (max(values) - min(values)) or 1
    places = [
        f"{100 * n / (len(values) - 1):.1f},{22 - 20 * (value - low) / span:.1f}" for n, value in enumerate(values)
    ]
    return "M" + "L".join(places)


@dataclass(frozen=True, slots=True)
class Whisker:
    """An estimate with its interval on a scale that starts at zero."""

    low: str
    value: str
    high: str
    beyond: bool = False  # the interval goes on past the end of the scale


def whisker(low: float | None, value: float | None, high: float | None, *, largest: float) -> Whisker | None:
    """None where the estimate or its interval is unknown: nothing is drawn rather than a false certainty."""
    if low is None or value is None or high is None or largest <= 0:
        return None
    return Whisker(_percent(low / largest), _percent(value / largest), _percent(high / largest), high > largest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knot:
    """One knot of the rope: an act, a passage, or a cluster of ``count`` acts."""

    at: datetime
    label: str
    when: str
    side: str  # marketing, sales, joint: a hue
    href: str
    theirs: bool = False
    count: int = 1
    weight: int = 0  # how much it deserves a knot of its own
    inside: tuple["Knot", ...] = ()  # what a cluster opens on; without it, it leads to its place like any knot


@dataclass(frozen=True, slots=True)
class Placed:
    """A knot with its place on the lying rope."""

    knot: Knot
    x: float
    up: bool
    anchor: str  # start, middle, end
    key: str = ""  # of the list that a cluster opens

    @property
    def href(self) -> str:
        return f"#{self.key}" if self.knot.inside else self.knot.href

    @property
    def inside(self) -> tuple[Knot, ...]:
        """The weightiest of a cluster, in their order."""
        heaviest = sorted(self.knot.inside, key=lambda knot: -knot.weight)[:INSIDE_SHOWN]
        return tuple(knot for knot in self.knot.inside if knot in heaviest)

    @property
    def more(self) -> int:
        return len(self.knot.inside) - len(self.inside)

    @property
    def stem(self) -> int:
        return ROPE_HEIGHT // 2 + (-32 if self.up else 32)

    @property
    def label_y(self) -> int:
        return self.stem - 23 if self.up else self.stem + 16

    @property
    def when_y(self) -> int:
        return self.label_y + 17

    @property
    def label(self) -> str:
        text = self.knot.label
        return text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Rope:
    knots: tuple[Placed, ...]
    width: int = ROPE_WIDTH
    height: int = ROPE_HEIGHT

    @property
    def key(self) -> str:
        """Tells this rope's own parts from those of another on the page."""
        told = "|".join(f"{place.knot.at.isoformat()} {place.knot.label}" for place in self.knots)
        return f"rope-{blake2s(told.encode(), digest_size=4).hexdigest()}"

    @property
    def clusters(self) -> tuple[Placed, ...]:
        return tuple(place for place in self.knots if place.knot.inside)

    @property
    def middle(self) -> int:
        return self.height // 2


def rope(knots: Sequence[Knot]) -> Rope:
    """Knots in time order along the rope: at least a label apart, and further apart the longer the time between."""
    chosen = knots
    if not chosen:
        return Rope(())
    gaps = [max((after.at - before.at).total_seconds(), 0.0) ** 0.5 for before, after in pairwise(chosen)]
    room = ROPE_WIDTH - 2 * ROPE_MARGIN
    least = min(room / max(len(gaps), 1), 92.0)
    spare, total = room - least * len(gaps), sum(gaps)
    xs = [float(ROPE_MARGIN)] if gaps else [ROPE_WIDTH / 2]
    for gap in gaps:
        xs.append(xs[-1] + least + (spare * gap / total if total else spare / len(gaps)))
    placed = []
    for index, (knot, x) in enumerate(zip(chosen, xs, strict=True)):
        anchor = "start" if x < 100 else "end" if x > ROPE_WIDTH - 100 else "middle"
        placed.append(Placed(knot, round(x, 1), index % 2 == 0, anchor))
    whole = Rope(tuple(placed))
    return replace(whole, knots=tuple(replace(place, key=f"{whole.key}-{index}") for index, place in enumerate(placed)))

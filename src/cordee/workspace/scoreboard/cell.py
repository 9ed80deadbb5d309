"""A figure ready to be shown: its definition, its change, and the address on which it opens."""

from dataclasses import dataclass, replace

from cordee.vocabulary.figures import Figure
from cordee.workspace.insight import figures
from cordee.workspace.insight.figures import Definition
from cordee.workspace.insight.window import Window
from cordee.workspace.scoreboard.question import Question
from cordee.workspace.ui import charts

LOWER_IS_BETTER = frozenset({"cost_per_lead", "speed_to_lead", "sales_cycle", "cac"})
NEITHER_IS_BETTER = frozenset({"spend"})


@dataclass(frozen=True, slots=True)
class Delta:
    """A change against the compared period.

    ``verdict``: better, worse, same, neutral, or unclear (chance alone may explain it).
    """

    change: float  # relative; in points (0..1) for a share
    is_points: bool
    before: Figure
    verdict: str

    @property
    def rose(self) -> bool:
        return self.change > 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure ready to be shown, with what it opens on."""

    figure: Figure
    definition: Definition
    address: str  # query string of its definition and its records
    delta: Delta | None = None
    whisker: charts.Whisker | None = None
    hue: str = ""

    @property
    def side(self) -> str:
        """The hue: a side's, or the joint one."""
        return self.hue or self.definition.hue

    @property
    def small(self) -> bool:
        """Too few for the value to mean much alone."""
        return self.figure.n is not None and self.figure.n < 30 and self.figure.unit == "share"


def cell(window: Window, question: Question, key: str) -> Cell:
    """One figure of the question's period, with its change."""
    asked = {"cut": question.cut, "horizon": question.horizon}
    figure = figures.figure(window, key, question.period, **asked)  # type: ignore[arg-type]  # asked holds two kinds
    delta = None
    if question.compared is not None:
        before = figures.figure(window, key, question.compared, **asked)  # type: ignore[arg-type]  # asked holds two kinds
        delta = change(key, figure, before)
    return Cell(figure, figures.definition(key), question.address, delta)


def joint(one: Cell) -> Cell:
    """The same, in the hue of what is won together."""
    return replace(one, hue="joint")


def change(key: str, now: Figure, before: Figure) -> Delta | None:
    """How ``now`` differs from ``before``; None where either is unknown or the change has no size."""
    if now.value is None or before.value is None or now.immature or before.immature:
        return None
    is_points = now.unit == "share"
    if not is_points and before.value <= 0:
        return None
    difference = now.value - before.value if is_points else now.value / before.value - 1
    if abs(difference) < 0.005:
        verdict = "same"
    elif key in NEITHER_IS_BETTER:
        verdict = "neutral"
    elif may_be_chance(now, before):
        verdict = "unclear"
    else:
        lower = key in LOWER_IS_BETTER or key.startswith("time_")
        verdict = "better" if (difference > 0) is not lower else "worse"
    return Delta(difference, is_points, before, verdict)


def may_be_chance(a: Figure, b: Figure) -> bool:
    """Whether the intervals overlap; where one is missing, nobody can say that the change is real."""
    if a.low is None or a.high is None or b.low is None or b.high is None:
        return True
    return a.low <= b.high and b.low <= a.high


def value(one: Cell | None) -> float:
    return one.figure.value or 0.0 if one else 0.0

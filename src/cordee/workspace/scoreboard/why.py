"""Why a figure changed: its groups' parts of the change as steps from the value before to the value now."""

from dataclasses import dataclass

from cordee.workspace.insight import figures
from cordee.workspace.insight.figures import Change
from cordee.workspace.insight.window import Window
from cordee.workspace.scoreboard.cell import LOWER_IS_BETTER, may_be_chance
from cordee.workspace.scoreboard.question import Question

DIMENSIONS = ("channel", "campaign", "segment", "team")
SHOWN = 7
"""Groups that have a step of their own; the others are gathered in one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the waterfall. ``kind``: rate (each did better or worse), mix (there were more or fewer), both."""

    group: str | None  # None: the others together
    total: float
    rate: float
    mix: float
    kind: str
    good: bool | None
    start: str  # percent of the scale
    width: str
    address: str
    value_before: float | None
    value_now: float | None
    certain: bool  # beyond chance, as far as the group's own intervals tell
    groups: int = 1


@dataclass(frozen=True, slots=True)
class Why:
    dimension: str
    change: Change
    steps: tuple[Step, ...]
    others: int

    @property
    def first(self) -> Step | None:
        """The group that weighs most in the direction of the change."""
        same = [step for step in self.steps if step.group and step.total * self.change.total > 0]
        return max(same, key=lambda step: abs(step.total), default=None)

    @property
    def mostly(self) -> str:
        """rate, mix or both: what made most of the change over all groups."""
        return _kind(self.change.rate, self.change.mix)


def why(window: Window, question: Question, key: str, dimension: str) -> Why | None:
    """None without a comparison, or for a figure that cannot be taken apart."""
    if question.compared is None or dimension not in DIMENSIONS:
        return None
    change = figures.change(
        window, key, question.period, question.compared, dimension, cut=question.cut, horizon=question.horizon
    )
    if change is None or abs(change.total) < 1e-12 or not change.parts:
        return None
    shown, others = change.parts[:SHOWN], change.parts[SHOWN:]
    rows: list[tuple[str | None, float, float, float | None, float | None, bool]] = [
        (
            part.group,
            part.rate,
            part.mix,
            part.before.value if part.before else None,
            part.now.value if part.now else None,
            bool(part.before and part.now and not may_be_chance(part.now, part.before)),
        )
        for part in shown
    ]
    if others:
        rows.append((None, sum(part.rate for part in others), sum(part.mix for part in others), None, None, False))
    low, high = _reach(change.before, [rate + mix for _, rate, mix, *_ in rows])
    scale = (high - low) or 1.0
    steps, at = [], change.before
    for group, rate, mix, before, now, certain in rows:
        total = rate + mix
        left, at = min(at, at + total), at + total
        good = None if abs(total) < 1e-12 else (total < 0) is (key in LOWER_IS_BETTER)
        steps.append(
            Step(
                group=group,
                total=total,
                rate=rate,
                mix=mix,
                kind=_kind(rate, mix),
                good=good,
                start=f"{100 * (left - low) / scale:.2f}%",
                width=f"{max(100 * abs(total) / scale, 0.4):.2f}%",
                address=question.only(dimension, group).address if group else question.address,
                value_before=before,
                value_now=now,
                certain=certain,
                groups=1 if group else len(others),
            )
        )
    return Why(dimension, change, tuple(steps), len(others))


def dimensions(key: str) -> list[str]:
    """By what the figure can be taken apart."""
    return [name for name in DIMENSIONS if name in figures.definition(key).dimensions]


def _reach(start: float, totals: list[float]) -> tuple[float, float]:
    at, seen = start, [start]
    for total in totals:
        at += total
        seen.append(at)
    return min(seen), max(seen)


def _kind(rate: float, mix: float) -> str:
    whole = abs(rate) + abs(mix)
    if whole < 1e-12 or abs(rate) >= 0.75 * whole:
        return "rate"
    return "mix" if abs(mix) >= 0.75 * whole else "both"

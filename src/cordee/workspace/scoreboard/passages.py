"""The funnel: how many enter each stage, and at each passage the conversion, the time, and where the others stand."""

from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlencode

from cordee.workspace.insight import figures
from cordee.workspace.insight.window import Window
from cordee.workspace.insight.words import STAGE_SIDES
from cordee.workspace.scoreboard.cell import Cell, cell, value
from cordee.workspace.scoreboard.question import Question
from cordee.workspace.ui import charts

STAGES = (
    ("leads", "inquiry"),
    ("mql", "mql"),
    ("sal", "sal"),
    ("sql", "sql"),
    ("opportunities", "opportunity"),
    ("customers", "customer"),
)


@dataclass(frozen=True, slots=True)
class Leak:
    """Those of a cohort who stand in one place, and the address that lists them."""

    place: str
    people: int
    share: float
    address: str
    reasons: tuple["Leak", ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What happens between two stages."""

    conversion: Cell
    time: Cell
    leaks: tuple[Leak, ...]

    @property
    def lost(self) -> int:
        """Everyone of the cohort who did not pass within the horizon."""
        return sum(leak.people for leak in self.leaks)


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the funnel, and the passage that leads to the next."""

    cell: Cell
    stage: str
    side: str
    width: str
    passage: Passage | None


def funnel(window: Window, question: Question) -> tuple[Step, ...]:
    counts = [cell(window, question, key) for key, _ in STAGES]
    largest = max(value(one) for one in counts)
    between = [passage(window, question, start, end) for start, end in pairwise(stage for _, stage in STAGES)]
    return tuple(
        Step(count, stage, STAGE_SIDES[stage], charts.bar(count.figure.value, largest=largest), after)
        for (_, stage), count, after in zip(STAGES, counts, [*between, None], strict=True)
    )


def passage(window: Window, question: Question, start: str, end: str) -> Passage:
    key = figures.conversion_key(start, end)
    return Passage(
        conversion=cell(window, question, key),
        time=cell(window, question.alone, figures.time_key(start, end)),
        leaks=leaks(window, question, key),
    )


def leaks(window: Window, question: Question, key: str) -> tuple[Leak, ...]:
    """Where those of the cohort stand who did not pass within the horizon, most people first; refusals by reason."""
    found = figures.standings(window, key, question.period, cut=question.cut, horizon=question.horizon)
    whole = sum(one.people for one in found)
    places: dict[str, list[Leak]] = {}
    for one in found:
        if one.place != "passed":
            address = _address(question, one.place, one.reason)
            places.setdefault(one.place, []).append(
                Leak(one.place, one.people, one.people / whole, address, reason=one.reason)
            )
    gathered = [
        Leak(
            place,
            people := sum(leak.people for leak in parts),
            people / whole,
            _address(question, place, None),
            tuple(leak for leak in parts if leak.reason),
        )
        for place, parts in places.items()
    ]
    return tuple(sorted(gathered, key=lambda leak: (-leak.people, leak.place)))


def _address(question: Question, place: str, reason: str | None) -> str:
    return f"{question.address}&{urlencode({'place': place} | ({'reason': reason} if reason else {}))}"


def narrowest(steps: tuple[Step, ...]) -> Step | None:
    """The passage through which the smallest share goes, among those that can be judged."""
    known = [
        step
        for step in steps
        if step.passage
        and step.passage.conversion.figure.value is not None
        and not step.passage.conversion.figure.immature
    ]
    return min(known, key=lambda step: value(step.passage.conversion) if step.passage else 1.0, default=None)

"""How far the common result is on the way to its objective, and what one would expect by now. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period
from cordee.workspace.scoreboard.calendar import quarter_of
from cordee.workspace.scoreboard.models import Objective
from cordee.workspace.scoreboard.question import Question


@dataclass(frozen=True, slots=True)
class Progress:
    """A figure against its objective. Shares are of the target; ``expected`` is what the elapsed days would bring.

    A rate is expected whole at any time. ``verdict``: reached, ahead, behind, unclear (the interval holds what is
    expected), or closed below (the period is over).
    """

    target: float
    unit: str
    share: float
    expected: float
    days: int
    days_elapsed: int
    verdict: str
    objectives: tuple[Objective, ...]

    @property
    def is_over(self) -> bool:
        return self.days_elapsed >= self.days

    @property
    def is_rate(self) -> bool:
        return self.unit == "share"

    @property
    def width(self) -> str:
        return f"{100 * max(0.0, min(1.0, self.share)):.2f}%"

    @property
    def tick(self) -> str:
        return f"{100 * max(0.0, min(1.0, self.expected)):.2f}%"

    @property
    def expected_value(self) -> float:
        return self.target * self.expected

    @property
    def elapsed(self) -> float:
        return self.days_elapsed / self.days


def quarters_of(period: Period) -> list[str]:
    """The quarters that make up ``period`` exactly; none where it begins or ends within one."""
    found, day = [], period.start
    while day <= period.end:
        quarter = Period.parse(quarter_of(day))
        if quarter.start != day or quarter.end > period.end:
            return []
        found.append(quarter_of(day))
        day = date.fromordinal(quarter.end.toordinal() + 1)
    return found


def progress(
    figure: Figure, question: Question, known: Mapping[tuple[str, str], Objective], *, today: date
) -> Progress | None:
    """None without an objective for every quarter of the period, or where only a part of the company is shown."""
    quarters = quarters_of(question.period)
    objectives = [one for quarter in quarters if (one := known.get((figure.metric, quarter)))]
    if question.is_filtered or not quarters or len(objectives) < len(quarters) or figure.value is None:
        return None
    is_rate = figure.unit == "share"
    if is_rate and len(quarters) > 1:  # rates do not add up
        return None
    target = sum(one.target or 0.0 for one in objectives)
    if target <= 0:
        return None
    days = question.period.days
    elapsed = max(0, min(days, (today - question.period.start).days + 1))
    expected = 1.0 if is_rate else elapsed / days
    return Progress(
        target=target,
        unit=figure.unit,
        share=figure.value / target,
        expected=expected,
        days=days,
        days_elapsed=elapsed,
        verdict=_verdict(figure, target, expected, is_over=elapsed >= days),
        objectives=tuple(objectives),
    )


def _verdict(figure: Figure, target: float, expected: float, *, is_over: bool) -> str:
    value = figure.value or 0.0
    if value >= target:
        return "reached"
    if is_over:
        return "missed"
    wanted = target * expected
    if figure.low is not None and figure.high is not None and figure.low <= wanted <= figure.high:
        return "unclear"
    return "ahead" if value >= wanted else "behind"

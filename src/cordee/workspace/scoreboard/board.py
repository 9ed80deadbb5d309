"""The board of one question: tiles, funnel, marketing's channels, sales' measures. Values only; templates speak."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cordee.vocabulary.figures import Figure
from cordee.workspace.insight import figures
from cordee.workspace.insight.figures import Definition
from cordee.workspace.insight.window import Window
from cordee.workspace.insight.words import STAGE_SIDES
from cordee.workspace.scoreboard.question import Question
from cordee.workspace.ui import charts

COMMON = ("revenue", "pipeline_generated", "closing_rate")
STAGES = (
    ("leads", "inquiry"),
    ("mql", "mql"),
    ("sal", "sal"),
    ("sql", "sql"),
    ("opportunities", "opportunity"),
    ("customers", "customer"),
)
SALES = ("acceptance_rate", "speed_to_lead", "sla_compliance", "sales_cycle", "velocity")
MARKETING = ("leads", "spend", "cost_per_lead", "mql")
TELLING = 15
"""People in a cohort from which its interval sets the scale of the whiskers."""
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


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the funnel, and the passage that leads to the next."""

    cell: Cell
    stage: str
    side: str
    width: str
    passage: Cell | None


@dataclass(frozen=True, slots=True)
class ChannelRow:
    channel: str
    cells: tuple[Cell, ...]
    conversion: Cell


@dataclass(frozen=True, slots=True)
class Board:
    common: tuple[Cell, ...]
    funnel: tuple[Step, ...]
    narrowest: Step | None
    sales: tuple[Cell, ...]
    channels: tuple[ChannelRow, ...]
    channel_totals: tuple[Cell, ...]
    total_conversion: Cell

    @property
    def empty(self) -> bool:
        """Nothing at all happened in the period."""
        return not any(step.cell.figure.value for step in self.funnel) and not any(
            cell.figure.value for cell in self.common
        )


def board(window: Window, question: Question) -> Board:
    """Everything that the page shows for ``question``."""
    funnel = _funnel(window, question)
    known = [
        step
        for step in funnel
        if step.passage and step.passage.figure.value is not None and not step.passage.figure.immature
    ]
    rows, totals, conversion = _channels(window, question)
    return Board(
        common=tuple(replace(cell(window, question, key), hue="joint") for key in COMMON),
        funnel=funnel,
        narrowest=min(known, key=lambda step: _value(step.passage), default=None),
        sales=tuple(cell(window, question, key) for key in SALES),
        channels=rows,
        channel_totals=totals,
        total_conversion=conversion,
    )


def cell(window: Window, question: Question, key: str) -> Cell:
    """One figure of the question's period, with its change."""
    figure = figures.figure(window, key, question.period, channel=question.channel, horizon=question.horizon)
    delta = None
    if question.compared is not None:
        before = figures.figure(window, key, question.compared, channel=question.channel, horizon=question.horizon)
        delta = change(key, figure, before)
    return Cell(figure, figures.definition(key), question.address, delta)


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
    elif _may_be_chance(now, before):
        verdict = "unclear"
    else:
        verdict = "better" if (difference > 0) is (key not in LOWER_IS_BETTER) else "worse"
    return Delta(difference, is_points, before, verdict)


def _may_be_chance(a: Figure, b: Figure) -> bool:
    """Whether the intervals overlap; where one is missing, nobody can say that the change is real."""
    if a.low is None or a.high is None or b.low is None or b.high is None:
        return True
    return a.low <= b.high and b.low <= a.high


def _value(cell: Cell | None) -> float:
    return cell.figure.value or 0.0 if cell else 0.0


def _funnel(window: Window, question: Question) -> tuple[Step, ...]:
    counts = [cell(window, question, key) for key, _ in STAGES]
    largest = max(_value(one) for one in counts)
    steps = []
    for index, ((_, stage), count) in enumerate(zip(STAGES, counts, strict=True)):
        passage = None
        if index + 1 < len(STAGES):
            passage = cell(
                window, replace(question, versus="none"), figures.conversion_key(stage, STAGES[index + 1][1])
            )
        steps.append(Step(count, stage, STAGE_SIDES[stage], charts.bar(count.figure.value, largest=largest), passage))
    return tuple(steps)


def _channels(window: Window, question: Question) -> tuple[tuple[ChannelRow, ...], tuple[Cell, ...], Cell]:
    """One row per channel that brought a lead or cost something, most leads first."""
    plain = replace(question, versus="none")
    key = figures.conversion_key("inquiry", "customer")
    by_key = {name: _by_channel(window, plain, name) for name in (*MARKETING, key)}
    names = {
        name for columns in by_key.values() for name, one in columns.items() if one.figure.value or one.figure.numerator
    }
    largest = _scale([one.figure for one in by_key[key].values()])
    rows = [
        ChannelRow(
            name,
            tuple(by_key[metric].get(name) or _nothing(plain, metric, name) for metric in MARKETING),
            _drawn(by_key[key].get(name) or _nothing(plain, key, name), largest),
        )
        for name in names
    ]
    rows.sort(key=lambda row: (-_value(row.cells[0]), -_value(row.cells[1]), row.channel))
    return tuple(rows), tuple(cell(window, plain, metric) for metric in MARKETING), cell(window, plain, key)


def _scale(conversions: Sequence[Figure]) -> float:
    """The end of the whiskers' scale: the highest bound among cohorts that say something; one of two reaches 98 %."""
    known = [one for one in conversions if one.high is not None and not one.immature]
    telling = [one for one in known if (one.n or 0) >= TELLING] or known
    return max((one.high or 0.0 for one in telling), default=0.0)


def _by_channel(window: Window, question: Question, key: str) -> dict[str, Cell]:
    found = figures.by_channel(window, key, question.period, channel=question.channel, horizon=question.horizon)
    return {
        name: Cell(figure, figures.definition(key), replace(question, channel=name).address)
        for name, figure in found.items()
    }


def _nothing(question: Question, key: str, channel: str) -> Cell:
    """A channel that this metric has no row for: a count of nobody is zero, anything else is unknown."""
    definition = figures.definition(key)
    value = 0.0 if definition.unit == "count" else None
    figure = Figure(
        metric=key,
        value=value,
        unit=definition.unit,
        start=question.period.start,
        end=question.period.end,
        as_of=None,
        group=channel,
        n=0,
        numerator=0,
    )
    return Cell(figure, definition, replace(question, channel=channel).address)


def _drawn(cell: Cell, largest: float) -> Cell:
    figure = cell.figure
    return replace(cell, whisker=charts.whisker(figure.low, figure.value, figure.high, largest=largest))


def cells(board: Board) -> Sequence[Cell]:
    """Every figure of the board: what the tests compare with the registry."""
    return [
        *board.common,
        *(step.cell for step in board.funnel),
        *(step.passage for step in board.funnel if step.passage),
        *board.sales,
        *board.channel_totals,
        board.total_conversion,
        *(one for row in board.channels for one in (*row.cells, row.conversion)),
    ]

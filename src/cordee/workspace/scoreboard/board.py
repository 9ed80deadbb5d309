"""The board of one question: the common result, the funnel, each side's figures, the channels. Values only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cordee.vocabulary.figures import Figure
from cordee.workspace.insight import figures
from cordee.workspace.insight.window import Window
from cordee.workspace.scoreboard import passages
from cordee.workspace.scoreboard.cell import Cell, cell, joint, value
from cordee.workspace.scoreboard.passages import Step
from cordee.workspace.scoreboard.question import Question
from cordee.workspace.ui import charts

COMMON = ("revenue", "pipeline_generated", "closing_rate")
MARKETING = ("spend", "cost_per_lead", "pipeline_sourced", "pipeline_influenced", "roi")
SALES = ("acceptance_rate", "speed_to_lead", "sla_compliance", "sales_cycle", "velocity")
BY_CHANNEL = ("leads", "spend", "cost_per_lead", "mql")
TELLING = 15
"""People in a cohort from which its interval sets the scale of the whiskers."""


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
    marketing: tuple[Cell, ...]
    sales: tuple[Cell, ...]
    channels: tuple[ChannelRow, ...]
    channel_totals: tuple[Cell, ...]
    total_conversion: Cell

    @property
    def empty(self) -> bool:
        """Nothing at all happened in the period."""
        return not any(step.cell.figure.value for step in self.funnel) and not any(
            one.figure.value for one in self.common
        )


def board(window: Window, question: Question) -> Board:
    """Everything that the page shows for ``question``."""
    funnel = passages.funnel(window, question)
    rows, totals, conversion = _channels(window, question)
    return Board(
        common=tuple(joint(cell(window, question, key)) for key in COMMON),
        funnel=funnel,
        narrowest=passages.narrowest(funnel),
        marketing=tuple(replace(cell(window, question, key), hue="marketing") for key in MARKETING),
        sales=tuple(replace(cell(window, question, key), hue="sales") for key in SALES),
        channels=rows,
        channel_totals=totals,
        total_conversion=conversion,
    )


def _channels(window: Window, question: Question) -> tuple[tuple[ChannelRow, ...], tuple[Cell, ...], Cell]:
    """One row per channel that brought a lead or cost something, most leads first."""
    plain = question.alone
    key = figures.conversion_key("inquiry", "customer")
    by_key = {name: _by_channel(window, plain, name) for name in (*BY_CHANNEL, key)}
    names = {
        name for columns in by_key.values() for name, one in columns.items() if one.figure.value or one.figure.numerator
    }
    largest = _scale([one.figure for one in by_key[key].values()])
    rows = [
        ChannelRow(
            name,
            tuple(by_key[metric].get(name) or _nothing(window, plain, metric, name) for metric in BY_CHANNEL),
            _drawn(by_key[key].get(name) or _nothing(window, plain, key, name), largest),
        )
        for name in names
    ]
    rows.sort(key=lambda row: (-value(row.cells[0]), -value(row.cells[1]), row.channel))
    return tuple(rows), tuple(cell(window, plain, metric) for metric in BY_CHANNEL), cell(window, plain, key)


def _scale(conversions: Sequence[Figure]) -> float:
    """The end of the whiskers' scale: the highest bound among cohorts that say something; one of two reaches 98 %."""
    known = [one for one in conversions if one.high is not None and not one.immature]
    telling = [one for one in known if (one.n or 0) >= TELLING] or known
    return max((one.high or 0.0 for one in telling), default=0.0)


def _by_channel(window: Window, question: Question, key: str) -> dict[str, Cell]:
    if not figures.fits(key, question.cut):
        return {}
    found = figures.by_group(window, key, question.period, "channel", cut=question.cut, horizon=question.horizon)
    definition = figures.definition(key)
    return {name: Cell(figure, definition, question.only("channel", name).address) for name, figure in found.items()}


def _nothing(window: Window, question: Question, key: str, channel: str) -> Cell:
    """A channel that this metric has no row for: a count of nobody is zero, anything else is unknown."""
    definition = figures.definition(key)
    if not figures.fits(key, question.cut):
        return cell(window, question.only("channel", channel), key)
    figure = Figure(
        metric=key,
        value=0.0 if definition.unit == "count" else None,
        unit=definition.unit,
        start=question.period.start,
        end=question.period.end,
        as_of=None,
        group=channel,
        n=0,
        numerator=0,
    )
    return Cell(figure, definition, question.only("channel", channel).address)


def _drawn(one: Cell, largest: float) -> Cell:
    figure = one.figure
    return replace(one, whisker=charts.whisker(figure.low, figure.value, figure.high, largest=largest))


def cells(board: Board) -> Sequence[Cell]:
    """Every figure of the board: what the tests compare with the registry, and what its files hold."""
    return [
        *board.common,
        *(step.cell for step in board.funnel),
        *(one for step in board.funnel if step.passage for one in (step.passage.conversion, step.passage.time)),
        *board.marketing,
        *board.sales,
        *board.channel_totals,
        board.total_conversion,
        *(one for row in board.channels for one in (*row.cells, row.conversion)),
    ]

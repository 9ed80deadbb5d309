"""How figures went over the last quarters or months, each point with its interval; what is not complete is greyed."""

from dataclasses import dataclass, replace
from typing import Literal

from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period
from cordee.workspace.insight import figures
from cordee.workspace.insight.figures import Definition
from cordee.workspace.insight.window import Window
from cordee.workspace.scoreboard import calendar
from cordee.workspace.scoreboard.cell import may_be_chance
from cordee.workspace.scoreboard.question import Question

SHOWN = ("revenue", "pipeline_generated", "closing_rate", "leads", "cost_per_lead", "acceptance_rate")
WIDTH, HEIGHT, BASE = 340.0, 132.0, 112.0
TOP = 8.0
"""Geometry of one small picture: bars stand on ``BASE``."""

Grain = Literal["quarter", "month"]


@dataclass(frozen=True, slots=True)
class Point:
    figure: Figure
    text: str  # the period as addresses write it
    address: str
    unfinished: bool  # the period is not over, or its cohort is too young
    chosen: bool
    x: float
    width: float
    y: float | None
    low: float | None
    high: float | None

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def height(self) -> float:
        return round(BASE - self.y, 1) if self.y is not None else 0.0

    @property
    def label(self) -> str:
        return calendar.label(self.text)


@dataclass(frozen=True, slots=True)
class Trend:
    definition: Definition
    points: tuple[Point, ...]
    verdict: str  # rose, fell, unclear, or unknown: the last complete point against the one a year before
    last: Point | None
    reference: Point | None

    @property
    def is_rate(self) -> bool:
        """Rates and medians are dots; sums and counts are bars from zero."""
        return self.definition.unit in {"share", "days", "business_minutes", "ratio"}


def trends(window: Window, question: Question, grain: Grain, keys: tuple[str, ...] = SHOWN) -> list[Trend]:
    return [trend(window, question, key, grain) for key in keys if figures.fits(key, question.cut)]


def trend(window: Window, question: Question, key: str, grain: Grain) -> Trend:
    """The last eight quarters or twelve months up to the data's end."""
    span = calendar.last_quarters(window.last_day) if grain == "quarter" else calendar.last_months(window.last_day)
    found = figures.by_group(window, key, span, grain, cut=question.cut, horizon=question.horizon)
    known = {text: one for text, one in found.items() if one.end >= window.first_day}
    largest = max(
        [one.value or 0.0 for one in known.values()]
        + [one.high for one in known.values() if one.high is not None and not one.immature and (one.n or 0) >= 8],
        default=0.0,
    )
    step = WIDTH / max(len(known), 1)
    points = []
    for place, (text, figure) in enumerate(known.items()):
        unfinished = figure.immature or Period.parse(text).end > window.last_day
        points.append(
            Point(
                figure=figure,
                text=text,
                address=_at(question, text),
                unfinished=unfinished,
                chosen=Period.parse(text) == question.period,
                x=round(place * step + step * 0.16, 1),
                width=round(step * 0.68, 1),
                y=_y(figure.value, largest),
                low=_y(figure.low, largest),
                high=_y(figure.high, largest),
            )
        )
    return _judged(figures.definition(key), tuple(points), 4 if grain == "quarter" else 12)


def _at(question: Question, text: str) -> str:
    return replace(question, text=text, period=Period.parse(text)).address


def _y(value: float | None, largest: float) -> float | None:
    if value is None or largest <= 0:
        return None
    return round(BASE - (BASE - TOP) * min(max(value, 0.0), largest) / largest, 1)


def _judged(definition: Definition, points: tuple[Point, ...], a_year: int) -> Trend:
    finished = [place for place, point in enumerate(points) if not point.unfinished and point.figure.value is not None]
    if not finished:
        return Trend(definition, points, "unknown", None, None)
    last = finished[-1]
    before = next((place for place in reversed(finished[:-1]) if place <= max(last - a_year, finished[0])), None)
    if before is None:
        return Trend(definition, points, "unknown", points[last], None)
    now, then = points[last].figure, points[before].figure
    verdict = "unclear" if may_be_chance(now, then) else "rose" if (now.value or 0) > (then.value or 0) else "fell"
    return Trend(definition, points, verdict, points[last], points[before])

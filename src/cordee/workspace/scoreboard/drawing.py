"""What of the scoreboard depends on the question alone: drawn once per snapshot, question and language."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from cordee.workspace.insight import figures
from cordee.workspace.insight.figures import FILTERS
from cordee.workspace.insight.window import Window
from cordee.workspace.scoreboard.board import Board, board
from cordee.workspace.scoreboard.calendar import offered
from cordee.workspace.scoreboard.question import COMPARISONS, HORIZONS, Question
from cordee.workspace.scoreboard.trends import Grain, trends


@dataclass(frozen=True, slots=True)
class Drawn:
    """The board, and as HTML the form of its filters and all that stands below the common result."""

    board: Board
    filters: SafeString
    below: SafeString


def drawn(found: Window, question: Question, grain: Grain) -> Drawn:
    """Everything of the page that is the same for all its readers. What a person or an objective changes is not in it."""

    def ask() -> Drawn:
        made = board(found, question)
        context = {"question": question, "board": made, "trends": trends(found, question, grain), "grain": grain}
        below = "" if made.empty else render_to_string("scoreboard/_below.html", context)
        filters = render_to_string("scoreboard/_filters.html", asking(found, question))
        return Drawn(made, SafeString(filters), SafeString(below))

    return found.remembered(("drawn", question, grain, translation.get_language()), ask)


def asking(found: Window, question: Question) -> dict[str, Any]:
    """What the form of the filters needs."""
    periods = offered(found)
    return {
        "question": question,
        "periods": periods,
        "listed": any(text == question.text for _, choices in periods for text, _ in choices),
        "filters": [(name, getattr(question.cut, name), figures.choices(found, name)) for name in FILTERS],
        "horizons": HORIZONS,
        "versus_known": question.versus in COMPARISONS,
    }

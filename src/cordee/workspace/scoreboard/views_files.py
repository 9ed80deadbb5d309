"""The board, a figure by group, and the records as files."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from cordee.workspace.insight import figures
from cordee.workspace.insight.figures import CannotAnswer
from cordee.workspace.insight.window import window
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.scoreboard import exports
from cordee.workspace.scoreboard.board import board as whole_board
from cordee.workspace.scoreboard.board import cells
from cordee.workspace.scoreboard.question import Question
from cordee.workspace.scoreboard.views import asked, listing, sorting


@require_safe
def board(request: PersonRequest, extension: str) -> HttpResponse:
    """Every figure of the board, one row each."""
    found = window()
    if found is None:
        raise Http404
    question = Question.asked(request.GET, found)
    rows = exports.figure_rows(one.figure for one in cells(whole_board(found, question)))
    return exports.answer(request, f"cordee-{_of(question)}", extension, exports.FIGURE_COLUMNS, rows)


@require_safe
def groups(request: PersonRequest, key: str, extension: str) -> HttpResponse:
    """A figure, whole and by group of ``by``."""
    found, question, one = asked(request, key)
    by = request.GET.get("by") or "channel"
    try:
        parts = figures.by_group(found, key, question.period, by, cut=question.cut, horizon=question.horizon)
    except CannotAnswer as error:
        raise Http404 from error
    rows = exports.figure_rows([one.figure, *parts.values()])
    return exports.answer(request, f"{key}-{by}-{_of(question)}", extension, exports.FIGURE_COLUMNS, rows)


@require_safe
def records(request: PersonRequest, key: str, extension: str) -> HttpResponse:
    """All the records behind a figure, in the order of the page."""
    found, question, _ = asked(request, key)
    order, descending = sorting(request)
    listed = figures.records(found, listing(request, question, key), order=order, descending=descending)
    rows = exports.record_rows(listed)
    return exports.answer(request, f"{key}-{_of(question)}", extension, exports.RECORD_COLUMNS, rows)


def _of(question: Question) -> str:
    return question.text.replace("..", "-")

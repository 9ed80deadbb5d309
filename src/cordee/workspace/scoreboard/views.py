"""The scoreboard, a figure's page, its records."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cordee.workspace.insight import figures
from cordee.workspace.insight.figures import Listed, Record, UnknownMetric
from cordee.workspace.insight.templatetags.figures import measure
from cordee.workspace.insight.window import Window, window
from cordee.workspace.insight.words import detail
from cordee.workspace.people.access import may_write
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.scoreboard import drawing
from cordee.workspace.scoreboard.cell import Cell, cell
from cordee.workspace.scoreboard.drawing import asking
from cordee.workspace.scoreboard.models import Habit, Objective, SavedView, may_set
from cordee.workspace.scoreboard.objectives import progress, quarters_of
from cordee.workspace.scoreboard.question import Question
from cordee.workspace.scoreboard.trends import Grain, trend
from cordee.workspace.scoreboard.why import dimensions, why

PAGE = 50
PLACES = frozenset({"passed", "later", "waiting", "refused", "recycled", "lost", "disqualified"})


@require_safe
def show(request: PersonRequest) -> HttpResponse:
    """The common result first, then the funnel, then each side's part. Without a question: the person's own view."""
    found = window()
    if found is None:
        return redirect(settings.WELCOME)
    habit = Habit.of(request.user)
    if not request.GET and habit.view is not None and habit.view.query:
        return redirect(f"{reverse('scoreboard:show')}?{habit.view.query}")
    question = Question.asked(request.GET, found)
    grain = _grain(request)
    drawn = drawing.drawn(found, question, grain)
    known = Objective.in_force(quarters_of(question.period))
    context = {
        "question": question,
        "board": drawn.board,
        "drawn": drawn,
        "common": [(one, progress(one.figure, question, known, today=found.known_until)) for one in drawn.board.common],
        "snapshot": found.snapshot,
        "first_day": found.first_day,
        "saved": list(SavedView.seen_by(request.user)),
        "habit": habit,
        "may_set": may_set(request.user),
        "may_write": may_write(request.user),
        "has_quarters": bool(quarters_of(question.period)),
    }
    return render(request, "scoreboard/show.html", context)


@require_safe
def definition(request: PersonRequest, key: str) -> HttpResponse:
    """A figure: how it is counted, why it changed, how it went. The panel beside the page gets the definition alone."""
    found, question, one = asked(request, key)
    context: dict[str, Any] = {
        "definition": one.definition,
        "other": figures.in_other_language(key),
        "question": question,
        "cell": one,
        "snapshot": found.snapshot,
    }
    if request.htmx and not request.htmx.boosted:
        response = render(request, "scoreboard/_definition.html", context)
    else:
        known = dimensions(key) if figures.fits(key, question.cut) else []
        by = request.GET.get("by", "")
        by = by if by in known else (known[0] if known else "")
        context |= {
            **asking(found, question),
            "by": by,
            "dimensions": known,
            "why": why(found, question, key, by) if by else None,
            "groups": _groups(found, question, key, by),
            "trend": trend(found, question, key, _grain(request)) if figures.fits(key, question.cut) else None,
            "grain": _grain(request),
        }
        response = render(request, "scoreboard/definition.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_safe
def records(request: PersonRequest, key: str) -> HttpResponse:
    """The records behind a figure: as many as its numerator counts; or those of a cohort who stand in one place."""
    found, question, one = asked(request, key)
    listed = listing(request, question, key)
    total = figures.record_count(found, listed)
    pages = Paginator(range(total), PAGE).get_page(request.GET.get("page"))
    order, descending = sorting(request)
    rows: list[Record] = []
    if total:
        start = pages.start_index() - 1
        rows = figures.records(found, listed, order=order, descending=descending, limit=PAGE, offset=start)
    address = listed_address(question, listed)
    context = {
        "definition": one.definition,
        "question": question,
        "cell": one,
        "listed": listed,
        "records": Shown(total, [Row(record) for record in rows]),
        "pages": pages,
        "sorting": Sorting(address, order, descending),
        "address": address,
        "pager_address": f"?{address}&{urlencode({'order': order, 'dir': 'desc' if descending else 'asc'})}&",
        "snapshot": found.snapshot,
    }
    return render(request, "scoreboard/records.html", context)


def asked(request: PersonRequest, key: str) -> tuple[Window, Question, Cell]:
    """The window, the question of the address, and its figure. Not found before a publication, or for no metric."""
    found = window()
    if found is None:
        raise Http404
    question = Question.asked(request.GET, found)
    try:
        return found, question, cell(found, question, key)
    except UnknownMetric as error:
        raise Http404 from error


def listing(request: PersonRequest, question: Question, key: str) -> Listed:
    """Which records the address asks for."""
    place = request.GET.get("place", "")
    known = figures.definition(key)
    has_places = key.startswith("conversion_")
    part = "denominator" if request.GET.get("part") == "denominator" and known.has_denominator else "numerator"
    return Listed(
        key=key,
        period=question.period,
        cut=question.cut,
        horizon=question.horizon,
        part=cast(Literal["numerator", "denominator"], part),
        place=place if has_places and place in PLACES else None,
        reason=request.GET.get("reason") or None if has_places and place == "refused" else None,
    )


def listed_address(question: Question, listed: Listed) -> str:
    more: dict[str, str] = {"part": listed.part} if listed.part != "numerator" else {}
    if listed.place:
        more["place"] = listed.place
    if listed.reason:
        more["reason"] = listed.reason
    return f"{question.address}&{urlencode(more)}" if more else question.address


def sorting(request: PersonRequest) -> tuple[str, bool]:
    order = request.GET.get("order", "at")
    order = order if order in figures.SORTABLE else "at"
    direction = request.GET.get("dir", "desc" if order in {"at", "amount", "measure"} else "asc")
    return order, direction != "asc"


def _grain(request: PersonRequest) -> Grain:
    return "month" if request.GET.get("grain") == "month" else "quarter"


def _groups(found: Window, question: Question, key: str, by: str) -> list[tuple[str, Cell]]:
    if not by:
        return []
    found_figures = figures.by_group(found, key, question.period, by, cut=question.cut, horizon=question.horizon)
    known = figures.definition(key)
    return [
        (name, Cell(figure, known, question.only(by, name).address))
        for name, figure in found_figures.items()
        if figure.value is not None or figure.n
    ]


class Sorting:
    """The headings' addresses: a click sorts, a second one turns it round."""

    def __init__(self, address: str, order: str, descending: bool) -> None:
        self.order, self.descending = order, descending
        self._address = address

    @property
    def columns(self) -> dict[str, tuple[str, str]]:
        """Column → its address, and ``ascending``, ``descending`` or ``none``."""
        found = {}
        for name in figures.SORTABLE:
            current = name == self.order
            usual = "desc" if name in {"at", "amount", "measure"} else "asc"
            turn = ("asc" if self.descending else "desc") if current else usual
            state = ("descending" if self.descending else "ascending") if current else "none"
            found[name] = (f"?{self._address}&{urlencode({'order': name, 'dir': turn})}", state)
        return found


class Row:
    """A record as the list shows it."""

    def __init__(self, record: Record) -> None:
        self.person_id = record.person_id
        self.account_id = record.account_id
        self.kind = record.record
        self.title = record.name or record.email or record.campaign or gettext("without a name")
        self.account = record.account or gettext("without a name")
        self.at: datetime | None = record.at
        self.channel = record.channel
        self.amount = record.amount
        self.measured = measure(record.measure, record.measure_unit or "") if record.measure is not None else ""
        self.detail = detail(record.detail)


@dataclass
class Shown:
    total: int
    rows: list[Row]

    @cached_property
    def kind(self) -> str:
        return self.rows[0].kind if self.rows else ""

    @cached_property
    def has_channel(self) -> bool:
        return any(row.channel for row in self.rows)

    @cached_property
    def has_amount(self) -> bool:
        return any(row.amount is not None for row in self.rows)

    @cached_property
    def has_measure(self) -> bool:
        return any(row.measured for row in self.rows)

    @cached_property
    def has_detail(self) -> bool:
        return any(row.detail for row in self.rows)

"""The scoreboard, a figure's definition, its records."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cordee.workspace.insight import figures
from cordee.workspace.insight.figures import CannotAnswer, Record, UnknownMetric
from cordee.workspace.insight.templatetags.figures import measure
from cordee.workspace.insight.window import Window, window
from cordee.workspace.insight.words import detail
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.scoreboard import board as boards
from cordee.workspace.scoreboard.question import HORIZONS, Question, offered

PAGE = 50
CSV_COLUMNS = (
    *(
        "record",
        "name",
        "email",
        "account",
        "at",
        "amount",
        "measure",
        "measure_unit",
        "channel",
        "campaign",
        "segment",
    ),
    *("team", "detail", "person_id", "account_id", "deal_id"),
)


@require_safe
def show(request: PersonRequest) -> HttpResponse:
    """The common result first, then the funnel, then each side's part."""
    found = window()
    if found is None:
        return redirect(settings.WELCOME)
    question = Question.asked(request.GET, found)
    periods = offered(found)
    context = {
        "question": question,
        "board": boards.board(found, question),
        "snapshot": found.snapshot,
        "first_day": found.first_day,
        "periods": periods,
        "listed": any(text == question.text for _, choices in periods for text, _ in choices),
        "channels": figures.channels(found),
        "horizons": HORIZONS,
        "asked_horizon": question.horizon if request.GET.get("horizon") else None,
    }
    return render(request, "scoreboard/show.html", context)


@require_safe
def definition(request: PersonRequest, key: str) -> HttpResponse:
    """How a figure is counted: a page of its own, or the panel beside the page."""
    found, question, cell = _asked(request, key)
    context = {
        "definition": cell.definition,
        "other": figures.in_other_language(key),
        "question": question,
        "cell": cell,
        "snapshot": found.snapshot,
    }
    response = render(request, "scoreboard/_definition.html" if request.htmx else "scoreboard/definition.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_safe
def records(request: PersonRequest, key: str) -> HttpResponse:
    """The records behind a figure: as many as its numerator counts."""
    found, question, cell = _asked(request, key)
    channel, horizon = question.channel, question.horizon
    try:
        total = figures.record_count(found, key, question.period, channel=channel, horizon=horizon)
    except CannotAnswer:
        total = 0
    pages = Paginator(range(total), PAGE).get_page(request.GET.get("page"))
    rows = []
    if total:
        start = pages.start_index() - 1
        rows = figures.records(found, key, question.period, channel=channel, horizon=horizon, limit=PAGE, offset=start)
    shown = _Shown(total, [_Row(record) for record in rows])
    context = {
        "definition": cell.definition,
        "question": question,
        "cell": cell,
        "records": shown,
        "pages": pages,
        "pager_address": f"?{question.address}&",
        "snapshot": found.snapshot,
    }
    return render(request, "scoreboard/records.html", context)


@require_safe
def records_csv(request: PersonRequest, key: str) -> StreamingHttpResponse:
    """The same records as a file: UTF-8, stable column names, times in ISO 8601 (UTC)."""
    found, question, _ = _asked(request, key)
    listed = figures.all_records(found, key, question.period, channel=question.channel, horizon=question.horizon)
    # Read by this thread before the answer streams: a cursor belongs to one thread.
    response = StreamingHttpResponse(_lines(list(listed)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{key}-{question.text.replace("..", "-")}.csv"'
    return response


def _asked(request: PersonRequest, key: str) -> tuple[Window, Question, boards.Cell]:
    found = window()
    if found is None:
        raise Http404
    question = Question.asked(request.GET, found)
    try:
        return found, question, boards.cell(found, question, key)
    except UnknownMetric as error:
        raise Http404 from error


class _Row:
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
class _Shown:
    total: int
    rows: list[_Row]

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


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(listed: list[Record]) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(CSV_COLUMNS)
    for record in listed:
        yield writer.writerow([_cell(getattr(record, column)) for column in CSV_COLUMNS])


def _cell(value: object) -> object:
    """A spreadsheet would run a text that begins like a formula; an apostrophe stops it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value

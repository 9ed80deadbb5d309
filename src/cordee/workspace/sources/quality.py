"""Quality: what is missing, what cannot be true, what is stale, and which tools make duplicates."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from cordee.workspace.insight import quality as read
from cordee.workspace.insight.figures import typeset
from cordee.workspace.insight.quality import Found, Result
from cordee.workspace.insight.window import Window
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.sources.duplicates import PAGE, opened
from cordee.workspace.sources.waiting import waiting
from cordee.workspace.ui import charts
from cordee.workspace.ui.templatetags import formats

CSV_COLUMNS = ("name", "moment", "source", "detail", "amount", "person_id", "account_id", "deal_id")


@dataclass(frozen=True, slots=True)
class Line:
    """A check as the page says it, in the reader's language."""

    key: str
    kind: str
    severity: str
    name: str
    sentence: str
    why: str
    remedy: str
    figures: list[tuple[str, str]]
    result: Result

    @property
    def trend(self) -> str:
        """better, worse or same; nothing where too few tell."""
        change = self.result.change
        if change is None:
            return ""
        return "worse" if change >= 0.005 else "better" if change <= -0.005 else "same"


@require_safe
@opened
def show(request: PersonRequest, found: Window) -> HttpResponse:
    """Every check that found something, then freshness, then what is well."""
    lines = [_line(one) for one in read.results(found)]
    fresh = read.freshness(found)
    tools = [(tool, list(objects)) for tool, objects in groupby(fresh, key=lambda one: one.source)]
    context = {
        "bad": [line for line in lines if line.result.bad],
        "well": [line for line in lines if not line.result.bad and line.result.total],
        "empty": [line for line in lines if not line.result.total],
        "tools": tools,
        "late": [one for one in fresh if one.is_late],
        "as_of": found.snapshot.data_as_of,
        **_common(found, "quality"),
    }
    return render(request, "sources/quality.html", context)


@require_safe
@opened
def check(request: PersonRequest, found: Window, key: str) -> HttpResponse:
    """The records behind one check, with why it matters and the remedy."""
    line = _asked(found, key)
    pages = Paginator(range(line.result.bad), PAGE).get_page(request.GET.get("page"))
    rows = read.records(found, key, limit=PAGE, offset=pages.start_index() - 1) if line.result.bad else []
    context = {
        "line": line,
        "rows": rows,
        "has_amount": any(row.amount is not None for row in rows),
        "pages": pages,
        "pager_address": "?",
        **_common(found, "quality"),
    }
    return render(request, "sources/quality_check.html", context)


@require_safe
@opened
def check_csv(request: PersonRequest, found: Window, key: str) -> HttpResponse:
    """The same records as a file: UTF-8, stable column names, times in ISO 8601 (UTC)."""
    _asked(found, key)
    response = HttpResponse("".join(_written(read.records(found, key))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{key}.csv"'
    return response


@require_safe
@opened
def makers(request: PersonRequest, found: Window) -> HttpResponse:
    """The tools' objects ranked by the duplicates that they made."""
    ranked = read.duplicate_makers(found)
    largest = max((one.doubles for one in ranked), default=0)
    context = {
        "makers": [
            (one, charts.bar(one.doubles, largest=largest), _months(one))
            for one in ranked
            if one.doubles or one.in_review
        ],
        "clean": [one for one in ranked if not (one.doubles or one.in_review)],
        "total": sum(one.doubles for one in ranked),
        "worst": next((one for one in ranked if one.doubles), None),
        **_common(found, "makers"),
    }
    return render(request, "sources/makers.html", context)


@require_safe
@opened
def maker(request: PersonRequest, found: Window, kind: str, tool: str, thing: str) -> HttpResponse:
    """Where one object's duplicates come from, month by month, and the records themselves."""
    known = {(one.kind, one.source, one.object): one for one in read.duplicate_makers(found)}
    of = known.get((kind, tool, thing))
    if of is None:
        raise Http404
    pages = Paginator(range(of.doubles), PAGE).get_page(request.GET.get("page"))
    origins = read.origins(found, of)
    context = {
        "maker": of,
        "months": _months(of),
        "by_source": [one for one in origins if one.by == "source_raw"],
        "by_owner": [one for one in origins if one.by == "owner"],
        "doubles": read.doubles(found, of, limit=PAGE, offset=max(0, pages.start_index() - 1)),
        "pages": pages,
        "pager_address": "?",
        **_common(found, "makers"),
    }
    return render(request, "sources/maker.html", context)


def _common(found: Window, here: str) -> dict[str, Any]:
    return {"here": here, "snapshot": found.snapshot, "waiting": waiting(found)}


def _asked(found: Window, key: str) -> Line:
    try:
        return _line(read.result(found, key))
    except read.UnknownCheck as error:
        raise Http404 from error


def _line(one: Result) -> Line:
    language = (translation.get_language() or "en")[:2]
    check_, told = one.check, {"n": formats.quantity(one.bad), "total": formats.quantity(one.total)}
    return Line(
        check_.key,
        check_.kind,
        check_.severity,
        check_.name.said(language),
        check_.sentence.said(language).format(share=formats.percent(one.share), **told),
        _typeset(check_.why.said(language)),
        _typeset(check_.remedy.said(language)),
        read.figure_names(check_.metrics, language),
        one,
    )


def _typeset(text: str) -> str:
    """French asks for narrow no-break spaces; the registry writes plain ones."""
    return typeset(text, (translation.get_language() or "en")[:2])


@dataclass(frozen=True, slots=True)
class Month:
    first: Any
    doubles: int
    height: float  # of 40
    x: int
    bar: str


def _months(of: read.Maker) -> list[Month]:
    """The bars of the last twelve months."""
    largest = max((n for _, n in of.months), default=0) or 1
    return [
        Month(first, n, max(round(40 * n / largest, 1), 1.5) if n else 0.0, place * 12, charts.bar(n, largest=largest))
        for place, (first, n) in enumerate(of.months)
    ]


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _written(rows: list[Found]) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(CSV_COLUMNS)
    for row in rows:
        yield writer.writerow([_cell(getattr(row, column)) for column in CSV_COLUMNS])


def _cell(value: object) -> object:
    """A spreadsheet would run a text that begins like a formula; an apostrophe stops it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value

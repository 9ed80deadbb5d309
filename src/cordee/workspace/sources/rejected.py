"""The page of the rows that did not go in: what is wrong with each, corrected in place."""

import csv
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from cordee.workspace.insight import importing, refreshing
from cordee.workspace.insight.importing import RejectedRow
from cordee.workspace.jobs.models import heard
from cordee.workspace.people.access import may_write, writers_change
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.sources.models import Correction

PAGE = 25
CONTEXT = 3
"""So many other cells of a row are shown, so that one knows which it is."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that may be corrected; ``name`` is that of its field in the form."""

    heading: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the page shows it."""

    number: int
    cells: tuple[Cell, ...]
    beside: tuple[tuple[str, str], ...]
    why: list[dict[str, Any]]
    correction: Correction | None

    @property
    def is_settled(self) -> bool:
        return self.correction is not None and bool(self.correction.brought)

    @property
    def is_under_way(self) -> bool:
        found = self.correction
        return (
            found is not None
            and not found.brought
            and not found.why
            and found.job is not None
            and not found.job.is_over
        )


@require_http_methods(["GET", "POST"])
@writers_change
def show(request: PersonRequest, run: str) -> HttpResponse:
    """The rows of an import that did not go in; those that are corrected are tried again."""
    found = importing.run_of(run)
    if found is None:
        raise Http404
    kept = importing.rejected(run)
    if request.method == "POST":
        changed = _corrected(request, kept, run)
        if changed:
            Correction.propose(run, changed, request.user, request.META.get("REMOTE_ADDR"))
        return redirect("sources:rejected", run)
    corrections = {one.row: one for one in Correction.objects.filter(run=run).select_related("job")}
    rows = [_row(one, corrections.get(one.row)) for one in kept]
    waiting = [row for row in rows if not row.is_settled]
    pages = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    job = next((one.job for one in corrections.values() if one.job is not None and not one.job.is_over), None)
    failed = next((one.job for one in corrections.values() if one.job is not None and one.job.state == "failed"), None)
    context = {
        "run": found,
        "rows": list(pages.object_list),
        "pages": pages,
        "pager_address": "?",
        "waiting": len(waiting),
        "settled": len(rows) - len(waiting),
        "job": job or refreshing.under_way(),
        "failed": failed if job is None else None,
        "may_write": may_write(request.user),
    }
    return render(request, "sources/rejected.html", context)


def _row(kept: RejectedRow, correction: Correction | None) -> Row:
    cells = {**kept.cells, **(correction.cells if correction else {})}
    headings = list(kept.cells)
    wrong = [*kept.wrong]
    why = kept.why
    if correction is not None and correction.why:
        why = correction.why
        wrong = list(dict.fromkeys([*wrong, *(one["column"] for one in why if one["column"])]))
    asked = tuple(
        Cell(heading, f"{kept.row}:{headings.index(heading)}", cells[heading]) for heading in wrong if heading in cells
    )
    beside = tuple((heading, text) for heading, text in kept.cells.items() if text and heading not in wrong)[:CONTEXT]
    return Row(kept.row, asked, beside, why, correction)


def _corrected(request: PersonRequest, kept: list[RejectedRow], run: str) -> dict[int, dict[str, str]]:
    """The rows of which a cell was changed, whole."""
    settled = set(Correction.objects.filter(run=run).exclude(brought="").values_list("row", flat=True))
    before = {one.row: one.cells for one in Correction.objects.filter(run=run)}
    changed = {}
    for row in kept:
        if row.row in settled:
            continue
        cells = dict(row.cells)
        for place, heading in enumerate(row.cells):
            given = request.POST.get(f"{row.row}:{place}")
            if given is not None:
                cells[heading] = given.strip()
        if cells not in (row.cells, before.get(row.row)):
            changed[row.row] = cells
    return changed


@require_safe
def as_csv(request: PersonRequest, run: str) -> HttpResponse:
    """The rows that did not go in, with the reasons in the reader's language in front, and behind them the cells that
    have no heading.
    """
    found = importing.run_of(run)
    if found is None:
        raise Http404
    kept = importing.rejected(run)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-{run}.csv"'
    writer = csv.writer(response)
    headings = list(kept[0].cells) if kept else []
    beyond = [f"cordee_beyond_{place}" for place in range(1, max((len(row.surplus) for row in kept), default=0) + 1)]
    writer.writerow(["cordee_row", "cordee_column", "cordee_reason", "cordee_remedy", *headings, *beyond])
    for row in kept:
        columns = ", ".join(one["column"] or gettext("the whole row") for one in row.why)
        reasons = "; ".join(heard(one["said"]) for one in row.why)
        remedies = " ".join(dict.fromkeys(heard(one["remedy"]) for one in row.why))
        cells = [_harmless(cell) for cell in (*(row.cells.get(heading, "") for heading in headings), *row.surplus)]
        writer.writerow([row.row, columns, reasons, remedies, *cells])
    return response


def _harmless(text: str) -> str:
    """A spreadsheet would run a text that begins like a formula; an apostrophe stops it."""
    return f"'{text}" if text.startswith(("=", "@", "\t", "\r")) else text

"""The same figures and records as files: CSV for programs, XLSX for people. Values in full, never as the page rounds them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from cordee.vocabulary.figures import Figure
from cordee.workspace.activity.models import record
from cordee.workspace.insight import figures
from cordee.workspace.insight.figures import Record
from cordee.workspace.people.requests import PersonRequest

FIGURE_COLUMNS = (
    *("metric", "name", "group", "value", "low", "high", "n", "numerator", "denominator", "unit", "from", "to"),
    *("as_of", "note", "immature"),
)
RECORD_COLUMNS = (
    *("record", "name", "email", "account", "at", "amount", "measure", "measure_unit", "channel", "campaign"),
    *("segment", "team", "detail", "person_id", "account_id", "deal_id"),
)
FORMATS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Rows = Sequence[Mapping[str, object]]


class Exact(float):
    """A number that a workbook holds to its last digit: its library would write sixteen, and a float may need one more."""

    def __format__(self, _spec: str) -> str:
        return repr(float(self))


def figure_rows(found: Iterable[Figure]) -> list[dict[str, object]]:
    """The shape of the command's ``--json``, with the figure's name beside its key."""
    rows = []
    for figure in found:
        row = dict(figure.as_json())
        rows.append({"metric": row.pop("metric"), "name": figures.definition(figure.metric).name, **row})
    return rows


def record_rows(found: Iterable[Record]) -> list[dict[str, object]]:
    """Ids as text: they are longer than a spreadsheet's numbers."""
    rows = []
    for one in found:
        row: dict[str, object] = {column: getattr(one, column) for column in RECORD_COLUMNS}
        for column in ("person_id", "account_id", "deal_id"):
            row[column] = None if row[column] is None else str(row[column])
        rows.append(row)
    return rows


def answer(request: PersonRequest, name: str, extension: str, columns: Sequence[str], rows: Rows) -> HttpResponse:
    """The file, and the record that it was taken: who, what, how many rows."""
    record(
        "scoreboard.exported",
        by=request.user,
        subject=f"{name}.{extension}",
        address=request.META.get("REMOTE_ADDR"),
        rows=len(rows),
        question=request.GET.urlencode()[:400],
    )
    if extension == "csv":
        response = HttpResponse(as_csv(columns, rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(as_xlsx(name, columns, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response


def as_csv(columns: Sequence[str], rows: Rows) -> str:
    """UTF-8 with a mark that spreadsheets know, stable column names, times in ISO 8601 (UTC)."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([[_cell(row.get(column)) for column in columns] for row in rows])
    return "\ufeff" + file.getvalue()


def as_xlsx(title: str, columns: Sequence[str], rows: Rows) -> bytes:
    """Numbers as numbers, text as text (never a formula), the first row kept in view."""
    import xlsxwriter  # a tenth of a second to import, and few ask for it

    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(gettext("Figures")[:31])
    bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    widths = [len(column) for column in columns]
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, bold)
    for line, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            value: Any = row.get(column)
            if value is None:
                continue
            if isinstance(value, bool):
                sheet.write_boolean(line, place, value)
            elif isinstance(value, int | float):
                sheet.write_number(line, place, Exact(value))
            elif isinstance(value, datetime):
                sheet.write_datetime(line, place, value, moment)
            else:
                sheet.write_string(line, place, str(value))
            widths[place] = max(widths[place], min(len(str(value)), 44))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width + 2)
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    book.set_properties({"title": title, "company": "Cordée"})
    book.close()
    return file.getvalue()


def _cell(value: object) -> object:
    """A spreadsheet would run a text that begins like a formula; an apostrophe stops it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value

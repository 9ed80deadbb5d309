"""Reading: a file of leads as columns of facts, with the reader of imports: any encoding, separator or spreadsheet.

Each column is a number, a date or words by the evidence of its own cells. What stands for "not answered" is missing.
"""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from cordee.revenue.imports import amounts, landing, moments, recognition, tables
from cordee.revenue.imports.fields import cleaned
from cordee.revenue.imports.headers import plain
from cordee.revenue.imports.moments import Shape
from cordee.revenue.imports.report import Rejection, Unreadable
from cordee.revenue.imports.words import words
from cordee.revenue.scoring import facts
from cordee.revenue.scoring.facts import Codes, Column, Floats
from cordee.revenue.scoring.words import CannotLearn
from cordee.revenue.warehouse.engine import connect, quoted

ALMOST_ALL = 0.99
"""A column is read as numbers or dates when so many of its cells can be; the others are then missing."""

NOT_ANSWERED = (
    *moments.EMPTY_WORDS, "select", "-- select --", "choose", "please select", "not answered", "not provided",
    "(not set)", "unknown", "sélectionner", "sélectionnez", "choisir", "non renseigné", "non renseignée", "inconnu",
    "inconnue", "sans réponse",
)  # fmt: skip
"""What forms and tools write where nobody answered."""

_CODES = ("zip", "postal", "postcode", "phone", "tel", "telephone", "siren", "siret", "vat", "tva", "naf", "cp")
"""Digits that number nothing: no threshold makes sense of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """A file of leads: its columns by name, the number of each row, and the lines that could not be cut into cells."""

    label: str
    columns: dict[str, Column]
    texts: dict[str, NDArray[np.object_]]  # the cells as they were written, None where empty
    rows: Codes
    ragged: list[Rejection]

    def column(self, name: str) -> Column:
        return self.columns[self.name(name)]

    def name(self, asked: str) -> str:
        """The heading that was meant: as it is written, else but for case and accents. Raises ``CannotLearn``."""
        if asked in self.columns:
            return asked
        like = [name for name in self.columns if plain(name) == plain(asked)]
        if len(like) != 1:
            raise CannotLearn("no_column", file=self.label, column=asked, columns=tuple(self.columns))
        return like[0]


def read(path: Path, *, mappings: Path | None = None, dates: str | None = None, dated: tuple[str, ...] = ()) -> Listed:
    """The first table of a file. ``dated`` columns may not stay unsure of day and month: raises ``CannotLearn``.

    ``mappings``: the folder of the company's own mappings, whose headings help to find the heading. Raises ``ImportProblem``
    for what is no table.
    """
    known = recognition.known_headers(recognition.available(mappings)[0])
    with tempfile.TemporaryDirectory(prefix="cordee-score-") as folder:
        work = Path(folder)
        first = next(iter(tables.members(path, work)), None)
        if first is None:
            raise Unreadable(words("empty_file", file=str(path)))
        table = tables.open_table(first[1], work, known, str(path))
        connection = connect(memory="2GB", spill=work / "spill")
        try:
            ragged = landing.land(
                connection, lambda query: len(connection.execute(query).fetchall()), table, work / "landed"
            )
            return _listed(connection, table, ragged, dates, {plain(name) for name in dated})
        except duckdb.Error as error:
            detail = str(error).splitlines()[0]
            raise Unreadable(words("cannot_read", file=str(path), error=detail)) from error
        finally:
            connection.close()


def _listed(
    connection: duckdb.DuckDBPyConnection,
    table: tables.Table,
    ragged: list[landing.Ragged],
    dates: str | None,
    dated: set[str],
) -> Listed:
    unanswered = ", ".join(quoted(word) for word in NOT_ANSWERED)
    cells = [cleaned(f"c{position}") for position in range(len(table.headers))]
    answered = ", ".join(
        f"CASE WHEN lower({cell}) IN ({unanswered}) THEN NULL ELSE {cell} END AS c{position}"
        for position, cell in enumerate(cells)
    )
    filled = " OR ".join(f"{cell} IS NOT NULL" for cell in cells)
    connection.execute(f"CREATE TEMP TABLE lead_row AS SELECT row_no, {answered} FROM landed WHERE {filled}")
    shapes: list[list[Shape]] = [[] for _ in cells]
    names = [f"c{position}" for position in range(len(cells))]
    for place, shape, count in connection.execute(moments.shapes_sql("lead_row", names)).fetchall():
        shapes[place].append(Shape(shape, count))
    columns, texts = {}, {}
    for name, cell, found in zip(table.headers, names, shapes, strict=True):
        must = plain(name) in dated
        columns[name] = _column(connection, name, cell, found, table, dates, must)
        query = f"SELECT {cell} FROM lead_row ORDER BY row_no"
        texts[name] = facts.fetched(connection.execute(query).fetchnumpy()[cell])
        if columns[name] is _WORDS:
            columns[name] = facts.category(name, texts[name])
    rows = connection.execute("SELECT row_no FROM lead_row ORDER BY row_no").fetchnumpy()["row_no"]
    ragged_rows = [one.rejection for one in ragged]
    return Listed(table.label, columns, texts, np.asarray(rows, dtype=np.int64), ragged_rows)


_WORDS = facts.category("words", [])


def _column(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    cell: str,
    shapes: list[Shape],
    table: tables.Table,
    dates: str | None,
    must: bool,
) -> Column:
    """The column as numbers or moments, or ``_WORDS``."""
    filled = sum(shape.count for shape in shapes)
    codes = any(part in _CODES for part in re.split(r"[\W_]+", name.casefold()))
    if not filled or len(shapes) >= moments.MOST_SHAPES or (codes and not must):
        return _WORDS
    dated = [shape for shape in shapes if moments.format_of(shape.shape) is not None or _is_iso(shape.shape)]
    if sum(shape.count for shape in dated) >= ALMOST_ALL * filled and (
        must or any(len(s.shape.strip("0")) for s in dated)
    ):
        return _moments(connection, name, cell, shapes, table, dates, must)
    written = sum(shape.count for shape in shapes if _has_no_letters(shape.shape))
    if written < ALMOST_ALL * filled:
        if sum(shape.count for shape in shapes if "0" in shape.shape) < ALMOST_ALL * filled:
            return _WORDS  # no date without a digit
        return _maybe_wordy(connection, name, cell, table, dates, filled, must)
    reading = amounts.recognised(shapes)
    if reading.decimal is None:  # 1,234 alone: thousands in a file of commas, decimals in one of semicolons
        reading = reading.decided("," if table.delimiter == ";" else ".")
    values = _numbers(connection, reading.sql(cell, "DOUBLE"))
    return facts.number(name, values) if np.isfinite(values).sum() >= ALMOST_ALL * filled else _WORDS


def _maybe_wordy(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    cell: str,
    table: tables.Table,
    dates: str | None,
    filled: int,
    must: bool,
) -> Column:
    """Dates with their month in words, if that is what they are."""
    canonical = moments.canonical_sql(cell)
    shapes = [
        Shape(shape, count)
        for _, shape, count in connection.execute(moments.shapes_sql("lead_row", [canonical])).fetchall()
    ]
    known = sum(shape.count for shape in shapes if moments.format_of(shape.shape) is not None)
    if known < ALMOST_ALL * filled:
        return _WORDS
    return _moments(connection, name, cell, shapes, table, dates, must, wordy=True)


def _moments(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    cell: str,
    shapes: list[Shape],
    table: tables.Table,
    dates: str | None,
    must: bool,
    *,
    wordy: bool = False,
) -> Column:
    reading = moments.recognised(shapes, wordy=wordy, spreadsheet=table.spreadsheet, asked=dates)
    orders = reading.orders if reading.undecided else (reading.order or "dmy",)
    read = {
        order: _seconds(connection, reading.read_as(order) if reading.undecided else reading, cell) for order in orders
    }
    most = max(int(np.isfinite(values).sum()) for values in read.values())
    best = [values for values in read.values() if np.isfinite(values).sum() == most]
    if must and any(not np.array_equal(best[0], other, equal_nan=True) for other in best[1:]):
        raise CannotLearn("dates_unsure", file=table.label, column=name)
    return facts.moment(name, best[0])


def _seconds(connection: duckdb.DuckDBPyConnection, reading: moments.Moments, cell: str) -> Floats:
    return _numbers(connection, f"epoch({reading.sql(cell, 'UTC')})")


def _numbers(connection: duckdb.DuckDBPyConnection, expression: str) -> Floats:
    query = f"SELECT CAST({expression} AS DOUBLE) AS x FROM lead_row ORDER BY row_no"
    return facts.fetched_numbers(connection.execute(query).fetchnumpy()["x"])


def _is_iso(shape: str) -> bool:
    return len(shape) >= 8 and shape[:5] == "0000-" and shape[7:8] == "-"


def _has_no_letters(shape: str) -> bool:
    bare = amounts.bare(shape)
    return any(mark == "0" for mark in bare) and not any(mark.isalpha() and mark not in "eE" for mark in bare)

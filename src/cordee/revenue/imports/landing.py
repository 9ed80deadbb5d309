"""Landing: the rows of a text table as Parquet of text columns ``c0``, ``c1``…, in the order of the file, and the
ragged lines.

DuckDB reads in parallel and in bounded memory; the number of a row is its place in the landed file, plus the ragged
rows before.
"""

import csv
import io
import json
import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cordee.revenue.imports.fields import BLANK, cleaned
from cordee.revenue.imports.mapping import Mapping
from cordee.revenue.imports.report import Rejection
from cordee.revenue.imports.tables import Table
from cordee.revenue.imports.words import words
from cordee.revenue.warehouse.engine import quoted

SMALL = 16 << 20
"""A file of so many bytes is kept in memory while it is read; a larger one is landed in a file of its own."""

Run = Callable[[str], int]
"""Runs a COPY and returns its row count, telling how far it is."""

ASIDE = "cordee_"
"""Headings that begin so are ours (rows kept aside and corrected): they are no part of what the tool sent."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """A line that could not be cut into the cells of the heading."""

    row: int
    line: str
    rejection: Rejection


def land(connection: duckdb.DuckDBPyConnection, run: Run, table: Table, target: Path) -> list[Ragged]:
    """Reads the rows, into Parquet unless they are few, and defines the view ``landed``: row_no and every cell as
    received.
    """
    width = len(table.headers)
    columns = "{" + ", ".join(f"'c{position}': 'VARCHAR'" for position in range(width)) + "}"
    text = table.text
    if table.mixed_ends:
        text = target.with_name("even.csv")
        _even(table.text, text)
    read = (
        f"SELECT * FROM read_csv({quoted(text)}, auto_detect = false, header = false, skip = {table.skip}, "
        f"delim = {quoted(table.delimiter)}, quote = '\"', escape = '\"', columns = {columns}, store_rejects = true, "
        f"rejects_table = 'cordee_ragged', rejects_scan = 'cordee_scans', max_line_size = 4194304)"
    )
    cells = ", ".join(f"c{position}" for position in range(width))
    connection.execute(
        "SET preserve_insertion_order = true; DROP TABLE IF EXISTS cordee_ragged; DROP TABLE IF EXISTS cordee_scans"
    )
    if is_small(table):
        run(f"CREATE OR REPLACE TEMP TABLE cordee_rows AS {read}")
        landed = f"(SELECT {cells}, rowid AS place FROM cordee_rows)"
    else:
        run(f"COPY ({read}) TO {quoted(target)} (FORMAT parquet, COMPRESSION snappy)")
        landed = (
            f"(SELECT {cells}, file_row_number AS place FROM read_parquet({quoted(target)}, file_row_number = true))"
        )
    connection.execute("SET preserve_insertion_order = false")
    rows, ragged = _ragged(connection, table)
    if not rows:
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW landed AS SELECT {cells}, place + 1 AS row_no FROM {landed} AS l"
        )
        return ragged
    # The i-th ragged row stands before every accepted one whose own count reaches its place less i.
    places = [(row - index, index + 1) for index, row in enumerate(rows)]
    listed = [[place for place, _ in places], [before for _, before in places]]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE cordee_shift AS "
        f"SELECT unnest(CAST({listed[0]} AS BIGINT[])) AS place, unnest(CAST({listed[1]} AS BIGINT[])) AS before"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW landed AS SELECT {cells}, l.k + coalesce(s.before, 0) AS row_no "
        f"FROM (SELECT *, place + 1 AS k FROM {landed} AS r) AS l "
        "ASOF LEFT JOIN (SELECT place, max(before) AS before FROM cordee_shift GROUP BY place) AS s ON l.k >= s.place"
    )
    return ragged


def _ragged(connection: duckdb.DuckDBPyConnection, table: Table) -> tuple[list[int], list[Ragged]]:
    """The numbers of the records that could not be cut into cells, and those of them that hold something."""
    rows = connection.execute(
        "SELECT line, arg_min(error_type, column_idx), arg_min(error_message, column_idx), any_value(csv_line) "
        "FROM cordee_ragged GROUP BY line ORDER BY line"
    ).fetchall()
    found: list[Ragged] = []
    numbers: list[int] = []
    width = len(table.headers)
    blank = _blank_lines(table) if rows and width > 1 else []
    for line, kind, message, text in rows:
        text = (text or "").lstrip("\r\n")  # DuckDB gives the empty lines before it too
        row = int(line) - table.skip - bisect_left(blank, int(line))
        numbers.append(row)
        if not text.strip(" \t\r\n,;|"):
            continue
        kind = str(kind)
        cells = _cells(text, table.delimiter)
        if kind in {"MISSING COLUMNS", "TOO MANY COLUMNS"}:
            reason = words("wrong_width", cells=len(cells), width=width)
        elif kind == "UNQUOTED VALUE":
            reason = words("stray_quote")
        elif kind == "INVALID ENCODING":
            reason = words("no_text")
        else:
            reason = words("uncut", detail=str(message).splitlines()[0] if message else kind.lower())
        found.append(Ragged(row, text, Rejection(row, None, reason)))
    return numbers, found


def _even(text: Path, target: Path) -> None:
    """Copies a file of which some rows end in \\r\\n and others in \\n, so that all end in \\n; cells stay as they are."""
    quoted_ = False
    with text.open("rb") as source, target.open("wb") as out:
        for line in source:
            if line.count(b'"') % 2:
                quoted_ = not quoted_
            out.write(line[:-2] + b"\n" if not quoted_ and line.endswith(b"\r\n") else line)


def _blank_lines(table: Table) -> list[int]:
    """The empty lines outside quotation marks after the heading, by the number that DuckDB gives to lines: a record
    that goes over several lines counts for one.
    """
    found = []
    number, quoted_ = table.skip, False
    with table.text.open("rb") as stream:
        for position, line in enumerate(stream):
            if position < table.skip:
                continue
            if not quoted_:
                number += 1
                if line in {b"\n", b"\r\n"}:
                    found.append(number)
            if line.count(b'"') % 2:
                quoted_ = not quoted_
    return found


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line), delimiter=delimiter), [])
    except csv.Error:
        return [line]


def skipped(ragged: list[Ragged], mapping: Mapping) -> list[Ragged]:
    """The ragged lines less the ones that the mapping calls preamble or footer."""
    patterns = [re.compile(pattern) for pattern in (mapping.preamble, mapping.footer) if pattern]
    return [entry for entry in ragged if not any(pattern.search(entry.line) for pattern in patterns)]


def define_cells(
    connection: duckdb.DuckDBPyConnection, table: Table, mapping: Mapping, columns: dict[str, int]
) -> None:
    """Defines ``cells``: the rows that count (no footer, no repeated heading, not empty) with the columns of the
    mapping cleaned, and the whole row as received in ``payload``.
    """
    positions = sorted(set(columns.values()))
    conditions = _conditions(table, mapping)
    found: tuple[bool, ...] = (True,) * (len(positions) + len(conditions))
    if not is_small(table):
        # A test or a cleaning that changes nothing in this file is left out of every query that follows.
        tests = [f"bool_or({_maybe_blank(f'c{position}')})" for position in positions]
        tests += [f"bool_or(NOT ({condition}))" for condition in conditions]
        found = connection.execute(f"SELECT {', '.join(tests)} FROM landed").fetchone() or ()
    dirty, needed = found[: len(positions)], found[len(positions) :]
    kept = "".join(
        f", {cleaned(f'c{position}') if flag else f'c{position}'} AS c{position}"
        for position, flag in zip(positions, dirty, strict=True)
    )
    where = " AND ".join(condition for condition, flag in zip(conditions, needed, strict=True) if flag) or "true"
    query = f"SELECT row_no{kept}, {payload_sql(table.headers)} AS payload FROM landed WHERE {where}"
    if is_small(table):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE cordee_cells AS {query}")
        query = "SELECT * FROM cordee_cells"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW every_cell AS {query}")
    connection.execute("CREATE OR REPLACE TEMP VIEW cells AS SELECT * FROM every_cell")


def leave_out_bad(connection: duckdb.DuckDBPyConnection) -> None:
    """Takes the rows of ``cordee_bad`` out of ``cells``."""
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW cells AS SELECT * FROM every_cell "
        "WHERE row_no NOT IN (SELECT row_no FROM cordee_bad)"
    )


def is_small(table: Table) -> bool:
    return table.size <= SMALL


def _conditions(table: Table, mapping: Mapping) -> list[str]:
    """What a row that counts fulfils; none of these is NULL."""
    every = [f"c{position}" for position in range(len(table.headers))]
    conditions = [f"coalesce({', '.join(every)}) IS NOT NULL" if len(every) > 1 else f"{every[0]} IS NOT NULL"]
    patterns = [pattern for pattern in (mapping.preamble, mapping.footer) if pattern]
    if patterns:
        line = f"concat_ws(',', {', '.join(every)})"
        conditions += [f"NOT regexp_matches({line}, {quoted(pattern)})" for pattern in patterns]
    repeated = " AND ".join(
        f"coalesce(c{position} = {quoted(header)}, false)" for position, header in enumerate(table.headers[:3])
    )
    conditions.append(f"NOT ({repeated})")
    return conditions


def _maybe_blank(cell: str) -> str:
    """True for every cell that cleaning changes, and for a few others: cheaper than cleaning it to see."""
    ends = " OR ".join(f"suffix({cell}, {quoted(blank)})" for blank in " \t\r\n")
    wide = " OR ".join(f"contains({cell}, {quoted(blank)})" for blank in BLANK if ord(blank) > 127)
    return f"{cell} < '!' OR {ends} OR {wide}"


def payload_sql(headers: list[str]) -> str:
    """The row as JSON: heading → text as received, empty cells left out."""
    pairs = ", ".join(
        f"{quoted(json.dumps(header, ensure_ascii=False) + ':')} || CAST(to_json(c{position}) AS VARCHAR)"
        for position, header in sorted(enumerate(headers), key=lambda item: item[1])
        if not header.lower().startswith(ASIDE)
    )
    return f"('{{' || concat_ws(',', {pairs}) || '}}')"

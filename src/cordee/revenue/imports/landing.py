"""Landing: the rows of a text table as Parquet of text columns ``c0``, ``c1``…, in the order of the file, and the
ragged lines.

DuckDB reads in parallel and in bounded memory; the number of a row is its place in the landed file, plus the ragged
rows before.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cordee.revenue.imports.fields import BLANK, cleaned
from cordee.revenue.imports.mapping import Mapping
from cordee.revenue.imports.report import Rejection
from cordee.revenue.imports.tables import Table
from cordee.revenue.warehouse.engine import quoted

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
    """Writes the rows as Parquet and defines the view ``landed``: row_no and every cell as received."""
    width = len(table.headers)
    columns = "{" + ", ".join(f"'c{position}': 'VARCHAR'" for position in range(width)) + "}"
    connection.execute("SET preserve_insertion_order = true")
    run(
        f"COPY (SELECT * FROM read_csv({quoted(table.text)}, auto_detect = false, header = false, skip = {table.skip}, "
        f"delim = {quoted(table.delimiter)}, quote = '\"', escape = '\"', columns = {columns}, store_rejects = true, "
        f"rejects_table = 'cordee_ragged', rejects_scan = 'cordee_scans', max_line_size = 4194304)) "
        f"TO {quoted(target)} (FORMAT parquet, COMPRESSION snappy)"
    )
    connection.execute("SET preserve_insertion_order = false")
    ragged = _ragged(connection, table)
    landed = f"read_parquet({quoted(target)}, file_row_number = true)"
    if not ragged:
        connection.execute(
            "CREATE TEMP VIEW landed AS SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS row_no FROM "
            f"{landed}"
        )
        return ragged
    # The i-th ragged row stands before every accepted one whose own count reaches its place less i.
    places = [(entry.row - index, index + 1) for index, entry in enumerate(sorted(ragged, key=lambda entry: entry.row))]
    connection.execute("CREATE TEMP TABLE cordee_shift (place BIGINT, before BIGINT)")
    connection.executemany("INSERT INTO cordee_shift VALUES (?, ?)", places)
    connection.execute(
        "CREATE TEMP VIEW landed AS SELECT l.* EXCLUDE (file_row_number, k), l.k + coalesce(s.before, 0) AS row_no "
        f"FROM (SELECT *, file_row_number + 1 AS k FROM {landed}) AS l "
        "ASOF LEFT JOIN (SELECT place, max(before) AS before FROM cordee_shift GROUP BY place) AS s ON l.k >= s.place"
    )
    return ragged


def _ragged(connection: duckdb.DuckDBPyConnection, table: Table) -> list[Ragged]:
    rows = connection.execute(
        "SELECT line, arg_min(error_type, column_idx), arg_min(error_message, column_idx), any_value(csv_line) "
        "FROM cordee_ragged GROUP BY line ORDER BY line"
    ).fetchall()
    found = []
    width = len(table.headers)
    for line, kind, message, text in rows:
        text = text or ""
        if not text.strip(" \t\r\n,;|"):
            continue
        kind = str(kind)
        cells = _cells(text, table.delimiter)
        if kind in {"MISSING COLUMNS", "TOO MANY COLUMNS"}:
            reason = f"it has {len(cells)} cells and the heading {width}"
            remedy = "Put text that holds a separator between quotation marks, or restore the missing cells."
        elif kind == "UNQUOTED VALUE":
            reason, remedy = (
                "a quotation mark is opened and not closed, or stands inside a quoted cell",
                'Double the quotation marks inside the cell ("").',
            )
        elif kind == "INVALID ENCODING":
            reason, remedy = "it holds bytes that are no text", "Export the file again as UTF-8."
        else:
            reason, remedy = (
                f"it cannot be cut into cells ({str(message).splitlines()[0] if message else kind.lower()})",
                "Correct the line, or export the file again.",
            )
        found.append(Ragged(int(line) - table.skip, text, Rejection(int(line) - table.skip, None, reason, remedy)))
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
    connection: duckdb.DuckDBPyConnection, table: Table, mapping: Mapping, columns: dict[str, int], *, without: bool
) -> None:
    """Defines ``cells``: the rows that count (no footer, no repeated heading, not empty; ``without`` the bad ones) with
    the columns of the mapping cleaned, and the whole row as received in ``payload``."""
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
    if without:
        conditions.append("row_no NOT IN (SELECT row_no FROM cordee_bad)")
    kept = "".join(f", {sql} AS c{position}" for position, sql in cleaned_cells(connection, columns).items())
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW cells AS SELECT row_no{kept}, {payload_sql(table.headers)} AS payload "
        f"FROM landed WHERE {' AND '.join(conditions)}"
    )


def cleaned_cells(connection: duckdb.DuckDBPyConnection, columns: dict[str, int]) -> dict[int, str]:
    """The SQL of each cell that a mapping reads, cleaned; a column in which nothing needs it is taken as it is."""
    positions = sorted(set(columns.values()))
    if not positions:
        return {}
    tests = ", ".join(f"bool_or({_maybe_blank(f'c{position}')})" for position in positions)
    dirty = connection.execute(f"SELECT {tests} FROM landed").fetchone()
    flags = zip(positions, dirty or (), strict=True)
    return {position: cleaned(f"c{position}") if flag else f"c{position}" for position, flag in flags}


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

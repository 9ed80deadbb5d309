"""Preview: what a file is, before anything of it is imported."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from cordee.revenue.imports import arrivals, recognition, tables
from cordee.revenue.imports import mapping as mappings
from cordee.revenue.imports.mapping import Mapping
from cordee.revenue.imports.recognition import Candidate
from cordee.revenue.imports.report import Unrecognised
from cordee.revenue.imports.staging import Staging
from cordee.revenue.imports.tables import Table
from cordee.revenue.imports.words import words
from cordee.revenue.warehouse.engine import identifier
from cordee.revenue.warehouse.home import Home

SHOWN = 6
"""So many rows are shown before an import."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a file is, before anything is imported."""

    path: str
    source: str
    object: str
    label: dict[str, str]
    encoding: str
    delimiter: str
    headers: list[str]
    columns: dict[str, str]  # our column → heading
    unused: list[str]  # headings that the mapping does not read: kept with the source record, not interpreted
    sample: list[list[str]]


def recognise(
    path: str | Path, *, home: Home | None = None, source: str | None = None, mapping: str | Path | None = None
) -> list[Recognition]:
    """What each table of a file is (an archive may hold several). Raises ``ImportProblem``."""
    given = mappings.read(Path(mapping)) if mapping is not None else None
    candidates, preferred = (
        ((given,), frozenset({given.digest})) if given else recognition.available(home.mappings if home else None)
    )
    known = recognition.known_headers(candidates)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for label, file in tables.members(Path(path), Path(folder)):
            table = tables.open_table(file, Path(folder), known, label)
            chosen = applying(table, candidates, preferred, source, forced=given is not None)
            used = set(chosen.columns.values())
            found.append(
                Recognition(
                    label,
                    chosen.mapping.source,
                    chosen.mapping.object,
                    chosen.mapping.label,
                    table.encoding,
                    tables.NAMES[table.delimiter],
                    table.headers,
                    {name: table.headers[position] for name, position in chosen.columns.items()},
                    [header for position, header in enumerate(table.headers) if position not in used],
                    [list(row) for row in table.sample],
                )
            )
    return found


def applying(
    table: Table, candidates: Sequence[Mapping], preferred: frozenset[str], source: str | None, *, forced: bool
) -> Candidate:
    """The mapping of a table; one that was given on the command is used if its columns are there at all."""
    if forced:
        candidate = recognition.weigh(candidates[0], table.headers)
        needed = [*candidates[0].recognise.must, *(candidates[0].id.inputs if candidates[0].id else [])]
        absent = [candidates[0].columns[name][0] for name in needed if name not in candidate.columns]
        if absent or not candidate.columns:
            columns = absent or words("of_the_mapping")
            raise Unrecognised(words("no_columns", file=table.label, columns=columns, headings=table.headers[:20]))
        return candidate
    return recognition.choose(table.headers, table.label, candidates, source=source, preferred=preferred)


def first_rows(connection: duckdb.DuckDBPyConnection, staging: Staging) -> list[dict[str, Any]]:
    """The first rows that would go in, typed as they are read: field → value, of what a row is foremost about.

    Reads the view ``cells``; fields that are a constant, or the id of something else, are left out.
    """
    mapping = staging.mapping
    main = next((one for one in mapping.records if one.own and one.part is None), mapping.records[0])
    names = [
        name
        for name, value in main.fields.items()
        if name in main.table.names
        and not value.is_const
        and not name.endswith(("_ref", "_refs"))
        and name != "same_as"
    ]
    if not names:
        return []
    nothing = arrivals.Arrivals(0, 0, 0, simple=True)
    arrivals.define_rows(connection, staging, nothing, "2000-01-01", "preview")
    query = staging.query(main, f"(SELECT * FROM arrived ORDER BY row_no LIMIT {2 * SHOWN})")
    listed = ", ".join(identifier(name) for name in names)
    rows = connection.execute(f"SELECT {listed} FROM ({query}) ORDER BY row_no LIMIT {SHOWN}").fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]

"""Preview: what a file is, before anything of it is imported."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cordee.revenue.imports import mapping as mappings
from cordee.revenue.imports import recognition, tables
from cordee.revenue.imports.mapping import Mapping
from cordee.revenue.imports.recognition import Candidate
from cordee.revenue.imports.report import Unrecognised
from cordee.revenue.imports.tables import Table
from cordee.revenue.imports.words import words
from cordee.revenue.warehouse.home import Home


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

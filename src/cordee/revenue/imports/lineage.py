"""Lineage: from a record back to the rows that tools sent, every version of them, as received."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.engine import connect, quoted
from cordee.revenue.warehouse.home import Home


@dataclass(frozen=True, slots=True)
class SourceVersion:
    """One version of one object of a tool, exactly as received (empty cells left out)."""

    raw_id: int
    source: str
    object: str
    source_id: str
    version: int
    received_at: datetime
    file_name: str
    row_no: int
    payload: dict[str, str]


def source_record(
    home: Home, raw_ids: Iterable[int], *, source: str | None = None, object_: str | None = None
) -> list[SourceVersion]:
    """Every version of these source records, by record and version. Naming the tool and object reads fewer files."""
    wanted = sorted(set(raw_ids))
    if not wanted:
        return []
    names = {}
    files: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in raw.entries(home):
        if entry.raw:
            names[Path(entry.raw).stem] = entry.file_name
        if entry.raw and (source or entry.source) == entry.source and (object_ or entry.object) == entry.object:
            files[entry.source, entry.object].append(str(home.path / entry.raw))
    found = []
    connection = connect(memory="512MB")
    try:
        for (tool, thing), paths in files.items():
            listed = ", ".join(quoted(path) for path in paths)
            rows = connection.execute(
                f"SELECT raw_id, source_id, version, received_at, parse_filename(filename, true), row_no, payload "
                f"FROM read_parquet([{listed}], filename = true) WHERE raw_id IN (SELECT unnest($1::BIGINT[]))",
                [wanted],
            ).fetchall()
            for raw_id, source_id, version, received_at, run_id, row_no, payload in rows:
                found.append(
                    SourceVersion(
                        raw_id, tool, thing, source_id, version, received_at, names[run_id], row_no, json.loads(payload)
                    )
                )
    finally:
        connection.close()
    return sorted(found, key=lambda version: (version.raw_id, version.version))


@dataclass(frozen=True, slots=True)
class Freshness:
    """When a tool's object was last brought, and how much of it."""

    source: str
    object: str
    last_run: str
    received_at: datetime
    runs: int
    rows: int
    records: int  # objects held
    rejected: int  # rows kept aside by the last run


def freshness(home: Home) -> list[Freshness]:
    """One line per tool and object."""
    grouped: dict[tuple[str, str], list[raw.Entry]] = defaultdict(list)
    for entry in raw.entries(home):
        grouped[entry.source, entry.object].append(entry)
    return [
        Freshness(
            source,
            thing,
            entries[-1].import_id,
            datetime.fromisoformat(entries[-1].received_at),
            len(entries),
            sum(entry.new + entry.changed for entry in entries),
            sum(entry.new for entry in entries),
            entries[-1].rejected,
        )
        for (source, thing), entries in sorted(grouped.items())
    ]

"""Rebuilding: staged files made again from the source records and the ledger, with the same result."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from cordee.revenue.imports import evidence, recognition
from cordee.revenue.imports import mapping as mappings
from cordee.revenue.imports.fields import MACROS, cleaned
from cordee.revenue.imports.mapping import Mapping
from cordee.revenue.imports.run import MEMORY, write_staged
from cordee.revenue.imports.staging import Staging
from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.engine import connect, quoted
from cordee.revenue.warehouse.home import Home


def restage(home: Home, *, current: bool = False, progress: Callable[[str, int, int], None] | None = None) -> int:
    """Rebuilds ``staged/`` from what was received; returns the number of runs.

    By default every run is read by the mapping of its day, and the result is the same as at the import. ``current``: by
    the
    mapping that is in force now, where its columns are still read from the same headings (after an upgrade of a
    connector).
    """
    with home.writing():
        raw.sweep(home)
        entries = raw.readings(home)
        by_name = (
            {mapping.name: mapping for mapping in reversed(recognition.available(home.mappings)[0])} if current else {}
        )
        for position, entry in enumerate(entries):
            mapping = by_name.get(f"{entry.source}/{entry.object}") or _of_its_day(home, entry)
            _restage_run(home, entry, mapping)
            if progress is not None:
                progress(entry.file_name, position + 1, len(entries))
        return len(entries)


def _of_its_day(home: Home, entry: raw.Entry) -> Mapping:
    return mappings.parse(raw.mapping_json(home, entry.mapping), f"raw/_mappings/{entry.mapping}.json")


def _restage_run(home: Home, entry: raw.Entry, mapping: Mapping) -> None:
    if entry.raw is None:
        return
    folder = home.raw / raw.DRAFTS / entry.run_id
    folder.mkdir(parents=True, exist_ok=True)
    connection = connect(memory=MEMORY, spill=folder / "spill")
    try:
        for macro in MACROS:
            connection.execute(macro)
        staging = evidence.from_json(mapping, entry.readings)
        if mapping.digest != entry.mapping:
            columns = recognition.match(mapping, entry.headers)
            define_received(connection, home.path / entry.raw, entry.headers, columns, entry.run_id)
            fresh = Staging(mapping, columns, mapping.formats.zone or staging.zone)
            orders = {reading.order for reading in staging.moments.values() if reading.order}
            dates = next(iter(orders)) if len(orders) == 1 else None
            staging, _ = evidence.decide(
                connection,
                fresh,
                "arrived",
                headers=entry.headers,
                label=entry.file_name,
                delimiter=",",
                spreadsheet=False,
                dates=dates,
            )
        define_received(connection, home.path / entry.raw, entry.headers, dict(staging.columns), entry.run_id)
        write_staged(
            connection, lambda query: _count(connection, query), staging, lambda table: folder / f"{table}.parquet"
        )
    finally:
        connection.close()
    staged = {}
    for file in sorted(folder.glob("*.parquet")):
        staged[file.stem] = f"staged/{file.stem}/{entry.run_id}.parquet"
        place = home.path / staged[file.stem]
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)
    for table, path in entry.staged.items():
        if table not in staged:
            (home.path / path).unlink(missing_ok=True)
    if staged != entry.staged:
        raw.replace_staged(home, entry.run_id, staged)


def define_received(
    connection: duckdb.DuckDBPyConnection, file: Path, headers: list[str], columns: dict[str, int], run_id: str
) -> None:
    """Defines ``arrived`` over a file of source records."""
    positions = sorted(set(columns.values()))
    pointers = ", ".join(
        quoted("/" + headers[position].replace("~", "~0").replace("/", "~1")) for position in positions
    )
    cells = "".join(f", {cleaned(f'v[{index}]')} AS c{position}" for index, position in enumerate(positions, start=1))
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW arrived AS SELECT row_no, raw_id, source_id, version, stale, received_at, "
        f"{quoted(run_id)} AS run_id{cells} "
        f"FROM (SELECT * EXCLUDE (payload), json_extract_string(payload, [{pointers}]) AS v FROM "
        f"read_parquet({quoted(file)}))"
    )


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0

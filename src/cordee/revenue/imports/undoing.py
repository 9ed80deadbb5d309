"""Undoing an import, and redoing it: what only this import brought no longer counts, and earlier versions come back.

Nothing is deleted, and nothing that was received is changed. The runs after it that brought the same rows are read
again as they would have been without it, from what was kept of them; then one mark turns everything at once.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from cordee.revenue.imports import arrivals, evidence
from cordee.revenue.imports import mapping as mappings
from cordee.revenue.imports.fields import MACROS
from cordee.revenue.imports.rebuilding import define_received
from cordee.revenue.imports.run import MEMORY, write_staged
from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.engine import connect, quoted
from cordee.revenue.warehouse.home import Home, HomeError


def undo(home: Home, run_id: str, *, by: str, now: datetime) -> raw.Entry:
    """The figures become those of a home that never imported this run, after the next refresh. Twice is once."""
    return _turn(home, run_id, "undone", "redone", by, now)


def redo(home: Home, run_id: str, *, by: str, now: datetime) -> raw.Entry:
    """Takes an undo back. Twice is once."""
    return _turn(home, run_id, "redone", "undone", by, now)


def _turn(home: Home, run_id: str, name: str, instead_of: str, by: str, now: datetime) -> raw.Entry:
    with home.writing():
        raw.sweep(home)
        known = raw.readings(home)
        run = next((entry for entry in known if entry.run_id == run_id and entry.of is None), None)
        if run is None:
            raise HomeError(f"There is no import {run_id} in {home.path}. `cordee imports` lists them.")
        if run.undone == (name == "undone"):
            return run
        concerned = [entry for entry in known if (entry.source, entry.object) == (run.source, run.object)]
        _prepare(home, concerned, run_id, undone={e.run_id for e in concerned if e.undone} ^ {run_id}, now=now)
        return raw.mark(home, run_id, name, f"{now.isoformat()} {by}", instead_of=instead_of)


def _prepare(home: Home, concerned: list[raw.Entry], first: str, *, undone: set[str], now: datetime) -> None:
    """Sees to it that every run from ``first`` on has the reading that will count once ``undone`` is what is undone."""
    runs = sorted((entry for entry in concerned if entry.of is None), key=lambda entry: entry.run_id)
    counting: list[raw.Entry] = []
    for run in runs:
        if run.run_id in undone:
            continue
        before = {other for other in undone if other < run.run_id}
        fitting = [e for e in concerned if e.import_id == run.run_id and set(e.without) == before]
        if fitting or run.run_id < first:
            counting.append(fitting[0] if fitting else run)
        else:
            counting.append(_read_again(home, run, sorted(before), counting, runs, now))


def _read_again(
    home: Home, run: raw.Entry, without: list[str], counting: list[raw.Entry], runs: list[raw.Entry], now: datetime
) -> raw.Entry:
    """What a run would have brought after the ``counting`` ones; acknowledged, it counts once its ``without`` is so."""
    draft = raw.Draft.begin(home, now)
    connection = connect(memory=MEMORY, spill=draft.folder / "spill")
    try:
        for macro in MACROS:
            connection.execute(macro)
        _said(connection, home, run, runs)
        held = [home.path / entry.raw for entry in counting if entry.raw]
        _touched(connection, held)
        new, changed = arrivals.sort_out(connection, _count(connection), "said", held, draft.raw())
        (total,) = connection.execute("SELECT count(*) FROM said").fetchone() or (0,)
        entry = replace(
            run,
            run_id=draft.run_id,
            of=run.run_id,
            without=without,
            marks={},
            new=new,
            changed=changed,
            unchanged=total - new - changed,
        )
        if _same(connection, home, run):
            raw.acknowledge(home, entry)  # with the very files of the run
            return entry
        if new + changed:
            mapping = mappings.parse(raw.mapping_json(home, run.mapping), f"raw/_mappings/{run.mapping}.json")
            staging = evidence.from_json(mapping, run.readings)
            define_received(connection, draft.raw(), run.headers, dict(staging.columns), draft.run_id)
            write_staged(connection, _count(connection), staging, draft.staged)
        kept = draft.commit(entry, raw.mapping_json(home, run.mapping))
        if (kept.rejects, kept.seen) != (run.rejects, run.seen):
            kept = replace(kept, rejects=run.rejects, seen=run.seen)
            raw.acknowledge(home, kept)
        return kept
    finally:
        connection.close()
        draft.abandon()


def _said(connection: duckdb.DuckDBPyConnection, home: Home, run: raw.Entry, runs: Iterable[raw.Entry]) -> None:
    """The table ``said``: every row of the file, as source records; what was held already is found where it was kept."""
    columns = (
        "raw_id, source_id, version, content_hash, row_no, received_at, modified_at, stale, payload"  # as raw.COLUMNS
    )
    parts = []
    if run.raw:
        parts.append(f"SELECT {columns} FROM read_parquet({quoted(home.path / run.raw)})")
    kept = [home.path / entry.raw for entry in runs if entry.raw]
    if run.seen and kept:
        listed = ", ".join(quoted(file) for file in kept)
        parts.append(
            f"SELECT s.raw_id, k.source_id, CAST(1 AS INTEGER) AS version, s.content_hash, s.row_no, "
            f"TIMESTAMP {quoted(run.received_at.replace('T', ' '))} AS received_at, k.modified_at, false AS stale, k.payload "
            f"FROM read_parquet({quoted(home.path / run.seen)}) AS s JOIN (SELECT raw_id, content_hash, "
            "any_value(source_id) AS source_id, any_value(modified_at) AS modified_at, any_value(payload) AS payload "
            f"FROM read_parquet([{listed}]) GROUP BY raw_id, content_hash) AS k "
            "ON k.raw_id = s.raw_id AND k.content_hash = s.content_hash"
        )
    nothing = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in raw.COLUMNS)
    query = " UNION ALL ".join(parts) or f"SELECT {nothing} WHERE false"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE said AS {query}")


def _touched(connection: duckdb.DuckDBPyConnection, held: list[Path]) -> None:
    """The table ``touched``: records named twice in the file, or held before it."""
    query = "SELECT raw_id FROM said GROUP BY raw_id HAVING count(*) > 1"
    if held:
        listed = ", ".join(quoted(file) for file in held)
        query += (
            f" UNION SELECT DISTINCT raw_id FROM read_parquet([{listed}]) SEMI JOIN (SELECT raw_id FROM said) AS n "
            "USING (raw_id)"
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE touched AS {query}")


def _same(connection: duckdb.DuckDBPyConnection, home: Home, run: raw.Entry) -> bool:
    """Whether the reading just made is that of the run itself."""
    fresh = "SELECT row_no, version, stale FROM fresh"
    own = (
        f"SELECT row_no, version, stale FROM read_parquet({quoted(home.path / run.raw)})"
        if run.raw
        else "SELECT row_no, version, stale FROM fresh WHERE false"
    )
    found = connection.execute(
        f"SELECT (SELECT count(*) FROM ({fresh} EXCEPT {own})) + (SELECT count(*) FROM ({own} EXCEPT {fresh}))"
    ).fetchone()
    return found is not None and found[0] == 0


def _count(connection: duckdb.DuckDBPyConnection) -> arrivals.Run:
    def run(query: str) -> int:
        found = connection.execute(query).fetchone()
        return int(found[0]) if found else 0

    return run

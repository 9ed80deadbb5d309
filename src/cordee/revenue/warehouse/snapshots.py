"""Snapshots: built beside, checked, then published by replacing one small pointer file.

``warehouse/marts_<n>.duckdb`` are immutable once published; ``warehouse/CURRENT`` names the one to read. A new file name per
version, because reopening one path inside a process returns the old instance. The last two are kept, older ones go.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from cordee.revenue.warehouse.engine import connect, quoted
from cordee.revenue.warehouse.home import Home, HomeError

if TYPE_CHECKING:
    from cordee.revenue.warehouse.tables import Column

KEPT = 2


class NothingPublished(HomeError):
    """No snapshot has been published yet. Import some files, then run ``cordee refresh``."""


def current(home: Home) -> Path | None:
    """The file of the published snapshot, or None."""
    pointer = home.warehouse / "CURRENT"
    if not pointer.exists():
        return None
    return home.warehouse / pointer.read_text(encoding="utf-8").strip()


def number(file: Path) -> int:
    """The number of a snapshot file."""
    match = re.fullmatch(r"marts_(\d+)\.duckdb", file.name)
    if match is None:
        raise ValueError(f"{file.name} is not a snapshot")
    return int(match[1])


def next_file(home: Home) -> Path:
    """Where the next snapshot is built: never a name that a reader may have open."""
    home.warehouse.mkdir(parents=True, exist_ok=True)
    numbers = [number(file) for file in home.warehouse.glob("marts_*.duckdb")]
    published = current(home)
    if published is not None:
        numbers.append(number(published))
    return home.warehouse / f"marts_{max(numbers, default=0) + 1}.duckdb"


def publish(home: Home, file: Path) -> None:
    """Makes ``file`` (closed, checkpointed) the snapshot that new readers open, then drops the ones nobody needs."""
    leftover = Path(f"{file}.wal")
    if leftover.exists():
        raise HomeError(f"{file.name} was not closed cleanly; the last snapshot stays.")
    _sync(file)
    pointer = home.warehouse / "CURRENT"
    draft = pointer.with_suffix(".new")
    draft.write_text(file.name, encoding="utf-8")
    _sync(draft)
    draft.replace(pointer)
    _sync(home.warehouse)
    kept = sorted(home.warehouse.glob("marts_*.duckdb"), key=number)[-KEPT:]
    for old in home.warehouse.glob("marts_*.duckdb"):
        if old not in kept and old != file:
            old.unlink(missing_ok=True)


def clear_unfinished(home: Home) -> None:
    """Removes what a killed refresh left: files newer than the published one. Call it while holding the home."""
    published = current(home)
    limit = number(published) if published is not None else 0
    for file in home.warehouse.glob("marts_*.duckdb*"):
        match = re.match(r"marts_(\d+)\.duckdb", file.name)
        if match and int(match[1]) > limit:
            file.unlink(missing_ok=True)


@contextmanager
def reading(home: Home, *, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published snapshot, read-only, with the ``touch`` view over the staged segments.

    Raises ``NothingPublished`` before the first refresh. The reader keeps the snapshot that it opened.
    """
    connection = open_reader(home, threads=threads)
    try:
        yield connection
    finally:
        connection.close()


def open_reader(home: Home, *, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Like ``reading``, for whoever keeps the connection: they close it."""
    file = current(home)
    if file is None or not file.exists():
        raise NothingPublished(NothingPublished.__doc__)
    connection = open_file(file, threads=threads)
    attach_touches(connection, home)
    return connection


def open_file(file: Path, *, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A snapshot's file, read-only. By default as the pages open it: DuckDB refuses a second configuration of one file in a process."""
    return connect(file, read_only=True, threads=threads or 2, memory="2GB")


def attach_touches(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Defines the temporary view ``touch`` over the staged files listed in ``segment_file``.

    Touches stay in immutable Parquet: a refresh does not copy fifty million rows to add ten thousand.
    """
    files = [
        str(home.path / path)
        for (path,) in connection.execute("SELECT path FROM segment_file ORDER BY path").fetchall()
    ]
    if not files:
        columns = ", ".join(f"CAST(NULL AS {c.type}) AS {c.name}" for c in _touch_columns())
        connection.execute(f"CREATE OR REPLACE TEMP VIEW touch AS SELECT {columns} WHERE false")
        return
    paths = "[" + ", ".join(quoted(file) for file in files) + "]"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP VIEW touch AS
        SELECT
            t.record_id AS touch_id, t.occurred_at, t.kind, t.side, t.direction,
            l.person_id,
            coalesce(a.account_id, p.account_id) AS account_id,
            d.deal_id,
            coalesce(o.channel, 'unknown') AS channel,
            coalesce(cl.campaign_id, cn.campaign_id, o.campaign_id) AS campaign_id,
            t.content, t.subject, t.outcome, t.duration_s, t."user", t.cost, t.source, t.object, t.raw_id
        FROM read_parquet({paths}) AS t
        LEFT JOIN person_link AS l ON l.record_id = t.person_ref
        LEFT JOIN person AS p ON p.person_id = l.person_id
        LEFT JOIN account_link AS a ON a.record_id = t.account_ref
        LEFT JOIN deal_link AS d ON d.record_id = t.deal_ref
        LEFT JOIN origin AS o ON o.origin_id = t.origin_id
        LEFT JOIN campaign_link AS cl ON cl.record_id = t.campaign_ref
        LEFT JOIN campaign_name AS cn ON cn.name = t.campaign_name
        WHERE t.occurred_at IS NOT NULL AND NOT coalesce(t.deleted, false) AND NOT EXISTS (
            SELECT 1 FROM superseded AS s WHERE s.record_id = t.record_id AND t.version <= s.version
        )
        """
    )


def _touch_columns() -> "tuple[Column, ...]":
    from cordee.revenue.warehouse.tables import MODEL  # every table is defined at import: not at the command's start-up

    return MODEL["touch"].columns


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

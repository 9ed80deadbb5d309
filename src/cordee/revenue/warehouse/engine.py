"""DuckDB connections as Cordée wants them: bounded memory, spilling to disk, times in UTC, no network."""

import os
import tempfile
from pathlib import Path

import duckdb


def connect(
    database: str | Path = ":memory:",
    *,
    memory: str = "4GB",
    threads: int | None = None,
    spill: Path | None = None,
    read_only: bool = False,
) -> duckdb.DuckDBPyConnection:
    """A connection limited to ``memory``; work that does not fit spills under ``spill`` (default: a folder of this process)."""
    connection = duckdb.connect(
        str(database),
        read_only=read_only,
        config={
            "memory_limit": memory,
            "threads": threads or os.cpu_count() or 2,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        },
    )
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")  # the bar would be written to stdout
    if spill is not None:
        spill.mkdir(parents=True, exist_ok=True)
    elif not read_only:
        # Left alone, every process of a folder would spill into the same ./.tmp and spoil the others' files.
        spill = Path(tempfile.gettempdir()) / f"cordee-{os.getpid()}"
    if spill is not None:
        connection.execute(f"SET temp_directory = {quoted(spill)}")  # a bound value would import pandas: 0.3 s
    return connection


def quoted(text: object) -> str:
    """A SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A SQL identifier, quoted."""
    return '"' + name.replace('"', '""') + '"'

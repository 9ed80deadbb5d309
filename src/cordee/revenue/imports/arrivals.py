"""Arrivals: which rows of a file are new, which are new versions of records already held, which change nothing.

A row is compared with the latest version held of its record. Where the tool dates its changes, any version held with
the same content is the same version: an old export read after a new one brings nothing back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cordee.revenue.imports.staging import Staging
from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.ids import record_id_sql

Run = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many rows of a file are what. ``simple``: all of them are new, so staging needs no join."""

    new: int
    changed: int
    unchanged: int
    simple: bool

    @property
    def kept(self) -> int:
        return self.new + self.changed


def classify(
    connection: duckdb.DuckDBPyConnection,
    run: Run,
    staging: Staging,
    held: list[Path],
    received_at: str,
    candidate: Path | None,
    target: Path,
    seen: Path,
) -> Arrivals:
    """Writes the source-record file of the run at ``target`` (nothing where nothing is new), and at ``seen`` which rows
    were held already.

    Reads the view ``cells``; leaves the table ``fresh`` (row_no, raw_id, source_id or NULL, version,
    stale),
    unless all rows are new (``simple``). ``candidate`` is a file beside, removed by the caller; None: few rows, kept in
    memory.
    """
    total = _write_candidate(run, staging, received_at, candidate)
    raw = f"read_parquet({quoted(candidate)})" if candidate is not None else "candidate"
    if staging.mapping.id is None:
        raw = _numbered(connection, staging, raw)
    touched = _count(
        connection,
        f"CREATE OR REPLACE TEMP TABLE touched AS SELECT raw_id FROM {raw} GROUP BY raw_id HAVING count(*) > 1"
        + (
            f" UNION SELECT DISTINCT raw_id FROM {_held(held)} SEMI JOIN (SELECT raw_id FROM {raw}) AS n USING (raw_id)"
            if held
            else ""
        ),
    )
    if touched == 0 and staging.mapping.id is not None:
        if total and candidate is not None:
            candidate.rename(target)
        elif total:
            run(f"COPY candidate TO {quoted(target)} {_PARQUET}")
        return Arrivals(total, 0, 0, simple=True)
    new, changed = sort_out(connection, run, raw, held, target)
    if total > new + changed:
        run(
            f"COPY (SELECT r.row_no, r.raw_id, r.content_hash FROM {raw} AS r ANTI JOIN fresh AS f ON f.row_no = r.row_no) "
            f"TO {quoted(seen)} {_PARQUET}"
        )
    return Arrivals(new, changed, total - new - changed, simple=False)


def sort_out(
    connection: duckdb.DuckDBPyConnection, run: Run, raw: str, held: list[Path], target: Path
) -> tuple[int, int]:
    """Writes at ``target`` the rows of ``raw`` that ``held`` lacks, and says how many are new and how many changed.

    Reads the table ``touched`` (raw_id of the records that may be there already); leaves ``fresh``.
    """
    _fresh(connection, raw, held)
    found = connection.execute(
        "SELECT count(*) FILTER (WHERE version = 1), count(*) FILTER (WHERE version > 1) FROM fresh"
    ).fetchone()
    new, changed = found if found else (0, 0)
    if new + changed:
        run(
            "COPY (SELECT r.raw_id, r.source_id, f.version, r.content_hash, r.row_no, r.received_at, "
            "r.modified_at, f.stale, r.payload "
            f"FROM {raw} AS r JOIN fresh AS f ON f.row_no = r.row_no) TO {quoted(target)} {_PARQUET}"
        )
    return new, changed


_PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"


def _write_candidate(run: Run, staging: Staging, received_at: str, candidate: Path | None) -> int:
    """Every row as a source record of version 1; returns how many."""
    source_id = staging.source_id("CAST(NULL AS VARCHAR)")
    key = quoted(f"{staging.source}/{staging.mapping.object}/")
    query = (
        f"SELECT {record_id_sql(f'({key} || source_id)')} AS raw_id, source_id, CAST(1 AS INTEGER) AS version, "
        f"{record_id_sql('payload')} AS content_hash, row_no, TIMESTAMP {quoted(received_at)} AS received_at, "
        "modified_at, false AS stale, payload "
        f"FROM (SELECT {source_id} AS source_id, {staging.modified_at()} AS modified_at, payload, row_no FROM cells)"
    )
    if candidate is None:
        return run(f"CREATE OR REPLACE TEMP TABLE candidate AS {query}")
    return run(f"COPY ({query}) TO {quoted(candidate)} {_PARQUET}")


def _numbered(connection: duckdb.DuckDBPyConnection, staging: Staging, raw: str) -> str:
    """Rows without an id are named by their content, and by how many times it has occurred in the file."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE occurrence AS SELECT row_no, row_number() OVER (PARTITION BY content_hash "
        f"ORDER BY row_no) AS n FROM {raw} "
        f"SEMI JOIN (SELECT content_hash FROM {raw} GROUP BY content_hash HAVING count(*) > 1) AS d USING "
        "(content_hash)"
    )
    key = quoted(f"{staging.source}/{staging.mapping.object}/")
    return (
        f"(SELECT * REPLACE ({record_id_sql(f'({key} || source_id)')} AS raw_id) FROM (SELECT r.* REPLACE "
        "(CAST(content_hash AS VARCHAR) || "
        f"CASE WHEN o.n > 1 THEN '-' || o.n ELSE '' END AS source_id) FROM {raw} AS r LEFT JOIN occurrence AS o "
        "ON o.row_no = r.row_no))"
    )


def _held(held: list[Path]) -> str:
    return f"read_parquet([{', '.join(quoted(file) for file in held)}])"


def _fresh(connection: duckdb.DuckDBPyConnection, raw: str, held: list[Path]) -> None:
    previous = (
        "SELECT raw_id, max(version) AS v, arg_max(content_hash, version) AS h, max(modified_at) AS m, "
        "list(content_hash) AS hashes "
        f"FROM {_held(held)} SEMI JOIN touched USING (raw_id) GROUP BY raw_id"
        if held
        else (
            "SELECT CAST(NULL AS BIGINT) AS raw_id, CAST(NULL AS INTEGER) AS v, CAST(NULL AS BIGINT) AS h, "
            "CAST(NULL AS TIMESTAMP) AS m, CAST(NULL AS BIGINT[]) AS hashes WHERE false"
        )
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE fresh AS
        WITH distinct_row AS (
            SELECT raw_id, content_hash, any_value(source_id) AS source_id, min(row_no) AS row_no,
                max(row_no) AS last_row, max(modified_at) AS modified_at
            FROM {raw} SEMI JOIN touched USING (raw_id) GROUP BY raw_id, content_hash
        ),
        compared AS (
            SELECT d.*, p.v, p.m,
                coalesce(list_contains(p.hashes, d.content_hash), false) AS seen,
                coalesce(bool_or(d.content_hash = p.h) OVER (PARTITION BY d.raw_id), false) AS has_latest,
                d.last_row = max(d.last_row) OVER (PARTITION BY d.raw_id) AS is_last
            FROM distinct_row AS d LEFT JOIN ({previous}) AS p ON p.raw_id = d.raw_id
        ),
        kept AS (
            SELECT * FROM compared
            WHERE v IS NULL OR NOT seen OR (modified_at IS NULL AND NOT has_latest AND is_last)
        )
        SELECT row_no, raw_id, source_id, CAST(1 AS INTEGER) AS version, false AS stale
        FROM {raw} ANTI JOIN touched USING (raw_id)
        UNION ALL
        SELECT row_no, raw_id, source_id,
            CAST(coalesce(v, 0) + row_number() OVER arrival AS INTEGER) AS version,
            coalesce(modified_at < m, false) AS stale
        FROM kept
        WINDOW arrival AS (PARTITION BY raw_id ORDER BY modified_at NULLS FIRST, row_no)
        """
    )


def define_rows(
    connection: duckdb.DuckDBPyConnection, staging: Staging, arrivals: Arrivals, received_at: str, run_id: str
) -> None:
    """Defines ``arrived``: the new and changed rows as ``Staging`` wants them."""
    constants = f"TIMESTAMP {quoted(received_at)} AS received_at, {quoted(run_id)} AS run_id"
    if arrivals.simple:
        source_id = staging.source_id("NULL")
        key = quoted(f"{staging.source}/{staging.mapping.object}/")
        query = (
            f"SELECT *, {record_id_sql(f'({key} || source_id)')} AS raw_id FROM (SELECT *, {source_id} AS "
            f"source_id, CAST(1 AS INTEGER) AS version, false AS stale, {constants} FROM cells)"
        )
    else:
        query = (
            f"SELECT c.*, f.raw_id, f.source_id, f.version, f.stale, {constants} FROM cells AS c JOIN fresh "
            "AS f ON f.row_no = c.row_no"
        )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW arrived AS {query}")


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0

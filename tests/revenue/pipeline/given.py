"""Small homes for tests: staged rows given as dictionaries, written as an import would write them."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.ids import record_id, record_key
from cordee.revenue.warehouse.raw import Entry, acknowledge
from cordee.revenue.warehouse.tables import STAGED

RECEIVED = datetime(2026, 7, 1, 12)


def ref(key: str) -> int:
    """The record id of ``source/object/id``."""
    return record_id(key)


class Staging:
    """A home being filled, one run after the other."""

    def __init__(self, path: Path) -> None:
        self.home = Home.at(path)
        self.runs = 0

    def settings(self, text: str) -> "Staging":
        self.home.path.mkdir(parents=True, exist_ok=True)
        (self.home.path / "cordee.toml").write_text(text, encoding="utf-8")
        return self

    def run(
        self, *, acknowledged: bool = True, superseded: dict[str, int] | None = None, **tables: list[dict[str, Any]]
    ) -> str:
        """Stages rows (``person=[…]`` for ``stg_person``). ``key="hubspot/contact/1"`` names the record; ``part`` splits it."""
        self.runs += 1
        run = f"run{self.runs:04d}"
        for short, rows in tables.items():
            self._write(
                f"stg_{short}", run, [self._row(f"stg_{short}", run, place, row) for place, row in enumerate(rows, 1)]
            )
        if superseded:
            rows = [{"record_id": ref(key), "version": version} for key, version in superseded.items()]
            self._write("superseded", run, rows)
        if acknowledged:
            self.home.ledger.mkdir(parents=True, exist_ok=True)
            staged = {
                file.parent.name: str(file.relative_to(self.home.path))
                for file in self.home.staged.glob(f"*/{run}.parquet")
            }
            acknowledge(
                self.home,
                Entry(
                    run,
                    RECEIVED.isoformat(),
                    "given",
                    "rows",
                    f"{run}.csv",
                    "",
                    0,
                    "",
                    [],
                    {},
                    0,
                    0,
                    0,
                    0,
                    0,
                    staged=staged,
                ),
            )
        return run

    def _row(self, table: str, run: str, place: int, row: dict[str, Any]) -> dict[str, Any]:
        row = dict(row)
        if table == "stg_origin":
            return {
                **row,
                "origin_id": ref(row["origin_id"]) if isinstance(row["origin_id"], str) else row["origin_id"],
            }
        source, object_, source_id = row.pop("key").split("/", 2)
        part = row.pop("part", None)
        defaults = {
            "record_id": record_id(record_key(source, object_, source_id, part)),
            "raw_id": record_id(record_key(source, object_, source_id)),
            "source": source,
            "object": object_,
            "source_id": source_id,
            "version": 1,
            "received_at": RECEIVED,
            "deleted": False,
            "run_id": run,
            "row_no": place,
        }
        for name, value in row.items():
            if name.endswith("_ref") or name == "origin_id":
                row[name] = ref(value) if isinstance(value, str) else value
            if name in ("same_as", "person_refs"):
                row[name] = [ref(item) if isinstance(item, str) else item for item in value]
        return defaults | row

    def _write(self, table: str, run: str, rows: list[dict[str, Any]]) -> None:
        folder = self.home.staged / table
        folder.mkdir(parents=True, exist_ok=True)
        con = duckdb.connect()
        con.execute(
            STAGED[table].ddl if table in STAGED else "CREATE TABLE superseded (record_id BIGINT, version INTEGER)"
        )
        columns = {name: kind for name, kind, *_ in con.execute(f"DESCRIBE {table}").fetchall()}
        if unknown := {name for row in rows for name in row} - set(columns):
            raise KeyError(f"{table} has no {unknown}")
        if rows:
            listed = [{name: _plain(row.get(name)) for name in columns} for row in rows]
            con.register(
                "given", pa.Table.from_pylist(listed, schema=pa.schema([(n, _arrow(k)) for n, k in columns.items()]))
            )
            con.execute(
                f"INSERT INTO {table} SELECT " + ", ".join(f'"{n}"::{k}' for n, k in columns.items()) + " FROM given"
            )
        con.execute(f"COPY {table} TO '{folder / run}.parquet' (FORMAT parquet, COMPRESSION zstd)")
        con.close()


def _plain(value: Any) -> Any:
    return str(value) if not isinstance(value, (str, int, list, bool, type(None))) else value


def _arrow(kind: str) -> pa.DataType:
    if kind.endswith("[]"):
        return pa.list_(_arrow(kind[:-2]))
    return {"BIGINT": pa.int64(), "INTEGER": pa.int32(), "BOOLEAN": pa.bool_()}.get(kind, pa.string())


def by_key(con: duckdb.DuckDBPyConnection, home: Home, *, previous: str | None = None) -> None:
    """Links that stand in for identity resolution: people by e-mail, companies by domain, and leads by their e-mail's domain."""
    con.execute(
        """
        CREATE OR REPLACE TABLE person_link AS
        SELECT record_id, min(record_id) OVER (PARTITION BY coalesce(lower(email), record_id::VARCHAR)) AS person_id, 'key:email' AS rule,
            1.0 AS probability, TIMESTAMP '2026-07-01' AS since
        FROM person_record
        """
    )
    con.execute(
        """
        CREATE OR REPLACE TABLE account_link AS
        WITH company AS (
            SELECT record_id, min(record_id) OVER (PARTITION BY coalesce(lower(domain), record_id::VARCHAR)) AS account_id, lower(domain) AS domain
            FROM account_record
        ),
        told AS (
            SELECT record_id, account_id FROM company
            UNION ALL
            SELECT p.record_id, coalesce(r.account_id, d.account_id) FROM person_record AS p
            LEFT JOIN company AS r ON r.record_id = p.account_ref
            LEFT JOIN (SELECT domain, min(account_id) AS account_id FROM company WHERE domain IS NOT NULL GROUP BY domain) AS d
                ON d.domain = lower(split_part(p.email, '@', 2))
            WHERE coalesce(r.account_id, d.account_id) IS NOT NULL
        )
        SELECT *, 'key:domain' AS rule, 1.0 AS probability, TIMESTAMP '2026-07-01' AS since FROM told
        """
    )
    con.execute("CREATE OR REPLACE TABLE person_review (a BIGINT, b BIGINT, probability DOUBLE, evidence VARCHAR)")
    con.execute("CREATE OR REPLACE TABLE account_review (a BIGINT, b BIGINT, probability DOUBLE, evidence VARCHAR)")

"""Small worlds of staged records: only what a test speaks of is filled."""

import duckdb

from cordee.revenue.warehouse.engine import connect
from cordee.revenue.warehouse.tables import STAGED


def given(*, companies: list[dict] = (), people: list[dict] = ()) -> duckdb.DuckDBPyConnection:
    """A connection with person_record and account_record; ``id`` is the record id."""
    con = connect(threads=2, memory="1GB")
    for name, table, rows in (("account_record", "stg_account", companies), ("person_record", "stg_person", people)):
        con.execute(STAGED[table].ddl.replace(f"TABLE {table}", f"TABLE {name}", 1))
        for row in rows:
            filled = {"record_id" if key == "id" else key: value for key, value in row.items()}
            columns = ", ".join(f'"{key}"' for key in filled)
            marks = ", ".join("?" * len(filled))
            con.execute(f"INSERT INTO {name} ({columns}) VALUES ({marks})", list(filled.values()))
    return con


def links(con: duckdb.DuckDBPyConnection, kind: str = "account") -> dict[int, int]:
    """record id → entity id."""
    return dict(con.execute(f"SELECT record_id, {kind}_id FROM {kind}_link ORDER BY 1").fetchall())


def rules(con: duckdb.DuckDBPyConnection, kind: str = "account") -> dict[int, str]:
    """record id → rule."""
    return dict(con.execute(f"SELECT record_id, rule FROM {kind}_link ORDER BY 1").fetchall())


def reviewed(con: duckdb.DuckDBPyConnection, kind: str = "account") -> list[tuple[int, int]]:
    """The pairs of entities in review."""
    return sorted(con.execute(f"SELECT a, b FROM {kind}_review").fetchall())

"""Small worlds of staged records: only what a test speaks of is filled."""

import json
from dataclasses import asdict
from datetime import datetime
from itertools import product

import duckdb
import pyarrow as pa

from cordee.revenue.identity.resolve import resolve_all
from cordee.revenue.warehouse import raw, snapshots
from cordee.revenue.warehouse.engine import connect
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.tables import MODEL, STAGED

NOON = datetime(2026, 1, 5, 12)

CROWD = [
    {
        "id": 9_000_000 + place,
        "given_name": given_name,
        "family_name": family_name,
        "email": f"{given_name}.{family_name}@societe{place}.fr".lower(),
    }
    for place, (given_name, family_name) in enumerate(
        product(
            ("Anne", "Luc", "Marc", "Zoe", "Ines", "Karim", "Lea", "Hugo"),
            ("Petit", "Durand", "Moreau", "Faure", "Blanc", "Garnier"),
        )
    )
]
"""People that have nothing to do with each other: against them, an agreement of two records is no coincidence."""


def given(*, companies: list[dict] = (), people: list[dict] = ()) -> duckdb.DuckDBPyConnection:
    """A connection with person_record and account_record; ``id`` is the record id."""
    con = connect(threads=2, memory="1GB")
    for name, table, rows in (("account_record", "stg_account", companies), ("person_record", "stg_person", people)):
        con.execute(STAGED[table].ddl.replace(f"TABLE {table}", f"TABLE {name}", 1))
        if rows:
            filled = [{"record_id" if key == "id" else key: value for key, value in row.items()} for row in rows]
            names = sorted({key for row in filled for key in row})
            rows_given = pa.table({column: pa.array([row.get(column) for row in filled]) for column in names})
            con.register("rows_given", rows_given)
            con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM rows_given")
            con.unregister("rows_given")
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


def refreshed(home: Home, *, companies: list[dict] = (), people: list[dict] = (), now: datetime = NOON) -> None:
    """Stages these records as one run and publishes a snapshot of who is who: what ``why`` and WHO references read."""
    con = given(companies=companies, people=people)
    run = f"run{len(list(home.ledger.glob('*.json'))) + 1:04d}"
    staged = {}
    for name, table in (("account_record", "stg_account"), ("person_record", "stg_person")):
        (home.staged / table).mkdir(parents=True, exist_ok=True)
        staged[table] = f"staged/{table}/{run}.parquet"
        con.execute(f"COPY {name} TO '{home.path / staged[table]}' (FORMAT parquet)")
    entry = raw.Entry(run, now.isoformat(), "test", "test", "", "", 0, "", [], {}, 0, 0, 0, 0, 0, staged=staged)
    home.ledger.mkdir(parents=True, exist_ok=True)
    (home.ledger / f"{run}.json").write_text(json.dumps(asdict(entry)))
    publish(home, con, now)


def publish(home: Home, con: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """Resolves the records of ``con`` and publishes links, names, addresses and domains."""
    before = snapshots.current(home)
    if before is not None:
        con.execute(f"ATTACH '{before}' AS before (READ_ONLY)")
    resolve_all(con, home, previous="before" if before is not None else None, now=now)
    file = snapshots.next_file(home)
    con.execute(f"ATTACH '{file}' AS published")
    for table in MODEL.values():
        con.execute(table.ddl.replace(f"CREATE TABLE {table.name}", f"CREATE TABLE published.{table.name}", 1))
    for table in ("person_link", "account_link", "person_review", "account_review", "identity_model"):
        con.execute(f"INSERT INTO published.{table} BY NAME SELECT * FROM {table}")
    con.execute(
        """
        INSERT INTO published.person BY NAME
        SELECT person_id, min(concat_ws(' ', given_name, family_name)) AS name FROM person_link JOIN person_record USING (record_id) GROUP BY ALL;
        INSERT INTO published.person_email BY NAME
        SELECT DISTINCT person_id, lower(email) AS email FROM person_link JOIN person_record USING (record_id) WHERE email IS NOT NULL;
        INSERT INTO published.account BY NAME
        SELECT account_id, min(name) AS name FROM account_link JOIN account_record USING (record_id) GROUP BY ALL;
        INSERT INTO published.account_domain BY NAME
        SELECT DISTINCT account_id, domain FROM account_link JOIN account_record USING (record_id) WHERE domain IS NOT NULL;
        """
    )
    con.execute("DETACH published")
    if before is not None:
        con.execute("DETACH before")
    snapshots.publish(home, file)

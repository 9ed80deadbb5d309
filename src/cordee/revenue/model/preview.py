"""What one entity would look like if some records were one: assembled by the very rules of a refresh, before there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb

from cordee.revenue.model import words
from cordee.revenue.model.accounts import accounts
from cordee.revenue.model.build import Build
from cordee.revenue.model.channels import normal
from cordee.revenue.model.choices import Choice, Choices, load
from cordee.revenue.model.people import people
from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.raw import staged_files
from cordee.revenue.warehouse.tables import MODEL, STAGED

_STAGED = {"person": "stg_person", "account": "stg_account"}
_FILLED = (
    "person",
    "person_email",
    "person_phone",
    "account_domain",
    "field_value",
    "contradiction",
    "person_link",
)


_countries = cache(words.countries)


@dataclass(frozen=True, slots=True)
class Preview:
    """The row as a refresh would publish it, and for fields that several records fill: (tool, record, rule)."""

    row: dict[str, Any]
    told_by: dict[str, tuple[str, int, str]]


def records_of(
    reader: duckdb.DuckDBPyConnection, home: Home, kind: str, records: Sequence[int]
) -> list[dict[str, Any]]:
    """The current versions of records of one kind (staged columns), in the order given.

    The files that hold them are found by their record ids first: of the others no other column is read.
    """
    table = STAGED[_STAGED[kind]]
    files = staged_files(home, table.name)
    if not files or not records:
        return []
    listed = ", ".join(quoted(file) for file in files)
    wanted = f"record_id IN ({', '.join(map(str, sorted(set(records))))})"
    holding = reader.execute(f"SELECT DISTINCT filename FROM read_parquet([{listed}], filename = true) WHERE {wanted}")
    held = ", ".join(quoted(file) for (file,) in holding.fetchall())
    if not held:
        return []
    found = reader.execute(
        f"""
        SELECT * FROM read_parquet([{held}], union_by_name = true) WHERE {wanted}
        QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY record_id = raw_id DESC,
            coalesce(modified_at, received_at) DESC, version DESC, received_at DESC, run_id DESC) = 1
        """
    )
    columns = [name for name, *_ in found.description or ()]
    told = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    place = {record: index for index, record in enumerate(records)}
    rows = [{name: row.get(name) for name in table.names} for row in told]  # a column that came later is empty
    return sorted(rows, key=lambda row: place[row["record_id"]])


def merged(
    reader: duckdb.DuckDBPyConnection, home: Home, kind: str, ids: Sequence[int], chosen: Sequence[Choice] = ()
) -> Preview:
    """The one that these people (or accounts) would make, with the choices in force and ``chosen`` besides."""
    listed = ", ".join(map(str, ids))
    told = {kind: _linked(reader, home, kind, kind, listed)}
    if kind == "account":
        # A company is known by the words of its people too, where no record of its own says it.
        told["person"] = _linked(reader, home, "person", "account", listed)
    if not any(told.values()):
        return Preview({}, {})
    con = duckdb.connect(config={"threads": 1})
    try:
        # Planning is all the cost of so few rows.
        con.execute("PRAGMA disable_optimizer")
        for name in _FILLED:
            con.execute(MODEL[name].ddl)
        _lend(con, reader, "user_key", "")
        for kind_, rows in (("person", told.get("person", [])), ("account", told.get("account", []))):
            staged = STAGED[_STAGED[kind_]]
            con.execute(staged.ddl.replace(f"TABLE {staged.name}", f"TABLE {kind_}_record", 1))
            if rows:
                con.executemany(
                    f"INSERT INTO {kind_}_record VALUES ({', '.join('?' for _ in staged.names)})",
                    [[bool(row[name]) if name == "deleted" else row[name] for name in staged.names] for row in rows],
                )
        everything = [row for rows in told.values() for row in rows]
        links = [[row["record_id"], min(ids)] for row in everything]
        if kind == "person":
            held = f"record_id IN ({', '.join(str(row['record_id']) for row in everything)})"
            _lend(con, reader, "account_link", f"WHERE {held}")
            _lend(con, reader, "account", f"WHERE account_id IN (SELECT account_id FROM account_link WHERE {held})")
        else:
            con.execute(MODEL["account"].ddl)
            con.execute(MODEL["account_link"].ddl)
        con.executemany(f"INSERT INTO {kind}_link (record_id, {kind}_id) VALUES (?, ?)", links)
        said = {normal(row["country"]) for row in everything if row["country"]}
        con.execute("CREATE TABLE country_word (word VARCHAR, code VARCHAR)")
        con.executemany(
            "INSERT INTO country_word VALUES (?, ?)", [pair for pair in _countries() if pair[0] in said] or [("", "")]
        )
        build = Build(con, home.settings, True, Choices((*load(home).in_force, *chosen)))
        (people if kind == "person" else accounts)(build)
        row = con.execute(f"FROM {kind}").fetchone() or ()
        why = con.execute("SELECT field, source, record_id, rule FROM field_value WHERE kept").fetchall()
        return Preview(dict(zip(MODEL[kind].names, row, strict=False)), {field: tuple(rest) for field, *rest in why})
    finally:
        con.close()


def _linked(reader: duckdb.DuckDBPyConnection, home: Home, kind: str, entity: str, ids: str) -> list[dict[str, Any]]:
    """The current records of one kind that speak of some people or accounts."""
    found = reader.execute(
        f"SELECT record_id FROM {entity}_link WHERE {entity}_id IN ({ids}) ORDER BY record_id"
    ).fetchall()
    return records_of(reader, home, kind, [record for (record,) in found])


def _lend(con: duckdb.DuckDBPyConnection, reader: duckdb.DuckDBPyConnection, table: str, where: str) -> None:
    """Brings some rows of the snapshot along."""
    con.register("given", reader.execute(f"FROM {table} {where}").to_arrow_table())
    con.execute(f"CREATE TABLE {table} AS FROM given")
    con.unregister("given")

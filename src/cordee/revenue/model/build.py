"""How a model table is filled: all of it, or only the rows of the entities that changed. The select is the same."""

from dataclasses import dataclass, field

import duckdb

from cordee.revenue.model.choices import Choices
from cordee.revenue.warehouse.engine import identifier
from cordee.revenue.warehouse.home import Settings
from cordee.revenue.warehouse.tables import MODEL


@dataclass(frozen=True, slots=True)
class Build:
    """A snapshot being built: its connection, the company's settings, whether everything is rebuilt, what people chose.

    When it is not, the temporary tables ``changed_person``, ``changed_account``, ``changed_deal``… name who is.
    """

    con: duckdb.DuckDBPyConnection
    settings: Settings
    full: bool
    choices: Choices = field(default_factory=Choices)

    def fill(self, table: str, select: str, *, key: str, scope: str) -> int:
        """Replaces the rows of ``table`` whose ``key`` is in relation ``scope`` (all in a full build) by ``select``."""
        if self.full:
            self.con.execute(f"DELETE FROM {table}")
        else:
            self.con.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {scope})")
        return self.add(table, select)

    def add(self, table: str, select: str) -> int:
        """Appends the rows of ``select``, cast to the columns of ``table`` by name; how many."""
        columns = MODEL[table].columns
        listed = ", ".join(identifier(column.name) for column in columns)
        cast = ", ".join(f"CAST({identifier(c.name)} AS {c.type}) AS {identifier(c.name)}" for c in columns)
        self.con.execute(f"INSERT INTO {table} ({listed}) SELECT {cast} FROM ({select})")
        return self.changed()

    def changed(self) -> int:
        """How many rows the last statement wrote."""
        row = self.con.fetchone()
        return int(row[0]) if row else 0

    def temp(self, name: str, select: str) -> None:
        """A working table, gone with the connection."""
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {select}")

    def drop(self, *names: str) -> None:
        """Gives the memory of working tables back."""
        for name in names:
            self.con.execute(f"DROP TABLE IF EXISTS temp.{name}")

    def number(self, select: str) -> int:
        """The single whole number that a select gives."""
        row = self.con.execute(select).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def within(self, column: str, scope: str) -> str:
        """A condition that keeps the rows of the scope; true when everything is rebuilt."""
        return "true" if self.full else f"{column} IN (FROM {scope})"

"""Staged files: which there are, what they hold now, and what is new since a snapshot.

A file counts once its run is in the ledger, and as long as the run is not undone.
"""

from dataclasses import dataclass

from cordee.revenue.model.build import Build
from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.engine import identifier, quoted
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.tables import STAGED, Column

_SUPERSEDED = (Column("record_id", "BIGINT"), Column("version", "INTEGER"))


@dataclass(frozen=True, slots=True)
class Staged:
    """Acknowledged staged files by table, paths relative to the home, with their sizes in bytes."""

    home: Home
    files: dict[str, dict[str, int]]

    @classmethod
    def of(cls, home: Home) -> "Staged":
        """What the home holds now."""
        files: dict[str, dict[str, int]] = {table: {} for table in (*STAGED, "superseded")}
        for entry in raw.entries(home):
            for table, path in entry.staged.items():
                if table in files and (file := home.path / path).exists():
                    files[table][path] = file.stat().st_size
        return cls(home, files)

    def all(self) -> dict[str, int]:
        """Every file with its size."""
        return {path: size for files in self.files.values() for path, size in files.items()}

    def only(self, paths: set[str]) -> "Staged":
        """The same, restricted to some paths."""
        kept = {
            table: {path: size for path, size in files.items() if path in paths} for table, files in self.files.items()
        }
        return Staged(self.home, kept)

    def has(self, *tables: str) -> bool:
        """Whether any file of these tables is there."""
        return any(self.files.get(table) for table in tables)

    def rows(self, table: str) -> str:
        """A relation of every version in a table, typed as the contract says, empty where there is no file."""
        columns = _SUPERSEDED if table == "superseded" else STAGED[table].columns
        files = self.files.get(table, {})
        if not files:
            return "(SELECT " + ", ".join(f"NULL::{c.type} AS {identifier(c.name)}" for c in columns) + " WHERE false)"
        paths = ", ".join(quoted(self.home.path / path) for path in sorted(files))
        listed = ", ".join(identifier(column.name) for column in columns)
        return f"(SELECT {listed} FROM read_parquet([{paths}], union_by_name = true))"

    def current(self, build: Build, name: str, table: str, where: str = "true") -> None:
        """Makes the temporary table ``name``: the current version of each record of a staged table.

        That is the greatest (modified_at, else received_at, then version) of the record's own rows; a mention of it in
        another object's row (raw_id differs) counts only where no row of its own is there. ``deleted`` is never NULL.
        ``where`` is asked of the chosen versions: one that it leaves out must not revive the version before.
        """
        rows = f"(SELECT * REPLACE (coalesce(deleted, false) AS deleted) FROM {self.rows(table)})"
        again = f"SELECT record_id FROM {self.rows(table)} GROUP BY record_id HAVING count(*) > 1"
        order = (
            "record_id = raw_id DESC, coalesce(modified_at, received_at) DESC, version DESC, "
            "received_at DESC, run_id DESC"
        )
        latest = f"QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY {order}) = 1"
        if build.number(f"SELECT count(*) FROM ({again})") == 0:
            build.temp(name, f"SELECT * FROM {rows} WHERE {where}")
        else:
            build.temp(
                name,
                f"""
                SELECT * FROM {rows} WHERE record_id NOT IN ({again}) AND {where}
                UNION ALL BY NAME
                SELECT * FROM (SELECT * FROM {rows} WHERE record_id IN ({again}) {latest}) WHERE {where}
                """,
            )

"""Source references: from record ids back to the tool, the object and the id that the tool itself uses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import duckdb

from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.raw import staged_files


@dataclass(frozen=True, slots=True, order=True)
class SourceRef:
    """One object of a tool, as the tool names it. ``imports.source_record(home, [raw_id])`` gives what was received."""

    source: str
    object: str
    id: str
    raw_id: int

    def __str__(self) -> str:
        return f"{self.source}:{self.object}:{self.id}"


class Lineage:
    """Looks record ids up in the staged files of a home, a table at a time; in a directory's copy of them where there is one."""

    def __init__(
        self, reader: duckdb.DuckDBPyConnection, home: Home, shelf: duckdb.DuckDBPyConnection | None = None
    ) -> None:
        self.reader, self.home, self.shelf = reader, home, shelf

    def of(self, table: str, records: Iterable[int | None]) -> dict[int, SourceRef]:
        """The source of each record id of one staged table; ids that it does not hold are left out."""
        wanted = sorted({record for record in records if record is not None})
        if self.shelf is not None and wanted:
            rows = self.shelf.execute(
                f"SELECT record_id, source, object, source_id, raw_id FROM lineage "
                f"WHERE tbl = {quoted(table)} AND record_id IN ({', '.join(map(str, wanted))})"
            ).fetchall()
            return {record: SourceRef(*rest) for record, *rest in rows}
        files = staged_files(self.home, table) if wanted else []
        if not files:
            return {}
        rows = self.reader.execute(
            f"SELECT DISTINCT record_id, source, object, source_id, raw_id FROM read_parquet([{listed(files)}]) "
            f"WHERE record_id IN ({', '.join(map(str, wanted))})"
        ).fetchall()
        return {record: SourceRef(*rest) for record, *rest in rows}

    def named(self, table: str, source_id: str) -> Iterator[int]:
        """The record ids of one staged table whose tool calls them ``source_id``."""
        files = staged_files(self.home, table)
        if files:
            rows = self.reader.execute(
                f"SELECT DISTINCT record_id FROM read_parquet([{listed(files)}]) WHERE source_id = $1 ORDER BY 1",
                [source_id],
            ).fetchall()
            yield from (record for (record,) in rows)


def listed(files: Iterable[object]) -> str:
    """Paths as SQL literals."""
    return ", ".join(quoted(file) for file in files)

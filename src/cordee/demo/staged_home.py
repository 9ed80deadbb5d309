"""Writing staged tables straight into a home, as if they had been imported: what ``large`` stands on."""

import json
from dataclasses import asdict, dataclass

import duckdb

from cordee.demo.cast import COLLEAGUES
from cordee.demo.firms import FRENCH_TOWNS, SECTORS
from cordee.demo.names import MEN, SURNAMES, WOMEN, slug
from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.ids import record_id_sql
from cordee.revenue.warehouse.raw import Entry, write_durably
from cordee.revenue.warehouse.tables import STAGED

RECEIVED = "TIMESTAMP '2026-07-01 06:00:00'"


@dataclass(frozen=True, slots=True)
class Named:
    """Whose rows: the tool, its object, the expression of its id. ``part`` tells apart several records of one row."""

    source: str
    object: str
    source_id: str
    part: str = ""

    @property
    def record(self) -> str:
        """The expression of the record id."""
        tail = f" || '#{self.part}'" if self.part else ""
        return record_id_sql(f"'{self.source}/{self.object}/' || {self.source_id}{tail}")

    @property
    def row(self) -> str:
        """The expression of the source record's id."""
        return record_id_sql(f"'{self.source}/{self.object}/' || {self.source_id}")


@dataclass(slots=True)
class StagedWriter:
    """Writes runs of one staged table each; columns that are not given are NULL. ``rows`` counts them by table."""

    con: duckdb.DuckDBPyConnection
    home: Home
    seed: int
    rows: dict[str, int]
    run: int = 0

    def write(self, table: str, relation: str, named: Named, **columns: str) -> None:
        """One run: a row per row of ``relation``, whose column ``i`` numbers them from 0."""
        given = {
            "record_id": named.record, "raw_id": named.row, "source": quoted(named.source),
            "object": quoted(named.object),
            "source_id": f"CAST({named.source_id} AS VARCHAR)", "version": "1", "received_at": RECEIVED,
            "deleted": "false", "run_id": quoted(self._next()), "row_no": "i + 1", **columns,
        }  # fmt: skip
        listed = ", ".join(
            f'CAST({given.get(c.name, "NULL")} AS {c.type}) AS "{c.name}"' for c in STAGED[table].columns
        )
        self.copy(table, f"SELECT {listed} FROM {relation}", named)

    def copy(self, table: str, select: str, named: Named) -> None:
        """Writes the rows of ``select`` as a run of ``table`` and acknowledges it."""
        run = self._next()
        self.run += 1
        file = self.home.staged / table / f"{run}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        done = self.con.execute(f"COPY ({select}) TO {quoted(file)} (FORMAT parquet, COMPRESSION zstd)").fetchone()
        count = int(done[0]) if done else 0
        self.rows[table] = self.rows.get(table, 0) + count
        entry = Entry(
            run_id=run, received_at="2026-07-01T06:00:00+00:00", source=named.source, object=named.object,
            file_name=f"{table}.parquet", file_hash="", file_bytes=0, mapping="", headers=[], readings={}, rows=count,
            new=count, changed=0, unchanged=0, rejected=0, staged={table: f"staged/{table}/{run}.parquet"},
        )  # fmt: skip
        write_durably(self.home.ledger / f"{run}.json", json.dumps(asdict(entry), indent=1))

    def draw(self, number: str, salt: int) -> str:
        """The expression of a number in [0, 1), out of another one, the seed and a salt."""
        return f"(hash({number}, {self.seed}, {salt}) % 1000003 / 1000003.0)"

    def pick(self, words: str, number: str, salt: int) -> str:
        """The expression of one of the ``WORDS``."""
        listed = f"getvariable('{words}')"
        return f"{listed}[1 + CAST(floor({self.draw(number, salt)} * len({listed})) AS INTEGER)]"

    def _next(self) -> str:
        return f"20260701T{self.run:012d}-demo"


def set_words(con: duckdb.DuckDBPyConnection) -> None:
    """Names as variables of the connection, so that a row picks its own."""
    given = WOMEN + MEN
    words: dict[str, list[str]] = {
        "given": list(given),
        "given_slug": [slug(name) for name in given],
        "family": list(SURNAMES),
        "family_slug": [slug(name, "") for name in SURNAMES],
        "town": [town.name for town in FRENCH_TOWNS],
        "sector": [sector[0] for sector in SECTORS],
        "trade": [word for sector in SECTORS for word in sector[2]],
        "seller": [colleague.email for colleague in COLLEAGUES],
    }
    for name, listed in words.items():
        con.execute(f"SET VARIABLE {name} = [{', '.join(quoted(word) for word in listed)}]")

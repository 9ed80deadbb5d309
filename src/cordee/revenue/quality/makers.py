"""Makers of duplicates: which tools, forms and owners enter again somebody whom the same tool already knows.

A *double* is a record of a tool's object that speaks of a person (or company) of whom an earlier record of that very object
speaks too. A lead that became a contact is no double: they are two objects. A record *in review* would be a double if the
pair in which it stands were merged.
"""

from dataclasses import dataclass
from datetime import date

import duckdb

from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.raw import staged_files

_TABLES = {"person": "stg_person", "account": "stg_account"}
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Maker:
    """One tool's object. ``months``: month → doubles made in it, the last twelve, earliest first."""

    kind: str  # person, account
    source: str
    object: str
    records: int
    doubles: int
    in_review: int
    months: tuple[tuple[date, int], ...]

    @property
    def share(self) -> float:
        """Doubles among its records."""
        return self.doubles / self.records if self.records else 0.0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where doubles of one object come from: a value of ``by`` (owner, form or lead source)."""

    by: str  # source_raw, owner
    value: str | None
    records: int
    doubles: int

    @property
    def share(self) -> float:
        return self.doubles / self.records if self.records else 0.0


@dataclass(frozen=True, slots=True)
class Double:
    """One record too many, and the one that was there first."""

    entity_id: int
    name: str | None
    record: str  # the tool's id
    first: str
    created_at: object
    owner: str | None
    source_raw: str | None


def makers(reader: duckdb.DuckDBPyConnection, home: Home) -> list[Maker]:
    """Every object that holds people or companies, those with the most doubles first."""
    found = []
    for kind in _TABLES:
        _told(reader, home, kind)
        rows = reader.execute(
            f"""
            WITH reviewed AS (
                SELECT kind, source, object, count(*) AS n FROM (
                    SELECT DISTINCT '{kind}' AS kind, x.source, x.object, r.a, r.b
                    FROM {kind}_review AS r
                    JOIN {kind}_told AS x ON x.entity_id = r.a
                    JOIN {kind}_told AS y ON y.entity_id = r.b AND y.source = x.source AND y.object = x.object
                ) GROUP BY ALL
            )
            SELECT t.source, t.object, count(*), count(*) FILTER (nth > 1), any_value(coalesce(v.n, 0))
            FROM {kind}_told AS t LEFT JOIN reviewed AS v USING (source, object) GROUP BY ALL
            """
        ).fetchall()
        months = reader.execute(
            f"""
            SELECT source, object, date_trunc('month', created_at)::DATE AS month, count(*) FROM {kind}_told
            WHERE nth > 1 AND created_at IS NOT NULL GROUP BY ALL ORDER BY month
            """
        ).fetchall()
        last = reader.execute(
            "SELECT date_trunc('month', coalesce(data_as_of, built_at))::DATE FROM snapshot"
        ).fetchall()[0][0]
        shown = [_month(last, -back) for back in range(MONTHS - 1, -1, -1)]
        counted = {(source, thing, month): n for source, thing, month, n in months}
        found += [
            Maker(
                kind,
                source,
                thing,
                records,
                doubles,
                waiting,
                tuple((month, counted.get((source, thing, month), 0)) for month in shown),
            )
            for source, thing, records, doubles, waiting in rows
        ]
    return sorted(found, key=lambda one: (-one.doubles, -one.in_review, one.source, one.object))


def origins(reader: duckdb.DuckDBPyConnection, home: Home, kind: str, source: str, object_: str) -> list[Origin]:
    """Owners and sources of one object's doubles, the most first."""
    _told(reader, home, kind)
    found = []
    for by in ("source_raw", "owner"):
        rows = reader.execute(
            f"""
            SELECT {by}, count(*), count(*) FILTER (nth > 1) AS doubles FROM {kind}_told
            WHERE source = $1 AND object = $2 GROUP BY 1 HAVING doubles > 0 ORDER BY doubles DESC, 1 LIMIT 25
            """,
            [source, object_],
        ).fetchall()
        found += [Origin(by, *row) for row in rows]
    return found


def doubles(
    reader: duckdb.DuckDBPyConnection, home: Home, kind: str, source: str, object_: str, *, limit: int, offset: int
) -> list[Double]:
    """The records themselves, the latest first."""
    _told(reader, home, kind)
    rows = reader.execute(
        f"""
        SELECT t.entity_id, e.name, t.source_id, f.source_id, t.created_at, t.owner, t.source_raw
        FROM {kind}_told AS t
        JOIN {kind}_told AS f ON f.entity_id = t.entity_id AND f.source = t.source AND f.object = t.object AND f.nth = 1
        LEFT JOIN {kind} AS e ON e.{kind}_id = t.entity_id
        WHERE t.source = $1 AND t.object = $2 AND t.nth > 1
        ORDER BY t.created_at DESC NULLS LAST, t.record_id LIMIT {int(limit)} OFFSET {int(offset)}
        """,
        [source, object_],
    ).fetchall()
    return [Double(*row) for row in rows]


def _told(reader: duckdb.DuckDBPyConnection, home: Home, kind: str) -> None:
    """The temporary table ``<kind>_told``: current records with their entity, and their place within tool and object."""
    files = staged_files(home, _TABLES[kind])
    source_raw = "source_raw" if kind == "person" else "NULL::VARCHAR"
    columns = f"record_id, raw_id, source, object, source_id, created_at, owner, {source_raw} AS source_raw, modified_at, received_at, version"
    listed = ", ".join(map(quoted, files))
    if files:
        rows = f"SELECT {columns} FROM read_parquet([{listed}], union_by_name = true)"
    else:
        rows = (
            "SELECT NULL::BIGINT AS record_id, NULL::BIGINT AS raw_id, ''::VARCHAR AS source, '' AS object, '' AS source_id, "
            "NULL::TIMESTAMP AS created_at, NULL::VARCHAR AS owner, NULL::VARCHAR AS source_raw, NULL::TIMESTAMP AS modified_at, "
            "NULL::TIMESTAMP AS received_at, 0 AS version WHERE false"
        )
    reader.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {kind}_told AS
        WITH current AS (
            SELECT * FROM ({rows}) QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY record_id = raw_id DESC,
                coalesce(modified_at, received_at) DESC, version DESC) = 1
        )
        SELECT c.*, l.{kind}_id AS entity_id, row_number() OVER (
            PARTITION BY l.{kind}_id, c.source, c.object ORDER BY c.created_at NULLS LAST, c.record_id
        ) AS nth
        FROM current AS c JOIN {kind}_link AS l USING (record_id)
        """
    )


def _month(of: date, by: int) -> date:
    months = of.year * 12 + of.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)

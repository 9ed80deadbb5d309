"""From cleaned records to compared pairs: what each record is looked up by, which two records meet, how they compare."""

import duckdb
import numpy as np
import pyarrow as pa

from cordee.revenue.identity.comparison import Ints, Spec, pattern_sql


def clean(con: duckdb.DuckDBPyConnection, table: str, spec: Spec) -> None:
    """``<p>_record``: cleaned columns, with ``n``: the record's place in the order of record ids."""
    p = spec.name
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {p}_place AS "
        f"SELECT record_id, (row_number() OVER (ORDER BY record_id) - 1)::INTEGER AS n FROM {table}"
    )
    con.execute(
        f"CREATE OR REPLACE TABLE {p}_record AS "
        f"SELECT n, c.* FROM ({spec.clean.replace('{table}', table)}) c JOIN {p}_place USING (record_id)"
    )
    con.execute(f"DROP TABLE {p}_place")
    add_frequencies(con, spec, f"{p}_record")
    for _, statement in spec.refine:
        con.execute(statement.replace("{records}", f"{p}_record").replace("{among}", ""))


def add_frequencies(con: duckdb.DuckDBPyConnection, spec: Spec, records: str) -> None:
    joins, columns = [], []
    for number, frequency in enumerate(spec.frequencies):
        value = frequency.sql
        joins.append(
            f"LEFT JOIN (SELECT {value} AS v, count(*)::INTEGER AS c FROM {records} WHERE {value} IS NOT NULL "
            f"GROUP BY 1 HAVING count(*) > 1) f{number} ON f{number}.v = {value}"
        )
        columns.append(f", coalesce(f{number}.c, (({value}) IS NOT NULL)::INTEGER)::INTEGER AS {frequency.name}")
    source = f"SELECT r.*{''.join(columns)} FROM {records} r {' '.join(joins)}"
    derived = "".join(f", {sql.replace('{records}', records)} AS {name}" for name, sql in spec.derived)
    con.execute(f"CREATE OR REPLACE TABLE {records} AS SELECT *{derived} FROM ({source})")


def keys_sql(spec: Spec, records: str) -> str:
    """One row per record and key that it holds: n, h (the key's hash), key (its place in the spec)."""
    parts = []
    for place, key in enumerate(spec.keys):
        value = f"unnest({key.sql})" if key.many else f"({key.sql})"
        parts.append(
            f"SELECT n, hash({place}, v) AS h, {place}::TINYINT AS key FROM (SELECT n, {value} AS v FROM {records}) "
            "WHERE v IS NOT NULL"
        )
    return " UNION ALL ".join(parts)


def block(con: duckdb.DuckDBPyConnection, spec: Spec) -> None:
    """``<p>_key`` and ``<p>_candidate``: every pair of records that shares a key, with the set of keys as bits."""
    p = spec.name
    caps = " ".join(f"WHEN {place} THEN {key.cap}" for place, key in enumerate(spec.keys))
    con.execute(f"CREATE OR REPLACE TABLE {p}_key AS {keys_sql(spec, f'{p}_record')}")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {p}_shared AS SELECT k.* FROM {p}_key k JOIN (SELECT h FROM {p}_key GROUP BY h "
        f"HAVING count(*) BETWEEN 2 AND CASE any_value(key) {caps} END) USING (h)"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {p}_candidate AS "
        f"SELECT (ab >> 31)::INTEGER AS a, (ab & 2147483647)::INTEGER AS b, keys FROM ("
        f"SELECT (x.n::BIGINT << 31) | y.n AS ab, bit_or(1::BIGINT << x.key::BIGINT) AS keys "
        f"FROM {p}_shared x JOIN {p}_shared y ON x.h = y.h AND x.n < y.n GROUP BY 1)"
    )
    con.execute(f"DROP TABLE {p}_shared")


def compare(con: duckdb.DuckDBPyConnection, spec: Spec) -> None:
    p = spec.name
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {p}_compared AS SELECT a, b, keys, {pattern_sql(spec.comparisons)} AS pattern "
        f"FROM {p}_candidate c JOIN {p}_record l ON l.n = c.a JOIN {p}_record r ON r.n = c.b"
    )
    con.execute(f"DROP TABLE {p}_candidate")


def patterns_of(con: duckdb.DuckDBPyConnection, spec: Spec, a: Ints, b: Ints) -> Ints:
    """The pattern of each pair of places (``n``) in ``<p>_record``."""
    if not len(a):
        return np.zeros(0, np.int64)
    con.register("_asked", pa.table({"place": np.arange(len(a)), "a": np.minimum(a, b), "b": np.maximum(a, b)}))
    found = con.execute(
        f"SELECT {pattern_sql(spec.comparisons)} AS pattern FROM _asked q JOIN {spec.name}_record l ON l.n = q.a "
        f"JOIN {spec.name}_record r ON r.n = q.b ORDER BY q.place"
    ).fetchnumpy()["pattern"]
    con.unregister("_asked")
    return np.asarray(found, np.int64)

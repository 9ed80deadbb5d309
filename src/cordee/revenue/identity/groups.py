"""From scored pairs to the tables of groups, links and reviews."""

import duckdb
import numpy as np
import pyarrow as pa

from cordee.revenue.identity.clustering import Objections, average_link, cluster
from cordee.revenue.identity.comparison import BITS, LEVELS, Condition, Floats, Ints, Mask, Spec, bounded, level_sql
from cordee.revenue.identity.pairs import patterns_of
from cordee.revenue.identity.weights import Model

KEEP = 0.01
"""Pairs less probable than this are not kept."""

DOUBT = 0.5
"""A contested pair (``Spec.contested``) less probable than this speaks against a group."""


def group(
    con: duckdb.DuckDBPyConnection,
    spec: Spec,
    model: Model,
    *,
    must_link: str | None,
    cannot_link: str | None,
    merge: float,
    review: float,
) -> None:
    p = spec.name
    count = con.execute(f"SELECT count(*) FROM {p}_record").fetchall()[0][0]
    must = places(con, spec, must_link)
    cannot = places(con, spec, cannot_link)
    least_kept = merge if spec.average is None else KEEP
    rows = con.execute(
        f"SELECT a, b, probability FROM {p}_scored WHERE probability >= {least_kept} ORDER BY a, b"
    ).fetchnumpy()
    a, b = np.asarray(rows["a"], np.int64), np.asarray(rows["b"], np.int64)
    probability = np.asarray(rows["probability"], np.float64)

    def judge(x: Ints, y: Ints) -> Floats:
        patterns = patterns_of(con, spec, x, y)
        return bounded(spec, patterns, model.probability(patterns))

    if spec.average is None:
        least = cluster(
            count,
            a,
            b,
            probability,
            must=must,
            cannot=cannot,
            objections=objector(con, spec, spec.conflict),
            doubts=objector(con, spec, spec.contested, model),
        )
    else:
        least = average_link(count, a, b, probability, merge=merge, average=spec.average, judge=judge)
    con.register("_grouped", pa.table({"n": np.arange(count, dtype=np.int32), "least": least.astype(np.int32)}))
    con.execute(f"CREATE OR REPLACE TABLE {p}_group AS SELECT * FROM _grouped")
    con.unregister("_grouped")
    write(con, spec, merge, review, must, cannot)


def objector(
    con: duckdb.DuckDBPyConnection, spec: Spec, condition: Condition | None, model: Model | None = None
) -> Objections:
    """Which pairs of places ``condition`` speaks against; with a model, only where it finds the pair improbable,
    too."""

    def objections(x: Ints, y: Ints) -> Mask:
        if not len(x) or condition is None:
            return np.zeros(len(x), bool)
        patterns, index = np.unique(patterns_of(con, spec, x, y), return_inverse=True)
        against = condition(spec.levels(patterns))
        if model is not None:
            against &= bounded(spec, patterns, model.probability(patterns)) < DOUBT
        return np.asarray(against[index])

    return objections


def places(con: duckdb.DuckDBPyConnection, spec: Spec, table: str | None) -> tuple[Ints, Ints]:
    """The pairs of a table (a, b) of record ids, as places in ``<p>_record``; pairs of unknown records are left out."""
    if table is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rows = con.execute(
        f"SELECT DISTINCT least(x.n, y.n)::BIGINT AS a, greatest(x.n, y.n)::BIGINT AS b FROM {table} t "
        f"JOIN {spec.name}_record x ON x.record_id = t.a JOIN {spec.name}_record y ON y.record_id = t.b WHERE x.n <> y.n ORDER BY 1, 2"
    ).fetchnumpy()
    return np.asarray(rows["a"], np.int64), np.asarray(rows["b"], np.int64)


def write(
    con: duckdb.DuckDBPyConnection,
    spec: Spec,
    merge: float,
    review: float,
    must: tuple[Ints, Ints],
    cannot: tuple[Ints, Ints],
) -> None:
    """``<p>_link``, ``<p>_pair`` and ``<p>_review`` from the groups and the scored pairs."""
    p = spec.name
    exact = " ".join(
        f"WHEN ((pattern >> {BITS * spec.column(name)}) & {LEVELS - 1}) = {spec.comparisons[spec.column(name)].code(level)} "
        f"THEN 'key:{name}'"
        for name, level in spec.exact
    )
    rule = f"CASE {exact} ELSE 'model' END" if exact else "'model'"
    con.register("_must", pa.table({"a": must[0], "b": must[1]}))
    con.register("_cannot", pa.table({"a": cannot[0], "b": cannot[1]}))
    # What ties a record to its group: a decision, else its surest pair inside the group.
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {p}_tie AS
        WITH edge AS (
            SELECT a, b, 1.0 AS probability, 0 AS worth, 'decision' AS rule FROM _must
            UNION ALL
            SELECT a, b, probability, 1, {rule} FROM {p}_scored WHERE probability >= {merge}
        ), inside AS (
            SELECT e.* FROM edge e JOIN {p}_group x ON x.n = e.a JOIN {p}_group y ON y.n = e.b WHERE x.least = y.least
        ), ends AS (
            SELECT a AS n, probability, worth, rule FROM inside UNION ALL SELECT b, probability, worth, rule FROM inside
        )
        SELECT n, max(probability) AS probability, min_by(rule, (worth, -probability, rule)) AS rule FROM ends GROUP BY n
    """)
    con.execute(f"""
        CREATE OR REPLACE TABLE {p}_link AS
        WITH entity AS (
            SELECT least, min(record_id) AS entity_id FROM {p}_group JOIN {p}_record USING (n) GROUP BY least
        )
        SELECT r.record_id, entity_id, coalesce(t.rule, 'single') AS rule, coalesce(t.probability, 1.0) AS probability
        FROM {p}_record r JOIN {p}_group g USING (n) JOIN entity USING (least) LEFT JOIN {p}_tie t ON t.n = r.n
    """)
    con.execute(f"""
        CREATE OR REPLACE TABLE {p}_pair AS
        SELECT l.record_id AS a, r.record_id AS b, s.probability, s.pattern, {level_sql(spec.comparisons, "s.pattern")}
        FROM {p}_scored s JOIN {p}_record l ON l.n = s.a JOIN {p}_record r ON r.n = s.b WHERE s.probability >= {KEEP}
    """)
    con.execute(
        f"""
        CREATE OR REPLACE TABLE {p}_review AS
        WITH across AS (
            SELECT least(x.least, y.least) AS ea, greatest(x.least, y.least) AS eb, s.* FROM {p}_scored s
            JOIN {p}_group x ON x.n = s.a JOIN {p}_group y ON y.n = s.b
            WHERE s.probability >= {review} AND x.least <> y.least
        ), refused AS (
            SELECT DISTINCT least(x.least, y.least) AS ea, greatest(x.least, y.least) AS eb FROM _cannot c
            JOIN {p}_group x ON x.n = c.a JOIN {p}_group y ON y.n = c.b
        ), best AS (
            SELECT ea, eb, max(probability) AS probability, arg_max((a, b, pattern), (probability, -a, -b)) AS pair
            FROM across ANTI JOIN refused USING (ea, eb) GROUP BY ea, eb
        )
        SELECT l.record_id AS a, r.record_id AS b, x.entity_id AS entity_a, y.entity_id AS entity_b, best.probability,
               pair[3] AS pattern, CASE WHEN best.probability >= {merge} THEN 'conflict' ELSE 'unsure' END AS reason
        FROM best JOIN {p}_record l ON l.n = pair[1] JOIN {p}_record r ON r.n = pair[2]
        JOIN {p}_link x ON x.record_id = l.record_id JOIN {p}_link y ON y.record_id = r.record_id
    """
    )
    con.unregister("_must")
    con.unregister("_cannot")

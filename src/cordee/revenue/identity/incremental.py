"""New records against known ones: only what they touch is compared and grouped again.

The weights, and the frequencies that known pairs were judged with, stay those of the last full run; keys count all
records. So the groups that new records touch come out as a full run with the same weights would make them, save
where a value became so frequent since that its pairs would be judged otherwise: the next full run settles that.
"""

import duckdb
import numpy as np
import pyarrow as pa

from cordee.revenue.identity import engine
from cordee.revenue.identity.clustering import cluster
from cordee.revenue.identity.comparison import Ints, Spec, bounded, pattern_sql
from cordee.revenue.identity.engine import MERGE, REVIEW, Resolution, Watch
from cordee.revenue.identity.groups import objector, places, write
from cordee.revenue.identity.pairs import keys_sql
from cordee.revenue.identity.weights import Model


def extend(
    con: duckdb.DuckDBPyConnection,
    *,
    table: str,
    spec: Spec,
    must_link: str | None = None,
    cannot_link: str | None = None,
    merge: float = MERGE,
    review: float = REVIEW,
) -> Resolution:
    """Adds the records of ``table`` to the tables that ``engine.resolve`` left; a known ``record_id`` is replaced.

    ``must_link`` and ``cannot_link`` hold every pair in force. A decision taken back needs a full run.
    """
    p = spec.name
    watch = Watch()
    model = Model.from_json(con.execute(f"SELECT model FROM {p}_model").fetchall()[0][0])
    _clean(con, table, spec)
    watch.lap("clean")
    _block(con, spec)
    watch.lap("block")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {p}_compared AS SELECT a, b, keys, {pattern_sql(spec.comparisons)} AS pattern "
        f"FROM {p}_candidate c JOIN {p}_record l ON l.n = c.a JOIN {p}_record r ON r.n = c.b"
    )
    found = con.execute(f"SELECT DISTINCT pattern FROM {p}_compared ORDER BY 1").fetchnumpy()["pattern"]
    patterns = np.asarray(found, np.int64)
    probability = bounded(spec, patterns, model.probability(patterns))
    con.register("_weighed", pa.table({"pattern": patterns, "probability": probability}))
    con.execute(
        f"INSERT INTO {p}_scored SELECT a, b, keys, pattern, probability FROM {p}_compared JOIN _weighed USING (pattern)"
    )
    con.unregister("_weighed")
    watch.lap("compare")
    must, cannot = places(con, spec, must_link), places(con, spec, cannot_link)
    _group(con, spec, model, merge, must, cannot)
    write(con, spec, merge, review, must, cannot)
    watch.lap("group")
    for name in ("new", "candidate", "compared", "touched"):
        con.execute(f"DROP TABLE IF EXISTS {p}_{name}")
    return engine.summary(con, spec, model, watch.seconds)


def _clean(con: duckdb.DuckDBPyConnection, table: str, spec: Spec) -> None:
    """Cleans the new records and puts them after the known ones; what replaced ones said is forgotten."""
    p = spec.name
    con.execute(f"CREATE OR REPLACE TEMP TABLE {p}_new AS SELECT * FROM ({spec.clean.replace('{table}', table)})")
    # The groups that replaced records were in are made again.
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {p}_touched AS
        SELECT g.n FROM {p}_group g WHERE least IN (
            SELECT o.least FROM {p}_group o JOIN {p}_record r USING (n) WHERE r.record_id IN (SELECT record_id FROM {p}_new)
        )
    """)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {p}_gone AS SELECT n FROM {p}_record WHERE record_id IN (SELECT record_id FROM {p}_new)"
    )
    if con.execute(f"SELECT count(*) FROM {p}_gone").fetchall()[0][0]:
        for name in ("record", "key", "group"):
            con.execute(f"DELETE FROM {p}_{name} WHERE n IN (SELECT n FROM {p}_gone)")
        con.execute(f"DELETE FROM {p}_scored WHERE a IN (SELECT n FROM {p}_gone) OR b IN (SELECT n FROM {p}_gone)")
        con.execute(f"DELETE FROM {p}_touched WHERE n IN (SELECT n FROM {p}_gone)")
    con.execute(f"DROP TABLE {p}_gone")
    joins, columns = [], []
    for number, frequency in enumerate(spec.frequencies):
        both = f"SELECT {frequency.sql} AS v FROM {p}_record UNION ALL SELECT {frequency.sql} FROM {p}_new"
        joins.append(
            f"LEFT JOIN (SELECT v, count(*)::INTEGER AS c FROM ({both}) "
            f"WHERE v IN (SELECT {frequency.sql} FROM {p}_new) GROUP BY 1) f{number} ON f{number}.v = {frequency.sql}"
        )
        columns.append(f", coalesce(f{number}.c, 0)::INTEGER AS {frequency.name}")
    source = f"SELECT r.*{''.join(columns)} FROM {p}_new r {' '.join(joins)}"
    derived = "".join(f", {sql.replace('{records}', f'{p}_record')} AS {name}" for name, sql in spec.derived)
    con.execute(f"""
        INSERT INTO {p}_record BY NAME
        SELECT ((SELECT coalesce(max(n), -1) FROM {p}_record) + row_number() OVER (ORDER BY record_id))::INTEGER AS n, *{derived}
        FROM ({source})
    """)
    for column, statement in spec.refine:
        among = f"AND {column} IN (SELECT {column} FROM {p}_new)"
        con.execute(statement.replace("{records}", f"{p}_record").replace("{among}", among))
    con.execute(f"INSERT INTO {p}_touched SELECT n FROM {p}_record WHERE record_id IN (SELECT record_id FROM {p}_new)")


def _block(con: duckdb.DuckDBPyConnection, spec: Spec) -> None:
    """``<p>_candidate``: pairs of which at least one record is new."""
    p = spec.name
    caps = " ".join(f"WHEN {place} THEN {key.cap}" for place, key in enumerate(spec.keys))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {p}_fresh AS SELECT * FROM {p}_record WHERE record_id IN (SELECT record_id FROM {p}_new)"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE {p}_fresh_key AS {keys_sql(spec, f'{p}_fresh')}")
    con.execute(f"INSERT INTO {p}_key SELECT * FROM {p}_fresh_key")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {p}_candidate AS
        WITH met AS (
            SELECT k.* FROM {p}_key k WHERE h IN (SELECT h FROM {p}_fresh_key)
        ), useful AS (
            SELECT h FROM met GROUP BY h HAVING count(*) BETWEEN 2 AND CASE any_value(key) {caps} END
        )
        SELECT least(x.n, y.n) AS a, greatest(x.n, y.n) AS b, bit_or(1::BIGINT << x.key::BIGINT) AS keys
        FROM {p}_fresh_key x JOIN useful USING (h) JOIN met y ON y.h = x.h AND y.n <> x.n GROUP BY 1, 2
    """)
    con.execute(f"DROP TABLE {p}_fresh")
    con.execute(f"DROP TABLE {p}_fresh_key")


def _group(
    con: duckdb.DuckDBPyConnection,
    spec: Spec,
    model: Model,
    merge: float,
    must: tuple[Ints, Ints],
    cannot: tuple[Ints, Ints],
) -> None:
    """Makes again the groups of every record tied, however far, to a new one."""
    p = spec.name
    con.register("_tied", pa.table({"a": must[0], "b": must[1]}))
    con.register("_apart", pa.table({"a": cannot[0], "b": cannot[1]}))
    # A decision that the groups do not obey yet is new: its records are looked at again.
    con.execute(f"""
        INSERT INTO {p}_touched
        SELECT unnest([t.a, t.b]) FROM _tied t JOIN {p}_group x ON x.n = t.a JOIN {p}_group y ON y.n = t.b WHERE x.least <> y.least
        UNION
        SELECT unnest([t.a, t.b]) FROM _apart t JOIN {p}_group x ON x.n = t.a JOIN {p}_group y ON y.n = t.b WHERE x.least = y.least
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {p}_edge AS
        SELECT a, b, probability FROM {p}_scored WHERE probability >= {merge} UNION ALL SELECT a, b, 2.0 FROM _tied
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {p}_reached AS
        WITH RECURSIVE beside AS (
            SELECT a AS n, b AS other FROM {p}_edge UNION ALL SELECT b, a FROM {p}_edge
        ), reached(n) AS (
            SELECT n FROM {p}_touched
            UNION
            SELECT e.other FROM reached r JOIN beside e ON e.n = r.n
        )
        SELECT DISTINCT n FROM reached
    """)
    # In the order of record ids, as a full run would number them, so that ties fall the same way.
    nodes = np.asarray(
        con.execute(f"SELECT r.n FROM {p}_record r JOIN {p}_reached USING (n) ORDER BY r.record_id").fetchnumpy()["n"],
        np.int64,
    )
    edges = con.execute(
        f"SELECT a, b, probability FROM {p}_edge WHERE probability < 2 AND a IN (SELECT n FROM {p}_reached) ORDER BY a, b"
    ).fetchnumpy()
    order = np.argsort(nodes)

    def local(places: Ints) -> Ints:
        return order[np.searchsorted(nodes[order], places)]

    judge = objector(con, spec, spec.conflict)
    doubt = objector(con, spec, spec.contested, model)
    inside = np.isin(must[0], nodes)
    outside = np.isin(cannot[0], nodes) & np.isin(cannot[1], nodes)
    least = cluster(
        len(nodes),
        local(np.asarray(edges["a"], np.int64)),
        local(np.asarray(edges["b"], np.int64)),
        np.asarray(edges["probability"], np.float64),
        must=(local(must[0][inside]), local(must[1][inside])),
        cannot=(local(cannot[0][outside]), local(cannot[1][outside])),
        objections=lambda x, y: judge(nodes[x], nodes[y]),
        doubts=lambda x, y: doubt(nodes[x], nodes[y]),
    )
    con.register("_grouped", pa.table({"n": nodes.astype(np.int32), "least": nodes[least].astype(np.int32)}))
    con.execute(f"DELETE FROM {p}_group WHERE n IN (SELECT n FROM {p}_reached)")
    con.execute(f"INSERT INTO {p}_group SELECT n, least FROM _grouped")
    for name in ("_grouped", "_tied", "_apart"):
        con.unregister(name)
    con.execute(f"DROP TABLE {p}_edge")
    con.execute(f"DROP TABLE {p}_reached")

"""Who is who, for any kind of record: clean, block, compare, learn, score, group. One ``Spec`` says how; this file
runs it.

Tables left in the connection (``<p>`` is the spec's name): ``<p>_record`` cleaned records, ``<p>_key`` their
blocking keys, ``<p>_pair`` scored pairs, ``<p>_link`` one row per record, ``<p>_review`` the grey zone,
``<p>_model`` the weights.
"""

from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from cordee.revenue.identity import mixture, supervised
from cordee.revenue.identity.clustering import Objections, average_link, cluster
from cordee.revenue.identity.comparison import (
    BITS,
    LEVELS,
    Condition,
    Floats,
    Ints,
    Mask,
    Spec,
    level_sql,
    pattern_sql,
    unpack,
)
from cordee.revenue.identity.weights import Model, logit, sigmoid

MERGE = 0.95
"""A false merge is held to cost twenty missed ones: p* = 20 / 21."""

REVIEW = 0.5
KEEP = 0.01
"""Pairs less probable than this are not kept."""

DOUBT = 0.5
"""A contested pair (``Spec.contested``) less probable than this speaks against a group."""

CROWD = 10
"""Groups of more records than this are always looked at by a human."""

RANDOM_PAIRS = 100_000

LABEL_BITS = 7.0
"""What a stable id that both sides hold, and that differs, takes away from the log2 odds."""


@dataclass(slots=True)
class Resolution:
    records: int
    entities: int
    candidates: int
    pairs: int  # kept in <p>_pair
    reviews: int
    model: Model
    missed: float  # matches that no key proposed, estimated
    found: float  # matches among the proposed pairs, estimated
    seconds: dict[str, float] = field(default_factory=dict)


def resolve(
    con: duckdb.DuckDBPyConnection,
    *,
    table: str,
    spec: Spec,
    must_link: str | None = None,
    cannot_link: str | None = None,
    labels: str | None = None,
    model: Model | None = None,
    merge: float = MERGE,
    review: float = REVIEW,
) -> Resolution:
    """Groups the records of ``table`` (one row per record, ``record_id`` BIGINT unique).

    ``must_link`` and ``cannot_link`` are tables (a, b) of record ids that always win, the second over the first.
    ``labels`` is a table (a, b, same BOOLEAN) of pairs known by other means. ``model``: use these weights, learn
    nothing.
    """
    if spec.average is not None and (must_link or cannot_link):
        raise ValueError(f"{spec.name}: decisions need grouping pair by pair; this spec groups by mean probability")
    watch = Watch()
    clean(con, table, spec)
    watch.lap("clean")
    block(con, spec)
    watch.lap("block")
    compare(con, spec)
    watch.lap("compare")
    if model is None:
        model = learn(con, spec, labels)
    watch.lap("learn")
    score(con, spec, model)
    watch.lap("score")
    group(con, spec, model, must_link=must_link, cannot_link=cannot_link, merge=merge, review=review)
    watch.lap("group")
    return summary(con, spec, model, watch.seconds)


class Watch:
    def __init__(self) -> None:
        import time

        self._now = time.perf_counter
        self._last = self._now()
        self.seconds: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = self._now()
        self.seconds[name] = round(now - self._last, 3)
        self._last = now


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


def learn(con: duckdb.DuckDBPyConnection, spec: Spec, labels: str | None = None) -> Model:
    """Weights from the labelled pairs if they are enough, else from the mixture."""
    p = spec.name
    joined = "CAST(NULL AS BOOLEAN)"
    source = f"{p}_compared c"
    if labels is not None:
        joined = "t.same"
        source += (
            f" LEFT JOIN (SELECT least(x.n, y.n) AS a, greatest(x.n, y.n) AS b, bool_and(t.same) AS same FROM {labels} t "
            f"JOIN {p}_record x ON x.record_id = t.a JOIN {p}_record y ON y.record_id = t.b GROUP BY 1, 2) t USING (a, b)"
        )
    told = joined
    hidden: tuple[int, ...] = ()
    if spec.label is not None:
        column = spec.column(spec.label)
        hidden = (column,)
        codes = ", ".join(str(spec.comparisons[column].code(level)) for level in spec.label_same)
        level = f"((pattern >> {BITS * column}) & {LEVELS - 1})"
        told = f"coalesce({joined}, CASE WHEN {level} > 0 THEN {level} IN ({codes}) END)"
    # Pairs that only the label's own key proposed would teach that nothing need agree: they are not looked at.
    own = [place for place, key in enumerate(spec.keys) if key.name == spec.label]
    elsewhere = f"(keys & ~{1 << own[0]}) <> 0" if own else "TRUE"
    rows = con.execute(
        f"SELECT pattern, (hash(least(l.record_id, r.record_id)) % 2)::BIGINT AS fold, count(*)::DOUBLE AS n, "
        f"count(*) FILTER (told AND teaches)::DOUBLE AS same, count(*) FILTER (NOT told AND teaches)::DOUBLE AS other FROM "
        f"(SELECT c.a, c.b, pattern, {told} AS told, {elsewhere} AS teaches FROM {source}) c "
        f"JOIN {p}_record l ON l.n = c.a JOIN {p}_record r ON r.n = c.b GROUP BY ALL ORDER BY 1, 2"
    ).fetchnumpy()
    patterns, fold = np.asarray(rows["pattern"], np.int64), np.asarray(rows["fold"], np.int64)
    same, other, n = (np.asarray(rows[name], np.float64) for name in ("same", "other", "n"))
    told_rows = (same + other) > 0
    names = tuple(c.name for c in spec.comparisons)
    fewest = min(same.sum(), other.sum())
    if same.sum() + other.sum() >= supervised.ENOUGH and fewest >= supervised.FEWEST:
        model = supervised.learn(names, hidden, patterns[told_rows], same[told_rows], other[told_rows], fold[told_rows])
        for j in hidden:
            _weigh_label(model, spec, j)
        return model
    records = con.execute(f"SELECT count(*) FROM {p}_record").fetchall()[0][0]
    distinct, index = np.unique(patterns, return_inverse=True)
    total = [
        np.bincount(index, weights=column, minlength=len(distinct)).astype(np.float64) for column in (n, same, other)
    ]
    pairs = max(records * (records - 1) / 2, 1.0)
    every = total[0].sum() == pairs
    share = level_shares(spec, distinct, total[0]) if every else background(con, spec, records, pairs)
    return mixture.learn(spec, distinct, total[0], share, pairs, total[1], total[2])


def _weigh_label(model: Model, spec: Spec, column: int) -> None:
    """The stable id was hidden while learning; it weighs what an id weighs."""
    scale = np.log(2) / model.slope
    comparison = spec.comparisons[column]
    model.main[column, 1] = -LABEL_BITS * scale
    for level in spec.label_same:
        model.main[column, comparison.code(level)] = 2 * LABEL_BITS * scale


def background(con: duckdb.DuckDBPyConnection, spec: Spec, records: int, pairs: float) -> Floats:
    """Share of each level among random pairs of records (all of them when they are few)."""
    p = spec.name
    if pairs <= 2 * RANDOM_PAIRS:
        chosen = f"{p}_record l JOIN {p}_record r ON l.n < r.n"
    else:
        # Records in the order of a hash of what they say: the same pairs meet whatever the order of the rows.
        said = [name for (name, *_) in con.execute(f"DESCRIBE {p}_record").fetchall() if name not in ("n", "record_id")]
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {p}_shuffled AS "
            f"SELECT *, row_number() OVER (ORDER BY hash({', '.join(said)})) - 1 AS place FROM {p}_record"
        )
        taken = min(records, RANDOM_PAIRS)
        steps = max(1, RANDOM_PAIRS // taken)
        stride = max(1, records // (steps + 1))
        chosen = (
            f"(SELECT l.*, (l.place + s.step * {stride}) % {records} AS partner FROM {p}_shuffled l, "
            f"(SELECT unnest(range(1, {steps + 1})) AS step) s WHERE l.place < {taken}) l "
            f"JOIN {p}_shuffled r ON r.place = l.partner"
        )
    rows = con.execute(
        f"WITH compared AS MATERIALIZED (SELECT {pattern_sql(spec.comparisons)} AS pattern FROM {chosen}) "
        f"SELECT pattern, count(*)::DOUBLE AS c FROM compared GROUP BY 1 ORDER BY 1"
    ).fetchnumpy()
    return level_shares(spec, np.asarray(rows["pattern"], np.int64), np.asarray(rows["c"], np.float64))


def level_shares(spec: Spec, patterns: Ints, count: Floats) -> Floats:
    """Share of each level of each comparison among the pairs of these patterns."""
    codes = unpack(patterns, len(spec.comparisons))
    table = np.array([np.bincount(codes[:, j], weights=count, minlength=LEVELS) for j in range(codes.shape[1])])
    return np.asarray(table / max(float(count.sum()), 1.0), np.float64)


def bounded(spec: Spec, patterns: Ints, probability: Floats) -> Floats:
    levels = spec.levels(patterns)
    for bound in spec.bounds:
        held = bound.when(levels)
        probability = np.where(held, np.clip(probability, bound.least, bound.most), probability)
    return probability


def score(con: duckdb.DuckDBPyConnection, spec: Spec, model: Model) -> None:
    """``<p>_scored(a, b, keys, pattern, probability)`` of the compared pairs, and ``<p>_model``."""
    p = spec.name
    found = con.execute(f"SELECT DISTINCT pattern FROM {p}_compared ORDER BY 1").fetchnumpy()["pattern"]
    patterns = np.asarray(found, np.int64)
    probability = bounded(spec, patterns, model.probability(patterns))
    con.register("_weighed", pa.table({"pattern": patterns, "probability": probability}))
    con.execute(
        f"CREATE OR REPLACE TABLE {p}_scored AS SELECT a, b, keys, pattern, probability FROM {p}_compared JOIN _weighed USING (pattern)"
    )
    con.unregister("_weighed")
    con.execute(f"DROP TABLE {p}_compared")
    con.execute(f"CREATE OR REPLACE TABLE {p}_model AS SELECT $1::VARCHAR AS model", [model.to_json()])


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
        ), crowd AS (
            SELECT least, count(*) AS size FROM {p}_group GROUP BY least HAVING count(*) > {CROWD}
        )
        SELECT l.record_id AS a, r.record_id AS b, x.entity_id AS entity_a, y.entity_id AS entity_b, best.probability,
               pair[3] AS pattern, CASE WHEN best.probability >= {merge} THEN 'conflict' ELSE 'unsure' END AS reason
        FROM best JOIN {p}_record l ON l.n = pair[1] JOIN {p}_record r ON r.n = pair[2]
        JOIN {p}_link x ON x.record_id = l.record_id JOIN {p}_link y ON y.record_id = r.record_id
        UNION ALL
        SELECT e.record_id, e.record_id, k.entity_id, k.entity_id, 1.0, 0, 'crowd'
        FROM crowd c JOIN {p}_record e ON e.n = c.least JOIN {p}_link k ON k.record_id = e.record_id
    """
    )
    con.unregister("_must")
    con.unregister("_cannot")


def summary(con: duckdb.DuckDBPyConnection, spec: Spec, model: Model, seconds: dict[str, float]) -> Resolution:
    p = spec.name
    counts = con.execute(
        f"SELECT (SELECT count(*) FROM {p}_record), (SELECT count(DISTINCT entity_id) FROM {p}_link), "
        f"(SELECT count(*) FROM {p}_scored), (SELECT count(*) FROM {p}_pair), (SELECT count(*) FROM {p}_review)"
    ).fetchall()[0]
    # Chao (1987): what no key caught, from what one key and what two keys caught.
    found, once, twice = con.execute(
        f"SELECT coalesce(sum(probability), 0), coalesce(sum(probability) FILTER (bit_count(keys) = 1), 0), "
        f"coalesce(sum(probability) FILTER (bit_count(keys) = 2), 0) FROM {p}_scored"
    ).fetchall()[0]
    missed = once * max(once - 1, 0) / (2 * (twice + 1))
    records, entities, candidates, kept, reviews = counts
    return Resolution(records, entities, candidates, kept, reviews, model, missed, found, seconds)


def explain_pair(
    con: duckdb.DuckDBPyConnection, spec: Spec, a: int, b: int, language: str = "en"
) -> list[tuple[str, str, float]]:
    """(evidence, level in words, weight in bits) of two records, by the stored weights; the first row, ``prior``,
    is what
    any two records start from. The weights add up to the log2 odds before ``spec.bounds``."""
    stored = con.execute(f"SELECT model FROM {spec.name}_model").fetchall()[0][0]
    model = Model.from_json(stored)
    rows: list[Any] = con.execute(
        f"SELECT record_id, n FROM {spec.name}_record WHERE record_id IN ($1, $2)", [a, b]
    ).fetchall()
    place = dict(rows)
    if a not in place or b not in place:
        raise KeyError(f"no such record: {a if a not in place else b}")
    patterns = patterns_of(con, spec, np.array([place[a]], np.int64), np.array([place[b]], np.int64))
    codes = spec.levels(patterns).codes[0]
    bits = model.shares(codes) / np.log(2)
    listed = [("prior", "", float(model.base / np.log(2)))]
    for comparison, code, weight in zip(spec.comparisons, codes.tolist(), bits.tolist(), strict=True):
        name = (comparison.fr if language == "fr" else comparison.en) or comparison.name
        listed.append((name, comparison.words(code, language), weight))
    raw = model.probability(patterns)
    held = bounded(spec, patterns, raw)
    if held[0] != raw[0]:
        names = [bound for bound in spec.bounds if bound.when(spec.levels(patterns))[0]]
        shift = float((logit(held) - logit(raw))[0] / np.log(2))
        listed.append(("rule", "; ".join((b.fr if language == "fr" else b.en) or b.name for b in names), shift))
    return listed


__all__ = ["Resolution", "explain_pair", "resolve", "sigmoid"]

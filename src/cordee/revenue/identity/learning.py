"""The weights of a spec: from labelled pairs where they are enough, else from the mixture."""

import duckdb
import numpy as np

from cordee.revenue.identity import mixture, supervised
from cordee.revenue.identity.comparison import BITS, LEVELS, Floats, Ints, Spec, pattern_sql, unpack
from cordee.revenue.identity.weights import Model

RANDOM_PAIRS = 100_000

LABEL_BITS = 7.0
"""What a stable id that both sides hold, and that differs, takes away from the log2 odds."""


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
            f"SELECT n, row_number() OVER (ORDER BY hash({', '.join(said)})) - 1 AS place FROM {p}_record"
        )
        taken = min(records, RANDOM_PAIRS)
        steps = max(1, RANDOM_PAIRS // taken)
        stride = max(1, records // (steps + 1))
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {p}_drawn AS SELECT x.n AS one, y.n AS two FROM ("
            f"SELECT n, (place + s.step * {stride}) % {records} AS partner "
            f"FROM {p}_shuffled, (SELECT unnest(range(1, {steps + 1})) AS step) s WHERE place < {taken}) x "
            f"JOIN {p}_shuffled y ON y.place = x.partner"
        )
        con.execute(f"DROP TABLE {p}_shuffled")
        chosen = f"{p}_drawn q JOIN {p}_record l ON l.n = q.one JOIN {p}_record r ON r.n = q.two"
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

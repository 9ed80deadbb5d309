"""Who is who, for any kind of record: clean, block, compare, learn, score, group. One ``Spec`` says how; this file
runs it.

Tables left in the connection (``<p>`` is the spec's name): ``<p>_record`` cleaned records, ``<p>_key`` their
blocking keys, ``<p>_pair`` scored pairs, ``<p>_link`` one row per record, ``<p>_review`` the grey zone,
``<p>_model`` the weights.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from cordee.revenue.identity.comparison import Spec, bounded
from cordee.revenue.identity.groups import group
from cordee.revenue.identity.learning import learn
from cordee.revenue.identity.pairs import block, clean, compare, patterns_of
from cordee.revenue.identity.weights import Model, logit

MERGE = 0.95
"""A false merge is held to cost twenty missed ones: p* = 20 / 21."""

REVIEW = 0.5


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

        self._now = time.perf_counter
        self._last = self._now()
        self.seconds: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = self._now()
        self.seconds[name] = round(now - self._last, 3)
        self._last = now


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

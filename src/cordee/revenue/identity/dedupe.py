"""The same engine on any list of people or companies: no labels needed, and an estimate of how well it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from cordee.revenue.identity import columns as headers
from cordee.revenue.identity import engine, listing
from cordee.revenue.identity.comparison import Spec, bounded
from cordee.revenue.identity.generic import generic
from cordee.revenue.identity.pairs import patterns_of
from cordee.revenue.warehouse.engine import connect

MERGE = 0.5
"""In a list to look through, a false pair costs what a missed one does."""


@dataclass(frozen=True, slots=True)
class Pair:
    a: int  # row numbers, header not counted, first is 1
    b: int
    probability: float


@dataclass(frozen=True, slots=True)
class DedupeReport:
    rows: int
    clusters: int
    pairs: tuple[Pair, ...]  # of rows in one cluster
    estimated_precision: float | None  # None where nothing was joined
    estimated_recall: float | None
    columns: Mapping[str, str]  # column -> what it was taken for
    seconds: Mapping[str, float]


def dedupe(
    path_or_table: str | Path | pa.Table,
    kind: str = "auto",
    columns: Mapping[str, str] | None = None,
    out: str | Path | None = None,
    *,
    merge: float = MERGE,
    threads: int | None = None,
) -> DedupeReport:
    """Finds the rows of a CSV, TSV, XLSX or Parquet file (or an Arrow table) that speak of one person or company.

    ``kind``: persons, companies or auto. ``columns`` names what columns hold ({"family": "Nom"} or {"Nom": "family"}; see
    ``columns.KINDS``); the others are told from their headers and values. ``out``: the list with ``cluster_id`` added.
    """
    if kind not in ("auto", "persons", "companies"):
        raise ValueError(f"{kind}: a list holds persons or companies; leave it out to have it told")
    con = connect(threads=threads)
    try:
        if isinstance(path_or_table, pa.Table):
            names = listing.stage(con, path_or_table, "list_row")
        else:
            names = listing.read(con, Path(path_or_table), "list_row")
        companies = None if kind == "auto" else kind == "companies"
        kinds = headers.guess(con, "list_row", names, companies=companies, given=columns)
        if not kinds:
            raise listing.UnreadableList("no column to compare: name some, such as family=Nom or email=Courriel")
        spec = generic(con, "list_row", kinds)
        result = engine.resolve(con, table="list_row", spec=spec, merge=merge)
        return _report(con, spec, result, kinds, names, merge, None if out is None else Path(out))
    finally:
        con.close()


def _report(
    con: duckdb.DuckDBPyConnection,
    spec: Spec,
    result: engine.Resolution,
    kinds: Mapping[str, str],
    names: list[str],
    merge: float,
    out: Path | None,
) -> DedupeReport:
    rows = con.execute(
        "SELECT x.n::BIGINT AS a, y.n::BIGINT AS b FROM listed_group x JOIN listed_group y ON x.least = y.least AND x.n < y.n ORDER BY 1, 2"
    ).fetchnumpy()
    one, two = np.asarray(rows["a"], np.int64), np.asarray(rows["b"], np.int64)
    patterns = patterns_of(con, spec, one, two)
    probability = bounded(spec, patterns, result.model.probability(patterns))
    pairs = tuple(
        Pair(a + 1, b + 1, p) for a, b, p in zip(one.tolist(), two.tolist(), probability.tolist(), strict=True)
    )
    inside = float(probability.sum())
    # Matches left out: those among the compared pairs that were not joined, and those that no key proposed.
    outside = con.execute(
        "SELECT coalesce(sum(s.probability), 0) FROM listed_scored s JOIN listed_group x ON x.n = s.a JOIN listed_group y "
        "ON y.n = s.b WHERE x.least <> y.least"
    ).fetchall()[0][0]
    missed = result.missed if len(spec.keys) > 1 else 0.0
    total = inside + float(outside) + missed
    if out is not None:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE list_clustered AS SELECT r.*, dense_rank() OVER (ORDER BY l.entity_id) AS cluster_id "
            "FROM list_row r JOIN listed_link l USING (record_id)"
        )
        listing.write(con, "list_clustered", names, out)
    return DedupeReport(
        rows=result.records,
        clusters=result.entities,
        pairs=pairs,
        estimated_precision=inside / len(pairs) if pairs else None,
        estimated_recall=inside / total if total > 0 else None,
        columns=kinds,
        seconds=result.seconds,
    )

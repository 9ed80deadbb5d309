"""Nodes put together: company records among themselves, then domains and names that are left, never across a veto."""

import duckdb
import numpy as np
import pyarrow as pa

from cordee.revenue.identity.account_evidence import DOUBTFUL, OBJECTION, Weights, score
from cordee.revenue.identity.clustering import cluster
from cordee.revenue.identity.comparison import Floats, Ints, Mask

MERGE = 0.98
"""A false merge of two accounts is held to cost fifty missed ones: p* = 50 / 51."""


def group(con: duckdb.DuckDBPyConnection, nodes: str, into: str, weights: Weights) -> None:
    """Table ``into(node_id, least)``: the nodes of the query ``nodes`` (column node_id), each with the least of its group.

    Reads ``_scored`` (a, b, probability), ``_must`` and ``_cannot`` (a, b): of these last two, ``_cannot`` wins.
    """
    ids: Ints = np.sort(np.asarray(con.execute(nodes).fetchnumpy()["node_id"], np.int64))
    con.register("_placed", pa.table({"node_id": ids, "n": np.arange(len(ids))}))
    con.execute("CREATE OR REPLACE TEMP TABLE _place AS SELECT * FROM _placed")
    con.unregister("_placed")

    def pairs(table: str, where: str = "TRUE") -> tuple[Ints, Ints, Floats]:
        found = con.execute(
            f"SELECT x.n AS a, y.n AS b, t.probability::DOUBLE AS probability FROM {table} AS t "
            f"JOIN _place AS x ON x.node_id = t.a JOIN _place AS y ON y.node_id = t.b WHERE {where} ORDER BY 1, 2"
        ).fetchnumpy()
        return (
            np.asarray(found["a"], np.int64),
            np.asarray(found["b"], np.int64),
            np.asarray(found["probability"], float),
        )

    def objections(a: Ints, b: Ints) -> Mask:
        if not len(a):
            return np.zeros(0, bool)
        con.register("_asked", pa.table({"a": ids[a], "b": ids[b], "place": np.arange(len(a))}))
        score(con, "SELECT a, b FROM _asked", "_judged", weights)
        against = con.execute(
            f"SELECT coalesce(j.veto IS NOT NULL OR j.weight <= {OBJECTION} OR (j.raw < {DOUBTFUL} AND least(j.domain_bits, "
            "j.page_bits, j.place_bits, j.name_bits) < 0), false) AS no FROM _asked AS q "
            "LEFT JOIN _judged AS j ON j.a = least(q.a, q.b) AND j.b = greatest(q.a, q.b) ORDER BY q.place"
        ).fetchnumpy()["no"]
        con.unregister("_asked")
        con.execute("DROP TABLE _judged")
        return np.asarray(against, bool)

    a, b, probability = pairs("_scored", f"t.probability >= {MERGE}")
    no_a, no_b, _ = pairs("(SELECT a, b, 0 AS probability FROM _cannot)")
    must_a, must_b, _ = pairs("(SELECT a, b, 1 AS probability FROM _must ANTI JOIN _cannot USING (a, b))")
    least = cluster(len(ids), a, b, probability, must=(must_a, must_b), cannot=(no_a, no_b), objections=objections)
    con.execute("DROP TABLE _place")
    con.register("_grouped", pa.table({"node_id": ids, "least": ids[least] if len(ids) else ids}))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT * FROM _grouped")
    con.unregister("_grouped")

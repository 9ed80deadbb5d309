"""The grey zone: pairs of people and of accounts that may be one, for a human to decide."""

import json
from typing import Any

import duckdb


def pairs_to_review(reader: duckdb.DuckDBPyConnection, *, limit: int = 50) -> list[dict[str, Any]]:
    """People, then accounts, most probable first: ``{kind, a, b, probability, evidence}``."""
    found: list[dict[str, Any]] = []
    for kind, detail in (
        ("person", "concat_ws(', ', {0}.email, {0}.phone, {0}.job_title)"),
        ("account", "concat_ws(', ', {0}.domain, {0}.city)"),
    ):
        rows = reader.execute(
            f"""
            SELECT r.a, coalesce(x.name, ''), {detail.format("x")}, r.b, coalesce(y.name, ''), {detail.format("y")},
                r.probability, r.evidence
            FROM {kind}_review AS r
            LEFT JOIN {kind} AS x ON x.{kind}_id = r.a
            LEFT JOIN {kind} AS y ON y.{kind}_id = r.b
            WHERE r.a <> r.b
            ORDER BY r.probability DESC, r.a, r.b LIMIT {int(limit)}
            """
        ).fetchall()
        for a, a_name, a_detail, b, b_name, b_detail, probability, evidence in rows:
            found.append(
                {
                    "kind": kind,
                    "a": {"id": a, "name": a_name, "detail": a_detail},
                    "b": {"id": b, "name": b_name, "detail": b_detail},
                    "probability": probability,
                    "evidence": json.loads(evidence) if evidence else None,
                }
            )
    return found[:limit]

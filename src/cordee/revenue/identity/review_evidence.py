"""What speaks for and against each pair of people in the grey zone, as JSON for those who decide."""

import json

import duckdb
import numpy as np
import pyarrow as pa

from cordee.revenue.identity.comparison import FIRST_NAMED, UNKNOWN, Level, Spec
from cordee.revenue.identity.weights import Model


def people_review(con: duckdb.DuckDBPyConnection, spec: Spec, into: str) -> None:
    """Table ``into(a, b, probability, evidence)`` of person ids from the engine's review, one row per pair.

    ``evidence`` holds {records, reason, prior, evidence: [{comparison, level, bits}]}; a and b always differ.
    """
    p = spec.name
    model = Model.from_json(con.execute(f"SELECT model FROM {p}_model").fetchall()[0][0])
    found = con.execute(f"SELECT DISTINCT pattern FROM {p}_review ORDER BY 1").fetchnumpy()["pattern"]
    patterns = np.asarray(found, np.int64)
    texts = []
    for codes in spec.levels(patterns).codes:
        bits = model.shares(codes) / np.log(2)
        evidence = [
            {"comparison": c.name, "level": _level(c.levels, int(code)), "bits": round(float(bit), 2)}
            for c, code, bit in zip(spec.comparisons, codes, bits, strict=True)
            if code != UNKNOWN or abs(bit) >= 0.5
        ]
        texts.append(json.dumps({"prior": round(float(model.base / np.log(2)), 2), "evidence": evidence}))
    con.register("_told", pa.table({"pattern": patterns, "told": pa.array(texts, pa.string())}))
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        SELECT least(r.entity_a, r.entity_b) AS a, greatest(r.entity_a, r.entity_b) AS b, r.probability,
            json_merge_patch(
                t.told::JSON,
                json_object('reason', r.reason, 'records', [r.a, r.b])
            )::VARCHAR AS evidence
        FROM {p}_review AS r LEFT JOIN _told AS t ON t.pattern = r.pattern
        """
    )
    con.unregister("_told")


def _level(levels: tuple[Level, ...], code: int) -> str:
    return ("unknown", "differs")[code] if code < FIRST_NAMED else levels[code - FIRST_NAMED].name

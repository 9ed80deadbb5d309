"""Who is who at the demo company, against its truth: pairwise precision and recall of people and of companies.

    .venv/bin/python bench/identity_demo.py [--size company] [--seed 1]

The exports are imported and refreshed as a user would; the truth is read only here.
"""

import argparse
import json
import tempfile
from pathlib import Path

from cordee.demo import write
from cordee.revenue.imports import import_files
from cordee.revenue.pipeline import refresh
from cordee.revenue.warehouse.engine import connect, quoted
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.ids import record_id_sql
from cordee.revenue.warehouse.snapshots import current

RESULTS = Path(__file__).parent / "results"


def scores(home: Home, truth: Path, kind: str) -> dict[str, float]:
    """Pairs of records that share an entity, among those whose owner the truth knows."""
    con = connect()
    con.execute(f"ATTACH {quoted(current(home))} AS s (READ_ONLY)")
    key = record_id_sql("concat_ws('/', t.source, t.object, t.source_id)")
    found = con.execute(
        f"""
        WITH known AS (
            SELECT DISTINCT {key} AS record_id, t.true_{kind} AS who FROM read_csv({quoted(truth)}, all_varchar = true) AS t
        ),
        joined AS (SELECT k.who, l.{kind}_id AS entity FROM known AS k JOIN s.{kind}_link AS l USING (record_id)),
        cells AS (SELECT who, entity, count(*)::HUGEINT AS n FROM joined GROUP BY ALL),
        pairs AS (
            SELECT
                (SELECT sum(n * (n - 1) // 2) FROM cells)::DOUBLE AS both_say,
                (SELECT sum(n * (n - 1) // 2) FROM (SELECT sum(n) AS n FROM cells GROUP BY entity))::DOUBLE AS we_say,
                (SELECT sum(n * (n - 1) // 2) FROM (SELECT sum(n) AS n FROM cells GROUP BY who))::DOUBLE AS truth_says
        )
        SELECT (SELECT count(*) FROM joined), both_say, we_say, truth_says FROM pairs
        """
    ).fetchall()[0]
    records, both, ours, true = found
    return {
        "records": records,
        "precision": both / ours,
        "recall": both / true,
        "false_pairs": ours - both,
        "missed_pairs": true - both,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="company")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        exports = write(Path(folder) / "demo", size=chosen.size, seed=chosen.seed)
        home = Home.at(Path(folder) / "home")
        import_files(home, [exports.exports])
        report = refresh(home)
        seconds = {step.step: round(step.seconds, 2) for step in report.steps}
        result = {kind: scores(home, exports.truth / f"{kind}.csv", kind) for kind in ("person", "account")}
    for kind, row in result.items():
        print(
            f"{kind:8} {row['records']:>7} records  precision {row['precision']:.5f}  recall {row['recall']:.4f}"
            f"  false pairs {row['false_pairs']:.0f}  missed {row['missed_pairs']:.0f}"
        )
    print(f"identity step: {seconds['identity']} s; all steps: {sum(seconds.values()):.1f} s")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"identity_demo_{chosen.size}.json").write_text(
        json.dumps({"size": chosen.size, "seed": chosen.seed, "steps": seconds, **result}, indent=1) + "\n"
    )


if __name__ == "__main__":
    main()

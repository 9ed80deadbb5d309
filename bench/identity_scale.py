"""Who is who among a million people: ours, Splink 5 tuned and recordlinkage, side by side in one run.

    .venv/bin/python bench/identity_scale.py                        # the demo's generator, 1,000,000 records
    .venv/bin/python bench/identity_scale.py --records 100000
    .venv/bin/python bench/identity_scale.py --file people.parquet  # rec_id, true_id, first_name … linkedin

``--peers PYTHON`` is an interpreter that has the other tools (bench/README.md); without it only ours runs. Every
method is a
process of its own, two threads, 8 GB. F1 is pairwise, after clustering; ours merges at the probability that the product
merges at. Targets: F1 ≥ .974 at precision ≥ .995, above the others, in no more time than Splink; 10,000 more
records in a
small fraction of a full run. Results: bench/results/identity_scale.json.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

HERE = Path(__file__).parent
WORK = HERE / ".work" / "identity"
NEW = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--peers", default=None)
    parser.add_argument("--methods", default="ours,ours_without_labels,incremental,splink_tuned,recordlinkage")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        print(
            json.dumps(
                {"ours": ours, "ours_without_labels": unlabelled, "incremental": incremental}[options.only](
                    options.file
                )
            )
        )
        return
    path = options.file or generated(options.records)
    found: dict[str, Any] = {}
    for method in options.methods.split(","):
        mine = method in ("ours", "ours_without_labels", "incremental")
        if not mine and options.peers is None:
            continue
        command = (
            [sys.executable, __file__, "--only", method, "--file", str(path)]
            if mine
            else [options.peers, str(HERE / "identity_peers.py"), method, str(path)]
        )
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            found[method] = {"failed": run.stderr.strip().splitlines()[-1:]}
        else:
            found[method] = json.loads(run.stdout.strip().splitlines()[-1])
        print(method, json.dumps(found[method]), flush=True)
    records = duckdb.execute(f"SELECT count(*) FROM read_parquet('{path}')").fetchall()[0][0]
    table(found)
    save(f"identity_scale_{path.stem}.json", {"file": path.name, "records": records, "methods": found})


def generated(records: int) -> Path:
    from cordee.demo.people_at_scale import write_people

    WORK.mkdir(parents=True, exist_ok=True)
    path = WORK / f"demo_{records // 1000}k.parquet"
    if not path.exists():
        write_people(path, records)
    return path


def staged(con: duckdb.DuckDBPyConnection, path: Path, *, labels: bool = True) -> None:
    """``person``: the list as staged person records; ``truth`` beside it."""
    con.execute(f"""
        CREATE VIEW person AS
        SELECT row_number() OVER ()::BIGINT - 1 AS record_id, first_name AS given_name, last_name AS family_name, email,
               CASE WHEN phone IS NOT NULL THEN [phone] END AS phones, title AS job_title,
               {"linkedin" if labels else "NULL::VARCHAR"} AS linkedin_url, company AS company_name, domain AS company_domain, city,
               true_id::VARCHAR AS true_id
        FROM read_parquet('{path}')
    """)


def scored(con: duckdb.DuckDBPyConnection) -> list[float]:
    both, found, true = con.execute("""
        WITH c AS (SELECT entity_id, true_id, count(*)::DOUBLE AS n FROM human_link JOIN person USING (record_id) GROUP BY ALL)
        SELECT (SELECT sum(n * (n - 1) / 2) FROM c),
               (SELECT sum(n * (n - 1) / 2) FROM (SELECT sum(n) AS n FROM c GROUP BY entity_id)),
               (SELECT sum(n * (n - 1) / 2) FROM (SELECT sum(n) AS n FROM c GROUP BY true_id))
    """).fetchall()[0]
    precision, recall = both / max(found, 1), both / max(true, 1)
    return [round(precision, 5), round(recall, 5), round(2 * precision * recall / (precision + recall), 5)]


def ours(path: Path, *, labels: bool = True) -> dict[str, Any]:
    from cordee.revenue.identity.people import resolve_people
    from cordee.revenue.warehouse.engine import connect

    con = connect(memory="8GB", threads=2)
    staged(con, path, labels=labels)
    start = time.perf_counter()
    result = resolve_people(con, "person")
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": round(seconds, 1),
        "rss_mb": round(peak),
        "scores": {"0.95": scored(con)},
        "steps": result.seconds,
        "model": result.model.kind,
        "pairs": result.candidates,
        "reviews": result.reviews,
        "calibration": calibration(con),
    }


def unlabelled(path: Path) -> dict[str, Any]:
    return ours(path, labels=False)


def incremental(path: Path) -> dict[str, Any]:
    """The last records added to all the others."""
    from cordee.revenue.identity.people import resolve_people, resolve_people_incremental
    from cordee.revenue.warehouse.engine import connect

    con = connect(memory="8GB", threads=2)
    staged(con, path)
    con.execute("CREATE TABLE known AS SELECT * FROM person")
    new = min(NEW, con.execute("SELECT count(*) FROM known").fetchall()[0][0] // 10)
    con.execute(f"CREATE TABLE fresh AS SELECT * FROM known WHERE record_id >= (SELECT count(*) - {new} FROM known)")
    con.execute("DELETE FROM known WHERE record_id IN (SELECT record_id FROM fresh)")
    start = time.perf_counter()
    resolve_people(con, "known")
    full = time.perf_counter() - start
    start = time.perf_counter()
    result = resolve_people_incremental(con, "fresh")
    seconds = time.perf_counter() - start
    return {
        "seconds": round(seconds, 2),
        "full_seconds": round(full, 1),
        "share_of_full": round(seconds / full, 3),
        "new_records": new,
        "steps": result.seconds,
        "scores": {"0.95": scored(con)},
    }


def calibration(con: duckdb.DuckDBPyConnection) -> list[list[float]]:
    """Per tenth of probability: pairs, mean probability, true share."""
    rows = con.execute("""
        SELECT floor(probability * 10) / 10 AS tenth, count(*), avg(probability), avg((x.true_id = y.true_id)::INTEGER)
        FROM human_pair p JOIN person x ON x.record_id = p.a JOIN person y ON y.record_id = p.b GROUP BY 1 ORDER BY 1
    """).fetchall()
    return [[tenth, pairs, round(mean, 3), round(share, 3)] for tenth, pairs, mean, share in rows]


def table(found: dict[str, Any]) -> None:
    print(f"{'method':<22}{'at':>8}{'seconds':>9}{'MB':>7}{'precision':>11}{'recall':>8}{'F1':>8}")
    for method, result in found.items():
        for threshold, (precision, recall, f1) in result.get("scores", {}).items():
            memory = result.get("rss_mb", "")
            print(f"{method:<22}{threshold:>8}{result['seconds']:>9}{memory:>7}{precision:>11}{recall:>8}{f1:>8}")


def save(name: str, results: dict[str, Any]) -> None:
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    machine = {
        "processors": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "load_average": [round(load, 1) for load in os.getloadavg()],
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
    }
    text = json.dumps({"on": time.strftime("%Y-%m-%d"), "machine": machine, **results}, indent=1)
    (folder / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

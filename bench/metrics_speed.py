"""How long each figure takes at company size, beside one scan of the leads: ``python bench/metrics_speed.py [--home
H]``.

Without a home, an invented company of 20,000 people and 600 deals in the model tables. One JSON line per metric: the
whole period, and by channel and by month; the slowest must stay under 300 ms after start-up.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "revenue" / "metrics"))

from company import company

from cordee.revenue.metrics import REGISTRY, compute, whole_period
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.snapshots import open_reader

TARGET_MS = 300


def median_ms(work: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return round(statistics.median(times) * 1000, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    reader: duckdb.DuckDBPyConnection
    reader = open_reader(Home.at(asked.home)) if asked.home else company(people=asked.people, deals=600)
    period = whole_period(reader)
    floor = median_ms(
        lambda: reader.execute("SELECT count(*), min(inquiry_at), max(customer_at) FROM lead").fetchall(), 20
    )
    worst = 0.0
    for key, metric in REGISTRY.items():
        told = {"metric": key, "floor_ms": floor}
        for by in (None, "channel", "month"):
            if by is None or by in metric.dimensions:
                begun = time.perf_counter()
                compute(reader, key, period, by=by)
                first = (time.perf_counter() - begun) * 1000
                told[f"{by or 'whole'}_ms"] = median_ms(
                    lambda by=by, key=key: compute(reader, key, period, by=by), asked.runs
                )
                worst = max(worst, first, told[f"{by or 'whole'}_ms"])
        told["ratio"] = round(told["whole_ms"] / floor, 1)
        print(json.dumps(told))
    print(json.dumps({"slowest_ms": round(worst, 1), "target_ms": TARGET_MS, "floor_ms": floor}))
    sys.exit(0 if worst < TARGET_MS else 1)


if __name__ == "__main__":
    main()

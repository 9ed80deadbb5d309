"""Scores and clocks of a million leads together, and the replay of a quarter.

    python bench/replay.py --home HOME --period 2026-Q2

Held to: scores and clocks of 1,000,000 leads, from passages and four million touches to the mart, under one minute in all; the replay of a
quarter at company size (``cordee demo --size company``) under 3 s. The terms are the preset *small team*: three tiers by the grade of
the moment, fit and engagement with a half-life, first and further attempts.
"""

import argparse
import json
import os
import platform
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
from clocks import NOW, of_leads

from cordee.revenue.sla.replaying import replay
from cordee.revenue.sla.terms import Version
from cordee.revenue.warehouse.home import Home
from cordee.vocabulary.periods import Period
from cordee.vocabulary.sla_terms.presets import preset


def of_quarter(home: str, period: str, repeat: int) -> list[dict[str, Any]]:
    found = []
    for name in ("demand_waterfall", "small_team"):
        seconds = []
        for _ in range(repeat):
            began = time.perf_counter()
            told = replay(Home.at(home), preset(name), Period.parse(period), threads=2)
            seconds.append(time.perf_counter() - began)
        found.append({"terms": name, "period": period, "mql": told.actual, "proposal": told.proposal, "seconds": round(min(seconds), 2)})  # fmt: skip
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--home", help="a company's home, for the replay")
    parser.add_argument("--period", default="2026-Q2")
    given = parser.parse_args()
    result: dict[str, Any] = {
        "machine": {"cpu": platform.machine(), "cores": os.cpu_count(), "threads": given.threads, "duckdb": duckdb.__version__, "load": os.getloadavg()[0]},
        "scores_and_clocks": of_leads(
            given.leads, lambda: Version("small_team", preset("small_team"), NOW - timedelta(days=4000)), given.threads
        ),
    }  # fmt: skip
    if given.home:
        result["replay"] = of_quarter(given.home, given.period, given.repeat)
    print(json.dumps(result, indent=2))
    (Path(__file__).parent / "results" / "replay.json").write_text(
        json.dumps(result, indent=2) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()

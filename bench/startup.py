"""Start-up of the command beside that of Python itself: ``python bench/startup.py [--runs 15]``. One JSON line.

``cordee --help`` must answer within 300 ms; the floor is ``python -c pass``.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

COMMAND = Path(sys.executable).with_name("cordee")


def best(arguments: list[str], runs: int) -> float:
    """The shortest of several runs, in milliseconds: what the work costs when nothing else disturbs it."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run(arguments, check=True, capture_output=True)
        times.append(time.perf_counter() - begun)
    return round(min(times) * 1000, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    floor = best([sys.executable, "-c", "pass"], runs)
    shown = best([str(COMMAND), "--help"], runs)
    one = best([str(COMMAND), "metrics", "--help"], runs)
    told = {
        "floor_ms": floor,
        "help_ms": shown,
        "metrics_help_ms": one,
        "ratio": round(shown / floor, 2),
        "target_ms": 300,
    }
    print(json.dumps(told))
    sys.exit(0 if shown < 300 else 1)


if __name__ == "__main__":
    main()

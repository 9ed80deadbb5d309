"""Full-text search over 2,000,000 turns of 20,000 calls, beside reading as many rows by their number; and the rate of indexing.

    python -m bench.call_search [--calls 20000] [--turns 100]

Held to: p95 of a search of at most 150 ms. Words are drawn as in speech: a few very frequent, most rare (Zipf).
"""

import argparse
import json
import sqlite3
import time
from pathlib import Path

import numpy as np

from cordee.revenue.speech.index import Index

PLACE = Path(__file__).parent / ".work" / "turns.sqlite3"
WORDS = 60_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--calls", type=int, default=20_000)
    arguments.add_argument("--turns", type=int, default=100)
    given = arguments.parse_args()
    dice = np.random.default_rng(1)
    vocabulary = np.array(
        ["".join(dice.choice(list("aeioulrstnmpdcbv"), size=dice.integers(3, 10))) for _ in range(WORDS)]
    )
    weights = 1 / np.arange(1, WORDS + 1) ** 1.05
    weights /= weights.sum()
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    for old in PLACE.parent.glob(f"{PLACE.name}*"):
        old.unlink()
    index, indexing, turn = Index(PLACE), 0.0, 0
    for start in range(0, given.calls, 500):
        calls = range(start, min(start + 500, given.calls))
        words = vocabulary[dice.choice(WORDS, size=(len(calls) * given.turns, 14), p=weights)]
        rows = [(turn + n, calls[n // given.turns], " ".join(line)) for n, line in enumerate(words)]
        turn += len(rows)
        clock = time.perf_counter()
        index.add(rows)
        indexing += time.perf_counter() - clock
    asked = []
    for _ in range(300):
        how_many = int(dice.integers(1, 4))
        some = list(vocabulary[dice.choice(WORDS, size=how_many, p=weights)])
        some[-1] = some[-1][: max(2, int(dice.integers(2, 8)))]  # as one types
        asked.append(" ".join(some))
    took, found = [], 0
    for question in asked:
        clock = time.perf_counter()
        found += len(index.search(question))
        took.append(1000 * (time.perf_counter() - clock))
    floor = []
    connection = sqlite3.connect(PLACE)
    for _ in range(300):
        numbers = [(int(number),) for number in dice.integers(0, turn, size=50)]
        clock = time.perf_counter()
        for number in numbers:
            connection.execute("SELECT text FROM said WHERE rowid = ?", number).fetchone()
        floor.append(1000 * (time.perf_counter() - clock))
    p50, p95 = np.percentile(took, [50, 95])
    print(
        json.dumps(
            {
                "turns": turn,
                "turns_indexed_per_second": round(turn / indexing),
                "megabytes": round(PLACE.stat().st_size / 1e6),
                "search_ms": {"p50": round(p50, 1), "p95": round(p95, 1), "max": round(max(took), 1)},
                "hits_per_search": round(found / len(asked), 1),
                "fifty_rows_by_number_ms_p95": round(float(np.percentile(floor, 95)), 1),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()

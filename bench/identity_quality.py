"""How well duplicates are found in the benchmark lists that others published, no labels used.

    CORDEE_DATA=../shared/data .venv/bin/python bench/identity_quality.py --peers PYTHON

Needs febrl/dataset3.csv, dataset4a.csv, dataset4b.csv and splink/fake_1000.csv under CORDEE_DATA. ``--peers`` is an
interpreter that has Splink (bench/README.md). Targets: FEBRL4 F1 ≥ .995; FEBRL3 without the social-security number
≥ .97;
fake_1000 above Splink's own introduction. Results: bench/results/identity_quality.json.
"""

import argparse
import json
import os
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from identity_scale import HERE, save

from cordee.revenue.identity.dedupe import dedupe

DATA = Path(os.environ.get("CORDEE_DATA", HERE.parent.parent / "shared" / "data"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=None)
    options = parser.parse_args()
    four = febrl("dataset4a.csv", "dataset4b.csv")
    three = febrl("dataset3.csv")
    fake = pd.read_csv(DATA / "splink" / "fake_1000.csv", dtype=str).rename(columns={"cluster": "truth"})
    found = {
        "FEBRL4": ours(four),
        "FEBRL4 without the number": ours(four.drop(columns="soc_sec_id")),
        "FEBRL3": ours(three),
        "FEBRL3 without the number": ours(three.drop(columns="soc_sec_id")),
        "fake_1000": ours(fake),
    }
    if options.peers is not None:
        command = [
            options.peers,
            str(HERE / "identity_peers.py"),
            "splink_default",
            str(DATA / "splink" / "fake_1000.csv"),
        ]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        peer = json.loads(run.stdout.strip().splitlines()[-1])
        for threshold, (precision, recall, f1) in peer["scores"].items():
            found[f"fake_1000, Splink's introduction at {threshold}"] = {
                "precision": precision,
                "recall": recall,
                "f1": f1,
                "seconds": peer["seconds"],
            }
    print(f"{'list':<46}{'precision':>10}{'recall':>9}{'F1':>9}{'est. P':>9}{'est. R':>9}{'seconds':>9}")
    for name, row in found.items():
        guess = [f"{row[key]:>9.4f}" if key in row else " " * 9 for key in ("estimated_precision", "estimated_recall")]
        print(
            f"{name:<46}{row['precision']:>10.4f}{row['recall']:>9.4f}{row['f1']:>9.4f}{guess[0]}{guess[1]}{row['seconds']:>9.1f}"
        )
    save("identity_quality.json", {"lists": found})


def febrl(*files: str) -> pd.DataFrame:
    """The rows in an order of their own, so that nothing can be told from where they stand."""
    read = [pd.read_csv(DATA / "febrl" / name, skipinitialspace=True, dtype=str) for name in files]
    frame = pd.concat(read, ignore_index=True)
    frame["truth"] = frame.pop("rec_id").str.extract(r"rec-(\d+)")[0]
    return frame.sample(frac=1, random_state=1).reset_index(drop=True)


def ours(frame: pd.DataFrame) -> dict[str, Any]:
    truth = frame["truth"].tolist()
    shown = frame.drop(columns="truth")
    rows = pa.table({name: pa.array(shown[name], pa.string(), from_pandas=True) for name in shown})
    start = time.perf_counter()
    report = dedupe(rows, "persons", threads=2)
    seconds = time.perf_counter() - start
    right = sum(truth[pair.a - 1] == truth[pair.b - 1] for pair in report.pairs)
    true = sum(size * (size - 1) // 2 for size in Counter(truth).values())
    precision, recall = right / max(len(report.pairs), 1), right / true
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
        "estimated_precision": report.estimated_precision,
        "estimated_recall": report.estimated_recall,
        "seconds": round(seconds, 1),
    }


if __name__ == "__main__":
    main()

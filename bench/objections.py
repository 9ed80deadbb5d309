"""How well what buyers say is labelled: the project's probe, PersuasionForGood as an outside check, speed and memory.

    python -m bench.objections [--outside DIRECTORY_OF_PERSUASIONFORGOOD]

The outside check (Wang et al., ACL 2019, Apache-2.0; 300 annotated dialogues about giving to a charity) knows no objection class: an
utterance of the persuadee that refuses is what an objection should be told by, one that asks is a question.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from cordee.revenue.speech.labelling import Labeller
from cordee.vocabulary.speech import LEARNED, OBJECTIONS, Label

PROBE = Path(__file__).parents[1] / "tests" / "revenue" / "speech" / "probe.tsv"
NONE = LEARNED.index(Label.NONE)
REFUSES = {"negative-reaction-to-donation", "disagree-donation", "disagree-donation-more"}
ASKS = {"ask-org-info", "ask-donation-procedure", "task-related-inquiry", "ask-persuader-donation-intention"}
TALKS = {
    "greeting",
    "thank",
    "closing",
    "acknowledgement",
    "you-are-welcome",
    "off-task",
    "positive-to-inquiry",
    "neutral-to-inquiry",
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--outside", type=Path)
    arguments.add_argument("--speed-only", action="store_true", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.speed_only:
        print(json.dumps(speed()))
        return
    told = subprocess.run(
        [sys.executable, "-m", "bench.objections", "--speed-only"],
        capture_output=True, text=True, check=True, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    document = {"speed": json.loads(told.stdout), "probe": probe(Labeller())}
    if given.outside and (given.outside / "300_dialog.xlsx").exists():
        document["persuasion_for_good"] = outside(Labeller(), given.outside / "300_dialog.xlsx")
    print(json.dumps(document, indent=2))


def rows() -> list[dict[str, str]]:
    with PROBE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def speed() -> dict[str, float]:
    texts = [row[language] for row in rows() for language in ("en", "fr")][:500]
    clock, processor = time.perf_counter(), time.process_time()
    labeller = Labeller()
    labeller.suggest(["Bonjour à tous."])
    ready = time.perf_counter() - clock
    labeller.suggest(texts)
    return {
        "utterances": len(texts),
        "seconds_to_be_ready": round(ready, 1),
        "seconds": round(time.perf_counter() - clock - ready, 1),
        "processor_seconds_in_all": round(time.process_time() - processor, 1),
        "peak_megabytes": peak(),
    }


def peak() -> int:
    """Megabytes at most. Not getrusage: across fork and exec it keeps the peak of the process that began this one."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return round(int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def probe(labeller: Labeller) -> dict[str, dict[str, float]]:
    answer = {}
    for manner in ("direct", "allusive", "all"):
        for language in ("en", "fr"):
            some = [row for row in rows() if row["label"] != "none" and manner in ("all", row["manner"])]
            truth = np.array([LEARNED.index(Label(row["label"])) for row in some])
            chances = labeller.probabilities([row[language] for row in some])
            ten = chances[:, :NONE] / chances[:, :NONE].sum(axis=1, keepdims=True)
            ordered = np.sort(ten, axis=1)
            right, margin = ten.argmax(axis=1) == truth, ordered[:, -1] - ordered[:, -2]
            answer[f"{manner} {language}"] = {
                "n": len(some),
                "right_of_ten": round(float(right.mean()), 3),
                "right_on_surest_60": round(float(right[margin >= np.quantile(margin, 0.4)].mean()), 3),
                "right_of_eleven": round(float((chances.argmax(axis=1) == truth).mean()), 3),
            }
    for language in ("en", "fr"):
        guesses = labeller.suggest([row[language] for row in rows() if row["label"] == "none"])
        spoken = [row for row in rows() if row["label"] != "none"]
        shown = [
            (g, row) for g, row in zip(labeller.suggest([r[language] for r in spoken]), spoken, strict=True) if g.sure
        ]
        answer[f"as shown {language}"] = {
            "neutral": len(guesses),
            "false_alarms": round(sum(g.sure and g.label != Label.NONE for g in guesses) / len(guesses), 3),
            "false_alarms_if_it_never_abstained": round(sum(g.label != Label.NONE for g in guesses) / len(guesses), 3),
            "suggested": round(sum(g.label != Label.NONE for g, _ in shown) / len(spoken), 3),
            "right_of_suggested": round(
                float(np.mean([g.label.value == row["label"] for g, row in shown if g.label != Label.NONE])), 3
            ),
        }
    return answer


def outside(labeller: Labeller, file: Path) -> dict[str, object]:
    from python_calamine import CalamineWorkbook
    from sklearn.metrics import roc_auc_score

    head, *body = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    text, label = head.index("Unit"), head.index("ee_label_1")
    said = [(str(row[text]), str(row[label])) for row in body if row[label]]
    chances = labeller.probabilities([one for one, _ in said])
    objecting = chances[:, [LEARNED.index(one) for one in OBJECTIONS]].sum(axis=1)
    asking, quiet = chances[:, LEARNED.index(Label.QUESTION)], chances[:, NONE]
    names = np.array([name for _, name in said])
    refuses, asks, talks = (np.isin(names, list(group)) for group in (REFUSES, ASKS, TALKS))
    shown = [guess.label if guess.sure else None for guess in labeller.suggest([one for one, _ in said])]
    return {
        "utterances_of_the_persuadee": len(said),
        "refusals": int(refuses.sum()),
        "auc_refusal_against_everything_else": round(float(roc_auc_score(refuses, objecting)), 3),
        "auc_refusal_against_small_talk": round(
            float(roc_auc_score(refuses[refuses | talks], objecting[refuses | talks])), 3
        ),
        "auc_question_against_everything_else": round(float(roc_auc_score(asks, asking)), 3),
        "auc_small_talk_against_everything_else": round(float(roc_auc_score(talks, quiet)), 3),
        "shown_as_objection": {
            name: round(float(np.mean([one in OBJECTIONS for one, hit in zip(shown, group, strict=True) if hit])), 3)
            for name, group in (("refusals", refuses), ("questions", asks), ("small talk", talks))
        },
        "labels_shown_for_refusals": dict(
            Counter(str(one) for one, hit in zip(shown, refuses, strict=True) if hit).most_common(6)
        ),
    }


if __name__ == "__main__":
    main()

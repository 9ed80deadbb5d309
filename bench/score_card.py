"""The score card beside LightGBM on the same leads, and a card applied to a million leads beside one scan of their touches.

    python bench/score_card.py --peers bench/.work/env/bin/python   # X Education under CORDEE_DATA
    python bench/score_card.py --apply                              # a million leads

Held to, on X Education with the columns known before contact, in order of Lead Number: AUC at least 0.86 and within 0.015
of LightGBM, ECE at most 0.03, slope 0.95 to 1.05; of ten draws of 200 leads, a smaller Brier score than LightGBM.
A million leads in well under a minute.
"""

import argparse
import json
import os
import pickle
import platform
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np

from cordee.revenue.scoring import card, measures
from cordee.revenue.scoring.applying import scored_sql
from cordee.revenue.scoring.asking import Question, past_of
from cordee.revenue.scoring.facts import Column, Kind
from cordee.revenue.scoring.reading import read
from cordee.revenue.scoring.validation import validate
from cordee.revenue.warehouse.engine import connect
from cordee.vocabulary.scorecards import Activity, Card, Condition, Criterion, Operator

DATA = Path(os.environ.get("CORDEE_DATA", Path(__file__).parents[2] / "shared" / "data"))
RESULTS = Path(__file__).parent / "results" / "score_card.json"
AFTER_CONTACT = (
    "Prospect ID", "Lead Number", "Converted", "Tags", "Lead Quality", "Lead Profile", "Last Activity",
    "Last Notable Activity", "Asymmetrique Activity Index", "Asymmetrique Profile Index", "Asymmetrique Activity Score",
    "Asymmetrique Profile Score",
)  # fmt: skip
LATE_FORM = (
    "Country", "Specialization", "How did you hear about X Education", "What is your current occupation",
    "What matters most to you in choosing a course", "City",
)  # fmt: skip
FEW, DRAWS = (100, 200, 500, 1500), 10


def plainly(columns: list[Column]) -> dict[str, list[Any]]:
    """The columns as a data frame would hold them."""
    return {
        one.name: [None if np.isnan(x) else float(x) for x in one.numbers]
        if one.kind is Kind.NUMBER
        else [one.levels[code] if code >= 0 else None for code in one.codes]
        for one in columns
    }


def of(columns: list[Column], rows: np.ndarray) -> list[Column]:
    return [one.of(rows) for one in columns]


def told(won: np.ndarray, p: np.ndarray) -> dict[str, float]:
    return {
        "auc": round(measures.auc(won, p).value, 4),
        "brier": round(measures.brier(won, p), 4),
        "ece": round(measures.calibration_error(won, p), 4),
        "slope": round(measures.slope(won, np.clip(p, 1e-4, 1 - 1e-4)) or 0.0, 3),
    }


def learnt(columns: list[Column], won: np.ndarray, known: frozenset[str], later: list[Column]) -> np.ndarray:
    found = card.fit(columns, won, known)
    if found is None:
        return np.full(len(later[0]), won.mean())
    score = found.score({one.name: one for one in columns})
    return found.calibrated(score, won).of(found.score({one.name: one for one in later}))


def quality(peers: Path) -> dict[str, Any]:
    listed = read(DATA / "x_education" / "Leads.csv")
    names = tuple(name for name in listed.columns if name not in AFTER_CONTACT)
    past, _, _ = past_of(listed, Question(outcome="Converted", order="Lead Number", known=names))
    place = np.argsort(past.order, kind="stable")
    won = past.won[place]
    rng = np.random.default_rng(0)
    judge = rng.choice(won.size, 3000, replace=False)
    pool = np.setdiff1d(np.arange(won.size), judge)
    draws = [(n, rng.choice(pool, n, replace=False)) for n in FEW for _ in range(DRAWS)]
    cut = int(0.75 * won.size)
    rounds, found = [], {}
    for label, dropped in (("B", ()), ("C", LATE_FORM)):
        columns = [
            one for one in of(list(past.columns), place)
            if one.name in past.known and one.name not in dropped and one.kind is not Kind.CONSTANT
        ]  # fmt: skip
        known = past.known if label == "B" else frozenset()
        started = time.perf_counter()
        judged = validate(columns, won, known)
        assert judged is not None
        found[f"{label}, in time, card"] = {
            "n": judged.n, "auc": round(judged.auc.value, 4), "auc_low": round(judged.auc.low, 4),
            "auc_high": round(judged.auc.high, 4), "brier": round(judged.brier, 4), "ece": round(judged.ece, 4),
            "slope": round(judged.slope or 0.0, 3), "ece_unrefreshed": round(judged.ece_unrefreshed, 4),
            "brier_unrefreshed": round(judged.brier_unrefreshed, 4), "seconds": round(time.perf_counter() - started, 2),
        }  # fmt: skip
        every = np.arange(won.size)
        rounds.append((plainly(of(columns, every[:cut])), won[:cut].tolist(), plainly(of(columns, every[cut:])), False))
        for _, rows in draws:
            rounds.append((plainly(of(columns, rows)), won[rows].tolist(), plainly(of(columns, judge)), True))
        ours: dict[int, list[dict[str, float]]] = {}
        for n, rows in draws:
            p = learnt(of(columns, rows), won[rows], known, of(columns, judge))
            ours.setdefault(n, []).append(told(won[judge], p))
        for n, each in ours.items():
            found[f"{label}, {n} leads, card"] = _mean(each)
    run = subprocess.run(
        [str(peers), str(Path(__file__).with_name("score_peers.py"))],
        input=pickle.dumps(rounds), capture_output=True, check=True,
    )  # fmt: skip
    answer = json.loads(run.stdout)
    forecasts = iter(answer["forecasts"])
    for label in ("B", "C"):
        found[f"{label}, in time, LightGBM"] = told(won[cut:], np.array(next(forecasts)))
        theirs: dict[int, list[dict[str, float]]] = {}
        for n, _ in draws:
            theirs.setdefault(n, []).append(told(won[judge], np.array(next(forecasts))))
        for n, each in theirs.items():
            found[f"{label}, {n} leads, LightGBM"] = _mean(each)
    return {"lightgbm": answer["version"], "x_education": dict(sorted(found.items()))}


def _mean(each: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(float(np.mean([one[name] for one in each])), 4) for name in each[0]}


def applied(leads: int = 1_000_000, touches: int = 10_000_000) -> dict[str, Any]:
    """A card of ten fit criteria and six activities."""
    asked = Card(
        fit=(
            *(Criterion(f"sector_{k}", Condition("industry", Operator.IS, f"sector {k}"), 5 + k) for k in range(6)),
            Criterion("size", Condition("headcount", Operator.AT_LEAST, 250.0), 20),
            Criterion("small", Condition("headcount", Operator.LESS_THAN, 10.0), -15),
            Criterion("country", Condition("country", Operator.ONE_OF, ("FR", "BE", "CH")), 15),
            Criterion("abroad", Condition("country", Operator.NONE_OF, ("FR", "BE", "CH", "DE")), -5),
        ),
        engagement=tuple(
            Activity(f"does_{kind}", (kind,), points, 30, 90)
            for kind, points in (
                ("page_view", 2), ("email_click", 4), ("form_fill", 15), ("webinar", 12), ("download", 8), ("unsubscribe", -20),
            )
        ),
        fit_cap=50, engagement_cap=50, half_life_days=21.0, grade_a=35, grade_b=18, grade_1=30, grade_2=10,
    )  # fmt: skip
    connection = connect(memory="3GB")
    connection.execute(f"""
        SELECT setseed(0.5);
        CREATE TABLE leads AS SELECT i AS lead_id, TIMESTAMP '2026-06-01' - INTERVAL 1 HOUR * (i % 3000) AS as_of,
            'sector ' || (hash(i) % 12) AS industry, (hash(i + 7) % 2000)::INTEGER AS headcount,
            ['FR', 'BE', 'CH', 'DE', 'US', NULL][1 + (hash(i + 9) % 6)::INTEGER] AS country FROM range({leads}) r(i);
        CREATE TABLE touches AS SELECT (hash(i) % {leads})::BIGINT AS lead_id,
            TIMESTAMP '2026-06-01' - INTERVAL 1 MINUTE * (hash(i + 3) % 300000)::BIGINT AS occurred_at,
            ['page_view', 'page_view', 'page_view', 'email_click', 'form_fill', 'webinar', 'download', 'unsubscribe', 'call', 'email_sent']
                [1 + (hash(i + 5) % 10)::INTEGER] AS kind, 'in' AS direction FROM range({touches}) r(i)""")
    query = scored_sql(connection, asked, "leads", "touches")

    def best(statement: str) -> float:
        times = []
        for _ in range(3):
            started = time.perf_counter()
            connection.execute(statement).fetchall()
            times.append(time.perf_counter() - started)
        return min(times)

    scan = best("SELECT count(*), max(occurred_at), max(lead_id), max(kind), max(direction) FROM touches")
    scored = best(f"CREATE OR REPLACE TEMP TABLE scored AS {query}")
    rows, wrong = connection.execute(
        "SELECT count(*), count(*) FILTER (score <> fit + engagement) FROM scored"
    ).fetchall()[0]
    return {
        "leads": rows, "touches": touches, "seconds": round(scored, 2), "scan_of_touches_seconds": round(scan, 3),
        "ratio_to_scan": round(scored / scan, 1), "wrong": wrong,
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, help="a Python that has LightGBM")
    parser.add_argument("--apply", action="store_true", help="a card over a million leads")
    given = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    if given.peers:
        results |= quality(given.peers)
    if given.apply:
        results["applied"] = applied()
    results["machine"] = {
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    print(json.dumps(results, indent=1, sort_keys=True))

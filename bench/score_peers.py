"""LightGBM on leads that ``score_card.py`` prepared: reads a pickle of rounds on stdin, prints its forecasts as JSON.

Runs in an environment of its own (requirements/bench.txt); the engine needs none of this.
"""

import json
import pickle
import sys

import lightgbm as lgb
import pandas as pd


def forecast(train: dict, won: list, later: dict, small: bool) -> list[float]:
    """The settings of the study: 300 trees of 15 leaves; half as many, and smaller leaves, where leads are few."""
    frame = pd.concat([pd.DataFrame(train), pd.DataFrame(later)], ignore_index=True)
    for name in frame:
        if frame[name].dtype == object:
            frame[name] = frame[name].astype("category")
    n = len(won)
    given = (
        {"n_estimators": 150, "learning_rate": 0.05, "min_child_samples": max(5, min(40, n // 20))}
        if small
        else {
            "n_estimators": 300,
            "learning_rate": 0.03,
            "min_child_samples": 40,
            "subsample": 0.8,
            "subsample_freq": 1,
            "colsample_bytree": 0.7,
        }
    )
    model = lgb.LGBMClassifier(num_leaves=15, n_jobs=1, verbose=-1, random_state=0, **given)
    model.fit(frame.iloc[:n], won)
    return [round(float(one), 6) for one in model.predict_proba(frame.iloc[n:])[:, 1]]


if __name__ == "__main__":
    rounds = pickle.load(sys.stdin.buffer)  # noqa: S301 -- written by score_card.py on the other end of the pipe
    json.dump({"version": lgb.__version__, "forecasts": [forecast(*one) for one in rounds]}, sys.stdout)

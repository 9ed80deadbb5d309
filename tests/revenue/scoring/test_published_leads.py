"""Published leads (CORDEE_DATA): the bars of the card beside boosted trees in the same run; noise called noise.

The trees here are scikit-learn's; ``bench/score_card.py`` runs LightGBM.
"""

import os
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from cordee.revenue.scoring import Question, card, learn, learn_from_file, measures
from cordee.revenue.scoring.asking import past_of
from cordee.revenue.scoring.facts import Column, Kind
from cordee.revenue.scoring.learning import Past
from cordee.revenue.scoring.reading import read

DATA = Path(os.environ.get("CORDEE_DATA", Path(__file__).parents[4] / "shared" / "data"))
LEADS = DATA / "x_education" / "Leads.csv"
DEALS = DATA / "maven_crm" / "sales_pipeline.csv"
AFTER_CONTACT = (
    "Prospect ID", "Lead Number", "Converted", "Tags", "Lead Quality", "Lead Profile", "Last Activity",
    "Last Notable Activity", "Asymmetrique Activity Index", "Asymmetrique Profile Index", "Asymmetrique Activity Score",
    "Asymmetrique Profile Score",
)  # fmt: skip
"""What sales write after contact, by the description of the data."""

with_leads = pytest.mark.skipif(not LEADS.exists(), reason="no leads of X Education here: set CORDEE_DATA")


@pytest.fixture(scope="module")
def past() -> Past:
    listed = read(LEADS)
    names = tuple(name for name in listed.columns if name not in AFTER_CONTACT)
    return past_of(listed, Question(outcome="Converted", order="Lead Number", known=names))[0]


def known(past: Past) -> list[Column]:
    return [column for column in past.columns if column.name in past.known and column.kind is not Kind.CONSTANT]


def trees(columns: list[Column], won: np.ndarray, train: np.ndarray, later: np.ndarray) -> np.ndarray:
    design = np.column_stack([one.numbers if one.kind is Kind.NUMBER else one.codes.astype(float) for one in columns])
    words = [one.kind is not Kind.NUMBER for one in columns]
    design[:, words] = np.where(design[:, words] < 0, np.nan, design[:, words])
    model = HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.05, max_leaf_nodes=15, categorical_features=words,
        min_samples_leaf=max(5, min(40, train.size // 20)), early_stopping=False, random_state=0,
    )  # fmt: skip
    return model.fit(design[train], won[train]).predict_proba(design[later])[:, 1]


@with_leads
def test_in_time_the_card_ranks_as_trees_do_and_its_probabilities_are_right(past: Past) -> None:
    learned = learn(past)
    assert learned.validation is not None and learned.card is not None and past.order is not None
    place = np.argsort(past.order, kind="stable")
    cut = int(0.75 * place.size)
    peer = measures.auc(past.won[place[cut:]], trees(known(past), past.won, place[:cut], place[cut:])).value

    assert learned.validation.auc.value >= 0.86
    assert learned.validation.auc.value >= peer - 0.015
    assert learned.validation.ece <= 0.03
    assert 0.95 <= (learned.validation.slope or 0) <= 1.05
    assert 6 <= len(learned.card.rules) <= 10


@with_leads
def test_of_200_leads_the_card_forecasts_better_than_trees(past: Past) -> None:
    rng = np.random.default_rng(0)
    columns = known(past)
    later = rng.choice(past.won.size, 3000, replace=False)
    pool = np.setdiff1d(np.arange(past.won.size), later)
    ours, theirs = [], []
    for _ in range(5):
        train = rng.choice(pool, 200, replace=False)
        learnt = card.fit([one.of(train) for one in columns], past.won[train], past.known)
        assert learnt is not None
        score = learnt.score({one.name: one.of(later) for one in columns})
        table = learnt.calibrated(score[:0], past.won[:0])
        ours.append(measures.brier(past.won[later], table.of(score)))
        theirs.append(measures.brier(past.won[later], trees(columns, past.won, train, later)))

    assert np.mean(ours) < np.mean(theirs)


@with_leads
def test_columns_that_sales_write_are_found() -> None:
    listed = read(LEADS)
    learned_from, _, _ = past_of(listed, Question(outcome="Converted", order="Lead Number"))

    found = {one.column for one in learn(learned_from).suspects}

    assert found >= {"Tags", "Lead Quality", "Lead Profile", "Last Activity", "Last Notable Activity"}
    assert "What matters most to you in choosing a course" in found  # being filled in tells, what it says does not


@pytest.mark.skipif(not DEALS.exists(), reason="no deals of Maven here: set CORDEE_DATA")
def test_deals_that_tell_nothing_give_no_card() -> None:
    learned = learn_from_file(DEALS, Question(outcome="deal_stage", positive="Won", order="engage_date"))

    assert (learned.card, learned.as_json()["points"]) == (None, [])
    assert "No usable signal" in learned.as_json()["advice"]
    assert [one.column for one in learned.suspects] == ["close_value"]
    assert learned.outcomes == 6711  # open is not lost

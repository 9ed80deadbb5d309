"""A card over many leads: against a slow reading of the same card, lead by lead."""

from datetime import datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pytest

from cordee.revenue.scoring.applying import UnknownFact, explanation, scored_sql
from cordee.vocabulary.scorecards import Activity, Card, Condition, Criterion, Operator

NOW = datetime(2026, 6, 1, 12)
CARD = Card(
    start=5,
    fit=(
        Criterion("sector", Condition("industry", Operator.ONE_OF, ("Santé", "L'énergie")), 30),
        Criterion("other", Condition("industry", Operator.NONE_OF, ("Santé", "Banque")), -7),
        Criterion("size", Condition("headcount", Operator.AT_LEAST, 250.0), 25),
        Criterion("young", Condition("age", Operator.LESS_THAN, 2.5), -20),
        Criterion("rank", Condition("rank", Operator.IS, "2"), 11),
    ),
    engagement=(
        Activity("pages", ("page_view",), 4, 20, 30),
        Activity("asks", ("form_fill", "chat"), 15, 40, 90),
        Activity("left", ("unsubscribe",), -25, 50, 365, None),
    ),
    fit_cap=50,
    engagement_cap=45,
    half_life_days=10.0,
    grade_a=40,
    grade_b=20,
    grade_1=12,
    grade_2=4,
)


@pytest.fixture
def world() -> tuple[duckdb.DuckDBPyConnection, list[dict[str, Any]], list[dict[str, Any]]]:
    rng = np.random.default_rng(11)
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE leads (lead_id BIGINT, as_of TIMESTAMP, industry VARCHAR, headcount INTEGER, age VARCHAR, rank DOUBLE);"
        "CREATE TABLE touches (lead_id BIGINT, occurred_at TIMESTAMP, kind VARCHAR, direction VARCHAR)"
    )
    leads = [
        {
            "lead_id": one,
            "as_of": NOW - timedelta(hours=int(rng.integers(0, 2000))),
            "industry": [None, "Santé", "Banque", "L'énergie", "BTP"][rng.integers(0, 5)],
            "headcount": [None, 10, 249, 250, 9000][rng.integers(0, 5)],
            "age": [None, "1", "2.5", "3", "?"][rng.integers(0, 5)],
            "rank": [None, 1.0, 2.0, 2.5][rng.integers(0, 4)],
        }
        for one in range(300)
    ]
    kinds = ["page_view", "form_fill", "chat", "unsubscribe", "call"]
    touches = [
        {
            "lead_id": int(rng.integers(0, 320)),
            "occurred_at": NOW - timedelta(minutes=int(rng.integers(-20_000, 300_000))),
            "kind": kinds[rng.choice(5, p=[0.6, 0.15, 0.1, 0.05, 0.1])],
            "direction": ["in", "out"][rng.choice(2, p=[0.85, 0.15])],
        }
        for _ in range(4000)
    ]
    connection.executemany("INSERT INTO leads VALUES (?, ?, ?, ?, ?, ?)", [list(one.values()) for one in leads])
    connection.executemany("INSERT INTO touches VALUES (?, ?, ?, ?)", [list(one.values()) for one in touches])
    return connection, leads, touches


def run(connection: duckdb.DuckDBPyConnection, card: Card, touches: str | None = "touches") -> list[dict[str, Any]]:
    found = connection.execute(f"{scored_sql(connection, card, 'leads', touches)} ORDER BY lead_id")
    names = [one[0] for one in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def slowly(lead: dict[str, Any], touches: list[dict[str, Any]]) -> tuple[int, int]:
    """Fit and engagement of one lead, by reading the card above aloud."""
    fit = 5
    fit += 30 * (lead["industry"] in ("Santé", "L'énergie"))
    fit -= 7 * (lead["industry"] in ("L'énergie", "BTP"))
    fit += 25 * ((lead["headcount"] or 0) >= 250)
    fit -= 20 * (lead["age"] == "1")
    fit += 11 * (lead["rank"] == 2.0)
    totals = {"pages": 0.0, "asks": 0.0, "left": 0.0}
    for touch in touches:
        age = (lead["as_of"] - touch["occurred_at"]) / timedelta(days=1)
        if touch["lead_id"] != lead["lead_id"] or age < 0:
            continue
        still = 0.5 ** (age / 10)
        inbound = touch["direction"] == "in"
        totals["pages"] += still * (touch["kind"] == "page_view" and age < 30 and inbound)
        totals["asks"] += still * (touch["kind"] in ("form_fill", "chat") and age < 90 and inbound)
        totals["left"] += still * (touch["kind"] == "unsubscribe" and age < 365)
    engagement = (
        min(20, round(4 * totals["pages"])) + min(40, round(15 * totals["asks"])) - min(50, round(25 * totals["left"]))
    )
    return max(0, min(50, fit)), max(0, min(45, engagement))


def test_every_lead_has_the_score_of_a_slow_reading(world: Any) -> None:
    connection, leads, touches = world

    found = run(connection, CARD)

    assert [(row["fit"], row["engagement"]) for row in found] == [slowly(lead, touches) for lead in leads]
    assert [row["grade"] for row in found] == [CARD.grade(row["fit"], row["engagement"]) for row in found]
    assert len({row["grade"] for row in found}) == 9  # the world is rich enough to meet every cell


def test_every_point_is_explained(world: Any) -> None:
    connection, _, _ = world
    found = run(connection, CARD)

    for row in found:
        assert sum(line.points for line in explanation(CARD, row)) == row["score"]
    assert {line.key for row in found for line in explanation(CARD, row)} == {
        "start", "sector", "other", "size", "young", "rank", "pages", "asks", "left", "fit_limit", "engagement_limit",
    }  # fmt: skip


def test_what_comes_later_changes_nothing(world: Any) -> None:
    connection, leads, _ = world
    before = run(connection, CARD)
    connection.executemany(
        "INSERT INTO touches VALUES (?, ?, 'form_fill', 'in')",
        [[lead["lead_id"], lead["as_of"] + timedelta(seconds=1)] for lead in leads],
    )

    assert run(connection, CARD) == before


def test_a_card_without_touches_or_criteria_still_scores(world: Any) -> None:
    connection, leads, _ = world
    bare = Card(
        fit=(), engagement=(), fit_cap=50, engagement_cap=0, half_life_days=1.0, grade_a=1, grade_b=0, grade_1=1,
        grade_2=0, start=7,
    )  # fmt: skip

    assert {(row["score"], row["grade"]) for row in run(connection, bare, None)} == {(7, "A2")}
    assert {row["engagement"] for row in run(connection, CARD, None)} == {0}
    assert len(run(connection, CARD)) == len(leads)


def test_an_unknown_fact_is_named(world: Any) -> None:
    connection, _, _ = world
    asks = Card.from_json(
        CARD.as_json() | {"fit": [{"key": "x", "field": "colour", "operator": "is", "value": "red", "points": 1}]}
    )

    with pytest.raises(UnknownFact, match="colour"):
        scored_sql(connection, asks, "leads", "touches")

"""The score of a moment: a slow oracle agrees, nothing later is looked at, and clocks take their tier from it."""

import math
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cordee.revenue.model.build import Build
from cordee.revenue.sla.scores import scored
from cordee.revenue.warehouse.home import Settings
from cordee.revenue.warehouse.tables import MODEL
from cordee.vocabulary.sla_terms.rules import Operator
from cordee.vocabulary.sla_terms.scoring import Criterion, Scoring
from tests.revenue.pipeline.given import Staging
from tests.revenue.sla.test_clocks_on_terms import LATEST, act, at, clocks, passage, person, terms

START = datetime(2026, 3, 2, 9)
KINDS = ("form_fill", "page_view", "webinar", "email_open", "call")
SCORING = Scoring.model_validate(
    {
        "fit": [
            {"key": "size", "field": "account.headcount", "operator": "between", "value": [50, 1000], "points": 30},
            {"key": "boss", "field": "person.seniority", "operator": "one_of", "value": ["executive", "director"], "points": 25},
            {"key": "calls", "field": "touch.call", "operator": "at_least", "value": 1, "points": 7, "each": True, "cap": 17},
            {"key": "customer", "field": "account.is_customer", "operator": "is", "value": True, "points": -40},
        ],
        "engagement": [
            {"key": "form", "field": "touch.form_fill", "operator": "at_least", "value": 1, "points": 40, "each": True, "cap": 60},
            {"key": "view", "field": "touch.page_view", "operator": "at_least", "value": 1, "points": 3, "each": True, "within_days": 14},
            {"key": "seminar", "field": "touch.webinar", "operator": "at_least", "value": 2, "points": 25},
            {"key": "around", "field": "touch.inbound", "operator": "at_least", "value": 3, "points": 9, "within_days": 20},
            {"key": "silent", "field": "touch.page_view", "operator": "is", "value": 0, "points": -15},
        ],
        "caps": {"fit": 60, "engagement": 90},
        "half_life_days": 12,
        "fit_thresholds": {"A": 50, "B": 25},
        "engagement_thresholds": {"1": 50, "2": 20},
    }
)  # fmt: skip


def whole(value: float) -> int:
    """Rounded half away from zero, as the engine does."""
    return math.floor(value + 0.5)


def oracle(touches: list[tuple[datetime, str]], headcount: int | None, seniority: str | None, won: datetime | None, now: datetime) -> tuple[int, int]:  # fmt: skip
    """Fit and engagement, touch by touch, written from the words of the schema."""
    seen = [(when, kind) for when, kind in touches if when <= now]
    fit = 30 if headcount is not None and 50 <= headcount <= 1000 else 0
    fit += 25 if seniority in ("executive", "director") else 0
    fit += min(17, 7 * sum(kind == "call" for _, kind in seen))
    fit -= 40 if won is not None and won <= now else 0

    def age(when: datetime) -> float:
        return (now - when).total_seconds() / 86400

    def still(when: datetime) -> float:
        return float(0.5 ** (age(when) / 12))

    engagement = min(60, whole(40 * sum(still(when) for when, kind in seen if kind == "form_fill")))
    engagement += whole(3 * sum(still(when) for when, kind in seen if kind == "page_view" and age(when) < 14))
    seminars = [when for when, kind in seen if kind == "webinar"]
    engagement += whole(25 * still(max(seminars))) if len(seminars) >= 2 else 0
    inbound = [when for when, kind in seen if kind in ("form_fill", "page_view", "webinar") and age(when) < 20]
    engagement += whole(9 * still(max(inbound))) if len(inbound) >= 3 else 0
    engagement -= 0 if any(kind == "page_view" for _, kind in seen) else 15
    return min(60, max(0, fit)), min(90, max(0, engagement))


@pytest.fixture
def build() -> Build:
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    for name in ("person", "account", "lead", "deal", "person_email", "stage_event"):
        con.execute(MODEL[name].ddl)
    con.execute(
        "CREATE TABLE clock_touch (person_id BIGINT, occurred_at TIMESTAMP, kind VARCHAR, side VARCHAR, direction VARCHAR, "
        "tries BOOLEAN, passive BOOLEAN)"
    )
    return Build(con, Settings(), full=True)


@pytest.mark.parametrize("seed", range(3))
def test_every_score_is_that_of_a_slow_oracle(build: Build, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 -- a seeded test world
    told: dict[tuple[int, datetime], tuple[int, int]] = {}
    moments = []
    for who in range(120):
        headcount = dice.choice([None, 20, 50, 400, 1000, 1001])
        seniority = dice.choice([None, "executive", "director", "staff"])
        won = dice.choice([None, START + timedelta(days=dice.randint(-40, 40))])
        build.con.execute("INSERT INTO person (person_id, account_id, seniority) VALUES (?, ?, ?)", [who, who, seniority])  # fmt: skip
        build.con.execute("INSERT INTO account (account_id, headcount) VALUES (?, ?)", [who, headcount])
        if won is not None:
            build.con.execute("INSERT INTO deal (deal_id, account_id, outcome, closed_at) VALUES (?, ?, 'won', ?)", [who, who, won])  # fmt: skip
        touches = [
            (START + timedelta(minutes=dice.randint(-60 * 24 * 60, 20 * 24 * 60)), dice.choice(KINDS))
            for _ in range(dice.randint(0, 12))
        ]
        for when, kind in touches:
            out = kind == "call"
            build.con.execute(
                "INSERT INTO clock_touch VALUES (?, ?, ?, ?, ?, ?, ?)",
                [who, when, kind, "sales" if out else "marketing", "out" if out else "in", out, kind == "email_open"],
            )
        for _ in range(3):
            now = START + timedelta(minutes=dice.randint(-20 * 24 * 60, 20 * 24 * 60))
            moments.append((who, now))
            told[who, now] = oracle(touches, headcount, seniority, won, now)
    listed = ", ".join(f"({who}, TIMESTAMP '{now}')" for who, now in moments)
    scored(build, SCORING, f"(VALUES {listed}) AS m(person_id, started_at)")
    rows = build.con.execute("SELECT person_id, started_at, fit, engagement, total, grade FROM score").fetchall()

    assert {(who, now): (fit, engagement) for who, now, fit, engagement, _, _ in rows} == told
    for _, _, fit, engagement, total, grade in rows:
        letter = "A" if fit >= 50 else "B" if fit >= 25 else "C"
        assert (total, grade) == (fit + engagement, letter + ("1" if engagement >= 50 else "2" if engagement >= 20 else "3"))  # fmt: skip


def test_points_that_do_not_fade_stay(build: Build) -> None:
    build.con.execute("INSERT INTO person (person_id) VALUES (1)")
    build.con.execute("INSERT INTO clock_touch VALUES (1, ?, 'form_fill', 'marketing', 'in', false, false)", [START - timedelta(days=900)])  # fmt: skip
    form = Criterion(key="form", field="touch.form_fill", operator=Operator.AT_LEAST, value=1, points=40)
    scored(build, Scoring(engagement=(form,), half_life_days=None), f"(SELECT 1 AS person_id, TIMESTAMP '{START}' AS started_at)")  # fmt: skip

    assert build.con.execute("SELECT total FROM score").fetchall() == [(40,)]


TIERS = (
    "      - {key: all, target_minutes: 240}",
    "      - {key: hot, when: {field: score.grade, operator: one_of, value: [C1]}, target_minutes: 15}\n"
    "      - {key: others, target_minutes: 240}\n"
    "scoring:\n"
    "  engagement:\n"
    "    - {key: form, field: touch.form_fill, operator: at_least, value: 1, points: 40, each: true}\n"
    '  engagement_thresholds: {"1": 40, "2": 20}\n',
)


def test_a_clock_takes_its_tier_from_the_score_at_its_start(tmp_path: Path) -> None:
    from cordee.revenue.sla.terms import publish

    staging = Staging(tmp_path / "home")
    publish(staging.home, 1, terms(TIERS), in_force_from=datetime(2026, 1, 1).date())

    def asks(number: int, when: datetime) -> dict[str, Any]:
        return act(number, "form_fill", when, side="marketing", direction="in")

    staging.run(
        person=[person(n) for n in (1, 2, 3)],
        stage_event=[passage(n, "mql", at(0)) for n in (1, 2, 3)],
        touch=[asks(1, at(0)), asks(2, at(-31)), asks(3, at(0, 1)), LATEST],  # now, faded, an hour too late
    )

    assert clocks(staging, "p.email, tier, target_minutes", "clause = 'first_attempt'") == [
        ("p1@firm1.fr", "hot", 15),
        ("p2@firm2.fr", "others", 240),
        ("p3@firm3.fr", "others", 240),
    ]

"""Six rules by which touches share a deal, with the edges that their names leave open."""

import random

import duckdb
import ibis
import pytest

from cordee.revenue.attribution.credit import deal_credit
from cordee.revenue.attribution.models import MODELS, share

COLUMNS = {
    "deal_id": "int64",
    "place": "int64",
    "side_code": "int32",
    "touches": "int32",
    "first_key": "int64",
    "last_key": "int64",
    "lead_key": "int64",
    "opening_key": "int64",
    "decayed": "float64",
}
QUERY = ibis.to_sql(deal_credit(ibis.table(COLUMNS, name="deal_touch")), dialect="duckdb")
Path = list[tuple[str, float]]


def shares(path: Path, *, lead: float | None = None, opening: float | None = None) -> dict[str, dict[str, float]]:
    """The shares by model and channel of a path of ``(channel, day)``, in order; milestones are days."""
    groups: dict[str, list[tuple[int, float]]] = {}
    for key, (channel, day) in enumerate(path):
        groups.setdefault(channel, []).append((key, day))

    def upto(touches: list[tuple[int, float]], moment: float | None) -> int | None:
        keys = [key for key, day in touches if moment is not None and day <= moment]
        return max(keys, default=None)

    con = duckdb.connect()
    kinds = {"int64": "BIGINT", "int32": "INTEGER", "float64": "DOUBLE"}
    con.execute(f"CREATE TABLE deal_touch ({', '.join(f'{name} {kinds[kind]}' for name, kind in COLUMNS.items())})")
    for place, touches in enumerate(groups.values()):
        keys = [key for key, _ in touches]
        decayed = sum(2 ** (day / 10) for _, day in touches)
        con.execute(
            "INSERT INTO deal_touch VALUES (1, ?, 1, ?, ?, ?, ?, ?, ?)",
            [place, len(keys), min(keys), max(keys), upto(touches, lead), upto(touches, opening), decayed],
        )
    columns = ", ".join(share(model) for model in MODELS)
    rows = con.execute(f"SELECT {columns} FROM ({QUERY}) ORDER BY place").fetchall()
    by_channel = dict(zip(groups, rows, strict=True))
    return {
        model: {channel: row[column] for channel, row in by_channel.items() if row[column] > 0}
        for column, model in enumerate(MODELS)
    }


def test_each_rule_on_a_long_path() -> None:
    path = [("search", 0), ("email", 10), ("webinar", 20), ("call", 30), ("call", 40)]

    found = shares([(channel, float(day)) for channel, day in path], lead=15, opening=30)

    assert found["first"] == {"search": 1.0}
    assert found["last"] == {"call": 1.0}
    assert found["linear"] == pytest.approx({"search": 0.2, "email": 0.2, "webinar": 0.2, "call": 0.4})
    assert found["u"] == pytest.approx({"search": 0.4, "email": 0.2 / 3, "webinar": 0.2 / 3, "call": 0.4 + 0.2 / 3})
    # First touch, the e-mail before lead creation, the call at opening; the webinar and the last call share ten.
    assert found["w"] == pytest.approx({"search": 0.3, "email": 0.3, "webinar": 0.05, "call": 0.35})
    assert found["time_decay"] == pytest.approx({"search": 1 / 31, "email": 2 / 31, "webinar": 4 / 31, "call": 24 / 31})


@pytest.mark.parametrize("model", MODELS)
def test_one_touch_takes_all(model: str) -> None:
    assert shares([("search", 0.0)], lead=5, opening=5)[model] == {"search": 1.0}


def test_two_touches_leave_no_middle() -> None:
    found = shares([("search", 0.0), ("call", 5.0)], lead=0, opening=5)

    assert found["u"] == {"search": 0.5, "call": 0.5}
    # The first touch is first and lead creation, the second is opening: two thirds and one third of everything.
    assert found["w"] == pytest.approx({"search": 2 / 3, "call": 1 / 3})


def test_a_touch_that_is_two_milestones_takes_both_shares() -> None:
    found = shares([("search", 0.0), ("email", 5.0), ("call", 9.0)], lead=5, opening=6)

    assert found["w"] == pytest.approx({"search": 0.3, "email": 0.6, "call": 0.1})


def test_a_missing_milestone_gives_its_share_back() -> None:
    found = shares([("search", 0.0), ("email", 5.0), ("call", 9.0)], lead=None, opening=5)

    assert found["w"] == pytest.approx({"search": 0.45, "email": 0.45, "call": 0.1})


def test_without_milestones_before_them_the_first_touch_stands_alone() -> None:
    found = shares([("search", 3.0), ("email", 5.0)], lead=None, opening=None)

    assert found["w"] == pytest.approx({"search": 0.9, "email": 0.1})


def test_shares_always_sum_to_one() -> None:
    dice = random.Random(3)  # noqa: S311 -- a seeded die
    for _ in range(60):
        days = sorted(dice.uniform(0, 200) for _ in range(dice.randint(1, 12)))
        path = [(dice.choice("abcd"), day) for day in days]
        lead = dice.choice([None, dice.uniform(0, 200)])

        found = shares(path, lead=lead, opening=dice.uniform(0, 200))

        assert set(found) == set(MODELS)
        assert {model: sum(parts.values()) for model, parts in found.items()} == pytest.approx(
            dict.fromkeys(MODELS, 1.0)
        )

"""From past leads to a card, or to the sentence that says why there is none."""

import numpy as np
import pytest

from cordee.revenue.scoring import facts
from cordee.revenue.scoring.leaks import Reason
from cordee.revenue.scoring.learning import Learned, Past, Workload, learn
from tests.revenue.scoring import worlds


def codes(learned: Learned) -> list[str]:
    return [one.code for one in learned.advice]


def of(world: worlds.World, n: int | None = None, **given: object) -> Past:
    rows = np.arange(n if n is not None else world.won.size)
    columns = tuple(column.of(rows) for column in (*world.clean, *world.leaks))
    return Past(columns=columns, won=world.won[rows], **given)  # type: ignore[arg-type]


def test_a_signal_gives_a_card_with_its_evidence() -> None:
    world = worlds.plain(1, 1600)
    learned = learn(of(world, order=np.arange(1600.0)))
    document = learned.as_json("fr")

    assert 3 <= len(document["points"]) <= 10
    assert {"points", "auc", "auc_time_ordered", "brier", "calibration", "suspects", "advice"} <= set(document)
    assert document["auc_time_ordered"] == learned.validation.auc.value > 0.65  # type: ignore[union-attr]
    assert document["brier"] < learned.validation.brier_of_base_rate  # type: ignore[union-attr]
    assert sum(row["n"] for row in document["calibration"]["table"]) == 400
    assert len(document["calibration"]["probability"]) == 101
    rule = document["points"][0]
    holds = np.asarray(world.clean[1].codes) == world.clean[1].levels.index("form")
    assert {"n": int(holds.sum()), "rate": pytest.approx(world.won[holds].mean())}.items() <= {
        name: value for rule in document["points"] if rule["value"] == "form" for name, value in rule.items()
    }.items()
    assert rule["sentence"].startswith("«\u202f")
    assert codes(learned) == ["signal", "challenger"]


def test_planted_leaks_are_shown_and_no_rule_uses_them() -> None:
    world = worlds.with_leaks(2, 1500)
    learned = learn(of(world))

    used = {rule.condition.field for rule in learned.card.rules} if learned.card else set()
    assert {one.column for one in learned.suspects} >= {column.name for column in world.leaks}
    assert used.isdisjoint({column.name for column in world.leaks})
    assert learned.validation is not None
    assert learned.validation.auc.value < 0.75  # with them it is 0.95 and more


@pytest.mark.parametrize("seed", range(6))
def test_noise_gives_no_card_and_says_so(seed: int) -> None:
    world = worlds.plain(seed, 800, effect=0.0)
    learned = learn(of(world, order=np.arange(800.0)))

    assert (learned.card, codes(learned)[0], learned.as_json()["points"]) == (None, "no_signal", [])
    assert "No usable signal" in learned.as_json()["advice"]
    assert "Aucun signal exploitable" in learned.as_json("fr")["advice"]


@pytest.mark.parametrize(("n", "wins"), [(99, 40), (400, 29), (400, 371)])
def test_too_few_outcomes_is_a_sentence(n: int, wins: int) -> None:
    world = worlds.plain(3, n)
    won = np.arange(n) < wins
    learned = learn(Past(columns=tuple(world.clean), won=won))

    assert (learned.card, codes(learned)) == (None, ["too_few"])
    assert f"{n} known outcomes with {wins} wins" in learned.as_json()["advice"]


def test_enough_outcomes_are_judged_even_when_few() -> None:
    world = worlds.plain(12, 130, effect=2.0)
    learned = learn(of(world, order=np.arange(130.0)))

    assert learned.validation is not None and learned.validation.n == 65
    assert learned.card is not None and codes(learned)[-1] == "no_challenger"


def test_rows_sorted_by_outcome_cannot_be_judged() -> None:
    world = worlds.plain(4, 600)
    place = np.argsort(~world.won, kind="stable")
    learned = learn(Past(columns=tuple(column.of(place) for column in world.clean), won=world.won[place]))

    assert (learned.card, codes(learned)) == (None, ["one_kind_later"])
    assert [one.reason for one in learned.suspects] == [Reason.ROWS]


def test_what_held_only_in_the_past_is_not_flattered_by_it() -> None:
    """A fact that told who wins until two thirds, and nothing since: shuffled leads would hide it."""
    rng = np.random.default_rng(7)
    n = 3000
    source = rng.choice(["fair", "web"], n)
    won = rng.random(n) < np.where(np.arange(n) < 2000, np.where(source == "fair", 0.6, 0.2), 0.35)
    column = facts.category("source", source.astype(object))
    shuffled = rng.permutation(n).astype(float)

    in_time = learn(Past(columns=(column,), won=won, order=np.arange(float(n))))
    mixed = learn(Past(columns=(column,), won=won, order=shuffled))

    assert (in_time.card, codes(in_time)[0]) == (None, "no_signal")
    assert mixed.card is not None


def test_the_order_decides_who_judges() -> None:
    world = worlds.plain(5, 1200)
    backwards = learn(of(world, order=-np.arange(1200.0)))
    forwards = learn(of(world, order=np.arange(1200.0)))

    assert backwards.validation != forwards.validation
    assert "file_order" not in codes(forwards) and "file_order" in codes(learn(of(world)))
    assert learn(of(world)).as_json()["auc_time_ordered"] is None


def test_columns_not_said_to_be_known_are_left_out() -> None:
    world = worlds.plain(6, 1500)
    learned = learn(of(world, known=frozenset({"source"})))

    assert learned.card is not None
    assert {rule.condition.field for rule in learned.card.rules} == {"source"}
    assert dict(learned.left_out) == dict.fromkeys(("minutes", "country", "noise"), "not_said_known")


def test_capacity_sets_a_threshold_from_arrivals_in_time() -> None:
    world = worlds.plain(8, 2000)
    weekly = np.arange(2000) * 7 * 86_400 / 100  # a hundred a week
    learned = learn(of(world, order=weekly, order_is_time=True), workload=Workload(capacity=30, cost=400, value=8000))

    assert learned.threshold is not None
    assert 0.15 <= learned.threshold.share <= 0.3001
    assert learned.threshold.per_week == pytest.approx(100 * learned.threshold.share, rel=2e-3)
    assert codes(learned)[-1] == "threshold"
    assert codes(learn(of(world), workload=Workload(capacity=30)))[-1] == "no_arrivals"

"""The card: whole points with the right signs, a score from 0 to 100, a probability that is honest."""

import numpy as np
import pytest

from cordee.revenue.scoring import binning, card, facts, measures
from cordee.revenue.scoring.facts import Kind
from cordee.vocabulary.scorecards import Condition, Operator
from tests.revenue.scoring import worlds


@pytest.mark.parametrize("seed", range(4))
def test_a_card_finds_what_matters_with_the_sign_that_it_has(seed: int) -> None:
    world = worlds.plain(seed, 3000)
    learnt = card.fit(world.clean, world.won)
    assert learnt is not None

    said = {(rule.condition.field, rule.condition.value): rule for rule in learnt.rules}

    assert said["source", "form"].points > 0 > said["source", "cold"].points
    assert any(field == "minutes" and 20 <= float(value) <= 30 for field, value in said if field == "minutes")
    for rule in learnt.rules:
        assert (rule.points > 0) == (rule.rate > world.won.mean())
    assert len(learnt.rules) <= 10


@pytest.mark.parametrize("seed", range(4))
def test_scores_are_whole_numbers_from_0_to_100_and_probabilities_are_right(seed: int) -> None:
    world, later = worlds.plain(seed, 4000), worlds.plain(seed + 100, 4000)
    learnt = card.fit(world.clean, world.won)
    assert learnt is not None
    score = learnt.score({column.name: column for column in world.clean})
    after = learnt.score({column.name: column for column in later.clean})

    p = learnt.calibrated(score, world.won).of(after)

    assert score.min() >= 0 and score.max() <= 100 and after.max() <= 100
    assert measures.calibration_error(later.won, p) < 0.045
    assert measures.auc(later.won, after.astype(float)).value > measures.auc(later.won, later.chance).value - 0.03


def test_a_missing_fact_satisfies_no_condition() -> None:
    number = facts.number("n", np.array([np.nan, 1.0, 2.0, 3.0]))
    words = facts.category("w", [None, "a", "b", "b"])

    def holds(column: facts.Column, operator: Operator, value: object) -> list[bool]:
        return binning.satisfied(column, Condition(column.name, operator, value)).tolist()  # type: ignore[arg-type]

    assert holds(number, Operator.AT_LEAST, 2.0) == [False, False, True, True]
    assert holds(number, Operator.LESS_THAN, 2.0) == [False, True, False, False]
    assert holds(words, Operator.IS, "b") == [False, False, True, True]
    assert holds(words, Operator.NONE_OF, ("a",)) == [False, False, True, True]
    assert holds(words, Operator.ONE_OF, ("a", "c")) == [False, True, False, False]


def test_being_filled_in_alone_never_becomes_a_rule() -> None:
    rng = np.random.default_rng(4)
    won = rng.random(2000) < 0.3
    filled = rng.random(2000) < np.where(won, 0.6, 0.45)
    column = facts.category("form", [rng.choice(["x", "y"]) if one else None for one in filled])

    assert binning.candidates([column], won) == []
    assert binning.candidates([column], won, frozenset({"form"})) != []


def test_at_most_five_bins_and_rare_levels_pooled() -> None:
    rng = np.random.default_rng(6)
    x = rng.random(5000)
    won = rng.random(5000) < x
    levels = [f"l{one:02d}" for one in np.minimum(rng.geometric(0.15, 5000), 40)]
    column = facts.category("level", levels)
    found = binning.conditions(column, won)

    assert len(binning.cuts(x, won)) == binning.BINS - 1
    assert [one.operator for one in found] == [Operator.IS] * 4 + [Operator.NONE_OF]
    assert sum(binning.satisfied(column, one).astype(int) for one in found).tolist() == [1] * 5000


def test_kinds_of_columns_are_told_by_their_values() -> None:
    assert [
        facts.number("a", np.arange(30.0)).kind,
        facts.number("b", np.full(30, 2.0)).kind,
        facts.category("c", ["x", "y"] * 15).kind,
        facts.category("d", [f"row {one}" for one in range(30)]).kind,
        facts.category("e", ["x", None] * 15).kind,
    ] == [Kind.NUMBER, Kind.CONSTANT, Kind.CATEGORY, Kind.IDENTIFIER, Kind.CONSTANT]

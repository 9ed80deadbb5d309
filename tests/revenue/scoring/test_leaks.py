"""Columns that know the outcome are found, others are left alone."""

import numpy as np
import pytest

from cordee.revenue.scoring import facts
from cordee.revenue.scoring.leaks import Reason, suspects
from tests.revenue.scoring import worlds


@pytest.mark.parametrize("seed", range(8))
def test_five_planted_leaks_of_five_and_at_most_one_false_quarantine(seed: int) -> None:
    world = worlds.with_leaks(seed)

    found = {one.column: one.reason for one in suspects([*world.clean, *world.leaks], world.won)}

    assert {name: reason for name, reason in found.items() if name and not name.startswith("clean")} in (
        {
            "tag": Reason.ALONE,
            "form": Reason.MISSING,
            "calls": calls,
            "record id": Reason.IDENTIFIER,
            "owner rate": Reason.ENCODED,
        }
        for calls in (Reason.COUNT, Reason.ALONE)
    )
    assert sum(column.name in found for column in world.clean) <= 1


@pytest.mark.parametrize("way", ["smoothed", "leaving the row out"])
@pytest.mark.parametrize("seed", range(3))
def test_a_rate_of_the_owner_is_found_however_it_was_computed(seed: int, way: str) -> None:
    world = worlds.with_leaks(seed)
    owner = world.clean[-1]
    n, hits = np.bincount(owner.codes), np.bincount(owner.codes, weights=world.won)
    if way == "smoothed":
        rate = ((hits + 10 * world.won.mean()) / (n + 10))[owner.codes]
    else:
        rate = (hits[owner.codes] - world.won) / (n[owner.codes] - 1)

    found = suspects([owner, facts.number("rate", rate)], world.won)

    assert [one.column for one in found] == ["rate"]
    assert found[0].reason in (Reason.ENCODED, Reason.ALONE)


def test_a_rate_known_in_advance_is_no_leak() -> None:
    rng = np.random.default_rng(5)
    group = rng.integers(0, 15, 2000)
    rate = rng.uniform(0.1, 0.5, 15)
    won = rng.random(2000) < rate[group]

    assert suspects([facts.number("rate of last year", rate[group])], won) == ()


def test_values_written_after_the_first_touch_are_found_and_vouching_does_not_help() -> None:
    rng = np.random.default_rng(2)
    won = rng.random(400) < 0.3
    column = facts.category("budget", rng.choice(["low", "high"], 400).astype(object))
    touched = np.full(400, 1000.0)
    written = np.where(np.arange(400) < 12, 2000.0, 500.0)

    found = suspects([column], won, written={"budget": written}, first_touch=touched, vouched=frozenset({"budget"}))

    assert [(one.column, one.reason, one.value, one.kept) for one in found] == [("budget", Reason.LATE, 0.03, False)]


def test_what_somebody_vouches_for_is_shown_and_kept() -> None:
    world = worlds.with_leaks(1)

    found = suspects(world.leaks, world.won, vouched=frozenset({"tag"}))

    assert {one.column: one.kept for one in found} == {
        "tag": True,
        "form": False,
        "calls": False,
        "record id": False,
        "owner rate": False,
    }


def test_a_column_of_what_happened_last_is_found_where_it_goes_with_the_outcome() -> None:
    rng = np.random.default_rng(3)
    won = rng.random(1000) < 0.4
    last = np.where(rng.random(1000) < 0.4, np.where(won, "sms", "none"), rng.choice(["sms", "none"], 1000))
    name = facts.category("Last name", rng.choice(["Roux", "Petit"], 1000).astype(object))

    found = suspects([facts.category("Last activity", last.astype(object)), name], won)

    assert [(one.column, one.reason) for one in found] == [("Last activity", Reason.LATEST)]


def test_rows_sorted_by_outcome_are_noticed() -> None:
    won = np.arange(500) >= 350

    found = suspects([], won, position=np.arange(500.0))

    assert [(one.column, one.reason, one.value) for one in found] == [(None, Reason.ROWS, 1.0)]

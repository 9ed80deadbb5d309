"""Cohorts: equal to scikit-survival, never alarmed by youth, and able to see a real change."""

from pathlib import Path

import numpy as np
import pytest

from cordee.revenue.pipeline import refresh
from cordee.revenue.sla.survival import Cohort, End, compare, mql_cohorts
from cordee.revenue.warehouse.snapshots import reading
from tests.revenue.pipeline.given import Staging, by_key
from tests.revenue.sla.test_clocks_on_terms import LATEST, at, passage, person


def cohort(dice: np.random.Generator, label: str, n: int, oldest: float, *, win: float = 0.15) -> Cohort:
    """Leads that came over a month, the oldest ``oldest`` days before the data end; the waits are log-normal."""
    watched = dice.uniform(oldest - 30, oldest, n)
    ends = dice.choice([End.WON, End.LOST, End.RECYCLED, 0], size=n, p=[win, 0.35, 0.2, 0.45 - win])
    waits = np.where(ends == 0, np.inf, dice.lognormal(4.0, 0.8, n))
    done = waits <= watched
    return Cohort(label, np.where(done, waits, watched), np.where(done, ends, 0).astype(np.int8), watched)


def random(seed: int, n: int = 300) -> Cohort:
    """Ties, censoring and all four states."""
    dice = np.random.default_rng(seed)
    days = dice.integers(1, 60, n).astype(np.float64)
    return Cohort("all", days, dice.integers(0, 4, n).astype(np.int8), days)


@pytest.mark.parametrize("seed", range(5))
def test_the_curves_and_bands_are_those_of_scikit_survival(seed: int) -> None:
    """The variance is that of the delta method, which it calls Dinse_Approx; with its others the bands differ by 2e-4 at most."""
    peer = pytest.importorskip("sksurv.nonparametric", reason="scikit-survival is in requirements/bench.txt")
    given = random(seed)
    times, shares, bands = peer.cumulative_incidence_competing_risks(given.ends.astype(int), given.days, conf_type="log-log", var_type="Dinse_Approx")  # fmt: skip

    for end in End:
        curve = given.curve(end)
        for place, time in enumerate(times):
            told = curve.at(time)
            assert told.value == pytest.approx(shares[end][place], abs=1e-9)
            if 0 < shares[end][place] < 1:
                assert (told.low, told.high) == pytest.approx(bands[end][:, place], abs=1e-9)


def test_the_ends_share_the_cohort_out() -> None:
    given = random(3)
    last = float(given.days.max())
    total = sum(given.curve(end).at(last).value or 0 for end in End)

    assert 0 < total <= 1 + 1e-12


def test_equal_cohorts_of_different_ages_raise_three_to_seven_false_alarms_in_a_hundred() -> None:
    alarms = []
    for seed in range(400):
        dice = np.random.default_rng(seed)
        six = [cohort(dice, str(n), 80, 240 - 30 * n) for n in range(6)]
        told = compare(six, permutations=199)
        assert told.p is not None
        alarms.append(told.p <= 0.05)

    assert 0.03 <= np.mean(alarms) <= 0.07


def test_shares_read_off_at_once_would_have_alarmed() -> None:
    """What the comparison spares: the youngest of six equal cohorts has won least, only for want of time."""
    shares = np.zeros(6)
    for seed in range(60):
        dice = np.random.default_rng(seed)
        shares += [(cohort(dice, str(n), 80, 240 - 30 * n).ends == End.WON).mean() / 60 for n in range(6)]

    assert shares[5] < 0.7 * shares[0]


def test_a_real_change_is_seen() -> None:
    found = []
    for seed in range(40):
        dice = np.random.default_rng(seed)
        told = compare([cohort(dice, "a", 300, 240, win=0.30), cohort(dice, "b", 300, 150, win=0.12)], permutations=199)
        found.append(told.p is not None and told.p <= 0.05)

    assert np.mean(found) >= 0.9


def test_a_horizon_beyond_what_was_watched_has_no_value() -> None:
    given = cohort(np.random.default_rng(1), "a", 200, 120)

    assert given.at(End.WON, 200).value is None
    assert given.at(End.WON, 60).value is not None
    assert compare([given]).p is None


def test_the_same_data_give_the_same_p_whatever_their_order() -> None:
    dice = np.random.default_rng(4)
    pair = [cohort(dice, "a", 100, 200), cohort(dice, "b", 100, 150)]
    first = compare(pair)

    assert first == compare(pair)
    assert first.horizon == min(one.reached for one in pair)
    assert first.as_json()["cohorts"][1]["n"] == 100


def test_the_cohorts_of_a_snapshot(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "home")
    staging.run(
        person=[person(n) for n in range(1, 6)],
        stage_event=[
            *(passage(n, "mql", at(0)) for n in range(1, 5)),
            passage(5, "mql", at(-70)),
            passage(1, "customer", at(10)), passage(2, "lost", at(4)), passage(3, "refused", at(1)), passage(3, "lost", at(3)),
        ],
        touch=[LATEST],
    )  # fmt: skip
    refresh(staging.home, links=by_key, threads=2)
    with reading(staging.home, threads=2) as con:
        older, newer = mql_cohorts(con)

    assert (older.label, newer.label) == ("2025-10-01", "2026-01-01")
    assert sorted(zip(newer.days.tolist(), newer.ends.tolist(), strict=True)) == [(1, End.RECYCLED), (4, End.LOST), (10, End.WON), (20, 0)]  # fmt: skip
    assert older.ends.tolist() == [0]

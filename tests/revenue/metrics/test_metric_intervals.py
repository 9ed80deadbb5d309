"""Intervals against published tables and against what they must reduce to."""

import numpy as np
import pytest

from cordee.revenue.metrics import intervals


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [  # Newcombe (1998), Statistics in Medicine 17, table I, method 3
        pytest.param(81, 263, 0.2553, 0.3662),
        pytest.param(15, 148, 0.0624, 0.1605),
        pytest.param(0, 20, 0.0000, 0.1611),
        pytest.param(1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(hits: int, n: int, low: float, high: float) -> None:
    assert intervals.wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [  # Garwood (1936): exact limits of a Poisson mean
        pytest.param(0, 0.0, 3.6889),
        pytest.param(1, 0.0253, 5.5716),
        pytest.param(10, 4.7954, 18.3904),
        pytest.param(50, 37.1110, 65.9188),
    ],
)
def test_garwood_gives_the_published_limits(count: int, low: float, high: float) -> None:
    assert intervals.poisson(count) == pytest.approx((low, high), abs=1e-4)


def test_a_total_of_equal_amounts_has_the_interval_of_their_count() -> None:
    bounds = intervals.total(7 * 500.0, 7 * 500.0**2, 500.0)

    assert bounds == pytest.approx([500 * bound for bound in intervals.poisson(7)])


def test_nothing_summed_has_no_interval() -> None:
    assert intervals.total(0.0, 0.0, 0.0) is None


def test_the_interval_of_a_total_covers_the_pace_that_made_it() -> None:
    rng = np.random.default_rng(11)
    rate, mean = 20, float(np.exp(0.5))
    covered = 0
    for _ in range(400):
        amounts = rng.lognormal(0, 1, rng.poisson(rate))
        low, high = intervals.total(amounts.sum(), (amounts**2).sum(), amounts.max()) or (0, 0)
        covered += low <= rate * mean <= high
    assert 0.90 <= covered / 400 <= 0.99


def test_a_share_of_equal_amounts_is_wilsons() -> None:
    won = np.array([True] * 9 + [False] * 21)

    assert intervals.weighted_share(np.full(30, 8000.0), won) == pytest.approx(intervals.wilson(9, 30))


def test_winning_everything_does_not_make_the_share_certain() -> None:
    low, high = intervals.weighted_share(np.array([5000.0, 7000.0, 90000.0]), np.array([True] * 3))

    assert low < 0.5 and high == 1.0


def test_one_large_deal_widens_the_interval_of_the_share() -> None:
    won = np.array([True] * 10 + [False] * 10)
    even = intervals.weighted_share(np.full(20, 1000.0), won)
    uneven = intervals.weighted_share(np.array([50_000.0, *[1000.0] * 19]), won)

    assert uneven[1] - uneven[0] > even[1] - even[0]


@pytest.mark.parametrize(
    ("n", "ranks"),
    [pytest.param(5, None), pytest.param(6, (1, 6)), pytest.param(10, (2, 9)), pytest.param(25, (8, 18))],
)
def test_the_median_lies_between_the_published_ranks(n: int, ranks: tuple[int, int] | None) -> None:
    # Conover, Practical Nonparametric Statistics, table of confidence limits for the median
    assert intervals.median_ranks(n) == ranks


def test_resampling_deals_agrees_with_the_closed_form() -> None:
    amounts = np.random.default_rng(5).lognormal(8, 0.5, 300)
    closed = intervals.total(amounts.sum(), (amounts**2).sum(), amounts.max())

    assert intervals.bootstrap_total(amounts) == pytest.approx(closed, rel=0.03)


def test_resampling_does_not_depend_on_the_order_of_the_deals() -> None:
    amounts = np.random.default_rng(5).lognormal(8, 1, 50)

    assert intervals.bootstrap_total(amounts) == intervals.bootstrap_total(amounts[::-1])

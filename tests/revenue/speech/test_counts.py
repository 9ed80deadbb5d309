"""Shares corrected for the labeller's errors, and words that go with won deals, against worlds whose truth is known."""

import numpy as np
import pytest

from cordee.revenue.speech.counts import Checked, beyond_chance, corrected_share, resonating


def test_a_hand_worked_share() -> None:
    """1,000 utterances, 100 suggested. Of 40 suggested 30 are right (PPV .75); of 50 others 5 are missed (1 - NPV .10)."""
    share = corrected_share(100, 1000, Checked(hits=30, false_alarms=10, missed=5, clear=45))

    assert share.apparent == 0.1
    assert share.value == pytest.approx(0.75 * 0.1 + 0.10 * 0.9)
    assert share.sensitivity == pytest.approx(0.075 / 0.165)
    assert share.specificity == pytest.approx(0.81 / 0.835)
    # Rogan and Gladen's own form, with these sensitivity and specificity, gives the same share.
    assert (0.1 + share.specificity - 1) / (share.sensitivity + share.specificity - 1) == pytest.approx(share.value)


@pytest.mark.parametrize(
    ("suggested", "n", "checked", "why"),
    [
        pytest.param(0, 0, Checked(hits=0, false_alarms=0, missed=0, clear=0), "no_utterances", id="nothing was said"),
        pytest.param(9, 90, Checked(hits=30, false_alarms=3, missed=0, clear=2), "too_few_checked", id="the others were not looked at"),
        pytest.param(9, 90, Checked(hits=2, false_alarms=28, missed=9, clear=21), "no_better_than_chance", id="suggestions are noise"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_has_no_value_and_a_reason(suggested: int, n: int, checked: Checked, why: str) -> None:
    share = corrected_share(suggested, n, checked)

    assert (share.value, share.low, share.high, share.why) == (None, None, None, why)


@pytest.mark.parametrize("truth", [0.05, 0.2, 0.5])
def test_the_interval_holds_the_truth_though_the_raw_count_does_not(truth: float) -> None:
    """A labeller of sensitivity .6 and specificity .9, checked mostly where it suggested: 400 worlds of 2,000 utterances.

    95 % intervals may hold in 91 % of 400 worlds by chance and by the approximation; the raw share is far off in every one.
    """
    dice = np.random.default_rng(5)
    held, raw = 0, []
    for _ in range(400):
        real = dice.random(2000) < truth
        said = np.where(real, dice.random(2000) < 0.6, dice.random(2000) < 0.1)
        on, off = np.nonzero(said)[0][:80], np.nonzero(~said)[0][:60]
        checked = Checked(
            hits=int(real[on].sum()),
            false_alarms=int((~real[on]).sum()),
            missed=int(real[off].sum()),
            clear=int((~real[off]).sum()),
        )
        share = corrected_share(int(said.sum()), 2000, checked)
        if share.value is None:
            continue
        held += share.low <= truth <= share.high  # type: ignore[operator]  # a value has bounds
        raw.append(said.mean())

    assert held >= 0.91 * len(raw)
    assert len(raw) == 400
    if truth != 0.2:  # at 0.2 the two errors happen to cancel out
        assert abs(np.mean(raw) - truth) > 0.05


def test_words_of_won_deals_come_first_and_chance_is_left_out() -> None:
    dice = np.random.default_rng(2)
    plain = [f"mot{n}" for n in range(300)]

    def deal(planted: float) -> set[str]:
        words = {word for word in plain if dice.random() < 0.1}
        return words | ({"arrêts"} if dice.random() < planted else set())

    words = resonating([deal(0.5) for _ in range(150)], [deal(0.15) for _ in range(200)])

    assert words[0].word == "arrêts"
    assert words[0].log_odds > 0
    assert "arrêts" in {word.word for word in beyond_chance(words)}
    assert len(beyond_chance(words)) <= 4  # three hundred words of nothing


def test_nothing_resonates_without_both_sides() -> None:
    assert resonating([{"a"}], []) == []

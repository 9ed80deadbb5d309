"""What an address asks."""

from datetime import date

import pytest
from django.utils import translation

from cordee.revenue.warehouse.home import Home
from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period
from cordee.workspace.insight.window import Window, window
from cordee.workspace.scoreboard.calendar import label, offered, written
from cordee.workspace.scoreboard.cell import change
from cordee.workspace.scoreboard.question import Question


def asked(**values: str) -> Question:
    period = Period.parse(values.get("period", "2026-Q2"))
    return Question(text=values.get("period", "2026-Q2"), period=period, versus=values.get("vs", "previous"))


@pytest.mark.parametrize(
    ("text", "earlier", "later"),
    [
        pytest.param("2026-Q1", "2025-Q4", "2026-Q2", id="a quarter"),
        pytest.param("2026-01", "2025-12", "2026-02", id="a month"),
        pytest.param("2025", "2024", "2026", id="a year"),
        pytest.param("2026-03-02..2026-03-08", "2026-02-23..2026-03-01", "2026-03-09..2026-03-15", id="seven days"),
    ],
)
def test_periods_step_by_their_own_length(text: str, earlier: str, later: str) -> None:
    question = asked(period=text)

    assert (question.earlier.text, question.later.text) == (earlier, later)


@pytest.mark.parametrize(
    ("text", "versus", "compared"),
    [
        pytest.param("2026-Q2", "previous", "2026-Q1", id="the quarter before"),
        pytest.param("2026-Q2", "year", "2025-Q2", id="a year before"),
        pytest.param("2025-02", "year", "2024-02", id="a February, against one of 29 days"),
        pytest.param("2024-02", "year", "2023-02", id="a February of 29 days"),
    ],
)
def test_what_a_period_is_compared_with(text: str, versus: str, compared: str) -> None:
    assert asked(period=text, vs=versus).compared == Period.parse(compared)


def test_no_comparison_when_none_is_wanted() -> None:
    assert asked(vs="none").compared is None


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("2026-Q2", "T2\u00a02026", "Q2 2026"),
        ("2026-06", "juin 2026", "June 2026"),
        ("2026", "2026", "2026"),
        ("2026-04-01..2026-06-30", "T2\u00a02026", "Q2 2026"),
    ],
)
def test_a_period_is_named_as_people_say_it(text: str, french: str, english: str) -> None:
    with translation.override("fr"):
        assert label(text) == french
    with translation.override("en"):
        assert label(text) == english


@pytest.mark.parametrize("text", ["2026", "2026-Q3", "2026-07", "2026-07-02..2026-07-09"])
def test_an_address_writes_a_period_so_that_it_reads_back_the_same(text: str) -> None:
    assert written(Period.parse(text)) == text


def opened(home: Home) -> Window:
    found = window()
    assert found is not None and found.home == home
    return found


def test_the_offered_periods_end_with_the_data_and_begin_with_them(home: Home) -> None:
    quarters, months, years, _ = offered(opened(home))

    assert [text for text, _ in quarters[1]] == ["2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2", "2025-Q1"]
    assert (months[1][0][0], len(months[1])) == ("2026-06", 12)
    assert [text for text, _ in years[1]] == ["2026", "2025"]


def test_conversions_are_read_at_the_longest_horizon_that_the_period_can_answer(home: Home) -> None:
    found = opened(home)

    assert Question.asked({"period": "2025-Q3"}, found).horizon == 90
    assert Question.asked({"period": "2026-Q2"}, found).horizon < 90
    assert Question.asked({"period": "2026-Q2", "horizon": "180"}, found).horizon == 180


def figure(
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    *,
    unit: str = "count",
    immature: bool = False,
) -> Figure:
    return Figure(
        metric="x",
        value=value,
        unit=unit,
        start=date(2026, 1, 1),
        end=date(2026, 3, 31),
        as_of=None,
        low=low,
        high=high,
        immature=immature,
    )


@pytest.mark.parametrize(
    ("key", "now", "before", "verdict"),
    [
        pytest.param("leads", figure(200, 170, 230), figure(100, 80, 120), "better", id="more leads, clearly"),
        pytest.param(
            "leads", figure(110, 90, 130), figure(100, 80, 120), "unclear", id="more leads, as chance makes them"
        ),
        pytest.param("cost_per_lead", figure(90, 80, 100), figure(50, 45, 55), "worse", id="a lead costs more"),
        pytest.param("spend", figure(900), figure(500), "neutral", id="spending more is neither good nor bad"),
        pytest.param("revenue", figure(900), figure(500), "unclear", id="without an interval nobody can tell"),
        pytest.param("leads", figure(100, 80, 120), figure(100, 80, 120), "same", id="the same"),
    ],
)
def test_the_verdict_on_a_change(key: str, now: Figure, before: Figure, verdict: str) -> None:
    found = change(key, now, before)

    assert found is not None and found.verdict == verdict


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (figure(None), figure(1)),
        (figure(1), figure(None)),
        (figure(1), figure(0)),
        (figure(0.4, unit="share", immature=True), figure(0.5, unit="share")),
    ],
)
def test_no_change_is_told_from_or_to_the_unknown(now: Figure, before: Figure) -> None:
    assert change("leads", now, before) is None


def test_a_share_changes_by_points() -> None:
    found = change("closing_rate", figure(0.4, 0.35, 0.45, unit="share"), figure(0.2, 0.15, 0.25, unit="share"))

    assert found is not None and (round(found.change, 6), found.is_points) == (0.2, True)

"""How numbers, money, delays and days are written in each language, and where chart marks fall."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.utils import translation

from cordee.vocabulary.figures import Figure
from cordee.workspace.insight.templatetags.figures import interval, shown
from cordee.workspace.ui import charts
from cordee.workspace.ui.templatetags import formats


@pytest.mark.parametrize(
    ("write", "french", "english"),
    [
        pytest.param(lambda: formats.quantity(1240), "1\u202f240", "1,240", id="a quantity"),
        pytest.param(lambda: formats.percent(0.663), "66\u202f%", "66%", id="a share"),
        pytest.param(lambda: formats.percent(0.0312), "3,1\u202f%", "3.1%", id="a small share"),
        pytest.param(lambda: formats.percent(0), "0\u202f%", "0%", id="none"),
        pytest.param(lambda: formats.money(1234567.5), "1\u202f234\u202f568\u202f€", "€1,234,568", id="an amount"),
        pytest.param(lambda: formats.money(74.3), "74,30\u202f€", "€74.30", id="a small amount"),
        pytest.param(lambda: formats.money_short(1423000), "1,42\u202fM€", "€1.42M", id="millions"),
        pytest.param(lambda: formats.money_short(312000), "312\u202fk€", "€312K", id="thousands"),
        pytest.param(
            lambda: formats.money_short(9999), "9\u202f999\u202f€", "€9,999", id="under ten thousand, in full"
        ),
        pytest.param(lambda: formats.duration(45), "45\u202fmin", "45\u202fmin", id="minutes"),
        pytest.param(lambda: formats.duration(186), "3,1\u202fh", "3.1\u202fh", id="hours"),
        pytest.param(lambda: formats.duration(48, "days"), "48\u202fj", "48\u202fd", id="days"),
        pytest.param(lambda: formats.day(date(2026, 1, 5)), "5 janvier 2026", "5 January 2026", id="a day"),
        pytest.param(
            lambda: formats.day(date(2026, 1, 1)), "1er janvier 2026", "1 January 2026", id="the first of a month"
        ),
        pytest.param(lambda: formats.day_short(date(2026, 1, 11)), "11 janv. 2026", "11 Jan 2026", id="a short day"),
        pytest.param(
            lambda: formats.moment(datetime(2026, 1, 5, 23, 30)),
            "6 janvier 2026, 00:30",
            "6 January 2026, 00:30",
            id="a moment, in the company's zone",
        ),
        pytest.param(lambda: formats.quantity(None), "–", "–", id="unknown"),
    ],
)
def test_each_language_writes_its_own_way(write: Callable[[], str], french: str, english: str) -> None:
    with translation.override("fr"):
        assert write() == french
    with translation.override("en"):
        assert write() == english


def figure(unit: str, value: float, low: float | None = None, high: float | None = None) -> Figure:
    return Figure(
        metric="x",
        value=value,
        unit=unit,
        start=date(2026, 1, 1),
        end=date(2026, 3, 31),
        as_of=None,
        low=low,
        high=high,
    )


@pytest.mark.parametrize(
    ("of", "value", "between"),
    [
        pytest.param(figure("share", 0.3, 0.2, 0.42), "30%", "[20–42%]", id="a share"),
        pytest.param(figure("EUR", 312, 190, 460), "€312", "[€190–€460]", id="money"),
        pytest.param(
            figure("business_minutes", 186, 120, 240),
            "3.1\u202fh of work time",
            "[2\u202fh–4\u202fh]",
            id="working time",
        ),
        pytest.param(figure("days", 40), "40\u202fd", "", id="without an interval"),
        pytest.param(figure("EUR/day", 1585.2, 900, 2000), "€1,585 a day", "[€900–€2,000]", id="money a day"),
    ],
)
def test_a_figure_is_written_by_its_unit(of: Figure, value: str, between: str) -> None:
    with translation.override("en"):
        assert (shown(of), interval(of)) == (value, between)


@pytest.mark.parametrize(
    ("value", "length"), [(None, "0%"), (0, "0%"), (1, "0.40%"), (500, "50.00%"), (1000, "100.00%"), (2000, "100.00%")]
)
def test_a_bar_starts_at_zero_and_never_leaves_its_place(value: float | None, length: str) -> None:
    assert charts.bar(value, largest=1000) == length


def test_a_whisker_is_drawn_only_where_the_interval_is_known() -> None:
    assert charts.whisker(0.1, 0.2, 0.4, largest=0.4) == charts.Whisker("25.00%", "50.00%", "100.00%")
    assert charts.whisker(0.1, 0.2, 0.9, largest=0.4) == charts.Whisker("25.00%", "50.00%", "100.00%", beyond=True)
    assert charts.whisker(None, 0.2, 0.4, largest=0.4) is None
    assert charts.whisker(0.0, 0.0, 0.0, largest=0.0) is None

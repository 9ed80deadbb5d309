"""Periods as people say them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.vocabulary.periods import NotAPeriod, Period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        pytest.param("2026", date(2026, 1, 1), date(2026, 12, 31), id="a year"),
        pytest.param("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), id="a quarter"),
        pytest.param("2026-T4", date(2026, 10, 1), date(2026, 12, 31), id="un trimestre"),
        pytest.param("2024-02", date(2024, 2, 1), date(2024, 2, 29), id="a leap February"),
        pytest.param("2026-W01", date(2025, 12, 29), date(2026, 1, 4), id="an ISO week across two years"),
        pytest.param("2026-07-03..2026-07-09", date(2026, 7, 3), date(2026, 7, 9), id="two dates"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, start: date, end: date) -> None:
    assert Period.parse(text) == Period(start, end)


@pytest.mark.parametrize(
    "text", ["", "last month", "2026-13", "2026-Q5", "2026-07-09..2026-07-03", "2026-02-30..2026-03-01"]
)
def test_what_is_no_period_says_how_to_write_one(text: str) -> None:
    with pytest.raises(NotAPeriod):
        Period.parse(text)


@pytest.mark.parametrize(
    ("period", "previous"),
    [
        pytest.param("2026-Q1", "2025-Q4", id="quarter over the new year"),
        pytest.param("2026-03", "2026-02", id="month"),
        pytest.param("2026", "2025", id="year"),
        pytest.param("2026-07-08..2026-07-14", "2026-07-01..2026-07-07", id="seven days"),
    ],
)
def test_the_previous_period_has_the_same_shape(period: str, previous: str) -> None:
    assert Period.parse(period).previous == Period.parse(previous)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 800))
def test_the_previous_period_ends_the_day_before(start: date, length: int) -> None:
    period = Period(start, date.fromordinal(start.toordinal() + length))

    assert (period.start - period.previous.end).days == 1

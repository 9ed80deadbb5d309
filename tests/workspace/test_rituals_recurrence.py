"""When rituals take place: clocks that change, public holidays, places in the month."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.workspace.rituals.recurrence import Cadence, OnHoliday, Rule, key_of, occurrences

PARIS = ZoneInfo("Europe/Paris")


def rule(cadence: Cadence, first: date, **more: object) -> Rule:
    said = {"at": time(10, 0), "zone": "Europe/Paris", "country": "FR", **more}
    return Rule(cadence=cadence, first=first, **said)  # type: ignore[arg-type]


def test_the_hour_on_the_wall_stays_when_the_clocks_change() -> None:
    found = list(occurrences(rule(Cadence.WEEKLY, date(2026, 3, 19)), date(2026, 3, 19), date(2026, 4, 2)))

    assert [one.starts_at for one in found] == [
        datetime(2026, 3, 19, 9, tzinfo=UTC),
        datetime(2026, 3, 26, 9, tzinfo=UTC),
        datetime(2026, 4, 2, 8, tzinfo=UTC),  # summer time since 29 March
    ]
    assert {one.starts_at.astimezone(PARIS).time() for one in found} == {time(10, 0)}


def test_an_hour_that_the_clocks_skip_is_the_one_just_after() -> None:
    night = rule(Cadence.WEEKLY, date(2026, 3, 29), at=time(2, 30), on_holiday=OnHoliday.KEEP)

    [one] = occurrences(night, date(2026, 3, 29), date(2026, 3, 29))

    assert one.starts_at.astimezone(PARIS) == datetime(2026, 3, 29, 3, 30, tzinfo=PARIS)


def test_a_public_holiday_moves_an_occurrence_to_the_next_working_day_under_the_same_name() -> None:
    # 14 July 2026 is a Tuesday.
    [one] = occurrences(rule(Cadence.WEEKLY, date(2026, 7, 7)), date(2026, 7, 13), date(2026, 7, 19))

    assert (one.key, one.planned, one.day, one.is_moved) == ("2026-W29", date(2026, 7, 14), date(2026, 7, 15), True)
    assert one.holiday == "Fête nationale"


def test_a_friday_holiday_moves_beyond_the_weekend() -> None:
    # 1 May 2026 is a Friday; 25 December 2026 is one too, and 28 December is the next working day.
    assert [
        one.day for one in occurrences(rule(Cadence.WEEKLY, date(2026, 4, 24)), date(2026, 5, 1), date(2026, 5, 4))
    ] == [date(2026, 5, 4)]
    assert [
        one.day for one in occurrences(rule(Cadence.WEEKLY, date(2026, 4, 24)), date(2026, 12, 24), date(2026, 12, 31))
    ] == [date(2026, 12, 28)]


def test_a_holiday_that_is_kept_says_so() -> None:
    [one] = occurrences(
        rule(Cadence.WEEKLY, date(2026, 7, 7), on_holiday=OnHoliday.KEEP), date(2026, 7, 13), date(2026, 7, 19)
    )

    assert (one.day, one.is_moved, one.holiday) == (date(2026, 7, 14), False, "Fête nationale")


def test_holidays_are_those_of_the_company() -> None:
    [one] = occurrences(rule(Cadence.WEEKLY, date(2026, 7, 7), country="DE"), date(2026, 7, 13), date(2026, 7, 19))

    assert (one.day, one.holiday) == (date(2026, 7, 14), "")


def test_every_other_week_counts_from_the_first() -> None:
    days = [
        one.day for one in occurrences(rule(Cadence.FORTNIGHTLY, date(2026, 6, 4)), date(2026, 6, 1), date(2026, 7, 5))
    ]

    assert days == [date(2026, 6, 4), date(2026, 6, 18), date(2026, 7, 2)]


def test_a_month_keeps_the_place_in_the_month() -> None:
    second_tuesday = rule(Cadence.MONTHLY, date(2026, 6, 9))
    fifth_monday = rule(Cadence.MONTHLY, date(2026, 6, 29))

    assert [one.day for one in occurrences(second_tuesday, date(2026, 6, 1), date(2026, 9, 30))] == [
        date(2026, 6, 9),
        date(2026, 7, 15),  # the second Tuesday is 14 July
        date(2026, 8, 11),
        date(2026, 9, 8),
    ]
    assert [one.day for one in occurrences(fifth_monday, date(2026, 6, 1), date(2026, 9, 30))] == [
        date(2026, 6, 29),
        date(2026, 7, 27),  # only four Mondays: the last
        date(2026, 8, 31),
        date(2026, 9, 28),
    ]


def test_a_quarter_comes_every_three_months() -> None:
    found = list(occurrences(rule(Cadence.QUARTERLY, date(2026, 4, 14)), date(2026, 1, 1), date(2027, 1, 31)))

    assert [one.key for one in found] == ["2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1"]
    assert [one.planned for one in found] == [
        date(2026, 4, 14),
        date(2026, 7, 14),
        date(2026, 10, 13),
        date(2027, 1, 12),
    ]


@given(
    cadence=st.sampled_from(list(Cadence)),
    first=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    start=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    length=st.integers(0, 400),
)
def test_whatever_span_one_asks_for_the_occurrences_are_the_same(
    cadence: Cadence, first: date, start: date, length: int
) -> None:
    """Names are unique, days are working days, and a longer question gives the same answers in between."""
    end = date.fromordinal(start.toordinal() + length)
    asked = list(occurrences(rule(cadence, first), start, end))
    everything = list(occurrences(rule(cadence, first), date(2023, 1, 1), date(2029, 12, 31)))

    assert asked == [one for one in everything if start <= one.day <= end]
    assert len({one.key for one in everything}) == len(everything)
    assert all(one.day.weekday() < 5 and one.day >= one.planned >= first for one in everything)
    assert all(one.key == key_of(cadence, one.planned) for one in everything)


@pytest.mark.parametrize("country", ["FR", "XX"])
def test_a_country_without_known_holidays_still_has_weekends(country: str) -> None:
    [one] = occurrences(
        rule(Cadence.WEEKLY, date(2026, 6, 6), country=country), date(2026, 6, 6), date(2026, 6, 10)
    )  # a Saturday

    assert one.day == date(2026, 6, 8)

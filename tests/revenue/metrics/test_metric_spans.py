"""Periods are cut at midnight where the company is."""

from datetime import date, datetime

from cordee.revenue.metrics.spans import Span, buckets
from cordee.vocabulary.periods import Period


def test_a_month_in_paris_begins_the_evening_before_in_utc() -> None:
    start, end = Span(Period.parse("2026-03"), "Europe/Paris").instants

    # The clocks go forward on 29 March: winter time at the first bound, summer time at the second.
    assert (start, end) == (datetime(2026, 2, 28, 23), datetime(2026, 3, 31, 22))


def test_days_of_spend_are_local_already() -> None:
    assert Span(Period.parse("2026-03"), "Europe/Paris").days == (datetime(2026, 3, 1), datetime(2026, 4, 1))


def test_months_of_a_period_are_cut_where_the_period_is() -> None:
    found = buckets(Period(date(2026, 1, 10), date(2026, 3, 5)), "month")

    assert found == {
        "2026-01": Period(date(2026, 1, 10), date(2026, 1, 31)),
        "2026-02": Period(date(2026, 2, 1), date(2026, 2, 28)),
        "2026-03": Period(date(2026, 3, 1), date(2026, 3, 5)),
    }


def test_weeks_across_the_new_year_keep_their_iso_year() -> None:
    assert list(buckets(Period(date(2026, 12, 28), date(2027, 1, 10)), "week")) == ["2026-W53", "2027-W01"]


def test_quarters_are_named_by_their_year() -> None:
    assert list(buckets(Period.parse("2026"), "quarter")) == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]

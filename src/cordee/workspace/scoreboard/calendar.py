"""Periods as people choose them: quarters, months, years, and those that move with the data."""

import calendar
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from django.utils.translation import pgettext

from cordee.vocabulary.periods import Period
from cordee.workspace.insight.window import Window
from cordee.workspace.ui.templatetags import formats

QUARTERS_OFFERED = 8
MONTHS_OFFERED = 12


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def month_of(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


RELATIVE: Mapping[str, Callable[[date], Period]] = {
    "this-quarter": lambda day: Period.parse(quarter_of(day)),
    "last-quarter": lambda day: Period.parse(quarter_of(day)).previous,
    "this-month": lambda day: Period.parse(month_of(day)),
    "last-month": lambda day: Period.parse(month_of(day)).previous,
    "this-year": lambda day: Period.parse(str(day.year)),
    "last-12-months": lambda day: _months_to(day, 12),
    "last-90-days": lambda day: Period(day - timedelta(days=89), day),
}
"""Periods that a saved view or a digest asks for: they move with the data's last day."""


def offered(window: Window) -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods to choose from, latest first: (what kind, [(as the address writes it, as people say it)])."""
    quarters = list(_back(window, quarter_of, QUARTERS_OFFERED))
    months = list(_back(window, month_of, MONTHS_OFFERED))
    years = [str(year) for year in range(window.last_day.year, window.first_day.year - 1, -1)][:5]
    return [
        (pgettext("periods to choose from", "Quarters"), [(text, label(text)) for text in quarters]),
        (pgettext("periods to choose from", "Months"), [(text, label(text)) for text in months]),
        (pgettext("periods to choose from", "Years"), [(text, label(text)) for text in years]),
        (pgettext("periods to choose from", "Moving with the data"), [(text, relative(text)) for text in RELATIVE]),
    ]


def relative(text: str) -> str:
    """How people say a period that moves."""
    return {
        "this-quarter": pgettext("a period", "this quarter"),
        "last-quarter": pgettext("a period", "last quarter"),
        "this-month": pgettext("a period", "this month"),
        "last-month": pgettext("a period", "last month"),
        "this-year": pgettext("a period", "this year"),
        "last-12-months": pgettext("a period", "last 12 months"),
        "last-90-days": pgettext("a period", "last 90 days"),
    }[text]


def last_quarters(day: date, count: int = QUARTERS_OFFERED) -> Period:
    """The quarter of ``day`` and those before it, as one period."""
    last = Period.parse(quarter_of(day))
    first = last
    for _ in range(count - 1):
        first = first.previous
    return Period(first.start, last.end)


def last_months(day: date, count: int = MONTHS_OFFERED) -> Period:
    """The month of ``day`` and those before it, as one period."""
    return _months_to(day, count)


def following(period: Period) -> Period:
    """The period of the same kind just after."""
    start = period.end + timedelta(days=1)
    for make in (str(start.year), quarter_of(start), month_of(start)):
        candidate = Period.parse(make)
        if candidate.start == start and candidate.previous == period:
            return candidate
    return Period(start, start + timedelta(days=period.days - 1))


def year_before(period: Period) -> Period:
    """The same days a year before; the last day of a month stays the last day of its month."""
    return Period(_year_before(period.start), _year_before(period.end))


def written(period: Period) -> str:
    """The shortest way in which an address writes ``period``."""
    for text in (str(period.start.year), quarter_of(period.start), month_of(period.start)):
        if Period.parse(text) == period:
            return text
    return f"{period.start.isoformat()}..{period.end.isoformat()}"


def label(text: str) -> str:
    """A period as people say it: ``T2 2026``, ``juin 2026``, ``2026``, or its two days."""
    period = Period.parse(text)
    text = written(period)
    if "Q" in text:
        year, _, quarter = text.partition("-Q")
        return pgettext("a quarter", "Q%(quarter)s %(year)s") % {"quarter": quarter, "year": year}
    if len(text) == 7:
        return formats.month(period.start)
    if len(text) == 4:
        return text
    return pgettext("two days", "%(start)s to %(end)s") % {
        "start": formats.day_short(period.start),
        "end": formats.day_short(period.end),
    }


def _months_to(day: date, count: int) -> Period:
    index = day.year * 12 + day.month - count
    end = Period.parse(month_of(day)).end
    return Period(date(index // 12, index % 12 + 1, 1), end)


def _back(window: Window, name: Callable[[date], str], count: int) -> Iterator[str]:
    day = window.last_day
    for _ in range(count):
        text = name(day)
        yield text
        day = date.fromordinal(Period.parse(text).start.toordinal() - 1)
        if day < window.first_day:
            return


def _year_before(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    ends_month = day.day == calendar.monthrange(day.year, day.month)[1]
    return day.replace(year=day.year - 1, day=last if ends_month else min(day.day, last))

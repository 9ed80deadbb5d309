"""What the address asks: a period, what it is compared with, a channel. One address, one page, for both teams."""

import calendar
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from django.utils.translation import pgettext

from cordee.vocabulary.periods import NotAPeriod, Period
from cordee.workspace.insight import figures
from cordee.workspace.insight.window import Window
from cordee.workspace.ui.templatetags import formats

QUARTERS_OFFERED = 8
MONTHS_OFFERED = 12
COMPARISONS = ("previous", "year", "none")
HORIZONS = (180, 90, 60, 30)
USUAL_HORIZON = 90
"""Days after which a conversion is read, where enough people could be followed for as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """``text`` is the period as the address writes it."""

    text: str
    period: Period
    versus: str = "previous"
    channel: str | None = None
    horizon: int = USUAL_HORIZON

    @classmethod
    def asked(cls, values: Mapping[str, str], window: Window) -> Self:
        """Reads the address; what it does not say, or says badly, is the current quarter against the one before."""
        text = values.get("period", "").strip()
        try:
            period = Period.parse(text)
        except NotAPeriod:
            text = quarter_of(window.last_day)
            period = Period.parse(text)
        versus, horizon = values.get("vs", "previous"), values.get("horizon", "")
        known = {str(days): days for days in HORIZONS}
        return cls(
            text=text,
            period=period,
            versus=versus if versus in COMPARISONS else "previous",
            channel=values.get("channel", "").strip() or None,
            horizon=known.get(horizon) or _longest_answerable(period, window),
        )

    @property
    def compared(self) -> Period | None:
        """The period to compare with."""
        match self.versus:
            case "previous":
                return self.period.previous
            case "year":
                return Period(_year_before(self.period.start), _year_before(self.period.end))
            case _:
                return None

    @property
    def address(self) -> str:
        """The query string of this very question."""
        parts = {"period": self.text, "vs": self.versus}
        if self.horizon:
            parts["horizon"] = str(self.horizon)
        if self.channel:
            parts["channel"] = self.channel
        return urlencode(parts)

    @property
    def earlier(self) -> "Question":
        return self._stepped(self.period.previous)

    @property
    def later(self) -> "Question":
        length = self.period.days
        after = Period(
            date.fromordinal(self.period.end.toordinal() + 1), date.fromordinal(self.period.end.toordinal() + length)
        )
        for make in (str(self.period.end.year + 1), quarter_of(after.start), month_of(after.start)):
            candidate = Period.parse(make)
            if candidate.start == after.start and candidate.previous == self.period:
                return self._stepped(candidate)
        return self._stepped(after)

    def _stepped(self, period: Period) -> "Question":
        return replace(self, period=period, text=written(period), horizon=0)

    @property
    def label(self) -> str:
        return label(self.text)

    @property
    def compared_label(self) -> str:
        return label(written(self.compared)) if self.compared else ""


def offered(window: Window) -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods to choose from, latest first: (what kind, [(as the address writes it, as people say it)])."""
    quarters = list(_back(window, quarter_of, QUARTERS_OFFERED))
    months = list(_back(window, month_of, MONTHS_OFFERED))
    years = [str(year) for year in range(window.last_day.year, window.first_day.year - 1, -1)][:5]
    return [
        (pgettext("periods to choose from", "Quarters"), [(text, label(text)) for text in quarters]),
        (pgettext("periods to choose from", "Months"), [(text, label(text)) for text in months]),
        (pgettext("periods to choose from", "Years"), [(text, label(text)) for text in years]),
    ]


def _back(window: Window, name: Callable[[date], str], count: int) -> Iterator[str]:
    day = window.last_day
    for _ in range(count):
        text = name(day)
        yield text
        day = date.fromordinal(Period.parse(text).start.toordinal() - 1)
        if day < window.first_day:
            return


def _longest_answerable(period: Period, window: Window) -> int:
    """Ninety days, or less where the period is too young for its leads to have been followed that long."""
    for horizon in (USUAL_HORIZON, 60, 30):
        if figures.figure(window, figures.conversion_key("inquiry", "mql"), period, horizon=horizon).value is not None:
            return horizon
    return USUAL_HORIZON


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def month_of(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


def written(period: Period) -> str:
    """The shortest way in which an address writes ``period``."""
    for text in (str(period.start.year), quarter_of(period.start), month_of(period.start)):
        if Period.parse(text) == period:
            return text
    return f"{period.start}..{period.end}"


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


def _year_before(day: date) -> date:
    """The same day a year before; the last day of a month stays the last day of its month."""
    last = calendar.monthrange(day.year - 1, day.month)[1]
    ends_month = day.day == calendar.monthrange(day.year, day.month)[1]
    return day.replace(year=day.year - 1, day=last if ends_month else min(day.day, last))

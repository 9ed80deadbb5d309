"""What the address asks: a period, what it is compared with, what is kept. One address, one page, for both teams."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from cordee.vocabulary.periods import NotAPeriod, Period
from cordee.workspace.insight import figures
from cordee.workspace.insight.figures import FILTERS, Cut
from cordee.workspace.insight.window import Window
from cordee.workspace.scoreboard import calendar
from cordee.workspace.scoreboard.calendar import label, written

COMPARISONS = ("previous", "year", "none")
HORIZONS = (180, 90, 60, 30)
USUAL_HORIZON = 90
"""Days after which a conversion is read, where enough people could be followed for as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """``text`` is the period as the address writes it, ``versus`` a comparison or a period of its own."""

    text: str
    period: Period
    versus: str = "previous"
    cut: Cut = field(default_factory=Cut)
    horizon: int = USUAL_HORIZON
    horizon_asked: bool = True

    @classmethod
    def asked(cls, values: Mapping[str, str], window: Window) -> Self:
        """Reads the address; what it does not say, or says badly, is the current quarter against the one before."""
        text, period = _period(values, window)
        horizon = {str(days): days for days in HORIZONS}.get(values.get("horizon", ""))
        kept = {name: values.get(name, "").strip()[:200] or None for name in FILTERS}
        return cls(
            text=text,
            period=period,
            versus=_versus(values.get("vs", "previous").strip()),
            cut=Cut(**kept),
            horizon=horizon or _longest_answerable(period, window),
            horizon_asked=horizon is not None,
        )

    @property
    def compared(self) -> Period | None:
        """The period to compare with."""
        match self.versus:
            case "previous":
                return self.period.previous
            case "year":
                return calendar.year_before(self.period)
            case "none":
                return None
            case text:
                return Period.parse(text)

    @property
    def address(self) -> str:
        """The query string of this very question."""
        parts = {"period": self.text, "vs": self.versus}
        if self.horizon and self.horizon_asked:
            parts["horizon"] = str(self.horizon)
        parts |= {name: values[0] for name, values in self.cut.filters.items()}
        return urlencode(parts)

    def only(self, dimension: str, value: str) -> "Question":
        """The same question of one group."""
        return replace(self, cut=self.cut.only(dimension, value))

    @property
    def alone(self) -> "Question":
        """The same question, compared with nothing."""
        return replace(self, versus="none")

    @property
    def earlier(self) -> "Question":
        return self._stepped(self.period.previous)

    @property
    def later(self) -> "Question":
        return self._stepped(calendar.following(self.period))

    def _stepped(self, period: Period) -> "Question":
        return replace(self, period=period, text=written(period), horizon=0, horizon_asked=False)

    @property
    def label(self) -> str:
        return label(written(self.period))

    @property
    def compared_label(self) -> str:
        return label(written(self.compared)) if self.compared else ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.cut.filters)


def _period(values: Mapping[str, str], window: Window) -> tuple[str, Period]:
    """Two days win over a name; a name may be relative to the data's last day."""
    try:
        if values.get("from") and values.get("to"):
            two = Period(date.fromisoformat(values["from"]), date.fromisoformat(values["to"]))
            return written(two), two
    except ValueError:
        pass
    text = values.get("period", "").strip()
    if text in calendar.RELATIVE:
        return text, calendar.RELATIVE[text](window.last_day)
    try:
        return text, Period.parse(text)
    except NotAPeriod:
        text = calendar.quarter_of(window.last_day)
        return text, Period.parse(text)


def _versus(text: str) -> str:
    if text in COMPARISONS:
        return text
    try:
        return written(Period.parse(text))
    except NotAPeriod:
        return "previous"


def _longest_answerable(period: Period, window: Window) -> int:
    """Ninety days, or less where the period is too young for its leads to have been followed that long."""
    for horizon in (USUAL_HORIZON, 60, 30):
        if figures.figure(window, figures.conversion_key("inquiry", "mql"), period, horizon=horizon).value is not None:
            return horizon
    return USUAL_HORIZON

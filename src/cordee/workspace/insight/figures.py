"""Figures, their definitions and their records, through the window. Every number comes from the registry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from django.utils import translation
from django.utils.translation import gettext

from cordee.revenue import metrics
from cordee.revenue.metrics import CannotAnswer, Change, Metric, Record, Standing, UnknownMetric
from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period
from cordee.vocabulary.words import Side
from cordee.workspace.insight.window import Window

__all__ = ["CannotAnswer", "Change", "Definition", "Record", "Standing", "UnknownMetric"]

FILTERS = ("channel", "campaign", "segment", "team")
"""What a question may keep one of. Times are the period's."""

DIMENSIONS = metrics.DIMENSIONS
SORTABLE = tuple(metrics.ORDERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What is kept of the company: one channel, one campaign, one segment, one team; None keeps all of them."""

    channel: str | None = None
    campaign: str | None = None
    segment: str | None = None
    team: str | None = None

    @property
    def filters(self) -> dict[str, list[str]]:
        """As the registry takes them."""
        return {name: [value] for name in FILTERS if (value := getattr(self, name))}

    def only(self, dimension: str, value: str) -> "Cut":
        return replace(self, **{dimension: value})


EVERYTHING = Cut()


@dataclass(frozen=True, slots=True)
class Definition:
    """What a metric means, in one language."""

    key: str
    language: str
    name: str
    sentence: str
    formula: str
    uncertainty: str
    unit: str
    basis: str  # period or cohort
    sides: tuple[str, ...]
    has_horizon: bool
    dimensions: tuple[str, ...]
    has_denominator: bool  # with records of its own

    @property
    def hue(self) -> str:
        """The side's colour; what both carry is joint."""
        return self.sides[0] if len(self.sides) == 1 and self.sides[0] != Side.BOTH else "joint"


def every() -> tuple[str, ...]:
    """The key of every metric of the registry, in its order."""
    return tuple(metrics.REGISTRY)


def definition(key: str, language: str | None = None) -> Definition:
    """The definition in the reader's language. Raises ``UnknownMetric``."""
    metric: Metric = metrics.metric(key)
    spoken = language or _language()
    return Definition(
        key=metric.key,
        language=spoken,
        name=typeset(metric.name.said(spoken), spoken),
        sentence=typeset(metric.definition.said(spoken), spoken),
        formula=typeset(metric.formula.said(spoken), spoken),
        uncertainty=typeset(metric.method.uncertainty.said(spoken), spoken),
        unit=str(metric.unit),
        basis=str(metric.basis),
        sides=tuple(str(side) for side in metric.sides),
        has_horizon=metric.has_horizon,
        dimensions=metric.dimensions,
        has_denominator=metric.method.denominator is not None,
    )


def definitions() -> list[Definition]:
    """Every metric of the registry, in the reader's language."""
    return _definitions(_language())


@lru_cache(maxsize=4)
def _definitions(language: str) -> list[Definition]:
    return [definition(key, language) for key in metrics.REGISTRY]


def in_other_language(key: str) -> Definition:
    """The same definition as the other team may read it."""
    return definition(key, "en" if _language() == "fr" else "fr")


def conversion_key(start: str, end: str) -> str:
    """The metric of the passage from a stage to a later one."""
    return f"conversion_{start}_{end}"


def time_key(start: str, end: str) -> str:
    """The metric of how long the passage from a stage to the next takes."""
    return f"time_{start}_{end}"


def figure(window: Window, key: str, period: Period, *, cut: Cut = EVERYTHING, horizon: int | None = None) -> Figure:
    """The figure of the whole period, of what ``cut`` keeps. A question that does not fit is answered in words."""
    language = _language()

    def ask() -> Figure:
        if why := _does_not_fit(key, cut):
            return _unanswered(window, key, period, why)
        try:
            [found] = _compute(window, key, period, cut=cut, horizon=horizon)
        except CannotAnswer as error:
            return _unanswered(window, key, period, str(error))
        return found

    return window.remembered(("figure", key, period, cut, horizon, language), ask)


def by_group(
    window: Window, key: str, period: Period, by: str, *, cut: Cut = EVERYTHING, horizon: int | None = None
) -> dict[str, Figure]:
    """One figure per group of ``by`` that the metric knows, in its order. Raises ``CannotAnswer`` where it has none."""

    def ask() -> dict[str, Figure]:
        return {one.group or "unknown": one for one in _compute(window, key, period, by=by, cut=cut, horizon=horizon)}

    return window.remembered(("by", by, key, period, cut, horizon, _language()), ask)


def fits(key: str, cut: Cut) -> bool:
    """Whether the metric can be read for what ``cut`` keeps."""
    return not _does_not_fit(key, cut)


def change(
    window: Window, key: str, now: Period, before: Period, by: str, *, cut: Cut = EVERYTHING, horizon: int | None = None
) -> Change | None:
    """Why the figure changed between two periods, by group. None where it cannot be taken apart."""
    if by not in metrics.metric(key).dimensions or not fits(key, cut):
        return None
    asked = {"cut": cut, "horizon": horizon}
    return metrics.explain(
        figure(window, key, now, cut=cut, horizon=horizon),
        figure(window, key, before, cut=cut, horizon=horizon),
        parts_now=by_group(window, key, now, by, **asked),  # type: ignore[arg-type]  # asked holds two kinds
        parts_before=by_group(window, key, before, by, **asked),  # type: ignore[arg-type]  # asked holds two kinds
    )


def standings(
    window: Window, key: str, period: Period, *, cut: Cut = EVERYTHING, horizon: int | None = None
) -> list[Standing]:
    """Where everyone of a conversion's cohort stands now."""

    def ask() -> list[Standing]:
        return metrics.standings(
            window.reader, key, period, filters=cut.filters, horizon=horizon, remember=window.remembered
        )

    return window.remembered(("standings", key, period, cut, horizon), ask)


def choices(window: Window, dimension: str) -> list[str]:
    """Every value of a dimension that a lead, a deal or a cost has, in order."""

    def ask() -> list[str]:
        if dimension == "campaign":
            sql = """SELECT name FROM campaign WHERE campaign_id IN (
                SELECT campaign_id FROM lead UNION SELECT campaign_id FROM deal UNION SELECT campaign_id FROM spend)"""
        else:
            spend = " UNION SELECT channel FROM spend" if dimension == "channel" else ""
            sql = f"SELECT {dimension} FROM lead UNION SELECT {dimension} FROM deal{spend}"
        found = {name for (name,) in window.reader.execute(sql).fetchall() if name}
        return sorted(found, key=_by_size if dimension == "segment" else str.casefold)

    return window.remembered(("choices", dimension), ask)


def channels(window: Window) -> list[str]:
    """Every channel that brought a lead, a deal or a cost."""
    return choices(window, "channel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Which records are meant: those that a figure counts, or a part of its cohort."""

    key: str
    period: Period
    cut: Cut = EVERYTHING
    horizon: int | None = None
    part: Literal["numerator", "denominator"] = "numerator"
    place: str | None = None  # where those of a conversion's cohort stand
    reason: str | None = None


def records(
    window: Window,
    listed: Listed,
    *,
    order: str = "at",
    descending: bool = True,
    limit: int | None = None,
    offset: int = 0,
) -> list[Record]:
    """The records, newest first unless ``order`` says otherwise."""
    if not fits(listed.key, listed.cut):
        return []
    return metrics.records(
        window.reader,
        listed.key,
        listed.period,
        filters=listed.cut.filters,
        horizon=_horizon(listed.key, listed.horizon),
        part=listed.part,
        place=listed.place,
        reason=listed.reason,
        order=order,
        descending=descending,
        limit=limit,
        offset=offset,
        remember=window.remembered,
    )


def record_count(window: Window, listed: Listed) -> int:
    """How many records stand behind the figure."""
    if not fits(listed.key, listed.cut):
        return 0

    def ask() -> int:
        return metrics.record_count(
            window.reader,
            listed.key,
            listed.period,
            filters=listed.cut.filters,
            horizon=_horizon(listed.key, listed.horizon),
            part=listed.part,
            place=listed.place,
            reason=listed.reason,
            remember=window.remembered,
        )

    return window.remembered(("count", listed), ask)


def typeset(text: str, language: str) -> str:
    """French asks for a narrow no-break space before double punctuation and signs; the registry writes plain ones."""
    return re.sub(r" (?=[;:!?%€»])|(?<=«) ", "\N{NARROW NO-BREAK SPACE}", text) if language == "fr" else text


def _compute(
    window: Window, key: str, period: Period, *, cut: Cut, horizon: int | None, by: str | None = None
) -> Sequence[Figure]:
    language = _language()
    found = metrics.compute(
        window.reader,
        key,
        period,
        by=by,
        filters=cut.filters,
        horizon=_horizon(key, horizon),
        language=language,
        remember=window.remembered,
    )
    return [replace(one, note=typeset(one.note, language)) if one.note else one for one in found]


def _does_not_fit(key: str, cut: Cut) -> str:
    """Why the metric cannot be read for what ``cut`` keeps; empty where it can."""
    missing = [name for name in cut.filters if name not in metrics.metric(key).dimensions]
    if not missing:
        return ""
    if missing == ["segment"]:
        return gettext("Spend has no segment: this figure cannot be read for one.")
    if missing == ["team"]:
        return gettext("Spend has no team: this figure cannot be read for one.")
    return gettext("Spend has neither segment nor team: this figure cannot be read for one.")


def _by_size(segment: str) -> tuple[int, str]:
    """Headcount bands, smallest first."""
    first = re.match(r"\d+", segment)
    return (int(first[0]) if first else 10**9), segment


def _horizon(key: str, horizon: int | None) -> int | None:
    return horizon if metrics.metric(key).has_horizon else None


def _language() -> str:
    return "fr" if (translation.get_language() or "en").startswith("fr") else "en"


def _unanswered(window: Window, key: str, period: Period, why: str) -> Figure:
    unit = str(metrics.metric(key).unit)
    currency = window.snapshot.currency
    return Figure(
        metric=key,
        value=None,
        unit={"currency": currency, "currency_per_day": f"{currency}/day"}.get(unit, unit),
        start=period.start,
        end=period.end,
        as_of=window.snapshot.data_as_of,
        n=0,
        note=why,
    )

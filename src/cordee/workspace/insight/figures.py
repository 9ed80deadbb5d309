"""Figures, their definitions and their records, through the window. Every number comes from the registry."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils import translation

from cordee.revenue import metrics
from cordee.revenue.metrics import CannotAnswer, Metric, Record, UnknownMetric
from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period
from cordee.vocabulary.words import Side
from cordee.workspace.insight.window import Window

__all__ = ["CannotAnswer", "Definition", "Record", "UnknownMetric"]


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

    @property
    def hue(self) -> str:
        """The side's colour; what both carry is joint."""
        return self.sides[0] if len(self.sides) == 1 and self.sides[0] != Side.BOTH else "joint"


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


def figure(
    window: Window, key: str, period: Period, *, channel: str | None = None, horizon: int | None = None
) -> Figure:
    """The figure of the whole period; of one channel where given. A question that does not fit is answered in words."""
    language = _language()

    def ask() -> Figure:
        filters = {"channel": [channel]} if channel else None
        try:
            [found] = metrics.compute(
                window.reader, key, period, filters=filters, horizon=_horizon(key, horizon), language=language
            )
        except CannotAnswer as error:
            return _unanswered(key, period, str(error))
        return replace(found, note=typeset(found.note, language)) if found.note else found

    return window.remembered(("figure", key, period, channel, horizon, language), ask)


def by_channel(
    window: Window, key: str, period: Period, *, channel: str | None = None, horizon: int | None = None
) -> dict[str, Figure]:
    """One figure per channel that the metric knows; of one channel only where given."""
    language = _language()

    def ask() -> dict[str, Figure]:
        filters = {"channel": [channel]} if channel else None
        found = metrics.compute(
            window.reader, key, period, by="channel", filters=filters, horizon=_horizon(key, horizon), language=language
        )
        return {
            one.group or "unknown": replace(one, note=typeset(one.note, language)) if one.note else one for one in found
        }

    return window.remembered(("by_channel", key, period, channel, horizon, language), ask)


def channels(window: Window) -> list[str]:
    """Every channel that brought a lead, a deal or a cost."""

    def ask() -> list[str]:
        rows = window.reader.execute(
            "SELECT channel FROM lead UNION SELECT channel FROM deal UNION SELECT channel FROM spend"
        ).fetchall()
        return sorted(name for (name,) in rows if name)

    return window.remembered("channels", ask)


def records(
    window: Window,
    key: str,
    period: Period,
    *,
    channel: str | None = None,
    horizon: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Record]:
    """The records behind the figure, newest first."""
    filters = {"channel": [channel]} if channel else None
    return metrics.records(
        window.reader, key, period, filters=filters, horizon=_horizon(key, horizon), limit=limit, offset=offset
    )


def record_count(
    window: Window, key: str, period: Period, *, channel: str | None = None, horizon: int | None = None
) -> int:
    """How many records stand behind the figure."""

    def ask() -> int:
        return len(records(window, key, period, channel=channel, horizon=horizon))

    return window.remembered(("count", key, period, channel, horizon), ask)


def all_records(
    window: Window, key: str, period: Period, *, channel: str | None = None, horizon: int | None = None
) -> Iterator[Record]:
    """Every record, for a file."""
    yield from records(window, key, period, channel=channel, horizon=horizon)


def typeset(text: str, language: str) -> str:
    """French asks for a narrow no-break space before double punctuation and signs; the registry writes plain ones."""
    return re.sub(r" (?=[;:!?%€»])|(?<=«) ", "\N{NARROW NO-BREAK SPACE}", text) if language == "fr" else text


def _horizon(key: str, horizon: int | None) -> int | None:
    return horizon if metrics.metric(key).has_horizon else None


def _language() -> str:
    return "fr" if (translation.get_language() or "en").startswith("fr") else "en"


def _unanswered(key: str, period: Period, why: str) -> Figure:
    return Figure(
        metric=key,
        value=None,
        unit=str(metrics.metric(key).unit),
        start=period.start,
        end=period.end,
        as_of=None,
        n=0,
        note=why,
    )

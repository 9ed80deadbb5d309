"""Answers for programs: the shapes that the command prints, from the same registry. Ids are text."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal

from cordee.revenue import metrics
from cordee.revenue.journeys import NobodyFound, SeveralFound
from cordee.revenue.journeys import journey as journey_of
from cordee.revenue.journeys import search as find
from cordee.revenue.metrics import CannotAnswer, UnknownMetric
from cordee.vocabulary.periods import NotAPeriod, Period
from cordee.workspace.insight.window import Window


class Unknown(Exception):
    """No metric, person or company of this name."""


class Unanswered(Exception):
    """A question that the data or the metric cannot answer; the message says why."""


class Several(Exception):
    """A name that several answer to."""

    def __init__(self, message: str, candidates: list[dict[str, Any]]) -> None:
        super().__init__(message)
        self.candidates = candidates


def definitions(language: str) -> list[dict[str, Any]]:
    """Every metric of the registry, in words."""
    return [
        {
            "key": metric.key,
            "name": metric.name.said(language),
            "definition": metric.definition.said(language),
            "formula": metric.formula.said(language),
            "uncertainty": metric.method.uncertainty.said(language),
            "unit": str(metric.unit),
            "basis": str(metric.basis),
            "sides": [str(side) for side in metric.sides],
            "dimensions": list(metric.dimensions),
        }
        for metric in metrics.REGISTRY.values()
    ]


def period(window: Window, text: str | None, first: str | None, last: str | None) -> Period:
    """The period asked for: one name, or two days, or all the data. Raises ``Unanswered``."""
    if text and (first or last):
        raise Unanswered("Give either period, or from and to.")
    whole = metrics.whole_period(window.reader)
    if not text and not first and not last:
        return whole
    try:
        return Period.parse(
            text or f"{first or min(str(whole.start), last or '')}..{last or max(str(whole.end), first or '')}"
        )
    except NotAPeriod as error:
        raise Unanswered(str(error)) from error


def figures(
    window: Window,
    key: str,
    over: Period,
    *,
    by: str | None = None,
    horizon: int | None = None,
    model: str | None = None,
    filters: Mapping[str, Sequence[str]] | None = None,
    language: str = "en",
) -> list[dict[str, Any]]:
    """The figures of a metric, one per group. Raises ``Unknown`` and ``Unanswered``."""
    try:
        found = metrics.compute(
            window.reader, key, over, by=by, horizon=horizon, model=model, filters=filters, language=language
        )
    except UnknownMetric as error:
        raise Unknown(str(error)) from error
    except CannotAnswer as error:
        raise Unanswered(str(error)) from error
    return [dict(figure.as_json()) for figure in found]


def records(
    window: Window,
    key: str,
    over: Period,
    *,
    by: str | None = None,
    group: str | None = None,
    part: Literal["numerator", "denominator"] = "numerator",
    horizon: int | None = None,
    model: str | None = None,
    filters: Mapping[str, Sequence[str]] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """The records that a figure counts, newest first. Raises ``Unknown`` and ``Unanswered``."""
    try:
        found = metrics.records(
            window.reader,
            key,
            over,
            by=by,
            group=group,
            part=part,
            horizon=horizon,
            model=model,
            filters=filters,
            limit=limit,
            offset=offset,
            remember=window.remembered,
        )
    except UnknownMetric as error:
        raise Unknown(str(error)) from error
    except CannotAnswer as error:
        raise Unanswered(str(error)) from error
    return [
        {
            name: str(value) if name.endswith("_id") and value is not None else value
            for name, value in asdict(one).items()
        }
        for one in found
    ]


def journey(window: Window, who: str) -> dict[str, Any]:
    """The whole path of WHO: an e-mail, a domain, a name, an id or a record. Raises ``Unknown`` and ``Several``."""
    try:
        return dict(journey_of(window.reader, window.home, who).as_json())
    except SeveralFound as error:
        raise Several(str(error), [_candidate(one) for one in error.candidates]) from error
    except NobodyFound as error:
        raise Unknown(str(error)) from error


def search(window: Window, text: str, *, limit: int) -> list[dict[str, Any]]:
    """People and companies that answer to every word."""
    return [_candidate(one) for one in find(window.reader, text, limit=limit)]


def _candidate(one: Any) -> dict[str, Any]:
    return {"kind": one.kind, "id": str(one.id), "name": one.name, "detail": one.detail}

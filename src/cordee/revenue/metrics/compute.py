"""Asking for figures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb

from cordee.revenue.attribution.models import MODELS
from cordee.revenue.metrics import notes
from cordee.revenue.metrics.metric import Answer, Basis, Metric, Unit
from cordee.revenue.metrics.query import DIMENSIONS, UNKNOWN, WHOLE, CannotAnswer, Query, Remember, Snapshot, forget
from cordee.revenue.metrics.registry import metric as named
from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period

HORIZON = 90
"""Days, where a conversion does not say."""

MODEL = "w"
"""The attribution model, where a return does not say."""


def compute(
    reader: duckdb.DuckDBPyConnection,
    key: str,
    period: Period,
    *,
    by: str | None = None,
    horizon: int | None = None,
    model: str | None = None,
    filters: Mapping[str, str | Sequence[str]] | None = None,
    language: str = "en",
    remember: Remember = forget,
) -> list[Figure]:
    """The figures of one metric: one for the whole period, or one per group of ``by``.

    ``filters`` keeps some groups only, e.g. ``{"channel": ["paid_search"]}``. ``horizon`` is in days, for conversions;
    ``model`` is an attribution model, for the return. Raises ``UnknownMetric`` and ``CannotAnswer``.
    """
    metric = named(key)
    query = asked(
        reader, metric, period, by=by, horizon=horizon, model=model, filters=filters, language=language,
        remember=remember,
    )  # fmt: skip
    answers = dict(metric.method.answers(query))
    for label in query.buckets:
        answers.setdefault(label, Answer(value=None))
    if by is None and WHOLE not in answers:
        answers[WHOLE] = next(iter(metric.method.answers(query).values()), Answer(value=None))
    return [_figure(metric, query, label, answers[label]) for label in _ordered(query, answers)]


def asked(
    reader: duckdb.DuckDBPyConnection,
    metric: Metric,
    period: Period,
    *,
    by: str | None,
    horizon: int | None,
    model: str | None,
    filters: Mapping[str, str | Sequence[str]] | None,
    language: str = "en",
    remember: Remember = forget,
) -> Query:
    """The question as the methods take it. Raises ``CannotAnswer`` where it does not fit the metric."""
    kept = {name: [value] if isinstance(value, str) else list(value) for name, value in (filters or {}).items()}
    for name in (*kept, *([by] if by else [])):
        if name not in DIMENSIONS:
            raise CannotAnswer(f"{name!r} is not a dimension. Dimensions: {', '.join(DIMENSIONS)}.")
        if name not in metric.dimensions:
            raise CannotAnswer(f"{metric.key} cannot be cut by {name}. It can by {', '.join(metric.dimensions)}.")
    if times := [name for name in kept if name in ("week", "month", "quarter")]:
        raise CannotAnswer(f"{times[0]} is not a filter: give it as the period.")
    if horizon is not None and horizon < 1:
        raise CannotAnswer("A horizon is a whole number of days, 1 or more.")
    if metric.has_model:
        model = model or MODEL
        if model not in MODELS:
            raise CannotAnswer(f"There is no attribution model {model!r}. There are: {', '.join(MODELS)}.")
    return Query(
        reader,
        Snapshot.of(reader, remember),
        period,
        by=by,
        filters=kept,
        horizon=horizon or HORIZON,
        model=model or MODEL,
        language=language,
        remember=remember,
    )


def _ordered(query: Query, answers: Mapping[str | None, Answer]) -> list[str | None]:
    """Times in order; other groups largest first, the unknown one last."""
    if query.buckets:
        return [label for label in query.buckets if label in answers]

    def rank(label: str | None) -> tuple[bool, float, float, str]:
        answer = answers[label]
        return label == UNKNOWN, -answer.numerator, -(answer.denominator or 0), label or ""

    return sorted(answers, key=rank)


def _figure(metric: Metric, query: Query, label: str | None, answer: Answer) -> Figure:
    period = query.buckets.get(label, query.period) if label is not None else query.period
    said = list(answer.notes)
    if label == UNKNOWN and query.by is not None:
        said.append(query.say(notes.UNKNOWN_CHANNEL if query.by == "channel" else notes.UNKNOWN_GROUP))
    last = query.snapshot.last_day
    if last is not None and period.start > last:
        answer = replace(answer, value=None, low=None, high=None)
        said.insert(0, query.say(notes.AFTER_DATA, day=last.isoformat()))
    elif last is not None and period.end > last and metric.basis is Basis.PERIOD:
        said.append(query.say(notes.BEFORE_DATA_ENDS, day=last.isoformat()))
    currency = query.snapshot.currency
    unit = {Unit.CURRENCY: currency, Unit.CURRENCY_PER_DAY: f"{currency}/day"}.get(metric.unit, str(metric.unit))
    return Figure(
        metric=metric.key,
        value=answer.value,
        unit=unit,
        start=period.start,
        end=period.end,
        as_of=query.snapshot.as_of,
        group=label,
        low=answer.low,
        high=answer.high,
        n=answer.n,
        numerator=answer.numerator,
        denominator=answer.denominator,
        note=" ".join(said) or None,
        immature=answer.immature,
    )


def whole_period(reader: duckdb.DuckDBPyConnection) -> Period:
    """From the first day that leads, deals or spend speak of to the day on which the data ends."""
    snapshot = Snapshot.of(reader)
    row = reader.execute(
        """SELECT least(
            (SELECT min(least(inquiry_at, mql_at, sal_at, sql_at, opportunity_at, customer_at)) FROM lead),
            (SELECT min(least(opened_at, closed_at)) FROM deal),
            (SELECT timezone('UTC', timezone($1, min(day)::TIMESTAMP)) FROM spend)
        )""",
        [snapshot.zone],
    ).fetchone()
    last = snapshot.last_day
    first = snapshot.day_of(row[0]) if row and row[0] is not None else last
    if first is None or last is None:
        raise CannotAnswer("The snapshot holds no dated lead, deal or spend yet: give the period.")
    return Period(min(first, last), last)

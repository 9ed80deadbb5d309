"""The records behind a figure, and where those who did not pass stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

import duckdb

from cordee.revenue.metrics.compute import asked
from cordee.revenue.metrics.query import CannotAnswer, Query, Remember, forget
from cordee.revenue.metrics.registry import metric as named
from cordee.revenue.metrics.rows import Rows
from cordee.revenue.metrics.timing import Conversion
from cordee.revenue.warehouse.engine import quoted
from cordee.vocabulary.periods import Period

Part: TypeAlias = Literal["numerator", "denominator"]

ORDERS: Mapping[str, str] = {
    "at": 'r."at"',
    "name": "lower(r.name)",
    "account": "lower(r.account)",
    "amount": "r.amount",
    "measure": "r.measure",
    "channel": "r.channel",
    "campaign": "lower(r.campaign)",
    "detail": "r.detail",
}
"""What a list can be sorted by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record behind a figure, with what it takes to open its journey. Which ids it has depends on what it is."""

    record: str  # person, deal or spend
    person_id: int | None
    account_id: int | None
    deal_id: int | None
    campaign_id: int | None
    name: str | None
    email: str | None
    account: str | None
    at: datetime | None  # naive UTC; the local day for spend
    amount: float | None  # company currency
    measure: float | None  # the time it took, in `measure_unit`
    measure_unit: str | None
    channel: str | None
    campaign: str | None
    segment: str | None
    team: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of a cohort stand in one place. ``place``: passed, later, waiting, refused, recycled, lost, disqualified.

    ``reason`` is the tool's own word, for the refused.
    """

    place: str
    reason: str | None
    people: int


def records(
    reader: duckdb.DuckDBPyConnection,
    key: str,
    period: Period,
    *,
    by: str | None = None,
    group: str | None = None,
    part: Part = "numerator",
    horizon: int | None = None,
    model: str | None = None,
    filters: Mapping[str, str | Sequence[str]] | None = None,
    place: str | None = None,
    reason: str | None = None,
    order: str = "at",
    descending: bool = True,
    limit: int | None = None,
    offset: int = 0,
    remember: Remember = forget,
) -> list[Record]:
    """The records that a figure counts, newest first: as many as its numerator, or amounts that add up to it.

    ``by`` and ``group`` are those of the figure; ``part="denominator"`` lists what it is divided by; ``place`` (and
    ``reason``) those of a conversion's cohort who stand there.
    """
    query, rows = _behind(
        reader, key, period, by=by, group=group, part=part, horizon=horizon, model=model, filters=filters,
        place=place, reason=reason, remember=remember,
    )  # fmt: skip
    if order not in ORDERS:
        raise CannotAnswer(f"Records cannot be sorted by {order!r}. They can by {', '.join(ORDERS)}.")
    page = f"LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    first = f"{ORDERS[order]} {'DESC' if descending else 'ASC'} NULLS LAST"
    sql = f"""
        FROM (SELECT x.person_id, x.account_id, x.deal_id, x.campaign_id,
            coalesce(d.name, p.name, p.email, c.name) AS name, p.email, a.name AS account,
            x."at", CAST(x.amount AS DOUBLE) AS amount, CAST(x.measure AS DOUBLE) AS measure,
            x.channel, c.name AS campaign, x.segment, x.team, x.detail
        FROM ({query.sql(rows)}) AS x
        LEFT JOIN person AS p ON p.person_id = x.person_id
        LEFT JOIN deal AS d ON d.deal_id = x.deal_id
        LEFT JOIN account AS a ON a.account_id = x.account_id
        LEFT JOIN campaign AS c ON c.campaign_id = x.campaign_id
        WHERE x.hit) AS r
        ORDER BY {first}, r."at" DESC, r.person_id, r.deal_id, r.campaign_id, r.amount, r.channel {page}"""
    return [_record(rows.source.record, rows.unit or None, row) for row in query.run(sql)]


def record_count(
    reader: duckdb.DuckDBPyConnection,
    key: str,
    period: Period,
    *,
    part: Part = "numerator",
    horizon: int | None = None,
    filters: Mapping[str, str | Sequence[str]] | None = None,
    place: str | None = None,
    reason: str | None = None,
    remember: Remember = forget,
) -> int:
    """How many ``records`` lists."""
    query, rows = _behind(
        reader, key, period, part=part, horizon=horizon, filters=filters, place=place, reason=reason,
        remember=remember,
    )  # fmt: skip
    [(count,)] = query.run(f"SELECT count(*) FILTER (hit) FROM ({query.sql(rows, only=['hit'])})")
    return int(count)


def standings(
    reader: duckdb.DuckDBPyConnection,
    key: str,
    period: Period,
    *,
    horizon: int | None = None,
    filters: Mapping[str, str | Sequence[str]] | None = None,
    remember: Remember = forget,
) -> list[Standing]:
    """Where everyone of a conversion's cohort stands now, most people first; together they are its denominator."""
    metric = named(key)
    if not isinstance(metric.method, Conversion):
        raise CannotAnswer(f"{key} is not a passage from a stage to another.")
    query = asked(reader, metric, period, by=None, horizon=horizon, model=None, filters=filters, remember=remember)
    place = f"{metric.method.standing} AS place, r.refused_reason AS reason"
    rows = query.run(
        f"""SELECT place, CASE WHEN place = 'refused' THEN reason END, count(*)
            FROM ({query.sql(metric.method.denominator, extra=place, only=())}) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"""
    )
    return [Standing(*row) for row in rows]


def _behind(
    reader: duckdb.DuckDBPyConnection,
    key: str,
    period: Period,
    *,
    by: str | None = None,
    group: str | None = None,
    part: Part = "numerator",
    horizon: int | None = None,
    model: str | None = None,
    filters: Mapping[str, str | Sequence[str]] | None = None,
    place: str | None = None,
    reason: str | None = None,
    remember: Remember = forget,
) -> tuple[Query, Rows]:
    """The question, and the rows that it lists."""
    metric = named(key)
    if (by is None) != (group is None):
        raise CannotAnswer("A group needs its dimension: give both `by` and `group`, or neither.")
    kept = dict(filters or {})
    if by is not None and group is not None:
        whole = asked(reader, metric, period, by=by, horizon=horizon, model=model, filters=filters, remember=remember)
        if whole.buckets:
            if group not in whole.buckets:
                raise CannotAnswer(f"{group!r} is not a {by} of this period. It has: {', '.join(whole.buckets)}.")
            period = whole.buckets[group]
        else:
            kept[by] = group
    query = asked(reader, metric, period, by=None, horizon=horizon, model=model, filters=kept, remember=remember)
    rows = metric.method.numerator if part == "numerator" and place is None else metric.method.denominator
    if rows is None:
        raise CannotAnswer(f"{key} is not divided by anything that has records.")
    if place is not None:
        if not isinstance(metric.method, Conversion):
            raise CannotAnswer(f"{key} is not a passage from a stage to another.")
        rows = rows.only(f"({metric.method.standing}) = {quoted(place)}")
        if reason is not None:
            rows = rows.only(f"r.refused_reason = {quoted(reason)}")
    return query, rows


def _record(record: str, unit: str | None, row: tuple[Any, ...]) -> Record:
    person, account, deal, campaign, name, email, company, at, amount, measure, channel, of, segment, team, detail = row
    return Record(
        record=record,
        person_id=person,
        account_id=account,
        deal_id=deal,
        campaign_id=campaign,
        name=name,
        email=email,
        account=company,
        at=at,
        amount=amount,
        measure=measure,
        measure_unit=unit,
        channel=channel,
        campaign=of,
        segment=segment,
        team=team,
        detail=detail,
    )

"""A question put to a snapshot: a period, a dimension, filters; and the SQL that reads the rows behind an answer."""

import re
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
from numpy.typing import NDArray

from cordee.revenue.metrics.notes import Words, note
from cordee.revenue.metrics.rows import CURRENCY_TYPE, Rows
from cordee.revenue.metrics.spans import TIMES, Span, buckets
from cordee.revenue.warehouse.engine import quoted
from cordee.vocabulary.periods import Period

DIMENSIONS = ("channel", "campaign", *TIMES, "segment", "team")
"""What figures can be grouped by."""

COLUMNS = (
    *("person_id", "account_id", "deal_id", "campaign_id", "at", "amount", "hit", "measure", "detail"),
    *("channel", "segment", "team"),
)
"""What every row has besides its group."""

UNKNOWN = "unknown"
"""The group of records of which no tool says the group."""

WHOLE = None
"""The label of the figure that is not cut into groups."""

Answered = TypeVar("Answered")


def forget(_question: Hashable, ask: Callable[[], Answered]) -> Answered:
    """Asks every time: what a question does where nobody keeps answers."""
    return ask()


Remember = Callable[[Hashable, Callable[[], Any]], Any]
"""Gives the answer to a question, and asks only where it does not know it. Whoever holds the snapshot gives one."""


class CannotAnswer(ValueError):
    """The question does not fit the metric; the message says what does."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the published snapshot says of itself."""

    as_of: datetime | None  # naive UTC
    currency: str
    zone: str

    @classmethod
    def of(cls, reader: duckdb.DuckDBPyConnection, remember: Remember = forget) -> "Snapshot":
        sql = "SELECT data_as_of, currency, zone FROM snapshot"
        row = remember(sql, lambda: reader.execute(sql).fetchone())
        if row is None:
            raise CannotAnswer("The snapshot does not say what it is; run `cordee refresh` again.")
        return cls(*row)

    @property
    def last_day(self) -> date | None:
        """The local day on which the data ends."""
        return None if self.as_of is None else self.day_of(self.as_of)

    def day_of(self, instant: datetime) -> date:
        """The local day of an instant in naive UTC."""
        return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Sums:
    """What one pass over the rows of a group gives. Amounts are of the hits."""

    n: int = 0
    hits: int = 0
    amount: Decimal = Decimal(0)
    squares: float = 0.0
    largest: float = 0.0
    without_amount: int = 0


@dataclass(frozen=True)
class Query:
    """One question put to one reader."""

    reader: duckdb.DuckDBPyConnection
    snapshot: Snapshot
    period: Period
    by: str | None = None
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    horizon: int = 90
    model: str = "w"
    language: str = "en"
    remember: Remember = forget

    @cached_property
    def span(self) -> Span:
        return Span(self.period, self.snapshot.zone)

    @cached_property
    def buckets(self) -> dict[str, Period]:
        """The labels of a time dimension; empty for another one."""
        return buckets(self.period, self.by) if self.by in TIMES else {}

    def within(self, period: Period) -> "Query":
        """The same question of another period, not cut into groups."""
        return replace(self, period=period, by=None)

    def say(self, words: Words, **values: object) -> str:
        return note(words, self.language, **values)

    # Reading

    def sums(self, rows: Rows) -> dict[str | None, Sums]:
        """Counts and sums of each group. A time dimension has all its groups, empty ones too; no dimension has one."""
        cut = tuple((name, tuple(values)) for name, values in self.filters.items())
        question = ("sums", rows, self.period, self.by, cut, self.horizon, self.model)
        found: dict[str | None, Sums] = self.remember(question, lambda: self._sums(rows))
        return found

    def _sums(self, rows: Rows) -> dict[str | None, Sums]:
        sql = f"""
            SELECT grp, count(*), count(*) FILTER (hit),
                coalesce(sum(amount) FILTER (hit), 0), coalesce(sum(CAST(amount AS DECIMAL(19,4)) * CAST(amount AS
                DECIMAL(19,4))) FILTER (hit), 0), coalesce(max(amount) FILTER (hit), 0), count(*) FILTER (hit AND
                amount IS NULL)
            FROM ({self.sql(rows, only=("amount", "hit"))}) GROUP BY grp"""
        found: dict[str | None, Sums] = {}
        for label, n, hits, amount, squares, largest, missing in self.run(sql):
            found[label] = Sums(n, hits, amount, float(squares), float(largest), missing)
        if self.by is None:
            return {WHOLE: found.get(WHOLE, Sums())}
        return {**{label: found.get(label, Sums()) for label in self.buckets}, **found}

    def arrays(self, rows: Rows, columns: Mapping[str, str]) -> dict[str | None, dict[str, NDArray[Any]]]:
        """For each group, the columns (name → SQL over the source's tables) of all its rows, in no order.

        A name that stands for itself is one of the columns that all rows have.
        """
        extra = ", ".join(f"{sql} AS {name}" for name, sql in columns.items() if sql != name)
        own = [name for name, sql in columns.items() if sql == name]
        names = ", ".join(columns)
        sql = f"SELECT grp, {names} FROM ({self.sql(rows, extra=extra, only=own)})"
        got = self.reader.execute(sql, self.parameters(sql)).fetchnumpy()
        values = {name: _plain(got[name]) for name in columns}
        if self.by is None:
            return {WHOLE: values}
        labels, which = np.unique(np.asarray(got["grp"], dtype=str), return_inverse=True)
        order = np.argsort(which, kind="stable")
        cuts = np.searchsorted(which[order], np.arange(labels.size + 1))
        found: dict[str | None, dict[str, NDArray[Any]]] = {
            label: {name: column[:0] for name, column in values.items()} for label in self.buckets
        }
        for index, label in enumerate(labels.tolist()):
            members = order[cuts[index] : cuts[index + 1]]
            found[label] = {name: column[members] for name, column in values.items()}
        return found

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        return self.reader.execute(sql, self.parameters(sql)).fetchall()

    def constant(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows that do not depend on the period: asked once where answers are kept."""
        assert not {"start", "end", "first", "after", "horizon", "model"} & self.parameters(sql).keys()  # noqa: S101 -- a slip of ours
        found: list[tuple[Any, ...]] = self.remember(("constant", sql), lambda: self.run(sql))
        return found

    # Writing SQL

    def sql(self, rows: Rows, *, extra: str = "", only: Collection[str] = COLUMNS) -> str:
        """The rows of the period that pass the filters, with their group and ``only`` those of the columns that are read:
        DuckDB binds every expression that stands here, and at company size that takes longer than reading the rows.
        """
        source = rows.source
        at = f"CAST({rows.at} AS TIMESTAMP)"
        first, after = ("$first", "$after") if rows.by_day else ("$start", "$end")
        campaign = ""
        if self.by == "campaign" or "campaign" in self.filters:
            campaign = f"LEFT JOIN campaign AS cp ON cp.campaign_id = {source.campaign_id}"
        where = [f"{at} >= {first}", f"{at} < {after}", rows.where, *self.filtered(rows)]
        columns = {
            "person_id": source.person_id,
            "account_id": source.account_id,
            "deal_id": source.deal_id,
            "campaign_id": source.campaign_id,
            "at": at,
            "amount": f"CAST({rows.amount} AS {CURRENCY_TYPE})",
            "hit": f"coalesce({rows.hit}, false)",
            "measure": rows.measure,
            "detail": rows.detail,
            "channel": source.channel or "NULL",
            "segment": source.segment or "NULL",
            "team": source.team or "NULL",
        }
        kept = [f'{columns[name]} AS "{name}"' for name in COLUMNS if rows.per_deal or name in only]
        sql = f"""
            SELECT {", ".join([f"{self._group(rows, at)} AS grp", *kept, *([extra] if extra else [])])}
            FROM {source.tables} {campaign}
            WHERE {" AND ".join(f"({one})" for one in where)}"""
        if rows.per_deal:
            sql = f"""
                SELECT grp, NULL::BIGINT AS person_id, any_value(account_id) AS account_id, deal_id,
                    NULL::BIGINT AS campaign_id, any_value("at") AS "at", sum(amount) AS amount, bool_or(hit) AS hit,
                    any_value(measure) AS measure, any_value(detail) AS detail,
                    string_agg(DISTINCT channel, ', ' ORDER BY channel) AS channel,
                    any_value(segment) AS segment, any_value(team) AS team
                FROM ({sql}) GROUP BY grp, deal_id"""
        return sql

    def parameters(self, sql: str) -> dict[str, object]:
        """The values of the ``$names`` that ``sql`` uses, and no others: DuckDB refuses what it does not need."""
        start, end = self.span.instants
        first, after = self.span.days
        known = {
            "start": start,
            "end": end,
            "first": first,
            "after": after,
            "as_of": self.snapshot.as_of,
            "horizon": self.horizon,
            "model": self.model,
        }
        return {name: known[name] for name in set(re.findall(r"\$(\w+)", sql)) & known.keys()}

    def _group(self, rows: Rows, at: str) -> str:
        if self.by is None:
            return "NULL::VARCHAR"
        if self.by in TIMES:
            # The edges are literals from the same place as the bounds of a drill-down: they cannot disagree about
            # midnight.
            cases = []
            for label, period in list(self.buckets.items())[:-1]:
                span = Span(period, self.snapshot.zone)
                edge = (span.days if rows.by_day else span.instants)[1]
                cases.append(f"WHEN {at} < TIMESTAMP '{edge}' THEN {quoted(label)}")
            last = quoted(list(self.buckets)[-1])
            return f"CASE {' '.join(cases)} ELSE {last} END" if cases else last
        return self._expression(rows, self.by)

    def filtered(self, rows: Rows) -> list[str]:
        return [
            f"{self._expression(rows, name)} IN ({', '.join(quoted(value) for value in values)})"
            for name, values in self.filters.items()
        ]

    @staticmethod
    def _expression(rows: Rows, dimension: str) -> str:
        expression = rows.source.dimension(dimension)
        if expression is None:
            raise CannotAnswer(f"A record of {rows.source.record} has no {dimension}.")
        return expression


def _plain(column: Any) -> NDArray[Any]:
    """A column without a mask: NULL becomes NaN in floats; other columns are never NULL here."""
    if isinstance(column, np.ma.MaskedArray):
        return np.asarray(column.filled(np.nan) if column.dtype.kind == "f" else column.data)
    return np.asarray(column)

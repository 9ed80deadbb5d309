"""Asking the checks of a snapshot: how many, what share, how it moves, and which records."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from cordee.revenue.quality.check import COLUMNS, Check
from cordee.revenue.quality.registry import CHECKS, UnknownCheck

TREND_DAYS = 90
TREND_FROM = 20
"""So many rows in each of two periods before a trend is said."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found. ``recent`` and ``before``: the shares of the last ninety days and of the ninety before."""

    check: Check
    bad: int
    total: int
    recent: float | None = None
    before: float | None = None

    @property
    def share(self) -> float | None:
        """None where there is nothing to check."""
        return self.bad / self.total if self.total else None

    @property
    def change(self) -> float | None:
        """By how much the share rose (> 0: worse) from one period to the next; None where too few tell."""
        return None if self.recent is None or self.before is None else self.recent - self.before


@dataclass(frozen=True, slots=True)
class Found:
    """One row that fails a check."""

    name: str | None
    moment: datetime | None
    source: str | None
    person_id: int | None
    account_id: int | None
    deal_id: int | None
    detail: str | None
    amount: float | None


def check(key: str) -> Check:
    """One check. Raises ``UnknownCheck``."""
    try:
        return CHECKS[key]
    except KeyError:
        raise UnknownCheck(key) from None


def results(reader: duckdb.DuckDBPyConnection) -> list[Result]:
    """Every check, in one question."""
    parts = " UNION ALL ".join(
        f"SELECT '{one.key}' AS key, {_counted(one)} FROM ({one.rows}) CROSS JOIN _now" for one in CHECKS.values()
    )
    rows = reader.execute(f"WITH {_NOW} {parts}").fetchall()
    found = {row[0]: _result(CHECKS[row[0]], row[1:]) for row in rows}
    return [found[key] for key in CHECKS]


def result(reader: duckdb.DuckDBPyConnection, key: str) -> Result:
    """One check."""
    one = check(key)
    row = reader.execute(f"WITH {_NOW} SELECT {_counted(one)} FROM ({one.rows}) CROSS JOIN _now").fetchall()[0]
    return _result(one, row)


def records(
    reader: duckdb.DuckDBPyConnection, key: str, *, limit: int | None = None, offset: int = 0
) -> Iterator[Found]:
    """The rows that fail, latest first: as many as the result counts."""
    cut = f"LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    query = (
        f"SELECT {', '.join(COLUMNS)} FROM ({check(key).rows}) WHERE bad ORDER BY moment DESC NULLS LAST, "
        f"deal_id, person_id, account_id, name {cut}"
    )
    for row in reader.execute(query).fetchall():
        yield Found(*row)


_NOW = f"""
    _now AS (SELECT coalesce(data_as_of, built_at) AS now, coalesce(data_as_of, built_at) - INTERVAL {TREND_DAYS} DAY AS since,
        coalesce(data_as_of, built_at) - INTERVAL {2 * TREND_DAYS} DAY AS before FROM snapshot)
"""


def _counted(one: Check) -> str:
    recent, earlier = "moment > since AND moment <= now", "moment > before AND moment <= since"
    return (
        "count(*) FILTER (bad), count(*), "
        f"count(*) FILTER (bad AND {recent}), count(*) FILTER ({recent}), "
        f"count(*) FILTER (bad AND {earlier}), count(*) FILTER ({earlier})"
    )


def _result(one: Check, row: Any) -> Result:
    bad, total, recent_bad, recent, before_bad, before = row
    enough = one.has_trend and recent >= TREND_FROM and before >= TREND_FROM
    return Result(one, bad, total, recent_bad / recent if enough else None, before_bad / before if enough else None)

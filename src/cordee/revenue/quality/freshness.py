"""Freshness: the last record of each tool's object, against the rhythm in which it usually speaks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from statistics import quantiles

import duckdb

from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.home import Home

LOOKED_AT = 40
"""Days with records, the latest ones, that the usual rhythm is read from."""
PATIENCE = 3
"""A silence so many times the usual longest one is late."""
LEAST = 5
"""Days: a long weekend is no breakdown."""

_MOMENTS = {
    "stg_person": "coalesce(modified_at, created_at)",
    "stg_account": "coalesce(modified_at, created_at)",
    "stg_touch": "occurred_at",
    "stg_stage_event": "occurred_at",
    "stg_deal": "coalesce(modified_at, created_at)",
    "stg_deal_event": "occurred_at",
    "stg_call": "occurred_at",
    "stg_spend": "coalesce(until, day)::TIMESTAMP",
    "stg_traffic": "day::TIMESTAMP",
}


@dataclass(frozen=True, slots=True)
class Freshness:
    """One tool and object. ``usual_days``: nine silences out of ten are no longer; None: too little to tell."""

    source: str
    object: str
    records: int
    last: date | None
    usual_days: float | None
    silent_days: int | None
    received_at: datetime | None  # when we last received something of it
    rejected: int  # rows that the last import kept aside

    @property
    def is_late(self) -> bool:
        """Whether it has been silent much longer than it ever is."""
        if self.usual_days is None or self.silent_days is None:
            return False
        return self.silent_days > max(LEAST, PATIENCE * self.usual_days)


def freshness(reader: duckdb.DuckDBPyConnection, home: Home) -> list[Freshness]:
    """Every tool and object that was imported, measured up to the latest moment that any tool speaks of."""
    row = reader.execute("SELECT coalesce(data_as_of, built_at)::DATE FROM snapshot").fetchone()
    as_of = row[0] if row else date.today()  # noqa: DTZ011 -- a snapshot always has its row; a day is near enough
    days: dict[tuple[str, str], dict[date, int]] = defaultdict(dict)
    parts = []
    entries = raw.entries(home)
    for table, moment in _MOMENTS.items():
        files = [home.path / entry.staged[table] for entry in entries if table in entry.staged]
        if files:
            listed = ", ".join(map(quoted, files))
            parts.append(
                f"SELECT source, object, ({moment})::DATE AS day, count(*) AS n "
                f"FROM read_parquet([{listed}], union_by_name = true) GROUP BY ALL"
            )
    if parts:
        query = f"SELECT source, object, day, sum(n) FROM ({' UNION ALL '.join(parts)}) GROUP BY ALL"
        for source, object_, day, n in reader.execute(query).fetchall():
            if day is not None and day <= as_of:
                days[source, object_][day] = int(n)
    received = {(entry.source, entry.object): entry for entry in entries}  # the latest of each stays
    return [
        _measured(source, object_, days.get((source, object_), {}), as_of, received.get((source, object_)))
        for source, object_ in sorted({*days, *received})
    ]


def usual_silence(days: list[date]) -> float | None:
    """The length in days that nine silences out of ten do not pass; None below ten days with records."""
    looked_at = sorted(days)[-LOOKED_AT:]
    if len(looked_at) < 10:
        return None
    gaps = [(later - earlier).days for earlier, later in pairwise(looked_at)]
    return float(quantiles(gaps, n=10, method="inclusive")[-1])


def _measured(source: str, object_: str, days: dict[date, int], as_of: date, entry: raw.Entry | None) -> Freshness:
    last = max(days, default=None)
    return Freshness(
        source,
        object_,
        sum(days.values()),
        last,
        usual_silence(list(days)),
        (as_of - last).days if last else None,
        datetime.fromisoformat(entry.received_at) if entry else None,
        entry.rejected if entry else 0,
    )

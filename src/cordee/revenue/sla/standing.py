"""How the clocks stand at a moment, from the published snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import duckdb

STATES = ("broken", "at_risk", "running", "kept")
"""In the order in which people need them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock and how it stands; moments are naive UTC, minutes business minutes up to the newest data."""

    person_id: int
    person: str | None
    account: str | None
    owner: str | None
    clause: str
    side: str
    tier: str
    terms: str
    state: str
    started_at: datetime
    warns_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    business_minutes: float
    target_minutes: int
    queue_minutes: float | None

    def as_json(self) -> Mapping[str, Any]:
        """Ids as text, because they are longer than a JavaScript number."""
        return asdict(self) | {"person_id": str(self.person_id)}


def data_as_of(con: duckdb.DuckDBPyConnection) -> datetime | None:
    """The latest moment that the data of the snapshot speak of."""
    row = con.execute("SELECT data_as_of FROM snapshot").fetchone()
    return None if row is None else row[0]


def standings(con: duckdb.DuckDBPyConnection, *, at: datetime, days: int) -> Sequence[Standing]:
    """Every clock that has not stopped at ``at``, and those that fell due in the ``days`` before; broken ones first.

    A clock that the data left running is broken at ``at`` when it was due before, and at risk when its warning was.
    """
    rows = con.execute(
        f"""
        WITH now AS (
            SELECT c.*, CASE
                WHEN c.stopped_at IS NOT NULL THEN c.state
                WHEN c.state = 'broken' OR c.due_at < $at THEN 'broken'
                WHEN c.state = 'at_risk' OR c.warns_at <= $at THEN 'at_risk'
                ELSE 'running' END AS stands
            FROM clock AS c WHERE c.started_at <= $at
        )
        SELECT c.person_id, coalesce(p.name, p.email), a.name, u.email, c.clause, c.side, c.tier, c.terms, c.stands, c.started_at, c.warns_at,
            c.due_at, c.stopped_at, c.business_minutes, c.target_minutes, c.queue_minutes
        FROM now AS c
        LEFT JOIN person AS p ON p.person_id = c.person_id
        LEFT JOIN account AS a ON a.account_id = c.account_id
        LEFT JOIN user_account AS u ON u.user_id = p.owner_id
        WHERE c.stopped_at IS NULL OR c.due_at > $since
        ORDER BY list_position([{", ".join(f"'{state}'" for state in STATES)}], c.stands), c.stopped_at IS NOT NULL, c.due_at,
            c.person_id, c.clause
        """,
        {"at": at, "since": at - timedelta(days=days)},
    ).fetchall()
    return [Standing(*row) for row in rows]

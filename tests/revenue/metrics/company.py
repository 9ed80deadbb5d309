"""A small invented company, straight in the model tables: seeded, with unknowns, ties, exits and returns."""

from datetime import datetime, timedelta

import duckdb
import numpy as np
import pyarrow as pa

from cordee.revenue.attribution.models import MODELS, share
from cordee.revenue.warehouse.tables import MODEL

FIRST_DAY = datetime(2026, 1, 1)
AS_OF = datetime(2026, 9, 30, 16, 0)
CHANNELS = ["paid_search", "paid_social", "organic_search", "email", None]
SEGMENTS = ["1-9", "10-49", "50-249", None]
TEAMS = ["north", "south", None]
EXITS = ("refused", "recycled", "lost", "disqualified")


def empty(database: str = ":memory:") -> duckdb.DuckDBPyConnection:
    """Every model table, with no row but the snapshot's."""
    connection = duckdb.connect(database)
    connection.execute("SET TimeZone = 'UTC'")
    for table in MODEL.values():
        connection.execute(table.ddl)
    insert(
        connection,
        "snapshot",
        [
            {
                "number": 1,
                "built_at": AS_OF,
                "data_as_of": AS_OF,
                "currency": "EUR",
                "zone": "Europe/Paris",
                "seconds": 1.0,
            }
        ],
    )
    return connection


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, object]]) -> None:
    """Rows as dictionaries; columns that are not named are NULL. Several rows must name the same columns."""
    if not rows:
        return
    given = pa.Table.from_pylist(rows)  # noqa: F841 -- DuckDB reads it by its name
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM given")


def company(*, people: int = 400, deals: int = 120, seed: int = 7) -> duckdb.DuckDBPyConnection:
    """A company with that many people and deals, the same for a seed."""
    connection = empty()
    rng = np.random.default_rng(seed)

    def pick(options: list) -> object:
        return options[int(rng.integers(len(options)))]

    campaigns = [(100 + i, f"Campaign {i}", CHANNELS[i % 4]) for i in range(6)]
    insert(
        connection, "campaign", [{"campaign_id": i, "name": name, "channel": channel} for i, name, channel in campaigns]
    )
    insert(connection, "account", [{"account_id": i, "name": f"Account {i}"} for i in range(1, 60)])
    persons, leads, clocks = [], [], []
    for person in range(1000, 1000 + people):
        inquiry = FIRST_DAY + timedelta(hours=float(rng.uniform(0, 270 * 24)))
        lead: dict[str, object] = {
            "person_id": person,
            "account_id": int(rng.integers(1, 60)),
            "channel": pick(CHANNELS) or "unknown",
            "campaign_id": pick([*[c[0] for c in campaigns], None]),
            "segment": pick(SEGMENTS),
            "team": pick(TEAMS),
            "inquiry_at": inquiry,
            "stage": "inquiry",
        }
        at = inquiry
        for stage, chance in (("mql", 0.6), ("sal", 0.6), ("sql", 0.7), ("opportunity", 0.6), ("customer", 0.4)):
            lead[f"{stage}_at"] = None
            at = at + timedelta(days=float(rng.exponential(20)))
            if at is not None and lead["stage"] != "out" and rng.uniform() < chance and at <= AS_OF:
                lead[f"{stage}_at"], lead["stage"] = at, stage
            else:
                lead["stage"] = "out" if lead["stage"] != stage else stage
        for gone in EXITS:
            left = inquiry + timedelta(days=float(rng.exponential(90)))
            lead[f"{gone}_at"] = left if rng.uniform() < 0.15 and left <= AS_OF else None
        lead["refused_reason"] = "too small" if lead["refused_at"] else None
        persons.append({"person_id": person, "name": f"Person {person}", "email": f"p{person}@example.com"})
        leads.append(lead)
        if lead["mql_at"] is not None:
            stopped = lead["mql_at"] + timedelta(minutes=float(rng.exponential(200)))  # type: ignore[operator]
            waiting = rng.uniform() < 0.2 or stopped > AS_OF
            clocks.append(
                {
                    "person_id": person,
                    "account_id": lead["account_id"],
                    "clause": "first_attempt",
                    "started_at": lead["mql_at"],
                    "due_at": lead["mql_at"] + timedelta(minutes=240),  # type: ignore[operator]
                    "stopped_at": None if waiting else stopped,
                    "business_minutes": float(np.round(rng.exponential(150))),
                    "target_minutes": 240,
                    "state": pick(["running", "at_risk"]) if waiting else pick(["kept", "kept", "broken"]),
                    "channel": lead["channel"],
                    "segment": lead["segment"],
                    "team": lead["team"],
                    "terms": "default",
                }
            )
    insert(connection, "person", persons)
    insert(connection, "lead", leads)
    insert(connection, "clock", clocks)
    rows, shares = [], []
    for deal in range(5000, 5000 + deals):
        opened = FIRST_DAY + timedelta(days=float(rng.integers(0, 270)))
        closed = opened + timedelta(days=float(rng.integers(0, 120)))
        outcome = "open" if closed > AS_OF else pick(["won", "lost", "lost"])
        amount = None if rng.uniform() < 0.05 else float(np.round(rng.lognormal(9, 1), 2))
        rows.append(
            {
                "deal_id": deal,
                "name": f"Deal {deal}",
                "account_id": int(rng.integers(1, 60)),
                "outcome": outcome,
                "amount": amount,
                "amount_at_opening": None if rng.uniform() < 0.2 else amount,
                "currency": "EUR",
                "opened_at": None if rng.uniform() < 0.02 else opened,
                "closed_at": None if outcome == "open" else closed,
                "reason": "price" if outcome == "lost" else None,
                "channel": pick(CHANNELS),
                "campaign_id": pick([*[c[0] for c in campaigns], None]),
                "segment": pick(SEGMENTS),
                "team": pick(TEAMS),
                "is_sourced": bool(rng.uniform() < 0.4),
                "is_influenced": bool(rng.uniform() < 0.7),
            }
        )
        k = int(rng.integers(1, 4))
        for parts in zip(*(rng.dirichlet(np.ones(k)) for _ in MODELS), strict=True):
            shares.append(
                {
                    "deal_id": deal,
                    "channel": pick(CHANNELS[:4]),
                    "campaign_id": pick([*[c[0] for c in campaigns], None]),
                    "side": pick(["marketing", "marketing", "sales"]),
                    "touches": 1,
                    **{share(model): float(part) for model, part in zip(MODELS, parts, strict=True)},
                }
            )
    insert(connection, "deal", rows)
    insert(connection, "deal_credit", shares)
    spend = [
        {
            "campaign_id": identity,
            "day": (FIRST_DAY + timedelta(days=day)).date(),
            "channel": channel,
            "cost": float(np.round(rng.gamma(2, 30), 4)),
            "currency": "EUR",
        }
        for identity, _, channel in campaigns
        for day in range(0, 270, 3)
        if channel in ("paid_search", "paid_social")
    ]
    insert(connection, "spend", spend)
    insert(
        connection,
        "spend",
        [{"campaign_id": 100, "day": None, "channel": "paid_search", "cost": 321.5, "currency": "EUR"}],
    )
    return connection

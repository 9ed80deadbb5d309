"""Each check counts the row that is wrong, leaves the one that is right, and lists what it counts."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from cordee.revenue.metrics import REGISTRY
from cordee.revenue.quality import checking
from cordee.revenue.quality.registry import CHECKS, UnknownCheck
from cordee.revenue.warehouse.tables import MODEL

NOW = datetime(2026, 6, 30, 12)
DEAL = {
    "deal_id": 1,
    "name": "Boréal",
    "account_id": 7,
    "outcome": "open",
    "amount": 100.0,
    "amount_original": 100,
    "rate": 1.0,
    "owner_id": 5,
    "opened_at": datetime(2026, 6, 1),
    "expected_close": date(2026, 9, 1),
    "n_people": 1,
    "sources": ["hubspot"],
}
CLOSED = DEAL | {"closed_at": datetime(2026, 6, 20), "reason": "Prix"}
PERSON = {
    "person_id": 1,
    "name": "Claire",
    "email": "claire@boreal.fr",
    "account_id": 7,
    "created_at": datetime(2026, 6, 1),
    "sources": ["hubspot"],
}
LEAD = {
    "person_id": 1,
    "channel": "webinar",
    "inquiry_at": datetime(2026, 5, 1),
    "mql_at": datetime(2026, 5, 2),
    "first_attempt_at": datetime(2026, 5, 3),
    "stage": "mql",
}
SPEND = {"campaign_id": 1, "day": date(2026, 6, 1), "cost": 10.0, "source": "linkedin_ads", "record_id": 1}
CALL = {"call_id": 1, "occurred_at": datetime(2026, 6, 1), "duration_s": 60, "talk_s": 40}
EVENT = {"person_id": 1, "stage": "mql", "occurred_at": datetime(2026, 6, 1)}
PATH = {"person_id": 1, "first_inbound_at": datetime(2026, 6, 1), "first_inbound_channel": "webinar"}
EMAIL = {"person_id": 1, "email": "claire@boreal.fr"}
ACCOUNT = {"account_id": 7, "name": "Boréal", "headcount": 12, "sources": ["hubspot"]}

CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "deal_without_contact": ("deal", DEAL, {"n_people": 0}),
    "open_deal_without_amount": ("deal", DEAL, {"amount_original": None}),
    "open_deal_without_owner": ("deal", DEAL, {"owner_id": None}),
    "open_deal_without_close_date": ("deal", DEAL, {"expected_close": None}),
    "deal_without_company": ("deal", DEAL, {"account_id": None}),
    "lost_without_reason": ("deal", CLOSED | {"outcome": "lost"}, {"reason": " "}),
    "won_without_amount": ("deal", CLOSED | {"outcome": "won"}, {"amount_original": 0}),
    "closed_before_opened": ("deal", CLOSED | {"outcome": "won"}, {"closed_at": datetime(2026, 5, 1)}),
    "open_deal_overdue": ("deal", DEAL, {"expected_close": date(2026, 6, 29)}),
    "owner_left": ("deal", DEAL, {"owner_id": 6}),
    "deal_without_rate": ("deal", DEAL, {"rate": None}),
    "person_without_email": ("person", PERSON, {"email": None}),
    "person_without_company": ("person", PERSON, {"account_id": None}),
    "company_without_size": ("account", ACCOUNT, {"headcount": None}),
    "mql_without_sales_act": ("lead", LEAD, {"first_attempt_at": None}),
    "lead_without_channel": ("lead", LEAD, {"channel": "unknown"}),
    "backward_passage": ("lead", LEAD, {"mql_at": datetime(2026, 4, 1)}),
    "act_without_channel": ("person_path", PATH, {"first_inbound_channel": "unknown"}),
    "spend_without_campaign": ("spend", SPEND, {"campaign_id": 2}),
    "undated_spend": ("spend", SPEND, {"day": None}),
    "malformed_email": ("person_email", EMAIL, {"email": "claire@boreal"}),
    "impossible_date": ("stage_event", EVENT, {"occurred_at": datetime(2062, 6, 1)}),
    "call_longer_than_itself": ("call", CALL, {"talk_s": 61}),
}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    for name, table in MODEL.items():
        if name != "touch":
            connection.execute(table.ddl)
    _insert(connection, "snapshot", {"built_at": NOW, "data_as_of": NOW})
    _insert(connection, "user_account", {"user_id": 5, "name": "Inès", "active": True})
    _insert(connection, "user_account", {"user_id": 6, "name": "Parti", "active": False})
    _insert(connection, "campaign", {"campaign_id": 1, "name": "Printemps", "record_id": 1})
    yield connection
    connection.close()


def _insert(con: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    con.register("given", pa.table({name: [value] for name, value in row.items()}))
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM given")
    con.unregister("given")


def test_every_check_has_a_case() -> None:
    assert set(CASES) == set(CHECKS)


@pytest.mark.parametrize("key", CHECKS)
def test_a_check_counts_and_lists_the_row_that_is_wrong(con: duckdb.DuckDBPyConnection, key: str) -> None:
    table, good, wrong = CASES[key]
    if table in {"person_email", "person_path", "lead", "stage_event", "call"}:
        _insert(con, "person", PERSON)
    _insert(con, table, good)
    _insert(con, table, good | wrong)

    result = checking.result(con, key)

    assert (result.bad, result.total, result.share) == (1, 2, 0.5)
    assert len(list(checking.records(con, key))) == 1


@pytest.mark.parametrize("key", CHECKS)
def test_a_check_of_nothing_has_no_share(con: duckdb.DuckDBPyConnection, key: str) -> None:
    result = checking.result(con, key)

    assert (result.bad, result.total, result.share, result.change) == (0, 0, None, None)


def test_all_checks_at_once_say_what_each_says_alone(con: duckdb.DuckDBPyConnection) -> None:
    _insert(con, "deal", DEAL)
    _insert(con, "deal", DEAL | {"n_people": 0})

    assert checking.results(con) == [checking.result(con, key) for key in CHECKS]


def test_a_trend_compares_the_last_ninety_days_with_the_ninety_before(con: duckdb.DuckDBPyConnection) -> None:
    for number in range(20):
        recent = {"opened_at": NOW - timedelta(days=number + 1), "n_people": 0 if number < 10 else 1}
        _insert(con, "deal", DEAL | recent)
        _insert(
            con, "deal", DEAL | {"opened_at": NOW - timedelta(days=100 + number), "n_people": 0 if number < 5 else 1}
        )

    result = checking.result(con, "deal_without_contact")

    assert (result.recent, result.before, result.change) == (0.5, 0.25, 0.25)


def test_too_few_rows_make_no_trend(con: duckdb.DuckDBPyConnection) -> None:
    _insert(con, "deal", DEAL)

    assert checking.result(con, "deal_without_contact").recent is None


def test_the_figures_that_a_check_harms_exist() -> None:
    assert {metric for check in CHECKS.values() for metric in check.metrics} - set(REGISTRY) == set()


def test_an_unknown_check_is_said_so(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UnknownCheck):
        checking.result(con, "nothing")

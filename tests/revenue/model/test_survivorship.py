"""Which of several values of a field is kept."""

from pathlib import Path
from typing import Any

import pytest

from cordee.revenue.pipeline import refresh
from cordee.revenue.warehouse.snapshots import reading
from tests.revenue.pipeline.given import Staging, by_key


def _company(source: str, name: str, day: str) -> dict[str, Any]:
    return {"key": f"{source}/company/1", "name": name, "domain": "brasserie-andre.fr", "modified_at": day}


def _kept(staging: Staging, query: str) -> list[tuple[Any, ...]]:
    refresh(staging.home, links=by_key, threads=2)
    with reading(staging.home, threads=2) as con:
        return con.execute(query).fetchall()


@pytest.mark.parametrize("other", ["BRASSERIEANDRE", "BRASSERIE ANDRÉ", "brasserie andré", "BrasserieAndré"])
@pytest.mark.parametrize("source", ["salesloft", "salesforce"])
def test_a_name_is_kept_as_people_write_it_however_fresh_the_other_is(tmp_path: Path, source: str, other: str) -> None:
    staging = Staging(tmp_path / "home")
    staging.run(
        account=[_company("hubspot", "Brasserie André", "2026-01-01"), _company(source, other, "2026-06-01")],
    )

    assert _kept(staging, "SELECT name FROM account") == [("Brasserie André",)]
    assert _kept(staging, "SELECT value, kept, rule FROM field_value WHERE field = 'name' ORDER BY kept") == [
        (other, False, None),
        ("Brasserie André", True, "preferred"),
    ]


def test_another_name_is_no_spelling_the_freshest_of_two_crms_is_kept(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "home")
    staging.run(
        account=[
            _company("hubspot", "Brasserie André", "2026-01-01"),
            _company("salesforce", "LA PRESSE", "2026-06-01"),
        ]
    )

    assert _kept(staging, "SELECT name FROM account") == [("LA PRESSE",)]


def test_a_crm_comes_before_a_tool_that_copies_it_unless_the_tool_is_trusted(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "home")
    staging.run(
        account=[
            _company("pipedrive", "Brasserie André", "2026-01-01") | {"city": "Lille"},
            _company("outreach", "La Presse", "2026-06-01") | {"city": "Paris"},
        ]
    )
    assert _kept(staging, "SELECT name, city FROM account") == [("Brasserie André", "Lille")]

    staging.settings('trusted = {city = ["outreach"]}')

    assert _kept(staging, "SELECT name, city FROM account") == [("Brasserie André", "Paris")]


def test_the_names_of_a_person_are_kept_as_people_write_them(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "home")
    person = {"email": "zoe@bolt.fr"}
    staging.run(
        person=[
            person
            | {
                "key": "hubspot/contact/1",
                "given_name": "Zoé",
                "family_name": "Petit",
                "modified_at": "2026-01-01",
            },
            person
            | {
                "key": "salesforce/contact/1",
                "given_name": "ZOE",
                "family_name": "PETIT",
                "modified_at": "2026-06-01",
            },
        ]
    )

    assert _kept(staging, "SELECT name, given_name, family_name FROM person") == [("Zoé Petit", "Zoé", "Petit")]


@pytest.mark.parametrize("table", ["spend", "traffic", "product"])
def test_a_record_that_is_deleted_does_not_revive_its_older_version(tmp_path: Path, table: str) -> None:
    facts = {
        "spend": {"day": "2026-01-01", "cost": "10", "currency": "EUR"},
        "traffic": {"day": "2026-01-01", "sessions": 10},
        "product": {"name": "GTX Pro"},
    }[table]
    row = {"key": f"hubspot/{table}/1"} | facts
    staging = Staging(tmp_path / "home")
    staging.run(
        **{table: [row] if table != "product" else [row, {"key": "hubspot/product/2", "name": "MG Special"}]},
        deal=[{"key": "salesforce/opportunity/1", "name": "D", "product": "GTX Pro", "created_at": "2026-01-01"}],
    )
    counted = {
        "product": "SELECT count(*) FROM contradiction WHERE field = 'product'",
    }.get(table, f"SELECT 1 - count(*) FROM {table}")
    assert _kept(staging, counted) == [(0,)]

    staging.run(**{table: [row | {"version": 2, "deleted": True, "modified_at": "2026-07-02"}]})

    assert _kept(staging, counted) == [(1,)]

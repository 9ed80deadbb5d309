"""What people choose between values is kept, always wins, and can be undone."""

from pathlib import Path
from typing import Any

import pytest

from cordee.revenue.model.choices import AlreadyChosen, Choice, NothingChosen, choose, load, read, withdraw
from cordee.revenue.pipeline import refresh
from cordee.revenue.warehouse.home import HomeError
from cordee.revenue.warehouse.snapshots import reading
from tests.revenue.pipeline.given import Staging, by_key, ref

HUBSPOT, SALESFORCE = "hubspot/company/1", "salesforce/company/1"


def _company(key: str, day: str, **values: Any) -> dict[str, Any]:
    return {"key": key, "domain": "brasserie-andre.fr", "modified_at": day, **values}


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    staging = Staging(tmp_path / "home").settings('trusted = {city = ["salesforce"]}')
    staging.run(
        account=[
            _company(HUBSPOT, "2026-01-01", name="Brasserie André", city="Lille", headcount=40, siren="732829320"),
            _company(SALESFORCE, "2026-06-01", name="La Presse", city="Paris", headcount=900, siren="552100554"),
        ]
    )
    return staging


def _kept(staging: Staging, query: str) -> list[tuple[Any, ...]]:
    refresh(staging.home, links=by_key, threads=2)
    with reading(staging.home, threads=2) as con:
        return con.execute(query).fetchall()


def _value(field: str, key: str, **more: Any) -> Choice:
    return Choice("value", "account", field, record=ref(key), **more)


@pytest.mark.parametrize(("field", "column"), [("name", "name"), ("city", "city"), ("headcount", "headcount")])
def test_a_chosen_value_wins_over_trust_and_freshness_until_it_is_withdrawn(
    staging: Staging, field: str, column: str
) -> None:
    by_the_rules = {"name": "La Presse", "city": "Paris", "headcount": 900}[field]
    chosen = {"name": "Brasserie André", "city": "Lille", "headcount": 40}[field]
    assert _kept(staging, f"SELECT {column} FROM account") == [(by_the_rules,)]

    choice = choose(staging.home, _value(field, HUBSPOT, by="ines"))

    assert _kept(staging, f"SELECT {column} FROM account") == [(chosen,)]
    rule = f"SELECT source, rule FROM field_value WHERE kept AND field = '{field}'"
    assert _kept(staging, rule) == [("hubspot", "chosen")]
    withdraw(staging.home, choice, by="ines")
    assert _kept(staging, f"SELECT {column} FROM account") == [(by_the_rules,)]


def test_a_choice_survives_refreshes_and_newer_versions_of_the_other(staging: Staging) -> None:
    choose(staging.home, _value("city", HUBSPOT))
    assert _kept(staging, "SELECT city FROM account") == [("Lille",)]

    staging.run(account=[_company(SALESFORCE, "2026-07-01", city="Lyon", version=2)])

    assert _kept(staging, "SELECT city FROM account") == [("Lille",)]


def test_the_latest_of_two_choices_about_one_entity_counts(staging: Staging) -> None:
    records = (ref(HUBSPOT), ref(SALESFORCE))
    choose(staging.home, _value("headcount", HUBSPOT, among=records))
    choose(staging.home, _value("headcount", SALESFORCE, among=records))

    assert [choice.record for choice in load(staging.home).in_force] == [ref(SALESFORCE)]
    assert _kept(staging, "SELECT headcount FROM account") == [(900,)]


def test_choices_made_before_two_were_found_to_be_one_leave_the_latest(staging: Staging) -> None:
    choose(staging.home, _value("headcount", SALESFORCE))
    choose(staging.home, _value("headcount", HUBSPOT))

    assert _kept(staging, "SELECT headcount FROM account") == [(40,)]


def test_a_record_chosen_that_says_nothing_leaves_the_field_to_the_others(staging: Staging) -> None:
    choose(staging.home, _value("country", HUBSPOT))
    staging.run(account=[_company(SALESFORCE, "2026-07-01", country="France", version=2)])

    assert _kept(staging, "SELECT country FROM account") == [("FR",)]


def test_a_word_is_read_as_another_wherever_it_is_written(staging: Staging) -> None:
    staging.run(account=[{"key": "hubspot/company/2", "name": "Autre", "domain": "autre.fr", "industry": "Logiciells"}])
    choose(staging.home, Choice("reading", "account", "industry", written="Logiciells", meant="Logiciels"))

    assert _kept(staging, "SELECT industry FROM account WHERE industry IS NOT NULL") == [("Logiciels",)]


def test_a_name_is_never_read_word_by_word(staging: Staging) -> None:
    with pytest.raises(HomeError, match="not read word by word"):
        choose(staging.home, Choice("reading", "account", "name", written="a", meant="b"))


def test_a_campaign_name_is_linked_to_the_campaign_that_it_means(staging: Staging) -> None:
    staging.run(
        campaign=[{"key": "hubspot/campaign/1", "name": "Printemps ERP"}],
        spend=[{"key": "costs/day/1", "campaign_name": "print. erp 26", "day": "2026-03-01", "cost": "10"}],
    )
    named = "SELECT c.name FROM spend AS s JOIN campaign AS c USING (campaign_id)"
    assert _kept(staging, named) == [("print. erp 26",)]

    record = ref("hubspot/campaign/1")
    choice = choose(staging.home, Choice("campaign", "campaign", "name", record=record, written="print. erp 26"))

    assert _kept(staging, named) == [("Printemps ERP",)]
    assert _kept(staging, "SELECT count(*) FROM contradiction WHERE entity = 'campaign'") == [(0,)]
    withdraw(staging.home, choice)
    assert _kept(staging, named) == [("print. erp 26",)]


def test_the_second_of_two_people_is_told(staging: Staging) -> None:
    choose(staging.home, _value("city", HUBSPOT, by="ines"), first=True)

    with pytest.raises(AlreadyChosen, match="ines") as told:
        choose(staging.home, _value("city", HUBSPOT, by="karim"), first=True)
    assert told.value.choice.by == "ines"
    assert [choice.by for choice in read(staging.home)] == ["ines"]


def test_what_was_withdrawn_is_not_withdrawn_twice(staging: Staging) -> None:
    choice = choose(staging.home, _value("city", HUBSPOT))
    withdraw(staging.home, choice)

    with pytest.raises(NothingChosen):
        withdraw(staging.home, choice)


def test_nothing_is_built_anew_where_nobody_chose(staging: Staging) -> None:
    refresh(staging.home, links=by_key, threads=2)
    assert refresh(staging.home, links=by_key, threads=2).is_full is False

    choose(staging.home, _value("city", HUBSPOT))

    report = refresh(staging.home, links=by_key, threads=2)
    assert (report.is_full, report.why) == (True, "people chose between values")
    assert refresh(staging.home, links=by_key, threads=2).is_full is False

"""The library: ``cordee.open`` and what a notebook does with it."""

from pathlib import Path

import pytest

import cordee
from cordee.revenue.library import Home, NothingPublished
from tests import firm


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return cordee.open(firm.home(tmp_path_factory.mktemp("library")).path)


def test_opening_a_home_creates_nothing(tmp_path: Path) -> None:
    cordee.open(tmp_path / "new")

    assert list(tmp_path.iterdir()) == []


def test_nothing_can_be_read_before_the_first_refresh(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished, match="Import some files, then run"):
        cordee.open(tmp_path).metrics("leads")


def test_figures_become_a_table(home: Home) -> None:
    table = home.metrics("leads", "revenue", by="channel", period="2026-Q1").to_pandas()

    leads = table[table.metric == "leads"].set_index("group").value.to_dict()
    assert leads == {"organic_search": 1.0, "paid_social": 1.0}
    assert list(table.columns)[:4] == ["metric", "group", "value", "low"]


def test_without_a_period_the_whole_data_is_meant(home: Home) -> None:
    (leads,) = home.metrics("leads")

    assert (leads.value, leads.start.isoformat()) == (5, "2026-03-01")


def test_cost_per_lead_is_that_of_the_costs_imported_by_a_mapping(home: Home) -> None:
    figures = {figure.group: figure.value for figure in home.metrics("cost_per_lead", by="channel", period="2026")}

    assert figures["paid_social"] == 250.0


def test_the_records_behind_a_figure(home: Home) -> None:
    found = home.records("revenue", by="channel", group="paid_social", period="2026")

    assert [(one.name, one.amount, one.account) for one in found] == [
        ("Boréal - 40 seats", 18500.0, "Boréal Logistique")
    ]
    assert list(found.to_pandas().name) == ["Boréal - 40 seats"]


def test_a_table_comes_as_arrow_as_pandas_and_as_ibis(home: Home) -> None:
    table = home.table("touch")

    assert table.to_arrow().num_rows == len(table.to_pandas()) == table.to_ibis().count().execute()


def test_an_unknown_table_names_those_there_are(home: Home) -> None:
    with pytest.raises(KeyError, match="Tables: person"):
        home.table("persons")


def test_definitions_are_in_both_languages(home: Home) -> None:
    for metric in home.definitions():
        for words in (metric.name, metric.definition, metric.formula, metric.method.uncertainty):
            assert words.en and words.fr
        assert metric.definition.en != metric.definition.fr


def test_a_decision_is_kept_and_applied_by_the_next_refresh(tmp_path: Path) -> None:
    home = firm.home(tmp_path)
    two = [str(one.id) for one in home.search("jean martin")]

    home.merge(*two, because="the same man, twice")
    home.refresh()

    assert [one.name for one in home.search("jean martin")] == ["Jean Martin"]

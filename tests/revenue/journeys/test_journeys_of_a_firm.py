"""Journeys, who is meant by a text, and search, on a firm that one can count."""

from datetime import datetime

import pytest

from cordee.revenue.imports import source_record
from cordee.revenue.journeys import NobodyFound, SeveralFound
from cordee.revenue.library import Home
from tests import firm

CLAIRE = "claire.moreau@boreal-logistique.fr"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return firm.home(tmp_path_factory.mktemp("journeys"))


def test_claires_path_is_told_across_tools_and_sides(home: Home) -> None:
    told = home.journey(CLAIRE)

    assert [(touch.kind, touch.side, touch.channel, str(touch.record)[:24]) for touch in told.touches] == [
        ("original_source", "marketing", "paid_social", "hubspot:contact:101"),
        ("form_fill", "marketing", "paid_social", "hubspot:form_submission:"),
        ("call", "sales", "unknown", "aircall:call:900001"),
    ]
    assert [passage.stage for passage in told.stages] == ["inquiry", "mql", "sql", "opportunity", "customer"]
    assert [(deal.name, deal.outcome, deal.amount) for deal in told.deals] == [("Boréal - 40 seats", "won", 18500.0)]
    assert [(clock.clause, clock.state, clock.business_minutes) for clock in told.clocks] == [
        ("first_attempt", "kept", 240.0)
    ]


def test_every_step_names_the_record_that_it_came_from_and_that_record_is_kept_as_received(home: Home) -> None:
    told = home.journey(CLAIRE)
    call = told.touches[2].record

    (received,) = source_record(home.place, [call.raw_id])

    assert received.payload["call id (internal)"] == "900001"
    assert {str(deal) for deal in told.deals[0].records} == {"hubspot:deal:501"}
    assert {"hubspot:contact:101", "hubspot:company:9001", "hubspot:deal:501", "aircall:call:900001"} <= {
        str(one) for one in told.records
    }
    assert "hubspot:contact:105" not in {str(one) for one in told.records}  # Nadia's, a colleague


def test_a_call_says_where_it_can_be_listened_to(home: Home) -> None:
    told = home.journey(CLAIRE)

    assert [(touch.kind, touch.recording_url) for touch in told.touches] == [
        ("original_source", None),
        ("form_fill", None),
        ("call", "https://rec.example/1"),
    ]


def test_an_account_tells_everyones_path(home: Home) -> None:
    told = home.journey("boreal-logistique.fr")

    assert (told.kind, told.person) == ("account", None)
    assert {one["name"] for one in told.people} == {"Claire Moreau", "Nadia Kaci"}
    assert {touch.person for touch in told.touches} == {"Claire Moreau", "Nadia Kaci"}
    assert [touch.at for touch in told.touches] == sorted(touch.at for touch in told.touches)


@pytest.mark.parametrize(
    ("who", "kind", "name"),
    [
        pytest.param(CLAIRE.upper(), "person", "Claire Moreau", id="e-mail, whatever its capitals"),
        pytest.param("hubspot:contact:101", "person", "Claire Moreau", id="a record of a tool"),
        pytest.param("hubspot/contact/101", "person", "Claire Moreau", id="a record of a tool, with slashes"),
        pytest.param("101", "person", "Claire Moreau", id="a bare id of a tool"),
        pytest.param("nadia kaci", "person", "Nadia Kaci", id="a name without capitals"),
        pytest.param("hubspot:company:9002", "account", "Abeille Industrie", id="a company's record"),
        pytest.param("https://www.abeille-industrie.fr/contact", "account", "Abeille Industrie", id="an address"),
        pytest.param("BOREAL LOGISTIQUE", "account", "Boréal Logistique", id="a company without accents"),
        pytest.param("hubspot:deal:502", "account", "Abeille Industrie", id="a deal, by its account"),
        pytest.param("502", "account", "Abeille Industrie", id="a bare id of a deal"),
        pytest.param("fontaine abeille", "person", "Hugo Fontaine", id="words that only one answers to"),
    ],
)
def test_who_is_meant(home: Home, who: str, kind: str, name: str) -> None:
    told = home.journey(who)

    assert (told.kind, (told.person or told.account or {})["name"]) == (kind, name)


def test_an_entity_answers_to_its_own_id(home: Home) -> None:
    number = (home.journey(CLAIRE).person or {})["person_id"]

    assert (home.journey(str(number)).person or {})["name"] == "Claire Moreau"


def test_two_of_one_name_are_listed_and_none_is_guessed(home: Home) -> None:
    with pytest.raises(SeveralFound) as caught:
        home.journey("Jean Martin")

    assert {one.detail for one in caught.value.candidates} == {
        "jean.martin@abeille-industrie.fr, Abeille Industrie",
        "jean.martin@martin-conseil.fr, Martin Conseil",
    }


@pytest.mark.parametrize("who", ["nobody@nowhere.fr", "nowhere.fr", "Nobody At All", "hubspot:contact:999", "999999"])
def test_who_is_unknown_is_said_so(home: Home, who: str) -> None:
    with pytest.raises(NobodyFound, match="Nobody and no company answers to"):
        home.journey(who)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("moreau", ["Claire Moreau"], id="a family name"),
        pytest.param("jean martin", ["Jean Martin", "Jean Martin"], id="all words"),
        pytest.param("BORÉAL", ["Boréal Logistique", "Claire Moreau", "Nadia Kaci"], id="accounts before people"),
        pytest.param("jean moreau", [], id="every word must be there"),
        pytest.param("  ", [], id="nothing asked"),
    ],
)
def test_search(home: Home, text: str, names: list[str]) -> None:
    assert [one.name for one in home.search(text)] == names


def test_the_document_has_plain_values_and_ids_as_text(home: Home) -> None:
    document = home.journey(CLAIRE).as_json()

    assert set(document) >= {"person", "account", "touches", "stages", "deals", "clocks", "records"}
    assert document["touches"][2]["at"] == "2026-03-11T08:30:00"
    assert isinstance(document["person"]["person_id"], str)
    assert document["touches"][2]["record"]["id"] == "900001"


def test_times_are_utc(home: Home) -> None:
    # HubSpot wrote 09:15 in Paris, in winter.
    assert home.journey(CLAIRE).stages[0].at == datetime(2026, 3, 2, 8, 15)

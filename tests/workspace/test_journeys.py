"""Searching, and the journey of a person and of a company."""

from collections.abc import Callable

import pytest
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.people.models import Person
from tests.workspace import world

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]


@pytest.mark.parametrize(
    "text", ["claire", "FONTAINE", "fontaine claire", "claire.fontaine@abeille-industrie.fr", "abeille"]
)
def test_a_person_is_found_by_what_one_remembers(home: Home, karim: Person, signed_in: SignIn, text: str) -> None:
    response = signed_in(karim).get("/journeys/", {"q": text})

    assert [one.name for one in response.context["people"]] == ["Claire Fontaine"]


def test_accents_do_not_matter(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    with_accents, without = (
        client.get("/journeys/", {"q": "société 014"}),
        client.get("/journeys/", {"q": "SOCIETE 014"}),
    )

    assert (
        [one.name for one in with_accents.context["accounts"]]
        == [one.name for one in without.context["accounts"]]
        == ["Société 014"]
    )


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1 --", "zzzz", "claire zzzz"])
def test_who_does_not_exist_is_not_found(home: Home, karim: Person, signed_in: SignIn, text: str) -> None:
    response = signed_in(karim).get("/journeys/", {"q": text})

    assert (response.context["people"], response.context["accounts"]) == ([], [])
    assert "Nobody answers" in response.content.decode()


def test_while_one_types_only_the_answers_travel(home: Home, karim: Person, signed_in: SignIn) -> None:
    text = signed_in(karim).get("/journeys/?q=claire", headers={"hx-request": "true"}).content.decode()

    assert "Claire Fontaine" in text and "<html" not in text


def test_an_empty_search_asks_who(home: Home, karim: Person, signed_in: SignIn) -> None:
    response = signed_in(karim).get("/journeys/")

    assert (response.context["people"], response.context["accounts"]) == ([], [])
    assert "Nobody answers" not in response.content.decode()


def test_claire_s_journey_tells_both_sides_in_order(home: Home, karim: Person, signed_in: SignIn) -> None:
    story = signed_in(karim).get(f"/journeys/people/{world.CLAIRE}/").context["story"]

    assert [(entry.title, entry.side, entry.theirs) for entry in story.entries] == [
        ("Advert clicked", "marketing", True),
        ("Lead", "marketing", False),
        ("Download", "marketing", True),
        ("Page read, 6 times", "marketing", True),
        ("Webinar", "marketing", True),
        ("MQL", "joint", False),
        ("SAL", "sales", False),
        ("Call", "sales", False),
        ("SQL", "sales", False),
        ("E-mail sent", "sales", False),
        ("E-mail answered", "sales", True),
        ("Opportunity", "sales", False),
        ("Meeting", "sales", False),
        ("Customer", "joint", False),
    ]
    assert story.finding == "12 weeks from the first contact to the signature: the hand-over took 1.8\u202fh"
    assert [entry.silence for entry in story.entries if entry.silence] == ["6 weeks of silence"]


def test_no_act_is_lost_between_the_warehouse_and_the_page(home: Home, karim: Person, signed_in: SignIn) -> None:
    story = signed_in(karim).get(f"/journeys/people/{world.CLAIRE}/").context["story"]

    assert sum(len(entry.acts) for entry in story.entries) == len(story.journey.acts) == 13
    assert sum(place.knot.count for place in story.rope.knots) == 13 + 6  # the passages have knots too


def test_every_knot_of_the_rope_leads_to_a_place_on_the_page(home: Home, karim: Person, signed_in: SignIn) -> None:
    response = signed_in(karim).get(f"/journeys/accounts/{world.ABEILLE}/")

    for place in response.context["story"].rope.knots:
        assert f'id="{place.knot.href[1:]}"' in response.content.decode()


def test_every_act_names_the_record_that_it_comes_from(home: Home, karim: Person, signed_in: SignIn) -> None:
    response = signed_in(karim).get(f"/journeys/people/{world.CLAIRE}/")

    for act in response.context["story"].journey.acts:
        assert act.sources
        for source in act.sources:
            assert f"<code>{source.id}</code>" in response.content.decode()


def test_the_company_s_page_shows_its_people_its_deal_and_where_tools_disagree(
    home: Home, camille: Person, signed_in: SignIn
) -> None:
    text = signed_in(camille).get(f"/journeys/accounts/{world.ABEILLE}/").content.decode()

    for said in (
        "Abeille Industrie, GMAO",
        "24\u202f000\u202f€",
        "Gagnée",
        "Directrice industrielle",
        "<strong>1200</strong> (Salesforce) est gardé, contre 250 (HubSpot)",
    ):
        assert said in text


def test_a_person_whom_one_act_tells_of_has_a_journey_too(home: Home, karim: Person, signed_in: SignIn) -> None:
    story = signed_in(karim).get(f"/journeys/people/{world.PAUL}/").context["story"]

    assert [(entry.title, len(story.rope.knots)) for entry in story.entries] == [("E-mail opened", 1)]


def test_companies_do_not_hide_the_people_who_answer_too(home: Home, karim: Person, signed_in: SignIn) -> None:
    response = signed_in(karim).get("/journeys/", {"q": "societe"})

    assert (len(response.context["accounts"]), len(response.context["people"])) == (10, 25)

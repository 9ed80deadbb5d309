"""Search everywhere: people, companies, pages, figures and terms; what was opened lately; nothing leads outside."""

from collections.abc import Callable

import pytest
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.people.models import Person
from tests.workspace import world

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]


def found(client: Client, text: str) -> dict[str, list[str]]:
    return {
        group.key: [one.title for one in group.answers]
        for group in client.get("/search/", {"q": text}).context["groups"]
    }


def test_one_box_finds_people_companies_pages_and_figures(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    assert found(client, "abei") == {"people": ["Claire Fontaine"], "accounts": ["Abeille Industrie"]}
    assert found(client, "SCORE zboard") == {}
    assert found(client, "scoreb") == {"pages": ["Shared scoreboard"]}
    assert found(client, "closing rate")["figures"] == ["Closing rate", "Closing rate, by amount"]
    assert found(client, "zzzz") == {}


def test_the_words_that_both_sides_use_are_found_in_either_language(
    home: Home, karim: Person, camille: Person, signed_in: SignIn
) -> None:
    english, french = signed_in(karim), signed_in(camille)

    assert "Handoff" in found(english, "handof")["terms"]
    assert found(english, "passage de relais")["terms"] == ["Handoff"]
    assert found(french, "handoff")["terms"] == ["Passage de relais"]
    [group] = [group for group in english.get("/search/?q=handof").context["groups"] if group.key == "terms"]
    assert english.get(group.answers[0].address).status_code == 200


def test_a_figure_is_found_by_its_name_in_the_other_language_and_by_the_term_that_speaks_of_it(
    home: Home, karim: Person, signed_in: SignIn
) -> None:
    client = signed_in(karim)

    assert "Closing rate" in found(client, "taux de closing")["figures"]
    assert "Leads" in found(client, "lead")["figures"]


def test_pages_below_the_menu_are_found_and_those_of_administrators_by_them_alone(
    home: Home, karim: Person, ada: Person, signed_in: SignIn
) -> None:
    assert found(signed_in(karim), "dupl")["pages"] == ["Duplicates"]
    assert "pages" not in found(signed_in(karim), "audit")
    assert found(signed_in(ada), "audit")["pages"] == ["Audit log"]


def test_without_a_question_it_offers_what_was_opened_lately_then_the_pages(
    home: Home, karim: Person, signed_in: SignIn
) -> None:
    client = signed_in(karim)
    address = f"/journeys/people/{world.CLAIRE}/"

    response = client.get("/search/go/", {"to": address, "title": "Claire Fontaine", "under": "Abeille"})
    client.get("/search/go/", {"to": "/journeys/", "title": "Journeys"})
    client.get("/search/go/", {"to": address, "title": "Claire Fontaine"})

    assert (response.status_code, response["Location"]) == (302, address)
    assert found(client, "")["recent"] == ["Claire Fontaine", "Journeys"]
    assert "Shared scoreboard" in found(client, "")["pages"]


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", "", "/nowhere/"]
)
def test_nothing_leads_outside(home: Home, karim: Person, signed_in: SignIn, to: str) -> None:
    response = signed_in(karim).get("/search/go/", {"to": to, "title": "x"})

    assert (response.status_code, response["Location"]) == (302, "/")


def test_while_one_types_only_the_answers_travel_and_what_matched_is_marked(
    home: Home, karim: Person, signed_in: SignIn
) -> None:
    text = signed_in(karim).get("/search/?q=fon", headers={"hx-request": "true"}).content.decode()

    assert "Claire <mark>Fon</mark>taine" in text and "<html" not in text and 'role="option"' in text


def test_before_the_first_refresh_it_still_finds_pages(empty_home: Home, karim: Person, signed_in: SignIn) -> None:
    assert found(signed_in(karim), "jour") == {"pages": ["Journeys"]}

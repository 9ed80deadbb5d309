"""Searching, and the journey of a person and of a company."""

from collections.abc import Callable

import pytest
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.people.models import Person
from tests.workspace import world

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]


@pytest.mark.parametrize(
    "text", ["claire", "FONTAINE", "fontaine claire", "claire.fontaine@abeille-industrie.fr", "abeille"]
)
def test_a_person_is_found_by_what_one_remembers(home: Home, karim: Person, signed_in: SignIn, text: str) -> None:
    response = signed_in(karim).get("/journeys/", {"q": text})

    assert [one.name for one in response.context["cards"]] == ["Claire Fontaine"]


def test_accents_do_not_matter(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    with_accents, without = (
        client.get("/journeys/", {"q": "société 014", "kind": "accounts"}),
        client.get("/journeys/", {"q": "SOCIETE 014", "kind": "accounts"}),
    )

    assert (
        [one.name for one in with_accents.context["cards"]]
        == [one.name for one in without.context["cards"]]
        == ["Société 014"]
    )


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1 --", "zzzz", "claire zzzz"])
def test_who_does_not_exist_is_not_found(home: Home, karim: Person, signed_in: SignIn, text: str) -> None:
    response = signed_in(karim).get("/journeys/", {"q": text})

    assert (response.context["cards"], [count for _, count in response.context["tabs"]]) == ([], [0, 0])
    assert "Nobody answers" in response.content.decode()


def test_while_one_types_only_the_answers_travel(home: Home, karim: Person, signed_in: SignIn) -> None:
    text = signed_in(karim).get("/journeys/?q=claire", headers={"hx-request": "true"}).content.decode()

    assert "<mark>Claire</mark> Fontaine" in text and "<html" not in text


def test_without_a_question_everybody_is_listed_a_page_at_a_time(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)
    first, second = (client.get("/journeys/", {"page": page}).context for page in (1, 2))

    assert (first["total"], len(first["cards"]), len(second["cards"])) == (300, 50, 50)
    assert {one.id for one in first["cards"]} & {one.id for one in second["cards"]} == set()


def test_the_address_holds_the_whole_question(home: Home, karim: Person, signed_in: SignIn) -> None:
    question = {"q": "prenom", "stage": "mql", "sort": "name", "untouched": "7"}
    response = signed_in(karim).get("/journeys/", question)

    assert response.context["asked"].values == question
    assert response.context["total"] > 0
    assert {one.stage for one in response.context["cards"]} == {"mql"}
    assert [one.name for one in response.context["cards"]] == sorted(one.name for one in response.context["cards"])


def test_what_an_address_says_and_nobody_understands_is_left_out(home: Home, karim: Person, signed_in: SignIn) -> None:
    nonsense = {"sort": "x", "page": "-1", "owner": "9x", "deal": "y", "untouched": "0", "kind": "z"}
    response = signed_in(karim).get("/journeys/", nonsense)

    assert (response.context["asked"].values, response.context["total"]) == ({}, 300)


def test_where_nobody_but_a_company_answers_the_company_is_shown(home: Home, karim: Person, signed_in: SignIn) -> None:
    response = signed_in(karim).get("/journeys/", {"q": "lyon"})
    assert response.context["total"] == 0  # a city is a filter's, not a word

    response = signed_in(karim).get("/journeys/", {"q": "abeille", "deal": "won", "kind": "accounts"})
    assert [one.name for one in response.context["cards"]] == ["Abeille Industrie"]


def test_the_list_is_taken_away_as_csv_and_that_is_recorded(home: Home, karim: Person, signed_in: SignIn) -> None:
    response = signed_in(karim).get("/journeys/export/", {"q": "claire"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined, arg-type]  # a streaming answer

    assert [line.split(";")[:2] for line in lines] == [
        ["Name", "E-mail"],
        ["Claire Fontaine", "claire.fontaine@abeille-industrie.fr"],
    ]
    [event] = Event.objects.filter(kind="journeys.exported")
    assert (event.actor, event.detail) == ("karim@rivelaine.fr", {"query": "q=claire", "rows": 1})


def test_an_id_that_a_merge_left_behind_leads_to_who_it_is_now(home: Home, karim: Person, signed_in: SignIn) -> None:
    response = signed_in(karim).get("/journeys/people/5001/")

    assert (response.status_code, response["Location"]) == (302, f"/journeys/people/{world.CLAIRE}/")


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


def test_people_and_companies_are_counted_side_by_side(home: Home, karim: Person, signed_in: SignIn) -> None:
    response = signed_in(karim).get("/journeys/", {"q": "societe"})

    assert [(tab.kind, count) for tab, count in response.context["tabs"]] == [("people", 299), ("accounts", 76)]

"""Searching, and the journey of a person and of a company."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
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
        "<strong>1\u202f200</strong> (Salesforce) est gardé, contre 250 (HubSpot)",
    ):
        assert said in text


def test_a_person_whom_one_act_tells_of_has_a_journey_too(home: Home, karim: Person, signed_in: SignIn) -> None:
    story = signed_in(karim).get(f"/journeys/people/{world.PAUL}/").context["story"]

    assert [(entry.title, len(story.rope.knots)) for entry in story.entries] == [("E-mail opened", 1)]


def test_people_and_companies_are_counted_side_by_side(home: Home, karim: Person, signed_in: SignIn) -> None:
    response = signed_in(karim).get("/journeys/", {"q": "societe"})

    assert [(tab.kind, count) for tab, count in response.context["tabs"]] == [("people", 299), ("accounts", 76)]


def test_the_timeline_is_narrowed_by_its_address_and_the_form_shows_by_what(
    home: Home, karim: Person, signed_in: SignIn
) -> None:
    response = signed_in(karim).get(f"/journeys/accounts/{world.ABEILLE}/?kind=call&kind=passage&side=sales")
    text = response.content.decode()

    assert [entry.title for entry in response.context["story"].entries] == [
        "MQL", "SAL", "Call", "SQL", "Opportunity", "Customer",
    ]  # fmt: skip
    assert 'name="kind" value="call" checked' in text and '<option value="sales" selected>' in text
    assert 'href="/journeys/accounts/1001/paper/?kind=passage&amp;kind=call&amp;side=sales"' in text


def test_a_company_s_timeline_is_narrowed_to_one_of_its_people(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)
    account = client.get("/journeys/people/7/").context["journey"].account_id
    people = client.get(f"/journeys/accounts/{account}/").context["journey"].people
    story = client.get(f"/journeys/accounts/{account}/", {"person": 7}).context["story"]

    assert len(people) > 1
    assert {entry.person_id for entry in story.entries} == {7}
    assert len(story.kept) < len(story.whole)


def test_five_thousand_acts_make_pages_that_stay_small(
    tmp_path: Path, settings: LazySettings, karim: Person, signed_in: SignIn
) -> None:
    settings.CORDEE_HOME = world.build(Home.at(tmp_path), people=9, busy=5000)
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()  # WhiteNoise warns about a directory that is not there
    client = signed_in(karim)
    address = f"/journeys/people/{world.PAUL}/"

    sizes, acts, page = [], 0, address
    while page:
        response = client.get(page, headers={"accept-encoding": "gzip"})
        story = response.context["story"]
        sizes.append(len(response.content))
        acts += sum(entry.count for entry in story.entries)
        page = f"{address}{story.earlier}" if story.earlier else ""
    whole = client.get(f"{address}paper/")

    assert (acts, len(sizes)) == (5001, 13)
    assert max(sizes) < 40_000, "bytes over the wire, compressed"
    assert [year.number for year in response.context["story"].years] == [2022, 2023, 2024, 2025, 2026]
    assert whole.context["story"].total == 5001
    assert whole.context["story"].pages.last == 3
    assert "3,337 to 5,001 of 5,001" in whole.content.decode()


def test_paper_holds_the_content_alone_in_light_with_the_whole_timeline(
    home: Home, camille: Person, signed_in: SignIn
) -> None:
    camille.theme = "dark"
    camille.save()
    client = signed_in(camille)
    screen, paper = (client.get(f"/journeys/people/{world.CLAIRE}/{end}").content.decode() for end in ("", "paper/"))

    assert 'data-theme="dark"' in screen and 'data-theme="light"' in paper
    assert "<form" in screen and not any(part in paper for part in ("<form", "<nav", "<button", "<search-palette"))
    assert screen.count('class="timeline__knot') == paper.count('class="timeline__knot') == 14
    assert '<details class="data" open>' in paper  # six pages read, one by one


def test_a_merged_id_leads_to_the_paper_too(home: Home, karim: Person, signed_in: SignIn) -> None:
    assert signed_in(karim).get("/journeys/people/5001/paper/")["Location"] == f"/journeys/people/{world.CLAIRE}/paper/"


def test_a_contradiction_says_why_and_leads_to_what_each_record_says(
    home: Home, karim: Person, signed_in: SignIn
) -> None:
    client = signed_in(karim)
    text = client.get(f"/journeys/accounts/{world.ABEILLE}/").content.decode()
    address = f"/data/contradictions/account/{world.ABEILLE}/headcount/"

    assert "Kept because it was written last." in text
    assert f'href="{address}"' in text and client.get(address).status_code == 200
    assert f'href="/data/duplicates/companies/{world.ABEILLE}/"' in text


def test_a_silence_is_told_before_the_month_that_ends_it(home: Home, karim: Person, signed_in: SignIn) -> None:
    text = signed_in(karim).get(f"/journeys/people/{world.CLAIRE}/").content.decode()

    assert text.index(">March 2026<") < text.index("6 weeks of silence") < text.index(">May 2026<")

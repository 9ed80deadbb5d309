"""A knot opens on the record exactly as the tool sent it, every version of it, with what changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.people.models import Person
from tests import firm

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]


@pytest.fixture
def client(tmp_path: Path, settings: LazySettings, karim: Person, signed_in: SignIn) -> Client:
    """Karim reads the journeys of the small firm, whose exports were really imported; Claire's contact came twice."""
    library = firm.home(tmp_path)
    changed = tmp_path / "again"
    firm.exports(changed)
    contacts = changed / "hubspot_contacts.csv"
    contacts.write_text(
        contacts.read_text(encoding="utf-8")
        .replace("Head of Operations", "Operations Director")
        .replace("2026-06-16 18:05", "2026-06-17 09:00"),
        encoding="utf-8",
    )
    library.import_files([contacts])
    library.refresh()
    settings.CORDEE_HOME = Home.at(tmp_path / "home")
    static = tmp_path / "static"
    static.mkdir()
    settings.STATIC_ROOT = static
    return signed_in(karim)


def test_a_call_opens_on_what_the_telephone_tool_sent(client: Client) -> None:
    [claire] = client.get("/journeys/", {"q": "claire"}).context["cards"]
    story = client.get(f"/journeys/people/{claire.id}/").context["story"]
    [call] = [act for act in story.journey.acts if act.kind == "call"]
    [source] = call.sources

    address = f"/journeys/records/{source.tool}/{source.object}/{source.raw_id}/"
    page, panel = client.get(address), client.get(address, headers={"hx-request": "true"})

    received = page.context["received"]
    assert (received.tool, received.id) == ("aircall", "900001")
    [version] = received.versions
    assert {cell.heading: cell.text for cell in version.cells}["recording"] == "https://rec.example/1"
    assert address in client.get(f"/journeys/people/{claire.id}/").content.decode()
    assert "<html" in page.content.decode() and "<html" not in panel.content.decode()


def test_every_version_says_what_changed(client: Client) -> None:
    [claire] = client.get("/journeys/", {"q": "claire"}).context["cards"]
    journey = client.get(f"/journeys/people/{claire.id}/").context["journey"]
    [contact] = [one for one in journey.records if (one.tool, one.object, one.id) == ("hubspot", "contact", "101")]

    response = client.get(f"/journeys/records/hubspot/contact/{contact.raw_id}/")

    latest, first = response.context["received"].versions
    assert [version.number for version in (latest, first)] == [2, 1]
    assert {cell.heading: (cell.before, cell.text) for cell in latest.cells if cell.changed} == {
        "Job Title": ("Head of Operations", "Operations Director"),
        "Last Modified Date": ("2026-06-16 18:05", "2026-06-17 09:00"),
    }
    assert first.changes == 0
    assert "was Head of Operations" in response.content.decode()


@pytest.mark.parametrize("address", ["hubspot/contact/1", "nowhere/thing/1"])
def test_what_no_tool_sent_is_not_found(client: Client, address: str) -> None:
    assert client.get(f"/journeys/records/{address}/").status_code == 404


def test_the_brief_says_in_few_words_what_one_needs_before_calling(client: Client) -> None:
    [claire] = client.get("/journeys/", {"q": "claire"}).context["cards"]

    brief = client.get(f"/journeys/people/{claire.id}/").context["brief"]

    assert (brief.channel, brief.phone, brief.deal) == ("paid_social", "+33612345678", None)
    assert [(said.title, said.about) for said in brief.theirs] == [("Form filled in", "Demo request")]
    assert (brief.word.title, brief.word.outcome, brief.word.user) == ("Call", "connected", "Inès Roche")


def test_the_buying_group_tells_who_speaks_and_who_is_silent(client: Client) -> None:
    [boreal] = client.get("/journeys/", {"q": "boreal", "kind": "accounts"}).context["cards"]

    context = client.get(f"/journeys/accounts/{boreal.id}/").context

    assert [(one.name, one.spoke_at is not None, one.reached_at is not None) for one in context["group"]] == [
        ("Claire Moreau", True, True)
    ]
    assert [one.name for one in context["group_rest"]] == ["Nadia Kaci"]

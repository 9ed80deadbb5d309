"""The quality pages: what is wrong, the records behind it, and what people decide about names and words."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from cordee.revenue.pipeline import refresh
from cordee.revenue.warehouse.home import Home
from cordee.workspace.insight.contradictions import likeness
from cordee.workspace.people.models import Person
from tests.revenue.pipeline.given import Staging, by_key, ref
from tests.workspace.conftest import _serve
from tests.workspace.refreshing import BY_KEY, refreshed

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def staging(tmp_path: Path, settings: LazySettings) -> Staging:
    """Two tools that disagree, a product misspelt, a cost whose campaign nobody knows."""
    staging = Staging(tmp_path / "home")
    company = {"domain": "boreal.fr", "modified_at": "2026-06-01"}
    staging.run(
        account=[
            company | {"key": "hubspot/company/1", "name": "Boréal", "siren": "732829320"},
            company | {"key": "salesforce/account/1", "name": "Boréal Logistique", "siren": "552100554"},
        ],
        product=[{"key": "salesforce/product/1", "name": "GTX Pro"}],
        deal=[
            {
                "key": "salesforce/opportunity/1",
                "name": "Boréal 40",
                "product": "GTXPro",
                "created_at": "2026-05-01",
                "stage_raw": "Open",
                "amount": "10",
                "account_ref": ref("salesforce/account/1"),
            }
        ],
        campaign=[{"key": "hubspot/campaign/1", "name": "Printemps ERP"}],
        spend=[{"key": "costs/day/1", "campaign_name": "printemps-erp-2026", "day": "2026-03-01", "cost": "10"}],
    )
    refresh(staging.home, links=by_key, threads=2)  # nobody serves it yet
    _serve(staging.home, settings)
    return staging


def test_a_weakness_is_said_in_words_and_opens_on_its_records(
    staging: Staging, camille: Person, signed_in: SignIn
) -> None:
    client = signed_in(camille)

    page = client.get("/data/quality/").content.decode()
    records = client.get("/data/quality/deal_without_contact/").content.decode()
    lines = client.get("/data/quality/deal_without_contact.csv").content.decode("utf-8-sig").splitlines()

    assert "100\u202f% des affaires n’ont aucun contact" in page
    assert "Boréal 40" in records and "rendre le contact principal obligatoire" in records
    assert [line.split(",")[0] for line in lines] == ["name", "Boréal 40"]


def test_a_check_that_does_not_exist_is_not_found(staging: Staging, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    assert [client.get(f"/data/quality/{name}").status_code for name in ("nothing/", "nothing.csv")] == [404, 404]


def test_contradictions_are_filtered_by_field_and_tools(staging: Staging, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    assert "2 contradictions between tools" in client.get("/data/contradictions/").content.decode()
    one = client.get("/data/contradictions/?field=siren&tools=hubspot-salesforce").content.decode()
    assert "1 contradiction between tools" in one
    assert "No contradiction" in client.get("/data/contradictions/?tools=hubspot-marketo").content.decode()


def test_a_misspelt_word_is_read_as_the_proposed_one(staging: Staging, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)
    assert "Read it as “GTX Pro” everywhere" in client.get("/data/contradictions/").content.decode()

    odd = {"entity": "deal", "field": "product", "written": "GTXPro"}
    assert client.post("/data/contradictions/", odd).status_code == 302
    refreshed(staging.home, links=BY_KEY)

    assert "GTXPro" not in client.get("/data/contradictions/").content.decode()
    assert client.post("/data/contradictions/", odd | {"written": "Boréal"}).status_code == 404


def test_a_name_without_a_campaign_is_linked_and_the_link_undone(
    staging: Staging, karim: Person, signed_in: SignIn
) -> None:
    client, place = signed_in(karim), "/data/contradictions/campaigns/"
    page = client.get(place).content.decode()
    assert "1 name without a campaign" in page and 'label="Like it"' in page

    asked = {"written": "printemps-erp-2026", "record": str(ref("hubspot/campaign/1"))}
    assert client.post(place, asked | {"record": "3"}).status_code == 422
    assert client.post(place, asked).status_code == 302
    assert client.post(place, asked).status_code == 409
    refreshed(staging.home, links=BY_KEY)
    assert "Every name has its campaign" in client.get(place).content.decode()

    client.post("/data/choices/1/withdrawal/")
    refreshed(staging.home, links=BY_KEY)
    assert "1 name without a campaign" in client.get(place).content.decode()


def test_makers_of_duplicates_are_listed_without_any(staging: Staging, karim: Person, signed_in: SignIn) -> None:
    page = signed_in(karim).get("/data/quality/makers/").content.decode()

    assert "HubSpot (company)" not in page and "Salesforce · account" in page


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("printemps erp 2026", "printemps erp", True), ("nl 2026 01", "salon lyon", False), ("gmao", "gmao lyon", True)],
)
def test_names_alike_share_letters_or_words(one: str, other: str, alike: bool) -> None:
    assert (likeness(one, other) >= 0.55) is alike


@pytest.mark.parametrize("place", ["duplicates/", "quality/", "contradictions/", "contradictions/campaigns/"])
def test_before_the_first_refresh_the_pages_say_what_to_do(
    empty_home: Home, karim: Person, signed_in: SignIn, place: str
) -> None:
    assert "Nothing to review yet" in signed_in(karim).get(f"/data/{place}").content.decode()

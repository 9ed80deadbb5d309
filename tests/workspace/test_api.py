"""The interface for programs: tokens and scopes, errors as RFC 9457 says them, and a description that loads nothing."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.api.models import SCOPES, Token
from cordee.workspace.people.models import Person

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _no_call_yet() -> None:
    cache.clear()


def caller(person: Person, *scopes: str) -> Client:
    _, secret = Token.make(person, "a program", list(scopes))
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_a_token_is_shown_once_and_kept_as_a_hash(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    made = client.post("/api/tokens/", {"name": "Weekly report", "scopes": ["read:figures"]})
    secret = made.context["secret"]

    token = Token.objects.get()
    assert secret.startswith("cordee_") and secret in made.content.decode()
    assert secret not in client.get("/api/tokens/").content.decode()
    assert secret not in token.digest and token.start == secret[:12]
    assert [(one.kind, one.actor, one.subject) for one in Event.objects.all()] == [
        ("api.token_made", karim.email, "Weekly report")
    ]
    assert Token.of(secret) == token


def test_a_token_that_was_revoked_or_whose_person_left_opens_nothing(
    home: Home, karim: Person, camille: Person, signed_in: SignIn
) -> None:
    made, secret = Token.make(karim, "a program", ["read:figures"])
    _, other = Token.make(camille, "another", ["read:figures"])

    assert signed_in(camille).post(f"/api/tokens/{made.pk}/revocation/").status_code == 404  # not hers
    signed_in(karim).post(f"/api/tokens/{made.pk}/revocation/")
    Person.objects.filter(pk=camille.pk).update(is_active=False)

    for one in (secret, other, "cordee_nonsense"):
        response = Client().get("/api/v1/metrics", headers={"authorization": f"Bearer {one}"})
        assert (response.status_code, response.headers["Content-Type"]) == (401, "application/problem+json")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_last_use_is_noted(home: Home, karim: Person) -> None:
    caller(karim, "read:figures").get("/api/v1/metrics")

    assert Token.objects.get().used_at is not None


@pytest.mark.parametrize(
    ("address", "scope"),
    [
        ("/api/v1/metrics", "read:figures"),
        ("/api/v1/metrics/leads?period=2026-Q1", "read:figures"),
        ("/api/v1/metrics/leads/records?period=2026-Q1", "read:records"),
        ("/api/v1/journeys?who=claire", "read:people"),
        ("/api/v1/search?q=claire", "read:people"),
    ],
)
def test_each_address_needs_its_scope(home: Home, karim: Person, address: str, scope: str) -> None:
    refused = caller(karim, *(set(SCOPES) - {scope})).get(address)

    assert (refused.status_code, refused.json()["title"], scope in refused.json()["detail"]) == (403, "Forbidden", True)
    assert b"Fontaine" not in refused.content
    assert caller(karim, scope).get(address).status_code == 200


def test_records_have_names_only_for_who_may_read_people(home: Home, karim: Person) -> None:
    address = "/api/v1/metrics/leads/records?period=2026-Q1"

    without = caller(karim, "read:records").get(address)
    with_names = caller(karim, "read:records", "read:people").get(address)

    assert b"Fontaine" not in without.content and b"@" not in without.content
    assert "Claire Fontaine" in {one["name"] for one in with_names.json()["records"]}
    assert [one["person_id"] for one in without.json()["records"]] == [
        one["person_id"] for one in with_names.json()["records"]
    ]
    assert [one.detail["rows"] for one in Event.objects.filter(kind="api.records_read")] == [
        len(without.json()["records"])
    ] * 2


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/v1/metrics/nonsense", 404, "There is no metric"),
        ("/api/v1/metrics/leads?period=nonsense", 400, "is not a period"),
        ("/api/v1/metrics/spend?by=team", 400, "cannot be cut by team"),
        ("/api/v1/metrics/leads?horizon=0", 422, "errors"),
        ("/api/v1/metrics/leads?period=2026&from=2026-01-01", 400, "Give either"),
        ("/api/v1/journeys?who=zzzz", 404, "zzzz"),
        ("/api/v1/journeys?who=nom0", 409, "nom0"),
    ],
)
def test_what_was_wrong_is_said_in_the_standard_shape(
    home: Home, karim: Person, address: str, status: int, said: str
) -> None:
    response = caller(karim, *SCOPES).get(address)

    body = response.json()
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    assert (body["status"], body["instance"], said in body["detail"]) == (status, address.partition("?")[0], True)


def test_too_many_calls_are_asked_to_wait(home: Home, karim: Person) -> None:
    client = caller(karim, "read:figures")

    statuses = [client.get("/api/v1/metrics").status_code for _ in range(301)]

    last = client.get("/api/v1/metrics")
    assert statuses == [200] * 300 + [429]
    assert last.status_code == 429 and 0 < int(last.headers["Retry-After"]) <= 60


def test_nothing_is_published_yet(empty_home: Home, karim: Person) -> None:
    response = caller(karim, "read:figures").get("/api/v1/metrics/leads")

    assert (response.status_code, response.json()["title"]) == (503, "Service Unavailable")


def test_a_session_does_not_open_the_doors_of_programs(home: Home, karim: Person, signed_in: SignIn) -> None:
    assert signed_in(karim).get("/api/v1/metrics").status_code == 401


def test_the_description_names_every_address_and_its_page_loads_nothing_from_elsewhere(
    home: Home, karim: Person, signed_in: SignIn
) -> None:
    described = Client().get("/api/v1/openapi.json").json()
    page = signed_in(karim).get("/api/v1/docs/").content.decode()

    assert sorted(described["paths"]) == [
        "/api/v1/journeys",
        "/api/v1/metrics",
        "/api/v1/metrics/{key}",
        "/api/v1/metrics/{key}/records",
        "/api/v1/search",
    ]
    assert described["openapi"].startswith("3.")
    assert all(f"GET {path}" in page for path in described["paths"])
    assert "//cdn" not in page


def test_the_operator_asks_whether_it_can_serve(home: Home) -> None:
    assert Client().get("/healthz").json() == {"ok": True, "database": True, "snapshot": 1}

"""Every named address: who may open it, and by which method. A new address is covered on the day it is born."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from cordee.revenue.warehouse.home import Home
from cordee.workspace.people.models import Person

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = {
    "people:sign_in",
    "people:sign_in_as",
    "people:sign_out",
    "people:language",
    "api:openapi",
    "api:healthz",
}
BY_TOKEN = {"api:metrics", "api:metric", "api:metric_records", "api:journeys", "api:search"}
WRITE_ONLY = {
    "people:sign_in_as",
    "people:sign_out",
    "people:language",
    "scoreboard:view_default",
    "scoreboard:view_deletion",
    "scoreboard:view_sharing",
    "today:set_aside",
    "today:taking_up",
    "api:token_revocation",
}
WRITABLE = WRITE_ONLY | {
    "people:sign_in",
    "people:preferences",
    "api:tokens",
    "scoreboard:digest",
    "scoreboard:objectives",
    "scoreboard:views",
}


def names() -> Iterator[str]:
    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, f"{pattern.app_name}:" if pattern.app_name else prefix)
            else:
                yield f"{prefix}{pattern.name}", pattern

    for name, pattern in walk(get_resolver().url_patterns, ""):
        assert pattern.name, f"{pattern} has no name"
        yield name


def address(name: str) -> str:
    for values in ({}, {"key": "leads"}, {"pk": 1}, {"which": "silent"}):
        with suppress(NoReverseMatch):
            return reverse(name, kwargs=values)
    raise AssertionError(f"{name} takes values that this test does not know")


@pytest.mark.parametrize("name", sorted(set(names()) - OPEN_TO_ALL - BY_TOKEN))
def test_an_outsider_is_sent_to_sign_in_and_sees_nothing(home: Home, name: str) -> None:
    client = Client()

    for response in (
        client.get(address(name)),
        client.post(address(name)),
        client.get(address(name), headers={"hx-request": "true"}),
    ):
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/sign-in/?next=")
        assert b"Fontaine" not in response.content


@pytest.mark.parametrize("name", sorted(BY_TOKEN))
def test_a_program_without_a_token_is_refused_and_sees_nothing(home: Home, name: str) -> None:
    response = Client().get(address(name))

    assert (response.status_code, response.headers["Content-Type"]) == (401, "application/problem+json")
    assert b"Fontaine" not in response.content


@pytest.mark.parametrize("name", sorted(set(names())))
def test_an_address_refuses_the_methods_that_it_does_not_take(
    home: Home, karim: Person, signed_in: Callable[[Person], Client], name: str
) -> None:
    client = signed_in(karim)

    if name in WRITE_ONLY:
        assert client.get(address(name)).status_code == 405
    if name not in WRITABLE:
        assert client.post(address(name)).status_code == 405
    assert client.delete(address(name)).status_code == 405


def test_a_form_from_elsewhere_is_refused_in_words(home: Home, camille: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(camille)

    response = client.post("/language/", {"language": "en"})

    assert response.status_code == 403
    assert "Ce formulaire est trop ancien" in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/journeys/people/1/", "/nowhere/"])
def test_every_answer_closes_the_doors_that_a_page_does_not_need(
    home: Home, karim: Person, signed_in: Callable[[Person], Client], path: str
) -> None:
    headers = signed_in(karim).get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == (
        "DENY",
        "nosniff",
        "same-origin",
    )
    assert headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/nowhere/", "/journeys/people/999999/", "/journeys/accounts/999999/"])
def test_what_does_not_exist_is_said_so_in_words(
    home: Home, camille: Person, signed_in: Callable[[Person], Client], path: str
) -> None:
    response = signed_in(camille).get(path)

    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.content.decode()

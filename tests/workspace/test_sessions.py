"""Where somebody is signed in: listed, last seen, ended."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.people.models import Person, Session

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


def arrive(person: Person, password: str, agent: str = FIREFOX, **extra: str) -> Client:
    client = Client(headers={"user-agent": agent}, **extra)
    response = client.post("/sign-in/", {"email": person.email, "password": password})
    assert response.status_code == 302
    return client


@pytest.fixture
def desk(home: Home, camille: Person) -> Client:
    return arrive(camille, "une phrase assez longue")


@pytest.fixture
def phone(desk: Client, camille: Person) -> Client:
    return arrive(camille, "une phrase assez longue", PHONE, REMOTE_ADDR="192.0.2.7")


def test_sessions_are_listed_with_device_and_address(desk: Client, phone: Client, camille: Person) -> None:
    page = desk.get("/preferences/").content.decode()

    assert {(one.device, one.address) for one in Session.open_of(camille)} == {
        ("Firefox · Linux", "127.0.0.1"),
        ("Safari · iPhone", "192.0.2.7"),
    }
    assert "Safari · iPhone" in page and "192.0.2.7" in page and "Celle-ci" in page
    assert all(one.session_key not in page for one in Session.objects.all())


def test_an_ended_session_is_really_ended(desk: Client, phone: Client, camille: Person) -> None:
    other = next(one for one in Session.open_of(camille) if "iPhone" in one.device)

    desk.post("/preferences/sessions/", {"session": other.handle})

    assert phone.get("/").status_code == 302
    assert desk.get("/").status_code == 200
    assert Event.objects.latest("pk").detail == {"device": "Safari · iPhone"}


def test_all_other_sessions_end_at_once(desk: Client, phone: Client) -> None:
    phone.post("/preferences/sessions/", {"session": "others"})

    assert (desk.get("/").status_code, phone.get("/").status_code) == (302, 200)


def test_nobody_ends_somebody_else_s_session_but_an_administrator(
    desk: Client, ada: Person, karim: Person, camille: Person
) -> None:
    hers = Session.open_of(camille).get()
    arrive(karim, "a phrase that is long").post("/preferences/sessions/", {"session": hers.handle})
    assert desk.get("/").status_code == 200

    arrive(ada, "the first of all").post(f"/people/{camille.pk}/sessions/", {"session": "all"})

    assert desk.get("/").status_code == 302


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    desk: Client, phone: Client, camille: Person
) -> None:
    wrong = desk.post(
        "/preferences/password/", {"current": "non", "password": "corde neuve 2", "again": "corde neuve 2"}
    )
    right = desk.post(
        "/preferences/password/",
        {"current": "une phrase assez longue", "password": "corde neuve 2", "again": "corde neuve 2"},
    )

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert (desk.get("/").status_code, phone.get("/").status_code) == (200, 302)
    camille.refresh_from_db()
    assert camille.check_password("corde neuve 2")


def test_the_key_changes_when_somebody_signs_in(home: Home, camille: Person) -> None:
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key

    client.post("/sign-in/", {"email": camille.email, "password": "une phrase assez longue"})

    assert client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_last_seen_costs_a_write_once_a_minute(
    desk: Client, camille: Person, django_assert_num_queries: Callable[..., object]
) -> None:
    began = Session.open_of(camille).get().seen_at
    with django_assert_num_queries(2):
        desk.get("/journeys/?q=zzzz")
    assert Session.open_of(camille).get().seen_at == began

    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        desk.get("/journeys/?q=zzzz")

    seen = Session.open_of(camille).get()
    assert seen.seen_at - began > timedelta(minutes=4) and seen.started_at < began


def test_old_sessions_are_forgotten_by_django_s_own_command(desk: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        from cordee.workspace.people.sessions import SessionStore

        SessionStore.clear_expired()

    assert Session.objects.count() == 0
    assert call_command("check") is None


class TestBehindAProxy:
    def test_cookies_are_for_https_only_when_the_proxy_says_https(
        self, home: Home, camille: Person, settings: LazySettings
    ) -> None:
        settings.CORDEE_PROXIES = 1
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        client = Client(headers={"x-forwarded-proto": "https", "x-forwarded-for": "10.9.9.9, 198.51.100.4"})

        client.post("/sign-in/", {"email": camille.email, "password": "une phrase assez longue"})

        cookie = client.cookies["sessionid"]
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert Session.open_of(camille).get().address == "198.51.100.4"

    def test_without_a_proxy_nobody_chooses_their_address(self, home: Home, camille: Person) -> None:
        client = Client(headers={"x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.4"})

        client.post("/sign-in/", {"email": camille.email, "password": "une phrase assez longue"})

        assert Session.open_of(camille).get().address == "127.0.0.1"
        assert client.cookies["sessionid"]["secure"] == ""

"""Signing in, and choosing a password, by a mailed link."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from cordee.revenue.warehouse.home import Home
from cordee.workspace.people.mail import settle
from cordee.workspace.people.models import Link, Person
from cordee.workspace.people.models.link import ASKED_AT_MOST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

NEW = {"password": "corde neuve 2", "again": "corde neuve 2"}


def mailed() -> str:
    """The address in the last message, once it has left."""
    settle()
    found = re.search(r"https?://testserver(/sign-in/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_link_signs_in_and_leads_where_the_person_was_going(home: Home, camille: Person) -> None:
    client = Client()
    client.post("/sign-in/link/", {"email": "Camille@Rivelaine.fr", "next": "/journeys/"})

    page = client.get(mailed())
    response = client.post(mailed())

    assert "Bonjour Camille Roussel" in page.content.decode() or "Hello Camille Roussel" in page.content.decode()
    assert (response.status_code, response.headers["Location"]) == (302, "/journeys/")
    assert client.get("/").status_code == 200


def test_opening_the_link_uses_nothing_up_and_pressing_the_button_does(home: Home, camille: Person) -> None:
    Client().post("/sign-in/link/", {"email": camille.email})

    assert [Client().get(mailed()).status_code for _ in range(2)] == [200, 200]
    assert [Client().post(mailed()).status_code for _ in range(2)] == [302, 404]


def test_a_link_is_good_for_twenty_minutes(home: Home, camille: Person) -> None:
    Client().post("/sign-in/link/", {"email": camille.email})

    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        assert Client().post(mailed()).status_code == 404


def test_an_unknown_e_mail_gets_the_same_answer_and_no_message(home: Home, camille: Person) -> None:
    english = {"accept-language": "en"}
    known = Client().post("/sign-in/link/", {"email": camille.email}, headers=english)
    settle()
    sent = len(mail.outbox)
    unknown = Client().post("/sign-in/link/", {"email": "nobody@rivelaine.fr"}, headers=english)
    settle()

    def neutral(response: object, email: str) -> str:
        text = response.content.decode().replace(email, "E")  # type: ignore[attr-defined] -- a test response
        return re.sub(r'(csrfmiddlewaretoken" value="|x-csrftoken": ")\w+', "", text)

    assert known.status_code == unknown.status_code == 200
    assert neutral(known, camille.email) == neutral(unknown, "nobody@rivelaine.fr")
    assert (sent, len(mail.outbox)) == (1, 1)


def test_somebody_who_left_gets_no_link_and_an_older_one_is_dead(home: Home, camille: Person) -> None:
    Client().post("/sign-in/link/", {"email": camille.email})
    link = mailed()
    Person.objects.update(is_active=False)

    assert Client().post(link).status_code == 404
    Client().post("/sign-in/link/", {"email": camille.email})
    settle()
    assert len(mail.outbox) == 1


def test_links_cannot_be_asked_for_without_end(home: Home, camille: Person) -> None:
    asked = [Client().post("/sign-in/link/", {"email": camille.email}).status_code for _ in range(ASKED_AT_MOST + 1)]

    assert asked == [200] * ASKED_AT_MOST + [422]
    settle()
    assert len(mail.outbox) == ASKED_AT_MOST


def test_no_token_is_kept_as_it_was_sent(home: Home, camille: Person) -> None:
    Client().post("/sign-in/link/", {"email": camille.email})
    token = mailed().rstrip("/").rpartition("/")[2]

    assert token not in str(list(Link.objects.values()))


def test_a_forgotten_password_is_replaced_and_every_session_ends(home: Home, camille: Person) -> None:
    thief = Client()
    thief.force_login(camille)
    client = Client()
    client.post("/sign-in/forgotten/", {"email": camille.email})
    link = mailed()

    differing = client.post(link, {**NEW, "again": "autre chose 3"})
    changed = client.post(link, NEW)

    assert (differing.status_code, changed.status_code) == (422, 302)
    assert thief.get("/").status_code == 302
    assert client.post(link, NEW).status_code == 404
    assert client.post("/sign-in/", {"email": camille.email, "password": "corde neuve 2"}).status_code == 302


def test_a_link_for_one_purpose_does_not_serve_the_other(home: Home, camille: Person) -> None:
    Client().post("/sign-in/forgotten/", {"email": camille.email})

    assert Client().post(mailed().replace("/password/", "/link/")).status_code == 404

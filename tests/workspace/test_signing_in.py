"""Signing in, out, as someone of the demo, in one's own language."""

import pytest
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.people.models import FAILURES_ALLOWED, Person

pytestmark = pytest.mark.django_db


def test_camille_signs_in_with_her_e_mail_and_lands_on_the_scoreboard(home: Home, camille: Person) -> None:
    client = Client()

    response = client.post("/sign-in/", {"email": "Camille@Rivelaine.fr", "password": "une phrase assez longue"})

    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_a_wrong_password_and_an_unknown_e_mail_get_the_same_answer(home: Home, camille: Person) -> None:
    wrong = Client().post("/sign-in/", {"email": camille.email, "password": "non"}, headers={"accept-language": "en"})
    unknown = Client().post(
        "/sign-in/", {"email": "nobody@rivelaine.fr", "password": "non"}, headers={"accept-language": "en"}
    )

    assert wrong.status_code == unknown.status_code == 422
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


def test_five_failures_make_even_the_right_password_wait(home: Home, camille: Person) -> None:
    client = Client()
    for _ in range(FAILURES_ALLOWED):
        client.post("/sign-in/", {"email": camille.email, "password": "non"})

    response = client.post("/sign-in/", {"email": camille.email, "password": "une phrase assez longue"})

    assert response.status_code == 422
    assert client.get("/").status_code == 302


def test_the_failures_of_one_do_not_stop_another(home: Home, camille: Person, karim: Person) -> None:
    client = Client()
    for _ in range(FAILURES_ALLOWED):
        client.post("/sign-in/", {"email": camille.email, "password": "non"})

    assert client.post("/sign-in/", {"email": karim.email, "password": "a phrase that is long"}).status_code == 302


def test_someone_who_left_no_longer_signs_in(home: Home, camille: Person) -> None:
    camille.is_active = False
    camille.save()

    assert (
        Client().post("/sign-in/", {"email": camille.email, "password": "une phrase assez longue"}).status_code == 422
    )


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(home: Home, camille: Person, target: str) -> None:
    response = Client().post(
        "/sign-in/", {"email": camille.email, "password": "une phrase assez longue", "next": target}
    )

    assert response.headers["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(home: Home, camille: Person) -> None:
    response = Client().post(
        "/sign-in/", {"email": camille.email, "password": "une phrase assez longue", "next": "/journeys/?q=claire"}
    )

    assert response.headers["Location"] == "/journeys/?q=claire"


class TestDemo:
    def test_nobody_is_offered_outside_a_demo_home(self, empty_home: Home, camille: Person) -> None:
        Person.objects.update(is_demo=True)

        assert list(Client().get("/sign-in/").context["people"]) == []
        assert Client().post("/sign-in/demo/", {"person": camille.pk}).status_code == 404

    def test_in_a_demo_home_one_click_signs_in_the_demo_people_and_nobody_else(
        self, empty_home: Home, camille: Person, karim: Person
    ) -> None:
        (empty_home.path / "DEMO").touch()
        Person.objects.filter(pk=camille.pk).update(is_demo=True)
        client = Client()

        assert [person.name for person in client.get("/sign-in/").context["people"]] == ["Camille Roussel"]
        assert client.post("/sign-in/demo/", {"person": karim.pk}).status_code == 404
        assert client.post("/sign-in/demo/", {"person": "x"}).status_code == 404
        assert client.post("/sign-in/demo/", {"person": camille.pk}).status_code == 302
        assert client.get("/preferences/").status_code == 200


def test_signing_out_takes_a_post_and_ends_the_session(home: Home, camille: Person) -> None:
    client = Client()
    client.force_login(camille)

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/").status_code == 302


def test_everyone_reads_their_own_language_whatever_the_browser_says(
    home: Home, camille: Person, karim: Person
) -> None:
    for person, language in ((camille, "fr"), (karim, "en")):
        client = Client()
        client.force_login(person)
        other = "en" if language == "fr" else "fr"

        assert f'<html lang="{language}"' in client.get("/", headers={"accept-language": other}).content.decode()


def test_switching_the_language_stays_with_the_person(home: Home, camille: Person) -> None:
    client = Client()
    client.force_login(camille)

    response = client.post("/language/", {"language": "en", "next": "/journeys/"})

    assert response.headers["Location"] == "/journeys/"
    camille.refresh_from_db()
    assert camille.language == "en"
    assert client.post("/language/", {"language": "de"}).status_code == 404


def test_whoever_has_not_signed_in_may_choose_a_language_too(home: Home) -> None:
    client = Client()

    client.post("/language/", {"language": "en", "next": "/sign-in/"})

    assert '<html lang="en"' in client.get("/sign-in/", headers={"accept-language": "fr"}).content.decode()


def test_preferences_keep_the_theme(home: Home, camille: Person) -> None:
    client = Client()
    client.force_login(camille)

    assert (
        client.post("/preferences/", {"name": "Camille Roussel", "language": "fr", "theme": "dark"}).status_code == 302
    )
    assert 'data-theme="dark"' in client.get("/preferences/").content.decode()
    assert client.post("/preferences/", {"name": "", "language": "fr", "theme": "dark"}).status_code == 422

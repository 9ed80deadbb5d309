"""How people come and go: the first administrator, invitations, roles, deactivation."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.people.models import Invitation, Link, Person
from cordee.workspace.people.models.link import Purpose

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Person], Client]
LEA = {"email": "Lea@Rivelaine.fr", "side": "sales", "role": "sales", "language": "fr"}
JOINING = {"name": "Léa Petit", "language": "fr", "password": "une corde bien tendue", "again": "une corde bien tendue"}

FIRST = {
    "name": "Ada Morel",
    "email": "ada@rivelaine.fr",
    "language": "en",
    "password": "the first of all",
    "again": "the first of all",
}


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def join_path() -> str:
    """The address in the last message sent."""
    found = re.search(r"https?://testserver(/join/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


@pytest.fixture
def administrator(home: Home, ada: Person, signed_in: SignedIn) -> Client:
    return signed_in(ada)


class TestFirstAdministrator:
    def test_an_installation_without_anybody_offers_it_on_its_sign_in_page(self, empty_home: Home) -> None:
        page = Client().get("/sign-in/", headers={"accept-language": "fr"}).content.decode()

        assert 'href="/first-administrator/"' in page and "Personne n’a encore de compte ici" in page

    def test_the_printed_code_creates_it_once_and_signs_in(self, empty_home: Home) -> None:
        _, code = Link.make(Purpose.FIRST)
        client = Client()

        response = client.post("/first-administrator/", {**FIRST, "code": code})

        assert (response.status_code, response.headers["Location"]) == (302, "/")
        person = Person.objects.get()
        assert (person.email, person.role, person.side) == ("ada@rivelaine.fr", "admin", "both")
        assert client.get("/people/").status_code == 200
        assert Client().get("/first-administrator/").status_code == 404
        assert Client().post("/first-administrator/", {**FIRST, "code": code}).status_code == 404
        assert kinds() == ["people.first_administrator", "people.signed_in"]

    def test_another_code_creates_nobody(self, empty_home: Home) -> None:
        Link.make(Purpose.FIRST)

        for code in ("guess", Link.make(Purpose.SIGN_IN)[1]):
            assert Client().post("/first-administrator/", {**FIRST, "code": code}).status_code == 422
        assert Person.objects.count() == 0

    def test_a_weak_password_is_refused_and_the_code_is_still_good(self, empty_home: Home) -> None:
        _, code = Link.make(Purpose.FIRST)
        weak = {**FIRST, "code": code, "password": "password1", "again": "password1"}

        assert Client().post("/first-administrator/", weak).status_code == 422
        assert Client().post("/first-administrator/", {**FIRST, "code": code}).status_code == 302


class TestInvitations:
    def test_whoever_is_invited_joins_by_the_link_in_their_language(self, administrator: Client) -> None:
        administrator.post("/people/invitations/", LEA)
        message = mail.outbox[-1]
        newcomer = Client()

        page = newcomer.get(join_path()).content.decode()
        response = newcomer.post(join_path(), JOINING)

        assert message.to == ["lea@rivelaine.fr"] and message.subject == "Ada Morel vous invite dans Cordée"
        assert "Ada Morel vous invite" in page and '<html lang="fr"' in page
        assert response.status_code == 302
        person = Person.objects.get(email="lea@rivelaine.fr")
        assert (person.name, person.side, person.role, person.language) == ("Léa Petit", "sales", "sales", "fr")
        assert person.check_password("une corde bien tendue")
        assert newcomer.get("/").status_code == 200
        assert kinds()[-3:] == ["people.invited", "people.joined", "people.signed_in"]

    def test_a_link_opens_once(self, administrator: Client) -> None:
        administrator.post("/people/invitations/", LEA)
        Client().post(join_path(), JOINING)

        assert Client().get(join_path()).status_code == 404
        assert Client().post(join_path(), JOINING).status_code == 404

    def test_a_link_that_was_withdrawn_sent_again_or_a_week_old_opens_nothing(self, administrator: Client) -> None:
        administrator.post("/people/invitations/", LEA)
        first = join_path()
        pk = Invitation.objects.get().pk
        administrator.post(f"/people/invitations/{pk}/")
        second = join_path()

        assert first != second and Client().get(first).status_code == 404
        assert Client().get(second).status_code == 200
        with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
            assert Client().get(second).status_code == 404
        administrator.post(f"/people/invitations/{pk}/withdrawal/")
        assert Client().get(second).status_code == 404
        assert Client().get(second.replace("/join/", "/join/x")).status_code == 404

    def test_a_second_invitation_takes_the_place_of_the_first(self, administrator: Client) -> None:
        administrator.post("/people/invitations/", LEA)
        first = join_path()
        administrator.post("/people/invitations/", {**LEA, "role": "read_only"})

        assert Client().get(first).status_code == 404
        assert [one.role for one in Invitation.waiting()] == ["read_only"]

    def test_somebody_who_is_here_is_not_invited(self, administrator: Client, camille: Person) -> None:
        response = administrator.post("/people/invitations/", {**LEA, "email": "CAMILLE@rivelaine.fr"})

        assert response.status_code == 422
        assert Invitation.objects.count() == 0

    def test_without_a_mail_server_the_link_is_shown_to_copy(self, administrator: Client) -> None:
        administrator.post("/people/invitations/", LEA)

        page = administrator.get("/people/?said=invited_unsent").content.decode()

        assert f'value="http://testserver{join_path()}"' in page
        assert "set CORDEE_EMAIL_URL" in page and "“outbox”" in page

    def test_a_list_costs_the_same_for_one_and_for_many(
        self, administrator: Client, django_assert_num_queries: Callable[..., object]
    ) -> None:
        for number in range(3):
            Person.objects.create_user(f"p{number}@x.fr", None, name=f"P{number}", side="sales", role="sales")
            administrator.post("/people/invitations/", {**LEA, "email": f"i{number}@x.fr"})
        with django_assert_num_queries(4):  # session, person, people, invitations
            administrator.get("/people/")
        Person.objects.filter(email="p0@x.fr").delete()
        Invitation.objects.exclude(email="i1@x.fr").delete()
        with django_assert_num_queries(4):
            administrator.get("/people/")

    def test_only_an_administrator_invites(self, home: Home, camille: Person, signed_in: SignedIn) -> None:
        assert signed_in(camille).post("/people/invitations/", LEA).status_code == 403
        assert Invitation.objects.count() == 0


class TestRoles:
    def test_another_role_is_given_and_recorded(self, administrator: Client, karim: Person) -> None:
        administrator.post(f"/people/{karim.pk}/", {"side": "sales", "role": "read_only"})

        karim.refresh_from_db()
        assert karim.role == "read_only"
        event = Event.objects.get(kind="people.role_changed")
        assert event.actor == "ada@rivelaine.fr" and event.subject == karim.email
        assert event.detail == {"side_before": "sales", "role_before": "sales", "side": "sales", "role": "read_only"}

    def test_whoever_is_deactivated_is_out_at_once_and_may_come_back(
        self, administrator: Client, karim: Person, signed_in: SignedIn
    ) -> None:
        his = signed_in(karim)
        assert his.get("/").status_code == 200

        administrator.post(f"/people/{karim.pk}/deactivation/")

        assert his.get("/").status_code == 302
        credentials = {"email": karim.email, "password": "a phrase that is long"}
        assert Client().post("/sign-in/", credentials).status_code == 422
        administrator.post(f"/people/{karim.pk}/reactivation/")
        assert Client().post("/sign-in/", credentials).status_code == 302

    @pytest.mark.parametrize("act", ["role", "deactivation"])
    def test_the_last_administrator_stays(self, administrator: Client, ada: Person, act: str) -> None:
        path = f"/people/{ada.pk}/" + ("deactivation/" if act == "deactivation" else "")

        response = administrator.post(path, {"side": "both", "role": "leadership"})

        ada.refresh_from_db()
        assert (ada.role, ada.is_active) == ("admin", True)
        assert response.headers["Location"].endswith("?said=last")

    def test_one_of_two_administrators_may_step_down(self, administrator: Client, ada: Person, camille: Person) -> None:
        administrator.post(f"/people/{camille.pk}/", {"side": "both", "role": "admin"})
        administrator.post(f"/people/{ada.pk}/", {"side": "both", "role": "leadership"})

        ada.refresh_from_db()
        assert ada.role == "leadership"
        assert administrator.get("/people/").status_code == 403

    def test_the_menu_shows_people_to_administrators_only(
        self, administrator: Client, camille: Person, signed_in: SignedIn
    ) -> None:
        assert 'href="/people/"' in administrator.get("/preferences/").content.decode()
        assert 'href="/people/"' not in signed_in(camille).get("/preferences/").content.decode()

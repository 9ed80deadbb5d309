"""The second factor: an authenticator app, recovery codes, and what a code may not do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.people import factors
from cordee.workspace.people.models import FAILURES_ALLOWED, Person, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
PASSWORD = "une phrase assez longue"


def code(secret: str, at: datetime) -> str:
    """What the app shows at a time."""
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


def first_half(person: Person, next_page: str = "/") -> Client:
    client = Client()
    response = client.post("/sign-in/", {"email": person.email, "password": PASSWORD, "next": next_page})
    assert response.headers["Location"] == "/sign-in/second-factor/"
    return client


@pytest.fixture
def secret(home: Home, camille: Person) -> str:
    """Camille's app, set up the day before."""
    kept = factors.new_secret()
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        assert factors.add_app(camille, kept, code(factors.read(kept), NOON - timedelta(days=1)))
    return factors.read(kept)


def test_setting_up_an_app_shows_a_picture_and_gives_recovery_codes_once(
    home: Home, camille: Person, signed_in: Callable[[Person], Client]
) -> None:
    client = signed_in(camille)
    page = client.get("/preferences/second-factor/")
    secret = page.context["secret"].replace(" ", "")
    with time_machine.travel(NOON, tick=False):
        wrong = client.post("/preferences/second-factor/app/", {"app-current": PASSWORD, "app-code": "000000"})
        thief = client.post("/preferences/second-factor/app/", {"app-current": "non", "app-code": code(secret, NOON)})
        right = client.post(
            "/preferences/second-factor/app/", {"app-current": PASSWORD, "app-code": code(secret, NOON)}
        )
        shown, again = (client.get("/preferences/second-factor/codes/") for _ in range(2))

    assert '<svg class="qr"' in page.content.decode() and "http" not in page.context["picture_path"]
    assert (wrong.status_code, thief.status_code, right.status_code) == (422, 422, 302)
    assert len(shown.context["codes"]) == 10 and again.status_code == 302
    assert Event.objects.filter(kind="people.factor_added").get().detail == {"factor": "totp"}


def test_the_picture_says_what_an_app_needs(home: Home, camille: Person) -> None:
    secret = factors.new_secret()

    assert factors.address_for_app(camille, secret) == (
        f"otpauth://totp/camille%40rivelaine.fr?secret={factors.read(secret)}&issuer=Cord%C3%A9e"
    )
    side, path = factors.picture("A")
    assert side == 29 and path.startswith("M4 4h7v1h-7z")  # four cells of quiet, then the first corner


def test_the_password_alone_no_longer_opens(camille: Person, secret: str) -> None:
    with time_machine.travel(NOON, tick=False):
        client = first_half(camille, "/journeys/")

        assert client.get("/").status_code == 302
        assert client.post("/sign-in/second-factor/", {"code": "123456"}).status_code == 422
        response = client.post("/sign-in/second-factor/", {"code": code(secret, NOON)})

        assert response.headers["Location"] == "/journeys/"
        assert client.get("/").status_code == 200
    assert Event.objects.filter(kind="people.signed_in").get().detail == {"way": "password", "factor": "totp"}


def test_neither_a_link_nor_the_demo_s_click_goes_round_it(camille: Person, secret: str, home: Home) -> None:
    from cordee.workspace.people.models import Link
    from cordee.workspace.people.models.link import Purpose

    _, token = Link.make(Purpose.SIGN_IN, person=camille, email=camille.email)

    response = Client().post(f"/sign-in/link/{token}/")

    assert response.headers["Location"] == "/sign-in/second-factor/"


def test_a_code_serves_once(camille: Person, secret: str) -> None:
    with time_machine.travel(NOON, tick=False):
        assert first_half(camille).post("/sign-in/second-factor/", {"code": code(secret, NOON)}).status_code == 302
        assert first_half(camille).post("/sign-in/second-factor/", {"code": code(secret, NOON)}).status_code == 422


def test_a_code_half_a_minute_off_is_good_and_two_minutes_is_not(camille: Person, secret: str) -> None:
    late, later = code(secret, NOON - timedelta(seconds=30)), code(secret, NOON - timedelta(minutes=2))
    with time_machine.travel(NOON, tick=False):
        assert first_half(camille).post("/sign-in/second-factor/", {"code": later}).status_code == 422
        assert first_half(camille).post("/sign-in/second-factor/", {"code": late}).status_code == 302


def test_a_recovery_code_opens_once(camille: Person, secret: str) -> None:
    spare = factors.recovery_codes(camille)[3]

    assert first_half(camille).post("/sign-in/second-factor/", {"code": spare}).status_code == 302
    assert first_half(camille).post("/sign-in/second-factor/", {"code": spare}).status_code == 422
    assert len(factors.recovery_codes(camille)) == 9


def test_five_wrong_codes_end_the_attempt_from_wherever(camille: Person, secret: str) -> None:
    with time_machine.travel(NOON, tick=False):
        for number in range(FAILURES_ALLOWED):
            client = first_half(camille)
            client.post("/sign-in/second-factor/", {"code": "000000"}, REMOTE_ADDR=f"192.0.2.{number}")
        client = first_half(camille)
        response = client.post("/sign-in/second-factor/", {"code": code(secret, NOON)}, REMOTE_ADDR="192.0.2.99")

    assert response.headers["Location"] == "/sign-in/?said=expired"
    assert Session.open_of(camille).count() == 0


def test_the_first_half_is_good_for_ten_minutes(camille: Person, secret: str) -> None:
    with time_machine.travel(NOON, tick=False):
        client = first_half(camille)
    with time_machine.travel(NOON + timedelta(minutes=11), tick=False):
        response = client.post("/sign-in/second-factor/", {"code": code(secret, NOON + timedelta(minutes=11))})

    assert response.headers["Location"] == "/sign-in/"


def test_secrets_are_kept_encrypted(camille: Person, secret: str) -> None:
    kept = str(list(Authenticator.objects.values("data")))

    assert secret not in kept
    assert all(one.replace(" ", "") not in kept for one in factors.recovery_codes(camille))


def test_taking_it_away_needs_a_code(camille: Person, secret: str, signed_in: Callable[[Person], Client]) -> None:
    client, app = signed_in(camille), Authenticator.objects.get(type="totp")
    with time_machine.travel(NOON, tick=False):
        wrong = client.post("/preferences/second-factor/removal/", {"factor": app.pk, "proof-code": "000000"})
        assert factors.protects(camille)
        right = client.post("/preferences/second-factor/removal/", {"factor": app.pk, "proof-code": code(secret, NOON)})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert Authenticator.objects.count() == 0


def test_an_administrator_takes_it_away_for_whoever_lost_everything(
    camille: Person, secret: str, ada: Person, signed_in: Callable[[Person], Client]
) -> None:
    signed_in(ada).post(f"/people/{camille.pk}/second-factor/")

    assert not factors.protects(camille)
    event = Event.objects.get(kind="people.factor_removed")
    assert (event.actor, event.subject) == ("ada@rivelaine.fr", "camille@rivelaine.fr")

"""Signing in at the company's identity provider: a real HTTP one for OpenID Connect, a signed answer for SAML."""

import json
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import LazySettings
from django.test import Client
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.people.models import Invitation, Person
from cordee.workspace.people.ways import WayError, Ways

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


class Provider(ThreadingHTTPServer):
    """An OpenID provider that knows one person."""

    claims: dict[str, Any]

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def _say(self, document: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())

    def do_GET(self) -> None:
        issuer = self.server.issuer
        if self.path == "/.well-known/openid-configuration":
            self._say(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "userinfo_endpoint": f"{issuer}/userinfo",
                    "jwks_uri": f"{issuer}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            self._say(self.server.claims)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        now = datetime.now(UTC)
        claims = {"iss": self.server.issuer, "aud": "cordee", "iat": now, "exp": now + timedelta(minutes=5)}
        token = jwt.encode(claims | self.server.claims, "a key of at least thirty-two bytes.", algorithm="HS256")
        self._say({"access_token": "access", "token_type": "Bearer", "id_token": token})

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), Answers)
    server.claims = {"sub": "42", "email": "Lea@Rivelaine.fr", "email_verified": True, "name": "Léa Petit"}
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def configure(settings: LazySettings, home: Home, said: dict[str, Any]) -> None:
    settings.SIGN_IN = Ways.read(said, home=home.path, secret="secret")
    settings.SOCIALACCOUNT_PROVIDERS = settings.SIGN_IN.providers


def openid(provider: Provider) -> dict[str, str]:
    return {"name": "Rivelaine", "issuer": provider.issuer, "client_id": "cordee"}


@pytest.fixture
def configured(provider: Provider, settings: LazySettings, home: Home) -> Provider:
    configure(settings, home, {"openid": openid(provider)})
    return provider


def go_there(client: Client) -> str:
    """Clicks; returns the state with which the provider must send back."""
    response = client.get("/sign-in/with/openid/?next=/journeys/")
    asked = parse_qs(urlsplit(response.headers["Location"]).query)
    assert asked["redirect_uri"] == ["http://testserver/sign-in/with/openid/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    return asked["state"][0]


def come_back(client: Client) -> str:
    """The whole way; returns where it ends."""
    response = client.get(f"/sign-in/with/openid/callback/?code=x&state={go_there(client)}")
    assert response.status_code == 302
    return str(response.headers["Location"])


def invite(by: Person) -> Invitation:
    return Invitation.make("lea@rivelaine.fr", side="sales", role="sales", language="fr", by=by)


def test_the_sign_in_page_offers_the_provider(configured: Provider, ada: Person) -> None:
    page = Client().get("/sign-in/?next=/journeys/", headers={"accept-language": "fr"}).content.decode()

    assert 'href="/sign-in/with/openid/?next=%2Fjourneys%2F"' in page and "Continuer avec Rivelaine" in page


def test_whoever_is_invited_joins_through_it_and_comes_again(configured: Provider, ada: Person) -> None:
    invite(ada)
    client, again = Client(), Client()

    assert come_back(client) == "/journeys/"
    configured.claims["email"] = "lea.petit@rivelaine.fr"  # her address changes there; she stays the same person
    assert come_back(again) == "/journeys/"

    person = Person.objects.get(email="lea@rivelaine.fr")
    assert (person.name, person.role, person.has_usable_password()) == ("Léa Petit", "sales", False)
    assert again.get("/").status_code == 200
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == [
        "people.invited",
        "people.joined",
        "people.way_connected",
        "people.signed_in",
        "people.signed_in",
    ]


def test_whoever_is_not_invited_stays_outside(configured: Provider, ada: Person) -> None:
    client = Client()

    assert come_back(client) == "/sign-in/?said=not_invited"
    assert Person.objects.count() == 1
    page = client.get("/sign-in/?said=not_invited", headers={"accept-language": "fr"}).content.decode()
    assert "aucune invitation ne vous attend ici" in page


def test_an_e_mail_that_the_provider_does_not_vouch_for_opens_nothing(configured: Provider, ada: Person) -> None:
    invite(ada)
    configured.claims["email_verified"] = False

    assert come_back(Client()) == "/sign-in/?said=not_invited"


def test_somebody_who_left_stays_out(configured: Provider, ada: Person) -> None:
    invite(ada)
    come_back(Client())
    Person.objects.filter(email="lea@rivelaine.fr").update(is_active=False)

    assert come_back(Client()) == "/sign-in/?said=not_invited"


def test_a_domain_that_the_company_opened_needs_no_invitation(
    provider: Provider, settings: LazySettings, home: Home, ada: Person
) -> None:
    configure(
        settings, home, {"openid": openid(provider), "domain": "rivelaine.fr", "role": "marketing", "side": "marketing"}
    )

    assert come_back(Client()) == "/journeys/"
    assert Person.objects.get(email="lea@rivelaine.fr").role == "marketing"
    provider.claims |= {"sub": "43", "email": "eve@rivelaine.fr.example"}
    assert come_back(Client()) == "/sign-in/?said=not_invited"


def test_before_the_first_administrator_nobody_joins_by_their_domain(
    provider: Provider, settings: LazySettings, home: Home
) -> None:
    configure(settings, home, {"openid": openid(provider), "domain": "rivelaine.fr"})

    assert come_back(Client()) == "/sign-in/?said=not_invited"
    assert Person.objects.count() == 0


def test_a_state_of_somebody_else_s_browser_is_refused(configured: Provider, ada: Person) -> None:
    invite(ada)
    state = go_there(Client())

    response = Client().get(f"/sign-in/with/openid/callback/?code=x&state={state}")

    assert response.headers["Location"] == "/sign-in/?said=failed"


def test_saying_no_at_the_provider_leads_back_to_the_door(configured: Provider) -> None:
    client = Client()

    response = client.get(f"/sign-in/with/openid/callback/?error=access_denied&state={go_there(client)}")

    assert response.headers["Location"] == "/sign-in/?said=failed"


class TestSaml:
    IDP = "https://idp.example/metadata"

    @pytest.fixture
    def keys(self) -> tuple[str, str]:
        """The provider's key and certificate."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .sign(key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()

    @pytest.fixture
    def answer(
        self, keys: tuple[str, str], settings: LazySettings, tmp_path: Path, home: Home
    ) -> Callable[[Client], dict[str, str]]:
        (tmp_path / "idp.pem").write_text(keys[1])
        said = {
            "name": "Rivelaine",
            "entity_id": self.IDP,
            "sso_url": "https://idp.example/sso",
            "certificate_file": str(tmp_path / "idp.pem"),
        }
        configure(settings, home, {"saml": said})

        def make(client: Client) -> dict[str, str]:
            """Asks for a sign-in, and answers as the provider would."""
            asked = client.get("/sign-in/saml/saml/")
            request = parse_qs(urlsplit(asked.headers["Location"]).query)["SAMLRequest"][0]
            text = OneLogin_Saml2_Utils.decode_base64_and_inflate(request)
            number = text.decode().partition('ID="')[2].partition('"')[0]
            xml = self._response(number)
            signed = OneLogin_Saml2_Utils.add_sign(xml, keys[0], keys[1])
            return {"SAMLResponse": b64encode(signed).decode()}

        return make

    def _response(self, to: str) -> str:
        now = datetime.now(UTC)
        at, before, after = (f"{now + timedelta(minutes=m):%Y-%m-%dT%H:%M:%SZ}" for m in (0, -2, 5))
        acs, audience = "http://testserver/sign-in/saml/saml/acs/", "http://testserver/sign-in/saml/saml/metadata/"
        return (
            f'<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
            f' ID="_r1" Version="2.0" IssueInstant="{at}" Destination="{acs}" InResponseTo="{to}">'
            f"<saml:Issuer>{self.IDP}</saml:Issuer>"
            '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
            f'<saml:Assertion ID="_a1" Version="2.0" IssueInstant="{at}"><saml:Issuer>{self.IDP}</saml:Issuer><saml:Subject>'
            '<saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">lea@rivelaine.fr</saml:NameID>'
            '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
            f'<saml:SubjectConfirmationData NotOnOrAfter="{after}" Recipient="{acs}" InResponseTo="{to}"/>'
            f'</saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{before}" NotOnOrAfter="{after}">'
            f"<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{at}" SessionIndex="_s1"><saml:AuthnContext><saml:AuthnContextClassRef>'
            "urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
            '<saml:AttributeStatement><saml:Attribute Name="name"><saml:AttributeValue>Léa Petit</saml:AttributeValue>'
            "</saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>"
        )

    def test_whoever_is_invited_joins_through_it(self, answer: Callable[[Client], dict[str, str]], ada: Person) -> None:
        invite(ada)
        client = Client(HTTP_HOST="testserver")

        posted = client.post("/sign-in/saml/saml/acs/", answer(client))
        finished = client.get(posted.headers["Location"])

        assert finished.headers["Location"] == "/"
        assert Person.objects.get(email="lea@rivelaine.fr").name == "Léa Petit"
        assert client.get("/").status_code == 200

    def test_an_answer_that_was_tampered_with_opens_nothing(
        self, answer: Callable[[Client], dict[str, str]], ada: Person
    ) -> None:
        from base64 import b64decode

        invite(ada)
        client = Client(HTTP_HOST="testserver")
        said = answer(client)
        forged = b64decode(said["SAMLResponse"]).replace(b"lea@rivelaine.fr", b"ada@rivelaine.fr")

        posted = client.post("/sign-in/saml/saml/acs/", {"SAMLResponse": b64encode(forged).decode()})

        assert client.get(posted.headers["Location"]).headers["Location"] == "/sign-in/?said=failed"
        assert client.get("/").status_code == 302

    def test_our_description_for_the_provider_is_there(self, answer: Callable[[Client], dict[str, str]]) -> None:
        text = Client(HTTP_HOST="testserver").get("/sign-in/saml/saml/metadata/").content.decode()

        assert 'Location="http://testserver/sign-in/saml/saml/acs/"' in text


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"openid": {"name": "X", "client_id": "c"}}, "sign_in.openid.issuer is missing."),
        ({"openid": {"issuer": "http://idp.example", "client_id": "c"}}, "sign_in.openid.issuer is an https address."),
        ({"openid": {"isuer": "x"}}, "sign_in.openid: unknown setting isuer."),
        ({"domain": "rivelaine.fr"}, "sign_in.domain lets people of a domain in through a provider"),
        ({"role": "admin"}, "sign_in: role is one of marketing, sales, leadership, read_only"),
        ({"saml": {"entity_id": "x", "sso_url": "y", "certificate_file": "absent.pem"}}, "absent.pem cannot be read"),
    ],
)
def test_a_provider_that_is_described_wrongly_stops_the_start_in_words(
    said: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(WayError) as refused:
        Ways.read(said, home=tmp_path, secret="s")

    assert message in str(refused.value)

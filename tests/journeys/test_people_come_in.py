"""An administrator invites, the invited protects their account; an ended session is ended; who only reads writes nothing."""

import json
import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.serve_world import ADMINISTRATOR, PASSWORD, READER
from tests.journeys.test_every_page import check


def sign_in_with(page: Page, email: str, password: str = PASSWORD, address: str = "") -> None:
    page.goto(f"{address}/sign-in/")
    page.locator("#id_email").fill(email)
    page.locator("#id_password").fill(password)
    page.locator("#id_password").press("Enter")


def code(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows now; a used code is not good again, hence the next one."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def elsewhere(browser: Browser, site: str) -> Iterator[Callable[[], Page]]:
    """Another browser, which shares nothing with the first."""
    opened: list[BrowserContext] = []

    def open_page() -> Page:
        context = browser.new_context(base_url=site, locale="fr-FR")
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        return page

    yield open_page
    for context in opened:
        context.close()


def test_ada_invites_lea_who_joins_and_turns_on_the_second_factor(page: Page, elsewhere: Callable[[], Page]) -> None:
    sign_in_with(page, ADMINISTRATOR)
    page.get_by_role("link", name="Personnes", exact=True).click()
    page.get_by_label("E-mail", exact=True).fill("lea.petit@rivelaine.fr")
    page.get_by_label("Côté").select_option("sales")
    page.get_by_label("Rôle").select_option("sales")
    page.get_by_role("button", name="Inviter").click()
    expect(page.get_by_role("status")).to_contain_text("copiez son lien")
    link = page.get_by_label("Lien à transmettre").input_value()

    hers = elsewhere()
    hers.goto(link)
    expect(hers.get_by_role("heading", level=1)).to_have_text("Ada Morel vous invite")
    hers.get_by_label("Nom", exact=True).fill("Léa Petit")
    hers.get_by_label("Nouveau mot de passe").fill("une corde bien tendue")
    hers.get_by_label("Le même, encore une fois").fill("une corde bien tendue")
    hers.get_by_role("button", name="Rejoindre").click()
    hers.goto("/preferences/second-factor/")
    secret = hers.locator(".steps code").inner_text().replace(" ", "")
    expect(hers.get_by_role("img", name="Code QR")).to_be_visible()
    hers.locator("#id_app-current").fill("une corde bien tendue")
    hers.locator("#id_app-code").fill(code(secret))
    hers.get_by_role("button", name="Activer").click()
    expect(hers.locator(".codes li")).to_have_count(10)

    hers.get_by_role("button", name="Se déconnecter").click()
    sign_in_with(hers, "lea.petit@rivelaine.fr", "une corde bien tendue")
    expect(hers.get_by_role("heading", level=1)).to_have_text("Seconde étape")
    hers.goto("/")
    expect(hers.locator("#id_email")).to_be_visible()
    sign_in_with(hers, "lea.petit@rivelaine.fr", "une corde bien tendue")
    hers.get_by_label("Code").fill(code(secret, 1))
    hers.get_by_role("button", name="Se connecter").click()
    expect(hers.get_by_role("button", name="Se déconnecter")).to_be_visible()

    page.goto("/people/audit/?person=lea.petit@rivelaine.fr")
    expect(page.get_by_role("rowheader", name="Arrivée")).to_be_visible()


def test_a_session_that_was_ended_is_ended(page: Page, elsewhere: Callable[[], Page]) -> None:
    other = elsewhere()
    sign_in_with(other, READER)
    other.goto("/preferences/")
    sign_in_with(page, READER)
    page.goto("/preferences/")

    page.get_by_role("button", name="Fermer toutes les autres").click()

    expect(page.get_by_role("status")).to_contain_text("fermées")
    other.goto("/preferences/")
    expect(other.locator("#id_email")).to_be_visible()


def test_a_passkey_is_made_and_signs_in(page: Page) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/sign-in/")
    page.get_by_role("button", name="Karim Haddad").click()
    page.goto("/preferences/second-factor/")
    page.get_by_label("Name of this key").fill("Laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    spare = page.locator(".codes li").first.inner_text()

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Karim Haddad").click()
    check(page, "/sign-in/second-factor/")
    page.get_by_role("button", name="passkey").or_(page.get_by_role("button", name="clé d’accès")).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    page.goto("/preferences/second-factor/")
    page.get_by_label("Code", exact=True).fill(spare)
    page.get_by_role("button", name="Remove Laptop").click()
    page.goto("/preferences/")
    expect(page.get_by_text("Off", exact=True)).to_be_visible()


def test_who_only_reads_is_offered_no_administration_and_is_refused_it(page: Page) -> None:
    sign_in_with(page, READER)
    page.goto("/")

    expect(page.get_by_role("link", name="Personnes", exact=True)).to_have_count(0)
    token = json.loads(page.locator("body").get_attribute("hx-headers") or "{}")["x-csrftoken"]
    invitation = {"email": "x@y.fr", "side": "sales", "role": "admin", "language": "fr", "csrfmiddlewaretoken": token}
    refused = page.request.post("/people/invitations/", form=invitation)
    assert refused.status == 403 and "Votre rôle ne le permet pas" in refused.text()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_of_people_are_accessible_in_both_themes_and_fit_a_phone(page: Page, language: str) -> None:
    sign_in_with(page, ADMINISTRATOR)
    page.goto("/preferences/")
    page.locator("#id_language").select_option(language)
    page.locator("form[action='/preferences/'] button").click()
    page.goto("/people/")
    if page.get_by_label("E-mail", exact=True).count() and not page.get_by_text("axe@rivelaine.fr").count():
        page.get_by_label("E-mail", exact=True).fill("axe@rivelaine.fr")
        page.locator("form[action='/people/invitations/'] button").click()

    for address in (
        "/people/",
        "/people/1/",
        "/people/audit/",
        "/people/audit/?kind=people.way_connected",
        "/preferences/second-factor/",
        "/preferences/",
    ):
        check(page, address)

    page.goto("/preferences/")
    page.locator("#id_language").select_option("fr")
    page.locator("form[action='/preferences/'] button").click()


@pytest.mark.parametrize("language", ["fr-FR", "en-GB"])
def test_the_doors_of_people_are_accessible_in_both_themes_and_fit_a_phone(
    browser: Browser, site: str, language: str
) -> None:
    context = browser.new_context(base_url=site, locale=language)
    page = context.new_page()
    for address in ("/sign-in/?said=failed", "/sign-in/link/", "/sign-in/forgotten/", "/sign-in/link/x/", "/join/x/"):
        check(page, address)
    context.close()


def test_the_first_administrator_is_created_with_the_printed_code(browser: Browser, bare_site: tuple[str, str]) -> None:
    address, first_code = bare_site
    context = browser.new_context(base_url=address, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(8000)
    check(page, "/sign-in/")
    page.get_by_role("link", name="Créer le premier compte").click()
    check(page, "/first-administrator/")
    page.get_by_label("Code affiché").fill(first_code)
    page.get_by_label("Nom", exact=True).fill("Ada Morel")
    page.get_by_label("E-mail", exact=True).fill("ada@rivelaine.fr")
    page.get_by_label("Langue").select_option("fr")
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    page.get_by_label("Le même, encore une fois").fill(PASSWORD)
    page.get_by_role("button", name="Créer et entrer").click()

    expect(page.get_by_role("link", name="Personnes", exact=True)).to_be_visible()
    context.close()

"""Doors that open once, seen in use: a true invitation, a true link to a new password, fresh recovery codes. Each in both
themes, on a phone and wide, by axe; nothing is looked at that was not really issued.
"""

import re
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import _serve
from tests.journeys.serve_world import ADMINISTRATOR, PASSWORD
from tests.journeys.test_every_page import accessible, check


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """An installation of its own, and its home: what it would have mailed waits there as files."""
    home = tmp_path_factory.mktemp("doors")
    for address in _serve(home):
        yield address, home


@pytest.fixture
def guest(browser: Browser, doors: tuple[str, Path]) -> Iterator[Callable[[str], Page]]:
    """A browser of somebody who has not signed in, by language."""
    opened: list[BrowserContext] = []

    def open_page(language: str) -> Page:
        context = browser.new_context(base_url=doors[0], locale=language)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        return page

    yield open_page
    for context in opened:
        context.close()


def sign_in_with(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in/")
    page.locator("#id_email").fill(email)
    page.locator("#id_password").fill(password)
    page.locator("#id_password").press("Enter")
    page.get_by_role("navigation").first.wait_for()


def mailed(home: Path, email: str) -> str:
    """The link in the latest e-mail to somebody."""
    letters = [
        message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted((home / "outbox").glob("*"))
    ]
    body = next(letter.get_body(("plain",)) for letter in reversed(letters) if email in str(letter["To"]))
    assert body is not None
    found = re.search(r"https?://\S+", body.get_content())
    assert found is not None
    return found.group()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_form_of_an_invited_person(guest: Callable[[str], Page], doors: tuple[str, Path], language: str) -> None:
    ada, invited = guest("fr"), f"invited.{language}@rivelaine.fr"
    sign_in_with(ada, ADMINISTRATOR, PASSWORD)
    ada.goto("/people/")
    ada.get_by_label("E-mail", exact=True).fill(invited)
    ada.get_by_label("Langue").select_option(language)
    ada.get_by_role("button", name="Inviter").click()
    link = ada.get_by_label("Lien à transmettre").first.input_value()
    check(ada, "/people/")

    theirs = guest(language)
    check(theirs, link)
    expect(theirs.locator("html")).to_have_attribute("lang", language)
    theirs.locator("#id_name").fill("Invité")
    theirs.locator("#id_password").fill("court")
    theirs.locator("#id_again").fill("autre")
    theirs.locator("form:has(#id_again) button").click()
    expect(theirs.locator(".errors").first).to_be_visible()
    accessible(theirs, f"the form of {invited}, refused")
    theirs.goto(link)
    theirs.locator("#id_name").fill("Invité")
    theirs.locator("#id_password").fill("une corde bien tendue")
    theirs.locator("#id_again").fill("une corde bien tendue")
    theirs.locator("form:has(#id_again) button").click()
    expect(theirs.locator(".account__name")).to_contain_text("Invité")
    again = guest(language)
    again.goto(link)
    expect(again.locator("#id_name")).to_have_count(0)  # it opened once


@pytest.mark.parametrize("who", ["camille.roussel", "karim.haddad"], ids=["fr", "en"])
def test_the_page_of_a_new_password(guest: Callable[[str], Page], doors: tuple[str, Path], who: str) -> None:
    page, email = guest("fr"), f"{who}@rivelaine.fr"
    page.goto("/sign-in/forgotten/")
    page.locator("#id_email").fill(email)
    page.locator("main form button").first.click()
    page.get_by_role("heading", level=1).wait_for()
    link = mailed(doors[1], email)

    theirs = guest("fr" if who.startswith("camille") else "en")
    check(theirs, link)
    expect(theirs.locator("input[type=password]")).to_have_count(2)
    for field in theirs.locator("input[type=password]").all():
        field.fill("une corde bien tendue")
    theirs.locator("form:has(#id_again) button").click()
    expect(theirs.locator("#id_again")).to_have_count(0)
    sign_in_with(guest("fr"), email, "une corde bien tendue")


@pytest.mark.parametrize("name", ["Marc Delorme", "Inès Benali"])
def test_fresh_recovery_codes(guest: Callable[[str], Page], name: str) -> None:
    page = guest("fr")
    page.goto("/sign-in/")
    page.get_by_role("button", name=name).click()
    page.get_by_role("navigation").first.wait_for()
    if name.startswith("Inès"):
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/preferences/second-factor/")
    secret = page.locator(".steps code").inner_text().replace(" ", "")
    page.locator("#id_app-code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.locator(".steps form button").click()

    expect(page.locator(".codes li")).to_have_count(10)
    for width, theme in ((390, "light"), (1400, "light"), (1400, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of two words
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        accessible(page, f"recovery codes, {theme}, {width} wide")
    check(page, "/preferences/second-factor/")

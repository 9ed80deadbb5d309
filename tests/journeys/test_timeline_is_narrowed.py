"""A timeline is narrowed with and without JavaScript, says so in its address, and is looked at on paper."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import sign_in
from tests.journeys.test_every_page import accessible, check


def test_karim_keeps_the_calls_and_sends_the_address_to_a_colleague(page: Page) -> None:
    page.set_viewport_size({"width": 1400, "height": 900})
    sign_in(page, "Karim Haddad")
    page.goto("/journeys/people/1/")
    page.get_by_text("Filter the steps").click()
    page.get_by_role("checkbox", name="Call").check()
    expect(page).to_have_url(re.compile("kind=call"))
    expect(page.locator(".timeline__knot")).to_have_count(1)
    expect(page.get_by_role("checkbox", name="Call")).to_be_focused()

    page.get_by_role("checkbox", name="E-mail answered").check()
    expect(page.locator(".timeline__knot")).to_have_count(2)
    address = page.url

    page.get_by_label("Side").select_option("marketing")
    expect(page.get_by_text("No step is like this.")).to_be_visible()
    page.get_by_role("link", name="Remove the filters").click()
    expect(page.locator(".timeline__knot")).to_have_count(14)
    page.go_back()
    page.goto(address)
    expect(page.locator(".timeline__knot")).to_have_count(2)
    expect(page.get_by_role("link", name="For printing")).to_have_attribute("href", re.compile("kind=call"))


def test_without_javascript_the_form_is_sent_by_its_button(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    sign_in(page, "Inès Benali")
    page.goto("/journeys/accounts/1001/")
    page.get_by_text("Filtrer les étapes").click()
    page.get_by_role("checkbox", name="Appel").check()
    page.get_by_role("button", name="Afficher").click()

    expect(page.locator(".timeline__knot")).to_have_count(1)
    assert "kind=call" in page.url
    page.get_by_role("link", name="Pour imprimer").click()
    expect(page.locator(".timeline__knot")).to_have_count(1)
    expect(page.get_by_text("Certaines étapes seulement")).to_be_visible()
    context.close()


def test_the_narrowed_page_and_the_paper_are_accessible(page: Page) -> None:
    sign_in(page, "Karim Haddad")
    check(page, "/journeys/accounts/1001/?kind=call&kind=passage")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/journeys/people/1/paper/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    accessible(page, "the paper, on a device in the dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    expect(page.get_by_role("link", name="Back to the journey")).not_to_be_visible()
    expect(page.locator(".timeline__knot")).to_have_count(14)
    expect(page.locator(".sources time").first).to_be_visible()  # what is folded on the screen unfolds

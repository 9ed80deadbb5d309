"""The components in a browser: every one in both languages and themes, on a phone, by keyboard, on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in
from tests.journeys.test_every_page import PAPER, accessible

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1400, "height": 900}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_component_is_accessible_and_fits_a_phone(page: Page, language: str, theme: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, "Camille Roussel")

    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.goto(f"/patterns/?language={language}&theme={theme}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("document.documentElement.lang") == language
        accessible(page, f"/patterns/ in {language}, {theme}, {size['width']} px")


def test_looking_in_the_other_language_changes_no_preference(page: Page) -> None:
    sign_in(page, "Camille Roussel")
    page.goto("/patterns/?language=en&theme=dark")
    expect(page.get_by_role("heading", name="Patterns")).to_be_visible()

    page.goto("/patterns/")

    expect(page.get_by_role("heading", name="Composants")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.theme") is None


def test_a_chart_shows_the_drawing_that_fits_and_its_letters_stay_readable(page: Page) -> None:
    sign_in(page, "Karim Haddad")
    for width in (390, 600, 768, 1024, 1400, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/patterns/")
        for chart in page.locator(".chart").all():
            drawing = chart.locator(".chart__drawing:visible")
            assert drawing.count() == 1
            heights = drawing.locator("text").evaluate_all(
                "texts => texts.map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
            )
            assert min(heights) >= 10.5 and max(heights) <= 17, (
                f"letters of {min(heights)} to {max(heights)} px at {width}"
            )


def test_a_mark_is_reached_by_keyboard_and_says_what_it_opens(page: Page) -> None:
    sign_in(page, "Karim Haddad")
    page.set_viewport_size(DESK)
    page.goto("/patterns/")
    mark = page.get_by_role("link", name="Mar: 54% [47% – 61%]")

    mark.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("#month-2$"))


def test_a_cluster_of_the_rope_opens_lying_and_hanging(page: Page) -> None:
    sign_in(page, "Karim Haddad")
    page.set_viewport_size(DESK)
    page.goto("/patterns/")
    page.locator(".rope").get_by_role("link", name="15 acts").click()
    expect(page.locator(".rope-cluster").get_by_role("link", name="E-mail opened")).to_have_count(12)
    expect(page.locator(".rope-cluster").get_by_role("link", name="3 more in the timeline")).to_be_visible()

    page.set_viewport_size(PHONE)
    expect(page.locator(".rope")).not_to_be_visible()
    page.locator(".hanging summary").click()

    expect(page.locator(".hanging").get_by_role("link", name="E-mail opened")).to_have_count(12)


def test_the_menu_folds_on_a_phone_and_opens_without_a_script(page: Page) -> None:
    sign_in(page, "Karim Haddad")
    page.set_viewport_size(PHONE)
    page.goto("/patterns/")
    menu = page.get_by_role("navigation", name="Main menu")
    expect(menu).not_to_be_visible()

    page.get_by_role("button", name="Menu").click()
    expect(menu.get_by_role("link", name="Journeys")).to_be_visible()
    accessible(page, "the open menu")
    page.keyboard.press("Escape")

    expect(menu).not_to_be_visible()


def test_a_message_is_closed_by_its_button_and_bad_news_stays(page: Page) -> None:
    page.clock.install()
    sign_in(page, "Karim Haddad")
    page.goto("/patterns/?notices=1")
    expect(page.locator(".toast")).to_have_count(3)

    page.clock.run_for(9000)
    expect(page.locator(".toast")).to_have_count(2)
    page.get_by_role("button", name="Close this message").first.click()

    expect(page.locator(".toast")).to_have_text(re.compile("Nothing was saved"))


def test_a_dialog_asks_and_gives_the_focus_back(page: Page) -> None:
    sign_in(page, "Karim Haddad")
    page.goto("/patterns/")
    opener = page.get_by_role("button", name="Remove…")

    opener.click()
    expect(page.get_by_role("dialog", name="Remove this import?")).to_be_visible()
    accessible(page, "the dialog")
    page.keyboard.press("Escape")

    expect(opener).to_be_focused()


def test_paper_unfolds_everything_and_says_where_it_came_from(page: Page, site: str) -> None:
    sign_in(page, "Karim Haddad")
    page.goto("/patterns/?theme=dark")
    dark = page.evaluate(PAPER)

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert page.evaluate(PAPER) != dark
    for hidden in (".sidebar", ".filters", ".pager", ".toasts"):
        expect(page.locator(hidden).first).not_to_be_visible()
    expect(page.locator(".on-paper")).to_contain_text(f"{site}/patterns/")
    for table in page.locator(".chart table").all():
        expect(table).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".chart details[open]")).to_have_count(0)

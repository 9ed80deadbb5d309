"""A rep finds a lead's story before calling, on a telephone and at a desk."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in


def test_ines_types_a_few_letters_and_reads_the_story_on_her_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, "Inès Benali")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Parcours", exact=True).click()

    page.get_by_label("Qui ?").press_sequentially("clai", delay=20)
    page.get_by_role("link", name="Claire Fontaine").click()

    expect(page.get_by_role("heading", level=2).first).to_have_text("Avant d’appeler")
    expect(page.get_by_role("heading", level=2).nth(1)).to_contain_text("le relais a pris 1,8")
    expect(page.locator(".rope")).not_to_be_visible()
    knots = page.locator(".timeline__knot")
    assert knots.count() == 14
    boxes = [knots.nth(place).bounding_box() for place in range(14)]
    assert [box["y"] for box in boxes if box] == sorted(box["y"] for box in boxes if box)


def test_at_a_desk_the_rope_lies_and_each_knot_leads_to_its_place(page: Page) -> None:
    page.set_viewport_size({"width": 1600, "height": 900})
    sign_in(page, "Karim Haddad")
    page.keyboard.press("/")
    expect(page.locator(".palette__box")).to_be_focused()
    page.keyboard.type("abeille")
    page.get_by_role("option", name="Abeille Industrie abeille-industrie.fr").wait_for()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".palette__answer[aria-selected=true]")).to_contain_text("abeille-industrie.fr")
    page.keyboard.press("Enter")

    expect(page.locator(".rope")).to_be_visible()
    page.locator(".rope a").nth(3).focus()
    page.keyboard.press("Enter")

    assert "#" in page.url
    expect(page.locator(".timeline__knot:target")).to_be_in_viewport()


def test_ines_judges_a_lead_in_two_clicks_and_karim_reads_why(page: Page) -> None:
    sign_in(page, "Inès Benali")
    page.goto("/journeys/people/2/")
    page.get_by_text("Pas un bon lead").click()
    page.get_by_role("button", name="Trop tôt").click()
    expect(page.locator(".notes .listed")).to_contain_text("Trop tôt")

    page.get_by_label("Qu’avez-vous appris ?").fill("Rappeler en septembre")
    page.get_by_role("button", name="Garder").click()
    expect(page.locator(".notes .listed li").first).to_contain_text("Rappeler en septembre")

    page.context.clear_cookies()
    sign_in(page, "Karim Haddad")
    page.goto("/journeys/people/2/")
    expect(page.locator(".timeline")).to_contain_text("Not a good lead")
    expect(page.locator(".timeline")).to_contain_text("Rappeler en septembre")


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    sign_in(page, "Karim Haddad")
    page.goto("/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_language_is_changed_in_one_click_and_kept(page: Page) -> None:
    sign_in(page, "Marc Delorme")
    page.goto("/journeys/")

    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Journeys")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")

"""Stories of the scoreboard: from a figure to its definition, to its records, to one person's journey."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in
from tests.journeys.serve_world import PASSWORD, READER


def test_camille_goes_from_a_figure_to_the_people_behind_it(page: Page) -> None:
    sign_in(page, "Camille Roussel")
    page.get_by_role("link", name="Tableau partagé", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("T2 2026, à deux")

    page.get_by_label("Période", exact=True).select_option("2026-Q1")
    expect(page.get_by_role("heading", level=1)).to_have_text("T1 2026, à deux")
    assert "period=2026-Q1" in page.url

    name = page.locator("main").get_by_role("link", name="Coût par lead", exact=True).first
    name.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", level=1)).to_have_text("Coût par lead")
    expect(panel.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).not_to_be_visible()
    expect(name).to_be_focused()

    leads = page.locator(".funnel").get_by_role("link", name=re.compile("^Leads : "))
    count = leads.inner_text()
    leads.click()
    expect(page.get_by_text(f"{count} enregistrements derrière ce chiffre.")).to_be_visible()

    page.get_by_role("link", name="Claire Fontaine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Claire Fontaine")


def test_the_address_holds_the_whole_question(page: Page) -> None:
    sign_in(page, "Camille Roussel")

    page.goto("/scoreboard/?period=2026-05&vs=year&channel=paid_search&horizon=30")

    assert [page.locator(f"#{name}").input_value() for name in ("period", "vs", "channel", "horizon")] == [
        "2026-05",
        "year",
        "paid_search",
        "30",
    ]
    page.get_by_label("Canal", exact=True).select_option("")
    page.wait_for_url(re.compile("channel=(&|$)"))
    page.go_back()
    page.wait_for_url(re.compile("channel=paid_search"))


def test_someone_who_may_only_read_signs_in_by_password_and_reads(page: Page) -> None:
    page.goto("/figures/revenue/")
    page.get_by_label("E-mail", exact=True).fill(READER)
    page.get_by_label(re.compile("Password|Mot de passe")).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("^(Sign in|Se connecter)$")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Chiffre d’affaires")


def test_the_records_come_as_a_file(page: Page) -> None:
    sign_in(page, "Karim Haddad")
    page.goto("/figures/leads/records/?period=2026-03")

    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()

    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert download.value.suggested_filename == "leads-2026-03.csv"
    assert page.get_by_text(f"{len(lines) - 1} records stand behind this figure.").is_visible()


def test_everything_works_without_javascript(browser: object, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site)  # type: ignore[attr-defined] -- pytest-playwright's own fixture
    page = context.new_page()
    sign_in(page, "Karim Haddad")
    page.get_by_role("link", name="Shared scoreboard", exact=True).click()

    page.get_by_label("Period", exact=True).select_option("2026-Q1")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Q1 2026, together")

    page.locator("main").get_by_role("link", name="Cost per lead", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cost per lead")

    page.get_by_role("searchbox", name="Search everywhere").fill("claire")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Claire Fontaine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Claire Fontaine")
    page.get_by_text("see all 6").click()
    expect(page.get_by_text("/tarifs").first).to_be_visible()
    context.close()

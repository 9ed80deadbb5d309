"""What holds on every page, in both languages and both themes: axe, width, paper, weight."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in

PAGES = (
    "/",
    "/today/leads/",
    "/today/leads/?whose=all",
    "/today/deals/silent/",
    "/today/deals/past-close/",
    "/today/deals/untidy/",
    "/today/deals/unpriced/",
    "/api/tokens/",
    "/scoreboard/",
    "/scoreboard/?period=1999",
    "/scoreboard/?team=PME&grain=month",
    "/scoreboard/objectives/",
    "/scoreboard/views/?period=2026-Q2",
    "/scoreboard/digest/",
    "/figures/closing_rate/",
    "/figures/cost_per_lead/?period=2026-Q1&vs=year&by=campaign",
    "/figures/conversion_mql_sal/records/?period=2026-Q1&place=refused&order=name",
    "/figures/cost_per_lead/?channel=direct",
    "/figures/leads/records/?period=2026",
    "/figures/closing_rate/records/",
    "/figures/sla_compliance/records/?period=1999",
    "/journeys/",
    "/journeys/?q=a",
    "/journeys/?q=zzzz",
    "/journeys/?kind=accounts&stage=customer&sort=name",
    "/journeys/?untouched=30&deal=none",
    "/journeys/people/1/",
    "/journeys/people/2/",
    "/journeys/accounts/1001/",
    "/calls/",
    "/calls/new/",
    "/calls/debrief/",
    "/calls/check/",
    "/calls/objections/",
    "/calls/objections/price/",
    "/calls/listening/",
    "/calls/listening/plan/",
    "/data/duplicates/",
    "/data/duplicates/people/3/4/",
    "/data/duplicates/people/3/4/merged/",
    "/data/duplicates/people/1/",
    "/data/duplicates/history/",
    "/data/contradictions/",
    "/data/contradictions/account/1001/headcount/",
    "/data/contradictions/campaigns/",
    "/data/quality/",
    "/data/quality/mql_without_sales_act/",
    "/data/quality/makers/",
    "/sla/",
    "/sla/versions/",
    "/sla/versions/1/",
    "/sla/versions/3/",
    "/sla/versions/new/",
    "/sla/versions/3/proposal/",
    "/sla/versions/3/edit/",
    "/sla/versions/3/edit/stage.mql/",
    "/sla/versions/3/edit/scoring.engagement.form/",
    "/sla/versions/3/edit/delay.first_attempt/",
    "/sla/versions/3/edit/calendar.company/",
    "/sla/versions/3/edit/new/objective/",
    "/sla/comparison/?from=1&to=3",
    "/sla/leads/",
    "/sla/leads/?whose=all",
    "/sla/refusals/",
    "/sla/scorecard/",
    "/sla/scorecard/records/?clause=first_attempt&week=2026-06-22",
    "/debriefs/",
    "/debriefs/themes/",
    "/rituals/",
    "/rituals/new/",
    "/rituals/new/?kind=weekly_point",
    "/rituals/decisions/",
    "/search/",
    "/search/?q=claire",
    "/search/?q=zzzz",
    "/preferences/",
    "/api/",
    "/api/tokens/",
    "/glossary/",
    "/glossary/?q=zzzz",
    "/glossary/closing/",
    "/glossary/figures/cost_per_lead/",
    "/data/",
    "/data/imports/",
    "/data/imports/new/",
    "/patterns/",
)
PAPER = "() => getComputedStyle(document.documentElement).backgroundColor"

WEIGHT = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .reduce((sum, one) => sum + one.transferSize, 0)"""
SHIFT = """() => new Promise(done => {
    let sum = 0
    new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value })
        .observe({type: 'layout-shift', buffered: true})
    setTimeout(() => done(sum), 200)
})"""


def check(page: Page, address: str) -> None:
    """One load: the telephone's width, then axe in both themes."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"
    page.set_viewport_size({"width": 1400, "height": 900})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")  # no colour half-way between two themes
    light = page.evaluate(PAPER)
    accessible(page, f"{address} in light")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert page.evaluate(PAPER) != light
    accessible(page, f"{address} in dark")


def accessible(page: Page, where: str) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, f"{where}\n{results.generate_report()}"


@pytest.mark.parametrize("who", ["Camille Roussel", "Karim Haddad"], ids=["fr", "en"])
def test_every_page_is_accessible_in_both_themes_and_fits_a_phone(page: Page, who: str) -> None:
    sign_in(page, who)

    wrong = []
    for address in PAGES:
        try:
            check(page, address)
        except AssertionError as error:  # one page's fault does not hide another's
            wrong.append(str(error))
    assert not wrong, "\n".join(wrong)


def test_the_doors_are_accessible_too(page: Page, empty_site: str) -> None:
    check(page, "/sign-in/")
    sign_in(page, "Camille Roussel", empty_site)
    check(page, f"{empty_site}/")
    expect(page.get_by_text("cordee demo")).to_be_visible()
    check(page, f"{empty_site}/journeys/")


def test_the_panel_is_accessible(page: Page) -> None:
    sign_in(page, "Karim Haddad")
    page.goto("/scoreboard/?period=2026-Q1")
    page.locator("main").get_by_role("link", name="Closing rate", exact=True).first.click()
    page.get_by_role("dialog").get_by_role("heading").wait_for()

    accessible(page, "the panel")


def test_a_theme_that_was_chosen_wins_over_the_device(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    sign_in(page, "Marc Delorme")
    light = page.evaluate(PAPER)
    page.goto("/preferences/")

    page.get_by_label("Apparence").select_option("dark")
    page.get_by_role("button", name="Enregistrer").click()

    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert page.evaluate(PAPER) != light
    page.get_by_label("Apparence").select_option("auto")
    page.get_by_role("button", name="Enregistrer").click()


def test_paper_shows_the_content_alone_and_in_light(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    sign_in(page, "Camille Roussel")
    page.goto("/scoreboard/?period=2026-Q1")

    page.emulate_media(media="print", color_scheme="dark")

    expect(page.locator(".sidebar")).not_to_be_visible()
    expect(page.locator(".filters")).not_to_be_visible()
    expect(page.get_by_role("table", name="Entonnoir, T1 2026")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


@pytest.mark.parametrize("address", ["/", "/scoreboard/", "/figures/leads/records/?period=2026", "/journeys/people/1/"])
def test_a_first_visit_is_light_and_nothing_jumps(page: Page, address: str) -> None:
    sign_in(page, "Karim Haddad")
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")

    page.goto(address, wait_until="networkidle")

    weight = page.evaluate(WEIGHT)
    shift = page.evaluate(SHIFT)
    assert 5_000 < weight <= 150_000
    assert shift < 0.01


def test_nothing_is_asked_of_another_host(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, "Karim Haddad")
    for address in ("/", "/scoreboard/", "/journeys/people/1/", "/figures/leads/"):
        page.goto(address)

    assert [url for url in asked if not url.startswith(f"{site}/")] == []

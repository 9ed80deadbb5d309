"""A weekly point from its pack to next week's carry-over, two people typing at once, and a calendar that hears of it."""

import urllib.request
from collections.abc import Iterator

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import _serve, sign_in
from tests.journeys.test_every_page import accessible


@pytest.fixture(scope="module")
def point_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An installation of its own: these stories leave meetings behind."""
    yield from _serve(tmp_path_factory.mktemp("point"))


def create(page: Page, site: str, name: str = "Point hebdo") -> None:
    """Camille makes the weekly point from its template; the small world's data end on Tuesday 30 June 2026."""
    sign_in(page, "Camille Roussel", site)
    page.goto(f"{site}/rituals/new/")
    page.get_by_role("link", name="Point hebdo").click()
    page.get_by_label("Nom", exact=True).fill(name)
    page.get_by_label("Premier jour").fill("2026-07-02")
    page.get_by_label("Karim Haddad").check()
    page.get_by_label("Inès Benali").check()
    page.get_by_role("button", name="Créer et inviter").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_from_the_pack_to_the_minutes_to_next_week(page: Page, browser: Browser, point_site: str) -> None:
    create(page, point_site)

    # Before: a topic of mine, the pack, and the calendar.
    page.get_by_label("J’apporte").fill("Le salon de Lyon")
    page.get_by_role("button", name="Ajouter").click()
    page.goto(f"{point_site}/rituals/")
    feed = page.locator("#calendar ~ pre code").inner_text()
    path = feed[feed.index("/rituals/") :]
    with urllib.request.urlopen(f"{point_site}{path}") as answer:  # noqa: S310 -- our own server
        events = Calendar.from_ical(answer.read()).walk("VEVENT")
    assert len([one for one in events if str(one["summary"]) == "Point hebdo"]) > 20
    page.get_by_role("link", name="Point hebdo").click()
    page.get_by_role("link", name="Préparer").click()
    expect(page.get_by_role("heading", name="L’ordre du jour")).to_be_visible()
    expect(page.get_by_text("Le salon de Lyon").first).to_be_visible()
    accessible(page, "the pack")

    # The meeting: topics in turn, a note, an action, a decision with its figure; the last topics are left.
    page.get_by_role("button", name="Ouvrir la réunion").click()
    begin = page.get_by_role("button", name="Commencer par")
    expect(begin).to_be_visible()
    begin.click()
    expect(page.locator("meeting-timer")).to_contain_text("/")
    first = page.locator("#now-title").inner_text()
    page.locator("details.topic-notes[open] textarea").first.fill("Deux refus sur trois étaient trop tôt.")
    expect(page.locator("details.topic-notes[open] [data-kept]").first).to_have_text("gardé")
    page.get_by_label("Quoi").fill("Rappeler les refusés en septembre")
    page.get_by_label("Pour quand").fill("2026-07-08")
    page.get_by_role("button", name="Convenir").click()
    expect(page.locator("#live-state").get_by_text("Rappeler les refusés en septembre")).to_be_visible()
    expect(page.get_by_label("Quoi")).to_have_value("")
    page.get_by_label("Ce qui est décidé").fill("Demander le budget dans le formulaire")
    page.get_by_text("Que devrait-elle changer").click()
    page.get_by_label("Chiffre qui devrait bouger").select_option("conversion_mql_sal")
    page.get_by_label("À lire le").fill("2026-09-24")
    page.get_by_role("button", name="Décider").click()
    expect(page.locator("#live-state").get_by_text("Demander le budget dans le formulaire")).to_be_visible()
    page.get_by_role("button", name="Karim Haddad est là").click()
    expect(page.get_by_role("button", name="Karim Haddad est là")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Inès Benali a la parole").click()
    expect(page.get_by_role("button", name="Inès Benali a la parole")).to_have_attribute("aria-pressed", "true")
    accessible(page, "the live page")

    # After: the minutes, with the frozen pack; what was left waits for next week.
    page.get_by_role("button", name="Clore la réunion").click()
    minutes = page.locator(".minutes")
    for said in (
        "Deux refus sur trois étaient trop tôt.",
        "Rappeler les refusés en septembre",
        "Demander le budget dans le formulaire",
        "Karim Haddad",
        "Le salon de Lyon",
    ):
        expect(minutes).to_contain_text(said)
    expect(page.get_by_text("Figé à l’ouverture de la réunion")).to_be_visible()
    accessible(page, "the minutes")
    page.emulate_media(media="print")
    expect(page.locator(".sidebar")).not_to_be_visible()
    expect(minutes).to_be_visible()
    page.emulate_media(media="screen")

    page.goto(f"{point_site}/rituals/")
    page.get_by_role("link", name="Point hebdo").click()
    expect(page.locator("#next")).to_contain_text("9 juillet 2026")
    expect(page.locator("#topics ~ ul")).to_contain_text("Le salon de Lyon")
    page.get_by_role("link", name="Préparer").click()
    expect(page.get_by_text("reporté du 2 juil. 2026").first).to_be_visible()
    expect(page.get_by_role("link", name="Rappeler les refusés en septembre")).to_be_visible()
    assert first


def test_two_people_write_at_once_and_nobody_loses_a_word(page: Page, browser: Browser, point_site: str) -> None:
    create(page, point_site, "Point à deux")
    page.get_by_role("link", name="Préparer").click()
    page.get_by_role("button", name="Ouvrir la réunion").click()
    live = page.url
    other = browser.new_context().new_page()
    sign_in(other, "Karim Haddad", point_site)
    other.goto(live)
    texts = [one.locator("details.topic-notes[open] textarea").first for one in (page, other)]

    for said in (("Camille note les refus. ", "Karim calls Dupont. "), ("Puis le salon. ", "Then the fair. ")):
        for text, words in zip(texts, said, strict=True):
            text.focus()
            text.press("End")
            text.press_sequentially(words, delay=15)

    whole = ("Camille note les refus.", "Karim calls Dupont.", "Puis le salon.", "Then the fair.")
    for one, text in zip((page, other), texts, strict=True):
        one.wait_for_function(
            "words => words.every(word => document.querySelector('details.topic-notes[open] textarea').value.includes(word))",
            arg=[word for said in whole for word in said.split()],
            timeout=15000,
        )
        assert sorted(text.input_value().split()) == sorted(" ".join(whole).split())
    assert texts[0].input_value() == texts[1].input_value()
    other.context.close()
    page.get_by_role("button", name="Clore la réunion").click()
    expect(page.locator(".minutes")).to_contain_text("Karim")


def test_without_javascript_a_meeting_is_held_all_the_same(browser: Browser, point_site: str) -> None:
    plain = browser.new_context(java_script_enabled=False).new_page()
    create(plain, point_site, "Point sans script")
    plain.get_by_role("link", name="Préparer").click()
    plain.get_by_role("button", name="Ouvrir la réunion").click()
    plain.get_by_role("button", name="Commencer par").click()
    box = plain.locator("details.topic-notes[open]").first
    box.locator("textarea").fill("Noté sans script.")
    box.get_by_role("button", name="Garder").click()
    plain.get_by_label("Quoi").fill("Écrire à Dupont")
    plain.get_by_role("button", name="Convenir").click()
    plain.get_by_role("button", name="Clore la réunion").click()

    expect(plain.locator(".minutes")).to_contain_text("Noté sans script.")
    expect(plain.locator(".minutes")).to_contain_text("Écrire à Dupont")
    plain.context.close()

"""A listening session: a call is brought, an extract chosen, each fills a sheet alone, then both see what the other heard."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import sign_in
from tests.journeys.test_every_page import check

CALL = "[00:05] Inès Benali: Bonjour, merci de votre temps.\n[01:10] Paul Garnier: C'est trop cher pour ce que ça fait."


@pytest.mark.timeout(600)
def test_listening_in_pairs(page: Page, browser: Browser, site: str) -> None:
    sign_in(page, "Camille Roussel", site)
    page.get_by_role("link", name="Appels", exact=True).click()
    page.get_by_role("link", name="Ajouter une transcription").click()
    page.get_by_label("Ou collez son texte").fill(CALL)
    page.get_by_label("Avec qui").fill("Laiterie du Vercors")
    page.get_by_role("button", name="Ajouter l’appel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Laiterie du Vercors")
    expect(page.locator("#turn-1")).to_contain_text("01:10")
    call = page.url

    page.goto(f"{site}/calls/listening/")
    page.get_by_label("Qu’écoutez-vous").fill("Le prix")
    page.get_by_label("Pour le marketing").select_option(label="Camille Roussel")
    page.get_by_label("Pour les ventes").select_option(label="Karim Haddad")
    page.get_by_role("button", name="La préparer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le prix")
    session = page.url

    page.goto(call)
    turn = page.locator("#turn-1")
    turn.get_by_text("Remarque, étiquette, séance").click()
    turn.get_by_label("Remarque").fill("Le mot « cher » vient avant toute démonstration.")
    turn.get_by_role("button", name="Noter").click()
    expect(page.locator("#turn-1")).to_contain_text("vient avant toute démonstration")
    page.locator("#turn-1").get_by_text("Remarque, étiquette, séance").click()
    page.locator("#turn-1").get_by_role("button", name="Mettre sur la liste").click()
    check(page, call)

    page.goto(session)
    expect(page.get_by_role("blockquote")).to_have_text("C'est trop cher pour ce que ça fait.")
    page.get_by_label("Qu’a dit l’acheteur").fill("Trop cher pour ce que ça fait")
    page.get_by_label("Y a-t-il eu une réponse").select_option("no")
    page.get_by_label("Une chose à faire autrement").fill("Montrer la valeur avant le prix")
    page.get_by_role("button", name="Garder ma fiche").click()
    expect(page.get_by_role("status").filter(has_text="dès que l’autre fiche")).to_be_visible()

    other = browser.new_context().new_page()
    sign_in(other, "Karim Haddad", site)
    other.goto(session)
    expect(other.get_by_text("Montrer la valeur avant le prix")).to_have_count(0)
    other.get_by_label("What did the buyer say").fill("Too expensive")
    other.get_by_label("One thing to do otherwise").fill("Ask what a stoppage costs")
    other.get_by_role("button", name="Keep my sheet").click()
    expect(other.get_by_text("Montrer la valeur avant le prix")).to_be_visible()
    other.close()

    page.reload()
    expect(page.get_by_text("Ask what a stoppage costs")).to_be_visible()
    check(page, session)

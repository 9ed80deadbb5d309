"""Merge, regret, undo: two people of one name become one, and two again; and who may only read decides nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from cordee.revenue.warehouse.home import Home
from tests.journeys.conftest import sign_in
from tests.journeys.serve_world import PASSWORD, READER
from tests.journeys.test_every_page import accessible, check
from tests.workspace.refreshing import refreshed


def found(page: Page, address: str) -> int:
    """How many people of the name the search finds."""
    page.goto(f"{address}/journeys/?q=jean+martin")
    return page.locator("main").get_by_role("link", name="Jean Martin").count()


def wait_for(page: Page, address: str, count: int) -> None:
    """The list follows a new snapshot as soon as its directory is built, beside it; until then it shows the last one."""
    for _ in range(100):
        if found(page, address) == count:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{found(page, address)} people of the name, not {count}, 20 seconds after the refresh")


@pytest.mark.timeout(600)
def test_merge_regret_undo(page: Page, firm_site: tuple[str, Home]) -> None:
    address, home = firm_site
    sign_in(page, "Camille Roussel", address)
    assert found(page, address) == 2

    page.goto(f"{address}/data/duplicates/")
    page.get_by_role("link", name="Commencer l’examen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deux fois Jean Martin\u202f: une seule personne\u202f?")
    expect(page.locator("#merged-record").get_by_role("table")).to_be_visible()
    check(page, page.url)
    page.get_by_label("jean.martin@martin-conseil.fr").check()
    expect(page.locator("#merged-record").get_by_text("votre choix")).to_be_visible()
    page.keyboard.press("m")

    expect(page.get_by_role("heading", level=1)).to_have_text("Aucune paire à examiner")
    expect(page.get_by_text("1 décision attend un rafraîchissement.")).not_to_be_visible()
    expect(page.get_by_text("2 décisions attendent un rafraîchissement.")).to_be_visible()
    assert found(page, address) == 2
    refreshed(home)
    wait_for(page, address, 1)
    page.locator("main").get_by_role("link", name="Jean Martin").click()
    expect(page.get_by_text("jean.martin@martin-conseil.fr").first).to_be_visible()

    page.goto(f"{address}/data/duplicates/history/")
    accessible(page, "the history")
    page.get_by_role("button", name=re.compile("^Annuler.: Fusionnées")).click()
    expect(page.get_by_role("status")).to_contain_text("Annulée.")
    refreshed(home)

    wait_for(page, address, 2)
    page.goto(f"{address}/data/duplicates/")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 paire à examiner")


def test_who_may_only_read_sees_the_pair_and_no_button(page: Page, firm_site: tuple[str, Home]) -> None:
    address, _ = firm_site
    page.goto(f"{address}/data/duplicates/")
    page.get_by_label("E-mail", exact=True).fill(READER)
    page.get_by_label(re.compile("Password|Mot de passe")).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("^(Sign in|Se connecter)$")).click()
    page.get_by_role("link", name="Lire la première").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Jean Martin")
    expect(page.get_by_role("button", name=re.compile("Fusionner"))).to_have_count(0)
    token = page.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['x-csrftoken']")
    refused = page.request.post(page.url, form={"act": "merge"}, headers={"x-csrftoken": token})
    assert refused.status == 403

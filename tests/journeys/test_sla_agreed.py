"""Camille proposes, Marc comments, both sign, it comes into force; Inès refuses a lead with a reason, marketing answers, she is told."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ROOT, _serve, sign_in


@pytest.fixture(scope="module")
def handed_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The installation of a firm with leads that were handed to Inès, and no SLA yet."""
    home: Path = tmp_path_factory.mktemp("handed") / "home"
    subprocess.run([sys.executable, "-m", "tests.workspace.handed", str(home)], cwd=ROOT, check=True)
    yield from _serve(home, "handed")


def become(page: Page, name: str, site: str) -> None:
    page.context.clear_cookies()
    sign_in(page, name, site)


def test_both_sides_agree_and_live_by_it(page: Page, handed_site: str) -> None:
    become(page, "Camille Roussel", handed_site)
    page.goto(f"{handed_site}/sla/")
    page.get_by_role("link", name="Demand Waterfall").click()
    page.get_by_role("button", name="Commencer le brouillon").click()
    expect(page.get_by_role("heading", name="Avant de pouvoir signer")).to_be_visible()

    # Each objective gets an owner on each side.
    for objective in ("MQL remis", "Part des MQL acceptés", "Délais tenus", "Délai médian de la première tentative"):
        page.get_by_role("link", name=re.compile(f"^Modifier .* {objective}$")).click()
        page.get_by_label("Au marketing").select_option(label="Camille Roussel · Marketing")
        page.get_by_label("Aux ventes").select_option(label="Marc Delorme · Ventes")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_text("Enregistré.")).to_be_visible()
    page.get_by_role("link", name="Proposer aux deux équipes").first.click()
    page.get_by_role("button", name="Proposer", exact=True).click()
    expect(page.get_by_text("Proposée aux deux équipes.")).to_be_visible()

    become(page, "Marc Delorme", handed_site)
    page.get_by_role("link", name="attend la signature de votre équipe").click()
    clause = page.locator("#delay-first_attempt")
    clause.get_by_text("Commenter").first.click()
    clause.get_by_label("Votre remarque").fill("Quatre heures, y compris le vendredi ?")
    clause.get_by_role("button", name="Commenter").click()

    become(page, "Camille Roussel", handed_site)
    page.goto(f"{handed_site}/sla/versions/1/")
    expect(page.get_by_text("Quatre heures, y compris le vendredi ?")).to_be_visible()
    page.locator("#delay-first_attempt").get_by_role("button", name="Réglé").click()
    sign(page, "Signer pour le marketing")
    expect(page.get_by_text("L’autre équipe doit encore signer.")).to_be_visible()

    become(page, "Marc Delorme", handed_site)
    page.goto(f"{handed_site}/sla/versions/1/")
    sign(page, "Signer pour les ventes")
    expect(page.get_by_text("en vigueur depuis le")).to_be_visible()
    expect(page.get_by_role("link", name="Modifier", exact=True)).to_have_count(0)

    become(page, "Inès Benali", handed_site)
    page.goto(f"{handed_site}/sla/leads/")
    lead = page.get_by_role("listitem").filter(has_text="Claire Moreau")
    lead.get_by_text("Refuser").click()
    lead.get_by_label("Motif").select_option(label="Pas de budget")
    lead.get_by_role("button", name="Le renvoyer").click()
    expect(page.get_by_text("le marketing en connaît la raison")).to_be_visible()

    become(page, "Camille Roussel", handed_site)
    page.get_by_role("link", name="1 refus des ventes attend une réponse").click()
    page.get_by_label("Décision").select_option(label="Le ciblage a changé")
    page.get_by_label("Ce qui change, en une phrase").fill("Les petits budgets sortent de la campagne.")
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_text("Réponse envoyée à Inès Benali.")).to_be_visible()

    become(page, "Inès Benali", handed_site)
    page.goto(f"{handed_site}/sla/leads/")
    expect(page.get_by_role("heading", name="Le marketing a répondu à vos refus")).to_be_visible()
    expect(page.get_by_text("Les petits budgets sortent de la campagne.").first).to_be_visible()
    page.get_by_role("button", name="Lu").click()
    expect(page.get_by_role("heading", name="Le marketing a répondu à vos refus")).to_have_count(0)


def sign(page: Page, words: str) -> None:
    page.get_by_label("J’ai lu ces termes").check()
    page.get_by_role("button", name=words).click()


def test_the_agreement_prints_as_a_document(page: Page) -> None:
    sign_in(page, "Camille Roussel")
    page.goto("/sla/versions/2/")
    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="Signatures")).to_be_visible()
    expect(page.get_by_role("navigation", name="Menu principal")).to_be_hidden()
    expect(page.get_by_role("button", name="Commenter").first).to_be_hidden()
    expect(page.get_by_text("printed on").or_(page.get_by_text("imprimé le"))).to_be_visible()

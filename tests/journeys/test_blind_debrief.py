"""A debrief in which the two sides disagree: neither reads the other before both have answered, then they agree on one thing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import _serve, sign_in
from tests.journeys.test_every_page import accessible

DEBRIEF = "/debriefs/1/"


@pytest.fixture(scope="module")
def debrief_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An installation with one debrief, of Abeille Industrie: Camille and Karim sit."""
    home = tmp_path_factory.mktemp("debrief")
    for address in _serve(home):
        _open(home)
        yield address


def _open(home: Path) -> None:
    """As the recurring job would, in a process of its own: the web app serves one home per process."""
    import subprocess
    import sys

    code = f"""
import os
os.environ["CORDEE_HOME"] = {str(home)!r}
os.environ["DJANGO_SETTINGS_MODULE"] = "cordee.site.settings"
import django
django.setup()
from datetime import date
from cordee.workspace.debriefs.models import Debrief, Subject
from cordee.workspace.people.models import Person
from tests.workspace import world
Debrief.open(
    Subject(deal_id=50_000 + world.CLAIRE, records=[60_000 + world.CLAIRE], outcome="lost", name="Abeille Industrie, GMAO",
        account="Abeille Industrie", account_id=world.ABEILLE, amount=24_000.0, currency="EUR",
        happened_on=date({date(2026, 5, 28):%Y, %-m, %-d}), segment="1000+", reason="Prix"),
    marketing=Person.objects.get(email="camille.roussel@rivelaine.fr"),
    sales=Person.objects.get(email="karim.haddad@rivelaine.fr"),
)
"""
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=True)


def judge(page: Page, driver: str, part: str, evidence: str = "") -> None:
    group = page.get_by_role("group", name=driver, exact=True)
    group.get_by_label(part, exact=True).check()
    if evidence:
        group.get_by_role("textbox").fill(evidence)


def test_each_answers_alone_then_both_see_where_they_differ(page: Page, browser: Browser, debrief_site: str) -> None:
    address = f"{debrief_site}{DEBRIEF}"
    karims = browser.new_context().new_page()
    sign_in(karims, "Karim Haddad", debrief_site)
    karims.get_by_role("link", name="1 debrief waits for your answer").click()

    # Karim, with the journey on the same page.
    expect(karims.get_by_role("heading", level=1)).to_contain_text("Abeille Industrie")
    expect(karims.locator(".rope-card")).to_be_visible()
    accessible(karims, "the form of a side")
    karims.get_by_label("They decided nothing").check()
    judge(karims, "Price", "hurt")
    for driver in ("What the product does", "Their moment and their process", "The competitor"):
        judge(karims, driver, "no part")
    karims.get_by_role("button", name="Give my answer").click()
    expect(karims.get_by_text("Nothing helped or hurt without evidence")).to_be_visible()
    judge(karims, "Price", "hurt", "Their CFO froze the budget in April")
    karims.get_by_role("button", name="Give my answer").click()
    expect(karims.get_by_role("heading", name="Your answer is kept")).to_be_visible()

    # Camille sees that he has answered, and nothing of what.
    sign_in(page, "Camille Roussel", debrief_site)
    page.goto(address)
    expect(page.locator(".seats")).to_contain_text("a répondu")
    assert "froze the budget" not in page.content() and "Ils n’ont rien décidé</strong>" not in page.content()
    page.get_by_label("Ils ont choisi un concurrent").check()
    judge(page, "Le concurrent", "a nui", "Optimaint était moitié moins cher")
    for driver in ("Le prix", "Ce que fait le produit", "Leur moment et leur processus"):
        judge(page, driver, "aucun rôle")
    page.get_by_label("Les ventes ont manqué").fill("Trois semaines sans nouvelles")
    page.get_by_role("button", name="Donner ma réponse").click()

    # Both: the difference first, then one decision and one owner.
    expect(page.get_by_role("heading", name="Les deux côtés ne voient pas la même issue")).to_be_visible()
    table = page.get_by_role("table", name="Les deux réponses")
    expect(table).to_contain_text("Their CFO froze the budget in April")
    expect(table).to_contain_text("Optimaint était moitié moins cher")
    expect(table.locator(".difference__differs")).to_have_count(3)  # the outcome, the price, the competitor
    accessible(page, "the difference")
    page.get_by_label("Ce que nous apprenons", exact=True).fill("« Prix » recouvrait un budget gelé.")
    page.get_by_label("Une seule décision").fill("Demander l’exercice budgétaire au premier appel")
    page.get_by_role("button", name="Convenir").click()
    expect(page.get_by_role("heading", name="Ce qui a été convenu")).to_be_visible()
    expect(page.get_by_role("link", name="Demander l’exercice budgétaire au premier appel")).to_be_visible()

    # Disagreement is a figure of its own; of one debrief, a count.
    page.goto(f"{debrief_site}/debriefs/themes/")
    expect(page.get_by_text("1 sur 1").first).to_be_visible()
    accessible(page, "the themes")
    karims.reload()
    expect(karims.get_by_role("heading", name="What was agreed")).to_be_visible()
    karims.context.close()

"""The first hour: from two files to the joint funnel, without a word of a manual."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys import exports
from tests.journeys.conftest import sign_in
from tests.journeys.test_every_page import check

PATIENCE = 90_000
"""Milliseconds for an import or a refresh on a machine that does other things too."""

DROP = """([zone, files]) => {
    const data = new DataTransfer()
    for (const [name, text] of files) data.items.add(new File([text], name, {type: "text/csv"}))
    document.querySelector(zone).dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}))
}"""


def test_from_two_files_to_the_joint_funnel(page: Page, new_site: str, tmp_path: Path) -> None:
    files = exports.write(tmp_path / "exports")
    sign_in(page, "Camille Roussel", new_site)
    expect(page).to_have_url(f"{new_site}/data/first/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Deux fichiers, et les deux équipes voient le même entonnoir"
    )

    # One: both files are dropped.
    dropped = [[file.name, file.read_text(encoding="utf-8")] for file in files]
    page.evaluate(DROP, [".drop__zone", dropped])

    # Two: what was understood; one question about dates.
    expect(page.get_by_role("heading", level=1)).to_have_text("Vérifier ce qui a été compris")
    check(page, page.url)
    contacts = page.get_by_role("region", name="contacts-hubspot.csv")
    expect(contacts.get_by_text("Contacts HubSpot")).to_be_visible()
    expect(contacts.get_by_role("cell", name="Claire", exact=True)).to_be_visible()
    deals = page.get_by_role("region", name="opportunites.csv")
    deals.get_by_label("2 mai 2026").check()
    deals.get_by_role("button", name="Les lire ainsi").click()
    expect(deals.get_by_text("Opportunités Salesforce")).to_be_visible()
    deals.get_by_text("1 ligne ne se lit pas telle quelle").click()
    expect(deals.get_by_text("douze mille")).to_be_visible()

    # Three: imported, and the figures built, while one watches.
    page.get_by_role("button", name="Importer 2 fichiers").click()
    expect(page.get_by_role("heading", name="12 nouveaux, 0 modifiés")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("link", name="Voir l’entonnoir commun")).to_be_visible(timeout=PATIENCE)

    # The row that was kept aside is corrected where it is shown.
    page.get_by_role("link", name="Corriger la ligne mise de côté").click()
    expect(page.get_by_label("Montant")).to_have_value("douze mille")
    check(page, page.url)
    page.get_by_label("Montant").fill("douze mille euros")
    page.get_by_role("button", name="Réessayer ces lignes").click()
    expect(page.get_by_text("toujours pas juste")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Montant").fill("12 000,00")
    page.get_by_role("button", name="Réessayer ces lignes").click()
    expect(page.get_by_role("heading", name="Toutes les lignes sont prises en compte")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".job")).to_have_count(0, timeout=PATIENCE)

    # The funnel of both teams, with the right counts.
    page.get_by_role("link", name="Voir l’entonnoir commun").click()
    page.get_by_text("La même chose en tableau").first.click()
    table = page.get_by_role("table", name="Entonnoir, T2 2026")
    counts = {
        row.get_by_role("rowheader").inner_text(): row.get_by_role("cell").first.inner_text()
        for row in table.get_by_role("row").all()[1:]
    }
    assert counts == {"Lead": "10", "MQL": "6", "SAL": "0", "SQL": "4", "Affaire": "3", "Client": "2"}
    check(page, f"{new_site}/data/")
    check(page, f"{new_site}/data/imports/")


def test_a_file_that_nobody_knows_is_described_in_the_browser(page: Page, new_site: str) -> None:
    sign_in(page, "Karim Haddad", new_site)
    page.goto(f"{new_site}/data/imports/new/")
    text = "Badge;Nom;E-mail;Vu le\nA-17;Zoé Noël;zoe@exemple.fr;25/03/2026 14:22\n"
    page.set_input_files("#files", [{"name": "salon.csv", "mimeType": "text/csv", "buffer": text.encode()}])
    page.get_by_role("button", name="Look at these files").click()
    page.get_by_role("link", name="Say what the columns are").click()
    check(page, page.url)

    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("cell", name="25 March 2026, 14:22")).to_be_visible()
    page.get_by_role("button", name="Save and use it").click()

    expect(page.get_by_role("button", name="Import 1 file")).to_be_visible()

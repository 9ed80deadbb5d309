"""An unknown file: what its columns may be, and the mapping that a person's choices make."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cordee.revenue.imports import import_files, proposing
from cordee.revenue.imports.proposing import Choice, as_yaml, columns, guess, guess_value, likely_row, missing
from cordee.revenue.warehouse.home import Home

VISITORS = """\
Badge;Prénom;Nom;E-mail;Société;Vu le
A-17;Zoé;Noël;zoe@exemple.fr;Abeille Industrie;25/03/2026 14:22
A-18;Max;Petit;max@exemple.fr;Petit & fils;25/03/2026 15:05
"""
DEALS = """\
Réf.,Affaire,Société,E-mail du contact,Montant,Statut,Date de création,Date de signature
D1,Abeille 40 postes,Abeille Industrie,zoe@exemple.fr,"12 500,00 €",Signée,02/04/2026,28/05/2026
D2,Petit,Petit & fils,max@exemple.fr,"3 000,00 €",Perdue,13/04/2026,20/05/2026
D3,Noir,Noir SA,,"900,00 €",En cours,15/04/2026,
"""
COSTS = 'Mois,Campagne,Régie,Coût HT,Clics\n2026-03-01,Printemps,LinkedIn,"1 200,50",40\n'


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "file.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_columns_are_shown_with_examples_and_their_few_words(tmp_path: Path) -> None:
    seen = columns(written(tmp_path, DEALS), Home.at(tmp_path / "home"))

    assert [one.heading for one in seen][:3] == ["Réf.", "Affaire", "Société"]
    assert set(seen[5].words) == {"Signée", "Perdue", "En cours"}
    assert (seen[3].looks, seen[6].looks, seen[1].looks) == ("email", "date", "text")


@pytest.mark.parametrize(
    ("text", "row", "guessed"),
    [
        (VISITORS, "person", ["given_name", "family_name", "email", "company_name", "created_at"]),
        (
            DEALS,
            "deal",
            ["id", "name", "company_name", "email", "amount", "outcome", "created_at", "closed_at"],
        ),
        (COSTS, "spend", ["day", "campaign_name", "channel_raw", "cost", "clicks"]),
    ],
)
def test_what_a_row_is_and_what_its_columns_say_is_guessed(
    tmp_path: Path, text: str, row: str, guessed: list[str]
) -> None:
    seen = columns(written(tmp_path, text), Home.at(tmp_path / "home"))

    assert likely_row(seen) == row
    assert [target for _, target in sorted(guess(seen, row).items())] == guessed


@pytest.mark.parametrize(
    ("word", "ours"),
    [("Signée", "won"), ("Gagné", "won"), ("Closed lost", "lost"), ("Perdue", "lost"), ("En cours", "open")],
)
def test_the_words_for_how_a_deal_ends_are_guessed(word: str, ours: str) -> None:
    assert guess_value("outcome", word) == ours


def imported(tmp_path: Path, text: str, choice: Choice) -> Any:
    home, file = Home.at(tmp_path / "home"), written(tmp_path, text)
    mapping = tmp_path / "mapping.yml"
    mapping.write_text(as_yaml(columns(file, home), choice), encoding="utf-8")
    report = import_files(home, [file], mapping=mapping, dry_run=True).files[0]
    again = import_files(home, [file], mapping=mapping).files[0]
    assert (report.error, report.rejected) == (None, []), report
    (tmp_path / "later.csv").write_text(text + "\n", encoding="utf-8")
    recognised = import_files(home, [tmp_path / "later.csv"]).files[0]
    assert (recognised.error, recognised.source, recognised.unchanged) == (None, choice.source, again.rows)
    return report, again


def test_people_become_people_and_leads(tmp_path: Path) -> None:
    chosen = {1: "given_name", 2: "family_name", 3: "email", 4: "company_name", 5: "created_at"}

    report, again = imported(tmp_path, VISITORS, Choice("salon", "visitor", "person", chosen, are_leads=True))

    assert again.records == {"person": 2, "stage_event": 2}
    assert report.first_rows[0] == {
        "email": "zoe@exemple.fr",
        "given_name": "Zoé",
        "family_name": "Noël",
        "company_name": "Abeille Industrie",
        "created_at": datetime(2026, 3, 25, 13, 22),
    }


def test_deals_become_deals_with_their_companies_and_people(tmp_path: Path) -> None:
    chosen = dict(enumerate(proposing.TARGETS["deal"][:2]))
    chosen |= {2: "company_name", 3: "email", 4: "amount", 5: "outcome", 6: "created_at", 7: "closed_at"}
    values = {"outcome": {"Signée": "won", "Perdue": "lost", "En cours": "open"}}

    report, again = imported(
        tmp_path, DEALS, Choice("tableur", "deal", "deal", chosen, values, {"currency": "EUR"}, dates="dmy")
    )

    assert again.records == {"deal": 3, "account": 3, "person": 2}
    assert [row["outcome"] for row in report.first_rows] == ["won", "lost", "open"]
    assert str(report.first_rows[0]["amount"]) == "12500.00"


def test_costs_become_spend_with_the_channel_that_was_said(tmp_path: Path) -> None:
    chosen = {0: "day", 1: "campaign_name", 3: "cost", 4: "clicks"}

    _, again = imported(
        tmp_path, COSTS, Choice("regie", "cost", "spend", chosen, {}, {"channel_raw": "linkedin", "currency": "EUR"})
    )

    assert again.records == {"spend": 1}


def test_acts_become_touches_of_the_people_whom_they_name(tmp_path: Path) -> None:
    chosen = {3: "email", 4: "company_name", 5: "occurred_at"}
    constants = {"kind": "event", "side": "marketing", "content": "Salon 2026", "channel_raw": "salon"}

    _, again = imported(tmp_path, VISITORS, Choice("salon", "visit", "touch", chosen, {}, constants))

    assert again.records == {"touch": 2, "person": 2, "origin": 1}


def test_what_a_row_cannot_do_without_is_asked_for() -> None:
    assert missing(Choice("a", "b", "deal", {0: "amount"})) == [("created_at",), ("id", "name")]
    assert missing(Choice("a", "b", "person", {0: "email"})) == []

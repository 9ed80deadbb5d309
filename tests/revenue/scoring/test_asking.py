"""Files as tools write them: encodings, separators, dates, words for yes and no, and what cannot count."""

import csv
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from cordee.revenue.imports import ImportProblem
from cordee.revenue.scoring import CannotLearn, Learned, Question, learn_from_file
from cordee.revenue.scoring.asking import past_of
from cordee.revenue.scoring.facts import Kind
from cordee.revenue.scoring.reading import read

HEAD = ["Réf", "Créé le", "Origine", "Budget", "Pages", "Gagné"]


def rows(n: int = 400, seed: int = 0, yes: str = "Oui", no: str = "Non") -> list[list[str]]:
    rng = np.random.default_rng(seed)
    found = []
    for place in range(n):
        origin = ["Salon", "Site web", "Sélectionner"][rng.integers(0, 3)]
        pages = int(rng.integers(0, 12))
        chance = 0.1 + 0.4 * (origin == "Salon") + 0.2 * (origin == "Sélectionner") + 0.3 * (pages >= 7)
        day = f"{1 + place % 28:02d}/{1 + place // 28 % 12:02d}/{2024 + place // 336}"
        found.append(
            [
                f"L-{place:05d}",
                day,
                origin,
                f"{rng.integers(1, 90)} {rng.integers(100, 999)},50 €",
                str(pages),
                yes if rng.random() < chance else no,
            ]
        )
    return found


def written(
    path: Path, lines: list[list[str]], *, head: list[str] = HEAD, delimiter: str = ";", encoding: str = "utf-8"
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(head)
        writer.writerows(lines)
    return path


def rules(learned: Learned) -> list[tuple[str, object, int]]:
    assert learned.card is not None
    return [(rule.condition.field, rule.condition.value, rule.points) for rule in learned.card.rules]


ASKED = Question(outcome="gagne", order="Créé le")


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "utf-8"), (",", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1252"), ("|", "utf-8")]
)
def test_the_same_leads_give_the_same_card_however_they_are_written(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    plainly = learn_from_file(written(tmp_path / "a.csv", rows()), ASKED)
    other = learn_from_file(written(tmp_path / "b.csv", rows(), delimiter=delimiter, encoding=encoding), ASKED)

    assert rules(other) == rules(plainly)
    assert {"Origine", "Pages"} <= {field for field, _, _ in rules(plainly)}


def test_a_spreadsheet_gives_the_same_card(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "leads.xlsx")) as book:
        sheet = book.add_worksheet()
        for place, line in enumerate([HEAD, *rows()]):
            sheet.write_row(place, 0, line)

    assert rules(learn_from_file(tmp_path / "leads.xlsx", ASKED)) == rules(
        learn_from_file(written(tmp_path / "a.csv", rows()), ASKED)
    )


def test_columns_are_what_their_cells_are(tmp_path: Path) -> None:
    listed = read(written(tmp_path / "a.csv", rows()), dated=("Créé le",))

    assert {name: column.kind for name, column in listed.columns.items()} == {
        "Réf": Kind.IDENTIFIER,
        "Créé le": Kind.MOMENT,
        "Origine": Kind.CATEGORY,
        "Budget": Kind.NUMBER,
        "Pages": Kind.NUMBER,
        "Gagné": Kind.CATEGORY,
    }
    assert listed.column("origine").levels == ("Salon", "Site web")  # "Sélectionner": nobody answered
    assert listed.column("Budget").numbers[0] == float(rows()[0][3].replace(" ", "").replace(",", ".").strip("€"))


def test_rows_that_cannot_count_are_listed(tmp_path: Path) -> None:
    lines = rows()
    lines[4][5] = ""
    lines[7][1] = "demain"
    lines[9].append("de trop")
    learned = learn_from_file(written(tmp_path / "a.csv", lines), ASKED)

    assert learned.rejected_rows == 3
    assert [(one.row, one.column) for one in learned.rejected] == [(5, "Gagné"), (8, "Créé le"), (10, None)]
    assert "issue" in learned.rejected[0].words.text("fr") and "outcome" in learned.rejected[0].reason
    assert learned.outcomes == 397


def test_open_is_not_lost(tmp_path: Path) -> None:
    lines = rows(yes="Won", no="Lost")
    for line in lines[::4]:
        line[5] = "In progress"
    file = written(tmp_path / "a.csv", lines)

    learned = learn_from_file(file, Question(outcome="Gagné", order="Créé le"))
    strict = learn_from_file(file, Question(outcome="Gagné", positive="won", negative=("Lost", "in progress")))

    assert (learned.outcomes, strict.outcomes) == (300, 400)
    assert "100 rows whose outcome is still open (In progress)" in learned.as_json()["advice"]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (Question(outcome="Perdu"), "no column Perdu.*Réf, Créé le"),
        (Question(outcome="Origine"), "--positive"),
        (Question(outcome="Gagné", positive="peut-être"), "never holds peut-être.*Non"),
        (Question(outcome="Gagné", order="Origine"), "neither a number nor a date"),
        (Question(outcome="Gagné", known=("Couleur",)), "no column Couleur"),
        (Question(outcome="Gagné", known=("Origine=Créé le",)), "--first-touch"),
    ],
)
def test_a_question_that_does_not_fit_is_answered(tmp_path: Path, question: Question, says: str) -> None:
    with pytest.raises(CannotLearn, match=says):
        learn_from_file(written(tmp_path / "a.csv", rows()), question)


def test_day_and_month_are_proved_or_asked(tmp_path: Path) -> None:
    unsure = [line for line in rows(3000) if int(line[1][:2]) <= 12]
    file = written(tmp_path / "a.csv", unsure)

    with pytest.raises(CannotLearn, match="--dates dmy or --dates mdy"):
        learn_from_file(file, ASKED)
    past, _, _ = past_of(read(file, dates="mdy", dated=("Créé le",)), ASKED)
    assert past.order is not None and past.order[1] - past.order[0] == 31 * 86_400  # 1 January, 1 February


def test_known_columns_are_named_one_by_one_or_together_and_dated(tmp_path: Path) -> None:
    head = [*HEAD, "Saisi le", "Contact le"]
    lines = [[*line, f"2024-01-{1 + place % 28:02d}", "2024-02-01"] for place, line in enumerate(rows())]
    for line in lines[:20]:
        line[6] = "2024-03-01"
    file = written(tmp_path / "a.csv", lines, head=head)

    def known(*names: str) -> Learned:
        question = Question(outcome="Gagné", order="Créé le", known=names, first_touch="Contact le")
        return learn_from_file(file, question)

    assert {field for field, _, _ in rules(known("Origine,Pages"))} == {"Origine", "Pages"}
    dated = known("Origine=Saisi le", "Pages")
    assert {field for field, _, _ in rules(dated)} == {"Pages"}
    assert [(one.column, one.value) for one in dated.suspects] == [("Origine", pytest.approx(0.05, abs=0.03))]


@pytest.mark.parametrize(("name", "content"), [("a.csv", b""), ("b.xlsx", b"PK\x03\x04not a workbook")])
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(ImportProblem):
        learn_from_file(tmp_path / name, ASKED)

"""Duplicates in any list: read as it comes, columns told from headers and values, groups checked against the truth
planted."""

import csv
import os
import random
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from cordee.revenue.identity.columns import UnknownColumn, plain
from cordee.revenue.identity.dedupe import dedupe
from cordee.revenue.identity.listing import UnreadableList

DATA = Path(os.environ.get("CORDEE_DATA", Path(__file__).parents[4] / "shared" / "data"))

GIVEN = [
    "Camille",
    "Marc",
    "Inès",
    "Karim",
    "Nadia",
    "Claire",
    "Paul",
    "Zoé",
    "Luc",
    "Hugo",
    "Léa",
    "Anne",
    "Rémi",
    "Sofia",
    "Yann",
    "Maud",
    "Igor",
    "Ada",
    "Noé",
    "Élise",
]
FAMILY = [
    "Quelin",
    "Brossard",
    "Tanguy",
    "Vasseur",
    "Lhermite",
    "Kerjean",
    "Oudin",
    "Chauvel",
    "Mercadal",
    "Roussin",
    "Sabatier",
    "Delorme",
    "Fabre",
    "Hamel",
]
TOWNS = ["Nantes", "Lyon", "Lille", "Brest", "Pau", "Metz"]


def slip(text: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(text) - 1)
    return text[:at] + text[at + 1 :]


def people(humans: int = 80, seed: int = 4) -> tuple[list[list[str]], list[int]]:
    """Rows of a French list, and which human each is about."""
    dice = random.Random(seed)  # noqa: S311 -- a seeded generator, not a secret
    rows, truth = [], []
    for human in range(humans):
        first, last = dice.choice(GIVEN), dice.choice(FAMILY) + dice.choice(("", "ot", "ier", "ac", "eau", "in"))
        born = f"{dice.randrange(1, 29):02d}/{dice.randrange(1, 13):02d}/{dice.randrange(1950, 2000)}"
        town, mail = dice.choice(TOWNS), f"{first}.{last}{human}@exemple{dice.randrange(40)}.fr".lower()
        for copy in range(dice.choice((1, 1, 2))):
            rows.append(
                [
                    slip(first, dice) if copy and dice.random() < 0.3 else first,
                    slip(last, dice) if copy and dice.random() < 0.3 else last.upper(),
                    born if dice.random() < 0.9 else "",
                    town if dice.random() < 0.9 else "",
                    mail if dice.random() < 0.7 else "",
                ]
            )
            truth.append(human)
    order = dice.sample(range(len(rows)), len(rows))
    return [rows[place] for place in order], [truth[place] for place in order]


HEADER = ["Prénom", "Nom", "Date de naissance", "Ville", "Adresse e-mail"]


def pairs_of(truth: list[int]) -> set[tuple[int, int]]:
    return {(a + 1, b + 1) for a in range(len(truth)) for b in range(a + 1, len(truth)) if truth[a] == truth[b]}


def test_a_french_list_is_read_and_its_duplicates_found(tmp_path: Path) -> None:
    rows, truth = people()
    path = tmp_path / "contacts.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows([HEADER, *rows])

    report = dedupe(path, out=tmp_path / "out.csv", threads=2)

    assert report.columns == {
        "Prénom": "given",
        "Nom": "family",
        "Date de naissance": "date",
        "Ville": "city",
        "Adresse e-mail": "email",
    }
    found, true = {(pair.a, pair.b) for pair in report.pairs}, pairs_of(truth)
    assert len(found & true) >= 0.9 * len(true)
    assert len(found & true) >= 0.9 * len(found)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["Prénom"] for row in written] == [row[0] for row in rows]
    assert {
        (a, b)
        for a in range(1, len(rows) + 1)
        for b in range(a + 1, len(rows) + 1)
        if written[a - 1]["cluster_id"] == written[b - 1]["cluster_id"]
    } == found
    assert report.clusters == len({row["cluster_id"] for row in written})


def test_the_estimates_are_near_the_truth(tmp_path: Path) -> None:
    rows, truth = people(humans=150, seed=9)
    report = dedupe(pa.table(list(map(list, zip(*rows, strict=True))), names=HEADER), threads=2)
    found, true = {(pair.a, pair.b) for pair in report.pairs}, pairs_of(truth)

    # 75 or so true pairs: one pair is 1.3 points, and the estimates lean to the careful side.
    assert report.estimated_precision == pytest.approx(len(found & true) / len(found), abs=0.1)
    assert report.estimated_recall == pytest.approx(len(found & true) / len(true), abs=0.15)


@pytest.mark.parametrize("suffix", [".tsv", ".xlsx", ".parquet"])
def test_every_format_gives_the_same_groups(tmp_path: Path, suffix: str) -> None:
    rows, _ = people(humans=40)
    reference = dedupe(pa.table(list(map(list, zip(*rows, strict=True))), names=HEADER), threads=2)
    path = tmp_path / f"liste{suffix}"
    if suffix == ".tsv":
        path.write_text("\n".join("\t".join(row) for row in [HEADER, *rows]), encoding="utf-8-sig")
    elif suffix == ".xlsx":
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for place, row in enumerate([HEADER, *rows]):
                sheet.write_row(place, 0, row)
    else:
        pq.write_table(pa.table(list(map(list, zip(*rows, strict=True))), names=HEADER), path)

    report = dedupe(path, out=tmp_path / f"out{suffix}", threads=2)

    assert [(pair.a, pair.b) for pair in report.pairs] == [(pair.a, pair.b) for pair in reference.pairs]
    assert (tmp_path / f"out{suffix}").stat().st_size > 0


def test_the_order_of_rows_changes_no_group() -> None:
    rows, _ = people(humans=60)
    order = random.Random(2).sample(range(len(rows)), len(rows))  # noqa: S311 -- seeded
    one = dedupe(pa.table(list(map(list, zip(*rows, strict=True))), names=HEADER), threads=2)
    two = dedupe(
        pa.table(list(map(list, zip(*(rows[place] for place in order), strict=True))), names=HEADER), threads=2
    )
    moved = {tuple(sorted((order[pair.a - 1] + 1, order[pair.b - 1] + 1))) for pair in two.pairs}
    assert {(pair.a, pair.b) for pair in one.pairs} == moved


def test_companies_under_several_spellings() -> None:
    firms = [
        f"{a} {b}"
        for a in ("Abeille", "Nordwind", "Kerguelen", "Lumière", "Océane", "Tramontane", "Zénith", "Falaise")
        for b in ("Conseil", "Industrie", "Mécanique", "Logistique")
    ]
    names = [*firms, "ABEILLE CONSEIL SAS", "SARL Océane Logistique", "Kerguelen Industrie GmbH"]
    towns = [TOWNS[place % 6] for place in range(len(firms))]
    towns += [towns[firms.index(name)] for name in ("Abeille Conseil", "Océane Logistique", "Kerguelen Industrie")]
    report = dedupe(pa.table({"Raison sociale": names, "Ville": towns}), "companies", threads=2)
    joined = {(firms[pair.a - 1], names[pair.b - 1]) for pair in report.pairs}
    assert joined == {
        ("Abeille Conseil", names[-3]),
        ("Océane Logistique", names[-2]),
        ("Kerguelen Industrie", names[-1]),
    }


def test_columns_can_be_named() -> None:
    rows, truth = people(humans=40)
    table = pa.table(list(map(list, zip(*rows, strict=True))), names=["a", "b", "c", "d", "e"])
    report = dedupe(table, columns={"given": "a", "b": "family", "date": "c", "city": "d", "email": "e"}, threads=2)
    assert report.columns == {"a": "given", "b": "family", "c": "date", "d": "city", "e": "email"}
    found = {(pair.a, pair.b) for pair in report.pairs}
    assert len(found & pairs_of(truth)) >= 0.9 * max(len(found), len(pairs_of(truth)))


def test_a_column_that_is_not_there_is_said() -> None:
    with pytest.raises(UnknownColumn, match="no such column; it has a, b"):
        dedupe(pa.table({"a": ["x", "y"], "b": ["1", "2"]}), columns={"given": "prénom"})


def test_a_list_without_rows_is_said(tmp_path: Path) -> None:
    path = tmp_path / "vide.csv"
    path.write_text("nom,prenom\n", encoding="utf-8")
    with pytest.raises(UnreadableList, match="at least one row"):
        dedupe(path)


def test_a_list_of_one_row_has_no_duplicates_and_no_estimates() -> None:
    report = dedupe(pa.table({"Nom": ["Quelin"], "Prénom": ["Zoé"], "email": ["z@q.fr"]}), columns={"family": "Nom"})
    assert (report.rows, report.clusters, report.pairs, report.estimated_precision) == (1, 1, (), None)


@pytest.mark.parametrize(
    ("header", "bare"),
    [
        ("Date of Birth", "date of birth"),
        ("firstName", "first name"),
        (" Prénom ", "prenom"),
        ("soc_sec_id", "soc sec id"),
    ],
)
def test_headers_are_compared_without_case_accents_or_signs(header: str, bare: str) -> None:
    assert plain(header) == bare


@pytest.mark.skipif(not (DATA / "febrl" / "dataset1.csv").exists(), reason="FEBRL is not here: set CORDEE_DATA")
def test_febrl_1() -> None:
    frame = pd.read_csv(DATA / "febrl" / "dataset1.csv", skipinitialspace=True, dtype=str)
    truth = frame.pop("rec_id").str.extract(r"rec-(\d+)")[0].tolist()
    shown = frame.drop(columns="soc_sec_id")
    report = dedupe(
        pa.table({name: pa.array(shown[name], pa.string(), from_pandas=True) for name in shown}), "persons", threads=2
    )
    right = sum(truth[pair.a - 1] == truth[pair.b - 1] for pair in report.pairs)
    assert right == len(report.pairs)
    assert right >= 0.98 * 500

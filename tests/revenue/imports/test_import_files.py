"""Importing files: what goes in, what is kept aside, what a second import changes."""

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cordee.revenue.imports import FileReport, ImportReport, import_files, landing, recognise, restage, source_record
from cordee.revenue.imports.audit import rows_kept_aside
from cordee.revenue.imports.lineage import freshness
from cordee.revenue.imports.undoing import undo
from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.home import Home, HomeBusy
from cordee.revenue.warehouse.ids import record_id
from cordee.revenue.warehouse.tables import STAGED

Load = Callable[..., FileReport]
Rows = Callable[..., list[Any]]

HEAD = "Ref,First name,Last name,Email,Created,Amount\n"
TWO = (
    HEAD
    + '1,Zoé,Noël,Zoe@Exemple.fr,25/03/2024 14:22,"1 234,50 €"\n2,Max,"Le ""Gros""\nFils",max@exemple.fr,05/03/2024,\n'
)


def counts(report: FileReport) -> tuple[int, int, int, int, int]:
    return report.rows, report.new, report.changed, report.unchanged, report.rejected_rows


def everything(home: Home) -> dict[str, bytes]:
    return {
        str(file.relative_to(home.path)): file.read_bytes() for file in sorted(home.path.rglob("*")) if file.is_file()
    }


def test_rows_become_typed_records_with_their_lineage(load: Load, staged: Rows) -> None:
    report = load(TWO)

    assert (report.error, counts(report), report.dates) == (None, (2, 2, 0, 0, 0), {"Created": "dmy"})
    assert staged("stg_person", "source_id, given_name, family_name, email, created_at, version, row_no, deleted") == [
        ("1", "Zoé", "Noël", "zoe@exemple.fr", datetime(2024, 3, 25, 13, 22), 1, 1, False),
        ("2", "Max", 'Le "Gros"\nFils', "max@exemple.fr", datetime(2024, 3, 4, 23), 1, 2, False),
    ]
    assert staged(
        "stg_person", "record_id = raw_id AND record_id = " + str(record_id("acme/contact/1")), "source_id = '1'"
    ) == [True]
    assert staged("stg_account", "object, source_id, annual_revenue, currency", "annual_revenue IS NOT NULL") == [
        ("company", "Noël", Decimal("1234.50"), "EUR")
    ]


def test_every_staged_table_has_exactly_its_columns(load: Load, home: Home) -> None:
    import duckdb

    load(TWO)

    for table in ("stg_person", "stg_account"):
        described = duckdb.sql(f"DESCRIBE SELECT * FROM '{raw.staged_files(home, table)[0]}'").fetchall()
        assert [(name, type_) for name, type_, *_ in described] == [(c.name, c.type) for c in STAGED[table].columns]


def test_the_row_is_kept_as_received(load: Load, home: Home) -> None:
    load(TWO)

    (kept,) = source_record(home, [record_id("acme/contact/1")])

    assert (kept.source, kept.object, kept.source_id, kept.version, kept.file_name) == (
        "acme",
        "contact",
        "1",
        1,
        "export.csv",
    )
    assert kept.payload == {
        "Ref": "1",
        "First name": "Zoé",
        "Last name": "Noël",
        "Email": "Zoe@Exemple.fr",
        "Created": "25/03/2024 14:22",
        "Amount": "1 234,50 €",
    }


def test_the_same_file_twice_changes_nothing(load: Load, home: Home) -> None:
    load(TWO)
    before = everything(home)

    report = load(TWO)

    assert counts(report) == (2, 0, 0, 2, 0)
    assert everything(home) == before


def test_the_same_rows_in_other_bytes_change_nothing(load: Load, home: Home) -> None:
    load(TWO)
    before = everything(home)

    shuffled = "Amount;Ref;Email;First name;Created;Last name\n"
    shuffled += (
        ';2;max@exemple.fr;Max;05/03/2024;"Le ""Gros""\nFils"\n1 234,50 €;1;Zoe@Exemple.fr;Zoé;25/03/2024 14:22;Noël\n'
    )
    report = load(shuffled.encode("utf-16"), name="other.csv")

    assert counts(report) == (2, 0, 0, 2, 0)
    after = {name for name in everything(home) if not name.startswith("mappings/")}
    assert {name.split("/")[1] for name in after - set(before)} == {"_ledger", "_seen"}
    assert {name: everything(home)[name] for name in before} == before


def test_a_changed_row_adds_a_version_and_a_new_row_begins_with_one(load: Load, home: Home, staged: Rows) -> None:
    load(TWO)

    report = load(TWO.replace("Max,", "Maxime,") + "3,Ana,Silva,ana@exemple.fr,26/03/2024,\n")

    assert counts(report) == (3, 1, 1, 1, 0)
    assert staged("stg_person", "source_id, version, given_name") == [
        ("1", 1, "Zoé"),
        ("2", 1, "Max"),
        ("2", 2, "Maxime"),
        ("3", 1, "Ana"),
    ]
    assert [
        (version.version, version.payload["First name"])
        for version in source_record(home, [record_id("acme/contact/2")])
    ] == [
        (1, "Max"),
        (2, "Maxime"),
    ]


def test_an_old_file_read_again_does_not_undo_a_correction(load: Load, staged: Rows) -> None:
    load(TWO)
    load(TWO.replace("Max,", "Maxime,"))

    assert counts(load(TWO)) == (2, 0, 0, 2, 0)
    assert staged("stg_person", "max(version)") == [2]


def test_a_row_that_goes_back_to_what_it_was_is_a_new_version(load: Load) -> None:
    load(TWO)
    load(TWO.replace("Max,", "Maxime,"))

    assert counts(load(TWO + "3,Ana,Silva,ana@exemple.fr,26/03/2024,\n")) == (3, 1, 1, 1, 0)


def test_bad_rows_are_kept_aside_with_reason_and_remedy_and_the_good_ones_go_in(
    load: Load, home: Home, staged: Rows
) -> None:
    content = HEAD + (
        "1,Zoé,Noël,z@exemple.fr,25/03/2024,12\n"
        "2,too,few\n"
        "3,Ana,Silva,a@exemple.fr,31/02/2024,12\n"
        "4,one,too,many,25/03/2024,12,13\n"
        ",Nobody,Known,n@exemple.fr,25/03/2024,12\n"
        "6,Bob,Stone,b@exemple.fr,26/03/2024,a lot\n"
        "7,Eve,Moon,e@exemple.fr,27/03/2024,12\n"
    )

    report = load(content)

    assert counts(report) == (7, 2, 0, 0, 5)
    assert [(r.row, r.column, r.reason, r.value) for r in report.rejected] == [
        (2, None, "it has 3 cells and the heading 6", None),
        (3, "Created", "it cannot be read as a date (the column is day/month/year)", "31/02/2024"),
        (4, None, "it has 7 cells and the heading 6", None),
        (5, "Ref", "it has no id", None),
        (6, "Amount", "it cannot be read as an amount", "a lot"),
    ]
    assert all(r.remedy for r in report.rejected)
    assert staged("stg_person", "source_id, row_no") == [("1", 1), ("7", 7)]
    text = (home.path / str(report.rejected_file)).read_text(encoding="utf-8")
    kept = list(csv.reader(text.splitlines()))
    assert kept[0][:6] == [
        "cordee_row",
        "cordee_column",
        "cordee_reason",
        "cordee_remedy",
        "cordee_code",
        "Ref",
    ]
    assert [row[5:] for row in kept if row[0] == "3"] == [["3", "Ana", "Silva", "a@exemple.fr", "31/02/2024", "12"]]


def test_rejected_rows_are_said_again_when_the_same_file_comes_again(load: Load) -> None:
    content = HEAD + "1,Zoé,Noël,z@exemple.fr,25/03/2024,12\n2,Ana,Silva,a@exemple.fr,31/02/2024,12\n"
    first = load(content)

    again = load(content)

    assert counts(again) == (2, 0, 0, 1, 1)
    assert [(r.row, r.column, r.reason) for r in again.rejected] == [
        (r.row, r.column, r.reason) for r in first.rejected
    ]
    assert [r.words for r in again.rejected] == [r.words for r in first.rejected]


@pytest.mark.parametrize("bad", ["31/02/2024", "fin du trimestre", "04/17/2024"])
def test_one_unreadable_date_keeps_out_its_row_alone(load: Load, staged: Rows, bad: str) -> None:
    dates = [f"{13 + i}/03/2024" for i in range(14)]
    lines = [f"{i},Zoé,Noël,z{i}@exemple.fr,{day},12" for i, day in enumerate([*dates, bad, "01/02/2024"])]

    report = load(HEAD + "\n".join(lines) + "\n")

    assert (report.error, counts(report), report.dates) == (None, (16, 15, 0, 0, 1), {"Created": "dmy"})
    assert [(r.row, r.column, r.words.code, r.value) for r in report.rejected] == [(15, "Created", "unread_date", bad)]
    assert staged("stg_person", "CAST(created_at AS DATE)", "source_id = '15'") == [date(2024, 1, 31)]


def test_a_bad_cell_is_told_once_with_the_reason_that_helps(load: Load) -> None:
    by = (
        "source: acme\nobject: visit\ncolumns: {a: A, t: T, c: C}\nid: a\nrecords:\n"
        "  - record: touch\n    fields: {occurred_at: t, kind: {const: note}, person_ref: {column: c, ref: x}}\n"
    )

    report = load("A,T,C\n1,2024-03-05,7\n2,soon,\n3,,7\n", by=by)

    assert [(r.row, r.column, r.words.code) for r in report.rejected] == [
        (2, "T", "unread_date"),
        (2, "C", "nobody"),
        (3, "T", "no_date"),
    ]
    assert report.rejected_rows == 2


def test_a_deal_without_a_readable_date_is_not_said_to_have_none(load: Load) -> None:
    by = (
        "source: acme\nobject: deal\ncolumns: {a: A, t: T, c: C}\nid: a\nrecords:\n"
        "  - record: deal\n    fields: {created_at: t, closed_at: c}\n"
    )

    report = load("A,T,C\n1,2024-03-05,2024-04-05\n2,soon,\n3,,\n", by=by)

    assert [(r.row, r.column, r.words.code) for r in report.rejected] == [(2, "T", "unread_date"), (3, "C", "no_date")]


def test_rows_are_counted_alike_whether_they_are_good_or_bad(load: Load, staged: Rows) -> None:
    content = (
        HEAD.strip() + "\n\n"
        '1,Zoé,"Noël\n\n2",z@exemple.fr,25/03/2024,12\n'
        "\n\n2,too,few\n"
        "3,Ana,Silva,a@exemple.fr,25/03/2024,12\n"
        ",,,,,\n"
        ",,\n"
        "6,Bob,Stone,b@exemple.fr,31/02/2024,1\n"
        "7,Eve,Moon,e@exemple.fr,27/03/2024,12\n"
        "8,too,few\n"
    )

    report = load(content)

    assert staged("stg_person", "source_id, row_no") == [("1", 1), ("3", 3), ("7", 7)]
    assert [(r.row, r.words.code) for r in report.rejected] == [
        (2, "wrong_width"),
        (6, "unread_date"),
        (8, "wrong_width"),
    ]
    assert report.rejected[0].reason == "it has 3 cells and the heading 6"


def test_a_large_file_is_read_like_a_small_one(
    load: Load, home: Home, staged: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = HEAD + (
        '1,Zoé,"Noël\n\n2",z@exemple.fr, 25/03/2024 ,"1 234,5"\n\n2,too,few\n'
        "Ref,First name,Last name,Email,Created,Amount\n,,,,,\n"
        "3,Ana,Silva,a@exemple.fr,25/03/2024,12\n4,Bob,Stone,b@exemple.fr,31/02/2024,1\n"
    )
    second = first.replace("Silva", "Souza") + "9,Eve,Moon,e@exemple.fr,27/03/2024,12\n"

    def seen() -> list[Any]:
        columns = "* EXCLUDE (received_at, run_id)"
        return [staged("stg_person", columns), staged("stg_account", columns), staged("superseded", "*")]

    small = [load(first), load(second, name="second.csv")]
    expected = seen()
    shutil.rmtree(home.path)
    monkeypatch.setattr(landing, "SMALL", 0)
    large = [load(first), load(second, name="second.csv")]

    assert [counts(report) for report in small] == [(4, 2, 0, 0, 2), (5, 1, 1, 1, 2)]
    assert [counts(report) for report in large] == [counts(report) for report in small]
    assert [report.rejected for report in large] == [report.rejected for report in small]
    assert seen() == expected


@pytest.mark.parametrize(
    "content", [HEAD + "1,a,b,,,1\r\n2,c,d,,,\n3,e,f,,,3\r\n", HEAD + '1,a,"b\r\nb",,,1\n2,c,d,,,\n']
)
def test_rows_that_end_in_different_ways_are_rows_all_the_same(load: Load, staged: Rows, content: str) -> None:
    report = load(content)

    assert (report.error, report.rejected_rows) == (None, 0)
    assert staged("stg_person", "family_name") == (["b", "d", "f"] if "3" in content else ["b\r\nb", "d"])


def test_rejections_are_said_in_french_too(load: Load, home: Home) -> None:
    report = load(HEAD + "1,Zoé,Noël,z@exemple.fr,25/03/2024,12\n2,Ana\n3,Ana,Silva,a@exemple.fr,31/02/2024,12\n")

    (file,) = ImportReport([report]).as_json("fr")["files"]

    assert [(r["code"], r["reason"]) for r in file["rejected"]] == [
        ("wrong_width", "elle a 2 cellules et l’en-tête 6"),
        ("unread_date", "elle ne se lit pas comme une date (la colonne est en jour/mois/année)"),
    ]
    aside = list(csv.reader((home.path / str(report.rejected_file)).read_text(encoding="utf-8").splitlines()))
    assert [row[2] for row in aside[1:]] == [r["reason"] for r in file["rejected"]]


def test_a_home_in_english_keeps_rows_aside_in_english(load: Load, home: Home) -> None:
    home.path.mkdir()
    (home.path / "cordee.toml").write_text('language = "en"\n')

    report = load(HEAD + "1,Zoé,Noël,z@exemple.fr,25/03/2024,12\n2,Ana\n")

    assert "it has 2 cells and the heading 6" in (home.path / str(report.rejected_file)).read_text(encoding="utf-8")


def test_the_corrected_file_of_rejected_rows_is_imported_as_what_the_tool_sent(load: Load, home: Home) -> None:
    report = load(HEAD + "1,Zoé,Noël,z@exemple.fr,25/03/2024,12\n3,Ana,Silva,a@exemple.fr,31/02/2024,12\n")
    aside = (home.path / str(report.rejected_file)).read_text(encoding="utf-8")

    corrected = load(aside.replace("31/02/2024", "29/02/2024"), name="corrected.csv")

    assert counts(corrected) == (1, 1, 0, 0, 0)
    (kept,) = source_record(home, [record_id("acme/contact/3")])
    assert sorted(kept.payload) == ["Amount", "Created", "Email", "First name", "Last name", "Ref"]


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(load: Load, home: Home) -> None:
    report = load(TWO, dry_run=True)

    assert counts(report) == (2, 2, 0, 0, 0)
    assert report.records == {"person": 2, "account": 2}
    assert not home.path.exists()


def test_the_mapping_is_kept_and_recognises_the_next_export(load: Load, home: Home, tmp_path: Path) -> None:
    load(TWO)
    later = tmp_path / "later.csv"
    later.write_text(HEAD + "9,Eve,Moon,e@exemple.fr,27/03/2024,1\n")

    (report,) = import_files(home, [later]).files

    assert (report.source, report.object, report.new) == ("acme", "contact", 1)


def test_an_unknown_file_is_refused_with_what_to_do(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "unknown.csv"
    file.write_text("alpha,beta\n1,2\n")

    (report,) = import_files(home, [file]).files

    assert report.error_code == "unrecognised"
    assert report.error == (
        f"{file} is no export that Cordée knows. Its headings: alpha, beta. "
        "Describe it in a mapping (docs/how-to/import-any-csv.md) and add --mapping FILE.yml."
    )


def test_two_mappings_that_fit_alike_are_not_guessed(home: Home, tmp_path: Path) -> None:
    home.mappings.mkdir(parents=True)
    for tool in ("left", "right"):
        records = "records: [{record: user, fields: {name: b}}]"
        text = f"source: {tool}\nobject: thing\ncolumns: {{a: Alpha, b: Beta}}\nid: a\n{records}\n"
        (home.mappings / f"{tool}.yml").write_text(text)
    file = tmp_path / "export.csv"
    file.write_text("Alpha,Beta\n1,x\n")

    refused = import_files(home, [file]).files[0]
    told = import_files(home, [file], source="right").files[0]

    assert "could be left/thing, right/thing" in str(refused.error) and "--source left or --source right" in str(
        refused.error
    )
    assert (told.source, told.new) == ("right", 1)


def test_one_bad_file_does_not_stop_the_others(home: Home, tmp_path: Path, contacts: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.csv").write_text("")
    (folder / "b.csv").write_text(TWO)
    (folder / "notes.md").write_text("not an export")

    report = import_files(home, [folder, folder / "b.csv"], mapping=contacts)

    assert [(Path(file.path).name, file.error_code, file.new) for file in report.files] == [
        ("a.csv", "unreadable", 0),
        ("b.csv", None, 2),
    ]
    assert not report.ok and report.unreadable


def test_the_report_is_json(load: Load) -> None:
    document = json.loads(json.dumps(ImportReport([load(HEAD + "1,Zoé,Noël,z@e.fr,31/02/2024,12\n")]).as_json()))

    (file,) = document["files"]
    assert {"path", "source", "object", "rows", "new", "changed", "unchanged", "rejected", "warnings", "error"} <= set(
        file
    )
    assert set(file["rejected"][0]) == {"row", "column", "code", "reason", "remedy", "value"}


def test_progress_is_told_and_ends_at_the_number_of_rows(load: Load) -> None:
    told: list[tuple[str, int, int, float]] = []

    load(TWO, progress=lambda *news: told.append(news))

    assert told[-1][1:3] == (2, 2)
    assert [done for _, done, _, _ in told] == sorted(done for _, done, _, _ in told)


def test_a_second_writer_is_told_to_wait(load: Load, home: Home) -> None:
    with home.writing(), pytest.raises(HomeBusy):
        load(TWO)


def test_staging_is_rebuilt_from_what_was_received(load: Load, home: Home, staged: Rows) -> None:
    load(TWO)
    load(TWO.replace("Max,", "Maxime,"))
    before = {table: staged(table, "*") for table in ("stg_person", "stg_account")}
    for file in home.staged.glob("*/*.parquet"):
        file.unlink()

    assert restage(home) == 2

    assert {table: staged(table, "*") for table in ("stg_person", "stg_account")} == before


def test_staging_is_rebuilt_by_the_mapping_in_force(load: Load, home: Home, staged: Rows) -> None:
    load(TWO)
    kept = next(home.mappings.glob("*.yml"))
    kept.write_text(
        kept.read_text(encoding="utf-8")
        .replace("given_name: first, family_name: last", "family_name: first, full_name: last")
        .replace("created_at: created", "language: {const: fr}"),
        encoding="utf-8",
    )

    restage(home)
    as_of_its_day = staged("stg_person", "given_name, family_name, full_name, language")
    restage(home, current=True)

    assert as_of_its_day == [("Max", 'Le "Gros"\nFils', None, None), ("Zoé", "Noël", None, None)]
    assert staged("stg_person", "family_name, full_name, language, created_at") == [
        ("Max", 'Le "Gros"\nFils', "fr", None),
        ("Zoé", "Noël", "fr", None),
    ]
    assert staged("stg_account", "source_id, annual_revenue", "annual_revenue IS NOT NULL") == [
        ("Noël", Decimal("1234.50"))
    ]


def test_freshness_counts_what_is_held(load: Load, home: Home) -> None:
    load(TWO)
    load(TWO.replace("Max,", "Maxime,"))

    (line,) = freshness(home)

    assert (line.source, line.object, line.runs, line.rows, line.records, line.rejected) == (
        "acme",
        "contact",
        2,
        3,
        2,
        0,
    )


def test_an_undone_run_is_not_read_any_more_and_its_files_stay(load: Load, home: Home, staged: Rows) -> None:
    load(TWO)
    second = load(TWO.replace("Max,", "Maxime,"))

    undo(home, str(second.run_id), by="Camille", now=datetime(2024, 4, 1))

    assert staged("stg_person", "source_id, given_name") == [("1", "Zoé"), ("2", "Max")]
    assert len(list(home.staged.glob("stg_person/*.parquet"))) == 2


def test_recognise_shows_what_a_file_is(tmp_path: Path, contacts: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(TWO.replace("First name", "Prénom").replace("Amount", "Other"))

    (found,) = recognise(file, mapping=contacts)

    assert (found.source, found.object, found.delimiter, found.encoding) == ("acme", "contact", "comma", "utf-8")
    assert found.columns == {
        "ref": "Ref",
        "first": "Prénom",
        "last": "Last name",
        "email": "Email",
        "created": "Created",
    }
    assert found.unused == ["Other"]
    assert found.sample[0][:3] == ["1", "Zoé", "Noël"]


def test_corrected_rows_are_read_as_their_file_was(load: Load, home: Home, staged: Rows, tmp_path: Path) -> None:
    first = load(TWO.replace("05/03/2024", "31/02/2024"))
    (kept,) = rows_kept_aside(home.path / str(first.rejected_file))
    assert (kept.row, kept.cells["Created"], [one.column for one in kept.why]) == (2, "31/02/2024", ["Created"])
    corrected = tmp_path / "corrected.csv"
    # 04/03 could be April: the file that it was part of put the day first.
    cells = {**kept.cells, "Created": "04/03/2024"}
    with corrected.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(cells))
        writer.writeheader()
        writer.writerow(cells)

    report = import_files(home, [corrected], like=str(first.run_id)).files[0]

    assert counts(report) == (1, 1, 0, 0, 0)
    assert staged("stg_person", "source_id, created_at", "source_id = '2'") == [("2", datetime(2024, 3, 3, 23, 0))]
    assert len(raw.history(home)) == 2

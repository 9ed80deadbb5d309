"""Files as tables: encodings, separators, where the heading is, workbooks, archives."""

import datetime as dt
import gzip
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from cordee.revenue.imports.encodings import examine
from cordee.revenue.imports.report import Unreadable
from cordee.revenue.imports.tables import Table, members, open_table

KNOWN = frozenset({"email", "firstname", "prenom", "createdate", "datededebututc"})
FRENCH = "Prénom;Email\nZoé Lefèvre-Noël;zoe@exemple.fr\nÉtienne à Nîmes – 5 €;etienne@exemple.fr\n"


def opened(tmp_path: Path, content: bytes, name: str = "export.csv") -> Table:
    file = tmp_path / name
    file.write_bytes(content)
    work = tmp_path / "work"
    work.mkdir()
    return open_table(file, work, KNOWN)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_the_encoding_is_found_in_the_bytes(tmp_path: Path, encoding: str, found: str) -> None:
    table = opened(tmp_path, FRENCH.encode(encoding))

    assert table.encoding == found
    assert table.headers == ["Prénom", "Email"]
    assert table.sample[1] == ("Étienne à Nîmes – 5 €", "etienne@exemple.fr")
    assert table.text.read_text(encoding="utf-8-sig").splitlines() == FRENCH.splitlines()


def test_an_old_export_in_the_dos_code_page_is_read(tmp_path: Path) -> None:
    table = opened(tmp_path, "Prénom;Email\nZoé Lefèvre;zoe@exemple.fr\nJérôme;j@exemple.fr\n".encode("cp850"))

    assert (table.encoding, table.headers[0], table.sample[0][0]) == ("cp850", "Prénom", "Zoé Lefèvre")


def test_one_broken_byte_does_not_make_a_file_windows_text(tmp_path: Path) -> None:
    table = opened(tmp_path, ("Prénom;Email\n" + "Zoé;é@exemple.fr\n" * 20).encode() + b"Jos\xe9;j@exemple.fr\n")

    assert (table.encoding, table.broken, table.sample[0][0]) == ("utf-8", 1, "Zoé")


def test_a_character_cut_by_the_block_size_is_no_broken_byte(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_bytes(b"Email\n" + b"x" * ((1 << 20) - 7) + "é".encode() + b"\n")

    assert examine(file).encoding == "utf-8"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_under_which_the_headings_are_known(tmp_path: Path, delimiter: str) -> None:
    content = delimiter.join(["First name", "Email", "Note"]) + "\n"
    content += delimiter.join(["Zoé", "zoe@exemple.fr", '"1,5; 2,5; 3|4"']) + "\n"

    table = opened(tmp_path, content.encode())

    assert (table.delimiter, table.headers) == (delimiter, ["First name", "Email", "Note"])


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("# ----\n# Sessions\n# 20240301-20240331\n# ----\n\n", id="comments of GA4"),
        pytest.param(
            "Campaign Performance Report (in UTC)\n\nReport Start: March 1, 2024\nAccount: Acme\n", id="titles"
        ),
        pytest.param('"A title, with a comma"\n', id="a quoted title"),
    ],
)
def test_lines_before_the_heading_are_passed(tmp_path: Path, before: str) -> None:
    table = opened(tmp_path, (before + "Email,First name,Spend\nzoe@exemple.fr,Zoé,1\n").encode())

    assert table.headers == ["Email", "First name", "Spend"]
    assert table.sample[0] == ("zoe@exemple.fr", "Zoé", "1")


def test_an_unknown_heading_is_the_first_line_as_wide_as_the_rows(tmp_path: Path) -> None:
    assert opened(tmp_path, b"A report\nalpha,beta,gamma\n1,2,3\n4,5,6\n").headers == ["alpha", "beta", "gamma"]


def test_a_heading_with_a_line_break_is_one_heading(tmp_path: Path) -> None:
    table = opened(tmp_path, b'Email,"First\nname"\nzoe@exemple.fr,Z\n')

    assert table.headers == ["Email", "First\nname"]
    assert table.text.read_text() == "zoe@exemple.fr,Z\n"


def test_repeated_and_empty_headings_get_names(tmp_path: Path) -> None:
    assert opened(tmp_path, b"Email,Email,,x\na,b,c,d\n").headers == ["Email", "Email (2)", "Column 3", "x"]


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    sheet.write(r, c, value)
    return out.getvalue()


def test_a_workbook_gives_the_sheet_with_known_headings(tmp_path: Path) -> None:
    content = workbook(
        {
            "About": [["This workbook was exported by Acme"]],
            "Data": [
                ["Email", "Create date", "Count", "Share", "Won"],
                ["zoe@exemple.fr", dt.datetime(2024, 3, 5, 14, 22), 12, 0.5, True],
            ],
        }
    )

    table = opened(tmp_path, content, "export.xlsx")

    assert table.headers == ["Email", "Create date", "Count", "Share", "Won"]
    assert table.sample[0] == ("zoe@exemple.fr", "2024-03-05 14:22:00", "12", "0.5", "true")


def test_a_workbook_saved_as_csv_is_still_a_workbook(tmp_path: Path) -> None:
    assert opened(tmp_path, workbook({"Data": [["Email", "First name"], ["a@b.fr", "A"]]})).headers == [
        "Email",
        "First name",
    ]


def test_archives_are_opened(tmp_path: Path) -> None:
    packed = tmp_path / "exports.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("contacts.csv", FRENCH)
        archive.writestr("__MACOSX/contacts.csv", "junk")
        archive.writestr("readme.pdf", "junk")
    squeezed = tmp_path / "contacts.csv.gz"
    squeezed.write_bytes(gzip.compress(FRENCH.encode()))
    work = tmp_path / "work"
    work.mkdir()

    assert [label for label, _ in members(packed, work)] == [f"{packed}/contacts.csv"]
    assert [file.read_text(encoding="utf-8") for _, file in members(squeezed, work)] == [FRENCH]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.csv", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "picture.csv", "is not a table of text"),
        (b"not a workbook", "broken.xlsx", "is not a workbook that can be read"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, content: bytes, name: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        opened(tmp_path, content, name)

"""Tables: a file as one table of text cells, whatever it came as: where its heading is, how cells are separated.

CSV, TSV and semicolons, XLSX and its kin, alone or inside .gz and .zip; any encoding (``encodings``); lines before the
heading.
"""

import csv
import datetime as dt
import gzip
import io
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cordee.revenue.imports import encodings
from cordee.revenue.imports.headers import distinct, plain
from cordee.revenue.imports.report import Unreadable
from cordee.revenue.imports.words import words

SPREADSHEETS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
TEXTS = {".csv", ".tsv", ".txt", ".tab"}
DELIMITERS = (",", ";", "\t", "|")
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
HEAD = 512 << 10
LONGEST = 200
"""A longer cell is no heading."""
DEEPEST = 60
"""A heading further down than this is not looked for."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose rows can be read by DuckDB: UTF-8 text at ``text``, ``skip`` lines up to and with the heading."""

    label: str
    text: Path
    delimiter: str
    skip: int
    headers: list[str]
    encoding: str
    sha256: str
    size: int
    lines: int
    broken: int
    spreadsheet: bool = False
    sample: tuple[tuple[str, ...], ...] = ()
    mixed_ends: bool = False  # some lines end in \\r\\n and others in \\n


def members(path: Path, work: Path) -> Iterator[tuple[str, Path]]:
    """The tables that a file holds: itself, or what is inside an archive (unpacked under ``work``)."""
    suffix = path.suffix.lower()
    try:
        if suffix == ".gz":
            target = work / path.stem
            with gzip.open(path, "rb") as packed, target.open("wb") as out:
                shutil.copyfileobj(packed, out, 1 << 20)
            yield str(path), target
        elif suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for position, entry in enumerate(sorted(archive.namelist())):
                    inner = Path(entry)
                    if inner.suffix.lower() not in SPREADSHEETS | TEXTS or "__MACOSX" in inner.parts:
                        continue
                    folder = work / f"member{position}"
                    folder.mkdir(parents=True)
                    with archive.open(entry) as packed, (folder / inner.name).open("wb") as out:
                        shutil.copyfileobj(packed, out, 1 << 20)
                    yield f"{path}/{entry}", folder / inner.name
        else:
            yield str(path), path
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise Unreadable(words("cannot_unpack", file=str(path), error=str(error))) from error


def open_table(
    path: Path, work: Path, known: frozenset[str], label: str | None = None, sheet: str | None = None
) -> Table:
    """Finds out how a file is written. ``known`` holds the plain headings of every mapping: evidence for where the
    heading is.

    Temporary copies go under ``work``, which the caller removes. Raises ``Unreadable``.
    """
    label = label or str(path)
    try:
        found = encodings.examine(path)
    except OSError as error:
        raise Unreadable(words("cannot_read", file=label, error=error.strerror or str(error))) from error
    if found.size == 0:
        raise Unreadable(words("empty_file", file=label))
    spreadsheet = path.suffix.lower() in SPREADSHEETS or _looks_packed(path)
    if spreadsheet:
        text, delimiter, encoding = work / f"{path.stem}.sheet.csv", ",", "spreadsheet"
        _write_sheet(path, text, known, label, sheet)
    else:
        text, encoding = path, found.encoding
        if encoding not in {"utf-8", "utf-8-sig"} or found.broken:
            text = work / f"{path.stem}.utf8.csv"
            encodings.to_utf8(path, encoding, text)
        delimiter = ""
    head = _head(text)
    if "\x00" in head:
        raise Unreadable(words("binary", file=label))
    delimiter = delimiter or _delimiter(head, known)
    rows = _rows(head, delimiter)
    position = _heading(rows, known)
    if position is None:
        raise Unreadable(words("no_heading", file=label, lines=DEEPEST))
    skip, cells = rows[position]
    while (
        len(cells) > 1
        and not cells[-1].strip()
        and all(not (row[1][len(cells) - 1 :] or [""])[0] for row in rows[position + 1 :])
        and _is_ragged_end(rows[position + 1 :], len(cells))
    ):
        cells = cells[:-1]
    before = rows[position - 1][0] if position else 0
    if (
        skip - before > 1
    ):  # a heading with line breaks inside: DuckDB counts lines, so the rows go to a copy of their own
        copy = work / f"{path.stem}.rows.csv"
        _from_line(text, skip, copy)
        text, skip = copy, 0
    sample = tuple(tuple(row) for _, row in rows[position + 1 : position + 6])
    return Table(
        label,
        text,
        delimiter,
        skip,
        distinct(cells),
        encoding,
        found.sha256,
        found.size,
        found.lines,
        found.broken,
        spreadsheet,
        sample,
        not spreadsheet and 0 < found.ends < found.lines,
    )


def _is_ragged_end(rows: list[tuple[int, list[str]]], width: int) -> bool:
    """Whether a nameless last column is missing from the rows too (a separator at the end of the heading only)."""
    return bool(rows) and all(len(row) < width for _, row in rows)


def _looks_packed(path: Path) -> bool:
    """An XLSX saved under another name is still a zip with a workbook inside."""
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            return False
    with zipfile.ZipFile(path) as archive:
        return any(name.startswith("xl/") for name in archive.namelist())


def _head(text: Path) -> str:
    with text.open("rb") as stream:
        block = stream.read(HEAD)
        whole = not stream.read(1)
    if not whole:
        block = block[: block.rfind(b"\n") + 1] or block
    return block.decode("utf-8-sig", "replace")


def _rows(head: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """(number of its last line, cells) of the first rows; blank lines are left out."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, cells))
            if len(rows) >= 2 * DEEPEST:
                break
    except csv.Error:
        pass
    return rows


def _delimiter(head: str, known: frozenset[str]) -> str:
    """The separator under which a line reads as the most known headings, then under which rows agree on their width."""

    def evidence(delimiter: str) -> tuple[int, float]:
        rows = _rows(head, delimiter)
        hits = max((_hits(cells, known) for _, cells in rows[:DEEPEST]), default=0)
        widths = Counter(len(cells) for _, cells in rows)
        if not widths:
            return 0, 0.0
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
        return (hits if hits > 1 else 0), (width > 1) * (count / len(rows) + min(width, 50) / 1000)

    return max(DELIMITERS, key=evidence)


def _hits(cells: Iterable[str], known: frozenset[str]) -> int:
    return sum(plain(cell) in known for cell in cells if len(cell) <= LONGEST and not cell.isspace())


def _heading(rows: list[tuple[int, list[str]]], known: frozenset[str]) -> int | None:
    """The row with the most known headings; where none has two, the first as wide as most rows are."""
    if not rows:
        return None
    scored = [(_hits(cells, known), -position) for position, (_, cells) in enumerate(rows[:DEEPEST])]
    best, position = max(scored)
    widths = Counter(len(cells) for _, cells in rows)
    usual = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
    if best >= 2 or (best == 1 and usual == 1):
        return -position
    for index, (_, cells) in enumerate(rows[:DEEPEST]):
        if len(cells) >= usual:
            return index
    return 0


def _from_line(text: Path, lines: int, target: Path) -> None:
    with text.open("rb") as source, target.open("wb") as out:
        for _ in range(lines):
            source.readline()
        shutil.copyfileobj(source, out, 1 << 20)


def _write_sheet(path: Path, target: Path, known: frozenset[str], label: str, wanted: str | None) -> None:
    """Writes the sheet with the most known headings as CSV."""
    import python_calamine

    try:
        with path.open("rb") as stream:
            book = python_calamine.load_workbook(stream)
            names = [wanted] if wanted in book.sheet_names else book.sheet_names
            best: tuple[int, int, str] | None = None
            for order, name in enumerate(names):
                first = [
                    [_cell(value) for value in row] for row in book.get_sheet_by_name(name).to_python(nrows=DEEPEST)
                ]
                score = max((_hits(row, known) for row in first), default=-1)
                if first and (best is None or (score, -order) > best[:2]):
                    best = (score, -order, name)
            if best is None:
                raise Unreadable(words("no_sheet", file=label))
            with target.open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out, lineterminator="\n")
                for row in book.get_sheet_by_name(best[2]).iter_rows():
                    writer.writerow([_cell(value) for value in row])
    except python_calamine.CalamineError as error:
        raise Unreadable(words("no_workbook", file=label, error=str(error))) from error


def _cell(value: object) -> str:
    """The text of a cell, dates in ISO form, whole numbers without a point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="microseconds" if value.microsecond else "seconds")
    if isinstance(value, dt.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(value) if value is not None else ""

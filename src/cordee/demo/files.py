"""Writing files as tools do: encodings, separators, quotes, preambles, dates. Bytes depend on the content alone."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from cordee.demo.days import epoch, paris_offset, utc


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One export. ``bad_rows`` are planted: the import must refuse exactly those."""

    path: Path
    source: str
    object: str
    rows: int
    bad_rows: int = 0


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a tool writes its CSV."""

    encoding: str = "utf-8"
    delimiter: str = ","
    newline: str = "\r\n"
    quote_all: bool = False


ENGLISH = Dialect()
BOM = Dialect("utf-8-sig")
QUOTED = Dialect(quote_all=True, newline="\n")
EXCEL_FR = Dialect("cp1252", ";")
EXCEL_FR_UTF8 = Dialect("utf-8-sig", ";")
LINKEDIN = Dialect("utf-16", "\t", "\n")


@dataclass(slots=True)
class Folder:
    """Where the exports go, and what has been written so far."""

    path: Path
    files: list[DemoFile] = field(default_factory=list)

    def csv(
        self,
        name: str,
        source: str,
        object_: str,
        headers: Sequence[str],
        rows: Iterable[Sequence[object]],
        dialect: Dialect = ENGLISH,
        *,
        bad_rows: int = 0,
        preamble: str = "",
        footer: str = "",
    ) -> None:
        """Writes one text export. None becomes an empty cell."""
        text = io.StringIO()
        text.write(preamble.replace("\n", dialect.newline))
        writer = csv.writer(
            text,
            delimiter=dialect.delimiter,
            lineterminator=dialect.newline,
            quoting=csv.QUOTE_ALL if dialect.quote_all else csv.QUOTE_MINIMAL,
        )
        writer.writerow(headers)
        listed = list(rows)
        writer.writerows(listed)
        text.write(footer)
        content = text.getvalue().encode("utf-16-le" if dialect.encoding == "utf-16" else dialect.encoding, "replace")
        path = self.path / name
        path.write_bytes(b"\xff\xfe" + content if dialect.encoding == "utf-16" else content)
        self.files.append(DemoFile(path, source, object_, len(listed), bad_rows))

    def xlsx(
        self,
        name: str,
        source: str,
        object_: str,
        headers: Sequence[str],
        rows: Iterable[Sequence[object]],
        sheet: str,
        *,
        bad_rows: int = 0,
    ) -> None:
        """Writes one workbook. Dates are real date cells; the file's own creation date is fixed."""
        import xlsxwriter

        path = self.path / name
        listed = list(rows)
        with xlsxwriter.Workbook(
            str(path), {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm", "constant_memory": False}
        ) as book:
            book.set_properties({"created": datetime(2026, 7, 1, 8, 0)})  # noqa: DTZ001 -- a label in the file
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, headers)
            for place, row in enumerate(listed, start=1):
                page.write_row(place, 0, row)
        self.files.append(DemoFile(path, source, object_, len(listed), bad_rows))


def iso_z(moment: datetime | None) -> str:
    """2025-03-04T08:12:05Z, from Paris wall time."""
    return "" if moment is None else f"{utc(moment):%Y-%m-%dT%H:%M:%SZ}"


def salesforce_time(moment: datetime | None) -> str:
    """2025-03-04T08:12:05.000+0000."""
    return "" if moment is None else f"{utc(moment):%Y-%m-%dT%H:%M:%S}.000+0000"


def paris_iso(moment: datetime | None) -> str:
    """2025-03-04T09:12:05+01:00."""
    return (
        "" if moment is None else f"{moment:%Y-%m-%dT%H:%M:%S}+0{paris_offset(moment.date()) // timedelta(hours=1)}:00"
    )


def eastern_iso(moment: datetime | None) -> str:
    """2025-03-04T03:12:05-05:00: a tool whose account was opened on New York time, summer time there included."""
    if moment is None:
        return ""
    at = utc(moment)
    march, november = datetime(at.year, 3, 8, 7), datetime(at.year, 11, 1, 6)  # noqa: DTZ001 -- bounds in UTC
    summer = (
        march + timedelta(days=(6 - march.weekday()) % 7)
        <= at
        < november + timedelta(days=(6 - november.weekday()) % 7)
    )
    return f"{at - timedelta(hours=4 if summer else 5):%Y-%m-%dT%H:%M:%S}-0{4 if summer else 5}:00"


def space(moment: datetime | None) -> str:
    """2025-03-04 09:12 in Paris, as HubSpot exports it."""
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def space_utc(moment: datetime | None) -> str:
    """2025-03-04 08:12:05 in UTC, as Pipedrive exports it."""
    return "" if moment is None else f"{utc(moment):%Y-%m-%d %H:%M:%S}"


def french(moment: datetime | date | None) -> str:
    """04/03/2025."""
    return "" if moment is None else f"{moment:%d/%m/%Y}"


def french_time(moment: datetime | None) -> str:
    """04/03/2025 09:12, Paris."""
    return "" if moment is None else f"{moment:%d/%m/%Y %H:%M}"


def seconds(moment: datetime | None) -> str:
    """Seconds since 1970."""
    return "" if moment is None else str(epoch(moment))


def comma(amount: float) -> str:
    """1 234,56 with a narrow space for thousands, as a French spreadsheet shows it."""
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",")


_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def salesforce_id(prefix: str, number: int, *, long: bool = True) -> str:
    """A Salesforce id: 15 characters in which case matters, or those with the 3 that make case not matter."""
    tail = ""
    for _ in range(7):
        number, digit = divmod(number, 62)
        tail = _BASE62[digit] + tail
    short = f"{prefix}5g{'0' * (10 - len(tail))}{tail}"
    if not long:
        return short
    groups = (short[0:5], short[5:10], short[10:15])
    return short + "".join(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[sum(1 << i for i, c in enumerate(g) if c.isupper())] for g in groups
    )

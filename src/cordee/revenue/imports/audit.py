"""Audit: which rows cannot go in, and why; what is odd and does not keep a row out."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from cordee.revenue.imports.fields import empty_word
from cordee.revenue.imports.landing import ASIDE, Ragged
from cordee.revenue.imports.mapping import Record
from cordee.revenue.imports.report import LISTED, Rejection, Warned
from cordee.revenue.imports.staging import Staging
from cordee.revenue.imports.tables import Table
from cordee.revenue.imports.words import Words, as_written, order, words

CLOSED_FIELDS = ("kind", "side", "direction", "stage", "outcome")


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on a row that should not hold. ``rejects``: it keeps the row out."""

    sql: str
    column: str | None  # ours
    words: Words
    rejects: bool = True
    record: int | None = None  # position of the record that it is about
    inputs: frozenset[str] = frozenset()  # columns that would meet the need; empty for a cell's own check


def checks(staging: Staging, headers: list[str]) -> list[Check]:
    """What a row is held against: its id, its dates, its amounts, what its records cannot do without."""
    found = []
    mapping = staging.mapping
    if mapping.id is not None:
        name = next((name for name in mapping.id.inputs if name in staging.columns), mapping.id.inputs[0])
        found.append(
            Check(
                f"({staging.key_text(mapping.id)}) IS NULL",
                name,
                words("no_id"),
            )
        )
    for key, (cell, _) in staging.moment_cells().items():
        text = staging.cell(cell)
        read = staging.moments[key]
        found.append(
            Check(
                _unread(text, read.sql(text, "UTC")),
                cell.column,
                words("unread_date", order=order(read.words)),
            )
        )
    for key, (cell, type_) in staging.amount_cells().items():
        if staging.amounts[key].sound:
            continue
        text = staging.cell(cell)
        number = staging.amounts[key].sql(text, type_)
        found.append(
            Check(
                _unread(text, number),
                cell.column,
                words("unread_amount" if type_.startswith("DECIMAL") else "unread_number"),
                rejects=type_.startswith("DECIMAL"),
            )
        )
    main = next(
        (record for record in mapping.records if record.own and record.part is None),
        mapping.records[0] if mapping.records else None,
    )
    for position, record in enumerate(mapping.records):
        applies = staging.when(record)
        # Whether a date is there does not depend on its zone, and reading it in UTC is cheaper.
        for condition, fields, why in replace(staging, zone="UTC").needs(record):
            field = fields[0]
            value = record.fields.get(field)
            inputs = frozenset(name for one in fields if one in record.fields for name in record.fields[one].inputs)
            first = next((name for name in value.inputs if name in staging.columns), None) if value else None
            required = value is not None and value.required
            found.append(
                Check(
                    f"({applies}) AND NOT ({condition})",
                    first,
                    why if record is main or required else words("not_made", record=_named(record), why=why),
                    rejects=record is main or required,
                    record=position,
                    inputs=inputs,
                )
            )
    for record in mapping.records:
        for field in CLOSED_FIELDS:
            value = record.fields.get(field)
            values = mapping.values_of(value) if value is not None else None
            if (
                value is None
                or value.alternatives
                or values is None
                or "default" in values
                or record.table.column(field).doc.startswith("connected")
            ):
                continue
            column = next((name for name in value.inputs if name in staging.columns), None)
            if column is not None:
                listed = [key for key in values if key]
                text = staging.text(column)
                unknown = (
                    f"{text} IS NOT NULL AND NOT {staging.among(text, listed)}" if listed else f"{text} IS NOT NULL"
                )
                found.append(
                    Check(
                        f"({staging.when(record)}) AND {unknown}",
                        column,
                        words("unlisted", field=field),
                        rejects=False,
                    )
                )
    return found


@dataclass(frozen=True, slots=True)
class Findings:
    """What the audit of a file found. ``met``: positions of the records whose needs every row that goes in meets."""

    bad_rows: int = 0
    rejections: tuple[Rejection, ...] = ()
    warnings: tuple[Warned, ...] = ()
    met: frozenset[int] = frozenset()


def _named(record: Record) -> str:
    return record.record.replace("_", " ") + (f" ({record.part})" if record.part else "")


def _unread(text: str, reading: str) -> str:
    """Whether a cell holds something that its reading cannot read; the rare case is looked at only where it is one."""
    return f"CASE WHEN ({reading}) IS NULL THEN {text} IS NOT NULL AND NOT {empty_word(text)} ELSE false END"


def audit(connection: duckdb.DuckDBPyConnection, staging: Staging, table: Table) -> Findings:
    """Fills the table ``cordee_bad`` (row_no, checks) with the rows that cannot go in."""
    held = checks(staging, table.headers)
    connection.execute("CREATE OR REPLACE TEMP TABLE cordee_bad (row_no BIGINT, checks INTEGER[])")
    everywhere = frozenset(range(len(staging.mapping.records)))
    if not held:
        return Findings(met=everywhere)
    counted = connection.execute(
        "SELECT " + ", ".join(f"count(*) FILTER (WHERE {check.sql})" for check in held) + " FROM cells"
    ).fetchone()
    counts = [int(count) for count in counted or ()]
    warnings = tuple(
        Warned(_header(staging, table, check.column), check.words, count)
        for check, count in zip(held, counts, strict=True)
        if count and not check.rejects
    )
    unmet = {check.record for check, count in zip(held, counts, strict=True) if count and not check.rejects}
    met = frozenset(everywhere - unmet)
    failing = [
        (index, check) for index, (check, count) in enumerate(zip(held, counts, strict=True)) if count and check.rejects
    ]
    if not failing:
        return Findings(warnings=warnings, met=met)
    cases = ", ".join(f"CASE WHEN {check.sql} THEN {index} END" for index, check in failing)
    connection.execute(
        f"INSERT INTO cordee_bad SELECT * FROM (SELECT row_no, list_filter([{cases}], lambda x: x IS NOT NULL) AS "
        "checks "
        "FROM cells) WHERE len(checks) > 0"
    )
    number = connection.execute("SELECT count(*) FROM cordee_bad").fetchone()
    rejections = [
        _rejection(staging, table, held[index], row, cells)
        for row, failed, cells in _bad_rows(connection, LISTED)
        for index in telling(held, failed)
    ]
    return Findings(int(number[0]) if number else 0, tuple(rejections[:LISTED]), warnings, met)


def telling(held: list[Check], failed: list[int]) -> list[int]:
    """Of the checks that a row fails, the ones to name: one per column, the first; no need that an unreadable cell
    explains.
    """
    unread = {held[index].column for index in failed if not held[index].inputs}
    told: dict[str | None, int] = {}
    for index in failed:
        if not (held[index].inputs & unread):
            told.setdefault(held[index].column, index)
    return list(told.values())


def _header(staging: Staging, table: Table, column: str | None) -> str | None:
    position = staging.columns.get(column) if column is not None else None
    return table.headers[position] if position is not None else None


def _rejection(staging: Staging, table: Table, check: Check, row: int, cells: tuple[str | None, ...]) -> Rejection:
    position = staging.columns.get(check.column) if check.column is not None else None
    value = cells[position] if position is not None else None
    return Rejection(row, _header(staging, table, check.column), check.words, value)


def _bad_rows(
    connection: duckdb.DuckDBPyConnection, limit: int | None = None
) -> Iterator[tuple[int, list[int], tuple[str | None, ...]]]:
    limited = f" LIMIT {limit}" if limit else ""
    names = [name for (name, *_) in connection.execute("DESCRIBE landed").fetchall() if name != "row_no"]
    listed = ", ".join(f"l.{name}" for name in sorted(names, key=lambda name: int(name[1:])))
    result = connection.execute(
        f"SELECT b.row_no, b.checks, {listed} FROM cordee_bad AS b JOIN landed AS l ON l.row_no = b.row_no ORDER "
        f"BY b.row_no{limited}"
    )
    while rows := result.fetchmany(1000):
        for row in rows:
            yield int(row[0]), list(row[1]), tuple(row[2:])


def keep_aside(
    connection: duckdb.DuckDBPyConnection,
    staging: Staging,
    table: Table,
    ragged: list[Ragged],
    target: Path,
    language: str,
) -> None:
    """Writes every rejected row with its cells as received, to be corrected in the file and imported again.

    Reason and remedy are in the company's language; ``cordee_code`` holds them for any other.
    """
    held = checks(staging, table.headers)
    shown = [position for position, header in enumerate(table.headers) if not header.startswith(ASIDE)]
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=table.delimiter, lineterminator="\n")
        writer.writerow(
            [
                f"{ASIDE}row",
                f"{ASIDE}column",
                f"{ASIDE}reason",
                f"{ASIDE}remedy",
                f"{ASIDE}code",
                *(table.headers[position] for position in shown),
            ]
        )
        for entry in ragged:
            parts = next(csv.reader([entry.line], delimiter=table.delimiter), [])
            writer.writerow([entry.row, *_said([entry.rejection], language), *parts])
        for row, failed, cells in _bad_rows(connection):
            told = telling(held, failed)
            why = [_rejection(staging, table, held[index], row, cells) for index in told]
            writer.writerow([row, *_said(why, language), *(cells[position] or "" for position in shown)])


def _said(why: list[Rejection], language: str) -> list[str]:
    """The columns in front of a row kept aside: the first column that is wrong, all the reasons, and the same as code."""
    reasons = "; ".join(dict.fromkeys(one.words.text(language) for one in why))
    code = json.dumps([{"column": one.column, **one.words.as_json()} for one in why], ensure_ascii=False)
    return [why[0].column or "", reasons, why[0].words.remedy(language), code]


@dataclass(frozen=True, slots=True)
class KeptAside:
    """A row that did not go in: its cells as received, and all that is wrong with it."""

    row: int
    cells: dict[str, str]
    surplus: list[str]  # cells beyond the heading's
    why: tuple[Rejection, ...]

    @property
    def is_ragged(self) -> bool:
        """Whether it could not be cut into the cells of the heading: any of them may be wrong."""
        return all(one.column is None for one in self.why)


def rows_kept_aside(file: Path) -> Iterator[KeptAside]:
    """The rejected rows of a run, in the order of the file kept aside."""
    with file.open(encoding="utf-8", newline="") as stream:
        first = stream.readline()
        stream.seek(0)
        delimiter = first[len(f"{ASIDE}row") : len(f"{ASIDE}row") + 1]
        for row in csv.DictReader(stream, delimiter=delimiter, restkey=""):
            surplus = row.pop("", None) or []
            front = {
                name: row.pop(f"{ASIDE}{name}", "") or "" for name in ("row", "column", "reason", "remedy", "code")
            }
            cells = {heading: text or "" for heading, text in row.items()}
            yield KeptAside(int(front["row"]), cells, list(surplus), tuple(_why(front, cells)))


def _why(front: dict[str, str], cells: dict[str, str]) -> Iterator[Rejection]:
    number = int(front["row"])
    if not front["code"]:
        yield Rejection(number, front["column"] or None, as_written(front["reason"], front["remedy"]))
        return
    for one in json.loads(front["code"]):
        column = one["column"]
        yield Rejection(number, column, Words.from_json(one), cells.get(column) if column else None)


def kept_aside(file: Path) -> list[Rejection]:
    """The rejections of an earlier run."""
    found = [one for kept in rows_kept_aside(file) for one in kept.why]
    return sorted(found, key=lambda rejection: rejection.row)[:LISTED]

"""Audit: which rows cannot go in, and why; what is odd and does not keep a row out."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cordee.revenue.imports.fields import empty_word
from cordee.revenue.imports.landing import ASIDE, Ragged
from cordee.revenue.imports.report import LISTED, Rejection, Warned
from cordee.revenue.imports.staging import Staging
from cordee.revenue.imports.tables import Table

CLOSED_FIELDS = ("kind", "side", "direction", "stage", "outcome")


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on a row that should not hold. ``rejects``: it keeps the row out."""

    sql: str
    column: str | None  # ours
    reason: str
    remedy: str
    rejects: bool = True
    record: int | None = None  # position of the record that it is about


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
                "it has no id",
                "Fill in the id; without it a later export could not be told to speak of the same record.",
            )
        )
    for key, (cell, _) in staging.moment_cells().items():
        text = staging.cell(cell)
        read = staging.moments[key]
        found.append(
            Check(
                _unread(text, read.sql(text, "UTC")),
                cell.column,
                f"it cannot be read as a date (the column is {read.words})",
                "Write the date as the other rows do, or as 2024-03-05 14:22 in a corrected file.",
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
                f"it cannot be read as {'an amount' if type_.startswith('DECIMAL') else 'a number'}",
                "Write digits, with the decimal sign of the other rows.",
                rejects=type_.startswith("DECIMAL"),
            )
        )
    main = next(
        (record for record in mapping.records if record.own and record.part is None),
        mapping.records[0] if mapping.records else None,
    )
    for position, record in enumerate(mapping.records):
        applies = staging.when(record)
        for condition, field, words in staging.needs(record):
            value = record.fields.get(field)
            first = next((name for name in value.inputs if name in staging.columns), None) if value else None
            required = value is not None and value.required
            found.append(
                Check(
                    f"({applies}) AND NOT ({condition})",
                    first,
                    words
                    if record is main or required
                    else (
                        f"no {record.record.replace('_', ' ')}{f' ({record.part})' if record.part else ''} was "
                        f"made: {words}"
                    ),
                    "Fill in the cell, or leave the row out.",
                    rejects=record is main or required,
                    record=position,
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
                        f"a value is not in the mapping's list for {field}",
                        "Add it under values in the mapping.",
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
        Warned(_header(staging, table, check.column), f"{check.reason}. {check.remedy}", count)
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
        for index in failed
    ]
    return Findings(int(number[0]) if number else 0, tuple(rejections[:LISTED]), warnings, met)


def _header(staging: Staging, table: Table, column: str | None) -> str | None:
    position = staging.columns.get(column) if column is not None else None
    return table.headers[position] if position is not None else None


def _rejection(staging: Staging, table: Table, check: Check, row: int, cells: tuple[str | None, ...]) -> Rejection:
    position = staging.columns.get(check.column) if check.column is not None else None
    value = cells[position] if position is not None else None
    return Rejection(row, _header(staging, table, check.column), check.reason, check.remedy, value)


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
    connection: duckdb.DuckDBPyConnection, staging: Staging, table: Table, ragged: list[Ragged], target: Path
) -> None:
    """Writes every rejected row with its cells as received, to be corrected in the file and imported again."""
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
                *(table.headers[position] for position in shown),
            ]
        )
        for entry in ragged:
            parts = next(csv.reader([entry.line], delimiter=table.delimiter), [])
            writer.writerow([entry.row, "", entry.rejection.reason, entry.rejection.remedy, *parts])
        for row, failed, cells in _bad_rows(connection):
            first = _rejection(staging, table, held[failed[0]], row, cells)
            reasons = "; ".join(dict.fromkeys(held[index].reason for index in failed))
            writer.writerow(
                [row, first.column or "", reasons, first.remedy, *(cells[position] or "" for position in shown)]
            )

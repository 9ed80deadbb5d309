"""Evidence: how the dates and numbers of one file are written, decided on every value of every column.

Day and month: a column proves its own order where some value cannot be read the other way. What a column does not
prove, the other columns of the file do, then chronology (nothing closes before it is opened). Otherwise the person is
asked.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb

from cordee.revenue.imports import amounts, moments
from cordee.revenue.imports.amounts import Amounts
from cordee.revenue.imports.fields import Cell, empty_word
from cordee.revenue.imports.headers import currency_in
from cordee.revenue.imports.moments import EMPTY_WORDS, Moments, Shape
from cordee.revenue.imports.report import AmbiguousDates, ImpossibleDates, MixedDates, Warned
from cordee.revenue.imports.staging import Staging
from cordee.revenue.imports.words import Words, either, words
from cordee.revenue.imports.words import order as order_words

TOLERATED = 0.005
"""More negative durations than this share, and the dates are not what they seem."""

ORDERS = ("dmy", "mdy", "ymd")

ENOUGH, NEARLY_ALL = 10, 0.95
"""So many values that can only be read one way, and this share of all such values, decide against the others."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns of which the first cannot be later than the second."""

    first: str
    second: str


def decide(
    connection: duckdb.DuckDBPyConnection,
    staging: Staging,
    rows: str,
    *,
    headers: list[str],
    label: str,
    delimiter: str,
    spreadsheet: bool,
    dates: str | None,
) -> tuple[Staging, list[Warned]]:
    """The staging with every reading decided. Raises ``AmbiguousDates`` or ``ImpossibleDates``."""
    warnings: list[Warned] = []
    dated, numeric = staging.moment_cells(), staging.amount_cells()
    shapes = _shapes(connection, rows, [staging.cell(cell) for cell, _ in (*dated.values(), *numeric.values())])
    found = _moments(connection, staging, rows, shapes[: len(dated)], spreadsheet)
    numbers = _amounts(connection, staging, rows, shapes[len(dated) :], headers, delimiter, warnings)
    currencies = {name: code for name, position in staging.columns.items() if (code := currency_in(headers[position]))}
    staging = replace(staging, moments=found, amounts=numbers, header_currency=currencies)
    staging = _ordered(connection, staging, rows, headers, label, dates, warnings)
    _chronological(connection, staging, rows, headers, label)
    return staging, warnings


def _moments(
    connection: duckdb.DuckDBPyConnection, staging: Staging, rows: str, shapes: list[list[Shape]], spreadsheet: bool
) -> dict[str, Moments]:
    """Readings of dates; columns with months in letters or the like are looked at again in their canonical form."""
    cells = staging.moment_cells()
    simple = dict(zip(cells, shapes, strict=True))
    suspects = [key for key, found in simple.items() if not moments.is_simple(found)]
    canonical = _shapes(connection, rows, [moments.canonical_sql(staging.cell(cells[key][0])) for key in suspects])
    wordy = []
    for key, found in zip(suspects, canonical, strict=True):
        plain = moments.readable(simple[key])
        if moments.is_simple(plain) and sum(s.count for s in plain) == sum(s.count for s in moments.readable(found)):
            simple[key] = plain  # what else is in the column is no date in any words
        else:
            simple[key] = found
            wordy.append(key)
    return {
        key: moments.recognised(
            simple[key],
            wordy=key in wordy,
            spreadsheet=spreadsheet,
            asked=(value.format if value else None) or staging.mapping.formats.dates,
        )
        for key, (_, value) in cells.items()
    }


def _shapes(connection: duckdb.DuckDBPyConnection, rows: str, texts: list[str]) -> list[list[Shape]]:
    """The shapes of each text, the most frequent first, less the words that mean nothing."""
    found: list[list[Shape]] = [[] for _ in texts]
    if texts:
        for place, shape, count in connection.execute(moments.shapes_sql(rows, texts)).fetchall():
            if "0" in shape or shape.lower() not in EMPTY_WORDS:
                found[place].append(Shape(shape, count))
    return [sorted(shapes, key=lambda shape: (-shape.count, shape.shape)) for shapes in found]


def _amounts(
    connection: duckdb.DuckDBPyConnection,
    staging: Staging,
    rows: str,
    shapes: list[list[Shape]],
    headers: list[str],
    delimiter: str,
    warnings: list[Warned],
) -> dict[str, Amounts]:
    """Readings of numbers; a column that proves nothing reads like the others of its file, then like its separator
    suggests.
    """
    found: dict[str, Amounts] = {}
    unsure: list[tuple[str, Cell, str]] = []
    told = staging.mapping.formats.decimal
    for (key, (cell, type_)), listed in zip(staging.amount_cells().items(), shapes, strict=True):
        reading = amounts.recognised(listed)
        if told is not None:
            agrees = reading.decimal == told
            reading = replace(reading, decimal=told, plain=reading.plain and agrees, sound=reading.sound and agrees)
        elif reading.decimal is None:
            unsure.append((key, cell, type_))
        found[key] = reading
    votes = [reading.decimal for reading in found.values() if reading.decimal is not None and not reading.plain]
    for key, cell, type_ in unsure:
        if votes and len(set(votes)) == 1:
            found[key] = found[key].decided(str(votes[0]))
            continue
        comma = _unsure_sign(connection, staging.cell(cell), rows) == ","
        thousands = type_ in {"INTEGER", "BIGINT"} or (comma and delimiter != ";")
        sign = "," if comma else "."
        other = "." if comma else ","
        found[key] = found[key].decided(other if thousands else sign)
        read = words("as_thousands" if thousands else "as_decimals", sign=sign)
        warnings.append(Warned(headers[staging.columns[cell.column]], read))
    return found


def _unsure_sign(connection: duckdb.DuckDBPyConnection, text: str, rows: str) -> str:
    found = connection.execute(f"SELECT {text} FROM {rows} WHERE contains({text}, ',') LIMIT 1").fetchone()
    return "," if found else "."


def _ordered(
    connection: duckdb.DuckDBPyConnection,
    staging: Staging,
    rows: str,
    headers: list[str],
    label: str,
    dates: str | None,
    warnings: list[Warned],
) -> Staging:
    """The order of day and month of every column that has one."""
    cells = staging.moment_cells()
    readings = dict(staging.moments)
    open_ = [key for key, reading in readings.items() if reading.undecided]
    if not open_:
        return staging
    failures = _failures(connection, staging, rows, {key: readings[key].orders for key in open_})
    proven: dict[str, str] = {}
    undecided: list[str] = []
    for key in open_:
        if failures[key, "differ"] == 0:  # 05/05/2024: the same day either way
            readings[key] = readings[key].read_as(readings[key].orders[0])
            continue
        read = {order: failures[key, "values"] - failures[key, order] for order in readings[key].orders}
        most = max(read.values())
        best = [order for order, count in read.items() if count == most]
        # What no order reads is no evidence, nor is what every order reads.
        many, few = most - failures[key, "all"], failures[key, "any"] - most
        if few and dates in readings[key].orders:
            readings[key] = readings[key].read_as(str(dates))
        elif few and (many < ENOUGH or (few > 1 and many < NEARLY_ALL * (many + few))):
            name = headers[staging.columns[cells[key][0].column]]
            orders = "|".join(readings[key].orders)
            raise MixedDates(words("mixed_dates", file=label, column=name, many=many, few=few, orders=orders))
        elif len(best) == 1:
            proven[key] = best[0]
        else:
            undecided.append(key)
    readings.update({key: readings[key].read_as(order) for key, order in proven.items()})
    agreed = set(proven.values())
    if (
        undecided
        and len(agreed) == 1
        and (order := next(iter(agreed)))
        and all(order in readings[key].orders for key in undecided)
    ):
        readings.update({key: readings[key].read_as(order) for key in undecided})
        undecided = []
    if undecided and dates is not None:
        for key in undecided:
            if dates not in readings[key].orders:
                columns, possible = _names(staging, [key], headers), list(readings[key].orders)
                raise AmbiguousDates(words("dates_not_as", file=label, columns=columns, order=dates, orders=possible))
            readings[key] = readings[key].read_as(dates)
        undecided = []
    staging = replace(staging, moments=readings)
    if undecided:
        staging = _by_chronology(connection, staging, rows, undecided, headers, label)
    return staging


def _failures(
    connection: duckdb.DuckDBPyConnection, staging: Staging, rows: str, orders: dict[str, tuple[str, ...]]
) -> dict[tuple[str, str], int]:
    """How many values of each column each order cannot read; ``values``: how many there are; ``differ``: of which the
    orders make different days; ``any`` and ``all``: which some order reads, which every one does.
    """
    wanted: list[tuple[tuple[str, str], str]] = []
    cells = staging.moment_cells()
    for key, possible in orders.items():
        text = staging.cell(cells[key][0])
        present = f"{text} IS NOT NULL AND NOT {empty_word(text)}"
        wanted.append(((key, "values"), f"count(*) FILTER (WHERE {present})"))
        read = {order: staging.moments[key].read_as(order).sql(text, "UTC") for order in possible}
        for order in possible:
            wanted.append(((key, order), f"count(*) FILTER (WHERE {present} AND {read[order]} IS NULL)"))
        differ = " OR ".join(f"{read[possible[0]]} IS DISTINCT FROM {read[order]}" for order in possible[1:])
        wanted.append(((key, "differ"), f"count(*) FILTER (WHERE {present} AND ({differ}))"))
        some = f"coalesce({', '.join(read.values())}) IS NOT NULL"
        every = " AND ".join(f"{reading} IS NOT NULL" for reading in read.values())
        wanted.append(((key, "any"), f"count(*) FILTER (WHERE {present} AND {some})"))
        wanted.append(((key, "all"), f"count(*) FILTER (WHERE {present} AND {every})"))
    values = connection.execute(f"SELECT {', '.join(sql for _, sql in wanted)} FROM {rows}").fetchone()
    assert values is not None  # noqa: S101 -- an aggregate always gives one row
    return {name: count for (name, _), count in zip(wanted, values, strict=True)}


def _by_chronology(
    connection: duckdb.DuckDBPyConnection,
    staging: Staging,
    rows: str,
    undecided: list[str],
    headers: list[str],
    label: str,
) -> Staging:
    """The one order under which nothing ends before it begins; asks where there is none or more than one."""
    possible = [order for order in ORDERS if all(order in staging.moments[key].orders for key in undecided)]
    consistent = []
    contradicted = False
    for order in possible:
        trial = replace(
            staging, moments={**staging.moments, **{key: staging.moments[key].read_as(order) for key in undecided}}
        )
        touching = [pair for pair in pairs(trial) if {pair.first, pair.second} & set(undecided)]
        shares = [negative / both for _, both, negative in _negatives(connection, trial, rows, touching) if both]
        if shares and max(shares) > TOLERATED:
            contradicted = True
        else:
            consistent.append((order, trial))
    if len(consistent) == 1 and contradicted:
        return consistent[0][1]
    example = _example(connection, staging, rows, undecided[0])
    raise AmbiguousDates(
        words(
            "ask_dates",
            file=label,
            columns=_names(staging, undecided, headers),
            example=example,
            readings=either(*(_spoken(example, order) for order in possible)),
            orders="|".join(possible),
        )
    )


def _spoken(example: str, order: str) -> date | Words:
    """The day that an example is in this order; the order itself where it is none."""
    numbers = re.findall(r"\d+", example)[:3]
    parts = dict(zip(order, numbers, strict=False))
    if len(parts) < 3:
        return order_words(order)
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        return date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return order_words(order)


def _example(connection: duckdb.DuckDBPyConnection, staging: Staging, rows: str, key: str) -> str:
    """A value whose two readings differ, if there is one."""
    text = staging.cell(staging.moment_cells()[key][0])
    found = connection.execute(
        f"SELECT {text} FROM {rows} WHERE {text} IS NOT NULL ORDER BY regexp_extract({text}, "
        "'^([0-9]+)[^0-9]([0-9]+)', 1) = "
        f"regexp_extract({text}, '^([0-9]+)[^0-9]([0-9]+)', 2), row_no LIMIT 1"
    ).fetchone()
    return str(found[0]) if found else ""


def _names(staging: Staging, keys: list[str], headers: list[str]) -> list[str]:
    cells = staging.moment_cells()
    return [headers[staging.columns[cells[key][0].column]] for key in keys]


def pairs(staging: Staging) -> list[Pair]:
    """The chronology that the mapping states, and the ones that its records imply."""
    found = [Pair(first, second) for first, second in staging.mapping.chronology]
    created: str | None = None
    for record in staging.mapping.records:
        if (
            record.own
            and record.record in {"person", "deal"}
            and (value := record.fields.get("created_at"))
            and value.column
            and not value.pattern
            and not value.when
        ):
            created = created or value.column
    for record in staging.mapping.records:
        ends = {"deal": "closed_at", "stage_event": "occurred_at"}.get(record.record)
        value = record.fields.get(ends) if ends else None
        if created and value and value.column and not value.pattern and not value.when and value.column != created:
            found.append(Pair(created, value.column))
    known = staging.moments
    return [pair for pair in dict.fromkeys(found) if pair.first in known and pair.second in known]


def _negatives(
    connection: duckdb.DuckDBPyConnection, staging: Staging, rows: str, wanted: list[Pair]
) -> list[tuple[Pair, int, int]]:
    """For each pair: rows that have both dates, rows where the second is earlier. Whole days count where one has no
    time.
    """
    if not wanted:
        return []
    cells = staging.moment_cells()
    select = []
    for pair in wanted:
        first, second = (
            staging.moments[key].sql(staging.cell(cells[key][0]), staging.zone) for key in (pair.first, pair.second)
        )
        if not (staging.moments[pair.first].timed and staging.moments[pair.second].timed):
            first, second = (
                f"CAST({_local(first, staging.zone)} AS DATE)",
                f"CAST({_local(second, staging.zone)} AS DATE)",
            )
        select += [
            f"count(*) FILTER (WHERE ({first}) IS NOT NULL AND ({second}) IS NOT NULL)",
            f"count(*) FILTER (WHERE ({second}) < ({first}))",
        ]
    values = connection.execute(f"SELECT {', '.join(select)} FROM {rows}").fetchone()
    assert values is not None  # noqa: S101 -- an aggregate always gives one row
    return [(pair, values[2 * index], values[2 * index + 1]) for index, pair in enumerate(wanted)]


def _local(moment: str, zone: str) -> str:
    return moment if zone == "UTC" else f"timezone('{zone}', timezone('UTC', {moment}))"


def _chronological(
    connection: duckdb.DuckDBPyConnection, staging: Staging, rows: str, headers: list[str], label: str
) -> None:
    """Stops where too many things end before they begin."""
    for pair, both, negative in _negatives(connection, staging, rows, pairs(staging)):
        if both and negative > TOLERATED * both:
            first, second = (
                headers[staging.columns[staging.moment_cells()[key][0].column]] for key in (pair.first, pair.second)
            )
            raise ImpossibleDates(
                words(
                    "impossible_dates",
                    file=label,
                    rows=negative,
                    all=both,
                    share=negative / both,
                    first=first,
                    second=second,
                    advice=_other_reading(connection, staging, rows, pair, headers),
                )
            )


def _other_reading(
    connection: duckdb.DuckDBPyConnection, staging: Staging, rows: str, pair: Pair, headers: list[str]
) -> Words:
    """Which reading of the two columns would be consistent, in words."""
    cells = staging.moment_cells()
    read = [
        words(
            "read_as",
            column=headers[staging.columns[cells[key][0].column]],
            order=order_words(staging.moments[key].words),
        )
        for key in (pair.first, pair.second)
    ]
    now = (staging.moments[pair.first], staging.moments[pair.second])
    trials = [(first, second) for first in _alternatives(now[0]) for second in _alternatives(now[1])]
    for first, second in sorted(trials, key=lambda trial: trial[0].order != trial[1].order):
        trial = replace(staging, moments={**staging.moments, pair.first: first, pair.second: second})
        ((_, both, negative),) = _negatives(connection, trial, rows, [pair])
        if both and negative <= TOLERATED * both and (first, second) != now:
            return words("other_reading", read=read, first=order_words(first.words), second=order_words(second.words))
    return words("no_reading", read=read)


def _alternatives(reading: Moments) -> list[Moments]:
    return [reading.read_as(order) for order in reading.orders] or [reading]


def as_json(staging: Staging) -> dict[str, Any]:
    """What the ledger keeps of the readings, so that staging can be rebuilt with the same result."""
    return {
        "columns": dict(staging.columns),
        "zone": staging.zone,
        "moments": {key: reading.as_json() for key, reading in staging.moments.items()},
        "amounts": {key: reading.as_json() for key, reading in staging.amounts.items()},
        "header_currency": dict(staging.header_currency),
    }


def from_json(mapping: Any, content: dict[str, Any]) -> Staging:
    return Staging(
        mapping,
        content["columns"],
        content["zone"],
        {key: Moments.from_json(reading) for key, reading in content["moments"].items()},
        {key: Amounts.from_json(reading) for key, reading in content["amounts"].items()},
        content["header_currency"],
    )

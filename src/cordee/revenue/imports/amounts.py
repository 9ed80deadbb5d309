"""Amounts: how the numbers of a column are written (decimal sign, thousands, currency), decided on every value."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from cordee.revenue.imports.headers import CODES, SIGNS
from cordee.revenue.imports.moments import MOST_SHAPES, Shape
from cordee.revenue.warehouse.engine import quoted

_NOISE = "[\\s\u00a0\u202f\u2009'’_%€$£¥]|" + "|".join(CODES)
_PLAIN = re.compile(r"-?0+([.]0+)?([eE][-+]?0+)?")


@dataclass(frozen=True, slots=True)
class Amounts:
    """How one column of numbers is read. ``decimal`` is None while nothing in the column decides it."""

    decimal: str | None = "."
    plain: bool = True  # digits and a point only: a cast reads it
    percent: bool = False
    currencies: tuple[str, ...] = ()  # signs and codes found in the cells
    noise: tuple[str, ...] = ()  # what stands in the cells beside digits, signs, points and commas
    sound: bool = False  # every shape is a number once the noise is gone: no need to match each value

    def as_json(self) -> dict[str, Any]:
        return {"kind": "amount", **{name: getattr(self, name) for name in self.__dataclass_fields__}}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Amounts":
        values: dict[str, Any] = {
            name: tuple(v) if isinstance(v, list) else v for name, v in content.items() if name != "kind"
        }
        return cls(**values)

    def decided(self, decimal: str) -> "Amounts":
        return replace(self, decimal=decimal)

    def sql(self, cell: str, type_: str) -> str:
        """The SQL that reads ``cell`` as ``type_``; NULL where it is no such number. 40 % is 0.4."""
        wide = "DOUBLE" if type_ in {"DOUBLE", "INTEGER", "BIGINT"} or self.percent else type_
        if self.plain:
            number = f"TRY_CAST({cell} AS DOUBLE)" if wide == "DOUBLE" else _decimal(cell, wide)
        else:
            decimal = self.decimal or "."
            group = "." if decimal == "," else ","
            clean = cell
            for mark in self.noise:
                clean = f"replace({clean}, {quoted(mark)}, '')"
            if not self.sound:
                clean = f"regexp_replace({cell}, {quoted(_NOISE)}, '', 'gi')"
            clean = f"replace(replace({clean}, '−', '-'), '–', '-')" if not self.sound else clean
            if not self.sound:
                clean = f"regexp_replace(regexp_replace({clean}, '^\\((.*)\\)$', '-\\1'), '^(.*[0-9])-$', '-\\1')"
            text = f"replace({clean}, '{group}', '')"
            text = text if decimal == "." else f"replace({text}, ',', '.')"
            number = _decimal(text, wide) if wide != "DOUBLE" else f"TRY_CAST({text} AS DOUBLE)"
            if not self.sound:
                form = (
                    f"[-+]?([0-9]*|[0-9]{{1,3}}([{group}][0-9]{{2,3}})*[{group}][0-9]{{3}})"
                    f"([{decimal}][0-9]+)?([eE][-+]?[0-9]+)?"
                )
                number = f"(CASE WHEN regexp_full_match({clean}, {quoted(form)}) THEN {number} END)"
            if self.percent:
                number = f"(CASE WHEN contains({cell}, '%') THEN {number} / 100 ELSE {number} END)"
        if type_ in {"INTEGER", "BIGINT"}:
            return f"TRY_CAST(round({number}) AS {type_})"
        return number if wide == type_ else f"TRY_CAST({number} AS {type_})"

    def currency_sql(self, cell: str) -> str | None:
        """The SQL of the currency written in the cell, or None where no cell has one."""
        if not self.currencies:
            return None
        if len(self.currencies) == 1:
            marks = [
                mark for mark, code in (*SIGNS.items(), *((code, code) for code in CODES)) if code == self.currencies[0]
            ]
        else:
            marks = [*SIGNS, *CODES]
        codes = {**SIGNS, **{code: code for code in CODES}}
        branches = " ".join(
            f"WHEN contains(upper({cell}), {quoted(mark)}) THEN {quoted(codes[mark])}" for mark in marks
        )
        return f"(CASE {branches} END)"


def recognised(shapes: Iterable[Shape]) -> Amounts:
    """How a column reads by its shapes; ``decimal`` is None where all could be either thousands or decimals (1,234)."""
    shapes = list(shapes)
    votes = {",": 0, ".": 0}
    unsure = 0
    currencies: dict[str, int] = {}
    noise: dict[str, None] = {}
    for shape in shapes:
        for mark, code in SIGNS.items():
            if mark in shape.shape:
                currencies[code] = currencies.get(code, 0) + shape.count
                break
        else:
            for code in CODES:
                if code in shape.shape.upper():
                    currencies[code] = currencies.get(code, 0) + shape.count
        for found in re.findall(_NOISE, shape.shape, flags=re.IGNORECASE):
            noise[found] = None
        decision = decimal_of(bare(shape.shape))
        if decision == "?":
            unsure += shape.count
        elif decision:
            votes[decision] += shape.count
    decimal: str | None = None
    if votes[","] or votes["."]:
        decimal = "," if votes[","] > votes["."] else "."
    elif not unsure:
        decimal = "."
    # A column of 1.234 alone is read by a cast only once it is known to mean decimals.
    plain = decimal == "." and not unsure and all(_PLAIN.fullmatch(shape.shape) for shape in shapes)
    sound = len(shapes) < MOST_SHAPES and all(
        is_sound(bare(shape.shape), sign) for shape in shapes for sign in (decimal or ",", decimal or ".")
    )
    percent = any("%" in shape.shape for shape in shapes)
    return Amounts(decimal, plain, percent, tuple(currencies), tuple(noise), sound)


def bare(shape: str) -> str:
    """The shape without blanks, currency and percent signs."""
    return re.sub(_NOISE, "", shape, flags=re.IGNORECASE)


def is_sound(shape: str, decimal: str) -> bool:
    """Whether a bare shape is a number with this decimal sign, groups of three in their places."""
    group = re.escape("." if decimal == "," else ",")
    return (
        re.fullmatch(rf"-?(0+|00?0?({group}00)*{group}000|(?=.))({re.escape(decimal)}0+)?", shape) is not None
        and "0" in shape
    )


def decimal_of(shape: str) -> str | None:
    """The decimal sign that a shape proves; "?" where one separator before three digits could be either; None: no
    evidence.
    """
    body = shape.strip("()-+−–")
    points, commas = body.count("."), body.count(",")
    if not points and not commas:
        return None
    if points and commas:
        return "." if body.rfind(".") > body.rfind(",") else ","
    sign, times = (".", points) if points else (",", commas)
    if times > 1:
        return "," if sign == "." else "."  # repeated: it groups thousands
    before, after = body.split(sign)
    if len(after) != 3 or len(before) > 3 or not before:
        return sign
    return "?"


def _decimal(text: str, type_: str) -> str:
    """A decimal, also from scientific notation (LinkedIn writes a cost of -2e-18)."""
    return f"coalesce(TRY_CAST({text} AS {type_}), TRY_CAST(TRY_CAST({text} AS DOUBLE) AS {type_}))"

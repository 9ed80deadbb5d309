"""Amounts: how the numbers of a column are written (decimal comma or point, thousands, signs), decided on every value."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cordee.revenue.imports.headers import CODES, SIGNS
from cordee.revenue.imports.moments import EMPTY_WORDS, Shape
from cordee.revenue.warehouse.engine import quoted

_NOISE = "[\\s\u00a0\u202f\u2009'’_%€$£¥]|" + "|".join(CODES)
_PLAIN = re.compile(r"-?0+([.]0+)?([eE][-+]?0+)?")
_SIMPLE = re.compile(r"-?0+([.]0+)?")


@dataclass(frozen=True, slots=True)
class Amounts:
    """How one column of numbers is read. ``decimal`` is None while nothing in the column decides it."""

    decimal: str | None = "."
    plain: bool = True  # digits and a point only: a cast reads it
    percent: bool = False
    currencies: tuple[str, ...] = ()  # signs and codes found in the cells

    def as_json(self) -> dict[str, object]:
        return {
            "kind": "amount",
            "decimal": self.decimal,
            "plain": self.plain,
            "percent": self.percent,
            "currencies": list(self.currencies),
        }

    @classmethod
    def from_json(cls, content: dict[str, object]) -> "Amounts":
        return cls(content["decimal"], bool(content["plain"]), bool(content["percent"]), tuple(content["currencies"]))  # type: ignore[arg-type] -- written by as_json

    def decided(self, decimal: str) -> "Amounts":
        return Amounts(decimal, self.plain, self.percent, self.currencies)

    def sql(self, cell: str, type_: str) -> str:
        """The SQL that reads ``cell`` as ``type_``; NULL where it is no such number. 40 % is 0.4."""
        if self.plain:
            number = (
                f"TRY_CAST({cell} AS DOUBLE)"
                if type_ in {"DOUBLE", "INTEGER", "BIGINT"}
                else f"coalesce(TRY_CAST({cell} AS {type_}), TRY_CAST(TRY_CAST({cell} AS DOUBLE) AS {type_}))"
            )
        else:
            clean = f"regexp_replace({cell}, {quoted(_NOISE)}, '', 'gi')"
            clean = f"replace(replace({clean}, '−', '-'), '–', '-')"
            clean = f"regexp_replace(regexp_replace({clean}, '^\\((.*)\\)$', '-\\1'), '^(.*[0-9])-$', '-\\1')"
            decimal = self.decimal or "."
            group = "." if decimal == "," else ","
            form = f"[-+]?([0-9]*|[0-9]{{1,3}}([{group}][0-9]{{2,3}})*[{group}][0-9]{{3}})([{decimal}][0-9]+)?([eE][-+]?[0-9]+)?"
            text = f"replace(replace({clean}, '{group}', ''), '{decimal}', '.')"
            number = f"(CASE WHEN regexp_full_match({clean}, {quoted(form)}) THEN TRY_CAST(TRY_CAST({text} AS {'DECIMAL(38,8)' if not self.percent else 'DOUBLE'}) AS {type_ if not self.percent else 'DOUBLE'}) END)"
            if self.percent:
                number = f"(CASE WHEN contains({cell}, '%') THEN {number} / 100 ELSE {number} END)"
        if type_ in {"INTEGER", "BIGINT"}:
            return f"TRY_CAST(round({number}) AS {type_})"
        return f"TRY_CAST({number} AS {type_})"

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


def shapes_sql(relation: str, cell: str) -> str:
    """The query that lists a column's shapes: shape, count, one example; the 5,000 most frequent."""
    words = ", ".join(quoted(word) for word in EMPTY_WORDS)
    return (
        f"SELECT translate({cell}, '123456789', '000000000') AS shape, count(*) AS n, min({cell}) AS example FROM {relation} "
        f"WHERE {cell} IS NOT NULL AND lower({cell}) NOT IN ({words}) GROUP BY 1 ORDER BY n DESC, shape LIMIT 5000"
    )


def recognised(shapes: Iterable[Shape]) -> tuple[Amounts, bool]:
    """How a column reads by its shapes, and whether some of them could be either thousands or decimals (1,234)."""
    votes = {",": 0, ".": 0}
    plain = percent = False
    unsure = 0
    currencies: dict[str, int] = {}
    all_plain = True
    for shape in shapes:
        all_plain &= _PLAIN.fullmatch(shape.shape) is not None
        percent |= "%" in shape.shape
        for mark, code in SIGNS.items():
            if mark in shape.shape:
                currencies[code] = currencies.get(code, 0) + shape.count
                break
        else:
            for code in CODES:
                if code in shape.shape.upper():
                    currencies[code] = currencies.get(code, 0) + shape.count
        decision = decimal_of(re.sub(_NOISE, "", shape.shape, flags=re.IGNORECASE))
        if decision == "?":
            unsure += shape.count
        elif decision:
            votes[decision] += shape.count
    plain = all_plain
    decimal: str | None = None
    if votes[","] or votes["."]:
        decimal = "," if votes[","] > votes["."] else "."
    elif not unsure:
        decimal = "."
    # A column of 1.234 alone is read by a cast only once it is known to mean decimals.
    return Amounts(decimal, plain and decimal == "." and not unsure, percent, tuple(currencies)), bool(unsure)


def decimal_of(shape: str) -> str | None:
    """The decimal sign that a shape proves; "?" where one separator before three digits could be either; None: no evidence."""
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

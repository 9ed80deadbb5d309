"""Facts: the columns of a table of leads, as arrays: numbers, categories, moments, identifiers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Codes: TypeAlias = NDArray[np.int64]
Rows: TypeAlias = NDArray[np.int64]

NEARLY_ALL_DISTINCT = 0.5
"""Texts of which more than this share are distinct name their row: an identifier or free text, never a rule."""


class Kind(StrEnum):
    """What a column holds. Only numbers and categories become rules."""

    NUMBER = "number"
    CATEGORY = "category"
    MOMENT = "moment"
    IDENTIFIER = "identifier"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column over n leads.

    ``numbers`` (n): the value of a number, seconds since 1970 of a moment, the digits of an identifier; NaN: missing.
    ``codes`` (n): place in ``levels`` of a category; −1: missing. ``filled`` (n): whether there is anything at all.
    """

    name: str
    kind: Kind
    filled: Flags
    numbers: Floats
    codes: Codes
    levels: tuple[str, ...] = ()

    def of(self, rows: Rows | Flags) -> "Column":
        """The same column of some of the leads, in the order of ``rows``."""
        return replace(self, filled=self.filled[rows], numbers=self.numbers[rows], codes=self.codes[rows])

    def __len__(self) -> int:
        return int(self.filled.size)


def fetched(values: object) -> NDArray[np.object_]:
    """A column of texts as DuckDB's ``fetchnumpy`` gives it, NULL as None."""
    masked: Any = np.ma.asarray(values)
    texts = np.array(np.ma.getdata(masked), dtype=object)
    texts[np.ma.getmaskarray(masked)] = None
    return texts


def fetched_numbers(values: object) -> Floats:
    """A column of numbers as DuckDB's ``fetchnumpy`` gives it, NULL as NaN."""
    return np.asarray(np.ma.filled(np.ma.asarray(values).astype(np.float64), np.nan), dtype=np.float64)


def number(name: str, values: Floats) -> Column:
    """A column of numbers (NaN: missing); a constant where there is one value at most."""
    values = np.asarray(values, dtype=np.float64)
    filled = ~np.isnan(values)
    kind = Kind.NUMBER if np.unique(values[filled]).size > 1 else Kind.CONSTANT
    return Column(name, kind, filled, values, np.full(values.size, -1))


def moment(name: str, seconds: Floats) -> Column:
    """A column of moments, as seconds since 1970 (NaN: missing)."""
    seconds = np.asarray(seconds, dtype=np.float64)
    return Column(name, Kind.MOMENT, ~np.isnan(seconds), seconds, np.full(seconds.size, -1))


def category(name: str, values: Sequence[str | None] | NDArray[np.object_]) -> Column:
    """A column of texts (None: missing); an identifier where most of them are distinct, a constant where one is."""
    texts = np.asarray(values, dtype=object)
    filled = np.array([text is not None for text in texts], dtype=bool)
    levels, found = np.unique(texts[filled].astype(str), return_inverse=True)
    codes = np.full(texts.size, -1)
    codes[filled] = found
    kind, numbers = Kind.CATEGORY, np.full(texts.size, np.nan)
    if levels.size > max(20.0, NEARLY_ALL_DISTINCT * found.size):
        kind = Kind.IDENTIFIER
        digits = [re.search(r"(\d{1,15})\D*$", str(level)) for level in levels]
        numbers[filled] = np.array([float(one[1]) if one else np.nan for one in digits])[found]
    elif levels.size <= 1:
        kind = Kind.CONSTANT
    return Column(name, kind, filled, numbers, codes, tuple(str(level) for level in levels))

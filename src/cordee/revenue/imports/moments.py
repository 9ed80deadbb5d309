"""Moments: how the dates of a column are written, decided on every value of the column, and the SQL that reads them.

A *shape* is a value with its digits replaced by 0. All the shapes of a column are listed, each gives the formats that
it may be; where day and month could be swapped, both orders are tried on every value (``evidence``).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cordee.revenue.warehouse.engine import quoted

EMPTY_WORDS = (
    "-",
    "--",
    "—",
    "n/a",
    "na",
    "#n/a",
    "null",
    "none",
    "nan",
    "(blank)",
    "(vide)",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "never",
    "jamais",
)
"""What tools write in a date or number column that holds nothing."""

_MONTHS = (
    ("jan", "janvier|january|janv|jan"),
    ("feb", "fevrier|february|fevr|fev|feb"),
    ("mar", "mars|march|mar"),
    ("apr", "avril|april|avr|apr"),
    ("may", "mai|may"),
    ("jun", "juin|june|jun"),
    ("jul", "juillet|july|juil|jul"),
    ("aug", "aout|august|aug"),
    ("sep", "septembre|september|sept|sep"),
    ("oct", "octobre|october|oct"),
    ("nov", "novembre|november|nov"),
    ("dec", "decembre|december|dec"),
)
_DAYS = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    "lun|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun"
)
_ZONES = {
    "utc": "+00:00",
    "gmt": "+00:00",
    "cest": "+02:00",
    "cet": "+01:00",
    "bst": "+01:00",
    "edt": "-04:00",
    "est": "-05:00",
    "cdt": "-05:00",
    "cst": "-06:00",
    "pdt": "-07:00",
    "pst": "-08:00",
}

_SIMPLE = re.compile(r"[0T .:,/+\-]*")
_ISO = re.compile(r"0000-00?-00?([T ]00?:00(:00([.]0+)?)?)?")
_ISO_OFFSET = re.compile(r"0000-00-00[T ]00:00:00([.]0+)?(Z|[+-]00(:?00)?)")
_DATE = (
    (re.compile(r"0000([-/.])00?(?:\1)00?"), "ymd"),
    (re.compile(r"00?([-/. ])00?(?:\1)0000"), "order"),
    (re.compile(r"00?([-/.])00?(?:\1)00"), "order_short"),
    (re.compile(r"00000000"), "compact"),
    (re.compile(r"00?([ \-/.]?)[a-z]{3}([ \-/.,]*)(0000|00)"), "day_month_word"),
    (re.compile(r"[a-z]{3}([ \-.]*)00?(,? ?|[-])(0000)"), "month_word_day"),
)
_TIME = re.compile(r"([T ,]+)(00?)(:00)(:00)?([.,]0+)?(?:( ?)(am|pm))?")
_OFFSET = re.compile(r"( ?)(Z|[+-]00:?00|[+-]00)")


@dataclass(frozen=True, slots=True)
class Shape:
    """One way of writing found in a column, with how many values have it."""

    shape: str
    count: int


@dataclass(frozen=True, slots=True)
class Format:
    """How a shape is read. ``text``: for strptime, with ``{order}`` undecided when ``orders`` is not empty."""

    text: str
    orders: tuple[str, ...] = ()
    zoned: bool = False
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Moments:
    """How one column of dates is read; what the ledger keeps of it is ``as_json``."""

    wordy: bool = False
    method: str = "formats"  # formats, iso, iso_offset, epoch_s, epoch_ms, excel
    formats: tuple[Format, ...] = ()
    order: str | None = None

    @property
    def undecided(self) -> bool:
        return self.order is None and any(format_.orders for format_ in self.formats)

    @property
    def orders(self) -> tuple[str, ...]:
        """The readings that are possible by its shapes."""
        found: tuple[str, ...] = ()
        for format_ in self.formats:
            found = tuple(dict.fromkeys((*found, *format_.orders)))
        return found

    @property
    def timed(self) -> bool:
        return self.method in {"epoch_s", "epoch_ms", "iso_offset"} or any(format_.timed for format_ in self.formats)

    def read_as(self, order: str) -> "Moments":
        return Moments(self.wordy, self.method, self.formats, order)

    @property
    def words(self) -> str:
        """How it reads, for people: ``dmy``, ``ymd``, ``epoch_ms``, ``text``…"""
        if self.method != "formats":
            return {"iso": "ymd", "iso_offset": "ymd with offset"}.get(self.method, self.method)
        return self.order or ("text" if self.wordy else "ymd")

    def as_json(self) -> dict[str, Any]:
        formats = [[f.text, list(f.orders), f.zoned, f.timed] for f in self.formats]
        return {"kind": "moment", "wordy": self.wordy, "method": self.method, "order": self.order, "formats": formats}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Moments":
        formats = tuple(Format(text, tuple(orders), zoned, timed) for text, orders, zoned, timed in content["formats"])
        return cls(bool(content["wordy"]), str(content["method"]), formats, content["order"])

    def sql(self, cell: str, zone: str, *, local_day: bool = False) -> str:
        """The SQL that reads ``cell`` as naive UTC (or as the local date, for columns of days); NULL where it cannot.

        Naive times are of ``zone``. A time that a change to summer skips is moved forward by the hour skipped; one that
        the
        change to winter repeats is read as its second passing. Both are what ICU does, and always the same.
        """
        utc, local = _utc_of(zone, local_day)
        if self.method == "iso":
            expression = local(f"TRY_CAST({cell} AS TIMESTAMP)")
        elif self.method == "iso_offset":
            expression = utc(f"TRY_CAST({cell} AS TIMESTAMPTZ)")
        elif self.method in {"epoch_s", "epoch_ms"}:
            factor = 1_000_000 if self.method == "epoch_s" else 1_000
            expression = utc(f"make_timestamptz(CAST(TRY_CAST({cell} AS DOUBLE) * {factor} AS BIGINT))")
        elif self.method == "excel":
            expression = local(
                f"TIMESTAMP '1899-12-30' + to_microseconds(CAST(round(TRY_CAST({cell} AS DOUBLE) * 86400) AS "
                "BIGINT) * 1000000)"
            )
        else:
            text = canonical_sql(cell) if self.wordy else cell
            naive = self._list([f for f in self.formats if not f.zoned])
            zoned = self._list([f for f in self.formats if f.zoned])
            parts = []
            if naive:
                parts.append(local(f"try_strptime({text}, {naive})"))
            if zoned:
                parts.append(utc(f"try_strptime({text}, {zoned})"))
            expression = (
                f"coalesce({', '.join(parts)})" if len(parts) > 1 else parts[0] if parts else "CAST(NULL AS TIMESTAMP)"
            )
        return f"CAST({expression} AS DATE)" if local_day else expression

    def _list(self, formats: Iterable[Format]) -> str:
        texts = [
            f.text.replace("{order}", "") if not f.orders else _ordered(f, self.order or f.orders[0]) for f in formats
        ]
        unique = sorted(dict.fromkeys(texts), key=lambda text: "%Y" in text)  # %Y would read 24 as the year 24
        return "[" + ", ".join(quoted(text) for text in unique) + "]" if unique else ""


def _utc_of(zone: str, local_day: bool) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """SQL around a moment with an offset, and around a naive one of ``zone``: to naive UTC, or to the local day."""

    def of_offset(moment: str) -> str:
        return f"timezone({quoted(zone if local_day else 'UTC')}, {moment})"

    def of_zone(moment: str) -> str:
        return moment if local_day or zone == "UTC" else f"timezone('UTC', timezone({quoted(zone)}, {moment}))"

    return of_offset, of_zone


def _ordered(format_: Format, order: str) -> str:
    """The format with day, month and year in ``order``; a column read as ymd may still hold the other two."""
    year = "%y" if "{short}" in format_.text else "%Y"
    chosen = order if order in format_.orders or "{short}" in format_.text else format_.orders[0]
    separator = format_.text.split("}", 1)[1][0]
    names = {"d": "%d", "m": "%m", "y": year}
    rest = format_.text.split("}", 1)[1][1:]
    return separator.join(names[letter] for letter in chosen) + rest


def canonical_sql(cell: str) -> str:
    """A date written in words with English month names, numeric offsets, no weekday: what strptime can read."""
    text = f"lower(strip_accents({cell}))"
    text = f"replace(replace({text}, chr(8239), ' '), chr(160), ' ')"
    for pattern, replacement in _rewrites():
        text = f"regexp_replace({text}, {quoted(pattern)}, {quoted(replacement)}, 'g')"
    return f"trim({text})"


def _rewrites() -> list[tuple[str, str]]:
    rules = [(rf"\b({_DAYS})\b\.?,? *", "")]
    rules += [(rf"\b({words})\b\.?", short) for short, words in _MONTHS]
    rules += [(rf" *\b{name}\b(\+0+)?", offset) for name, offset in _ZONES.items()]
    rules += [
        (r"([ap])\. ?m\.?", r"\1m"),
        (r" (a|at|le|de) ", " "),
        (r"([0-9]) ?h ?([0-9]{2})", r"\1:\2"),
        (r"([0-9])(st|nd|rd|th|er)\b", r"\1"),
    ]
    rules += [(r"([0-9])t([0-9])", r"\1 \2"), (r"([0-9])z$", r"\1+00:00"), (r" +", " ")]
    return rules


MOST_SHAPES = 5000
"""So many shapes of a column are looked at; a column with more is free text."""


def shapes_sql(relation: str, texts: Sequence[str]) -> str:
    """The query that lists the shapes of several texts: position of the text, shape, count; the most frequent ones."""
    return " UNION ALL ".join(
        f"(SELECT {position} AS place, translate({text}, '123456789', '000000000') AS shape, count(*) AS n "
        f"FROM {relation} WHERE {text} IS NOT NULL GROUP BY shape ORDER BY n DESC, shape LIMIT {MOST_SHAPES})"
        for position, text in enumerate(texts)
    )


def is_simple(shapes: Iterable[Shape]) -> bool:
    """Whether the values can be read as they are: no words, no offset other than ISO's."""
    return all(_SIMPLE.fullmatch(shape.shape) or _ISO_OFFSET.fullmatch(shape.shape) for shape in shapes) and (
        not any("Z" in shape.shape for shape in shapes) or all(_ISO_OFFSET.fullmatch(shape.shape) for shape in shapes)
    )


def readable(shapes: Iterable[Shape]) -> list[Shape]:
    """The shapes that are dates or instants."""
    return [
        shape
        for shape in shapes
        if format_of(shape.shape) is not None
        or _ISO.fullmatch(shape.shape)
        or _ISO_OFFSET.fullmatch(shape.shape)
        or re.fullmatch(r"0+([.,]0+)?", shape.shape)
    ]


def recognised(shapes: list[Shape], *, wordy: bool, spreadsheet: bool, asked: str | None = None) -> Moments:
    """How a column is read by its shapes; ``asked`` is the mapping's own word on it. Shapes that are no date stay
    unread.
    """
    if asked in {"epoch_s", "epoch_ms"}:
        return Moments(method=asked)
    kinds = {shape.shape for shape in shapes}
    numeric = [shape for shape in shapes if re.fullmatch(r"0+([.,]0+)?", shape.shape)]
    if shapes and not wordy:
        total = sum(shape.count for shape in shapes)
        if sum(s.count for s in numeric if s.shape.split(".")[0] == "0" * 13) > total / 2:
            return Moments(method="epoch_ms")
        if sum(s.count for s in numeric if s.shape.split(".")[0] == "0" * 10) > total / 2:
            return Moments(method="epoch_s")
        if spreadsheet and sum(s.count for s in numeric if s.shape.split(".")[0] == "00000") > total / 2:
            return Moments(method="excel")
        readable = [shape for shape in kinds if format_of(shape) is not None or _ISO.fullmatch(shape)]
        if readable and all(_ISO.fullmatch(shape) for shape in readable):
            return Moments(method="iso", formats=(Format("", timed=any(":" in shape for shape in readable)),))
        if readable and all(_ISO_OFFSET.fullmatch(shape) for shape in readable):
            return Moments(method="iso_offset")
    found = tuple(dict.fromkeys(format_ for shape in shapes if (format_ := format_of(shape.shape)) is not None))
    order = asked if asked in {"dmy", "mdy", "ymd"} else None
    return Moments(wordy=wordy, formats=found, order=order)


def format_of(shape: str) -> Format | None:
    """The strptime format of a shape (digits as 0, month words as three letters), or None where it is no date."""
    words = re.sub(r"(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?![a-z])", "mmm", shape)
    for pattern, kind in _DATE:
        match = pattern.match(words)
        if match is None:
            continue
        rest = _rest(shape[match.end() :])
        if rest is None:
            continue
        tail, timed, zoned = rest
        orders: tuple[str, ...] = ()
        if kind == "ymd":
            text = f"%Y{match[1]}%m{match[1]}%d"
        elif kind == "compact":
            text = "%Y%m%d"
        elif kind == "order":
            text, orders = "{long}" + match[1], ("dmy", "mdy")
        elif kind == "order_short":
            # 24-03-05 may well begin with the year; with slashes and points nobody writes it so.
            text, orders = "{short}" + match[1], ("dmy", "mdy", "ymd") if match[1] == "-" else ("dmy", "mdy")
        elif kind == "day_month_word":
            text = f"%d{match[1]}%b{match[2]}{'%Y' if match[3] == '0000' else '%y'}"
        else:
            text = f"%b{match[1]}%d{match[2]}%Y"
        return Format(text + tail, orders, zoned, timed)
    return None


def _rest(shape: str) -> tuple[str, bool, bool] | None:
    """The format of what follows the date: time and offset; None where it is something else."""
    if not shape:
        return "", False, False
    time = _TIME.match(shape)
    if time is None:
        return None
    seconds = ":%S" if time[4] else ""
    fraction = f"{time[5][0]}%f" if time[5] else ""
    text = f"{time[1]}%I:%M{seconds}{time[6]}%p" if time[7] else f"{time[1]}%H:%M{seconds}{fraction}"
    rest = shape[time.end() :]
    if not rest:
        return text, True, False
    offset = _OFFSET.fullmatch(rest)
    if offset is None:
        return None
    return f"{text}{offset[1]}%z", True, True

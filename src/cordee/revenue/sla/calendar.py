"""Calendars as tables, so that an engine can count the business time of millions of moments by equality joins.

Both tables cut time in pieces of one length and say, for each piece of each calendar, the few open spans in it:

- ``open_day``: one row per UTC day. Seconds open before a moment = those before the day + what is over of each span.
- ``open_block``: one row per ``block`` open seconds. The moment at which so many open seconds are over is in the last
  span that begins before.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis
from ibis.expr.types import IntegerValue, Table, TimestampValue

from cordee.revenue.sla.hours import DAY, Openings

_ORIGIN = ibis.timestamp("1970-01-01 00:00:00")

_BITS = (10, 14)
"""A block has 2 to the power of one of these seconds (17 min to 4 h 33): engines shift bits faster than they divide."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of both tables, each with one whole number as its key, dense enough to be looked up by its place.

    ``spans`` and ``parts`` are how many spans a row of each holds.
    """

    first_day: int
    days_each: int
    blocks_each: int
    bits: int
    spans: int
    parts: int
    days: list[tuple[int, ...]]
    blocks: list[tuple[int, ...]]

    @property
    def day_columns(self) -> Mapping[str, str]:
        spans = {f"{word}_{n}": "BIGINT" for n in range(self.spans) for word in ("start", "length")}
        return {"day_key": "BIGINT", "before": "BIGINT", **spans}

    @property
    def block_columns(self) -> Mapping[str, str]:
        parts = {f"{word}_{n}": "BIGINT" for n in range(self.parts) for word in ("over", "shift")}
        return {"block_key": "BIGINT", **parts}


def tables(calendars: Sequence[Openings]) -> Tables:
    """The tables of several calendars (of the same days), numbered from 0 as they are given."""
    if len({(one.first, one.last) for one in calendars}) != 1:
        raise ValueError("Calendars of one table know the same days, and there is one at least.")
    first_day = calendars[0].first // DAY
    days_each = calendars[0].last // DAY - first_day
    days = [list(_days(one)) for one in calendars]
    spans = max((len(found) for rows in days for _, _, found in rows), default=0) or 1
    lengths = [end - start for one in calendars for start, end in zip(one.starts, one.ends, strict=True)]
    bits = min(max(min(lengths, default=DAY).bit_length() - 1, _BITS[0]), _BITS[1])
    blocks = [list(_blocks(one, bits)) for one in calendars]
    parts = max((len(found) for rows in blocks for _, found in rows), default=0) or 1
    blocks_each = max(len(rows) for rows in blocks) + 1
    return Tables(
        first_day=first_day,
        days_each=days_each,
        blocks_each=blocks_each,
        bits=bits,
        spans=spans,
        parts=parts,
        days=[
            (number * days_each + day - first_day, before, *_flat(found, spans, (0, 0)))
            for number, rows in enumerate(days)
            for day, before, found in rows
        ],
        blocks=[
            (number * blocks_each + place, *_flat(found, parts, found[-1]))
            for number, rows in enumerate(blocks)
            for place, found in rows
        ],
    )


def _flat(found: Sequence[tuple[int, int]], size: int, empty: tuple[int, int]) -> list[int]:
    return [value for span in [*found, *[empty] * (size - len(found))] for value in span]


def _days(one: Openings) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Each UTC day: its number, the seconds open before it, and its spans as (start, length)."""
    before, place = 0, 0
    for day in range(one.first // DAY, one.last // DAY):
        low, high, found = day * DAY, (day + 1) * DAY, []
        while place < len(one.starts) and one.starts[place] < high:
            start, end = max(one.starts[place], low), min(one.ends[place], high)
            if start < end:
                found.append((start, end - start))
            if one.ends[place] > high:
                break
            place += 1
        yield day, before, found
        before += sum(length for _, length in found)


def _blocks(one: Openings, bits: int) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Each block of open seconds: its number, and its spans as (seconds over when it begins, moment less these)."""
    for number in range((one.before[-1] - 1 >> bits) + 1 if one.before[-1] else 0):
        low, high = number << bits, number + 1 << bits
        place, found = bisect_right(one.before, low) - 1, []
        while place < len(one.starts) and one.before[place] < high:
            found.append((one.before[place], one.starts[place] - one.before[place]))
            place += 1
        yield number, found


def add_seconds_before(rows: Table, at: str, open_day: Table, given: Tables, name: str) -> Table:
    """Adds the column ``name``: seconds open before the moment in column ``at``, in the calendar of column ``calendar``.

    Rows whose moment lies on no day of the table are left out. A fraction of a second is cut off.
    """
    moment: TimestampValue = rows[at]
    day = moment.delta(_ORIGIN, unit="day") - given.first_day
    key = rows.calendar * given.days_each + day
    dated = rows.mutate(at_second=moment.delta(_ORIGIN, unit="second"), at_key=key)
    joined = dated.join(open_day, dated.at_key == open_day.day_key)
    counted: IntegerValue = joined.before
    for n in range(given.spans):
        since = joined.at_second - joined[f"start_{n}"]
        counted = counted + ibis.least(ibis.greatest(since, 0), joined[f"length_{n}"])
    return joined.select(*rows.columns, **{name: counted})


def add_moment(rows: Table, due: str, open_block: Table, given: Tables, name: str) -> Table:
    """Adds the column ``name``: the first moment at which the open seconds in column ``due`` (1 or more) are over.

    What is over at closing time is over then, not at the next opening. It is NULL where the table does not reach.
    """
    key = rows.calendar * given.blocks_each + (rows[due] - 1 >> given.bits)
    placed = rows.mutate(in_block=key)
    joined = placed.left_join(open_block, placed.in_block == open_block.block_key)
    shift: IntegerValue = joined.shift_0
    if given.parts > 1:
        later = [(joined[due] > joined[f"over_{n}"], joined[f"shift_{n}"]) for n in range(given.parts - 1, 0, -1)]
        shift = ibis.cases(*later, else_=shift)
    return joined.select(*rows.columns, **{name: _ORIGIN + (joined[due] + shift).as_interval("s")})

"""Agendas: blocks of evidence, each with its builder, and the minutes that each gets.

``settings.AGENDA_BLOCKS`` lists the blocks that a ritual may be assembled of, as dotted paths to ``Block`` objects. A builder takes
what is asked (``Asked``), speaks the reader's language and gives what it found (``Found``), most money first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from cordee.workspace.insight.rituals import Span
from cordee.workspace.insight.window import Window
from cordee.workspace.ui.pictures import Picture

if TYPE_CHECKING:
    from cordee.workspace.rituals.models import Meeting, Ritual

LONGEST = 45
"""Minutes of agenda: beyond, nobody listens."""
SHORTEST = 3
"""A block that would get less is left for reading."""
AT_MOST = 6
"""Items of a block that a pack lists; the rest is one link away."""
FIRST = ("actions", "decisions")
"""What was promised comes before what is new."""
LAST = "topics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of evidence: what it is, a few facts, what it is worth, where its story is."""

    title: str
    facts: tuple[str, ...] = ()
    stake: float | None = None
    side: str = ""  # whose part is next: marketing, sales, joint
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a builder found. ``headline``: the finding, in words; ``stake``: of all items, the unlisted included."""

    items: Sequence[Item]
    headline: str
    stake: float | None = None
    note: str = ""
    more_address: str = ""
    chart: Picture | None = None
    count: int | None = None  # where more were found than ``items`` lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """For which meeting, over which span of the data."""

    window: Window
    ritual: "Ritual"
    meeting: "Meeting"
    span: Span
    now: datetime
    served: frozenset[str] = frozenset()  # blocks of the agenda that have items: known to the one that is built last

    @property
    def currency(self) -> str:
        return self.window.snapshot.currency


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of evidence."""

    key: str
    name: Promise
    about: Promise
    build: Callable[[Asked], Found] = field(compare=False)


def blocks() -> Mapping[str, Block]:
    """Every block that an agenda may be assembled of, in the order of the settings."""
    found: list[Block] = [import_string(path) for path in settings.AGENDA_BLOCKS]
    return {one.key: one for one in found}


@dataclass(frozen=True, slots=True)
class Wish:
    """A block's wish for time: the minutes that its ritual foresees, whether there is anything to talk about, the money at stake,
    and whether the last meeting left it.
    """

    key: str
    minutes: int
    has_items: bool
    stake: float
    is_carried: bool = False


def allot(wishes: Sequence[Wish], total: int) -> list[tuple[str, int]]:
    """(key, minutes) in the order of the meeting: promises first, then what the last meeting left, then most money first, what
    people bring, and what is empty.

    Never more than ``total``, nor than 45, together. A block without items gets none. Promises and what people bring are served first;
    among the rest money decides, and what no time is left for gets 0: it is for reading.
    """
    left = min(total, LONGEST)
    given: dict[str, int] = {}
    ranked = [one for one in wishes if one.key in FIRST]
    ranked += sorted(
        (one for one in wishes if one.key not in FIRST and one.key != LAST),
        key=lambda one: (not one.is_carried, -one.stake, one.key),
    )
    reserved = [one for one in wishes if one.key == LAST]
    for one in [*[w for w in ranked if w.key in FIRST], *reserved, *[w for w in ranked if w.key not in FIRST]]:
        minutes = min(one.minutes, left) if one.has_items else 0
        minutes = minutes if minutes >= SHORTEST or minutes == one.minutes else 0
        given[one.key] = minutes
        left -= minutes
    in_order = [*ranked, *reserved]
    in_order.sort(key=lambda one: not one.has_items)  # stable: what is empty comes last
    return [(one.key, given[one.key]) for one in in_order]


def as_plain(block: Block, found: Found, minutes: int, *, carried: str = "") -> dict[str, Any]:
    """A section as the pack keeps it: plain values, in the reader's language. ``carried``: from which day the last meeting left it."""
    shown = found.items if block.key == LAST else found.items[:AT_MOST]
    count = found.count if found.count is not None else len(found.items)
    return {
        "block": block.key,
        "title": str(block.name),
        "minutes": minutes,
        "headline": found.headline,
        "stake": found.stake,
        "note": found.note,
        "carried": carried,
        "more": max(0, count - len(shown)),
        "more_address": found.more_address,
        "items": [
            {
                "title": one.title,
                "facts": list(one.facts),
                "stake": one.stake,
                "side": one.side,
                "address": one.address,
            }
            for one in shown
        ],
        "chart": _chart(found.chart) if found.chart else None,
    }


def _chart(picture: Picture) -> dict[str, Any]:
    return {
        "finding": picture.finding,
        "name": picture.name,
        "note": picture.note,
        "columns": list(picture.columns),
        "rows": [[row.label, *row.cells] for row in picture.rows],
        "drawings": [str(one) for one in picture.drawings],
        "svg": picture.as_svg() if picture.drawings else "",
    }

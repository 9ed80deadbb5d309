"""What a picture is, and what is put into one: plain values, already in the reader's words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cordee.workspace.ui.pictures import drawing

Shown = Callable[[float], str]
SIDES = ("marketing", "sales", "joint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table below the drawing."""

    label: str
    cells: tuple[str, ...]
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A finding, its drawings, and the table that says the same."""

    finding: str
    name: str  # what is shown, for the table's caption
    drawings: tuple[SafeString, ...]  # narrow, wide; none where there is nothing to draw
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""

    def as_svg(self) -> str:
        """A file of its own, for a document: light, and without links."""
        return drawing.standalone(self.drawings[-1])

    def as_png(self, *, scale: float = 2) -> bytes:
        """For an e-mail, where SVG is not shown."""
        return drawing.png(self.drawings[-1], scale=scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One moment of a line. ``value`` is None where nothing is known: the line breaks there."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    href: str = ""
    immature: bool = False  # too young to be judged, or not over yet


@dataclass(frozen=True, slots=True)
class Series:
    """A line with its name and the hue of its side ("" is neutral)."""

    points: Sequence[Point]
    name: str = field(kw_only=True)
    side: str = field(default="joint", kw_only=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A length that starts at zero: one value, or parts by side that add up."""

    label: str
    parts: Mapping[str, float]  # side ("" is neutral) → value
    href: str = ""
    immature: bool = False

    @property
    def total(self) -> float:
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """An estimate with its interval, beside others of its kind."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    side: str = ""
    href: str = ""
    under: str = ""  # a few words such as "n = 121"
    immature: bool = False


def hue(side: str) -> str:
    return f"var(--{side})" if side in SIDES else "var(--line-strong)"


def text_hue(side: str) -> str:
    return f"var(--{side}-text)" if side in SIDES else "var(--quiet)"


def side_name(side: str) -> str:
    return {"marketing": _("Marketing"), "sales": _("Sales"), "joint": _("Together")}.get(side, "")


def between(low: float | None, high: float | None, shown: Shown) -> str:
    return "" if low is None or high is None else f"{shown(low)} – {shown(high)}"


def told(label: str, value: str, *, interval: str = "", immature: bool = False) -> str:
    """What a mark says: ``T1 2026: 33 % [31 % – 36 %], too early``."""
    parts = f"{value} [{interval}]" if interval else value
    sentence = _("%(label)s: %(value)s") % {"label": label, "value": parts}
    return f"{sentence} ({_('too early to judge')})" if immature else sentence


def sides_of(items: Sequence[Bar]) -> list[str]:
    return list(dict.fromkeys(side for bar in items for side in bar.parts))


def bar_heads(sides: Sequence[str], name: str) -> tuple[str, ...]:
    return (*(side_name(side) for side in sides), _("Total")) if len(sides) > 1 else (name,)


def bar_cells(bar: Bar, sides: Sequence[str], shown: Shown) -> tuple[str, ...]:
    total = f"{shown(bar.total)} ({_('too early to judge')})" if bar.immature else shown(bar.total)
    return (*(shown(bar.parts.get(side, 0)) for side in sides), total) if len(sides) > 1 else (total,)


def bar_hit(bar: Bar, sides: Sequence[str], shown: Shown) -> drawing.Hit:
    says = told(bar.label, shown(bar.total), immature=bar.immature)
    if len(sides) > 1:
        says += " · " + " · ".join(f"{side_name(side)} {shown(bar.parts.get(side, 0))}" for side in sides)
    return drawing.Hit(says, bar.href)

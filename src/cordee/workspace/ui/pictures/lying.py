"""Pictures whose rows are names: bars, and dots with whiskers. On a phone the name stands above its mark."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cordee.workspace.ui.pictures import axes
from cordee.workspace.ui.pictures.drawing import Frame, Hit, Spec, draw, hit_layer, layer, together
from cordee.workspace.ui.pictures.picture import (
    Bar,
    Dot,
    Picture,
    Row,
    Shown,
    bar_cells,
    bar_heads,
    bar_hit,
    between,
    hue,
    side_name,
    sides_of,
    text_hue,
    told,
)
from cordee.workspace.ui.pictures.scale import LETTER, Scale, scale, text_width

ROW = {"narrow": 46, "wide": 34}
WIDTH = {"narrow": 340, "wide": 620}
LONGEST = 200
"""Room for a name beside its mark; a longer one is cut, and whole in the table."""


def bars(items: Sequence[Bar], *, finding: str, name: str, of: str, shown: Shown, note: str = "") -> Picture:
    """Lying bars in the order given, whole or stacked by side, each with its value; ``of`` heads the column of names."""
    sides = sides_of(items)
    rows = tuple(Row(label=bar.label, cells=bar_cells(bar, sides, shown), href=bar.href) for bar in items)
    drawings: tuple[SafeString, ...] = ()
    if items:
        ends = [shown(bar.total) for bar in items]
        frames = _frames([bar.label for bar in items], ends, top=24 if len(sides) > 1 else 4, bottom=4)
        plots = [_bars(frame, items, sides, ends) for frame in frames]
        drawings = draw(together(frames, plots), frames, [bar_hit(bar, sides, shown) for bar in items], finding)
    heads = (of, *bar_heads(sides, name))
    return Picture(finding=finding, name=name, drawings=drawings, columns=heads, rows=rows, note=note)


def dots(
    items: Sequence[Dot],
    *,
    finding: str,
    name: str,
    of: str,
    shown: Shown,
    reference: float | None = None,
    reference_label: str = "",
    note: str = "",
) -> Picture:
    """Estimates with their intervals on one scale from zero, beside the line of all together."""
    known = [(dot, dot.value) for dot in items if dot.value is not None]
    ends = ["–" if dot.value is None else shown(dot.value) for dot in items]
    drawings: tuple[SafeString, ...] = ()
    if known:
        frames = _frames([dot.label for dot in items], ends, top=22 if reference is not None else 4, bottom=26)
        bounds = [bound for dot, value in known for bound in (value, dot.low, dot.high) if bound is not None]
        values = scale([*bounds, *([] if reference is None else [reference])], shown, from_zero=True)
        line = [] if reference is None else _reference(reference, reference_label, values)
        hits = [
            Hit(
                told(dot.label, shown(value), interval=between(dot.low, dot.high, shown), immature=dot.immature),
                dot.href,
            )
            for dot, value in known
        ]
        plots = [_dots(frame, items, values, ends, line) for frame in frames]
        drawings = draw(together(frames, plots), frames, hits, finding)
    rows = tuple(
        Row(
            label=dot.label,
            cells=(
                f"{end} ({_('too early to judge')})" if dot.immature else end,
                between(dot.low, dot.high, shown) or "–",
            ),
            href=dot.href,
        )
        for dot, end in zip(items, ends, strict=True)
    )
    heads = (of, name, _("Interval"))
    return Picture(finding=finding, name=name, drawings=drawings, columns=heads, rows=rows, note=note)


def _frames(labels: Sequence[str], ends: Sequence[str], *, top: int, bottom: int) -> tuple[Frame, ...]:
    frames = []
    for kind, width in WIDTH.items():
        left = 2 if kind == "narrow" else min(int(text_width(labels)) + 14, LONGEST)
        right = 8 if kind == "narrow" else int(text_width(ends)) + 14
        plot = {"plot_width": width - left - right, "plot_height": ROW[kind] * len(labels)}
        frames.append(Frame(kind=kind, **plot, left=left, right=right, top=top, bottom=bottom))
    return tuple(frames)


def _span(frame: Frame) -> tuple[float, float]:
    """Where in its row, from 0 to 1, a mark lies."""
    return (0.46, 0.88) if frame.kind == "narrow" else (0.17, 0.83)


def _names(frame: Frame, labels: Sequence[str], ends: Sequence[str]) -> list[Spec]:
    """The names and the values: beside the marks on a wide page, above them on a phone."""
    narrow = frame.kind == "narrow"
    room = int((frame.plot_width * 0.72 if narrow else LONGEST - 14) / LETTER)
    rows = [
        {
            "r": n + (0.24 if narrow else 0.5),
            "text": label if len(label) <= room else label[: room - 1].rstrip() + "…",
            "end": end,
        }
        for n, (label, end) in enumerate(zip(labels, ends, strict=True))
    ]
    y = axes.plain("r", 0, len(labels), reverse=True)
    name = {"type": "text", "align": "left" if narrow else "right", "x": 0 if narrow else -10}
    value = {"type": "text", "align": "right" if narrow else "left", "fontWeight": 700}
    value["x"] = frame.plot_width if narrow else frame.plot_width + 8
    return [
        layer(name, rows, y=y, text={"field": "text", "type": "nominal"}),
        layer(value, rows, y=y, text={"field": "end", "type": "nominal"}),
    ]


def _rows_hit(count: int, places: Sequence[int]) -> Spec:
    rows = [{"n": n, "top": place, "low": place + 1} for n, place in enumerate(places)]
    return hit_layer(rows, y=axes.plain("top", 0, count, reverse=True), y2={"field": "low"})


def _bars(frame: Frame, items: Sequence[Bar], sides: Sequence[str], ends: Sequence[str]) -> Spec:
    count, (top, bottom) = len(items), _span(frame)
    longest = max(bar.total for bar in items) or 1
    over = {"x2": {"field": "b"}, "y": axes.plain("top", 0, count, reverse=True), "y2": {"field": "low"}}
    layers: list[Spec] = []
    for place, side in enumerate(sides):
        rows = [
            {"a": start, "b": start + bar.parts[side], "top": n + top, "low": n + bottom, "young": bar.immature}
            for n, bar in enumerate(items)
            if bar.parts.get(side)
            for start in [sum(bar.parts.get(before, 0) for before in sides[:place])]
        ]
        whole = {"type": "rect", "color": hue(side), "cornerRadius": 3}
        hollow = {
            "type": "rect",
            "fill": "var(--surface)",
            "stroke": hue(side),
            "strokeWidth": 1.5,
            "strokeDash": [3, 3],
        }
        for mark, young in ((whole, False), (hollow, True)):
            if some := [row for row in rows if row["young"] is young]:
                layers.append(layer(mark, some, x=axes.plain("a", 0, longest), **over))
        if len(sides) > 1 and rows:
            name: Spec = {"type": "text", "text": side_name(side), "align": "left", "baseline": "bottom", "y": -4}
            name |= {"color": text_hue(side), "fontWeight": 700}
            layers.append(layer(name, rows[:1], x=axes.plain("a", 0, longest)))
    layers += _names(frame, [bar.label for bar in items], ends)
    layers.append(_rows_hit(count, range(count)))
    return {"layer": layers}


def _reference(at: float, label: str, values: Scale) -> list[Spec]:
    right = at > (values.low + values.high) / 2
    return axes.dashed_line(at, label, x=axes.of_values("v", values), right=right)


def _dots(frame: Frame, items: Sequence[Dot], values: Scale, ends: Sequence[str], line: Sequence[Spec]) -> Spec:
    count, (top, bottom) = len(items), _span(frame)
    x, y = axes.of_values("v", values), axes.plain("r", 0, count, reverse=True)
    layers = list(line)
    for side in dict.fromkeys(dot.side for dot in items):
        for young in (False, True):
            rows = [
                {"v": dot.value, "low": dot.low, "high": dot.high, "r": n + (top + bottom) / 2}
                for n, dot in enumerate(items)
                if dot.side == side and dot.immature is young and dot.value is not None
            ]
            whisker: Spec = {"type": "rule", "color": hue(side), "strokeWidth": 2.5, "strokeCap": "round"}
            whisker |= {"strokeDash": [2, 5]} if young else {}
            ring: Spec = {"type": "point", "filled": True, "size": 90, "opacity": 1, "strokeWidth": 2.5}
            ring |= {"stroke": hue(side), "fill": "var(--surface)" if young else hue(side)}
            if bounded := [row for row in rows if row["low"] is not None and row["high"] is not None]:
                layers.append(layer(whisker, bounded, x={**x, "field": "low"}, x2={"field": "high"}, y=y))
            if rows:
                layers.append(layer(ring, rows, x=x, y=y))
    layers += _names(frame, [dot.label for dot in items], ends)
    layers.append(_rows_hit(count, [n for n, dot in enumerate(items) if dot.value is not None]))
    return {"layer": layers}

"""Pictures whose horizontal axis is time: lines with their interval, and columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cordee.workspace.ui.pictures import axes
from cordee.workspace.ui.pictures.drawing import Frame, Hit, Spec, Values, draw, hit_layer, layer, together
from cordee.workspace.ui.pictures.picture import (
    Bar,
    Picture,
    Point,
    Row,
    Series,
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
from cordee.workspace.ui.pictures.scale import Scale, scale, text_width

PLOTS = (("narrow", 340, 170), ("wide", 620, 210))
LINE_HEIGHT = 17
DOWN = ("top", "bottom")


@dataclass(frozen=True, slots=True)
class Target:
    value: float
    label: str


def trend(
    *lines: Series,
    finding: str,
    name: str,
    shown: Shown,
    target: float | None = None,
    target_label: str = "",
    from_zero: bool = False,
    note: str = "",
) -> Picture:
    """Lines over the same moments. Immature moments are greyed and dashed; a line says its name, or its last value."""
    labels = [point.label for point in lines[0].points]
    bounds = [b for line in lines for p in line.points for b in (p.low, p.value, p.high) if b is not None]
    drawings: tuple[SafeString, ...] = ()
    if bounds:
        goal = None if target is None else Target(target, target_label)
        values = scale([*bounds, *([goal.value] if goal else [])], shown, from_zero=from_zero)
        hits, where = _hits(lines, shown)
        frames = _frames(values, labels, _end_words(lines, shown), beside=len(lines) > 1)
        plots = [_trend(frame, lines, labels, values, where, goal, shown) for frame in frames]
        drawings = draw(together(frames, plots), frames, hits, finding)
    intervals = any(point.low is not None for line in lines for point in line.points)
    heads = [head for line in lines for head in ((line.name, _("Interval")) if intervals else (line.name,))]
    rows = tuple(
        Row(label=label, cells=_cells(lines, index, shown, intervals=intervals), href=lines[0].points[index].href)
        for index, label in enumerate(labels)
    )
    return Picture(finding=finding, name=name, drawings=drawings, columns=(_("Period"), *heads), rows=rows, note=note)


def _cells(lines: Sequence[Series], index: int, shown: Shown, *, intervals: bool) -> tuple[str, ...]:
    cells: list[str] = []
    for line in lines:
        point = line.points[index]
        text = "–" if point.value is None else shown(point.value)
        cells.append(f"{text} ({_('too early to judge')})" if point.immature and point.value is not None else text)
        if intervals:
            cells.append(between(point.low, point.high, shown) or "–")
    return tuple(cells)


def _hits(lines: Sequence[Series], shown: Shown) -> tuple[list[Hit], list[dict[str, float]]]:
    """What the points say, and where each says it."""
    hits: list[Hit] = []
    where: list[dict[str, float]] = []
    for line in lines:
        for index, point in enumerate(line.points):
            if point.value is None:
                continue
            interval = between(point.low, point.high, shown)
            says = told(point.label, shown(point.value), interval=interval, immature=point.immature)
            where.append(
                {"n": len(hits), "i": index, "v": point.value, "before": index - 0.5, "after": index + 0.5},
            )
            hits.append(Hit(says if len(lines) == 1 else f"{line.name}, {says}", point.href))
    return hits, where


def _frames(values: Scale, labels: Sequence[str], ends: Sequence[str], *, beside: bool) -> tuple[Frame, ...]:
    """The words at the end stand beside the plot, or above its last moment."""
    left = int(text_width(values.labels)) + 12
    half_label = int(text_width(labels[-1:])) // 2
    right = int(text_width(ends)) + 14 if beside else max(int(text_width(ends)) // 2, half_label) + 4
    return tuple(
        Frame(kind=kind, plot_width=width - left - right, plot_height=height, left=left, right=right, top=28, bottom=30)
        for kind, width, height in PLOTS
    )


def _last(line: Series) -> tuple[int, float, bool] | None:
    known = [(index, p.value, p.immature) for index, p in enumerate(line.points) if p.value is not None]
    return known[-1] if known else None


def _end_words(lines: Sequence[Series], shown: Shown) -> list[str]:
    names = [f"{line.name} " if len(lines) > 1 else "" for line in lines]
    return [f"{name}{shown(last[1])}" for name, line in zip(names, lines, strict=True) if (last := _last(line))]


def _trend(
    frame: Frame,
    lines: Sequence[Series],
    labels: Sequence[str],
    values: Scale,
    where: Values,
    target: Target | None,
    shown: Shown,
) -> Spec:
    x, y = axes.of_moments(frame, labels), axes.of_values("v", values)
    layers = _immature([any(line.points[index].immature for line in lines) for index in range(len(labels))], x)
    for line in lines:
        layers += _line(line, x, y)
    if target:
        layers += axes.dashed_line(target.value, target.label, y=y)
    layers += _ends(frame, lines, values, target, x, y, shown)
    if len(lines) == 1:
        layers.append(hit_layer(where, x={**x, "field": "before"}, x2={"field": "after"}))
    else:
        circles = hit_layer(where, x=x, y=y)
        layers.append({**circles, "mark": {"type": "point", "filled": True, "size": 420, "fillOpacity": 0}})
    return {"layer": layers}


def _immature(young: Sequence[bool], x: Spec) -> list[Spec]:
    """A grey ground under the moments that cannot be judged yet, with the words."""
    runs = []
    for is_young, run in groupby(range(len(young)), key=lambda index: young[index]):
        if is_young:
            whole = list(run)
            runs.append({"before": whole[0] - 0.5, "after": whole[-1] + 0.5})
    if not runs:
        return []
    text: Spec = {"type": "text", "text": _("too early to judge"), "align": "right", "baseline": "bottom"}
    text |= {"color": "var(--quiet)", "fontSize": 12, "y": -6}
    ground = {"type": "rect", "color": "var(--sunken)"}
    return [
        layer(ground, runs, x={**x, "field": "before"}, x2={"field": "after"}),
        layer(text, runs[-1:], x={**x, "field": "after"}),
    ]


def _line(line: Series, x: Spec, y: Spec) -> list[Spec]:
    """The band, the line (dashed into what is immature), a whisker where a point stands alone, the points."""
    known = _known(line.points)
    sizes = {run: len(list(rows)) for run, rows in groupby(known, key=lambda row: row["run"])}
    bands = [row for row in known if row["low"] is not None and row["high"] is not None]
    mature, young = [row for row in known if not row["young"]], [row for row in known if row["young"]]
    dashed = [
        {**row, "run": before["i"]}
        for before, after in pairwise(known)
        if before["run"] == after["run"] and after["young"]
        for row in (before, after)
    ]
    colour, detail = hue(line.side), {"field": "run", "type": "nominal"}
    interval = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    stroke = {"type": "line", "color": colour, "strokeWidth": 2.5, "strokeCap": "round", "strokeJoin": "round"}
    ring = {"type": "point", "filled": True, "size": 48, "opacity": 1, "strokeWidth": 2}
    together = [row for row in bands if sizes[row["run"]] > 1]
    alone = [row for row in bands if sizes[row["run"]] == 1]
    layers = [
        layer({"type": "area", "color": colour, "fillOpacity": 0.16}, together, **interval, detail=detail),
        layer({"type": "rule", "color": colour, "strokeWidth": 2}, alone, **interval),
        layer(stroke, mature, x=x, y=y, detail=detail),
        layer({**stroke, "strokeDash": [2, 5]}, dashed, x=x, y=y, detail=detail),
        layer({**ring, "fill": colour, "stroke": "var(--surface)"}, mature, x=x, y=y),
        layer({**ring, "fill": "var(--surface)", "stroke": colour}, young, x=x, y=y),
    ]
    return [one for one in layers if one["data"]["values"]]


def _known(points: Sequence[Point]) -> list[dict[str, float | bool | None]]:
    """Each known point with the number of its unbroken run."""
    run, known = 0, []
    for index, point in enumerate(points):
        if point.value is None:
            run += 1
            continue
        row = {"i": index, "v": point.value, "low": point.low, "high": point.high, "young": point.immature, "run": run}
        known.append(row)
    return known


def _ends(
    frame: Frame, lines: Sequence[Series], values: Scale, target: Target | None, x: Spec, y: Spec, shown: Shown
) -> list[Spec]:
    """The words at the end of each line, kept apart from one another and from the target."""
    unit = frame.plot_height / (values.high - values.low)
    ends = [(last[1], last[0], line) for line in lines if (last := _last(line))]
    if len(lines) == 1:
        struck = target is not None and any(0 < unit * (target.value - value) < 26 for value, _index, _line in ends)
        near = {"type": "text", "dy": 15 if struck else -13, "fontWeight": 700}
        return [
            layer({**near, "text": shown(value)}, [{"i": index, "v": value}], x=x, y=y) for value, index, _line in ends
        ]
    layers, free = [], float("-inf")
    for value, index, line in sorted(ends, key=lambda end: -end[0]):
        height = max(unit * (values.high - value), free)
        free = height + LINE_HEIGHT
        mark: Spec = {"type": "text", "text": f"{line.name} {shown(value)}", "align": "left", "dx": 10}
        mark |= {"fontWeight": 700, "color": text_hue(line.side), "y": round(height, 1)}
        layers.append(layer(mark, [{"i": index}], x=x))
    return layers


def columns(
    items: Sequence[Bar],
    *,
    finding: str,
    name: str,
    shown: Shown,
    target: float | None = None,
    target_label: str = "",
    note: str = "",
) -> Picture:
    """Standing bars over time, whole or stacked by side; what is not over yet is drawn hollow."""
    sides = sides_of(items)
    rows = tuple(Row(label=bar.label, cells=bar_cells(bar, sides, shown), href=bar.href) for bar in items)
    drawings: tuple[SafeString, ...] = ()
    if items:
        goal = None if target is None else Target(target, target_label)
        values = scale([bar.total for bar in items] + ([goal.value] if goal else []), shown, from_zero=True)
        ends = [side_name(side) for side in sides] if len(sides) > 1 else []
        frames = _frames(values, [bar.label for bar in items], ends, beside=len(sides) > 1)
        plots = [_columns(frame, items, sides, values, goal, shown) for frame in frames]
        drawings = draw(together(frames, plots), frames, [bar_hit(bar, sides, shown) for bar in items], finding)
    heads = (_("Period"), *bar_heads(sides, name))
    return Picture(finding=finding, name=name, drawings=drawings, columns=heads, rows=rows, note=note)


def _columns(
    frame: Frame, items: Sequence[Bar], sides: Sequence[str], values: Scale, target: Target | None, shown: Shown
) -> Spec:
    x, y = axes.of_moments(frame, [bar.label for bar in items]), axes.of_values("v", values)
    layers: list[Spec] = []
    for place, side in enumerate(sides):
        stacked = [
            {"before": index - 0.36, "after": index + 0.36, "v": below, "up": below + bar.parts[side]}
            | {"young": bar.immature}
            for index, bar in enumerate(items)
            if bar.parts.get(side)
            for below in [sum(bar.parts.get(under, 0) for under in sides[:place])]
        ]
        whole = {"type": "rect", "color": hue(side)}
        hollow = {
            "type": "rect",
            "fill": "var(--surface)",
            "stroke": hue(side),
            "strokeWidth": 1.5,
            "strokeDash": [3, 3],
        }
        for mark, young in ((whole, False), (hollow, True)):
            if some := [row for row in stacked if row["young"] is young]:
                over = {"x": {**x, "field": "before"}, "x2": {"field": "after"}, "y": y, "y2": {"field": "up"}}
                layers.append(layer(mark, some, **over))
        if len(sides) > 1 and stacked:
            name: Spec = {"type": "text", "text": side_name(side), "align": "left", "dx": 6, "fontWeight": 700}
            name |= {"color": text_hue(side)}
            middle = {"i": len(items) - 0.5, "v": (float(stacked[-1]["v"]) + float(stacked[-1]["up"])) / 2}
            layers.append(layer(name, [middle], x=x, y=y))
    if target:
        layers += axes.dashed_line(target.value, target.label, y=y)
    fits = frame.plot_width / len(items) > text_width(shown(bar.total) for bar in items) + 6
    tops = [
        {"i": index, "v": bar.total, "text": shown(bar.total)}
        for index, bar in enumerate(items)
        if fits or index == len(items) - 1
    ]
    written = {"field": "text", "type": "nominal"}
    layers.append(layer({"type": "text", "dy": -10, "fontWeight": 600}, tops, x=x, y=y, text=written))
    strips = [{"n": index, "before": index - 0.5, "after": index + 0.5} for index in range(len(items))]
    layers.append(hit_layer(strips, x={**x, "field": "before"}, x2={"field": "after"}))
    return {"layer": layers}

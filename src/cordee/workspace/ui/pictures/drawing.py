"""From Vega-Lite to the SVG of a page: our colours, our links, and no word that only the renderer needs.

Two frames, one for a phone and one for a wide column, come out of one rendering (it costs as much as a single one);
CSS shows the one that fits. Rendered drawings are kept, since rendering takes about 45 ms.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from django.utils.safestring import SafeString, mark_safe

from cordee.workspace.ui.pictures.swatches import literal

Spec = dict[str, Any]
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
HIT = "https://hit.invalid/"
"""Stands for a link while Vega draws, which would resolve our own addresses against a site of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The room of one drawing: the plot, and the margins for what stands around it."""

    kind: str  # narrow, wide
    plot_width: int
    plot_height: int
    left: int = 8
    right: int = 8
    top: int = 8
    bottom: int = 8

    @property
    def width(self) -> int:
        return self.left + self.plot_width + self.right

    @property
    def height(self) -> int:
        return self.top + self.plot_height + self.bottom


@dataclass(frozen=True, slots=True)
class Hit:
    """What one mark says when pointed at or read aloud, and where it leads (nowhere: it only says)."""

    says: str
    href: str = ""


def together(frames: Sequence[Frame], plots: Sequence[Spec]) -> Spec:
    """One specification for all frames."""
    quiet = {"labelColor": "var(--quiet)", "labelFontSize": 13, "title": None, "ticks": False, "domain": False}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "transparent",
        "padding": 0,
        "spacing": 400,
        "config": {
            "view": {"stroke": None},
            "font": "sans-serif",
            "axis": {**quiet, "gridColor": "var(--line)", "domainColor": "var(--line-strong)", "labelLimit": 0},
            "text": {"fontSize": 13, "color": "var(--ink)"},
        },
        "vconcat": [
            {"width": frame.plot_width, "height": frame.plot_height, **plot}
            for frame, plot in zip(frames, plots, strict=True)
        ],
    }


def draw(spec: Spec, frames: Sequence[Frame], hits: Sequence[Hit], title: str) -> tuple[SafeString, ...]:
    """One SVG element per frame."""
    return _kept(json.dumps(spec, sort_keys=True, ensure_ascii=False), tuple(frames), tuple(hits), title)


@lru_cache(maxsize=512)
def _kept(spec: str, frames: tuple[Frame, ...], hits: tuple[Hit, ...], title: str) -> tuple[SafeString, ...]:
    import vl_convert  # it loads a JavaScript engine: only who draws pays for that

    rendered = ElementTree.fromstring(vl_convert.vegalite_to_svg(spec))  # noqa: S314 -- our renderer's own output
    return tuple(
        mark_safe(_svg(_plot(rendered, index), frame, hits, title))  # noqa: S308 -- written by an XML serialiser
        for index, frame in enumerate(frames)
    )


def _plot(rendered: ElementTree.Element, index: int) -> ElementTree.Element:
    for group in rendered.iter(f"{{{SVG}}}g"):
        if f"concat_{index}_group" in group.get("class", "").split():
            return group
    raise AssertionError(f"Vega drew no plot {index}")


def _svg(plot: ElementTree.Element, frame: Frame, hits: tuple[Hit, ...], title: str) -> str:
    linked = any(hit.href for hit in hits)
    root = ElementTree.Element(
        "svg",
        {
            "class": f"chart__drawing chart__drawing--{frame.kind}",
            "viewBox": f"{-frame.left} {-frame.top} {frame.width} {frame.height}",
            "width": str(frame.width),
            "height": str(frame.height),
            "fill": "none",
            "stroke-miterlimit": "10",
            "role": "group" if linked else "img",
            "aria-label": title,
        },
    )
    for group in plot[0]:
        if group.tag == f"{{{SVG}}}g":
            root.extend(cleaned for part in group if (cleaned := _cleaned(part, hits)) is not None)
    for part in root:
        if not any(True for _ in part.iter("a")):
            part.set("aria-hidden", "true")  # the table below says it in order
    return re.sub(r"(\d+\.\d\d)\d+", r"\1", ElementTree.tostring(root, encoding="unicode"))


def _cleaned(part: ElementTree.Element, hits: tuple[Hit, ...]) -> ElementTree.Element | None:
    """The part without the renderer's own words; nothing where it draws nothing."""
    tag = part.tag.removeprefix(f"{{{SVG}}}")
    classes = part.get("class", "")
    if classes in {"background", "foreground"}:
        return None
    if tag == "a":
        return _hit(part, hits)
    kept = ElementTree.Element(tag, {name: value for name, value in part.attrib.items() if _is_drawn(name, value)})
    kept.text = part.text
    kept.extend(cleaned for child in part if (cleaned := _cleaned(child, hits)) is not None)
    if tag == "g" and not len(kept):
        return None
    if tag == "text" and kept.get("fill") == "var(--ink)":  # a halo keeps it readable across lines
        kept.attrib |= {"stroke": "var(--surface)", "stroke-width": "3", "stroke-linejoin": "round"}
        kept.set("paint-order", "stroke")
    return kept


def _is_drawn(name: str, value: str) -> bool:
    if name.startswith(("aria-", "{")) or name in {"class", "role", "pointer-events", "font-family"}:
        return False
    return (name, value) not in {("opacity", "1"), ("transform", "translate(0,0)"), ("stroke-width", "0")}


def _hit(link: ElementTree.Element, hits: tuple[Hit, ...]) -> ElementTree.Element:
    hit = hits[int(link.get(f"{{{XLINK}}}href", "").removeprefix(HIT))]
    kept = (
        ElementTree.Element("a", {"href": hit.href, "aria-label": hit.says}) if hit.href else ElementTree.Element("g")
    )
    kept.set("class", "chart__hit")
    ElementTree.SubElement(kept, "title").text = hit.says
    kept.extend(cleaned for child in link if (cleaned := _cleaned(child, hits)) is not None)
    return kept


def standalone(drawing: str) -> str:
    """The drawing as a file of its own: light, literal colours on white, no link."""
    box = re.search(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', drawing)
    x, y, width, height = box.groups() if box else ("0",) * 4
    ground = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="var(--surface)"/>'
    markup = drawing.replace("<svg ", f'<svg xmlns="{SVG}" font-family="sans-serif" ', 1).replace(">", f">{ground}", 1)
    markup = re.sub(r'<a href="[^"]*" aria-label="[^"]*"', "<g", markup).replace("</a>", "</g>")
    return literal(markup)


def png(drawing: str, *, scale: float = 2) -> bytes:
    import vl_convert

    return bytes(vl_convert.svg_to_png(standalone(drawing), scale=scale))


Values = Sequence[Mapping[str, object]]


def layer(mark: str | Spec, values: Values, **encoding: object) -> Spec:
    """One layer with its own rows; channels are given as ``x="field"`` or as Vega-Lite's own words."""
    channels = {
        name: {"field": one, "type": "quantitative"} if isinstance(one, str) else one for name, one in encoding.items()
    }
    return {"data": {"values": list(values)}, "mark": mark, "encoding": channels}


def said(labels: Sequence[str], index: str) -> str:
    """Vega's expression for labels that Python wrote: the n-th for the n-th tick."""
    return f"{json.dumps(list(labels), ensure_ascii=False)}[{index}]"


def hit_layer(values: Values, **encoding: object) -> Spec:
    """Transparent shapes over the marks, large enough for a thumb: ``n`` is the place among the hits."""
    spec = layer({"type": "rect", "color": "var(--ink)", "fillOpacity": 0}, values, **encoding)
    spec["transform"] = [{"calculate": f"'{HIT}' + datum.n", "as": "href"}]
    spec["encoding"]["href"] = {"field": "href", "type": "nominal"}
    return spec

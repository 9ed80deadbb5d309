"""Axes and lines that several pictures share."""

from collections.abc import Sequence

from cordee.workspace.ui.pictures.drawing import Frame, Spec, layer, said
from cordee.workspace.ui.pictures.scale import Scale, every


def plain(field: str, low: float, high: float, *, axis: Spec | None = None, reverse: bool = False) -> Spec:
    """A channel on exactly this scale."""
    domain = {"domain": [low, high], "reverse": reverse, "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": domain, "axis": axis}


def of_values(field: str, values: Scale) -> Spec:
    """The labels were written in Python, in the reader's language: Vega only looks them up."""
    step = values.ticks[1] - values.ticks[0] if len(values.ticks) > 1 else 1
    index = f"round((datum.value - ({values.low})) / {step})"
    axis = {"values": list(values.ticks), "labelExpr": said(values.labels, index), "labelPadding": 8}
    return plain(field, values.low, values.high, axis=axis)


def of_moments(frame: Frame, labels: Sequence[str]) -> Spec:
    """The n-th moment stands at n; a moment has the room from n - ½ to n + ½."""
    shown = every(len(labels), labels, frame.plot_width)
    axis = {"values": shown, "labelExpr": said(labels, "datum.value"), "grid": False, "domain": True, "labelPadding": 8}
    return plain("i", -0.5, len(labels) - 0.5, axis=axis)


def dashed_line(
    at: float, label: str, *, x: Spec | None = None, y: Spec | None = None, right: bool = False
) -> list[Spec]:
    """A target or a reference, across the plot, with its words."""
    rows = [{"v": at}]
    where = {"y": y} if y else {"x": x}
    rule = layer({"type": "rule", "color": "var(--ink)", "strokeDash": [6, 4], "strokeWidth": 1.2}, rows, **where)
    if not label:
        return [rule]
    text: Spec = {"type": "text", "text": label, "align": "right" if right else "left", "baseline": "bottom"}
    text |= {"fontSize": 12, "color": "var(--ink)", "dx": -4 if right else 4}
    text |= {"x": 0, "dy": -3} if y else {"y": -5}
    return [rule, layer(text, rows, **where)]

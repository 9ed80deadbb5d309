"""The quality of the data through the window: checks, freshness, and the tools that make duplicates."""

from cordee.revenue import metrics
from cordee.revenue.quality import checking, makers
from cordee.revenue.quality.checking import Found, Result
from cordee.revenue.quality.freshness import Freshness
from cordee.revenue.quality.freshness import freshness as measure
from cordee.revenue.quality.makers import Double, Maker, Origin
from cordee.revenue.quality.registry import UnknownCheck
from cordee.workspace.insight.window import Window

__all__ = ["Double", "Found", "Freshness", "Maker", "Origin", "Result", "UnknownCheck"]


def results(window: Window) -> list[Result]:
    """Every check, worst first within its kind: what harms a figure, then by share."""
    weight = {"harms": 0, "hides": 1, "untidy": 2}
    return window.remembered(
        "quality",
        lambda: sorted(
            checking.results(window.reader),
            key=lambda one: (not one.bad, weight[one.check.severity], -(one.share or 0.0)),
        ),
    )


def result(window: Window, key: str) -> Result:
    """One check. Raises ``UnknownCheck``."""
    checking.check(key)
    return next(one for one in results(window) if one.check.key == key)


def records(window: Window, key: str, *, limit: int | None = None, offset: int = 0) -> list[Found]:
    """The rows behind a check, latest first."""
    return list(checking.records(window.reader, key, limit=limit, offset=offset))


def freshness(window: Window) -> list[Freshness]:
    """Each tool's objects: when they last spoke, against their rhythm."""
    return window.remembered("freshness", lambda: measure(window.reader, window.home))


def duplicate_makers(window: Window) -> list[Maker]:
    """The tools' objects by how many duplicates they made."""
    return window.remembered("makers", lambda: makers.makers(window.reader, window.home))


def origins(window: Window, of: Maker) -> list[Origin]:
    """Which sources and owners the duplicates of one object come from."""
    return window.remembered(
        ("origins", of.kind, of.source, of.object),
        lambda: makers.origins(window.reader, window.home, of.kind, of.source, of.object),
    )


def doubles(window: Window, of: Maker, *, limit: int, offset: int) -> list[Double]:
    """The duplicates of one object, latest first."""
    return window.remembered(
        ("doubles", of.kind, of.source, of.object, limit, offset),
        lambda: makers.doubles(window.reader, window.home, of.kind, of.source, of.object, limit=limit, offset=offset),
    )


def figure_names(keys: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    """(key, name) of the figures that a check harms."""
    return [(key, metrics.metric(key).name.said(language)) for key in keys]

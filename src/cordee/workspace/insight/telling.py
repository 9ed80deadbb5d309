"""Journeys and answers of a search in the very shapes of the command's ``--json``."""

from collections.abc import Mapping
from typing import Any

from cordee.revenue.journeys import NobodyFound, SeveralFound, journey
from cordee.revenue.journeys import search as find
from cordee.workspace.insight.window import Window

__all__ = ["NobodyFound", "SeveralFound"]


def journey_of(window: Window, who: str) -> Mapping[str, Any]:
    """The whole path of a person or a company. Raises ``NobodyFound`` and ``SeveralFound``."""

    def ask() -> Mapping[str, Any]:
        return journey(window.reader, window.home, who).as_json()

    return window.remembered(("told", who), ask)


def search(window: Window, text: str, *, limit: int) -> list[Mapping[str, Any]]:
    """Accounts, then people, who hold every word."""

    def ask() -> list[Mapping[str, Any]]:
        return [
            {"kind": one.kind, "id": str(one.id), "name": one.name, "detail": one.detail, "sources": list(one.sources)}
            for one in find(window.reader, text, limit=limit)
        ]

    return window.remembered(("found", text, limit), ask)


def candidates(error: SeveralFound) -> list[Mapping[str, str]]:
    """Whom the question may have meant."""
    return [{"kind": one.kind, "id": str(one.id), "name": one.name, "detail": one.detail} for one in error.candidates]

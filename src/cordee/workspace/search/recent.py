"""What somebody opened lately: kept in their own session, forgotten with it."""

from typing import Any

from django.http import HttpRequest

KEPT = 8
KEY = "opened_lately"


def opened(request: HttpRequest) -> list[dict[str, Any]]:
    """Latest first."""
    found: list[dict[str, Any]] = request.session.get(KEY, [])
    return found


def note(request: HttpRequest, *, address: str, title: str, under: str) -> None:
    """Remembers that this was opened."""
    kept = [one for one in opened(request) if one["address"] != address]
    request.session[KEY] = [{"address": address, "title": title, "under": under}, *kept][:KEPT]

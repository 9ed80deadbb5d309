"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.module_loading import import_string


def shell(request: HttpRequest) -> dict[str, Any]:
    """The menu with the entry that we are in, the theme, the languages, and what other capabilities put in the frame."""
    user = getattr(request, "user", None)
    return {
        "menu": _menu(request),
        "theme": getattr(user, "theme", "auto"),
        "languages": settings.LANGUAGES,
        "search_template": settings.SEARCH_TEMPLATE,
        "account_template": settings.ACCOUNT_TEMPLATE,
        "footer_template": settings.FOOTER_TEMPLATE,
        "now": timezone.now(),
    }


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    """``settings.NAVIGATION``: name of an address, label, and if need be an icon and where to find who sees the entry."""
    match = request.resolver_match
    here = match.app_name if match else ""
    entries: list[dict[str, Any]] = []
    for name, label, icon, shown_to in ((*entry, None, None)[:4] for entry in settings.NAVIGATION):
        try:
            address = reverse(name)
        except NoReverseMatch:  # a capability without a page yet
            continue
        if shown_to and not import_string(shown_to)(getattr(request, "user", None)):
            continue
        # A capability with an entry for some has pages for everybody beside it: there the address decides.
        current = request.path.startswith(address) if shown_to else name.partition(":")[0] == here
        entries.append({"address": address, "label": label, "icon": icon, "current": current})
    nearest = max((entry["address"] for entry in entries if entry["current"]), key=len, default="")
    return [{**entry, "current": entry["current"] and entry["address"] == nearest} for entry in entries]

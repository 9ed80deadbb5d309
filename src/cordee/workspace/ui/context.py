"""What every page's frame needs."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string


def shell(request: HttpRequest) -> dict[str, Any]:
    """The menu with the entry that we are in, the theme, and the other language."""
    match = request.resolver_match
    here = match.app_name if match else ""
    user = getattr(request, "user", None)
    menu = [
        {"address": reverse(name), "label": label, "icon": icon, "current": name.partition(":")[0] == here}
        for name, label, icon, shown_to in (_whole(entry) for entry in settings.NAVIGATION)
        if shown_to is None or shown_to(user)
    ]
    return {
        "menu": menu,
        "theme": getattr(user, "theme", "auto"),
        "languages": settings.LANGUAGES,
        "search_template": settings.SEARCH_TEMPLATE,
        "account_template": settings.ACCOUNT_TEMPLATE,
    }


def _whole(entry: tuple[Any, ...]) -> tuple[str, str, str | None, Callable[[Any], bool] | None]:
    """An entry of the menu: name of the address, label, icon if any, and where to find who sees it (all, if absent)."""
    name, label, icon, shown_to = (*entry, None, None)[:4]
    return name, label, icon, import_string(shown_to) if shown_to else None

"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def shell(request: HttpRequest) -> dict[str, Any]:
    """The menu with the entry that we are in, the theme, and the other language."""
    match = request.resolver_match
    here = match.app_name if match else ""
    menu = [
        {"address": reverse(name), "label": label, "current": name.partition(":")[0] == here}
        for name, label in settings.NAVIGATION
    ]
    user = getattr(request, "user", None)
    return {
        "menu": menu,
        "theme": getattr(user, "theme", "auto"),
        "languages": settings.LANGUAGES,
        "search_template": settings.SEARCH_TEMPLATE,
        "account_template": settings.ACCOUNT_TEMPLATE,
    }

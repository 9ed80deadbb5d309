"""The page that shows every component with realistic content, in either language and either theme."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from cordee.workspace.ui.samples import Samples

THEMES = ("auto", "light", "dark")


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """``?language=fr&theme=dark`` show the page so, and change nobody's preferences."""
    language = request.GET.get("language", "")
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language() or settings.LANGUAGE_CODE
    theme = request.GET.get("theme", "")
    if theme not in THEMES:
        theme = getattr(request.user, "theme", "auto")
    with translation.override(language):
        shown = {
            "language": language,
            "theme": theme,
            "themes": THEMES,
            "say": Samples(french=language == "fr"),
            **({"messages": Samples(french=language == "fr").notices()} if "notices" in request.GET else {}),
        }
        return HttpResponse(render_to_string("ui/patterns.html", shown, request))

"""Searching people and companies; the journey of one."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from cordee.workspace.insight import journeys
from cordee.workspace.insight.journeys import Journey
from cordee.workspace.insight.window import Window, window
from cordee.workspace.journeys.story import tell
from cordee.workspace.people.requests import PersonRequest


@require_safe
def search(request: PersonRequest) -> HttpResponse:
    """A page with its answers; while one types, the answers alone."""
    text = request.GET.get("q", "").strip()[:200]
    found = window()
    answers = journeys.search(found, text) if found is not None else []
    context = {
        "text": text,
        "accounts": [one for one in answers if one.kind == "account"],
        "people": [one for one in answers if one.kind == "person"],
        "published": found is not None,
    }
    response = render(request, "journeys/_found.html" if request.htmx else "journeys/search.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_safe
def person(request: PersonRequest, pk: int) -> HttpResponse:
    found = _window()
    return _told(request, found, journeys.person(found, pk))


@require_safe
def account(request: PersonRequest, pk: int) -> HttpResponse:
    found = _window()
    return _told(request, found, journeys.account(found, pk))


def _window() -> Window:
    found = window()
    if found is None:
        raise Http404
    return found


def _told(request: PersonRequest, found: Window, journey: Journey | None) -> HttpResponse:
    if journey is None:
        raise Http404
    story = tell(journey, everything="all" in request.GET)
    return render(request, "journeys/show.html", {"journey": journey, "story": story, "snapshot": found.snapshot})

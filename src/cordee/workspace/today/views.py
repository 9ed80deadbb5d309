"""Today: what to do together, then what waits for me."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cordee.workspace.insight.window import window
from cordee.workspace.people.requests import PersonRequest


@require_safe
def show(request: PersonRequest) -> HttpResponse:
    """The first page of the day; before anything was published, where to begin."""
    found = window()
    if found is None:
        return redirect(settings.WELCOME)
    return render(request, "today/show.html", {"snapshot": found.snapshot})

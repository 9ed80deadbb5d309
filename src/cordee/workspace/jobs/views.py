"""A job as whoever waits for it sees it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from cordee.workspace.jobs.models import Job
from cordee.workspace.people.requests import PersonRequest


@require_safe
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """How far it is: a page, or the fragment that a page polls. At its end the page around it is shown anew."""
    job = get_object_or_404(Job, pk=pk)
    if not request.htmx:
        response = render(request, "jobs/show.html", {"job": job})
    else:
        response = render(request, "jobs/_progress.html", {"job": job})
        if job.is_over:
            response["HX-Refresh"] = "true"
    patch_vary_headers(response, ("HX-Request",))
    return response

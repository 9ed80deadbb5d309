"""A job as whoever waits for it sees it."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from cordee.workspace.activity.models import record
from cordee.workspace.jobs.models import Job
from cordee.workspace.people.access import may_write, writers_only
from cordee.workspace.people.requests import PersonRequest


@require_safe
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """How far it is: a page, or the fragment that a page polls. At its end the page around it is shown anew."""
    job = get_object_or_404(Job, pk=pk)
    context = {"job": job, "may_write": may_write(request.user)}
    if not request.htmx:
        response = render(request, "jobs/show.html", context)
    else:
        response = render(request, "jobs/_progress.html", context)
        if job.is_over:
            response["HX-Refresh"] = "true"
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_POST
@writers_only
def cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Stops what waits at once, and what runs where it can be left; then back to the page that showed it."""
    job = get_object_or_404(Job, pk=pk, kind__in=settings.CANCELLABLE)
    if job.cancel():
        record(
            "jobs.cancelled",
            by=request.user,
            subject=job.kind,
            ref=f"job:{pk}",
            address=request.META.get("REMOTE_ADDR"),
        )
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else job.get_absolute_url())

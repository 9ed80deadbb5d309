"""The data room's home: the sources, how fresh they are, the last refresh."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cordee.workspace.activity.models import record
from cordee.workspace.insight import importing, refreshing
from cordee.workspace.insight.window import window
from cordee.workspace.jobs.models import Job, State
from cordee.workspace.people.access import may_write, writers_only
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.sources.models import Correction, Import


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    last = refreshing.last()
    sources = importing.sources()
    settled = Correction.settled([one.last_run for one in sources])
    context = {
        "sources": [(one, max(one.rejected - settled.get(one.last_run, 0), 0)) for one in sources],
        "published": refreshing.published(),
        "refresh": refreshing.under_way(),
        "last": last,
        "broken": refreshing.broken_checks(last),
        "working": working(),
        "may_write": may_write(request.user),
    }
    return render(request, "sources/home.html", context)


@require_safe
def first(request: PersonRequest) -> HttpResponse:
    """The first screen of an empty installation: from two files to the joint funnel."""
    if window() is not None:
        return redirect("/")
    context = {"working": working(), "refresh": refreshing.under_way(), "may_write": may_write(request.user)}
    return render(request, "sources/first.html", context)


def working() -> list[Import]:
    """The imports that wait or run."""
    states = (State.QUEUED, State.RUNNING)
    return list(Import.objects.filter(job__state__in=states).select_related("job", "by").prefetch_related("files"))


@require_POST
@writers_only
def refresh(request: PersonRequest) -> HttpResponse:
    """Asks for the figures to be built again."""
    job: Job = refreshing.request(request.user)
    record("sources.refresh_asked", by=request.user, ref=f"job:{job.pk}", address=request.META.get("REMOTE_ADDR"))
    return redirect("sources:home")

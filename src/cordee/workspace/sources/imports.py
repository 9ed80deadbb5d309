"""The pages of imports: bring files, check, import; what was imported, undone and redone."""

import shutil
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.workspace.activity.models import record
from cordee.workspace.insight import importing, refreshing
from cordee.workspace.jobs.models import Failed, Job, State
from cordee.workspace.people.access import may_write, writers_change, writers_only
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.sources import archives
from cordee.workspace.sources.models import ACCEPTED, Correction, File, Import
from cordee.workspace.sources.receiving import TOO_MUCH

PAGE = 30


@require_safe
def history(request: PersonRequest) -> HttpResponse:
    """Every file imported, the newest first: who, when, what it brought."""
    runs = importing.history()
    pages = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    shown = list(pages.object_list)
    ids = [run.run_id for run in shown]
    files = {one.run: one for one in File.objects.filter(run__in=ids).select_related("brought_by__by")}
    settled = Correction.settled(ids)
    rows = [
        {
            "run": run,
            "by": file.brought_by.by if (file := files.get(run.run_id)) else None,
            "waiting": max(run.rejected - settled.get(run.run_id, 0), 0),
        }
        for run in shown
    ]
    turning = Job.objects.filter(kind__in=("home.undo", "home.redo"), state__in=(State.QUEUED, State.RUNNING))
    context = {
        "rows": rows,
        "pages": pages,
        "pager_address": "?",
        "turning": turning.order_by("pk").first() or refreshing.under_way(),
        "unfinished": _unfinished(),
        "may_write": may_write(request.user),
    }
    return render(request, "sources/imports.html", context)


def _unfinished() -> list[Import]:
    """What was brought and never imported."""
    waiting = Import.objects.filter(job=None).select_related("by").prefetch_related("files")
    return [one for one in waiting[:10] if one.files.all()]


@require_http_methods(["GET", "POST"])
@writers_change
def new(request: PersonRequest) -> HttpResponse:
    """Takes files; what they are is shown next."""
    if request.method != "POST":
        return render(request, "sources/new.html", {"may_write": may_write(request.user)})
    files = request.FILES.getlist("files")
    wrong = _refused(request, [file.name or "" for file in files])
    if wrong:
        return render(request, "sources/new.html", {"error": wrong, "may_write": True}, status=422)
    try:
        brought = Import.receive(files, request.user)
    except archives.Refused as refused:
        return render(request, "sources/new.html", {"error": refused.said, "may_write": True}, status=422)
    except OSError:
        text = gettext("The files could not be kept: the disk is full, or may not be written. Nothing was imported.")
        return render(request, "sources/new.html", {"error": text, "may_write": True}, status=507)
    brought.look()
    return redirect("sources:import", brought.pk)


def _refused(request: PersonRequest, names: list[str]) -> str:
    if request.META.get(TOO_MUCH):
        return gettext(
            "That is more than one gigabyte at a time. Bring fewer files, or use “cordee import” on the server."
        )
    if not names:
        return gettext("Choose at least one file.")
    odd = [name for name in names if Path(name).suffix.lower() not in (*ACCEPTED, *archives.ARCHIVES)]
    if odd:
        return gettext("%(name)s is not a table. Export it as CSV or XLSX, alone or in a .zip.") % {
            "name": ", ".join(odd)
        }
    return ""


@require_safe
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """One import: what each file is, what is asked, what importing would change; then what came of it."""
    brought = get_object_or_404(Import.objects.select_related("job", "looking", "by"), pk=pk)
    files = list(brought.files.select_related("brought_by"))
    job = brought.job
    ran = job is not None and job.is_over
    refresh = refreshing.under_way() if ran else None
    context = {
        "brought": brought,
        "files": files,
        "job": job,
        "ran": ran,
        "ready": sum(file.is_ready for file in files),
        "open": sum(bool(file.question) for file in files),
        "new": sum(file.report.get("new", 0) for file in files),
        "changed": sum(file.report.get("changed", 0) for file in files),
        "refresh": refresh,
        "published": refreshing.published() if ran else None,
        "last": refreshing.last() if ran and refresh is None else None,
        "may_write": may_write(request.user),
        "step": 3 if job is not None else 2,
    }
    return render(request, "sources/import.html", context)


@require_POST
@writers_only
def run(request: PersonRequest, pk: int) -> HttpResponse:
    """Imports the files that can be."""
    brought = get_object_or_404(Import, pk=pk)
    if any(file.is_ready for file in brought.files.all()):
        brought.start(request.user)
    return redirect("sources:import", pk)


def _file(pk: int, file: int) -> File:
    return get_object_or_404(File.objects.select_related("brought_by__job"), pk=file, brought_by=pk)


def open_file(pk: int, file: int) -> File:
    """A file of which something can still be said."""
    found = _file(pk, file)
    if found.report or not found.path.exists():
        raise Http404
    return found


@require_POST
@writers_only
def answer(request: PersonRequest, pk: int, file: int) -> HttpResponse:
    """What the person says of a file: in which order its dates are, which tool wrote it."""
    asked = open_file(pk, file)
    dates, tool = request.POST.get("dates", ""), request.POST.get("tool", "")
    try:
        if dates in {"dmy", "mdy", "ymd"}:
            asked.answer(dates=dates)
        elif tool and tool in (asked.question or {}).get("tools", []):
            asked.answer(tool=tool)
    except Failed as failed:
        asked.found = {**asked.found, "refusal": failed.said}
        asked.save(update_fields=["found"])
    return redirect("sources:import", pk)


@require_POST
@writers_only
def leave_out(request: PersonRequest, pk: int, file: int) -> HttpResponse:
    """Takes a file out of the import before it is imported."""
    left = open_file(pk, file)
    brought = left.brought_by
    if brought.job is not None and not brought.job.is_over:
        raise PermissionDenied
    left.path.unlink(missing_ok=True)
    left.delete()
    if brought.files.exists():
        return redirect("sources:import", pk)
    shutil.rmtree(brought.folder, ignore_errors=True)
    brought.delete()
    return redirect("sources:new")


@require_POST
@writers_only
def undo(request: PersonRequest, run: str) -> HttpResponse:
    """Takes an import out of the figures."""
    return _turned(request, run, "home.undo", "sources.undo_asked")


@require_POST
@writers_only
def redo(request: PersonRequest, run: str) -> HttpResponse:
    """Takes an undo back."""
    return _turned(request, run, "home.redo", "sources.redo_asked")


def _turned(request: PersonRequest, run: str, job: str, kind: str) -> HttpResponse:
    found = importing.run_of(run)
    if found is None:
        raise Http404
    Job.enqueue(job, {"run": run}, by=request.user, unique=f"{job}:{run}")
    address = request.META.get("REMOTE_ADDR")
    record(kind, by=request.user, subject=found.file_name, ref=f"run:{run}", address=address)
    return redirect("sources:imports")

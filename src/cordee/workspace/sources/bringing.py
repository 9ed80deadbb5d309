"""What the jobs of the data room do. Each gives the same result when it is done twice."""

import shutil
import threading
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.models import record
from cordee.workspace.insight import importing, refreshing
from cordee.workspace.jobs.models import Cancelled, Failed, Job, State
from cordee.workspace.sources.models import Correction, File, Import

FORGOTTEN_AFTER = timedelta(days=14)


def look(job: Job) -> dict[str, Any]:
    """Finds out what the files of an import are."""
    files = list(File.objects.filter(brought_by=job.payload["import"], found={}).select_related("brought_by"))
    for place, file in enumerate(files):
        job.progress(place, len(files), file.name)
        file.look()
    return {"files": len(files)}


def tidy(job: Job) -> dict[str, Any]:
    """Forgets the files that were brought and never imported."""
    old = Import.objects.filter(created_at__lt=timezone.now() - FORGOTTEN_AFTER).exclude(files__report__has_key="tool")
    forgotten = 0
    for brought in old:
        shutil.rmtree(brought.folder, ignore_errors=True)
        brought.delete()
        forgotten += 1
    return {"forgotten": forgotten}


def run(job: Job) -> dict[str, Any]:
    """Imports the files of an import that can be, then has the figures refreshed.

    Cancelled, the file that is on its way leaves nothing, and those that went in before it stay and count.
    """
    brought = Import.objects.filter(pk=job.payload["import"]).first()
    if brought is None:
        raise Failed(_("This import is not there any more."))
    files = [file for file in brought.files.select_related("brought_by") if file.is_ready]
    size = sum(file.size for file in files) or 1
    before = changed = 0
    for went_in, file in enumerate(files):
        try:
            _bring(job, file, before, size)
        except Cancelled as cancelled:
            if went_in:
                _after(job)
            raise Cancelled({"files": went_in, "changed": changed}) from cancelled
        before += file.size
        changed += file.report["new"] + file.report["changed"]
    if not any(not file.is_imported for file in brought.files.all()):
        shutil.rmtree(brought.folder, ignore_errors=True)  # all of it is kept among the source records
    _after(job)
    return {"files": len(files), "changed": changed}


def _bring(job: Job, file: File, before: int, size: int) -> None:
    ours = threading.get_ident()

    def progress(done: int, total: int) -> None:
        share = done / total if total else 0.0
        job.tell(int(before + share * file.size), size, file.name)
        # What watches over a query from beside cannot leave it; and a file that is in, is in.
        if threading.get_ident() == ours and done < total:
            job.leave_if_asked()

    job.progress(before, size, file.name)
    report = importing.bring(file.path, dates=file.dates, tool=file.tool, mapping=file.mapping, progress=progress)
    report["first_rows"] = []
    if report["run"] and not report["new"] and not report["changed"]:
        _told_by_the_first_attempt(file, report)
    with transaction.atomic():
        file.report, file.run = report, report["run"] or ""
        file.save(update_fields=["report", "run"])
        counts = {name: report[name] for name in ("new", "changed", "unchanged", "rejected")}
        record("sources.imported", by=job.by, subject=file.name, ref=f"run:{file.run}", error=report["error"], **counts)


def _told_by_the_first_attempt(file: File, report: dict[str, Any]) -> None:
    """A worker that died after the file went in could not say what it brought: the ledger can."""
    run = importing.run_of(report["run"])
    begun = file.brought_by.created_at.replace(tzinfo=None)
    if run is None or run.received_at < begun or File.objects.filter(run=run.run_id).exclude(pk=file.pk).exists():
        return
    report.update(new=run.new, changed=run.changed, unchanged=run.unchanged, rejected=run.rejected)


def correct(job: Job) -> dict[str, Any]:
    """Imports corrected rows; those that are still wrong say why."""
    run, rows = job.payload["run"], job.payload["rows"]
    corrected = list(Correction.objects.filter(run=run, row__in=rows, job=job, brought="").order_by("row"))
    if not corrected:
        return {"accepted": 0, "refused": 0}
    origin = importing.run_of(run)
    name = origin.file_name if origin else "rows.csv"
    job.progress(0, 1, name)
    headings = list(corrected[0].cells)
    told = importing.correct(run, [{one: row.cells.get(one, "") for one in headings} for row in corrected], _csv(name))
    if told["error"]:
        raise Failed(told["refusal"])
    wrong: dict[int, list[dict[str, Any]]] = {}
    for rejection in told["rejections"]:
        wrong.setdefault(rejection["row"], []).append(rejection)
    with transaction.atomic():
        for place, row in enumerate(corrected, start=1):
            row.why = wrong.get(place, [])
            row.brought = "" if row.why else told["run"]
            row.save(update_fields=["why", "brought"])
    if len(wrong) < len(corrected):
        _after(job)
    return {"accepted": len(corrected) - len(wrong), "refused": len(wrong), "run": told["run"]}


def _csv(name: str) -> str:
    stem = name.rpartition(".")[0] or name
    return f"{stem}.csv"


def undo(job: Job) -> dict[str, Any]:
    """Takes an import out of the figures, then has them refreshed."""
    return _turn(job, "sources.import_undone", importing.undo)


def redo(job: Job) -> dict[str, Any]:
    """Takes an undo back, then has the figures refreshed."""
    return _turn(job, "sources.import_redone", importing.redo)


def _turn(job: Job, kind: str, turn: Any) -> dict[str, Any]:
    run = importing.run_of(job.payload["run"])
    if run is None:
        raise Failed(_("This import is not there any more."))
    job.progress(0, 1, run.file_name)
    turn(run.run_id, job.by.email if job.by else "")
    record(kind, by=job.by, subject=run.file_name, ref=f"run:{run.run_id}")
    _after(job)
    return {"run": run.run_id}


def _after(job: Job) -> None:
    """One refresh for everything that is about to change the same home: the last one asks for it."""
    others = Job.objects.filter(lane="home", state=State.QUEUED).exclude(kind=refreshing.KIND).exclude(pk=job.pk)
    if not others.exists():
        refreshing.request(job.by)

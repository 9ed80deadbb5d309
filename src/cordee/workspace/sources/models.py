"""An import as people see it: who brought which files, what each turned out to be, what was corrected."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone

from cordee.workspace.activity.models import record
from cordee.workspace.insight import importing
from cordee.workspace.jobs.models import Job, heard
from cordee.workspace.sources import archives

if TYPE_CHECKING:
    from cordee.workspace.people.models import Person

ACCEPTED = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
LOOKED_AT_AT_ONCE = 4 << 20
"""Files of so many bytes together are looked at while the person waits; more is a job."""


def incoming() -> Path:
    """Where files wait between their arrival and their import."""
    home: Any = settings.CORDEE_HOME
    return Path(home.path) / "incoming"


class Import(models.Model):
    """Some files that somebody brought at one time."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    looking = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.pk} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def folder(self) -> Path:
        return incoming() / str(self.pk)

    @classmethod
    def receive(cls, files: list[UploadedFile[Any]], by: Person) -> Import:
        """Keeps the files that somebody brought; nothing is imported yet. Raises ``archives.Refused``."""
        with transaction.atomic():
            brought = cls.objects.create(by=by)
            brought.folder.mkdir(parents=True)
            try:
                for file in files:
                    brought._keep(file)
            except BaseException:
                shutil.rmtree(brought.folder, ignore_errors=True)
                raise
            names = [file.name for file in brought.files.all()]
            record("sources.files_received", by=by, subject=", ".join(names), ref=f"import:{brought.pk}")
        return brought

    def _keep(self, file: UploadedFile[Any]) -> None:
        """Keeps a file; of an archive, the tables in it."""
        if archives.is_archive(file.name or ""):
            for name, write in archives.tables(file, ACCEPTED, settings.UPLOAD_LIMIT - self._size()):
                self._keep_as(name, write)
        else:

            def copy(out: IO[bytes]) -> None:
                for chunk in file.chunks(1 << 20):
                    out.write(chunk)

            self._keep_as(file.name or "", copy)

    def _size(self) -> int:
        return sum(self.files.values_list("size", flat=True))

    def _keep_as(self, given: str, write: Callable[[IO[bytes]], None]) -> None:
        name = safe_name(given, {one.name for one in self.files.all()})
        target = self.folder / name
        with target.open("wb") as out:
            write(out)
        self.files.create(name=name, size=target.stat().st_size)

    def look(self) -> None:
        """Finds out what each file is: at once where they are small, else in a job."""
        files = list(self.files.filter(found={}))
        if sum(file.size for file in files) <= LOOKED_AT_AT_ONCE:
            for file in files:
                file.look()
        elif files:
            self.looking = Job.enqueue("look.files", {"import": self.pk}, by=self.by, unique=f"look:{self.pk}")
            self.save(update_fields=["looking"])

    def start(self, by: Person) -> Job:
        """Imports the files that can be; asked twice, it is done once."""
        with transaction.atomic():
            self.job = Job.enqueue("home.import", {"import": self.pk}, by=by, unique=f"import:{self.pk}")
            self.save(update_fields=["job"])
            names = [file.name for file in self.files.all() if file.is_ready]
            record("sources.import_asked", by=by, subject=", ".join(names), ref=f"import:{self.pk}")
        return self.job


class File(models.Model):
    """One file of an import: what it turned out to be, what was answered, what came of it."""

    brought_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=160)
    size = models.BigIntegerField()
    dates = models.CharField(max_length=3, blank=True)  # the answer: dmy, mdy or ymd
    tool = models.CharField(max_length=60, blank=True)  # the answer where several tools would fit
    mapping = models.CharField(max_length=160, blank=True)  # the company's own, made for this file
    found = models.JSONField(default=dict)  # what importing it would do
    report = models.JSONField(default=dict)  # what importing it did
    run = models.CharField(max_length=60, blank=True, db_index=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return self.brought_by.folder / self.name

    @property
    def is_looked_at(self) -> bool:
        return bool(self.found)

    @property
    def is_ready(self) -> bool:
        """Whether it can be imported as it is."""
        return bool(self.found) and not self.found["error"] and not self.report

    @property
    def is_imported(self) -> bool:
        return bool(self.report) and not self.report["error"]

    @property
    def label(self) -> str:
        """What the export is called."""
        return heard((self.report or self.found).get("label") or {})

    @property
    def refusal(self) -> str:
        """Why it cannot be imported, in the reader's language."""
        return heard((self.report or self.found).get("refusal") or {})

    @property
    def question(self) -> dict[str, Any] | None:
        asked: dict[str, Any] | None = self.found.get("question") if self.found and not self.report else None
        return asked

    def look(self) -> None:
        """Finds out what it is, with what was answered so far."""
        self.found = importing.look(self.path, dates=self.dates, tool=self.tool, mapping=self.mapping)
        self.save(update_fields=["found"])

    def answer(self, **said: str) -> None:
        """Keeps an answer, and looks again with it."""
        for name, value in said.items():
            setattr(self, name, value)
        self.save(update_fields=list(said))
        self.look()


class Correction(models.Model):
    """A row that had not gone in, as somebody corrected it."""

    run = models.CharField(max_length=60, db_index=True)
    row = models.BigIntegerField()
    cells = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    brought = models.CharField(max_length=60, blank=True)  # the run by which it went in
    why = models.JSONField(default=list)  # why it still does not

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=("run", "row"), name="one_correction_of_a_row"),)

    def __str__(self) -> str:
        return f"{self.run} row {self.row}"

    @classmethod
    def settled(cls, runs: list[str]) -> dict[str, int]:
        """How many rows of each run went in since, corrected."""
        found = cls.objects.filter(run__in=runs).exclude(brought="").order_by().values_list("run")
        return dict(found.annotate(rows=models.Count("pk")))

    @classmethod
    def propose(cls, run: str, rows: dict[int, dict[str, str]], by: Person, address: str | None) -> Job:
        """Keeps corrected rows and asks for them to be imported."""
        with transaction.atomic():
            for row, cells in rows.items():
                cls.objects.update_or_create(
                    run=run, row=row, defaults={"cells": cells, "by": by, "at": timezone.now(), "why": []}
                )
            job = Job.enqueue("home.correct", {"run": run, "rows": sorted(rows)}, by=by)
            cls.objects.filter(run=run, row__in=list(rows)).update(job=job)
            record("sources.rows_corrected", by=by, ref=f"run:{run}", address=address, rows=sorted(rows))
        return job


def safe_name(given: str, taken: set[str]) -> str:
    """A file name that names nothing outside its folder, and no other file in it; the person still recognises it."""
    name = re.sub(r"[^\w.\-() ]+", "_", Path(given.replace("\\", "/")).name).strip(" .") or "file"
    stem, suffix = Path(name).stem[:100], Path(name).suffix[:10]
    name, number = f"{stem}{suffix}", 2
    while name in taken:
        name, number = f"{stem} ({number}){suffix}", number + 1
    return name

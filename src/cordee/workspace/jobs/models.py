"""A job: what is to be done, how far it is, what came of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SILENT_AFTER = timedelta(seconds=45)
"""A running job that gave no sign of life for so long is taken up again."""

ATTEMPTS = 5
"""So many times a job is begun: one that kills its worker each time must not do so for ever."""

Said = dict[str, str]
"""A sentence in each language of the pages."""


def said(text: "str | Promise | Mapping[str, str]") -> Said:
    """``text`` in each language: a job is written in no language, and read in its reader's."""
    if isinstance(text, Mapping):
        return dict(text)
    languages = [code for code, _name in settings.LANGUAGES]
    found = {}
    for language in languages:
        with translation.override(language):
            found[language] = str(text)
    return found


def heard(sentence: Mapping[str, str]) -> str:
    """What the reader of now hears of a sentence that was said in each language."""
    language = (translation.get_language() or "en")[:2]
    return sentence.get(language) or next(iter(sentence.values()), "")


class Failed(Exception):
    """A job that cannot be done; the text says why and what to do, to a person."""

    def __init__(self, text: "str | Promise | Mapping[str, str]", **outcome: Any) -> None:
        self.said = said(text)
        self.outcome = outcome
        super().__init__(self.said.get("en", ""))


class Later(Exception):
    """Not now: try again after ``wait``."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"after {wait}")
        self.wait = wait


class LostToAnother(Exception):
    """Another worker took this job up, because this one was silent for too long."""


class Cancelled(Exception):
    """Somebody asked for the job to stop; it left everything as it was, or whole."""


class State(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Job(models.Model):
    """Something long that one of us asked for, or that was due."""

    kind = models.CharField(max_length=60)
    lane = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    run_after = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    text = models.JSONField(default=dict)  # where it is, in each language
    outcome = models.JSONField(default=dict)
    error = models.JSONField(default=dict)  # why it failed, in each language
    unique_key = models.CharField(max_length=120, blank=True)  # no second one while one with this key waits
    once_key = models.CharField(max_length=120, blank=True)  # no second one, ever
    stop_asked_at = models.DateTimeField(null=True)  # by somebody who wants it cancelled

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("state", "run_after")), models.Index(fields=("kind", "-created_at")))
        constraints = (
            models.UniqueConstraint(
                fields=("lane",), condition=Q(state="running"), name="one_job_of_a_lane_runs_at_a_time"
            ),
            models.UniqueConstraint(
                fields=("unique_key",),
                condition=Q(state="queued") & ~Q(unique_key=""),
                name="one_job_of_a_key_waits_at_a_time",
            ),
            models.UniqueConstraint(fields=("once_key",), condition=~Q(once_key=""), name="what_is_due_is_done_once"),
        )

    is_told = True  # whether what is known of the progress is written
    is_lost = False  # whether another worker has it now
    is_stopping = False  # whether somebody asked for it to be cancelled, as the worker knows

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    def get_absolute_url(self) -> str:
        return reverse("jobs:show", args=[self.pk])

    # Asking.

    @classmethod
    def enqueue(
        cls,
        kind: str,
        payload: Mapping[str, Any] | None = None,
        *,
        by: Any = None,
        unique: str | None = None,
        once: str | None = None,
        after: datetime | None = None,
    ) -> "Job":
        """Asks for a job, in the transaction of the caller.

        ``unique``: while one with this key waits, it is returned and no other is made. ``once``: the same, for ever.
        """
        if kind not in settings.JOBS:
            raise ValueError(f"No job is called {kind!r}; settings.JOBS has {', '.join(sorted(settings.JOBS))}.")
        same = Q(state=State.QUEUED, unique_key=unique) if unique else Q(pk__in=())
        if once:
            same |= Q(once_key=once)
        found = cls.objects.filter(same).first()
        if found is not None:
            return found
        person = by if by is not None and getattr(by, "pk", None) else None
        try:
            with transaction.atomic():
                return cls.objects.create(
                    kind=kind,
                    lane=kind.partition(".")[0],
                    payload=dict(payload or {}),
                    by=person,
                    unique_key=unique or "",
                    once_key=once or "",
                    run_after=after or timezone.now(),
                )
        except IntegrityError:  # somebody asked for the same in between
            return cls.objects.filter(same).latest("created_at")

    def cancel(self) -> bool:
        """Takes a job that waits out of the queue, and asks one that runs to stop where it can be left.

        False: it is over already, or was asked before. Of two who ask at once, one is told True.
        """
        now = timezone.now()
        waiting = Job.objects.filter(pk=self.pk, state=State.QUEUED)
        if waiting.update(state=State.CANCELLED, finished_at=now):
            return True
        running = Job.objects.filter(pk=self.pk, state=State.RUNNING, stop_asked_at=None)
        return bool(running.update(stop_asked_at=now))

    # Reading.

    @property
    def may_be_cancelled(self) -> bool:
        """Whether it may be left half-way, or has not begun, and nobody asked for that yet."""
        return self.kind in settings.CANCELLABLE and not self.is_over and self.stop_asked_at is None

    @property
    def is_over(self) -> bool:
        return self.state in {State.DONE, State.FAILED, State.CANCELLED}

    @property
    def share(self) -> float | None:
        """How much of it is done, 0..1; None where that is not known."""
        return min(self.done / self.total, 1.0) if self.total > 0 else None

    @property
    def percent(self) -> int | None:
        return None if self.share is None else int(100 * self.share)

    @property
    def where(self) -> str:
        """What it does now, in the reader's language."""
        return heard(self.text)

    @property
    def why(self) -> str:
        """Why it failed, in the reader's language."""
        return heard(self.error)

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at and self.started_at else None

    # Working. Every change says which worker it is of: one that was given up for dead changes nothing any more.

    @classmethod
    def claim(cls, worker: str, now: datetime) -> "Job | None":
        """The job that ``worker`` does next, begun; None where there is nothing to do."""
        silent = Q(state=State.RUNNING, heartbeat_at__lt=now - SILENT_AFTER)
        busy = cls.objects.filter(state=State.RUNNING, heartbeat_at__gte=now - SILENT_AFTER).values("lane")
        waiting = Q(state=State.QUEUED, run_after__lte=now) & ~Q(lane__in=busy)
        # The silent one of a lane first: nothing else of the lane may begin before it is settled.
        for job in cls.objects.filter(silent).order_by("run_after", "pk"):
            if job.attempts >= ATTEMPTS:
                job._give_up()
            elif job._begin(worker, now):
                return job
        for job in cls.objects.filter(waiting).order_by("run_after", "pk")[:20]:
            if job._begin(worker, now):
                return job
        return None

    def _begin(self, worker: str, now: datetime) -> bool:
        """One conditional update: of two workers who try, one succeeds."""
        as_found = Job.objects.filter(pk=self.pk, state=self.state, worker=self.worker, attempts=self.attempts)
        try:
            with transaction.atomic():
                begun = as_found.update(
                    state=State.RUNNING,
                    worker=worker,
                    attempts=F("attempts") + 1,
                    started_at=self.started_at or now,
                    heartbeat_at=now,
                )
        except IntegrityError:  # another of its lane began in between
            return False
        if begun:
            self.refresh_from_db()
            self.is_stopping = self.stop_asked_at is not None
        return bool(begun)

    @classmethod
    def orphaned(cls, worker: str, now: datetime) -> int:
        """Gives the running jobs of other workers back: ``worker`` knows that it is alone, so they are dead."""
        return (
            cls.objects.filter(state=State.RUNNING)
            .exclude(worker=worker)
            .update(heartbeat_at=now - SILENT_AFTER - timedelta(seconds=1))
        )

    def _mine(self) -> "models.QuerySet[Job]":
        return Job.objects.filter(pk=self.pk, state=State.RUNNING, worker=self.worker, attempts=self.attempts)

    def beat(self) -> bool:
        """A sign of life, with how far it is; False: another worker has it now."""
        self.is_told = True
        alive = self._mine().update(heartbeat_at=timezone.now(), done=self.done, total=self.total, text=self.text)
        self.is_lost = not alive
        self.is_stopping = self._mine().exclude(stop_asked_at=None).exists()
        return bool(alive)

    def progress(self, done: int, total: int, text: "str | Promise | Mapping[str, str]" = "") -> None:
        """Tells how far it is, where it can be left: raises ``LostToAnother`` and ``Cancelled``."""
        self.leave_if_asked()
        self.tell(done, total, text)

    def leave_if_asked(self) -> None:
        if self.is_lost:
            raise LostToAnother
        if self.is_stopping:
            raise Cancelled

    def tell(self, done: int, total: int, text: "str | Promise | Mapping[str, str]" = "") -> None:
        """How far it is. Cheap, and may be called from any thread: whoever watches over the job writes it."""
        self.done, self.total = done, total
        if text:
            self.text = said(text)
        self.is_told = False

    def finish(self, outcome: Mapping[str, Any]) -> bool:
        return self._end(state=State.DONE, outcome=dict(outcome))

    def fail(self, why: Said, outcome: Mapping[str, Any] | None = None) -> bool:
        return self._end(state=State.FAILED, error=why, outcome=dict(outcome or {}))

    def stopped(self, outcome: Mapping[str, Any] | None = None) -> bool:
        return self._end(state=State.CANCELLED, outcome=dict(outcome or {}))

    def put_back(self, wait: timedelta) -> bool:
        """Waits again, unless somebody asked for it to stop; this attempt does not count."""
        if self._mine().exclude(stop_asked_at=None).exists():
            return self.stopped()
        return bool(
            self._mine().update(
                state=State.QUEUED,
                run_after=timezone.now() + wait,
                attempts=F("attempts") - 1,
                worker="",
                unique_key="",  # another of its key may wait already
            )
        )

    def _end(self, **values: Any) -> bool:
        return bool(self._mine().update(finished_at=timezone.now(), **values))

    def _give_up(self) -> None:
        text = said(
            _("It was begun several times and never reached its end: the machine may lack memory. The log says more.")
        )
        Job.objects.filter(pk=self.pk, state=self.state, worker=self.worker, attempts=self.attempts).update(
            state=State.FAILED, error=text, finished_at=timezone.now()
        )

"""The worker: does what waits, one job of a lane at a time, asks what is due, and takes up what a dead worker left.

One process per home works (a lock on a file of the home says which); another one waits to take its place.
"""

import errno
import fcntl
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from cordee.workspace.jobs.models import Cancelled, Failed, Job, Later, LostToAnother, said

PAUSE = 0.5
"""Seconds between two looks at the queue."""

LISTEN = 2.0
"""Seconds between two signs of life; with each, the worker learns whether it is asked to stop."""

TOLD_EVERY = 0.4
"""Seconds between two writes of the progress."""

DUE_EVERY = timedelta(minutes=1)
HANDS = 2
"""So many jobs, of different lanes, at a time."""

Run = Callable[[Job], dict[str, Any]]
Due = Callable[[datetime], Iterable[tuple[str, dict[str, Any]]]]

log = logging.getLogger(__name__)


class Worker:
    """Works until it is told to stop."""

    def __init__(self, name: str | None = None) -> None:
        self.name = name or f"{os.getpid()}-{secrets.token_hex(4)}"
        self._stop = threading.Event()
        self._asked: datetime | None = None

    def stop(self) -> None:
        self._stop.set()

    def work(self, lock: Path) -> None:
        """Works while it holds ``lock``; until then it waits for it."""
        with _alone(lock, self._stop) as alone:
            if not alone:
                return
            given_back = Job.orphaned(self.name, timezone.now())
            if given_back:
                log.warning("jobs.taken_up_again", extra={"jobs": given_back})
            hands = [
                threading.Thread(target=self._hand, args=(number,), name=f"hand-{number}", daemon=True)
                for number in range(HANDS)
            ]
            for hand in hands:
                hand.start()
            while not self._stop.wait(PAUSE):
                try:
                    self.ask_what_is_due(timezone.now())
                except Exception:
                    log.exception("jobs.not_asked")
            for hand in hands:
                hand.join(timeout=2 * PAUSE)

    def _hand(self, number: int) -> None:
        name = f"{self.name}.{number}"
        while not self._stop.is_set():
            try:
                busy = do_one(name)
            except Exception:
                # The database may be away for a moment; the hand must not be lost for that.
                log.exception("jobs.not_claimed")
                busy = False
            finally:
                close_old_connections()
            if not busy:
                self._stop.wait(PAUSE)
        connections.close_all()

    def ask_what_is_due(self, now: datetime) -> None:
        """Once a minute, what recurs."""
        if self._asked is not None and now - self._asked < DUE_EVERY:
            return
        self._asked = now
        for kind, cadence in settings.RECURRING:
            for once, payload in due(kind, cadence, now):
                Job.enqueue(kind, payload, once=once)


def due(kind: str, cadence: "timedelta | str", now: datetime) -> list[tuple[str, dict[str, Any]]]:
    """What is due of a kind at this moment: (once, payload)."""
    if isinstance(cadence, timedelta):
        turn = int((now - datetime(2020, 1, 1, tzinfo=UTC)) / cadence)
        return [(f"{kind}@{turn}", {})]
    ask = cast(Due, import_string(cadence))
    return list(ask(now))


def do_one(worker: str) -> bool:
    """Claims a job and does it; False where nothing waits."""
    job = Job.claim(worker, timezone.now())
    if job is None:
        return False
    with _beating(job):
        perform(job)
    return True


def perform(job: Job) -> None:
    """Runs a claimed job to one of its ends."""
    try:
        run = cast(Run, import_string(settings.JOBS[job.kind]))
        job.finish(run(job))
    except LostToAnother:
        log.warning("jobs.lost_to_another", extra={"job": job.pk})
    except Cancelled as cancelled:
        job.stopped(cancelled.args[0] if cancelled.args else {})
    except Later as later:
        job.put_back(later.wait)
    except Failed as failed:
        log.warning("jobs.failed", extra={"job": job.pk, "kind": job.kind, "why": failed.said.get("en", "")})
        job.fail(failed.said, failed.outcome)
    except OSError as error:
        log.exception("jobs.broke", extra={"job": job.pk, "kind": job.kind})
        job.fail(said(_spoken(error)))
    except Exception:
        log.exception("jobs.broke", extra={"job": job.pk, "kind": job.kind})
        job.fail(said(_("Something broke on our side. Nothing was lost; the server's log says where it happened.")))


def _spoken(error: OSError) -> Any:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _("The disk is full. Nothing was lost: make room on it, then start this again.")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return _("A file of the home may not be written or read by the server. Give it the right to, then start again.")
    return _("Something broke on our side. Nothing was lost; the server's log says where it happened.")


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """Writes signs of life and the progress from beside, because one step of a job may take minutes."""
    over = threading.Event()

    def beat() -> None:
        last = time.monotonic()
        while not over.wait(TOLD_EVERY):
            if job.is_told and time.monotonic() - last < LISTEN:
                continue
            last = time.monotonic()
            try:
                if not job.beat():
                    break
            except Exception:
                log.exception("jobs.no_beat")
        connections.close_all()

    thread = threading.Thread(target=beat, name=f"beat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _alone(lock: Path, stop: threading.Event) -> Iterator[bool]:
    """Holds the lock of the home's worker; False: told to stop before it was free."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if stop.wait(PAUSE):
                    yield False
                    return
        yield True

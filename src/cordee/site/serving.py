"""Preparing a home for the web app, adding people, and serving. Call ``prepare`` before the others."""

import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress

from cordee.revenue.warehouse.home import Home, HomeError

PORTS_TRIED = 50

WORKER_LOCK = "worker.lock"
RESTART_AFTER = 2.0
"""Seconds before a worker that ended is started again."""

log = logging.getLogger(__name__)


class PersonRefused(HomeError):
    """The person could not be added; the message says why."""


def prepare(home: Home) -> None:
    """Makes ``home`` ready to serve: secret key, people's database, static files. Safe to run again."""
    home.path.mkdir(parents=True, exist_ok=True)
    key = home.path / "secret_key"
    if not key.exists():
        with suppress(FileExistsError):  # another process was first: theirs is the key
            descriptor = os.open(key, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(50))
    _set_up(home)
    from django.core.management import call_command

    for part in (home.path / "incoming").glob("*.upload*"):
        part.unlink(missing_ok=True)  # what a server that was killed was receiving
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def add_user(
    home: Home, email: str, name: str, *, side: str, role: str, language: str = "fr", password: str | None = None
) -> str:
    """Adds someone who may sign in, and returns their password (made here when none is given)."""
    _set_up(home)
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from cordee.workspace.activity.models import record
    from cordee.workspace.people.models import Person

    chosen = password or secrets.token_urlsafe(12)
    try:
        with transaction.atomic():
            person = Person.objects.create_user(email, chosen, name=name, side=side, role=role, language=language)
            record("people.added", subject=person.email, ref=person.ref, side=side, role=role)
    except ValidationError as error:
        raise PersonRefused(f"{email} was not added. {' '.join(error.messages)}") from error
    return chosen


def renew_password(home: Home, email: str) -> str:
    """A new password for somebody who can get in by no other way, made here; every session of theirs ends."""
    _set_up(home)
    from cordee.workspace.people.models import Person

    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise PersonRefused(f"Nobody here has the e-mail {email}.")
    chosen = secrets.token_urlsafe(12)
    person.choose_password(chosen, by_command=True)
    return chosen


def people(home: Home) -> list[dict[str, object]]:
    """Everybody who has an account, by name."""
    _set_up(home)
    from cordee.workspace.people.models import Person

    return [
        dict(one) for one in Person.objects.order_by("name", "pk").values("email", "name", "side", "role", "is_active")
    ]


def first_code(home: Home) -> str | None:
    """The code that creates the first administrator, where nobody has an account; a former code opens nothing any more."""
    _set_up(home)
    from cordee.workspace.people.models import Link, Person
    from cordee.workspace.people.models.link import Purpose

    if Person.objects.exists():
        return None
    Link.objects.filter(purpose=Purpose.FIRST).delete()
    return Link.make(Purpose.FIRST)[1]


def create_demo_people(home: Home, people: Iterable[Mapping[str, str]]) -> None:
    """Creates (or refreshes) the demo people and marks the home as a demo: there, one click signs in.

    Each of ``people`` has email, name, side and role (or a job title in its place), and may have language and title.
    """
    _set_up(home)
    from cordee.workspace.people.access import DEMO_FLAG
    from cordee.workspace.people.models import Person, Role, Side

    for one in people:
        fields: dict[str, str] = {key: one[key] for key in ("name", "side", "role", "language", "title") if key in one}
        if fields["role"] not in Role.values:
            # A job title stands for a role: whoever heads something leads, the others act for their side.
            title = fields["role"]
            leads = title.lower().startswith("head") or fields["side"] == Side.BOTH
            fields |= {"title": title[:1].upper() + title[1:], "role": Role.LEADERSHIP if leads else fields["side"]}
        person, created = Person.objects.update_or_create(
            email=one["email"].lower(), defaults={**fields, "is_demo": True}
        )
        if created:
            person.set_unusable_password()
            person.save(update_fields=["password"])
    (home.path / DEMO_FLAG).write_text(
        "Everyone in this home is invented; the sign-in page offers them.\n", encoding="utf-8"
    )


def agree_in_the_demo(home: Home) -> None:
    """Signs the demo company's SLA, before a refresh: its clocks are then judged by it. A second time changes nothing."""
    _set_up(home)
    from cordee.demo.agreements import agreements
    from cordee.workspace.sla import invented

    invented.agree(agreements())


def decide_in_the_demo(home: Home) -> bool:
    """Makes the demo's refusals decisions of its SLA, after a refresh; whether clocks want another. A second time changes nothing."""
    _set_up(home)
    from cordee.demo.agreements import ANSWERS, CAMILLE, REASONS
    from cordee.workspace.sla import invented

    return invented.decide(REASONS, ANSWERS, CAMILLE) > 0


def free_port(wanted: int) -> int:
    """``wanted``, or the next port that nobody listens on."""
    for port in range(wanted, wanted + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise HomeError(f"No free port between {wanted} and {wanted + PORTS_TRIED - 1}. Name one with --port.")


def serve(
    home: Home,
    *,
    port: int,
    workers: int | None = None,
    open_browser: bool = False,
    host: str = "127.0.0.1",
    with_worker: bool = True,
) -> None:
    """Serves the web app until it is stopped, and does its long work in a process beside. Prepares the home first.

    Python runs one thread of a process at a time: two processes use two cores, and each holds its own answers. More
    than two are for whoever has the memory and asks for them.
    """
    prepare(home)
    shutil.rmtree(home.path / "measures", ignore_errors=True)  # of the processes that served before
    # Loaded here: the command's help must not wait for a server.
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    if open_browser:
        threading.Timer(1.5, webbrowser.open, [f"http://localhost:{port}/"]).start()
    server = Granian(
        "cordee.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or min(2, os.cpu_count() or 1),
        blocking_threads=4,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    )
    with _worker_beside(home) if with_worker else nullcontext():
        server.serve()


def work(home: Home, *, with_parent: bool = False) -> None:
    """Does the long work of ``home`` until it is stopped. ``with_parent``: also until whoever started it ends."""
    _set_up(home)
    from cordee.workspace.jobs.worker import Worker

    worker = Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    if with_parent:
        threading.Thread(target=_end_with, args=(os.getppid(),), name="parent", daemon=True).start()
    worker.work(home.path / WORKER_LOCK)


def _end_with(parent: int) -> None:
    """A server that is killed cannot tell its worker: it looks whether it is still there."""
    import time

    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)  # as if it were killed too: what it was doing is taken up again by the next one


@contextmanager
def _worker_beside(home: Home) -> Iterator[None]:
    """A worker in a process of its own, started again whenever it ends: figures are read while an import is written,
    and a refresh that takes all the memory there is does not take the pages with it.
    """
    over = threading.Event()
    command = [sys.executable, "-m", "cordee", "--home", str(home.path), "worker", "--with-parent"]
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not over.is_set():
            process = subprocess.Popen(command)  # noqa: S603 -- our own program
            running[:] = [process]
            code = process.wait()
            if not over.is_set():
                log.warning("worker.ended", extra={"code": code})
                over.wait(RESTART_AFTER)

    thread = threading.Thread(target=keep, name="worker-keeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        for process in running:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()


def _set_up(home: Home) -> None:
    """Loads Django for ``home``; workers inherit the environment."""
    os.environ["CORDEE_HOME"] = str(home.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.site.settings")
    import django
    from django.conf import settings

    django.setup()
    if home != settings.CORDEE_HOME:
        raise HomeError(f"This process already serves {settings.CORDEE_HOME.path}; run another one for {home.path}.")

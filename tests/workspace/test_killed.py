"""A server that is killed while it imports, and while it refreshes: started again, the result is as if it had not been."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from cordee.revenue.imports import import_files
from cordee.revenue.pipeline import refresh
from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.snapshots import reading
from tests.journeys import exports

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith(("CORDEE_", "DJANGO_"))}
PATIENCE = 120.0
PEOPLE = 3000


def files(folder: Path) -> list[Path]:
    """Enough rows for an import and a refresh to take a moment."""
    folder.mkdir()
    heading = exports.CONTACTS_HEADING
    lines = [
        f"{number};Prenom{number};Nom{number};p{number}@firme{number % 700}.fr;Firme {number % 700};{13 + number % 15}/04/2026 "
        f"09:15;20/06/2026 18:05;{13 + number % 15}/04/2026 09:15;;;Recherche payante;"
        for number in range(1, PEOPLE + 1)
    ]
    (folder / "contacts.csv").write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    return [folder / "contacts.csv"]


@contextmanager
def served(home: Home) -> Iterator[subprocess.Popen[bytes]]:
    """``cordee serve`` with its worker, in a session of their own so that a kill takes all of them, as a power cut does."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "cordee", "--home", str(home.path), "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def jobs(home: Home) -> list[tuple[str, str, int]]:
    with closing(sqlite3.connect(f"file:{home.app_database}?mode=ro", uri=True, timeout=20)) as database:
        return database.execute("SELECT kind, state, attempts FROM jobs_job WHERE lane = 'home' ORDER BY id").fetchall()


def wait(home: Home, until: Callable[[list[tuple[str, str, int]]], bool]) -> list[tuple[str, str, int]]:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = jobs(home)
        if until(found):
            return found
        time.sleep(0.02)
    raise AssertionError(f"still waiting: {jobs(home)}")


def running(kind: str) -> Callable[[list[tuple[str, str, int]]], bool]:
    return lambda found: any((one, state) == (kind, "running") for one, state, _ in found)


def over(found: list[tuple[str, str, int]]) -> bool:
    return len(found) >= 2 and all(state in {"done", "failed"} for _, state, _ in found)


def published(home: Home) -> dict[str, Any]:
    with reading(home, threads=1) as con:
        return {
            table: con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()
            for table in ("person", "account", "stage_event", "lead", "deal")
        }


def test_a_killed_import_and_a_killed_refresh_end_as_if_nothing_had_been(tmp_path: Path) -> None:
    brought = files(tmp_path / "exports")
    undisturbed = Home.at(tmp_path / "undisturbed")
    import_files(undisturbed, brought)
    refresh(undisturbed)
    home = Home.at(tmp_path / "home")
    subprocess.run(
        [sys.executable, "-m", "tests.workspace.asking", str(home.path), *map(str, brought)],
        cwd=ROOT,
        env=ENVIRONMENT,
        check=True,
    )

    with served(home) as process:
        wait(home, running("home.import"))
        kill(process)
    assert raw.entries(home) == []  # it was in the middle: nothing counts yet
    with served(home) as process:
        wait(home, running("home.refresh"))
        time.sleep(0.3)
        kill(process)
    with served(home):
        ended = wait(home, over)

    assert ended == [("home.import", "done", 2), ("home.refresh", "done", 2)]
    assert published(home) == published(undisturbed)
    (entry,) = raw.history(home)
    assert (entry.new, entry.rejected) == (PEOPLE, 0)
    with closing(sqlite3.connect(home.app_database)) as database:
        (report,) = database.execute("SELECT report FROM sources_file").fetchone()
    assert json.loads(report)["new"] == PEOPLE  # what the page tells
    assert duckdb.sql(
        f"SELECT count(*) FROM read_parquet('{raw.raw_files(home, 'hubspot', 'contact')[0]}')"
    ).fetchall() == [(PEOPLE,)]


def test_a_worker_ends_with_the_server_that_started_it(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys; from cordee.site import serving; from cordee.revenue.warehouse.home import Home\n"
            "serving.prepare(Home.at(sys.argv[1]))\n"
            "child = subprocess.Popen([sys.executable, '-m', 'cordee', '--home', sys.argv[1], 'worker', '--with-parent'])\n"
            "print(child.pid, flush=True); child.wait()",
            str(home.path),
        ],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.stdout.close()
    end = time.monotonic() + PATIENCE
    while not (home.path / "worker.lock").exists() and time.monotonic() < end:
        time.sleep(0.05)

    parent.kill()
    parent.wait()

    while alive(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not alive(child)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False

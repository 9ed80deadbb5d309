"""Signing at once, from processes of their own, and a process that is killed in the middle of it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from cordee.revenue.warehouse.home import Home

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith(("CORDEE_", "DJANGO_"))}


def start(home: Home, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.workspace.signing", str(home.path), *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> str:
    return process.communicate(timeout=120)[0].strip()


def rows(home: Home, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home.app_database)) as database:
        return database.execute(query).fetchall()


def prepared(folder: Path) -> Home:
    home = Home.at(folder / "home")
    process = start(home)
    process.communicate(timeout=120)
    assert process.returncode == 0
    return home


def test_of_four_who_sign_at_the_same_moment_one_of_each_side_does(tmp_path: Path) -> None:
    home, barrier = prepared(tmp_path), tmp_path / "now"
    names = ("camille", "hugo", "marc", "ines")
    processes = [start(home, name, str(barrier)) for name in names]
    end = time.monotonic() + 120
    while not all(barrier.with_suffix(f".{name}").exists() for name in names) and time.monotonic() < end:
        time.sleep(0.01)
    barrier.touch()

    assert sorted(map(said, processes)) == ["AlreadySigned", "AlreadySigned", "signed", "signed"]
    assert rows(home, "SELECT side FROM sla_signature ORDER BY side") == [("marketing",), ("sales",)]
    assert rows(home, "SELECT count(*) FROM sla_version WHERE in_force_at IS NOT NULL") == [(1,)]
    assert rows(home, "SELECT count(*) FROM jobs_job WHERE kind = 'sla.export'") == [(1,)]
    assert rows(home, "SELECT count(*) FROM activity_event WHERE kind = 'sla.signed'") == [(2,)]


def test_a_server_killed_between_two_signatures_loses_and_doubles_nothing(tmp_path: Path) -> None:
    home = prepared(tmp_path)
    assert said(start(home, "camille")) == "signed"

    killed = start(home, "marc", str(tmp_path / "go"), "killed")
    (tmp_path / "go").touch()
    killed.communicate(timeout=120)

    assert killed.returncode == -signal.SIGKILL
    assert rows(home, "SELECT side FROM sla_signature") == [("marketing",)]
    assert rows(home, "SELECT in_force_at FROM sla_version") == [(None,)]
    assert rows(home, "SELECT count(*) FROM jobs_job") == [(0,)]
    assert said(start(home, "marc")) == "signed"
    assert rows(home, "SELECT side FROM sla_signature ORDER BY side") == [("marketing",), ("sales",)]
    assert rows(home, "SELECT kind, state FROM jobs_job") == [("sla.export", "queued")]

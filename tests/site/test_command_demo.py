"""The demo through the command: from nothing to a home that can be served, in one go, and again without harm."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def cordee(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A process of its own: the web app serves one home per process."""
    return subprocess.run(
        [sys.executable, "-m", "cordee", "--home", str(home), *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    home = tmp_path_factory.mktemp("demo") / "home"
    run = cordee(home, "demo", "--no-serve", "--json")
    assert run.returncode == 0, run.stderr
    return home, json.loads(run.stdout)


def test_the_demo_says_where_it_is_and_who_may_sign_in(made: tuple[Path, dict[str, Any]]) -> None:
    home, told = made

    assert (told["home"], told["url"][:17]) == (str(home), "http://localhost:")
    assert [person["name"] for person in told["sign_ins"]] == [
        "Camille Roussel",
        "Marc Delorme",
        "Inès Benali",
        "Karim Haddad",
        "Paul Guyot",
    ]
    assert (told["counts"]["people"], told["counts"]["snapshot"]) == (400, 1)


def test_the_demos_figures_open_on_their_records(made: tuple[Path, dict[str, Any]]) -> None:
    home, _ = made
    (leads,) = json.loads(cordee(home, "metrics", "leads", "--json").stdout)
    listed = json.loads(cordee(home, "records", "leads", "--json").stdout)

    assert len(listed) == leads["numerator"] > 50


def test_someone_added_gets_a_password_once_and_a_second_time_is_refused(made: tuple[Path, dict[str, Any]]) -> None:
    home, _ = made
    asked = ("user", "add", "claire.bac@rivelaine.fr", "--side", "both", "--role", "admin", "--json")

    first, second = cordee(home, *asked), cordee(home, *asked)

    assert (first.returncode, len(json.loads(first.stdout)["password"]) > 10) == (0, True)
    assert (second.returncode, "error" in json.loads(second.stdout)) == (2, True)

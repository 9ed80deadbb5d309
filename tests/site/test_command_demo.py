"""The demo through the command: from nothing to a home that can be served, in one go, and again without harm."""

import json
import re
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
    assert (told["counts"]["people"], told["counts"]["snapshot"]) == (
        400,
        2,
    )  # once more with what was decided on leads


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


def test_the_demos_teams_meet_and_debrief(made: tuple[Path, dict[str, Any]]) -> None:
    _, told = made

    assert (told["counts"]["rituals"], told["counts"]["meetings"]) == (4, 2)
    assert told["counts"]["debriefs"] > 0


def test_a_pack_is_one_document_of_at_most_45_minutes(made: tuple[Path, dict[str, Any]]) -> None:
    home, _ = made

    told = json.loads(cordee(home, "pack", "weekly_point", "--json").stdout)

    assert (told["ritual"], told["meeting"], told["state"], told["frozen"]) == (
        "Point hebdo",
        "2026-W27",
        "planned",
        False,
    )
    assert told["minutes"] == sum(one["minutes"] for one in told["sections"]) <= 45
    stakes = [one["stake"] or 0.0 for one in told["sections"] if one["items"] and not one["carried"]]
    ranked = [one for one in stakes if one]
    assert ranked == sorted(ranked, reverse=True)


def test_a_past_pack_is_the_one_that_was_frozen_with_its_minutes(made: tuple[Path, dict[str, Any]]) -> None:
    home, _ = made

    told = json.loads(cordee(home, "pack", "Point hebdo", "--date", "2026-06-18", "--json").stdout)
    text = cordee(home, "--lang", "en", "pack", "Point hebdo", "--date", "2026-06-18").stdout

    assert (told["meeting"], told["state"], told["frozen"], len(told["digest"])) == ("2026-W25", "held", True, 64)
    assert "## Minutes" in text and "Permanence SDR le vendredi" in text


@pytest.mark.parametrize(
    ("suffix", "begins"), [(".pdf", b"%PDF-"), (".html", b"<!doctype html>"), (".md", b"# Point hebdo")]
)
def test_a_pack_is_a_file(made: tuple[Path, dict[str, Any]], tmp_path: Path, suffix: str, begins: bytes) -> None:
    home, _ = made
    file = tmp_path / f"pack{suffix}"

    run = cordee(home, "pack", "weekly_point", "--out", str(file), "--json")

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["file"] == str(file)
    assert file.read_bytes().startswith(begins)
    if suffix == ".html":  # nothing runs in it, and nothing is asked of anybody
        text = file.read_text(encoding="utf-8")
        assert "<script" not in text and not re.findall(r'(?:src|href)="http', text)


def test_a_pack_that_cannot_be_made_says_why(made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    home, _ = made

    unknown = cordee(home, "pack", "nope", "--json")
    wrong = cordee(home, "pack", "weekly_point", "--out", str(tmp_path / "pack.doc"), "--json")
    nothing = cordee(tmp_path / "empty", "pack", "weekly_point", "--json")

    assert (unknown.returncode, wrong.returncode, nothing.returncode) == (2, 2, 2)
    assert "There are: Point hebdo (weekly_point)" in json.loads(unknown.stdout)["error"]
    assert ".pdf, .html, .md" in json.loads(wrong.stdout)["error"]

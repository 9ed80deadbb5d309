"""Preparing a home, adding people, reading the settings: each in a process of its own, as the command does it."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

from cordee.revenue.warehouse.home import Home
from cordee.site.serving import free_port
from cordee.site.shared import HomeCache

ROOT = Path(__file__).parents[2]


def run(code: str, *, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs ``code`` with ``home`` and ``serving`` at hand."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("CORDEE_", "DJANGO_"))}
    setting = "from cordee.site import serving\nfrom cordee.revenue.warehouse.home import Home\n"
    setting += f"home = Home.at({str(home)!r})\n"
    return subprocess.run(
        [sys.executable, "-c", setting + code],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_preparing_a_home_twice_keeps_its_key_and_its_people(tmp_path: Path) -> None:
    add = "serving.add_user(home, 'Camille@Rivelaine.fr', 'Camille', side='marketing', role='admin')"
    first = run(f"serving.prepare(home); print({add})", home=tmp_path)
    key = (tmp_path / "secret_key").read_text()
    again = run(
        "serving.prepare(home)\nfrom cordee.workspace.people.models import Person\none = Person.objects.get()\n"
        f"print(one.email, one.side, one.role, one.language, one.check_password({first.stdout.strip()!r}))",
        home=tmp_path,
    )

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    assert again.stdout.strip() == "camille@rivelaine.fr marketing admin fr True"
    assert (tmp_path / "secret_key").read_text() == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert list((tmp_path / "static" / "ui").glob("tokens.*.css.gz")) != []


def test_someone_who_is_there_already_is_refused_in_words(tmp_path: Path) -> None:
    code = "serving.prepare(home)\nfor _ in range(2): serving.add_user(home, 'a@b.fr', 'A', side='sales', role='sales')"

    failed = run(code, home=tmp_path)

    assert failed.returncode == 1
    assert "PersonRefused: a@b.fr was not added." in failed.stderr


def test_a_side_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    failed = run(
        "serving.prepare(home); serving.add_user(home, 'a@b.fr', 'A', side='finance', role='sales')", home=tmp_path
    )

    assert failed.returncode == 1
    assert "PersonRefused" in failed.stderr


def test_the_demo_s_people_are_made_once_and_the_home_is_marked(tmp_path: Path) -> None:
    code = """
cast = [{"email": "Marc@x.fr", "name": "Marc", "side": "sales", "role": "head of sales", "language": "en"}]
serving.prepare(home)
for _ in range(2): serving.create_demo_people(home, cast)
from cordee.workspace.people.models import Person
print([(p.email, p.role, p.title, p.language, p.is_demo, p.has_usable_password()) for p in Person.objects.all()])
"""

    made = run(code, home=tmp_path)

    assert made.stdout.strip() == "[('marc@x.fr', 'leadership', 'Head of sales', 'en', True, False)]", made.stderr
    assert (tmp_path / "DEMO").exists()


def test_reading_the_settings_creates_nothing(tmp_path: Path) -> None:
    read = run("import cordee.site.settings", home=tmp_path, CORDEE_HOME=str(tmp_path / "home"))

    assert read.returncode == 0, read.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_mistyped_setting_stops_at_once_and_says_which(tmp_path: Path) -> None:
    failed = run("import cordee.site.settings", home=tmp_path, CORDEE_HOMME="x")

    assert failed.returncode == 1
    assert "Unknown setting in the environment: CORDEE_HOMME. Known: " in failed.stderr


def test_a_language_that_is_not_spoken_is_refused(tmp_path: Path) -> None:
    failed = run("import cordee.site.settings", home=tmp_path, CORDEE_LANG="de")

    assert "The language is fr or en, not 'de'" in failed.stderr


def test_a_port_that_is_taken_gives_the_next_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert free_port(port) > port


def test_what_processes_must_agree_on_is_kept_in_the_home(home: Home) -> None:
    one, other = (HomeCache("", {"OPTIONS": {}}) for _ in range(2))

    one.set("throttle_api_1", [1.0, 2.0], 60)

    assert other.get("throttle_api_1") == [1.0, 2.0]
    assert other.add("throttle_api_1", [], 60) is False
    assert {path.suffix for path in (home.path / "cache").iterdir()} == {".djcache"}

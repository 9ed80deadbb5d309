"""A real server in a process of its own, Debian's Chromium, and people who sign in."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from cordee.revenue.warehouse.home import Home
from tests import firm

ROOT = Path(__file__).parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium stands in for the one that Playwright would download."""
    chromium = os.environ.get("CORDEE_CHROMIUM")
    if not chromium:
        pytest.fail("No browser: run bin/browser, then set CORDEE_CHROMIUM to its path, or run bin/test.")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses to sandbox root
    return {**browser_type_launch_args, "executable_path": chromium, "args": sandbox}


def _serve(home: Path, *more: str, printed: Path | None = None) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]  # the system's choice: two test processes never serve on one port
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CORDEE_", "DJANGO_"))}
    with (printed or Path(os.devnull)).open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.serve_world", str(home), str(port), *more],
            cwd=ROOT,
            env=environment,
            stdout=output,
        )
    address = f"http://localhost:{port}"
    try:
        for _ in range(300):
            if process.poll() is not None:
                pytest.fail(f"The server ended with code {process.returncode} before it answered.")
            try:
                urllib.request.urlopen(f"{address}/sign-in/", timeout=5).close()  # noqa: S310 -- our own server
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("The server did not answer within half a minute.")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=15)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo installation's address."""
    yield from _serve(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An installation into which nothing was imported."""
    yield from _serve(tmp_path_factory.mktemp("empty"), "empty")


@pytest.fixture(scope="session")
def bare_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """An installation without anybody: its address, and the code that it printed."""
    folder = tmp_path_factory.mktemp("bare")
    printed = folder / "printed"
    for address in _serve(folder / "home", "bare", printed=printed):
        yield address, printed.read_text().strip()


@pytest.fixture(scope="session")
def firm_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Home]]:
    """The installation of a firm made of real imports, and its home: for stories that decide and refresh."""
    home = firm.home(tmp_path_factory.mktemp("firm")).place
    for address in _serve(home.path, "firm"):
        yield address, home


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    return site


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that tells what its console said: a blocked script or a failed request fails the test."""
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(8000)
    yield page
    assert complaints == []


@pytest.fixture(scope="module")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty installation as it runs at a company: with the worker that imports and refreshes."""
    yield from _serve(tmp_path_factory.mktemp("new"), "empty", "worker")


def sign_in(page: Page, name: str, address: str = "") -> None:
    """One click on the demo's sign-in page."""
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name=name).click()
    page.get_by_role("heading", level=1).wait_for()

"""How fast the pages answer over real HTTP: ``python bench/pages.py HOME [--people 20] [--seconds 15]``.

Serves a home in a process of its own, signs in, and lets so many people read different pages at once. Prints, in
milliseconds, the median, the 95th percentile and the worst time of each page, and its first answer after the start,
beside the floor: a static file from the same server under the same load.
"""

import argparse
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlencode

from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.home import Home
from cordee.site.serving import free_port

PASSWORD = "a phrase for the bench"  # noqa: S105 -- of a throw-away person
E_MAIL = "bench@example.org"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=15)
    options = parser.parse_args()
    home = Home.at(options.home)
    pages = addresses(home)
    port = free_port(18_800)
    server = subprocess.Popen([sys.executable, __file__, "--serve", str(home.path), str(port)])
    try:
        cookie = signed_in(port)
        cold = {name: timed(port, random.choice(found), cookie) for name, found in pages.items()}
        times = load(port, cookie, pages, people=options.people, seconds=options.seconds)
    finally:
        server.terminate()
        server.wait()
    pages_read = sum(map(len, times.values()))
    print(f"{options.people} people at once, {pages_read} pages in {options.seconds:.0f} s; milliseconds")
    print(f"{'page':<22}{'cold':>8}{'median':>8}{'p95':>8}{'worst':>8}{'n':>7}")
    for name in pages:
        found = sorted(times[name])
        p95 = found[int(len(found) * 0.95)] if found else 0.0
        print(
            f"{name:<22}{cold[name]:>8.0f}{statistics.median(found):>8.0f}{p95:>8.0f}{found[-1]:>8.0f}{len(found):>7}"
        )


def addresses(home: Home) -> dict[str, list[str]]:
    """Different questions for each page, so that remembered answers do not flatter."""
    with snapshots.reading(home) as reader:
        people = [
            row[0] for row in reader.execute("SELECT person_id FROM lead ORDER BY hash(person_id) LIMIT 60").fetchall()
        ]
        accounts = [
            row[0]
            for row in reader.execute(
                "SELECT DISTINCT account_id FROM deal ORDER BY hash(account_id) LIMIT 60"
            ).fetchall()
        ]
        names = [
            row[0]
            for row in reader.execute(
                "SELECT name FROM person WHERE name <> '' ORDER BY hash(name) LIMIT 60"
            ).fetchall()
        ]
    periods = [
        "2025-Q1",
        "2025-Q2",
        "2025-Q3",
        "2025-Q4",
        "2026-Q1",
        "2026-Q2",
        *(f"2025-{month:02d}" for month in range(1, 13)),
    ]
    return {
        "static file (floor)": ["/static/ui/icon.svg"],
        "today": ["/"],
        "scoreboard": ["/scoreboard/", *(f"/scoreboard/?period={period}" for period in periods)],
        "definition": [f"/figures/{key}/?period={period}" for key in ("leads", "closing_rate") for period in periods],
        "records": [f"/figures/{key}/records/?period={period}" for key in ("leads", "revenue") for period in periods],
        "search": [f"/journeys/?{urlencode({'q': name[:4]})}" for name in names],
        "person": [f"/journeys/people/{number}/" for number in people],
        "company": [f"/journeys/accounts/{number}/" for number in accounts],
    }


def signed_in(port: int) -> str:
    for _ in range(200):
        try:
            status, headers, body = asked(port, "GET", "/sign-in/", headers={"Accept-Encoding": "identity"})
            break
        except OSError:
            time.sleep(0.1)
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', body)
    assert status == 200 and token
    first = "; ".join(value.split(";")[0] for name, value in headers if name.lower() == "set-cookie")
    form = urlencode({"email": E_MAIL, "password": PASSWORD, "csrfmiddlewaretoken": token[1].decode()})
    status, headers, _ = asked(
        port, "POST", "/sign-in/", body=form,
        headers={"Cookie": first, "Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{port}"},
    )  # fmt: skip
    assert status == 302, status
    return "; ".join(value.split(";")[0] for name, value in headers if name.lower() == "set-cookie")


def asked(
    port: int, method: str, address: str, *, body: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, list[tuple[str, str]], bytes]:
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    connection.request(method, address, body=body, headers={"Accept-Encoding": "gzip", **(headers or {})})
    answer = connection.getresponse()
    found = answer.status, answer.getheaders(), answer.read()
    connection.close()
    return found


def timed(port: int, address: str, cookie: str) -> float:
    """Milliseconds until the last byte."""
    started = time.perf_counter()
    status, _, _ = asked(port, "GET", address, headers={"Cookie": cookie})
    assert status in {200, 404 if address.startswith("/static") else 200}, (status, address)
    return (time.perf_counter() - started) * 1000


def load(port: int, cookie: str, pages: dict[str, list[str]], *, people: int, seconds: float) -> dict[str, list[float]]:
    """Everyone reads a page, thinks for up to a second, reads the next."""
    times: dict[str, list[float]] = defaultdict(list)
    until = time.perf_counter() + seconds

    def read(seed: int) -> None:
        dice = random.Random(seed)
        while time.perf_counter() < until:
            name = dice.choice(list(pages))
            times[name].append(timed(port, dice.choice(pages[name]), cookie))
            time.sleep(dice.random())

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def serve(path: str, port: int) -> None:
    from contextlib import suppress

    from cordee.site import serving

    home = Home.at(path)
    serving.prepare(home)
    with suppress(serving.PersonRefused):
        serving.add_user(home, E_MAIL, "Bench", side="both", role="read_only", language="fr", password=PASSWORD)
    serving.serve(home, port=port)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        os.environ.pop("CORDEE_HOME", None)
        serve(sys.argv[2], int(sys.argv[3]))
    else:
        main()

"""How fast the pages answer over real HTTP: ``python bench/pages.py HOME [--people 20] [--seconds 120]``.

Serves a home with ``cordee serve``, as an installation does (its worker beside it), and asks every page of the product, each
with questions drawn from the home itself. Four passes, all over HTTP:

``first``   one request of each page right after the start, while the server is still asking beforehand what pages need;
``alone``   each page ten times, one request at a time: processor time of the server (all its processes) per page;
``load``    so many people at once. Each reads a page drawn by chance, thinks for up to a second (evenly drawn, half a second
            on average), reads the next: about two pages a second each, many times what a person does;
``typing``  so many people type a name at once, a letter every 150 to 350 ms: the palette and the list of people.

Times are until the last byte, in milliseconds. Beside them stands the floor: a static file of the same server under the same
load. ``weight`` is what a first visit loads, compressed: the page and every script, sheet, font and icon that it names.
Targets: p95 ≤ 100 ms for every page, ≤ 50 ms as one types, 20 people at once on 2 cores; ≤ 150 KB. On a machine that
others use, read the processor time. Results go to bench/results/pages.json.
"""

import argparse
import gzip
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode, urljoin

from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.home import Home
from cordee.site.serving import free_port

PASSWORD = "a phrase for the bench"  # noqa: S105 -- of a throw-away person
E_MAIL = "bench@example.org"
FLOOR = "static file (floor)"
ALONE = 10
HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--settle", type=float, default=60, help="seconds between the start and the passes under load")
    parser.add_argument("--workers", type=int, help="processes of the server; the command's own choice if absent")
    options = parser.parse_args()
    home = Home.at(options.home)
    pages, typed = addresses(home), letters(home)
    port = free_port(18_800)
    server = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(home.path), str(port), str(options.workers or "")]
    )
    try:
        cookie = signed_in(port)
        began = time.monotonic()
        first = {name: timed(port, found[-1], cookie) for name, found in pages.items()}
        time.sleep(max(0.0, options.settle - (time.monotonic() - began)))
        crowd = [signed_in(port) for _ in range(options.people)]
        spent = {name: alone(port, cookie, found, server.pid) for name, found in pages.items()}
        times = load(port, crowd, pages, seconds=options.seconds)
        keys = typing(port, crowd, typed, seconds=options.seconds / 4)
        weights = {name: weight(port, found[0], cookie) for name, found in pages.items()}
        memory = {pid: resident(pid) for pid in family(server.pid)}
    finally:
        server.terminate()
        server.wait()
    everything = sorted(one for name, found in times.items() if name != FLOOR for one in found)
    result = {
        "on": time.strftime("%Y-%m-%d"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0], "load_before": os.getloadavg()[2]},
        "people": options.people,
        "seconds": options.seconds,
        "settled_seconds": options.settle,
        "workers": options.workers or "the command's own choice",
        "resident_mib": sorted(memory.values(), reverse=True),
        "pages_read": len(everything),
        "all_ms": percentiles(everything),
        "typing_ms": {name: percentiles(found) for name, found in keys.items()},
        "pages": {
            name: {
                "first_ms": round(first[name], 1),
                "processor_ms": spent[name],
                **{f"{key}_ms" if key != "n" else key: value for key, value in percentiles(times[name]).items()},
                "weight_kb": weights[name],
            }
            for name in pages
        },
    }
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "pages.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(table(result))


def table(result: dict[str, object]) -> str:
    """The result as README shows it."""
    pages: dict[str, dict[str, float]] = result["pages"]  # type: ignore[assignment]
    lines = ["| page | first | processor | p50 | p95 | worst | n | KB |", "|---|--:|--:|--:|--:|--:|--:|--:|"]
    for name, one in pages.items():
        cells = (one[key] for key in ("first_ms", "processor_ms", "p50_ms", "p95_ms", "worst_ms", "n", "weight_kb"))
        lines.append(f"| {name} | {' | '.join(f'{cell:.0f}' for cell in cells)} |")
    told = {"all pages": result["all_ms"], **result["typing_ms"]}  # type: ignore[dict-item]
    for name, one in told.items():
        lines.append(f"| **{name}** | | | {one['p50']:.0f} | {one['p95']:.0f} | {one['worst']:.0f} | {one['n']} | |")
    return "\n".join(lines)


def addresses(home: Home) -> dict[str, list[str]]:
    """Every page (as ``tests/journeys/test_every_page.py`` lists them), each with different questions of this home, so
    that remembered answers do not flatter.
    """
    with snapshots.reading(home) as reader:

        def drawn(sql: str, count: int = 60) -> list[tuple]:  # type: ignore[type-arg]
            return reader.execute(f"SELECT * FROM ({sql}) AS t ORDER BY hash(t) LIMIT {count}").fetchall()

        people = [one for (one,) in drawn("SELECT person_id FROM lead")]
        accounts = [one for (one,) in drawn("SELECT DISTINCT account_id FROM deal WHERE account_id IS NOT NULL")]
        names = [one for (one,) in drawn("SELECT name FROM person WHERE name <> ''")]
        pairs = drawn("SELECT a, b FROM person_review WHERE a < b")
        companies = drawn(
            "SELECT a, b FROM account_review JOIN account AS x ON x.account_id = a JOIN account AS y ON y.account_id = b"
        )
        fields = drawn("SELECT DISTINCT entity, entity_id, field FROM contradiction WHERE detail IS NULL")
        channels = [one for (one,) in drawn("SELECT DISTINCT channel FROM lead WHERE channel IS NOT NULL")]
        teams = [one for (one,) in drawn("SELECT DISTINCT team FROM lead WHERE team IS NOT NULL")]
        campaigns = [one for (one,) in drawn("SELECT name FROM campaign JOIN lead USING (campaign_id) GROUP BY 1")]
        (last,) = reader.execute("SELECT max(inquiry_at)::DATE FROM lead").fetchone()  # type: ignore[misc]
    quarters = [f"{year}-Q{quarter}" for year in (last.year - 1, last.year) for quarter in range(1, 5)]
    periods = [text for text in quarters if text <= f"{last.year}-Q{(last.month + 2) // 3}"]
    periods += [f"{last.year - 1}-{month:02d}" for month in range(1, 13)]
    figures = ("leads", "closing_rate", "cost_per_lead", "revenue", "sla_compliance", "conversion_mql_sal", "roi")
    words = [name[: 3 + index % 4] for index, name in enumerate(names)]
    return {
        FLOOR: ["/static/ui/icon.svg"],
        "today": ["/"],
        "today: leads": ["/today/leads/", "/today/leads/?whose=all"],
        "today: deals": [f"/today/deals/{which}/" for which in ("silent", "past-close", "untidy", "unpriced")],
        "scoreboard": ["/scoreboard/", *(f"/scoreboard/?period={period}" for period in periods)],
        "scoreboard, a part": [
            f"/scoreboard/?{urlencode({key: value})}"
            for key, values in (("channel", channels), ("team", teams))
            for value in values
        ],
        "scoreboard, never asked": [
            f"/scoreboard/?{urlencode({'campaign': campaign, 'period': period})}"
            for campaign in campaigns
            for period in periods
        ],
        "scoreboard: objectives": ["/scoreboard/objectives/"],
        "scoreboard: views": [f"/scoreboard/views/?period={period}" for period in periods],
        "scoreboard: digest": ["/scoreboard/digest/"],
        "figure": [f"/figures/{key}/?period={period}" for key in figures for period in periods],
        "figure, why": [f"/figures/cost_per_lead/?period={period}&vs=year&by=campaign" for period in periods],
        "records": [f"/figures/{key}/records/?period={period}" for key in figures for period in periods],
        "records, sorted": [
            f"/figures/conversion_mql_sal/records/?period={period}&place=refused&order=name" for period in periods
        ],
        "people": ["/journeys/", *(f"/journeys/?{urlencode({'q': word})}" for word in words)],
        "people, filtered": [
            f"/journeys/?kind={kind}&stage={stage}&sort=name"
            for kind in ("people", "accounts")
            for stage in ("mql", "sal", "sql", "customer")
        ],
        "person": [f"/journeys/people/{number}/" for number in people],
        "company": [f"/journeys/accounts/{number}/" for number in accounts],
        "search": ["/search/", *(f"/search/?{urlencode({'q': word})}" for word in words)],
        "duplicates": ["/data/duplicates/", *(f"/data/duplicates/?page={page}" for page in range(2, 9))],
        "duplicates: a pair": [f"/data/duplicates/people/{a}/{b}/" for a, b in pairs]
        + [f"/data/duplicates/companies/{a}/{b}/" for a, b in companies],
        "duplicates: merged": [f"/data/duplicates/people/{a}/{b}/merged/" for a, b in pairs],
        "duplicates: records": [f"/data/duplicates/people/{number}/" for number in people],
        "duplicates: history": ["/data/duplicates/history/"],
        "contradictions": ["/data/contradictions/", "/data/contradictions/?page=2"],
        "contradiction": [f"/data/contradictions/{entity}/{number}/{field}/" for entity, number, field in fields],
        "campaign names": ["/data/contradictions/campaigns/"],
        "quality": ["/data/quality/"],
        "quality: a check": ["/data/quality/mql_without_sales_act/"],
        "quality: makers": ["/data/quality/makers/"],
        "data": ["/data/"],
        "imports": ["/data/imports/"],
        "imports: new": ["/data/imports/new/"],
        "glossary": ["/glossary/"],
        "glossary: a term": ["/glossary/closing/"],
        "glossary: a figure": [f"/glossary/figures/{key}/" for key in figures],
        "preferences": ["/preferences/"],
        "api": ["/api/"],
        "api: tokens": ["/api/tokens/"],
        "patterns": ["/patterns/"],
    }


def letters(home: Home) -> list[str]:
    """What is typed to find people drawn by chance, letter by letter, in the order in which it is typed."""
    with snapshots.reading(home) as reader:
        rows = reader.execute("SELECT name FROM person WHERE length(name) > 5 ORDER BY hash(person_id) LIMIT 60")
        return [name[:length] for (name,) in rows.fetchall() for length in range(2, 8)]


def signed_in(port: int) -> str:
    """The cookies of a new session."""
    for _ in range(1200):
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


def timed(port: int, address: str, cookie: str, **headers: str) -> float:
    """Milliseconds until the last byte."""
    started = time.perf_counter()
    status, _, _ = asked(port, "GET", address, headers={"Cookie": cookie, **headers})
    assert status in {200, 404 if address.startswith("/static") else 200}, (status, address)
    return (time.perf_counter() - started) * 1000


def alone(port: int, cookie: str, found: list[str], server: int) -> float:
    """Milliseconds of processor time that one request of a page takes, on average over different questions."""
    before = processor(server)
    for index in range(ALONE):
        timed(port, found[index % len(found)], cookie)
    return round((processor(server) - before) * 1000 / ALONE, 1)


def load(port: int, crowd: list[str], pages: dict[str, list[str]], *, seconds: float) -> dict[str, list[float]]:
    """Everyone reads a page, thinks for up to a second, reads the next."""
    times: dict[str, list[float]] = defaultdict(list)
    until = time.perf_counter() + seconds

    def read(seed: int, cookie: str) -> None:
        dice = random.Random(seed)
        while time.perf_counter() < until:
            name = dice.choice(list(pages))
            times[name].append(timed(port, dice.choice(pages[name]), cookie))
            time.sleep(dice.random())

    together(read, crowd)
    return times


def typing(port: int, crowd: list[str], typed: list[str], *, seconds: float) -> dict[str, list[float]]:
    """Everyone types names; each letter asks, as the palette does, then as the list of people does."""
    times: dict[str, list[float]] = defaultdict(list)
    for name, page in (("as one types: palette", "/search/"), ("as one types: list of people", "/journeys/")):
        until = time.perf_counter() + seconds

        def types(seed: int, cookie: str, name: str = name, page: str = page, until: float = until) -> None:
            dice = random.Random(seed)
            place = dice.randrange(len(typed))
            while time.perf_counter() < until:
                address = f"{page}?{urlencode({'q': typed[place % len(typed)]})}"
                times[name].append(timed(port, address, cookie, **{"HX-Request": "true", "HX-Target": "found"}))
                place += 1
                time.sleep(dice.uniform(0.15, 0.35))

        together(types, crowd)
    return times


def together(act, crowd: list[str]) -> None:  # type: ignore[no-untyped-def]
    threads = [threading.Thread(target=act, args=one) for one in enumerate(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def weight(port: int, address: str, cookie: str) -> float:
    """Kilobytes (of 1,000) of a first visit: the page and all that it names, as they travel."""
    _, headers, body = asked(port, "GET", address, headers={"Cookie": cookie})
    total, waiting, seen = len(body), [(address, headers, body)], set()
    while waiting:
        where, headers, body = waiting.pop()
        text = (gzip.decompress(body) if ("content-encoding", "gzip") in _lower(headers) else body).decode(
            "utf-8", "replace"
        )
        for named in re.findall(
            r"""(?:<link[^>]*\shref|<script[^>]*\ssrc|<img[^>]*\ssrc)="([^"]+)"|url\(["']?([^)"']+)""", text
        ):
            other = urljoin(where, next(filter(None, named))).partition("#")[0]
            if other.startswith("/static/") and other not in seen:
                seen.add(other)
                status, headers, body = asked(port, "GET", other)
                total += len(body) if status == 200 else 0
                if other.endswith(".css"):
                    waiting.append((other, headers, body))
    return round(total / 1000, 1)


def _lower(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in headers]


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children: dict[int, list[int]] = defaultdict(list)
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = place.read_text().rpartition(")")[2].split()
            children[int(fields[1])].append(int(place.parent.name))
    found = [pid]
    for one in found:
        found += children[one]
    return found


def processor(pid: int) -> float:
    """Seconds that a process and all that it started have spent on the processor."""
    spent = 0
    for one in family(pid):
        with suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            spent += int(fields[11]) + int(fields[12])
    return spent / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> int:
    """MiB of memory that a process holds."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20
    return 0


def percentiles(times: list[float]) -> dict[str, float]:
    found = sorted(times) or [0.0]
    p95 = found[min(len(found) - 1, int(len(found) * 0.95))]
    return {
        "p50": round(statistics.median(found), 1), "p95": round(p95, 1), "worst": round(found[-1], 1), "n": len(times)
    }  # fmt: skip


def serve(path: str, port: str, workers: str = "") -> None:
    """Adds the person who reads, and becomes ``cordee serve``."""
    from cordee.site import serving

    home = Home.at(path)
    serving.prepare(home)
    with suppress(serving.PersonRefused):
        serving.add_user(home, E_MAIL, "Bench", side="both", role="leadership", language="fr", password=PASSWORD)
    more = ["--workers", workers] if workers else []
    os.execv(sys.executable, [sys.executable, "-m", "cordee", "--home", path, "serve", "--port", port, *more])  # noqa: S606 -- our own program


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        os.environ.pop("CORDEE_HOME", None)
        serve(*sys.argv[2:])
    else:
        main()

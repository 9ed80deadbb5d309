"""How fast one finds somebody: ``python bench/search.py [--people 1000000] [--home HOME]``.

Without a home: makes the published snapshot of a company that knows so many people (kept in bench/.work/search), builds its
directory, and asks it what people type, letter by letter: names, companies, e-mails, domains, telephone numbers, two words in
either order. With a home: serves it in a process of its own and lets twenty people type at once, over real HTTP.

The *floor* is what the best index cannot avoid: one query of the same engine that returns as many rows of the same file by
their place (for HTTP: a static file from the same server under the same load). Results go to bench/results/search.json.
Targets, p95: as one types ≤ 100 ms at 1,000,000 people; ≤ 50 ms over HTTP at company size with 20 people at once.
"""

import argparse
import json
import random
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

import duckdb

sys.path.insert(0, str(Path(__file__).parent))
import pages

from cordee.demo import names
from cordee.revenue.journeys import directory, listing
from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.engine import connect, quoted
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.tables import MODEL
from cordee.site.serving import free_port

HERE = Path(__file__).parent
ANSWERS = 13
AS_OF = datetime(2026, 6, 30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path, help="a refreshed home to serve, instead of one made here")
    parser.add_argument("--typing", type=int, default=20, help="people who type at once")
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    if options.home:
        result, name = over_http(Home.at(options.home), options.typing, options.seconds), "http_company"
    else:
        home = Home.at(HERE / ".work" / "search" / f"home_{options.people}")
        result, name = (
            in_the_engine(made(home, options.people), options.typing, options.seconds),
            f"engine_{options.people}",
        )
    print(json.dumps(result, indent=1))
    file = HERE / "results" / "search.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    known[name] = result
    file.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")


def in_the_engine(home: Home, typing: int, seconds: float) -> dict[str, object]:
    file = snapshots.current(home)
    assert file is not None
    begun = time.perf_counter()
    built = directory.build(home, file, threads=2)
    build_seconds = time.perf_counter() - begun
    found_in = directory.open_directory(home, file, threads=2)
    con = found_in.cards
    queries = typed(con)
    both(found_in, "a")
    floor = percentiles([timed(lambda dice=dice: by_place(con, dice)) for dice in map(random.Random, range(200))])
    times = [timed(lambda text=text: both(found_in, text)) for text in queries]
    slowest = sorted(zip(times, queries, strict=True), reverse=True)[:8]
    pages_ = percentiles([timed(lambda text=text: page(found_in, text)) for text in queries])
    narrowed = percentiles(
        [timed(lambda text=text: page(found_in, text, stage="mql", sort="activity")) for text in queries[::5]]
    )
    crowd = together(found_in, queries, typing, seconds)
    found = percentiles(times)
    return {
        "people": con.execute("SELECT count(*) FROM person_card").fetchone()[0],  # type: ignore[index]
        "accounts": con.execute("SELECT count(*) FROM account_card").fetchone()[0],  # type: ignore[index]
        "directory_mib": sum(part.stat().st_size for part in built.rglob("*") if part.is_file()) // 2**20,
        "directory_build_seconds": round(build_seconds, 1),
        "queries": len(queries),
        "floor_ms": floor,
        "alone_ms": found,
        "page_of_people_ms": pages_,
        "page_of_people_filtered_and_sorted_ms": narrowed,
        "alone_p95_over_floor_p95": round(found["p95"] / floor["p95"], 1),
        f"{typing}_at_once_ms": crowd,
        "slowest": [f"{text!r}: {ms:.0f}" for ms, text in slowest],
    }


def both(found_in: directory.Directory, text: str) -> None:
    """What one keystroke asks: the companies, then the people."""
    listing.suggested(found_in, text)


def page(found_in: directory.Directory, text: str, *, stage: str | None = None, sort: listing.Sort = "best") -> None:
    """A page of the list of people."""
    listing.listed(found_in, listing.Question(kind="person", text=text, stage=stage), as_of=AS_OF, sort=sort, limit=50)


def by_place(con: duckdb.DuckDBPyConnection, dice: random.Random) -> None:
    places = ", ".join(str(dice.randrange(100_000)) for _ in range(ANSWERS))
    con.execute(f"SELECT * FROM person_card WHERE place IN ({places})").fetchall()


def together(found_in: directory.Directory, queries: list[str], typing: int, seconds: float) -> dict[str, float]:
    """So many people, each a keystroke every 150 to 350 ms, as one types."""
    times: list[float] = []
    until = time.perf_counter() + seconds

    def types(seed: int) -> None:
        dice = random.Random(seed)
        place = dice.randrange(len(queries))
        while time.perf_counter() < until:
            text = queries[place % len(queries)]
            times.append(timed(lambda text=text: both(found_in, text)))
            place += 1
            time.sleep(dice.uniform(0.15, 0.35))

    crowd = [threading.Thread(target=types, args=(seed,)) for seed in range(typing)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return {**percentiles(times), "n": len(times)}


def over_http(home: Home, typing: int, seconds: float) -> dict[str, object]:
    file = snapshots.current(home)
    assert file is not None
    queries = typed(directory.open_directory(home, file).cards)
    port = free_port(18_900)
    server = subprocess.Popen([sys.executable, str(HERE / "pages.py"), "--serve", str(home.path), str(port)])
    try:
        answering(port)
        cookie = pages.signed_in(port)
        pages.timed(port, "/journeys/?q=a", cookie)
        result = {"people_typing": typing, "queries": len(queries)}
        for name, address in (
            ("floor_ms", lambda text: "/static/ui/icon.svg"),
            ("palette_ms", lambda text: f"/search/?{urlencode({'q': text})}"),
            ("journeys_ms", lambda text: f"/journeys/?{urlencode({'q': text})}"),
        ):
            result[name] = keystrokes(port, cookie, queries, address, typing, seconds)
    finally:
        server.terminate()
        server.wait()
    for name in ("palette", "journeys"):
        result[f"{name}_p95_over_floor_p95"] = round(result[f"{name}_ms"]["p95"] / result["floor_ms"]["p95"], 1)  # type: ignore[index]
    return result


def answering(port: int) -> None:
    """Waits until the server answers, on however busy a machine."""
    for _ in range(1200):
        with suppress(OSError):
            pages.asked(port, "GET", "/sign-in/")
            return
        time.sleep(0.1)
    raise SystemExit("The server does not answer.")


def keystrokes(port: int, cookie: str, queries: list[str], address, typing: int, seconds: float) -> dict[str, float]:  # type: ignore[no-untyped-def]
    times: list[float] = []
    until = time.perf_counter() + seconds
    headers = {"Cookie": cookie, "HX-Request": "true", "HX-Target": "found"}

    def types(seed: int) -> None:
        dice = random.Random(seed)
        place = dice.randrange(len(queries))
        while time.perf_counter() < until:
            started = time.perf_counter()
            status, _, _ = pages.asked(port, "GET", address(queries[place % len(queries)]), headers=headers)
            times.append((time.perf_counter() - started) * 1000)
            assert status in {200, 404}, status
            place += 1
            time.sleep(dice.uniform(0.15, 0.35))

    crowd = [threading.Thread(target=types, args=(seed,)) for seed in range(typing)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return {**percentiles(times), "n": len(times)}


def typed(con: duckdb.DuckDBPyConnection, *, people: int = 40) -> list[str]:
    """What is typed to find people drawn by chance, letter by letter, in the order in which it is typed."""
    drawn = con.execute(
        f"""SELECT name, email, phone, account, domain FROM person_card
            WHERE email IS NOT NULL AND phone IS NOT NULL AND account IS NOT NULL AND contains(name, ' ')
            ORDER BY hash(id) LIMIT {people}"""
    ).fetchall()
    wanted = []
    for place, (name, email, phone, account, domain) in enumerate(drawn):
        given, _, family = name.partition(" ")
        national = "0" + phone.removeprefix("+33")
        wanted.append(
            (
                name,
                f"{family} {given}".lower(),
                email,
                account,
                domain or email.partition("@")[2],
                " ".join(national[cut : cut + 2] for cut in range(0, len(national), 2)),
                f"{given} {account}",
                family,
            )[place % 8]
        )
    return [text[:length] for text in wanted for length in range(1, min(len(text), 24) + 1)]


def made(home: Home, people: int) -> Home:
    """A published snapshot with so many people, drawn by hashes: the same in every run."""
    if snapshots.current(home) is not None:
        return home
    file = snapshots.next_file(home)
    con = connect(file, threads=2, memory="5GB")
    for name, table in MODEL.items():
        if name != "touch":
            con.execute(table.ddl)
    accounts = people // 8
    given = "[" + ", ".join(quoted(name) for name in (*names.WOMEN, *names.MEN)) + "]"
    family = "[" + ", ".join(quoted(name) for name in names.SURNAMES) + "]"
    con.execute(f"CREATE TEMP TABLE word AS SELECT {given} AS given, {family} AS family")
    pick = "{list}[1 + floor(len({list}) * pow({u}, 1.7))::INTEGER]"
    u = "((hash(i * 1000003 + {salt}) >> 11)::DOUBLE / 9007199254740992.0)"
    first, last = (
        pick.format(list=f"word.{what}", u=u.format(salt=salt)) for what, salt in (("given", 1), ("family", 2))
    )
    trade = "['Ateliers', 'Fonderies', 'Groupe', 'Établissements', 'Mécanique', 'Logistique', 'Biscuiterie', 'Transports'][1 + (hash(i + 9) % 8)::INTEGER]"
    root = "lower(strip_accents(regexp_replace({text}, '[^\\pL\\pN]+', '-', 'g')))"
    con.execute(
        f"""
        INSERT INTO account BY NAME
        SELECT i AS account_id, {trade} || ' ' || {last} || ' ' || (i % 997) AS name, {root.format(text="name")} || '.fr' AS domain,
            lpad((hash(i) % 1000000000)::VARCHAR, 9, '3') AS siren, ['1-9', '10-49', '50-249', '250-999', '1000+'][1 + (hash(i) % 5)::INTEGER] AS headcount_band,
            'FR' AS country, 'Lyon' AS city, hash(i) % 40 AS owner_id, ['hubspot', 'salesforce'] AS sources, 2 AS n_records,
            TIMESTAMP '2024-01-01' + to_hours((hash(i) % 15000)::INTEGER) AS created_at, lower(strip_accents(concat_ws(' ', name, domain, siren))) AS search
        FROM range({accounts}) AS r (i), word
        """
    )
    con.execute("INSERT INTO account_domain SELECT account_id, domain FROM account")
    con.execute(
        f"""
        INSERT INTO person BY NAME
        SELECT i AS person_id, {first} AS given_name, {last} AS family_name, given_name || ' ' || family_name AS name,
            {root.format(text="given_name")} || '.' || {root.format(text="family_name")} || '@' || a.domain AS email,
            '+33' || (6 + hash(i) % 2) || lpad((hash(i + 1) % 100000000)::VARCHAR, 8, '0') AS phone, 'Directrice des achats' AS job_title,
            a.account_id, 'FR' AS country, hash(i) % 40 AS owner_id, false AS opted_out, ['hubspot', 'marketo'] AS sources, 2 AS n_records,
            TIMESTAMP '2024-01-01' + to_hours((hash(i) % 15000)::INTEGER) AS created_at,
            lower(strip_accents(concat_ws(' ', given_name, family_name, email, phone, a.name))) AS search
        FROM range({people}) AS r (i), word, account AS a WHERE a.account_id = floor({accounts} * pow({u.format(salt=3)}, 1.3))::BIGINT
        """
    )
    con.execute(
        """
        INSERT INTO lead BY NAME SELECT person_id, account_id, ['paid_search', 'email', 'event'][1 + person_id % 3] AS channel,
            ['inquiry', 'mql', 'sal', 'refused'][1 + person_id % 4] AS stage, created_at AS inquiry_at FROM person WHERE person_id % 3 = 0;
        INSERT INTO person_path BY NAME SELECT person_id, account_id, created_at AS first_at,
            created_at + to_hours((hash(person_id) % 4000)::INTEGER) AS last_at, 1 + hash(person_id) % 60 AS touches FROM person WHERE person_id % 5 < 3;
        INSERT INTO deal BY NAME SELECT i AS deal_id, (i * 7919) % (SELECT count(*) FROM account) AS account_id, 1000 + i % 50000 AS amount,
            ['open', 'won', 'lost'][1 + i % 3] AS outcome FROM range((SELECT count(*) // 7 FROM person)) AS r (i);
        INSERT INTO deal_person BY NAME SELECT d.deal_id, any_value(p.person_id) AS person_id FROM deal AS d JOIN person AS p USING (account_id) GROUP BY 1;
        INSERT INTO user_account BY NAME SELECT i AS user_id, 'Colleague ' || i AS name, 'Team ' || i % 5 AS team FROM range(40) AS r (i);
        INSERT INTO snapshot BY NAME SELECT 1 AS number, TIMESTAMP '2026-06-30' AS built_at, TIMESTAMP '2026-06-30' AS data_as_of, 'EUR' AS currency, 'Europe/Paris' AS zone;
        CHECKPOINT;
        """
    )
    con.close()
    snapshots.publish(home, file)
    return home


def timed(work) -> float:  # type: ignore[no-untyped-def]
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def percentiles(times: list[float]) -> dict[str, float]:
    found = sorted(times)
    return {
        name: round(found[min(int(len(found) * share), len(found) - 1)], 1)
        for name, share in (("p50", 0.5), ("p95", 0.95), ("worst", 1.0))
    }


if __name__ == "__main__":
    main()

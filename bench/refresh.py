"""How long a refresh takes, beside one scan of the touches, in the same run.

    .venv/bin/python bench/refresh.py                  # 1,000,000 people, 100,000 accounts, 50,000,000 touches, 150,000 deals
    .venv/bin/python bench/refresh.py --touches 300000 --people 20000 --accounts 4000 --deals 600

The data are staged files written by DuckDB from hashes, the same in every run; links are given, so that identity is not counted.
The *floor* is one group-by scan of the touches: count, first and last by origin. Results go to bench/results/refresh.json.
Targets: full ≤ 30 × floor in under 8 GiB; a refresh after 10,000 new touches ≤ 1/10 of full.
"""

import argparse
import json
import multiprocessing
import resource
import shutil
import time
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import duckdb

from cordee.revenue.pipeline import refresh
from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.engine import connect
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.snapshots import reading
from cordee.revenue.warehouse.tables import STAGED

HERE = Path(__file__).parent
WORK = HERE / ".work" / "refresh"
THREADS, MEMORY = 2, "6GB"
MASK = (1 << 63) - 1
DAYS = 730
FIRST = "TIMESTAMP '2024-01-01'"
KINDS = "['page_view', 'email_open', 'email_click', 'form_fill', 'call', 'email_sent', 'webinar', 'ad_click', 'meeting', 'sequence_step']"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--touches", type=int, default=50_000_000)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--deals", type=int, default=150_000)
    parser.add_argument("--news", type=int, default=10_000, help="touches that arrive before the incremental refresh")
    parser.add_argument("--keep", action="store_true", help="use the data that a former run left in bench/.work")
    sizes = parser.parse_args()
    home = Home.at(WORK / f"home_{sizes.touches}")
    if not (sizes.keep and home.path.exists()):
        shutil.rmtree(home.path, ignore_errors=True)
        said("generate", seconds=timed(lambda: generate(home, sizes)))
    shutil.rmtree(home.warehouse, ignore_errors=True)
    for left in (home.ledger / "stg_touch-news.json", home.staged / "stg_touch" / "news.parquet"):
        left.unlink(missing_ok=True)
    scans = [apart(scan, home) for _ in range(3)]
    said("floor: one group-by scan", **scans[0])
    full = apart(run, home)
    said("full refresh", **full)
    lookup = apart(look, home)
    said("person lookup", **lookup)
    news(home, sizes)
    partial = apart(run, home)
    said("refresh after new touches", **partial)
    scans += [apart(scan, home) for _ in range(2)]
    floor, cpu_floor = (min(found[name] for found in scans) for name in ("seconds", "cpu_seconds"))
    result = {
        "sizes": {name: getattr(sizes, name) for name in ("touches", "people", "accounts", "deals", "news")},
        "threads": THREADS,
        "memory_limit": MEMORY,
        "floor_seconds": round(floor, 3),
        "floor_cpu_seconds": round(cpu_floor, 3),
        "full": full,
        "incremental": partial,
        "lookup": lookup,
        "full_over_floor": round(full["seconds"] / floor, 1),
        "incremental_over_full": round(partial["seconds"] / full["seconds"], 3),
        "full_over_floor_cpu": round(full["cpu_seconds"] / cpu_floor, 1),
        "incremental_over_full_cpu": round(partial["cpu_seconds"] / full["cpu_seconds"], 3),
    }
    print(
        f"full = {result['full_over_floor']} x floor (target 30), incremental = {result['incremental_over_full']} x full (target 0.1)"
    )
    file = HERE / "results" / "refresh.json"
    file.parent.mkdir(exist_ok=True)
    known = json.loads(file.read_text()) if file.exists() else {}
    known[str(sizes.touches)] = result
    file.write_text(json.dumps(known, indent=1) + "\n")


def scan(home: Home) -> dict[str, float]:
    con = connect(threads=THREADS, memory=MEMORY)
    files = f"read_parquet('{home.staged}/stg_touch/*.parquet')"
    query = f"SELECT origin_id, count(*), min(occurred_at), max(occurred_at) FROM {files} GROUP BY 1"
    con.execute("SET enable_progress_bar = false")
    before = time.process_time()
    seconds = timed(lambda: con.execute(query).fetchall())
    return {"seconds": seconds, "cpu_seconds": time.process_time() - before}


def run(home: Home) -> dict[str, object]:
    begun, marks = time.perf_counter(), list[tuple[str, float]]()
    report = refresh(
        home,
        links=given_links,
        threads=THREADS,
        memory=MEMORY,
        progress=lambda step, place, steps: marks.append((step, time.process_time())),
    )
    seconds = time.perf_counter() - begun
    marks.append(("end", time.process_time()))
    cpu = {step: round(after - before, 2) for (step, before), (_, after) in pairwise(marks)}
    steps = {step.step: round(step.seconds, 2) for step in report.steps}
    identity = steps["identity"]
    return {
        "seconds": round(seconds - identity, 2),
        "cpu_seconds": round(marks[-1][1] - cpu["identity"], 2),
        "identity_apart": identity,
        "is_full": report.is_full,
        "why": report.why,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "snapshot_mib": sum(f.stat().st_size for f in home.warehouse.glob("marts_*.duckdb")) // 2**20,
        "steps": steps,
        "cpu_steps": cpu,
    }


def look(home: Home) -> dict[str, object]:
    with reading(home, threads=THREADS) as con:
        people = [
            p for (p,) in con.execute("SELECT person_id FROM person_path ORDER BY hash(person_id) LIMIT 12").fetchall()
        ]
        took = [
            timed(lambda p=p: con.execute("FROM touch WHERE person_id = $1 ORDER BY occurred_at", [p]).fetchall())
            for p in people
        ]
    return {"median_ms": round(sorted(took)[len(took) // 2] * 1000), "worst_ms": round(max(took) * 1000)}


def apart(work, home: Home) -> dict:  # type: ignore[type-arg, no-untyped-def]
    """Runs in a fresh process, so that memory and caches are its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(work, (home,))


def given_links(con: duckdb.DuckDBPyConnection, home: Home, *, previous: str | None = None) -> None:
    """What identity resolution would find: two records of one human share the number in their id."""
    since = f"{FIRST} AS since"
    con.execute(
        f"""
        CREATE OR REPLACE TABLE person_link AS SELECT record_id, {person_id("ltrim(source_id, 'ab')::BIGINT")} AS person_id,
            'key:email' AS rule, 1.0 AS probability, {since} FROM person_record
        """
    )
    con.execute(
        f"""
        CREATE OR REPLACE TABLE account_link AS
        SELECT record_id, record_id AS account_id, 'single' AS rule, 1.0 AS probability, {since} FROM account_record
        UNION ALL SELECT record_id, account_ref, 'key:domain', 1.0, {since} FROM person_record WHERE account_ref IS NOT NULL
        """
    )
    for table in ("person_review", "account_review"):
        con.execute(f"CREATE OR REPLACE TABLE {table} (a BIGINT, b BIGINT, probability DOUBLE, evidence VARCHAR)")


def person_id(number: str) -> str:
    return f"(hash({number} * 16 + 1) & {MASK})::BIGINT"


def second_id(number: str) -> str:
    return f"(hash({number} * 16 + 2) & {MASK})::BIGINT"


def account_id(number: str) -> str:
    return f"(hash({number} * 16 + 3) & {MASK})::BIGINT"


def u(number: str, salt: int) -> str:
    """A number between 0 and 1 that depends on nothing but its arguments."""
    return f"((hash(({number}) * 1000003 + {salt * 7919}) >> 11)::DOUBLE / 9007199254740992.0)"


def generate(home: Home, sizes: argparse.Namespace) -> None:
    con = connect(threads=THREADS, memory=MEMORY, spill=WORK / "spill")
    con.execute("SET enable_progress_bar = false")
    con.execute("SET preserve_insertion_order = true")
    people, accounts, deals = sizes.people, sizes.accounts, sizes.deals
    account_of = f"floor({accounts} * pow({u('i', 1)}, 1.3))::BIGINT"
    created = f"{FIRST} + to_seconds(({u('i', 3)} * 86400 * 500)::BIGINT)"
    company = f"('societe-' || {account_of} || '.fr')"
    name = "['Claire', 'Marc', 'Inès', 'Karim', 'Nadia', 'Paul', 'Zoé', 'Hugo'][1 + (hash(i) % 8)::INTEGER]"
    title = "['Directrice marketing', 'CTO', 'Responsable achats', 'Sales manager', 'Comptable', 'CEO', 'Chef de projet', 'Head of IT'][1 + (hash(i + 5) % 8)::INTEGER]"
    for prefix, id_, part, source, object_ in (
        ("a", person_id("i"), "true", "hubspot", "contact"),
        ("b", second_id("i"), f"{u('i', 5)} < 0.2", "salesforce", "lead"),
    ):
        stage(
            con,
            home,
            "stg_person",
            f"{prefix}1",
            f"""
            SELECT {id_} AS record_id, '{source}' AS source, '{object_}' AS object, '{prefix}' || i AS source_id, {name} AS given_name,
                'Nom' || (hash(i) % 50000) AS family_name, 'p' || i || '@' || {company} AS email, ['06' || lpad((hash(i) % 100000000)::VARCHAR, 8, '0')] AS phones,
                {title} AS job_title, {company} AS company_domain, 'France' AS country, {created} AS created_at,
                {account_id(account_of)} AS account_ref, 'user' || (hash(i) % 40) || '@us.fr' AS owner,
                ['Organic search', 'Paid social', 'Offline sources', NULL][1 + (hash(i + 2) % 4)::INTEGER] AS source_raw
            FROM range({people}) AS r (i) WHERE {part}
            """,
        )
    stage(
        con,
        home,
        "stg_account",
        "a1",
        f"""
        SELECT {account_id("i")} AS record_id, 'hubspot' AS source, 'company' AS object, i::VARCHAR AS source_id, 'Société ' || i AS name,
            'societe-' || i || '.fr' AS domain, (1 + {u("i", 41)} * {u("i", 42)} * 3000)::INTEGER AS headcount, 'France' AS country,
            ['Technology', 'Retail', 'Finance', 'Medical'][1 + (hash(i) % 4)::INTEGER] AS industry FROM range({accounts}) AS r (i)
        """,
    )
    stage(
        con,
        home,
        "stg_user",
        "u1",
        """
        SELECT i AS record_id, 'hubspot' AS source, 'owner' AS object, i::VARCHAR AS source_id, 'User ' || i AS name,
            'user' || i || '@us.fr' AS email, 'Team ' || (i % 5) AS team, 'sales' AS side FROM range(40) AS r (i)
        """,
    )
    stage(
        con,
        home,
        "stg_campaign",
        "c1",
        """
        SELECT 1000 + i AS record_id, 'hubspot' AS source, 'campaign' AS object, i::VARCHAR AS source_id, 'Campaign ' || i AS name,
            'campaign-' || i AS utm_campaign FROM range(40) AS r (i)
        """,
    )
    stage(
        con,
        home,
        "stg_origin",
        "o1",
        """
        SELECT i AS origin_id, CASE WHEN i >= 30 THEN ['Organic search', 'Direct', 'Referral'][1 + i % 3] END AS channel_raw,
            CASE WHEN i < 30 THEN ['linkedin', 'google', 'newsletter'][1 + i % 3] END AS utm_source,
            CASE WHEN i < 30 THEN ['cpc', 'cpc', 'email'][1 + i % 3] END AS utm_medium, CASE WHEN i < 30 THEN 'campaign-' || i END AS utm_campaign
        FROM range(40) AS r (i)
        """,
    )
    touches_of(con, home, sizes)
    entered = f"{FIRST} + to_seconds(({u('i', 32)} * 86400 * 600)::BIGINT)"
    stage(
        con,
        home,
        "stg_stage_event",
        "s1",
        f"""
        SELECT (hash(i * 16 + 5 + k) & {MASK})::BIGINT AS record_id, 'hubspot' AS source, 'contact' AS object, i || '-' || k AS source_id,
            {person_id("i")} AS person_ref, ['mql', 'sal', 'sql', 'refused'][k] AS stage,
            {entered} + to_seconds((k * 86400 * (2 + {u("i", 33)} * 18))::BIGINT) AS occurred_at
        FROM (SELECT i, unnest(range(1, 2 + floor({u("i", 31)} * 4)::INTEGER)) AS k FROM range({people * 3 // 10}) AS r (i))
        """,
    )
    opened = f"{FIRST} + to_seconds(({u('i', 22)} * 86400 * 690)::BIGINT)"
    closed = (
        f"CASE WHEN {u('i', 25)} < 0.85 THEN {opened} + to_seconds((86400 * (10 + {u('i', 26)} * 150))::BIGINT) END"
    )
    stage(
        con,
        home,
        "stg_deal",
        "d1",
        f"""
        SELECT (hash(i * 16 + 4) & {MASK})::BIGINT AS record_id, 'salesforce' AS source, 'opportunity' AS object, i::VARCHAR AS source_id,
            'Deal ' || i AS name, {account_id(f"floor({accounts} * pow({u('i', 21)}, 1.3))::BIGINT")} AS account_ref, (1000 + {u("i", 23)} * 50000)::DECIMAL(18, 2) AS amount,
            'EUR' AS currency, {opened} AS created_at,
            CASE WHEN {closed} <= {FIRST} + INTERVAL {DAYS} DAY THEN {closed} END AS closed_at,
            CASE WHEN {closed} <= {FIRST} + INTERVAL {DAYS} DAY THEN CASE WHEN {u("i", 24)} < 0.35 THEN 'Closed Won' ELSE 'Closed Lost' END ELSE 'Proposal' END AS stage_raw,
            'user' || (i % 40) || '@us.fr' AS owner
        FROM range({deals}) AS r (i)
        """,
    )
    stage(
        con,
        home,
        "stg_deal_person",
        "r1",
        f"""
        SELECT (hash(i * 16 + 10) & {MASK})::BIGINT AS record_id, 'salesforce' AS source, 'role' AS object, i::VARCHAR AS source_id,
            (hash(i * 16 + 4) & {MASK})::BIGINT AS deal_ref, {person_id(f"floor({people} * {u('i', 27)})::BIGINT")} AS person_ref, true AS is_primary
        FROM range({deals}) AS r (i)
        """,
    )


def touches_of(con: duckdb.DuckDBPyConnection, home: Home, sizes: argparse.Namespace) -> None:
    """Touches in order of arrival, one file a month; people are visited in bursts of four, unevenly."""
    n, months = sizes.touches, 24
    for month in range(months):
        low, high = n * month // months, n * (month + 1) // months
        stage(con, home, "stg_touch", f"t{month:02d}", touch_rows(sizes, f"range({low}, {high}) AS r (i)", n))


def touch_rows(sizes: argparse.Namespace, rows: str, n: int) -> str:
    person = f"floor({sizes.people} * pow({u('i // 4', 11)}, 1.25))::BIGINT"
    moment = f"{FIRST} + to_microseconds(((i // 4)::DOUBLE / {n} * 4 * 86400 * {DAYS} * 1e6)::BIGINT) + to_seconds(((i % 4) * 240 + {u('i', 12)} * 200)::BIGINT)"
    return f"""
        WITH t AS (SELECT i, {KINDS}[1 + floor({u("i", 15)} * 10)::INTEGER] AS kind, {person} AS person, {moment} AS occurred_at FROM {rows})
        SELECT (hash(i * 16) & {MASK})::BIGINT AS record_id, 'hubspot' AS source, 'event' AS object, i::VARCHAR AS source_id, kind, occurred_at,
            CASE WHEN kind IN ('call', 'email_sent', 'meeting', 'sequence_step') THEN 'sales' ELSE 'marketing' END AS side,
            CASE WHEN kind IN ('call', 'email_sent', 'sequence_step') THEN 'out' ELSE 'in' END AS direction,
            CASE WHEN {u("i", 16)} < 0.1 AND {u("person", 5)} < 0.2 THEN {second_id("person")} ELSE {person_id("person")} END AS person_ref,
            CASE WHEN kind IN ('page_view', 'form_fill', 'ad_click', 'webinar') THEN floor(40 * pow({u("i", 13)}, 1.6))::BIGINT END AS origin_id,
            'Page ' || (hash(i) % 300) AS content
        FROM t
        """


def news(home: Home, sizes: argparse.Namespace) -> None:
    """Ten thousand touches of the days after the last one."""
    con = connect(threads=THREADS, memory=MEMORY)
    later = dict(vars(sizes)) | {"touches": sizes.touches}
    n = sizes.touches
    rows = touch_rows(argparse.Namespace(**later), f"range({n}, {n + sizes.news}) AS r (i)", n)
    stage(con, home, "stg_touch", "news", rows)


def stage(con: duckdb.DuckDBPyConnection, home: Home, table: str, run_id: str, select: str) -> None:
    """Writes rows as an import would: every column of the table, one acknowledged file."""
    defaults = {
        "raw_id": "record_id",
        "version": "1",
        "received_at": f"{FIRST} + INTERVAL {DAYS + 30} DAY",
        "deleted": "false",
        "run_id": f"'{run_id}'",
        "row_no": "0",
    }
    given = {name for name, *_ in con.execute(f"DESCRIBE {select}").fetchall()}
    columns = ", ".join(
        f'CAST({f"g.{c.name}" if c.name in given else defaults.get(c.name, "NULL")} AS {c.type}) AS "{c.name}"'
        for c in STAGED[table].columns
    )
    # Sorted by person within a file, so that one person's touches lie in a few row groups.
    arranged = "ORDER BY person_ref" if table == "stg_touch" else ""
    folder = home.staged / table
    folder.mkdir(parents=True, exist_ok=True)
    con.execute(
        f"COPY (SELECT {columns} FROM ({select}) AS g {arranged}) TO '{folder / run_id}.parquet' "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 30720)"
    )
    home.ledger.mkdir(parents=True, exist_ok=True)
    run = f"{table}-{run_id}"
    entry = raw.Entry(
        run,
        "2026-01-01T00:00:00",
        "bench",
        table,
        f"{run_id}.csv",
        file_hash="",
        file_bytes=0,
        mapping="",
        headers=[],
        readings={},
        rows=0,
        new=0,
        changed=0,
        unchanged=0,
        rejected=0,
        staged={table: f"staged/{table}/{run_id}.parquet"},
    )
    (home.ledger / f"{run}.json").write_text(json.dumps(asdict(entry)))


def timed(work) -> float:  # type: ignore[no-untyped-def]
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def said(what: str, **figures: object) -> None:
    print(
        what,
        {name: round(value, 3) if isinstance(value, float) else value for name, value in figures.items()},
        flush=True,
    )


if __name__ == "__main__":
    main()

"""Business time of ten million clocks, beside the plain difference of the same moments and beside another tool.

    python bench/clocks.py --peers bench/.work/env/bin/python

Held to: business seconds within 6 × the plain difference (same rows, same run, both written to a table), at least 1,000 ×
faster a clock than businesstimedelta, and the clocks of 1,000,000 leads, from passages and touches to the mart, well under
the minute that they share with scoring. *One calendar* is Monday to Friday 9–18, Paris, French holidays; *fifty* are people
of five countries with lunch breaks, part-time and absences. The best of ``--repeat`` runs counts, floor and ours in turn.
"""

import argparse
import json
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from cordee.revenue.model.build import Build
from cordee.revenue.model.staged import Staged
from cordee.revenue.sla.build import judge
from cordee.revenue.sla.calendar import Tables, add_moment, add_seconds_before, tables
from cordee.revenue.sla.hours import of_company, of_person, openings
from cordee.revenue.sla.terms import Version, default
from cordee.revenue.warehouse.home import Home, Settings
from cordee.revenue.warehouse.tables import MODEL, STAGED
from cordee.vocabulary.sla_terms.calendars import Absence, Calendar, Week, Worker
from cordee.vocabulary.sla_terms.presets import preset

FIRST, LAST = date(2023, 6, 1), date(2027, 6, 1)
NOW = datetime(2026, 3, 31, 16)
SPLIT = ("09:00-12:30", "13:30-18:00")
PLACES = (("Europe/Paris", "FR"), ("Europe/Berlin", "DE"), ("America/New_York", "US"), ("Europe/Oslo", "NO"), ("Asia/Kolkata", "IN"))  # fmt: skip

PEER = """
import datetime, json, sys, time, businesstimedelta, duckdb, holidays, pytz
pairs = duckdb.sql(f"SELECT a, b, s FROM '{sys.argv[1]}' ORDER BY id").fetchall()
paris = pytz.timezone("Europe/Paris")
day = businesstimedelta.WorkDayRule(start_time=datetime.time(9), end_time=datetime.time(18), working_days=[0, 1, 2, 3, 4], tz=paris)
off = businesstimedelta.HolidayRule(holidays.country_holidays("FR", years=range(2023, 2028)), tz=paris)
rules = businesstimedelta.Rules([day, off])
began = time.perf_counter()
said = [rules.difference(pytz.utc.localize(a), pytz.utc.localize(b)).timedelta.total_seconds() for a, b, _ in pairs]
seconds = time.perf_counter() - began
print(json.dumps({"pairs": len(pairs), "seconds": seconds, "differ": sum(int(x) != s for x, (_, _, s) in zip(said, pairs))}))
"""


def one() -> list[Any]:
    return [of_company(Calendar())]


def fifty() -> list[Any]:
    part = Week(mon=SPLIT, tue=SPLIT, thu=SPLIT)
    full = Week.model_validate(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), SPLIT))
    people = tuple(
        Worker(
            person=f"p{n}@us.fr", zone=PLACES[n % 5][0], country=PLACES[n % 5][1], week=part if n % 3 == 0 else full,
            absences=(Absence(first=date(2025, 7, 1 + n % 20), last=date(2025, 7, 12 + n % 20)),),
        )
        for n in range(50)
    )  # fmt: skip
    return [of_person(Calendar(people=people), f"p{n}@us.fr") for n in range(50)]


def loaded(con: duckdb.DuckDBPyConnection, given: Tables) -> None:
    for name, columns, rows in (("open_day", given.day_columns, given.days), ("open_block", given.block_columns, given.blocks)):  # fmt: skip
        con.register("given", pa.table([pa.array(column, pa.int64()) for column in zip(*rows, strict=True)], names=list(columns)))  # fmt: skip
        con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")
        con.unregister("given")


def business_time(con: duckdb.DuckDBPyConnection, calendars: list[Any], rows: int, repeat: int) -> dict[str, Any]:
    began = time.perf_counter()
    given = tables([openings(hours, FIRST, LAST) for hours in calendars])
    loaded(con, given)
    made = time.perf_counter() - began
    con.execute(
        f"""
        CREATE OR REPLACE TABLE pair AS SELECT i AS id, i % {len(calendars)} AS calendar, a,
            a + to_seconds(least((-ln(greatest((hash(i * 7) >> 11)::DOUBLE / 9007199254740992, 1e-9)) * 259200)::BIGINT, 5184000)) AS b
        FROM (SELECT i, TIMESTAMP '2024-01-01' + to_seconds((((hash(i * 3 + 1) >> 11)::DOUBLE / 9007199254740992) * 69120000)::BIGINT) AS a
            FROM range({rows}) AS r(i))
        """
    )
    pair = ibis.table({"id": "int64", "calendar": "int64", "a": "timestamp(6)", "b": "timestamp(6)"}, name="pair")
    open_day = ibis.table(dict.fromkeys(given.day_columns, "int64"), name="open_day")
    open_block = ibis.table(dict.fromkeys(given.block_columns, "int64"), name="open_block")
    counted = add_seconds_before(pair, "a", open_day, given, "x")
    counted = add_seconds_before(counted, "b", open_day, given, "y")
    due = add_moment(counted.mutate(due=counted.x + 14_400), "due", open_block, given, "due_at")
    queries = {
        "plain difference": "SELECT id, date_diff('second', a, b) AS s FROM pair",
        "business seconds": str(ibis.to_sql(counted.select("id", s=counted.y - counted.x), dialect="duckdb")),
        "business seconds and due date": str(
            ibis.to_sql(due.select("id", "due_at", s=due.y - due.x), dialect="duckdb")
        ),
    }
    seconds: dict[str, list[float]] = {name: [] for name in queries}
    for _ in range(repeat):
        for name, query in queries.items():
            began = time.perf_counter()
            con.execute(f"CREATE OR REPLACE TABLE told AS {query}")
            seconds[name].append(time.perf_counter() - began)
    con.execute(f"CREATE OR REPLACE TABLE told AS {queries['business seconds']}")
    best = {name: min(times) for name, times in seconds.items()}
    floor = best["plain difference"]
    ratios = {name: round(value / floor, 2) for name, value in best.items()}
    return {"rows": rows, "calendars": len(calendars), "tables_made_in": round(made, 2), "seconds": {n: round(v, 3) for n, v in best.items()}, "times_the_plain_difference": ratios}  # fmt: skip


def peer(con: duckdb.DuckDBPyConnection, python: str, pairs: int, ours: float) -> dict[str, Any]:
    """businesstimedelta on some of the same pairs (``told`` and ``pair`` of one calendar), a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pairs.parquet"
        con.execute(f"COPY (SELECT id, a, b, s FROM pair JOIN told USING (id) ORDER BY hash(id) LIMIT {pairs}) TO '{file}'")  # fmt: skip
        said: dict[str, Any] = json.loads(subprocess.run([python, "-c", PEER, str(file)], check=True, capture_output=True, text=True).stdout)  # fmt: skip
    each = said["seconds"] / said["pairs"]
    return {"pairs": said["pairs"], "differ": said["differ"], "microseconds_each": round(each * 1e6, 1), "times_ours": round(each / ours)}  # fmt: skip


def of_leads(leads: int, terms: Callable[[], Version], threads: int) -> dict[str, Any]:
    """From passages and touches to the mart ``clock``, in an empty snapshot with so many leads and four touches each."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(folder)
        con = duckdb.connect(str(home.path / "marts.duckdb"))
        con.execute(f"SET threads = {threads}; SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
        for table in ("clock", "attempt", "stage_event", "lead", "person", "account", "user_account", "person_link", "superseded", "deal", "person_email"):  # fmt: skip
            con.execute(MODEL[table].ddl)
        moment = "TIMESTAMP '2024-04-01' + to_seconds((hash({0}) % 60000000)::BIGINT)"
        con.execute(f"INSERT INTO stage_event (person_id, stage, occurred_at, cycle, nth) SELECT i, 'mql', {moment.format('i')}, 1, 1 FROM range({leads}) r(i)")  # fmt: skip
        con.execute(f"INSERT INTO lead (person_id, account_id, segment, team) SELECT i, i // 5, '50-249', 'SDR' FROM range({leads}) r(i)")  # fmt: skip
        con.execute(f"INSERT INTO person (person_id, account_id, owner_id, seniority) SELECT i, i // 5, i % 20, 'director' FROM range({leads}) r(i)")  # fmt: skip
        con.execute(f"INSERT INTO account (account_id, headcount) SELECT i, 120 FROM range({leads} // 5 + 1) r(i)")
        con.execute("INSERT INTO user_account SELECT i, 'u', 'u' || i || '@us.fr', 'SDR', 'sales', true FROM range(20) r(i)")  # fmt: skip
        con.execute(f"INSERT INTO person_link (record_id, person_id) SELECT i, i FROM range({leads}) r(i)")
        con.execute(f"INSERT INTO attempt SELECT i, 1, {moment.format('i')}, CASE WHEN i % 5 > 0 THEN {moment.format('i')} + to_seconds((hash(i + 3) % 200000)::BIGINT) END FROM range({leads}) r(i)")  # fmt: skip
        file = home.path / "touch.parquet"
        columns = ", ".join(f"NULL::{c.type} AS {c.name}" for c in STAGED["stg_touch"].columns)
        con.execute(
            f"""
            COPY (SELECT * EXCLUDE (i, k) REPLACE (i * 4 + k AS record_id, 1 AS version, i AS person_ref, false AS deleted,
                CASE WHEN k = 0 THEN 'form_fill' ELSE 'call' END AS kind, CASE WHEN k = 0 THEN 'marketing' ELSE 'sales' END AS side,
                CASE WHEN k = 0 THEN 'in' ELSE 'out' END AS direction,
                {moment.format("i")} + to_seconds((CASE WHEN k = 0 THEN -3600 ELSE hash(i + k) % 600000 END)::BIGINT) AS occurred_at)
                FROM (SELECT {columns}, i, k FROM range({leads}) r(i), range(4) s(k))) TO '{file}' (FORMAT parquet)
            """
        )
        staged = Staged(home, {"stg_touch": {file.name: file.stat().st_size}})
        build = Build(con, Settings(), full=True)
        con.execute("CREATE TEMP TABLE judged AS SELECT person_id FROM person")
        kinds = {"TIMESTAMP": "timestamp(6)", "BIGINT": "int64", "INTEGER": "int32", "VARCHAR": "string", "DOUBLE": "float64", "BOOLEAN": "boolean"}  # fmt: skip

        def table(name: str) -> Any:
            rows = con.execute(f"SELECT column_name, column_type FROM (DESCRIBE {name})").fetchall()
            return ibis.table({column: kinds.get(kind, "string") for column, kind in rows}, name=name)

        version = terms()
        began = time.perf_counter()
        found = judge(build, staged, home, [version], NOW, table)
        seconds = time.perf_counter() - began
        states = dict(con.execute("SELECT state, count(*) FROM clock GROUP BY 1 ORDER BY 1").fetchall())
        con.close()
    return {"leads": leads, "terms": version.label, "clocks": found.clocks, "seconds": round(seconds, 2), "states": states}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peers", help="a Python that has requirements/bench.txt")
    parser.add_argument("--peer-pairs", type=int, default=1_000)
    given = parser.parse_args()
    con = duckdb.connect()
    con.execute(f"SET threads = {given.threads}; SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
    result: dict[str, Any] = {
        "machine": {"cpu": platform.machine(), "cores": os.cpu_count(), "threads": given.threads, "duckdb": duckdb.__version__, "load": os.getloadavg()[0]},
        "fifty": business_time(con, fifty(), given.rows, given.repeat),
        "one": business_time(con, one(), given.rows, given.repeat),
    }  # fmt: skip
    if given.peers:
        ours = result["one"]["seconds"]["business seconds"] / given.rows
        result["businesstimedelta"] = peer(con, given.peers, given.peer_pairs, ours)
    con.close()
    result["leads"] = [
        of_leads(given.leads, lambda: Version("default", default(Settings())), given.threads),
        of_leads(
            given.leads, lambda: Version("small_team", preset("small_team"), NOW - timedelta(days=4000)), given.threads
        ),
    ]
    print(json.dumps(result, indent=2))
    (Path(__file__).parent / "results" / "clocks.json").write_text(
        json.dumps(result, indent=2) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()

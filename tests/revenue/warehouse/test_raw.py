"""The ledger: what is acknowledged is whole and stays; what is not is not seen."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.home import Home, HomeError

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)

MAPPING = """
source: acme
object: contact
columns: {ref: Ref, name: Name, at: At}
id: ref
records:
  - record: person
    fields: {full_name: name, created_at: at}
  - record: touch
    part: visit
    fields: {occurred_at: at, kind: {const: page_view}, person_ref: {column: ref, ref: contact}}
"""

IMPORTING = """
import sys
from cordee.revenue.imports import import_files
from cordee.revenue.warehouse.home import Home
home, mapping, *files = sys.argv[1:]
print("ready", flush=True)
for file in files:
    report = import_files(Home.at(home), [file], mapping=mapping).files[0]
    assert report.error is None, report.error
    print(file, flush=True)
"""


def entry(run_id: str, **changes: object) -> raw.Entry:
    values = {
        "run_id": run_id,
        "received_at": "2024-03-05T12:00:00",
        "source": "acme",
        "object": "contact",
        "file_name": "a.csv",
        "file_hash": "x",
        "file_bytes": 1,
        "mapping": "m",
        "headers": [],
        "readings": {},
        "rows": 1,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    return raw.Entry(**{**values, **changes})


def committed(home: Home, now: datetime = NOON) -> raw.Entry:
    draft = raw.Draft.begin(home, now)
    draft.raw().write_bytes(b"raw")
    draft.staged("stg_person").write_bytes(b"staged")
    return draft.commit(entry(draft.run_id), "{}")


def test_run_ids_grow_even_where_the_clock_goes_back(tmp_path: Path) -> None:
    home = Home.at(tmp_path)

    runs = [committed(home, NOON - timedelta(hours=hours)).run_id for hours in (0, 1, 2)]

    assert runs == sorted(runs) and len({run[:21] for run in runs}) == 3


def test_a_commit_puts_every_file_in_its_place(tmp_path: Path) -> None:
    home = Home.at(tmp_path)

    run = committed(home)

    assert raw.entries(home) == [run]
    assert raw.raw_files(home, "acme", "contact") == [home.raw / "acme" / "contact" / f"{run.run_id}.parquet"]
    assert raw.staged_files(home, "stg_person") == [home.staged / "stg_person" / f"{run.run_id}.parquet"]
    assert raw.mapping_json(home, "m") == "{}"
    assert not list((home.raw / raw.DRAFTS).iterdir())


def test_what_has_no_ledger_entry_is_not_seen_and_is_swept(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    kept = committed(home)
    lost = committed(home)
    (home.ledger / f"{lost.run_id}.json").unlink()
    raw.Draft.begin(home, NOON).raw().write_bytes(b"half")

    seen = raw.staged_files(home, "stg_person")
    removed = raw.sweep(home)

    assert seen == [home.staged / "stg_person" / f"{kept.run_id}.parquet"]
    assert {file.stem for file in removed} == {lost.run_id} and len(removed) == 2
    assert not (home.raw / raw.DRAFTS).exists()
    assert all(file.exists() for file in (*seen, *raw.raw_files(home, "acme", "contact")))


def test_a_marked_run_is_left_out(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    run = committed(home)

    raw.mark(home, run.run_id, "undone", "2024-03-06 Camille")

    assert raw.entries(home) == [] and raw.staged_files(home, "stg_person") == []
    assert raw.sweep(home) == []


def test_marking_an_unknown_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="There is no run 7"):
        raw.mark(Home.at(tmp_path), "7", "undone", "")


def test_a_damaged_ledger_entry_is_said_not_passed_over(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    run = committed(home)
    (home.ledger / f"{run.run_id}.json").write_text("{")

    with pytest.raises(HomeError, match="is damaged"):
        raw.entries(home)


def state(home: Home) -> dict[str, list[tuple[object, ...]]]:
    """What readers see, without what differs from run to run."""
    tables = {}
    for table in ("stg_person", "stg_touch"):
        files = [str(file) for file in raw.staged_files(home, table)]
        query = f"SELECT * EXCLUDE (received_at, run_id) FROM read_parquet({files}) ORDER BY record_id, version"
        tables[table] = duckdb.sql(query).fetchall() if files else []
    files = [str(file) for file in raw.raw_files(home, "acme", "contact")]
    query = f"SELECT raw_id, version, payload FROM read_parquet({files}) ORDER BY ALL"
    tables["raw"] = duckdb.sql(query).fetchall() if files else []
    return tables


def test_a_killed_import_loses_nothing_acknowledged_and_shows_nothing_half(tmp_path: Path) -> None:
    rows = 300
    files = []
    for number in range(3):
        file = tmp_path / f"part{number}.csv"
        lines = [f"{number * rows + i},Name {i},{1 + i % 28:02d}/03/2024 10:00" for i in range(rows)]
        file.write_text("Ref,Name,At\n" + "\n".join(lines) + "\n")
        files.append(str(file))
    mapping = tmp_path / "mapping.yml"
    mapping.write_text(MAPPING)
    whole = Home.at(tmp_path / "whole")
    started = time.monotonic()
    run(whole, mapping, files)
    usual = time.monotonic() - started
    moments = random.Random(7)  # noqa: S311 -- moments to kill at, not a secret

    for attempt in range(3):
        home = Home.at(tmp_path / f"killed{attempt}")
        told = killed(home, mapping, files, after=moments.uniform(0, usual))

        entries = raw.entries(home)
        acknowledged = [run.file_name for run in entries]
        assert acknowledged[: len(told)] == [Path(file).name for file in told]
        assert len(acknowledged) <= len(told) + 1
        seen = state(home)
        assert len(seen["stg_person"]) == len(seen["stg_touch"]) == len(seen["raw"]) == rows * len(entries)

        run(home, mapping, files)
        assert state(home) == state(whole)
        known = {entry.run_id for entry in raw.entries(home)}
        assert {file.stem for file in home.path.rglob("*.parquet")} == known


def run(home: Home, mapping: Path, files: list[str]) -> None:
    subprocess.run(
        [sys.executable, "-c", IMPORTING, str(home.path), str(mapping), *files], check=True, capture_output=True
    )


def killed(home: Home, mapping: Path, files: list[str], *, after: float) -> list[str]:
    """Starts the imports, kills the process ``after`` seconds of work, and gives the files that it said were in."""
    command = [sys.executable, "-c", IMPORTING, str(home.path), str(mapping), *files]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(after)
        os.kill(process.pid, signal.SIGKILL)
        return process.stdout.read().split()


def test_ledger_entries_are_json_that_says_how_values_were_read(tmp_path: Path) -> None:
    file = tmp_path / "part.csv"
    file.write_text("Ref,Name,At\n1,Zoé,25/03/2024 10:00\n")
    mapping = tmp_path / "mapping.yml"
    mapping.write_text(MAPPING)
    home = Home.at(tmp_path / "home")
    run(home, mapping, [str(file)])

    (written,) = home.ledger.glob("*.json")
    content = json.loads(written.read_text())

    assert content["readings"]["moments"]["at"]["order"] == "dmy"
    assert (content["rows"], content["new"], content["file_name"]) == (1, 1, "part.csv")

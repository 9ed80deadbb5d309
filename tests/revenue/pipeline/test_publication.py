"""What readers see while a refresh runs, fails or is killed: always one whole snapshot, the last good one."""

import multiprocessing
import signal
import subprocess
import sys
import textwrap
import time
from multiprocessing.synchronize import Event

import duckdb
import pytest

from cordee.revenue.pipeline import CheckFailed, refresh
from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.home import Home, HomeBusy, HomeError
from tests.revenue.pipeline.given import Staging, by_key
from tests.revenue.pipeline.story import after, first_exports, later_exports


def test_a_refresh_says_what_it_did(company: Staging) -> None:
    told: list[tuple[str, int, int]] = []

    report = refresh(company.home, links=by_key, threads=2, progress=lambda *place: told.append(place))

    assert (report.snapshot, report.is_full, report.why) == (1, True, "the first snapshot")
    assert [step.step for step in report.steps] == [name for name, _, _ in told]
    assert [place for _, place, _ in told] == list(range(told[0][2]))
    assert all(check.ok for check in report.checks)
    assert set(report.as_json()) == {"snapshot", "full", "why", "steps", "checks"}
    with snapshots.reading(company.home, threads=2) as con:
        assert con.execute("SELECT count(*) FROM check_result WHERE ok").fetchone() == (len(report.checks),)
        assert con.execute("SELECT number, data_as_of FROM snapshot").fetchone() == (1, after(58))


def test_a_broken_invariant_blocks_publication(company: Staging) -> None:
    refresh(company.home, links=by_key, threads=2)
    company.run(
        stage_event=[
            {
                "key": "hubspot/contact/1",
                "part": "x",
                "person_ref": "hubspot/contact/1",
                "stage": "sql",
                "occurred_at": "1970-01-01",
            }
        ]
    )

    with pytest.raises(CheckFailed, match="moments_are_plausible: 1 passages lie before 1990") as failure:
        refresh(company.home, links=by_key, threads=2)

    assert [check.name for check in failure.value.report.checks if not check.ok] == ["moments_are_plausible"]
    assert snapshots.current(company.home) == company.home.warehouse / "marts_1.duckdb"
    assert sorted(file.name for file in company.home.warehouse.iterdir()) == ["CURRENT", "marts_1.duckdb"]


def test_links_that_forget_a_record_block_publication(company: Staging) -> None:
    def forgetful(con: duckdb.DuckDBPyConnection, home: Home, *, previous: str | None = None) -> None:
        by_key(con, home)
        con.execute("DELETE FROM person_link WHERE record_id = (SELECT max(record_id) FROM person_record)")

    with pytest.raises(CheckFailed, match="records_linked_once: 1 person records are linked to nobody"):
        refresh(company.home, links=forgetful, threads=2)

    assert snapshots.current(company.home) is None


def test_a_touch_that_is_live_twice_blocks_publication(company: Staging) -> None:
    company.run(touch=[first_exports()["touch"][0] | {"version": 2}])  # nothing says that version 1 is over

    with pytest.raises(CheckFailed, match="touches_each_once: 1 touches are live in several versions"):
        refresh(company.home, links=by_key, threads=2)


_KILLED = """
    import os, signal, sys
    from cordee.revenue.pipeline import refresh
    from cordee.revenue.warehouse.home import Home
    from tests.revenue.pipeline.given import by_key

    def progress(step, place, steps):
        if step == sys.argv[2]:
            os.kill(os.getpid(), signal.SIGKILL)

    refresh(Home.at(sys.argv[1]), links=by_key, threads=2, progress=progress)
"""


@pytest.mark.parametrize("step", ["people", "publish"])
def test_a_killed_refresh_leaves_no_trace(company: Staging, step: str) -> None:
    refresh(company.home, links=by_key, threads=2)
    company.run(**later_exports()[3])
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(_KILLED), company.home.path, step], check=False)
    assert killed.returncode == -signal.SIGKILL

    with snapshots.reading(company.home, threads=2) as con:
        assert con.execute("SELECT count(*) FROM person").fetchone() == (5,)
    report = refresh(company.home, links=by_key, threads=2)

    assert (report.snapshot, report.is_full) == (2, False)
    assert sorted(file.name for file in company.home.warehouse.iterdir()) == [
        "CURRENT",
        "marts_1.duckdb",
        "marts_2.duckdb",
    ]


def _read(path: str, stop: Event, found: "multiprocessing.Queue[object]") -> None:
    home, seen, reads = Home.at(path), set(), 0
    try:
        while not stop.is_set():
            with snapshots.reading(home, threads=1) as con:
                # Both numbers come from other tables of one snapshot: half of one would not agree.
                number, touches = con.execute(
                    "SELECT (SELECT number FROM snapshot), (SELECT count(*) FROM touch)"
                ).fetchall()[0]
                counted = con.execute("SELECT sum(touches) FROM channel_day").fetchall()[0][0]
                assert touches == counted, (number, touches, counted)
                seen.add(number)
                reads += 1
        found.put((sorted(seen), reads))
    except BaseException as error:
        found.put(repr(error))
        raise


def test_readers_never_wait_and_never_see_half(company: Staging) -> None:
    refresh(company.home, links=by_key, threads=2)
    context = multiprocessing.get_context("spawn")
    stop, found = context.Event(), context.Queue()
    reader = context.Process(target=_read, args=(str(company.home.path), stop, found))
    reader.start()

    for place in range(2):
        company.run(touch=[{**first_exports()["touch"][0], "key": f"webflow/form/new{place}"}])
        refresh(company.home, links=by_key, threads=2)
    time.sleep(0.5)
    stop.set()

    result = found.get(timeout=30)
    reader.join(timeout=30)
    assert isinstance(result, tuple), result
    seen, reads = result
    assert seen[-1] == 3 and reads >= 3


def test_a_second_writer_is_told_to_wait(company: Staging) -> None:
    with company.home.writing(), pytest.raises(HomeBusy):
        refresh(company.home, links=by_key, threads=2)


def test_an_engine_that_is_not_here_is_refused(company: Staging) -> None:
    with pytest.raises(HomeError, match="'abacus' is not available"):
        refresh(company.home, engine="abacus")


def test_an_empty_home_gives_an_empty_snapshot(staging: Staging) -> None:
    report = refresh(staging.home, links=by_key, threads=2)

    with snapshots.reading(staging.home, threads=2) as con:
        assert con.execute(
            "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM touch), (SELECT data_as_of FROM snapshot)"
        ).fetchone() == (0, 0, None)
    assert report.ok

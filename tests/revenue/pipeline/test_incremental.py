"""A refresh that builds only who was affected gives the same rows as one that builds everybody."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cordee.revenue.pipeline import refresh
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.snapshots import reading
from cordee.revenue.warehouse.tables import MODEL
from tests.revenue.pipeline.given import Staging, by_key
from tests.revenue.pipeline.story import first_exports, later_exports

_OF_THE_RUN = {"snapshot", "step_run", "check_result"}


def contents(home: Home) -> dict[str, list[Any]]:
    """Every table of the published snapshot, in a fixed order of rows."""
    with reading(home, threads=2) as con:
        return {
            name: con.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()
            for name in MODEL
            if name not in _OF_THE_RUN
        }


def rebuilt(home: Home) -> dict[str, list[Any]]:
    refresh(home, full=True, links=by_key, threads=2)
    return contents(home)


def facts(home: Home) -> tuple[Any, ...]:
    with reading(home, threads=2) as con:
        row = con.execute("SELECT data_as_of, half_life_days FROM snapshot").fetchone()
    assert row is not None
    return row


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the small company, refreshed once; tests copy it."""
    staging = Staging(tmp_path_factory.mktemp("company") / "home")
    staging.run(**first_exports())
    refresh(staging.home, links=by_key, threads=2)
    return staging.home.path


@pytest.mark.parametrize(
    "place", [3, 5, 10], ids=["two records join people", "a change of company", "a touch of another person"]
)
def test_one_file_alone_gives_the_same_rows(refreshed: Path, tmp_path: Path, place: int) -> None:
    staging = Staging(Path(shutil.copytree(refreshed, tmp_path / "home")))
    staging.runs = 1
    rows = later_exports()[place]
    superseded = rows.pop("superseded", None)
    staging.run(superseded=superseded, **rows)

    report = refresh(staging.home, links=by_key, threads=2)

    step_by_step, as_of = contents(staging.home), facts(staging.home)
    assert not report.is_full, report.why
    whole = rebuilt(staging.home)
    assert {name: whole[name] for name in whole if whole[name] != step_by_step[name]} == {}
    assert facts(staging.home) == as_of


def test_files_that_arrive_one_by_one_give_the_same_rows(company: Staging) -> None:
    refresh(company.home, links=by_key, threads=2)
    files = later_exports()
    for arrived in (files[:2], files[2:3], files[3:4], files[4:6], files[6:9], files[9:]):
        for rows in arrived:
            superseded = rows.pop("superseded", None)
            company.run(superseded=superseded, **rows)
        report = refresh(company.home, links=by_key, threads=2)
        assert not report.is_full, report.why

    one_by_one = contents(company.home)

    whole = rebuilt(company.home)
    assert {name: whole[name] for name in whole if whole[name] != one_by_one[name]} == {}
    assert one_by_one == whole


def test_new_touches_move_nobody_else(company: Staging) -> None:
    refresh(company.home, links=by_key, threads=2)
    company.run(touch=later_exports()[0]["touch"])

    report = refresh(company.home, links=by_key, threads=2)

    rows = {step.step: step.rows for step in report.steps}
    assert (rows["people"], rows["accounts"], rows["touches"]) == (0, 0, 2)


@pytest.mark.parametrize("change", ["settings", "channels", "removed"])
def test_what_reaches_everybody_rebuilds_everybody(company: Staging, change: str) -> None:
    run = company.run(touch=later_exports()[0]["touch"])
    refresh(company.home, links=by_key, threads=2)
    if change == "settings":
        company.settings('opening = "08:00"')
    elif change == "channels":
        (company.home.path / "channels.yml").write_text("words: {webinar: [le webinaire du mardi]}")
    else:
        (company.home.staged / "stg_touch" / f"{run}.parquet").unlink()

    report = refresh(company.home, links=by_key, threads=2)

    assert report.is_full
    assert report.why in ("settings, rules or code changed", "staged files were removed or rebuilt")


def test_a_file_without_a_ledger_entry_was_never_acknowledged(company: Staging) -> None:
    company.run(touch=later_exports()[0]["touch"], acknowledged=False)

    refresh(company.home, links=by_key, threads=2)

    with reading(company.home, threads=2) as con:
        assert con.execute("SELECT count(*) FROM touch").fetchall() == [(9,)]


def test_a_link_keeps_the_day_on_which_it_was_made(company: Staging) -> None:
    def dated(con: duckdb.DuckDBPyConnection, home: Home, *, previous: str | None = None) -> None:
        by_key(con, home)
        kept = con.execute(f"SELECT count(*) FROM {previous}.person_link").fetchall()[0][0]
        con.execute(f"UPDATE person_link SET since = since + INTERVAL {kept} DAY")

    refresh(company.home, links=dated, threads=2)
    refresh(company.home, full=True, links=dated, threads=2)

    with reading(company.home, threads=2) as con:
        assert con.execute("SELECT DISTINCT since::DATE::VARCHAR FROM person_link").fetchall() == [("2026-07-07",)]

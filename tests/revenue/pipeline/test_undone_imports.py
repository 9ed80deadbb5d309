"""An undone import leaves the figures of a home that never imported it; a redone one, those of before."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cordee.revenue.imports import import_files, redo, undo
from cordee.revenue.pipeline import refresh
from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.home import Home, HomeError
from cordee.revenue.warehouse.snapshots import reading
from cordee.revenue.warehouse.tables import MODEL
from tests.firm import FILES

DAY = datetime(2026, 7, 1, 9, tzinfo=UTC)
_OF_THE_RUN = {"snapshot", "step_run", "check_result", "staged_file", "segment_file"}

CONTACTS = FILES["hubspot_contacts.csv"]
CORRECTED = (
    CONTACTS.replace("Head of Operations", "Chief Operating Officer") + "106,Léa,Petit,lea.petit@abeille-industrie.fr,"
    "06 44 44 44 44,Buyer,Abeille Industrie,9002,Inès Roche,Lead,2026-06-11 10:00,2026-06-21 08:00,2026-06-11 10:00,"
    ",,,,Paid social\n"
)
CALLS = FILES["aircall_calls.csv"]
MORE_CALLS = CALLS + CALLS.splitlines()[-1].replace("CA84aed1", "CA84aed2").replace("900001", "900002") + "\n"

Bring = Callable[..., str]


def bringer(home: Home, folder: Path) -> Bring:
    """Imports texts, each a day after the one before."""
    folder.mkdir(exist_ok=True)
    days = iter(range(100))

    def bring(name: str, text: str, day: int | None = None) -> str:
        file = folder / name
        file.write_text(text, encoding="utf-8")
        at = DAY + timedelta(days=next(days) if day is None else day)
        return str(import_files(home, [file], now=lambda: at).files[0].run_id)

    return bring


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home")


@pytest.fixture
def bring(home: Home, tmp_path: Path) -> Bring:
    return bringer(home, tmp_path / "exports")


def contents(home: Home) -> dict[str, list[Any]]:
    """Every published row, but for when a link was first made and which file a touch lies in."""
    refresh(home, threads=2)
    with reading(home, threads=2) as con:
        found = {}
        for name in MODEL:
            if name in _OF_THE_RUN:
                continue
            columns = ", ".join(f'"{column.name}"' for column in MODEL[name].columns if column.name != "since")
            found[name] = con.execute(f"SELECT {columns} FROM {name} ORDER BY ALL").fetchall()
        return found


def never(tmp_path: Path, *files: tuple[str, str, int]) -> dict[str, list[Any]]:
    """What a home that imported only these, on these days, publishes."""
    home = Home.at(tmp_path / "never")
    bring = bringer(home, tmp_path / "others")
    for name, text, day in files:
        bring(name, text, day)
    return contents(home)


def differing(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> dict[str, Any]:
    return {name: (one[name], other[name]) for name in one if one[name] != other[name]}


def turned(home: Home, run: str, what: Callable[..., raw.Entry] = undo) -> None:
    what(home, run, by="camille@ardoise.example", now=DAY + timedelta(days=30))


def test_undoing_the_first_import_keeps_what_a_later_one_brought_too(home: Home, bring: Bring, tmp_path: Path) -> None:
    bring("hubspot_companies.csv", FILES["hubspot_companies.csv"])
    first = bring("contacts.csv", CONTACTS)
    bring("contacts.csv", CORRECTED)
    contents(home)

    turned(home, first)

    expected = never(
        tmp_path, ("hubspot_companies.csv", FILES["hubspot_companies.csv"], 0), ("contacts.csv", CORRECTED, 2)
    )
    assert len(expected["person"]) == 6
    assert differing(contents(home), expected) == {}


def test_undoing_a_correcting_import_brings_the_earlier_versions_back(home: Home, bring: Bring) -> None:
    bring("contacts.csv", CONTACTS)
    before = contents(home)
    correcting = bring("contacts.csv", CORRECTED)
    assert [row for row in contents(home)["person"] if "Chief Operating Officer" in row] != []

    turned(home, correcting)

    assert differing(contents(home), before) == {}


def test_acts_that_two_imports_brought_count_once_whichever_is_undone(home: Home, bring: Bring, tmp_path: Path) -> None:
    bring("contacts.csv", CONTACTS)
    first, second = bring("calls.csv", CALLS), bring("calls.csv", MORE_CALLS)
    both = contents(home)
    turned(home, first)
    without_first = contents(home)
    turned(home, second)
    without_both = contents(home)
    turned(home, first, redo)

    assert (len(both["touch"]), len(without_first["touch"]), len(without_both["touch"])) == (7, 7, 5)
    assert differing(without_first, never(tmp_path, ("contacts.csv", CONTACTS, 0), ("calls.csv", MORE_CALLS, 2))) == {}
    assert len(contents(home)["touch"]) == 6


def test_an_undone_file_can_be_imported_again(home: Home, bring: Bring, tmp_path: Path) -> None:
    first = bring("contacts.csv", CONTACTS)
    contents(home)
    turned(home, first)
    assert contents(home)["person"] == []

    again = bring("contacts.csv", CONTACTS)

    assert again != first
    assert differing(contents(home), never(tmp_path, ("contacts.csv", CONTACTS, 1))) == {}


def test_undone_then_redone_is_as_before(home: Home, bring: Bring) -> None:
    first = bring("contacts.csv", CONTACTS)
    bring("contacts.csv", CORRECTED)
    bring("calls.csv", CALLS)
    before = contents(home)

    turned(home, first)
    contents(home)
    turned(home, first, redo)

    assert differing(contents(home), before) == {}


def test_redone_after_the_same_file_came_again_counts_it_once(home: Home, bring: Bring, tmp_path: Path) -> None:
    calls = bring("calls.csv", CALLS)
    turned(home, calls)
    bring("calls.csv", CALLS)

    turned(home, calls, redo)

    expected = never(tmp_path, ("calls.csv", CALLS, 0), ("calls.csv", CALLS + "\n", 1))
    assert differing(contents(home), expected) == {}
    assert len(expected["touch"]) == 1


def test_twice_is_once_and_nothing_is_deleted(home: Home, bring: Bring) -> None:
    first = bring("contacts.csv", CONTACTS)
    bring("contacts.csv", CORRECTED)
    files = {file for file in home.path.rglob("*") if file.is_file()}

    turned(home, first)
    after = {file: file.read_bytes() for file in home.path.rglob("*") if file.is_file()}
    turned(home, first)

    assert {file: file.read_bytes() for file in home.path.rglob("*") if file.is_file()} == after
    assert files <= set(after)
    (entry,) = [entry for entry in raw.history(home) if entry.undone]
    assert entry.marks == {"undone": "2026-07-31T09:00:00+00:00 camille@ardoise.example"}


def test_killed_before_its_mark_an_undo_has_changed_nothing(home: Home, bring: Bring, tmp_path: Path) -> None:
    first = bring("contacts.csv", CONTACTS)
    bring("contacts.csv", CORRECTED)
    before = [entry.run_id for entry in raw.entries(home)]
    ledger = home.ledger / f"{first}.json"
    kept = tmp_path / "kept.json"
    shutil.copy(ledger, kept)
    turned(home, first)
    shutil.copy(kept, ledger)  # as if the power had gone before the mark

    assert [entry.run_id for entry in raw.entries(home)] == before

    turned(home, first)
    assert differing(contents(home), never(tmp_path, ("contacts.csv", CORRECTED, 1))) == {}


def test_an_import_that_is_not_there_cannot_be_undone(home: Home) -> None:
    with pytest.raises(HomeError, match="There is no import 7"):
        turned(home, "7")

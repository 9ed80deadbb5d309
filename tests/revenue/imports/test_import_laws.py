"""What must hold for any file: nothing is changed on the way in, order does not matter, twice is once."""

import csv
import io
import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordee.revenue.imports import FileReport, import_files, redo, undo
from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.home import Home

MAPPING = """
source: acme
object: thing
columns: {a: Ref, b: Name}
id: a
records: [{record: person, fields: {full_name: b}}]
"""

DAY = datetime(2026, 3, 1, tzinfo=UTC)

text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters='\n"'), max_size=12)
tables = st.dictionaries(st.integers(0, 99), st.tuples(text, text), min_size=1, max_size=6)
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(rows: dict[int, tuple[str, str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["Ref", "Name", "Note"])
    writer.writerows([number, *cells] for number, cells in rows.items())
    return out.getvalue()


def imported(folder: Path, *files: tuple[str, bytes]) -> Home:
    home = Home.at(folder / "home")
    mapping = folder / "mapping.yml"
    mapping.write_text(MAPPING)
    for name, content in files:
        (folder / name).write_bytes(content)
        report = import_files(home, [folder / name], mapping=mapping)
        assert report.ok, report.as_json()
    return home


def payloads(home: Home) -> list[tuple[str, int, str, str | None, str | None]]:
    files = [str(file) for file in raw.raw_files(home, "acme", "thing")]
    return duckdb.sql(
        "SELECT source_id, version, payload ->> '/Ref', payload ->> '/Name', payload ->> '/Note' "
        f"FROM read_parquet({files}) ORDER BY ALL"
    ).fetchall()


@few
@given(tables, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_every_cell_is_kept_as_it_was(rows: dict[int, tuple[str, str]], delimiter: str, encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = imported(Path(folder), ("export.csv", written(rows, delimiter).encode(encoding)))

        assert payloads(home) == sorted(
            (str(number), 1, str(number), name or None, note or None) for number, (name, note) in rows.items()
        )


@few
@given(tables, tables)
def test_files_in_any_order_hold_the_same_records(
    first: dict[int, tuple[str, str]], second: dict[int, tuple[str, str]]
) -> None:
    second = {number: first.get(number, cells) for number, cells in second.items()}
    files = [("first.csv", written(first).encode()), ("second.csv", written(second).encode())]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        assert payloads(imported(Path(one), *files)) == payloads(imported(Path(other), *reversed(files)))


@few
@given(tables)
def test_twice_is_once(rows: dict[int, tuple[str, str]]) -> None:
    turned = dict(reversed(rows.items()))
    with tempfile.TemporaryDirectory() as folder:
        home = imported(
            Path(folder),
            ("a.csv", written(rows).encode()),
            ("b.csv", written(turned, ";").encode()),
            ("a.csv", written(rows).encode()),
        )

        assert len(payloads(home)) == len(rows)
        # The same bytes are the same import; the same rows in other bytes are one that brought nothing.
        assert [(entry.new, entry.unchanged) for entry in raw.entries(home)] == [(len(rows), 0), (0, len(rows))]


steps = st.lists(st.tuples(tables, st.sets(st.integers(0, 4))), min_size=2, max_size=4)
"""Files one after the other; after each, which of the imports so far are undone (the others are not)."""


def standing(home: Home) -> list[tuple[str, int, bool, str, str | None]]:
    files = [str(file) for file in raw.raw_files(home, "acme", "thing")]
    if not files:
        return []
    return duckdb.sql(
        f"SELECT source_id, version, stale, payload, received_at::TEXT FROM read_parquet({files}) ORDER BY ALL"
    ).fetchall()


def people(home: Home) -> list[tuple[str, int, str | None, int]]:
    files = [str(file) for file in raw.staged_files(home, "stg_person")]
    if not files:
        return []
    return duckdb.sql(
        f"SELECT source_id, version, full_name, row_no FROM read_parquet({files}) ORDER BY ALL"
    ).fetchall()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps, st.randoms(use_true_random=False))
def test_what_is_undone_might_never_have_been_imported(
    files: list[tuple[dict[int, tuple[str, str]], set[int]]], chance: random.Random
) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        home, never = Home.at(Path(one) / "home"), Home.at(Path(other) / "home")
        runs: list[str] = []
        for place, (rows, undone) in enumerate(files):
            report = brought(home, Path(one), place, rows)
            runs.append(str(report.run_id))
            for index in chance.sample(range(len(runs)), len(runs)):
                turn = undo if index in undone else redo
                turn(home, runs[index], by="Camille", now=DAY + timedelta(hours=place))

        for place, (rows, _) in enumerate(files):
            if place not in files[-1][1]:
                brought(never, Path(other), place, rows)

        assert standing(home) == standing(never)
        assert people(home) == people(never)
        assert len(raw.history(home)) == len(files)


def brought(home: Home, folder: Path, place: int, rows: dict[int, tuple[str, str]]) -> FileReport:
    mapping = folder / "mapping.yml"
    mapping.write_text(MAPPING)
    # A byte of its own, so that a file that comes again is an import of its own.
    (folder / "export.csv").write_text(written(rows) + "\n" * place)
    return import_files(home, [folder / "export.csv"], mapping=mapping, now=lambda: DAY + timedelta(days=place)).files[
        0
    ]

"""What must hold for any file: nothing is changed on the way in, order does not matter, twice is once."""

import csv
import io
import tempfile
from pathlib import Path

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordee.revenue.imports import import_files
from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.home import Home

MAPPING = """
source: acme
object: thing
columns: {a: Ref, b: Name}
id: a
records: [{record: person, fields: {full_name: b}}]
"""

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
        assert len(raw.entries(home)) == 1

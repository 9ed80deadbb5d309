"""Every export of every tool, in English and in French, is recognised untold and gives exactly these rows.

Beside each sample (``samples/<tool>/<object>.<language>.csv``) lie the staged rows that it must give
(``.yml``): what is empty is left out, ids are written as the key that they are the id of.
"""

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from cordee.revenue.connectors.reference import TOOLS
from cordee.revenue.imports import import_files, mapping, recognition
from cordee.revenue.imports.headers import plain as heading
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.ids import record_id

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*/*.csv"))
NAMES = [f"{sample.parent.name}/{sample.stem}" for sample in SAMPLES]
MAPPINGS = [known for known in mapping.shipped() if known.source in TOOLS]

BY_THE_WAY = {"raw_id", "version", "received_at", "run_id", "source", "object", "source_id"}
"""Lineage that the engine's own tests look at."""


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_a_sample_is_recognised_and_gives_exactly_these_rows(sample: Path, tmp_path: Path) -> None:
    nameless = tmp_path / "export.csv"
    shutil.copy(sample, nameless)
    home = Home.at(tmp_path / "home")

    (report,) = import_files(home, [nameless]).files

    assert report.error is None
    assert f"{report.source}/{report.object}" == f"{sample.parent.name}/{sample.name.split('.')[0]}"
    assert report.rejected == []
    assert staged(home) == expected(sample.with_suffix(".yml"))


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_no_other_mapping_comes_near(sample: Path) -> None:
    headers = headings(sample)
    fitting = sorted(
        (candidate for known in mapping.shipped() if (candidate := recognition.weigh(known, headers)).fits),
        key=lambda candidate: -candidate.score,
    )

    assert fitting[0].name == f"{sample.parent.name}/{sample.name.split('.')[0]}"
    assert [other.name for other in fitting[1:] if fitting[0].score - other.score < 2 * recognition.NEAR] == []


@pytest.mark.parametrize("known", MAPPINGS, ids=[known.name for known in MAPPINGS])
def test_every_export_has_a_sample_in_both_languages(known: mapping.Mapping) -> None:
    folder = Path(__file__).parent / "samples" / known.source
    assert [language for language in ("en", "fr") if not (folder / f"{known.object}.{language}.csv").exists()] == []


def headings(sample: Path) -> list[str]:
    """The heading of a sample: its first line that knows the most headings."""
    known = recognition.known_headers(mapping.shipped())
    lines = [line.split(mark) for line in sample.read_text(encoding="utf-8").splitlines()[:12] for mark in ",;"]
    return max(lines, key=lambda cells: sum(heading(cell.strip('"')) in known for cell in cells))


def staged(home: Home) -> dict[str, dict[int, dict[str, Any]]]:
    """record → record id → its filled columns, with the origin written out."""
    origins = {row.pop("origin_id"): row for file in home.staged.glob("*origin/*.parquet") for row in rows(file)}
    found: dict[str, dict[int, dict[str, Any]]] = {}
    for file in home.staged.glob("*/*.parquet"):
        table = file.parent.name.removeprefix("stg_")
        if table in {"origin", "superseded"}:
            continue
        for row in rows(file):
            if "origin_id" in row:
                row["origin"] = origins[row.pop("origin_id")]
            if not row["deleted"]:
                del row["deleted"]
            for name in ("same_as", "person_refs"):  # sets, really
                if name in row:
                    row[name] = sorted(row[name])
            row["row"] = row.pop("row_no")
            found.setdefault(table, {})[row.pop("record_id")] = row
    return found


def rows(file: Path) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        cursor = connection.execute(f"SELECT * FROM '{file}'")
        names = [column[0] for column in cursor.description]
        return [
            {
                name: plain(value)
                for name, value in zip(names, row, strict=True)
                if value is not None and name not in BY_THE_WAY
            }
            for row in cursor.fetchall()
        ]


def plain(value: Any) -> Any:
    """As YAML writes it: amounts as text, times without a zone."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, dt.date) else value


def expected(file: Path) -> dict[str, dict[int, dict[str, Any]]]:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {table: {record_id(row.pop("key")): resolved(row) for row in listed} for table, listed in content.items()}


def resolved(row: dict[str, Any]) -> dict[str, Any]:
    """The row with the keys of other records turned into their ids."""
    for name, value in row.items():
        if name.endswith("_ref"):
            row[name] = record_id(value)
        elif name in {"same_as", "person_refs"}:
            row[name] = sorted(record_id(key) for key in value)
    return row

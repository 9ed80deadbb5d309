"""Importing: what the pages ask the data plane about files, and to do with them. Everything returned can be kept as JSON."""

import csv
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from cordee.revenue.imports import FileReport, ImportProblem, MappingError, import_files, proposing, recognition
from cordee.revenue.imports import freshness as freshness_of
from cordee.revenue.imports import redo as redo_run
from cordee.revenue.imports import undo as undo_run
from cordee.revenue.imports.audit import rows_kept_aside
from cordee.revenue.imports.proposing import NEEDED, PASSAGES, TARGETS, VALUED, Choice, Seen
from cordee.revenue.imports.report import Rejection
from cordee.revenue.imports.words import Words
from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.home import Home, HomeBusy, HomeError
from cordee.vocabulary.words import TouchKind
from cordee.workspace.jobs.models import Failed, Later, Said

__all__ = ["NEEDED", "PASSAGES", "TARGETS", "VALUED", "Choice", "MappingError", "Seen"]

ROWS = tuple(TARGETS)
KINDS = tuple(TouchKind)
BUSY_WAIT = timedelta(seconds=3)
LISTED = 50
"""So many rejected rows are kept with a report; all of them are asked for by ``rejected``."""

Progress = Callable[[int, int], None]


def home() -> Home:
    found: Home = settings.CORDEE_HOME
    return found


def look(path: Path, *, dates: str = "", tool: str = "", mapping: str = "") -> dict[str, Any]:
    """What a file is, how its first rows are read, and what importing it would change. Changes nothing."""
    return _asked(path, dates, tool, mapping, dry_run=True)


def bring(
    path: Path, *, dates: str = "", tool: str = "", mapping: str = "", progress: Progress | None = None
) -> dict[str, Any]:
    """Imports a file. Done twice, it changes nothing more, and says what the first time brought."""
    return _asked(path, dates, tool, mapping, dry_run=False, progress=progress)


def _asked(
    path: Path, dates: str, tool: str, mapping: str, *, dry_run: bool, progress: Progress | None = None
) -> dict[str, Any]:
    def tell(_: str, done: int, total: int, __: float) -> None:
        if progress is not None:
            progress(done, total)

    try:
        report = import_files(
            home(),
            [path],
            source=tool or None,
            mapping=home().mappings / mapping if mapping else None,
            dates=dates or None,
            dry_run=dry_run,
            progress=tell,
        )
    except HomeBusy as busy:
        raise Later(BUSY_WAIT) from busy
    except (MappingError, HomeError) as error:
        raise Failed(str(error)) from error
    return told(report.files[0], path.name)


def told(report: FileReport, name: str) -> dict[str, Any]:
    """A report as it is kept: sentences in both languages, files by their names."""
    refusal = _named(report.refusal, name) if report.refusal else None
    return {
        "tool": report.source,
        "object": report.object,
        "label": _label(report.source, report.object),
        "rows": report.rows,
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "rejected": report.rejected_rows,
        "encoding": report.encoding,
        "delimiter": report.delimiter,
        "dates": dict(report.dates),
        "error": report.error_code,
        "refusal": _said(refusal) if refusal else None,
        "question": _question(report, refusal),
        "warnings": [
            {"column": one.column, "rows": one.rows, "said": {lang: one.text(lang) for lang in ("en", "fr")}}
            for one in report.warnings
        ],
        "rejections": [_rejection(one) for one in report.rejected[:LISTED]],
        "first_rows": [{name: _plain(value) for name, value in row.items()} for row in report.first_rows],
        "run": report.run_id,
    }


def _said(words: Words) -> Said:
    return {language: words.text(language) for language in ("en", "fr")}


def _named(words: Words, name: str) -> Words:
    return Words(words.code, {**words.gaps, **({"file": name} if "file" in words.gaps else {})})


def _rejection(one: Rejection) -> dict[str, Any]:
    remedy = {language: one.words.remedy(language) for language in ("en", "fr")}
    return {"row": one.row, "column": one.column, "value": one.value, "said": _said(one.words), "remedy": remedy}


def _label(tool: str | None, object_: str | None) -> Said:
    return _labels()(tool, object_) if tool and object_ else {}


def _labels() -> Callable[[str, str], Said]:
    """What people call each export; the company's own mappings are read once."""
    known: dict[tuple[str, str], Said] = {}
    for mapping in reversed(recognition.available(home().mappings)[0]):
        if mapping.label:
            known[mapping.source, mapping.object] = dict(mapping.label)

    def label(tool: str, object_: str) -> Said:
        return known.get((tool, object_)) or {"en": f"{tool} · {object_}", "fr": f"{tool} · {object_}"}

    return label


def _question(report: FileReport, refusal: Words | None) -> dict[str, Any] | None:
    """What a person must say before the file can be read."""
    if refusal is None:
        return None
    gaps = refusal.gaps
    if report.error_code == "ambiguous_dates":
        orders = gaps.get("orders", "")
        listed = orders.split("|") if isinstance(orders, str) else [str(one) for one in orders]  # type: ignore[union-attr]  # a list
        columns = gaps.get("columns") or gaps.get("column", "")
        example = str(gaps.get("example", ""))
        return {
            "kind": "dates",
            "columns": [columns] if isinstance(columns, str) else [str(one) for one in columns],  # type: ignore[union-attr]  # a list
            "example": example,
            "orders": [{"order": order, "day": _day(example, order)} for order in listed],
        }
    if refusal.code == "could_be":
        names = gaps.get("names", [])
        tools = sorted({str(one).partition("/")[0] for one in names}) if isinstance(names, Sequence) else []
        return {"kind": "tool", "tools": tools}
    return {"kind": "mapping"} if report.error_code == "unrecognised" else None


def _day(example: str, order: str) -> str | None:
    """The day that an example is in this order, in ISO form."""
    numbers = [part for part in "".join(c if c.isdigit() else " " for c in example).split() if part][:3]
    parts = dict(zip(order, numbers, strict=False))
    if len(parts) < 3:
        return None
    year = int(parts["y"])
    try:
        return date(year + 2000 if year < 100 else year, int(parts["m"]), int(parts["d"])).isoformat()
    except ValueError:
        return None


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal | float):
        return {"number": float(value)}
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return value


# What was imported.


@dataclass(frozen=True, slots=True)
class Run:
    """One file that was imported. Times are naive UTC."""

    run_id: str
    received_at: datetime
    file_name: str
    tool: str
    object: str
    label: Said
    rows: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    undone: bool


def history() -> list[Run]:
    """Every file imported, the newest first, undone ones too."""
    label = _labels()
    found = []
    for entry in reversed(raw.history(home())):
        key = (entry.source, entry.object)
        at = datetime.fromisoformat(entry.received_at)
        at = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
        counts = (entry.rows, entry.new, entry.changed, entry.unchanged, entry.rejected)
        found.append(Run(entry.run_id, at, entry.file_name, *key, label(*key), *counts, entry.undone))
    return found


def run_of(run_id: str) -> Run | None:
    return next((run for run in history() if run.run_id == run_id), None)


@dataclass(frozen=True, slots=True)
class Source:
    """What a tool's export last brought. Times are naive UTC."""

    tool: str
    object: str
    label: Said
    received_at: datetime
    records: int
    rejected: int  # rows of the last run
    runs: int
    last_run: str


def sources() -> list[Source]:
    """One line per tool and object that counts."""
    label = _labels()
    return [
        Source(
            one.source,
            one.object,
            label(one.source, one.object),
            one.received_at,
            one.records,
            one.rejected,
            one.runs,
            one.last_run,
        )
        for one in freshness_of(home())
    ]


def undo(run_id: str, by: str) -> None:
    """What only this import brought no longer counts after the next refresh."""
    _turn(undo_run, run_id, by)


def redo(run_id: str, by: str) -> None:
    """Takes an undo back."""
    _turn(redo_run, run_id, by)


def _turn(what: Callable[..., raw.Entry], run_id: str, by: str) -> None:
    try:
        what(home(), run_id, by=by, now=datetime.now(UTC))
    except HomeBusy as busy:
        raise Later(BUSY_WAIT) from busy
    except HomeError as error:
        raise Failed(str(error)) from error


# Rows that did not go in.


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row as received, and what is wrong with it."""

    row: int
    cells: dict[str, str]
    surplus: list[str]  # cells beyond the heading's
    is_ragged: bool
    why: list[dict[str, Any]]

    @property
    def wrong(self) -> list[str]:
        """The headings of the cells that may be wrong."""
        named = [one["column"] for one in self.why if one["column"]]
        return list(self.cells) if self.is_ragged or not named else list(dict.fromkeys(named))


def rejected_file(run_id: str) -> Path | None:
    entry = next((entry for entry in raw.history(home()) if entry.run_id == run_id), None)
    return home().path / entry.rejects if entry is not None and entry.rejects else None


def rejected(run_id: str) -> list[RejectedRow]:
    """The rows of a run that did not go in, in the order of the file."""
    file = rejected_file(run_id)
    if file is None:
        return []
    found = [
        RejectedRow(
            kept.row,
            kept.cells,
            kept.surplus,
            kept.is_ragged or bool(kept.surplus),
            [_rejection(one) for one in kept.why],
        )
        for kept in rows_kept_aside(file)
    ]
    return sorted(found, key=lambda one: one.row)


def correct(run_id: str, rows: Sequence[Mapping[str, str]], name: str) -> dict[str, Any]:
    """Imports corrected rows, read as their file was; the report's row numbers count these rows."""
    with tempfile.TemporaryDirectory(dir=home().path) as folder:
        file = Path(folder) / name
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        try:
            report = import_files(home(), [file], like=run_id)
        except HomeBusy as busy:
            raise Later(BUSY_WAIT) from busy
        except (MappingError, HomeError) as error:
            raise Failed(str(error)) from error
    return told(report.files[0], name)


# Files that nobody knows.


def columns(path: Path) -> list[Seen]:
    """The columns of a file. Raises ``Failed`` where it is no table."""
    try:
        return proposing.columns(path, home())
    except ImportProblem as problem:
        raise Failed(_said(_named(problem.words, path.name))) from problem


likely_row = proposing.likely_row
guess = proposing.guess
guess_value = proposing.guess_value
missing = proposing.missing


def keep_mapping(seen: Sequence[Seen], choice: Choice) -> str:
    """Saves what a person said of a file; exports with these headings are recognised from then on. Its file name."""
    proposing.compose(seen, choice)
    name = f"{choice.source}.{choice.object}.yml"
    raw.write_durably(home().mappings / name, proposing.as_yaml(seen, choice))
    return name


def try_mapping(seen: Sequence[Seen], choice: Choice, path: Path) -> dict[str, Any]:
    """What the choices would make of the file; keeps nothing."""
    with tempfile.TemporaryDirectory() as folder:
        mapping = Path(folder) / "mapping.yml"
        mapping.write_text(proposing.as_yaml(seen, choice), encoding="utf-8")
        report = import_files(home(), [path], mapping=mapping, dates=choice.dates, dry_run=True)
    return told(report.files[0], path.name)

"""Importing: files in, source records and staged rows out, one acknowledged run per file, and a report of it."""

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from cordee.revenue.imports import arrivals, audit, evidence, landing, recognition, tables
from cordee.revenue.imports import mapping as mappings
from cordee.revenue.imports.fields import MACROS
from cordee.revenue.imports.mapping import Mapping
from cordee.revenue.imports.preview import applying, first_rows
from cordee.revenue.imports.recognition import Candidate
from cordee.revenue.imports.report import (
    FileReport,
    ImportProblem,
    ImportReport,
    Unreadable,
    Warned,
)
from cordee.revenue.imports.staging import Staging
from cordee.revenue.imports.tables import Table
from cordee.revenue.imports.words import Words, as_written, words
from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.engine import connect, quoted
from cordee.revenue.warehouse.home import Home, HomeError

MEMORY = "1GB"
"""What DuckDB may hold of a file; the rest spills to disk."""

Progress = Callable[[str, int, int, float], None]
"""Told (file, rows done, rows estimated, seconds) several times a second."""

DATES = ("dmy", "mdy", "ymd")


def import_files(
    home: Home,
    paths: Iterable[str | Path],
    *,
    source: str | None = None,
    mapping: str | Path | None = None,
    dates: str | None = None,
    like: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> ImportReport:
    """Imports files and folders of files; each file is acknowledged by itself, in the order of their names.

    ``source`` narrows recognition to one tool; ``mapping`` is a YAML file, kept in the home for the next time;
    ``dates``
    (dmy, mdy, ymd) answers for columns whose order nothing proves; ``like`` names a run: the file is of the same
    export, and read as it was (rows that were kept aside and corrected). A file that cannot be imported has an ``error`` in
    the
    report and the others go in. Raises ``MappingError`` for a bad mapping, ``HomeBusy`` when another writer holds the
    home.
    """
    if dates is not None and dates not in DATES:
        raise ValueError(f"dates is one of {', '.join(DATES)}, not {dates!r}")
    report = ImportReport(dry_run=dry_run)
    given = mappings.read(Path(mapping)) if mapping is not None else None
    model = _read_before(home, like) if like is not None else None
    if model is not None:
        given, orders = model.mapping, {reading.order for reading in model.moments.values() if reading.order}
        dates = dates or (orders.pop() if len(orders) == 1 else None)
    with nullcontext() if dry_run else home.writing():
        if not dry_run:
            raw.sweep(home)
        candidates, preferred = _candidates(home, given)
        with _work_folder(home, dry_run) as work:
            engine = _Engine(work / "spill")
            job = _Job(
                home,
                candidates,
                preferred,
                source if given is None else None,
                dates,
                dry_run,
                progress,
                now,
                engine,
                raw.standing(known := raw.readings(home)),
                [entry for entry in known if entry.undone],
                model,
            )
            try:
                for position, path in enumerate(expand(paths)):
                    folder = work / f"file{position}"
                    folder.mkdir()
                    report.files.extend(job.file(path, folder))
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                engine.close()
        if (
            mapping is not None
            and given is not None
            and not dry_run
            and any(file.error is None for file in report.files)
        ):
            keep_mapping(home, Path(str(mapping)), given)
    return report


def expand(paths: Iterable[str | Path]) -> list[Path]:
    """The files that the paths name, folders opened, each once, by name."""
    found: dict[Path, None] = {}
    for path in paths:
        path = Path(path)
        if path.is_dir():
            wanted = {*tables.TEXTS, *tables.SPREADSHEETS, ".gz", ".zip"}
            for file in sorted(path.rglob("*")):
                if file.is_file() and file.suffix.lower() in wanted and not file.name.startswith((".", "~$")):
                    found[file] = None
        else:
            found[path] = None
    return sorted(found, key=str)


def keep_mapping(home: Home, file: Path, mapping: Mapping) -> Path:
    """Saves a company's own mapping in its home; exports that fit it are recognised from then on."""
    target = home.mappings / f"{mapping.source}.{mapping.object}.yml"
    text = file.read_text(encoding="utf-8-sig")
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        raw.write_durably(target, text)
    return target


def _candidates(home: Home, given: Mapping | None) -> tuple[tuple[Mapping, ...], frozenset[str]]:
    if given is not None:
        return (given,), frozenset({given.digest})
    return recognition.available(home.mappings)


def _read_before(home: Home, run_id: str) -> Staging:
    """How the file of a run was read."""
    entry = next((entry for entry in raw.history(home) if entry.run_id == run_id), None)
    if entry is None:
        raise HomeError(f"There is no import {run_id} in {home.path}. `cordee imports` lists them.")
    mapping = mappings.parse(raw.mapping_json(home, entry.mapping), f"raw/_mappings/{entry.mapping}.json")
    return evidence.from_json(mapping, entry.readings)


def _numbers_like(staging: Staging, model: Staging) -> Staging:
    """Few rows prove little: their numbers are written as those of the file that they were part of, each looked at."""
    known = {
        key: replace(reading, plain=False, sound=False)
        for key, reading in model.amounts.items()
        if key in staging.amounts and reading.decimal is not None
    }
    return replace(staging, amounts={**staging.amounts, **known})


@dataclass(slots=True)
class _Engine:
    """The one connection of a call of ``import_files``, opened when a file needs it."""

    spill: Path
    _connection: duckdb.DuckDBPyConnection | None = None

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            self._connection = connect(memory=MEMORY, spill=self.spill)
            for macro in MACROS:
                self._connection.execute(macro)
        return self._connection

    def close(self) -> None:
        """Forgets the connection; a file that comes later gets another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass(frozen=True, slots=True)
class _Job:
    """One call of ``import_files``."""

    home: Home
    candidates: tuple[Mapping, ...]
    preferred: frozenset[str]
    source: str | None
    dates: str | None
    dry_run: bool
    progress: Progress | None
    now: Callable[[], datetime]
    engine: _Engine
    entries: list[raw.Entry]  # what counts: acknowledged before, and by this call so far
    undone: list[raw.Entry]
    like: Staging | None

    def file(self, path: Path, work: Path) -> Iterator[FileReport]:
        """The reports of one file: one, or one per table of an archive."""
        try:
            for position, (label, file) in enumerate(tables.members(path, work)):
                folder = work / f"table{position}"
                folder.mkdir()
                yield self._table(label, file, folder)
                shutil.rmtree(folder, ignore_errors=True)
        except ImportProblem as problem:
            yield FileReport(str(path), refusal=problem.words, error_code=problem.code)

    def _table(self, label: str, file: Path, work: Path) -> FileReport:
        report = FileReport(label)
        started = time.monotonic()
        draft: raw.Draft | None = None
        try:
            table = tables.open_table(file, work, recognition.known_headers(self.candidates), label)
            report.encoding, report.delimiter = table.encoding, tables.NAMES[table.delimiter]
            chosen = applying(
                table,
                self.candidates,
                self.preferred,
                self.source,
                forced=len(self.candidates) == 1 and bool(self.preferred),
            )
            if chosen.mapping.sheet and table.spreadsheet:
                table = tables.open_table(
                    file, work, recognition.known_headers((chosen.mapping,)), label, chosen.mapping.sheet
                )
                chosen = recognition.weigh(chosen.mapping, table.headers)
            report.source, report.object = chosen.mapping.source, chosen.mapping.object
            if (earlier := self._imported(table, chosen.mapping)) is not None:
                _same_again(self.home, earlier, report)
                return report
            draft = raw.Draft.begin(self.home, self.now()) if not self.dry_run else raw.Draft(Home(work / "dry"), "dry")
            draft.folder.mkdir(parents=True, exist_ok=True)
            _TableImport(self, table, chosen, work, draft, report, started).run()
        except ImportProblem as problem:
            report.refusal, report.error_code = problem.words, problem.code
        except duckdb.Error as error:
            self.engine.close()  # some errors leave a connection unusable
            report.refusal = words("broken_off", file=label, error=str(error).splitlines()[0])
            report.error_code = Unreadable.code
        finally:
            if draft is not None:
                draft.abandon()
            report.seconds = round(time.monotonic() - started, 3)
        return report

    def _imported(self, table: Table, mapping: Mapping) -> raw.Entry | None:
        """The run that brought the very same bytes by the same mapping."""
        for entry in self.entries:
            if (entry.file_hash, entry.mapping, entry.object) == (table.sha256, mapping.digest, mapping.object):
                return entry
        return None


@contextmanager
def _work_folder(home: Home, dry_run: bool) -> Iterator[Path]:
    """Room for copies on the disk of the home, not in a memory file system; swept with the drafts if the process is
    killed.
    """
    parent = home.raw / raw.DRAFTS
    if dry_run and not home.path.exists():
        parent = Path(tempfile.gettempdir())
    elif not dry_run:
        parent.mkdir(parents=True, exist_ok=True)
    elif not parent.exists():
        parent = Path(tempfile.gettempdir())
    with tempfile.TemporaryDirectory(dir=parent, prefix="work-") as folder:
        yield Path(folder)


def _same_again(home: Home, entry: raw.Entry, report: FileReport) -> None:
    report.rows = entry.rows
    report.unchanged = entry.rows - entry.rejected
    report.rejected_rows = entry.rejected
    report.rejected_file = entry.rejects
    report.run_id = entry.run_id
    for warning in entry.warnings:
        said = Words.from_json(warning["words"]) if "words" in warning else as_written(warning["message"])
        report.warnings.append(Warned(warning["column"], said, warning["rows"]))
    if entry.rejects:
        report.rejected = audit.kept_aside(home.path / entry.rejects)


@dataclass(slots=True)
class _TableImport:
    """One table on its way in."""

    job: _Job
    table: Table
    chosen: Candidate
    work: Path
    draft: raw.Draft
    report: FileReport
    started: float

    def run(self) -> None:
        home, table, mapping, report = self.job.home, self.table, self.chosen.mapping, self.report
        columns = {
            name: position
            for name, position in self.chosen.columns.items()
            if not table.headers[position].startswith(landing.ASIDE)
        }
        connection = self.job.engine.connection
        step = _Steps(connection, self)
        ragged = landing.skipped(
            landing.land(connection, step.at(0.0, 0.3), table, self.work / "landed.parquet"), mapping
        )
        landing.define_cells(connection, table, mapping, columns)
        staging = Staging(mapping, columns, mapping.formats.zone or home.settings.zone)
        staging, warnings = evidence.decide(
            connection,
            staging,
            "cells",
            headers=table.headers,
            label=table.label,
            delimiter=table.delimiter,
            spreadsheet=table.spreadsheet,
            dates=self.job.dates,
        )
        if self.job.like is not None:
            staging = _numbers_like(staging, self.job.like)
        found = audit.audit(connection, staging, table)
        report.dates = {
            table.headers[columns[cell.column]]: staging.moments[key].words
            for key, (cell, _) in staging.moment_cells().items()
        }
        report.warnings = [*self._reading_warnings(), *warnings, *found.warnings]
        report.rejected = sorted(
            [*(entry.rejection for entry in ragged), *found.rejections], key=lambda rejection: rejection.row
        )
        report.rejected_rows = found.bad_rows + len(ragged)
        if found.bad_rows:
            landing.leave_out_bad(connection)
        if self.job.dry_run:
            report.first_rows = first_rows(connection, staging)
        received = self.job.now().astimezone(UTC).replace(tzinfo=None)
        arrived = arrivals.classify(
            connection,
            step.at(0.3, 0.7),
            staging,
            raw.raw_files(home, mapping.source, mapping.object, self.job.entries),
            received.isoformat(sep=" "),
            None if landing.is_small(table) else self.work / "candidate.parquet",
            self.draft.raw(),
            self.draft.seen(),
        )
        report.new, report.changed, report.unchanged = arrived.new, arrived.changed, arrived.unchanged
        report.rows = arrived.kept + arrived.unchanged + report.rejected_rows
        if arrived.kept:
            arrivals.define_rows(connection, staging, arrived, received.isoformat(sep=" "), self.draft.run_id)
            report.records = write_staged(
                connection,
                step.at(0.7, 1.0),
                replace(staging, met=found.met),
                self.draft.staged,
                first=arrived.changed == 0,
            )
        if report.rejected_rows:
            language = home.settings.language
            audit.keep_aside(connection, staging, table, ragged, self.draft.rejects(), language)
        if not self.job.dry_run and report.rows:
            entry = self.draft.commit(self._entry(staging, received), mapping.as_json)
            self.job.entries.append(entry)
            report.run_id, report.rejected_file = entry.run_id, entry.rejects
        self.tell(1.0)

    def _reading_warnings(self) -> list[Warned]:
        warnings = []
        if self.table.broken:
            warnings.append(Warned(None, words("replaced_bytes", encoding=self.table.encoding), self.table.broken))
        if self.chosen.mapping.note:
            warnings.append(Warned(None, Words("by_language", dict(self.chosen.mapping.note))))
        return warnings

    def _entry(self, staging: Staging, received: datetime) -> raw.Entry:
        report, mapping = self.report, self.chosen.mapping
        return raw.Entry(
            run_id=self.draft.run_id,
            received_at=received.isoformat(),
            source=mapping.source,
            object=mapping.object,
            file_name=Path(self.table.label).name,
            file_hash=self.table.sha256,
            file_bytes=self.table.size,
            mapping=mapping.digest,
            headers=self.table.headers,
            readings=evidence.as_json(staging),
            rows=report.rows,
            new=report.new,
            changed=report.changed,
            unchanged=report.unchanged,
            rejected=report.rejected_rows,
            warnings=[
                {"column": w.column, "message": w.message, "rows": w.rows, "words": w.words.as_json()}
                for w in report.warnings
            ],
            without=[
                run.run_id for run in self.job.undone if (run.source, run.object) == (mapping.source, mapping.object)
            ],
        )

    def tell(self, share: float) -> None:
        if self.job.progress is not None:
            total = max(self.table.lines - self.table.skip, 0) if share < 1 else self.report.rows
            self.job.progress(self.table.label, int(total * share), total, time.monotonic() - self.started)


@dataclass(frozen=True, slots=True)
class _Steps:
    """Runs queries and tells the progress of each as its part of the whole."""

    connection: duckdb.DuckDBPyConnection
    of: _TableImport

    def at(self, start: float, end: float) -> Callable[[str], int]:
        def run(query: str) -> int:
            if self.of.job.progress is None:
                return self._count(query)
            stop = threading.Event()
            watcher = threading.Thread(target=self._watch, args=(stop, start, end), daemon=True)
            watcher.start()
            try:
                return self._count(query)
            finally:
                stop.set()
                watcher.join()
                self.of.tell(end)

        return run

    def _count(self, query: str) -> int:
        found = self.connection.execute(query).fetchone()
        return int(found[0]) if found else 0

    def _watch(self, stop: threading.Event, start: float, end: float) -> None:
        while not stop.wait(0.2):
            percent = max(self.connection.query_progress(), 0.0)
            self.of.tell(min(start + (end - start) * percent / 100, 0.999))


def write_staged(
    connection: duckdb.DuckDBPyConnection,
    run: Callable[[str], int],
    staging: Staging,
    place: Callable[[str], Path],
    *,
    first: bool = False,
) -> dict[str, int]:
    """Writes the staged files of the view ``arrived``; returns record → rows. An empty table gets no file.

    ``first``: every row is the first version of its record, so none supersedes another.
    """
    queries: dict[str, list[str]] = {}
    for record in staging.mapping.records:
        queries.setdefault(record.table.name, []).append(staging.query(record, "arrived"))
    if (origins := staging.origins_query("arrived")) is not None:
        queries["stg_origin"] = [origins]
    if not first and (superseded := staging.superseded_query("arrived")) is not None:
        queries["superseded"] = [superseded]
    counts = {}
    for table, parts in queries.items():
        target = place(table)
        rows = run(
            f"COPY ({' UNION ALL '.join(f'({part})' for part in parts)}) TO {quoted(target)} (FORMAT parquet, "
            "COMPRESSION zstd, COMPRESSION_LEVEL 1)"
        )
        if rows:
            counts[table.removeprefix("stg_")] = rows
        else:
            target.unlink(missing_ok=True)
    return counts

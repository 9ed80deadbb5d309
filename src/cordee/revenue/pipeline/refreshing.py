"""One refresh: build beside the published snapshot, check, publish. A failure leaves the last good one."""

import hashlib
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from cordee.revenue.identity.resolve import resolve_all
from cordee.revenue.model import channels, words
from cordee.revenue.model.build import Build
from cordee.revenue.model.choices import load
from cordee.revenue.model.staged import Staged
from cordee.revenue.pipeline.checks import run_checks
from cordee.revenue.pipeline.report import CheckFailed, RefreshReport, StepRun
from cordee.revenue.pipeline.steps import STEPS
from cordee.revenue.pipeline.work import NeedsFull, Resolve, Work
from cordee.revenue.sla import terms
from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.engine import connect
from cordee.revenue.warehouse.home import Home, HomeError
from cordee.revenue.warehouse.ledger import size
from cordee.revenue.warehouse.tables import MODEL, STAGED

RULES = 4
"""Raise it when what the steps do changes: snapshots built by other rules are rebuilt in full."""

Progress = Callable[[str, int, int], None]
"""Told before each step: its name, its place from 0, how many there are."""


def refresh(
    home: Home,
    *,
    full: bool = False,
    engine: str = "duckdb",
    progress: Progress | None = None,
    links: Resolve | None = None,
    memory: str = "4GB",
    threads: int | None = None,
) -> RefreshReport:
    """Builds and publishes a snapshot of everything imported so far.

    Only who is affected by what is new since the last snapshot is built again; with ``full``, or where settings, rules
    or
    removed files make that unsafe, everybody is. The rows are the same. ``links`` stands in for identity resolution.
    Raises ``CheckFailed`` when an invariant does not hold: nothing is published then, and the report says which.
    """
    if engine != "duckdb":
        raise HomeError(f"The engine {engine!r} is not available here; leave --engine out to use DuckDB.")
    with home.writing():
        snapshots.clear_unfinished(home)
        _clear_aside(home)
        plan = _Plan(home, links or resolve_all, progress, memory, threads)
        why = "asked for" if full else plan.why_full()
        if why is None:
            try:
                return plan.run(full=False, why="")
            except NeedsFull as reason:
                why = str(reason)
                snapshots.clear_unfinished(home)
                _clear_aside(home)
        return plan.run(full=True, why=why)


class _Plan:
    """What one refresh starts from."""

    def __init__(self, home: Home, links: Resolve, progress: Progress | None, memory: str, threads: int | None) -> None:
        self.home, self.links, self.progress = home, links, progress
        self.memory, self.threads = memory, threads
        self.settings = home.settings
        self.staged = Staged.of(home)
        self.decisions, self.chosen = size(home.decisions), size(home.choices)
        self.choices = load(home)
        self.fingerprint = _fingerprint(home)
        self.published = snapshots.current(home)

    def why_full(self) -> str | None:
        """Why everything must be rebuilt, or None."""
        if self.published is None or not self.published.exists():
            return "the first snapshot"
        with closing(snapshots.open_file(self.published)) as con:
            tables = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
            if not tables >= set(MODEL) - {"touch"}:
                return "the last snapshot was built by another version"
            row = con.execute("SELECT fingerprint FROM snapshot").fetchone()
            if row is None or row[0] != self.fingerprint:
                return "settings, rules or code changed"
            seen = dict(con.execute("SELECT path, size FROM staged_file").fetchall())
        seen.pop(self.home.decisions.name, None)
        if seen.pop(self.home.choices.name, 0) != self.chosen:
            return "people chose between values"
        now = self.staged.all()
        if any(now.get(path) != size for path, size in seen.items()):
            return "staged files were removed or rebuilt"
        self.seen = set(seen)
        return None

    def run(self, *, full: bool, why: str) -> RefreshReport:
        """Builds, checks and publishes."""
        begun, started = time.perf_counter(), datetime.now(UTC).replace(tzinfo=None)
        file = snapshots.next_file(self.home)
        number = snapshots.number(file)
        if not full and self.published is not None:
            shutil.copyfile(self.published, file)
        else:
            # The newest storage format writes columns of few words in two thirds of the time.
            duckdb.connect(str(file), config={"storage_compatibility_version": "latest"}).close()
        steps: list[StepRun] = []
        spill = self.home.warehouse / "spill"
        with closing(connect(file, memory=self.memory, threads=self.threads, spill=spill)) as con:
            con.execute("SET enable_progress_bar = false")
            if full:
                for name, table in MODEL.items():
                    if name != "touch":
                        con.execute(table.ddl)
            build = Build(con, self.settings, full, self.choices)
            work = Work(self.home, file, build, self.staged, self._new(full), self.links, started)
            work.decisions_changed = full or self._decisions_changed(work)
            if full:
                _carry_links(work, self.published)
            for place, step in enumerate(STEPS):
                if self.progress:
                    self.progress(step.__name__, place, len(STEPS) + 2)
                since = time.perf_counter()
                rows = step(work)
                steps.append(StepRun(step.__name__, rows, time.perf_counter() - since))
            if self.progress:
                self.progress("checks", len(STEPS), len(STEPS) + 2)
            since = time.perf_counter()
            checks = run_checks(work)
            steps.append(StepRun("checks", len(checks), time.perf_counter() - since))
            report = RefreshReport(None, full, why, steps, checks)
            if all(check.ok for check in checks):
                self._sign(work, report, number, time.perf_counter() - begun)
        shutil.rmtree(spill, ignore_errors=True)
        if not all(check.ok for check in checks):
            file.unlink(missing_ok=True)
            raise CheckFailed(report)
        if self.progress:
            self.progress("publish", len(STEPS) + 1, len(STEPS) + 2)
        since = time.perf_counter()
        snapshots.publish(self.home, file)
        steps.append(StepRun("publish", 1, time.perf_counter() - since))
        return RefreshReport(number, full, why, steps, checks)

    def _new(self, full: bool) -> Staged:
        return self.staged if full else self.staged.only(set(self.staged.all()) - self.seen)

    def _decisions_changed(self, work: Work) -> bool:
        row = work.con.execute("SELECT size FROM staged_file WHERE path = $1", [self.home.decisions.name]).fetchone()
        return (row[0] if row else 0) != self.decisions

    def _sign(self, work: Work, report: RefreshReport, number: int, seconds: float) -> None:
        con = work.con
        for file, written in ((self.home.decisions, self.decisions), (self.home.choices, self.chosen)):
            con.execute("INSERT INTO staged_file VALUES ($1, $2)", [file.name, written])
        con.execute("DELETE FROM snapshot")
        values = [
            number,
            datetime.now(UTC).replace(tzinfo=None),
            work.data_as_of,
            self.settings.currency,
            self.settings.zone,
        ]
        values += [seconds, work.half_life_days, self.fingerprint, work.full]
        names = ", ".join(MODEL["snapshot"].names)
        con.execute(f"INSERT INTO snapshot ({names}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", values)
        con.execute("DELETE FROM step_run")
        con.executemany("INSERT INTO step_run VALUES (?, ?, ?)", [(s.step, s.rows, s.seconds) for s in report.steps])
        con.execute("DELETE FROM check_result")
        con.executemany("INSERT INTO check_result VALUES (?, ?, ?)", [(c.name, c.ok, c.detail) for c in report.checks])
        con.execute("CHECKPOINT")


def _carry_links(work: Work, published: Path | None) -> None:
    """Brings the last snapshot's links along, so that a link that stays keeps the day on which it was first made."""
    if published is None or not published.exists():
        return
    with closing(snapshots.open_file(published)) as last:
        tables = {name for (name,) in last.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        for name in {"person_link", "account_link"} & tables:
            given = last.execute(f"FROM {name}").to_arrow_table()
            work.con.register("given", given)
            work.build.add(name, "FROM given")
            work.con.unregister("given")


def _fingerprint(home: Home) -> str:
    parts = [str(RULES), repr(home.settings), channels.load(home).text, words.text(), terms.fingerprint(home)]
    parts += [table.ddl for table in (*STAGED.values(), *MODEL.values())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _clear_aside(home: Home) -> None:
    """Removes the working files of a refresh that was killed."""
    shutil.rmtree(home.warehouse / "spill", ignore_errors=True)
    for file in home.warehouse.glob("marts_*.duckdb.*"):
        if not file.name.endswith(".wal"):
            if file.is_dir():
                shutil.rmtree(file, ignore_errors=True)
            else:
                file.unlink(missing_ok=True)

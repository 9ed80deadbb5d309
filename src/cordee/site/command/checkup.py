"""``cordee doctor``."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

import click

from cordee.site.command.outcomes import DONE, FOUND_WRONG
from cordee.site.command.session import Session, command, example

NEEDED = ("duckdb", "ibis-framework", "numpy", "pyarrow", "scipy", "django", "granian")
LEAST_FREE_GB = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``remedy`` says what to do where it is not well."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


@click.command(
    short_help="What is wrong with this installation, and how to mend it.",
    epilog=example("cordee doctor", "cordee doctor --json"),
)
@command
def doctor(session: Session) -> int:
    """Look at Python, the packages, the home, its settings, its source records and its snapshot."""
    findings = list(_findings(session))
    session.document({"checks": [asdict(finding) for finding in findings]})
    for finding in findings:
        session.say(f"{'✓' if finding.ok else '✗'} {finding.name}: {finding.detail}")
        if not finding.ok and finding.remedy:
            session.say(f"    → {finding.remedy}")
    return DONE if all(finding.ok for finding in findings) else FOUND_WRONG


def _findings(session: Session) -> Iterator[Finding]:
    yield Finding("python", sys.version_info >= (3, 11), sys.version.split()[0], "Install Python 3.11 or later.")
    for package in NEEDED:
        try:
            yield Finding(package, True, version(package))
        except PackageNotFoundError:
            yield Finding(package, False, "missing", "Run bin/setup again.")
    path = session.home.path
    parent = next(folder for folder in (path, *path.parents) if folder.exists())
    if not path.exists():
        yield Finding(
            "home", False, f"{path} does not exist", "Run cordee import, cordee demo, or name another with --home."
        )
        return
    free = shutil.disk_usage(parent).free / 1e9
    yield Finding(
        "disk",
        free >= LEAST_FREE_GB,
        f"{free:.1f} GB free",
        f"Free some space: a refresh needs {LEAST_FREE_GB} GB or more.",
    )
    yield from _of_home(session)


def _of_home(session: Session) -> Iterator[Finding]:
    from cordee.revenue.warehouse.home import HomeError

    place = session.home.place
    try:
        settings = place.settings
        yield Finding("settings", True, f"{settings.company or '(no name)'}, {settings.currency}, {settings.zone}")
    except HomeError as error:
        yield Finding("settings", False, str(error), f"Correct {place.path / 'cordee.toml'}.")
    try:
        with place.writing():
            yield Finding("lock", True, "nobody is writing")
    except HomeError as error:
        yield Finding("lock", True, str(error))
    except OSError as error:
        yield Finding("lock", False, str(error), f"Make {place.path} writable for you.")
    yield from _of_ledger(session)
    yield from _of_snapshot(session)


def _of_ledger(session: Session) -> Iterator[Finding]:
    from cordee.revenue.warehouse import raw

    place = session.home.place
    runs = raw.entries(place)
    missing = [
        file for run in runs for file in (run.raw, *run.staged.values()) if file and not (place.path / file).exists()
    ]
    yield Finding(
        "ledger",
        not missing,
        f"{len(runs)} imports acknowledged" + (f", files missing: {', '.join(missing[:3])}" if missing else ""),
        "Restore the missing files from a backup, or import the files again.",
    )


def _of_snapshot(session: Session) -> Iterator[Finding]:
    from cordee.revenue.warehouse.snapshots import NothingPublished, current
    from cordee.revenue.warehouse.tables import MODEL

    try:
        with session.home.reading() as reader:
            there = {name for (name,) in reader.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
            row = reader.execute("SELECT number, built_at, data_as_of FROM snapshot").fetchone()
            broken = reader.execute("SELECT name, detail FROM check_result WHERE NOT ok").fetchall()
    except NothingPublished as error:
        yield Finding("snapshot", False, str(error), "Run cordee refresh.")
        return
    except Exception as error:  # whatever is wrong with the file, this command must say it
        yield Finding("snapshot", False, f"{current(session.home.place)}: {error}", "Run cordee refresh --full.")
        return
    absent = sorted(set(MODEL) - there - {"touch"})
    if absent or row is None:
        yield Finding("snapshot", False, f"tables missing: {', '.join(absent)}", "Run cordee refresh --full.")
        return
    yield Finding("snapshot", True, f"{row[0]}, built {row[1]:%Y-%m-%d %H:%M} UTC, data as of {row[2]}")
    yield Finding(
        "checks", not broken, "; ".join(f"{n}: {d}" for n, d in broken) or "all hold", "Run cordee refresh --full."
    )

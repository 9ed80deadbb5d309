"""Source records: append-only files of what was received, and the ledger that says which of them count.

A run is one file that was imported. Its files are written under a draft folder, synced, moved to their places, and only
then is its ledger entry written, by an atomic rename: that is the commit. What has no ledger entry was never
acknowledged; readers do not see it and the next writer removes it.

A run may be undone, and redone. Which of the rows of a later run are new depends on the runs before it, so a run has a
reading for every set of earlier runs that was undone: the first is the run itself, others name it in ``of``. The one
whose ``without`` is what is undone now counts; the mark that undoes is written last, and turns all of them at once.

    raw/<source>/<object>/<run>.parquet    the versions that the run brought (columns: COLUMNS)
    raw/_ledger/<run>.json                 the commit
    raw/_mappings/<digest>.json            the mappings by which runs were read
    raw/_rejected/<run>.csv                rows kept aside for correction
    raw/_seen/<run>.parquet                rows that were held already (SEEN): with the versions, all that the file said
    staged/<table>/<run>.parquet           what the mapping made of them, rebuildable
"""

import json
import os
import secrets
import shutil
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cordee.revenue.warehouse.home import Home, HomeError

COLUMNS = (
    ("raw_id", "BIGINT"),  # id of source/object/source_id
    ("source_id", "VARCHAR"),
    ("version", "INTEGER"),  # 1, 2, 3… in the order of arrival
    ("content_hash", "BIGINT"),
    ("row_no", "BIGINT"),  # header not counted, first is 1
    ("received_at", "TIMESTAMP"),
    ("modified_at", "TIMESTAMP"),  # NULL where the tool does not say
    ("stale", "BOOLEAN"),  # an earlier version was modified later: this one arrived late
    ("payload", "VARCHAR"),  # JSON: heading → text as received; empty cells are left out
)
"""Columns of a raw file."""

SEEN = (("row_no", "BIGINT"), ("raw_id", "BIGINT"), ("content_hash", "BIGINT"))

DRAFTS = "_draft"


@dataclass(frozen=True, slots=True)
class Entry:
    """The ledger's entry of one run: what it brought, how its values were read, which files hold it."""

    run_id: str
    received_at: str  # ISO, UTC
    source: str
    object: str
    file_name: str
    file_hash: str  # SHA-256 of the bytes
    file_bytes: int
    mapping: str  # digest, see raw/_mappings
    headers: list[str]
    readings: dict[str, Any]  # how the text of each column was read
    rows: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    warnings: list[dict[str, Any]] = field(default_factory=list)
    raw: str | None = None  # path under the home
    staged: dict[str, str] = field(default_factory=dict)  # table → path under the home
    rejects: str | None = None
    marks: dict[str, str] = field(default_factory=dict)  # 'undone', 'redone' → when and by whom
    seen: str | None = None  # path under the home
    of: str | None = None  # the run that this is another reading of
    without: list[str] = field(default_factory=list)  # earlier runs of the object that were undone when it was read

    @property
    def undone(self) -> bool:
        return "undone" in self.marks

    @property
    def import_id(self) -> str:
        """The run as people know it, whichever of its readings this is."""
        return self.of or self.run_id


def entries(home: Home) -> list[Entry]:
    """What counts: of every run that is not undone, the reading that fits what is undone before it; oldest first."""
    return standing(readings(home))


def history(home: Home) -> list[Entry]:
    """Every run as it was imported, undone or not, oldest first."""
    return [entry for entry in readings(home) if entry.of is None]


def standing(known: Iterable[Entry]) -> list[Entry]:
    """Of these readings, the ones that count."""
    runs: dict[str, Entry] = {}
    by_run: dict[str, list[Entry]] = {}
    undone: dict[tuple[str, str], set[str]] = {}
    for entry in known:
        by_run.setdefault(entry.import_id, []).append(entry)
        if entry.of is None:
            runs[entry.run_id] = entry
            if entry.undone:
                undone.setdefault((entry.source, entry.object), set()).add(entry.run_id)
    found = []
    for run_id, run in sorted(runs.items()):
        if run.undone:
            continue
        before = {other for other in undone.get((run.source, run.object), ()) if other < run_id}
        found.append(next((one for one in by_run[run_id] if set(one.without) == before), run))
    return found


def readings(home: Home) -> list[Entry]:
    """Every entry of the ledger."""
    found = []
    for file in sorted(home.ledger.glob("*.json")):
        try:
            state = file.stat()
            found.append(_read(file, state.st_ino, state.st_mtime_ns, state.st_size))
        except (ValueError, TypeError) as error:
            raise HomeError(
                f"{file} is damaged ({error}). Restore it from a backup; the files of that run are intact."
            ) from error
    return found


@lru_cache(maxsize=20_000)
def _read(file: Path, inode: int, changed: int, size: int) -> Entry:
    """An entry as it is now: pages ask for all of them, and few are new since."""
    return Entry(**json.loads(file.read_text(encoding="utf-8")))


def raw_files(home: Home, source: str, object_: str, known: Iterable[Entry] | None = None) -> list[Path]:
    """The acknowledged source-record files of one object of one tool, oldest first. ``known``: entries at hand."""
    return [
        home.path / entry.raw
        for entry in (entries(home) if known is None else known)
        if entry.raw and (entry.source, entry.object) == (source, object_)
    ]


def staged_files(home: Home, table: str) -> list[Path]:
    """The acknowledged files of a staged table (``stg_person``, ``stg_origin``, ``superseded``…), oldest first."""
    return [home.path / entry.staged[table] for entry in entries(home) if table in entry.staged]


def next_run_id(home: Home, now: datetime) -> str:
    """A run id greater than every one before, even where the clock went back. Call it while holding the home."""
    last = max((file.stem for file in home.ledger.glob("*.json")), default="")
    moment = now.astimezone(UTC)
    if last[:21] >= _stamp(moment):
        moment = datetime.strptime(last[:21], _STAMP).replace(tzinfo=UTC) + timedelta(microseconds=1)
    return f"{_stamp(moment)}-{secrets.token_hex(2)}"


_STAMP = "%Y%m%dT%H%M%S%f"


def _stamp(moment: datetime) -> str:
    return moment.strftime(_STAMP)


@dataclass(frozen=True, slots=True)
class Draft:
    """The files of a run that is being written. Nothing of it counts before ``commit``."""

    home: Home
    run_id: str

    @classmethod
    def begin(cls, home: Home, now: datetime) -> "Draft":
        draft = cls(home, next_run_id(home, now))
        draft.folder.mkdir(parents=True, exist_ok=True)
        return draft

    @property
    def folder(self) -> Path:
        return self.home.raw / DRAFTS / self.run_id

    def raw(self) -> Path:
        return self.folder / "raw.parquet"

    def staged(self, table: str) -> Path:
        return self.folder / f"staged.{table}.parquet"

    def rejects(self) -> Path:
        return self.folder / "rejected.csv"

    def seen(self) -> Path:
        return self.folder / "seen.parquet"

    def commit(self, entry: Entry, mapping_json: str) -> Entry:
        """Moves the files to their places, then writes the ledger entry. Returns the entry with its paths."""
        places: dict[Path, Path] = {}
        raw = rejects = seen = None
        if self.raw().exists():
            raw = f"raw/{entry.source}/{entry.object}/{self.run_id}.parquet"
            places[self.raw()] = self.home.path / raw
        staged = {}
        for file in sorted(self.folder.glob("staged.*.parquet")):
            table = file.name.split(".")[1]
            staged[table] = f"staged/{table}/{self.run_id}.parquet"
            places[file] = self.home.path / staged[table]
        if self.rejects().exists():
            rejects = f"raw/_rejected/{self.run_id}.csv"
            places[self.rejects()] = self.home.path / rejects
        if self.seen().exists():
            seen = f"raw/_seen/{self.run_id}.parquet"
            places[self.seen()] = self.home.path / seen
        _sync_all(places)
        for file, place in places.items():
            _make(place.parent)
            file.replace(place)
        mapping_file = self.home.raw / "_mappings" / f"{entry.mapping}.json"
        if not mapping_file.exists():
            write_durably(mapping_file, mapping_json)
        _sync_all({place.parent for place in places.values()})
        done = replace(entry, raw=raw, staged=staged, rejects=rejects, seen=seen)
        acknowledge(self.home, done)
        shutil.rmtree(self.folder, ignore_errors=True)
        return done

    def abandon(self) -> None:
        """Forgets the run; the home is as it was before."""
        shutil.rmtree(self.folder, ignore_errors=True)


def acknowledge(home: Home, entry: Entry) -> None:
    """Writes an entry of the ledger: from now on it counts. Its files are in their places."""
    write_durably(home.ledger / f"{entry.run_id}.json", json.dumps(asdict(entry), ensure_ascii=False, indent=1))


def mark(home: Home, run_id: str, name: str, note: str, *, instead_of: str | None = None) -> Entry:
    """Adds a mark to an acknowledged run (``undone``: its files stay, nobody reads them any more), and takes away the
    one that it stands instead of.
    """
    file = home.ledger / f"{run_id}.json"
    if not file.exists():
        raise HomeError(f"There is no run {run_id} in {home.path}.")
    content = json.loads(file.read_text(encoding="utf-8"))
    marks = content.setdefault("marks", {})
    marks.pop(instead_of, None)
    marks[name] = note
    write_durably(file, json.dumps(content, ensure_ascii=False, indent=1))
    return Entry(**content)


def replace_staged(home: Home, run_id: str, staged: dict[str, str]) -> None:
    """Notes the staged files that a rebuilding made of a run."""
    file = home.ledger / f"{run_id}.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["staged"] = staged
    write_durably(file, json.dumps(content, ensure_ascii=False, indent=1))


def mapping_json(home: Home, digest: str) -> str:
    """The mapping by which a run was read."""
    return (home.raw / "_mappings" / f"{digest}.json").read_text(encoding="utf-8")


def sweep(home: Home) -> list[Path]:
    """Removes what killed runs left, and says what. Call it while holding the home, before reading folders whole."""
    shutil.rmtree(home.raw / DRAFTS, ignore_errors=True)
    acknowledged = {file.stem for file in home.ledger.glob("*.json")}
    removed = []
    for file in _run_files(home):
        if file.stem not in acknowledged:
            file.unlink(missing_ok=True)
            removed.append(file)
    for file in home.ledger.glob("*.json.new"):
        file.unlink(missing_ok=True)
    return removed


def _run_files(home: Home) -> Iterable[Path]:
    yield from (file for file in home.raw.glob("*/*/*.parquet") if not file.parts[-3].startswith("_"))
    yield from home.staged.glob("*/*.parquet")
    yield from home.rejected.glob("*.csv")
    yield from (home.raw / "_seen").glob("*.parquet")


def write_durably(file: Path, text: str) -> None:
    """Writes a small file so that it is there whole or not at all, even after a power cut."""
    _make(file.parent)
    draft = file.with_name(file.name + ".new")
    with draft.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    _sync(file.parent)


def _make(folder: Path) -> None:
    """Makes a folder whose existence survives a power cut."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


def _sync_all(paths: Collection[Path]) -> None:
    """Syncs side by side, so that the disk may write for all of them at once."""
    if len(paths) < 2:
        for path in paths:
            _sync(path)
        return
    with ThreadPoolExecutor(len(paths)) as pool:
        list(pool.map(_sync, paths))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

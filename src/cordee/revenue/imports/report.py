"""What an import says: the ``--json`` document of ``cordee import``, as dataclasses."""

from dataclasses import asdict, dataclass, field
from typing import Any

LISTED = 1000
"""So many rejected rows and warnings are listed; all rejected rows are in the file kept aside."""


class ImportProblem(Exception):
    """A file that cannot be imported as it is; the message says why and what to do."""

    code = "problem"


class Unreadable(ImportProblem):
    """The file is no table that Cordée can read."""

    code = "unreadable"


class Unrecognised(ImportProblem):
    """No mapping, or more than one, fits the headings."""

    code = "unrecognised"


class AmbiguousDates(ImportProblem):
    """Nothing in the file says whether the day or the month comes first."""

    code = "ambiguous_dates"


class ImpossibleDates(ImportProblem):
    """Too many things end before they begin."""

    code = "impossible_dates"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that did not go in. ``row`` is counted from the first one after the heading."""

    row: int
    column: str | None
    reason: str
    remedy: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Warned:
    """Something odd that did not keep rows out; ``rows`` says how many it touched."""

    column: str | None
    message: str
    rows: int = 0


@dataclass(slots=True)
class FileReport:
    path: str
    source: str | None = None
    object: str | None = None
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    rejected_rows: int = 0
    rejected_file: str | None = None
    warnings: list[Warned] = field(default_factory=list)
    error: str | None = None
    error_code: str | None = None
    run_id: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    dates: dict[str, str] = field(default_factory=dict)  # heading → how it was read
    records: dict[str, int] = field(default_factory=dict)  # record → rows staged
    seconds: float = 0.0


@dataclass(slots=True)
class ImportReport:
    """``ok`` is false when a file was refused or a row rejected."""

    files: list[FileReport] = field(default_factory=list)
    dry_run: bool = False

    @property
    def ok(self) -> bool:
        return all(file.error is None and not file.rejected_rows for file in self.files)

    @property
    def unreadable(self) -> bool:
        return any(file.error_code == "unreadable" for file in self.files)

    def as_json(self) -> dict[str, Any]:
        return {"files": [asdict(file) for file in self.files], "dry_run": self.dry_run}

"""What an import says: the ``--json`` document of ``cordee import``, as dataclasses."""

from dataclasses import dataclass, field
from typing import Any

from cordee.revenue.imports.words import Words

LISTED = 1000
"""So many rejected rows and warnings are listed; all rejected rows are in the file kept aside."""


class ImportProblem(Exception):
    """A file that cannot be imported as it is; ``words`` say why and what to do, the message says it in English."""

    code = "problem"

    def __init__(self, words: Words) -> None:
        super().__init__(words.text())
        self.words = words


class Unreadable(ImportProblem):
    """The file is no table that Cordée can read."""

    code = "unreadable"


class Unrecognised(ImportProblem):
    """No mapping, or more than one, fits the headings."""

    code = "unrecognised"


class AmbiguousDates(ImportProblem):
    """Nothing in the file says whether the day or the month comes first."""

    code = "ambiguous_dates"


class MixedDates(AmbiguousDates):
    """One column has the day first in some rows and the month first in others."""


class ImpossibleDates(ImportProblem):
    """Too many things end before they begin."""

    code = "impossible_dates"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that did not go in. ``row`` counts records from the first one after the heading; empty lines are none."""

    row: int
    column: str | None
    words: Words
    value: str | None = None

    @property
    def reason(self) -> str:
        return self.words.text()

    @property
    def remedy(self) -> str:
        return self.words.remedy()

    def as_json(self, language: str = "en") -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.column,
            "code": self.words.code,
            "reason": self.words.text(language),
            "remedy": self.words.remedy(language),
            "value": self.value,
        }


@dataclass(frozen=True, slots=True)
class Warned:
    """Something odd that did not keep rows out; ``rows`` says how many it touched."""

    column: str | None
    words: Words
    rows: int = 0

    def text(self, language: str = "en") -> str:
        """What is odd, and what can be done about it."""
        said, remedy = self.words.text(language), self.words.remedy(language)
        return f"{said}{'' if said.endswith('.') else '.'} {remedy}" if remedy else said

    @property
    def message(self) -> str:
        return self.text()

    def as_json(self, language: str = "en") -> dict[str, Any]:
        return {"column": self.column, "code": self.words.code, "message": self.text(language), "rows": self.rows}


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
    first_rows: list[dict[str, Any]] = field(default_factory=list)  # of a dry run: the first rows as they are read
    warnings: list[Warned] = field(default_factory=list)
    refusal: Words | None = None  # why the file was not imported
    error_code: str | None = None
    run_id: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    dates: dict[str, str] = field(default_factory=dict)  # heading → how it was read
    records: dict[str, int] = field(default_factory=dict)  # record → rows staged
    seconds: float = 0.0

    @property
    def error(self) -> str | None:
        """The refusal in English."""
        return self.refusal.text() if self.refusal is not None else None

    def as_json(self, language: str = "en") -> dict[str, Any]:
        content = {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if name not in {"rejected", "warnings", "refusal", "first_rows"}
        }
        content["rejected"] = [rejection.as_json(language) for rejection in self.rejected]
        content["warnings"] = [warning.as_json(language) for warning in self.warnings]
        content["error"] = self.refusal.text(language) if self.refusal is not None else None
        return content


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

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """The document of ``--json``; sentences in English or French (``fr``)."""
        return {"files": [file.as_json(language) for file in self.files], "dry_run": self.dry_run}

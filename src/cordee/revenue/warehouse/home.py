"""The home of one company: where its settings, source records, snapshots and files live. Deleting it starts over."""

import fcntl
import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class HomeError(Exception):
    """The home cannot be used as it is; the message says what to do."""


class HomeBusy(HomeError):
    """Another import or refresh is writing in this home. Wait for it to end, then run the command again."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one company may set in ``cordee.toml``; every value has a default."""

    company: str = ""
    currency: str = "EUR"
    zone: str = "Europe/Paris"
    country: str = "FR"
    language: str = "fr"
    internal_domains: tuple[str, ...] = ()
    lookback_days: int = 180
    first_attempt_minutes: int = 240
    opening: str = "09:00"
    closing: str = "18:00"
    trusted: dict[str, tuple[str, ...]] = field(default_factory=dict)  # field → tools, most trusted first
    rates: dict[str, float] = field(default_factory=dict)  # "USD:2026-01-01" → company currency per unit
    sign_in: dict[str, Any] = field(default_factory=dict)  # other ways in; the workspace reads it (people/ways.py)


@dataclass(frozen=True, slots=True)
class Home:
    """Paths of a home. Nothing is created before it is needed."""

    path: Path

    @classmethod
    def at(cls, path: str | os.PathLike[str]) -> "Home":
        return cls(Path(path).expanduser().resolve())

    @property
    def raw(self) -> Path:
        """Source records as received: ``raw/<source>/<object>/<run>.parquet``."""
        return self.path / "raw"

    @property
    def staged(self) -> Path:
        """Typed staged tables, rebuildable from raw: ``staged/<table>/<run>.parquet``."""
        return self.path / "staged"

    @property
    def ledger(self) -> Path:
        """One JSON file per acknowledged run: what has none was never acknowledged."""
        return self.path / "raw" / "_ledger"

    @property
    def rejected(self) -> Path:
        """Rows kept aside for correction, one CSV per run."""
        return self.path / "raw" / "_rejected"

    @property
    def mappings(self) -> Path:
        """The company's own mappings, one YAML per source and object."""
        return self.path / "mappings"

    @property
    def warehouse(self) -> Path:
        """Published snapshots."""
        return self.path / "warehouse"

    @property
    def decisions(self) -> Path:
        """What people decided about identities, appended, never rewritten."""
        return self.path / "decisions.jsonl"

    @property
    def choices(self) -> Path:
        """What people chose where tools disagree, appended, never rewritten."""
        return self.path / "choices.jsonl"

    @property
    def app_database(self) -> Path:
        return self.path / "app.sqlite3"

    @property
    def settings(self) -> Settings:
        """``cordee.toml``, or the defaults where it is absent."""
        file = self.path / "cordee.toml"
        if not file.exists():
            return Settings()
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise HomeError(f"{file} is not valid TOML: {error}") from error
        known = set(Settings.__dataclass_fields__)
        if unknown := set(values) - known:
            raise HomeError(f"{file}: unknown setting {', '.join(sorted(unknown))}. Known: {', '.join(sorted(known))}.")
        if "internal_domains" in values:
            values["internal_domains"] = tuple(values["internal_domains"])
        if "trusted" in values:
            values["trusted"] = {name: tuple(tools) for name, tools in values["trusted"].items()}
        settings = Settings(**values)
        try:
            ZoneInfo(settings.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise HomeError(
                f"{file}: zone {settings.zone!r} is not a time zone; write one like Europe/Paris."
            ) from error
        return settings

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the home for one writer; a second one is told to wait."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise HomeBusy(HomeBusy.__doc__) from error
            yield

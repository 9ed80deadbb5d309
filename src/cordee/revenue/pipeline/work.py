"""What the steps of one refresh share."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

import duckdb

from cordee.revenue.model.build import Build
from cordee.revenue.model.channels import Channels, load
from cordee.revenue.model.staged import Staged
from cordee.revenue.warehouse.home import Home, Settings


class Resolve(Protocol):
    """Makes person_link, account_link, person_review and account_review from person_record and account_record.

    ``previous`` names the database that holds the last snapshot's links.
    """

    def __call__(self, con: duckdb.DuckDBPyConnection, home: Home, *, previous: str | None = None) -> object: ...


@dataclass
class Work:
    """One refresh under way. ``new``: the staged files that the last snapshot had not seen."""

    home: Home
    file: Path
    build: Build
    staged: Staged
    new: Staged
    resolve: Resolve
    started_at: datetime
    decisions_changed: bool = False
    links_changed: bool = False
    half_life_days: int = 30
    data_as_of: datetime | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        return self.build.con

    @property
    def full(self) -> bool:
        return self.build.full

    @property
    def settings(self) -> Settings:
        return self.build.settings

    @cached_property
    def channels(self) -> Channels:
        return load(self.home)


class NeedsFull(Exception):
    """What changed reaches further than the people and accounts that it names: everything is rebuilt."""

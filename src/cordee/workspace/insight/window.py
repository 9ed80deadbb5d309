"""The window: one connection per process and published snapshot, a cursor per thread, answers kept per snapshot."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar, cast

import duckdb
from django.conf import settings

from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.home import Home

ANSWERS_KEPT = 20_000

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the figures of this window are read from. Times are naive UTC."""

    number: int
    built_at: datetime
    data_as_of: datetime | None
    currency: str
    zone: str


class Window:
    """One published snapshot. It stays the same for as long as somebody holds it, whatever is published meanwhile."""

    def __init__(self, home: Home, file: Path) -> None:
        self.home = home
        self.file = file
        self._root = snapshots.open_reader(home, threads=2)
        self._local = threading.local()
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()
        row = self._root.execute("SELECT number, built_at, data_as_of, currency, zone FROM snapshot").fetchone()
        if row is None:
            raise ValueError(f"{file.name} does not say what it is: its table snapshot is empty. Refresh again.")
        self.snapshot = Snapshot(*row)

    @property
    def reader(self) -> duckdb.DuckDBPyConnection:
        """This thread's own cursor: DuckDB's connections are not to be shared by threads."""
        cursor = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._root.cursor()
            # The view of touches is temporary, and a cursor does not see its parent's temporary views.
            snapshots.attach_touches(cursor, self.home)
            self._local.cursor = cursor
        return cast(duckdb.DuckDBPyConnection, cursor)

    def remembered(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer to ``question``, asked once per snapshot; the least recently used are forgotten."""
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                return cast(Answer, self._answers[question])
        answer = ask()
        with self._lock:
            self._answers[question] = answer
            if len(self._answers) > ANSWERS_KEPT:
                self._answers.popitem(last=False)
        return answer

    @property
    def last_day(self) -> date:
        """The last day on which anything of the funnel happened: where the current period is.

        Not ``data_as_of``: a contact tidied up weeks later moves that, and nothing that figures count.
        """

        def ask() -> date:
            row = self.reader.execute(
                """
                SELECT greatest(
                    (SELECT max(occurred_at)::DATE FROM stage_event),
                    (SELECT max(opened_at)::DATE FROM deal),
                    (SELECT max(closed_at)::DATE FROM deal),
                    (SELECT max(day) FROM spend)
                )
                """
            ).fetchone()
            known = (self.snapshot.data_as_of or self.snapshot.built_at).date()
            return min(cast(date, row[0]), known) if row and row[0] is not None else known

        return self.remembered("last_day", ask)

    @property
    def known_until(self) -> date:
        """The day of the latest moment that any tool speaks of: how far the calendar has got."""
        return (self.snapshot.data_as_of or self.snapshot.built_at).date()

    @property
    def first_day(self) -> date:
        """The day of the first lead, deal or cost: where periods begin to mean something."""

        def ask() -> date:
            row = self.reader.execute(
                """
                SELECT least(
                    (SELECT min(inquiry_at)::DATE FROM lead),
                    (SELECT min(opened_at)::DATE FROM deal),
                    (SELECT min(day) FROM spend)
                )
                """
            ).fetchone()
            return cast(date, row[0]) if row and row[0] is not None else self.last_day

        return self.remembered("first_day", ask)


_opened: dict[Path, Window] = {}
_opening = threading.Lock()


def window() -> Window | None:
    """The published snapshot of the home, or None before the first refresh. Cheap: one small file is read."""
    home: Home = settings.CORDEE_HOME
    file = snapshots.current(home)
    if file is None or not file.exists():
        return None
    found = _opened.get(home.path)
    if found is not None and found.file == file:
        return found
    with _opening:
        found = _opened.get(home.path)
        if found is None or found.file != file:
            found = _opened[home.path] = Window(home, file)
        return found

"""The library: everything that the command and a notebook do with a home. ``cordee.open(".cordee")`` gives one.

>>> import cordee
>>> home = cordee.open(".cordee")
>>> home.metrics("cost_per_lead", by="channel", period="2026-Q3").to_pandas()
>>> home.journey("claire@exemple.fr").touches
>>> home.table("touch").to_arrow()
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cordee.revenue.warehouse import home as places
from cordee.revenue.warehouse.snapshots import NothingPublished, open_reader, reading
from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period

if TYPE_CHECKING:  # each takes a good part of a second to import: they are imported where they are used
    import duckdb
    import ibis
    import pandas
    import pyarrow

    from cordee.revenue.identity.decisions import Decision
    from cordee.revenue.identity.dedupe import DedupeReport
    from cordee.revenue.identity.explain import Explanation
    from cordee.revenue.imports import ImportReport
    from cordee.revenue.journeys import Candidate, Journey
    from cordee.revenue.metrics import Metric, Record
    from cordee.revenue.pipeline import RefreshReport
    from cordee.revenue.warehouse.raw import Entry

__all__ = ["Figures", "Home", "NothingPublished", "Records", "Table"]


class Figures(tuple[Figure, ...]):
    """Figures in order; a table on demand."""

    __slots__ = ()

    def to_pandas(self) -> "pandas.DataFrame":
        """One row per figure, with the columns of the command's ``--json``."""
        import pandas

        return pandas.DataFrame([dict(figure.as_json()) for figure in self])


class Records(tuple[Any, ...]):
    """The records behind a figure; a table on demand."""

    __slots__ = ()

    def to_pandas(self) -> "pandas.DataFrame":
        import pandas

        return pandas.DataFrame([asdict(record) for record in self])


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the published snapshot, read when asked."""

    name: str
    _home: "Home"

    def to_arrow(self) -> "pyarrow.Table":
        with self._home.reading() as reader:
            return reader.execute(f'SELECT * FROM "{self.name}"').to_arrow_table()

    def to_pandas(self) -> "pandas.DataFrame":
        with self._home.reading() as reader:
            return reader.execute(f'SELECT * FROM "{self.name}"').df()

    def to_ibis(self) -> "ibis.Table":
        """An Ibis expression over an open snapshot: the connection lives as long as the expression."""
        import ibis

        return ibis.duckdb.from_connection(open_reader(self._home.place)).table(self.name)


@dataclass(frozen=True, slots=True)
class Home:
    """A company's home, to read and to feed."""

    place: places.Home

    @classmethod
    def at(cls, path: str | os.PathLike[str]) -> "Home":
        return cls(places.Home.at(path))

    @property
    def path(self) -> Path:
        return self.place.path

    @property
    def settings(self) -> places.Settings:
        return self.place.settings

    @contextmanager
    def reading(self) -> "Iterator[duckdb.DuckDBPyConnection]":
        """The published snapshot, read-only. Raises ``NothingPublished``."""
        with reading(self.place) as reader:
            yield reader

    # Reading

    def definitions(self) -> "tuple[Metric, ...]":
        """Every metric: names, definition, formula, unit."""
        from cordee.revenue.metrics import REGISTRY

        return tuple(REGISTRY.values())

    def metrics(
        self,
        *keys: str,
        period: str | Period | None = None,
        by: str | None = None,
        horizon: int | None = None,
        model: str | None = None,
        filters: Mapping[str, str | Sequence[str]] | None = None,
        language: str | None = None,
    ) -> Figures:
        """Figures of the named metrics. ``period`` is 2026-Q3, 2026-07, 2026-07-01..2026-09-30…; the whole data if
        absent.
        """
        from cordee.revenue import metrics

        spoken = language or self.settings.language
        with self.reading() as reader:
            over = _period(period) or metrics.whole_period(reader)
            found: list[Figure] = []
            for key in keys:
                found += metrics.compute(
                    reader, key, over, by=by, horizon=horizon, model=model, filters=filters, language=spoken
                )
        return Figures(found)

    def records(
        self,
        key: str,
        *,
        period: str | Period | None = None,
        by: str | None = None,
        group: str | None = None,
        part: Literal["numerator", "denominator"] = "numerator",
        horizon: int | None = None,
        model: str | None = None,
        filters: Mapping[str, str | Sequence[str]] | None = None,
        limit: int | None = None,
    ) -> "Records":
        """The records that a figure counts: as many as its numerator, or amounts that add up to it."""
        from cordee.revenue import metrics

        with self.reading() as reader:
            found: list[Record] = metrics.records(
                reader,
                key,
                _period(period) or metrics.whole_period(reader),
                by=by,
                group=group,
                part=part,
                horizon=horizon,
                model=model,
                filters=filters,
                limit=limit,
            )
        return Records(found)

    def journey(self, who: str) -> "Journey":
        """The whole path of a person or a company. Raises ``NobodyFound`` and ``SeveralFound``."""
        from cordee.revenue.journeys import journey

        with self.reading() as reader:
            return journey(reader, self.place, who)

    def search(self, text: str, *, limit: int = 20) -> "list[Candidate]":
        """People and accounts whose names, addresses or domains hold every word."""
        from cordee.revenue.journeys import search

        with self.reading() as reader:
            return search(reader, text, limit=limit)

    def table(self, name: str) -> Table:
        """A table of the snapshot (see docs/reference/columns.md): ``touch``, ``lead``, ``deal``…"""
        from cordee.revenue.warehouse.tables import MODEL

        if name not in MODEL:
            raise KeyError(f"There is no table {name!r}. Tables: {', '.join(MODEL)}.")
        return Table(name, self)

    # Feeding

    def import_files(
        self,
        paths: Iterable[str | Path],
        *,
        source: str | None = None,
        mapping: str | Path | None = None,
        dates: str | None = None,
        dry_run: bool = False,
        progress: Callable[[str, int, int, float], None] | None = None,
    ) -> "ImportReport":
        """Imports files and folders; what is already there changes nothing."""
        from cordee.revenue.imports import import_files

        return import_files(
            self.place, paths, source=source, mapping=mapping, dates=dates, dry_run=dry_run, progress=progress
        )

    def imports(self) -> "list[Entry]":
        """Every file imported so far, oldest first, undone ones too."""
        from cordee.revenue.warehouse.raw import history

        return history(self.place)

    def undo_import(self, run_id: str, *, by: str = "") -> "Entry":
        """From the next refresh on, the figures are those of a home that never imported this file."""
        from cordee.revenue.imports import undo

        return undo(self.place, run_id, by=by, now=datetime.now(UTC))

    def redo_import(self, run_id: str, *, by: str = "") -> "Entry":
        """Takes an undo back."""
        from cordee.revenue.imports import redo

        return redo(self.place, run_id, by=by, now=datetime.now(UTC))

    def refresh(
        self, *, full: bool = False, engine: str = "duckdb", progress: Callable[[str, int, int], None] | None = None
    ) -> "RefreshReport":
        """Builds, checks and publishes a snapshot of all that was imported. Raises ``CheckFailed``."""
        from cordee.revenue.pipeline import refresh

        return refresh(self.place, full=full, engine=engine, progress=progress)

    # Who is who

    def duplicates(self, *, limit: int = 50) -> list[dict[str, Any]]:
        """Pairs of people and of accounts that may be one, most probable first, for a human to decide."""
        from cordee.revenue.journeys import pairs_to_review

        with self.reading() as reader:
            return pairs_to_review(reader, limit=limit)

    def merge(self, a: str, b: str, *, by: str = "", because: str = "") -> "Decision":
        """``a`` and ``b`` are one: kept, and applied by every later refresh."""
        from cordee.revenue.identity.decisions import merge

        return merge(self.place, a, b, by=by, because=because)

    def split(self, who: str, *, from_: str | None = None, by: str = "", because: str = "") -> "Decision":
        """The record ``who`` is not one with the others of its person or account."""
        from cordee.revenue.identity.decisions import split

        return split(self.place, who, from_=from_, by=by, because=because)

    def never_merge(self, a: str, b: str, *, by: str = "", because: str = "") -> "Decision":
        """``a`` and ``b`` are two, and stay two."""
        from cordee.revenue.identity.decisions import never_merge

        return never_merge(self.place, a, b, by=by, because=because)

    def why(self, a: str, b: str) -> "Explanation":
        """Why two are one, or two: which evidence, and how much each weighed."""
        from cordee.revenue.identity.explain import why

        return why(self.place, a, b)

    @staticmethod
    def dedupe(
        path: str | Path, *, kind: str = "auto", columns: Mapping[str, str] | None = None, out: str | Path | None = None
    ) -> "DedupeReport":
        """The identity engine on any list of people or companies; needs no home."""
        from cordee.revenue.identity.dedupe import dedupe

        return dedupe(path, kind, columns, out)


def _period(given: str | Period | None) -> Period | None:
    return Period.parse(given) if isinstance(given, str) else given


def between(first: date | None, last: date | None, whole: Period) -> Period:
    """A period of which either end may be left open: the data's own end is taken then."""
    return Period(first or min(whole.start, last or whole.start), last or max(whole.end, first or whole.end))

"""A source record through the window: every version of it as the tool sent it, and what changed from one to the next."""

from dataclasses import dataclass
from datetime import datetime

from cordee.revenue.imports import source_record
from cordee.workspace.insight.window import Window


@dataclass(frozen=True, slots=True)
class Cell:
    """One heading of a tool's export with its text as received, and what it was before, where that differs."""

    heading: str
    text: str
    before: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version, latest first on pages."""

    number: int
    received_at: datetime
    file_name: str
    row_no: int
    cells: tuple[Cell, ...]

    @property
    def changes(self) -> int:
        return sum(cell.changed for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Received:
    """An object of a tool as received, all versions."""

    tool: str
    object: str
    id: str
    versions: tuple[Version, ...]


def _cells(payload: dict[str, str], before: dict[str, str] | None) -> tuple[Cell, ...]:
    """Every heading of this version and of the one before it."""
    was = before or {}
    headings = dict.fromkeys([*payload, *was])
    return tuple(
        Cell(
            heading,
            payload.get(heading, ""),
            was.get(heading, ""),
            before is not None and payload.get(heading, "") != was.get(heading, ""),
        )
        for heading in headings
    )


def received(window: Window, tool: str, object_: str, raw_id: int) -> Received | None:
    """The record, or None where nothing was received under this id."""

    def ask() -> Received | None:
        found = source_record(window.home, [raw_id], source=tool, object_=object_)
        versions: list[Version] = []
        before: dict[str, str] | None = None
        for one in found:
            cells = _cells(one.payload, before)
            versions.append(Version(one.version, one.received_at, one.file_name, one.row_no, cells))
            before = one.payload
        return Received(tool, object_, found[0].source_id, tuple(reversed(versions))) if found else None

    return window.remembered(("received", tool, object_, raw_id), ask)

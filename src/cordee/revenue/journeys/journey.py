"""What a journey holds: touches of both sides, stage passages, deals, clocks, and their source records."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cordee.revenue.journeys.finding import Kind
from cordee.revenue.journeys.sources import SourceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """Something that happened between us and them."""

    touch_id: int
    at: datetime
    kind: str
    side: str | None
    direction: str | None
    channel: str
    campaign: str | None
    content: str | None
    subject: str | None
    outcome: str | None
    duration_s: int | None
    user: str | None
    person_id: int | None
    person: str | None
    record: SourceRef
    recording_url: str | None = None  # of a call, where its tool keeps one


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Entering or leaving a stage. ``record`` is None where no tool said it and a rule derived it: ``by`` names the
    rule.
    """

    at: datetime
    stage: str
    cycle: int | None
    nth: int | None
    reason: str | None
    by: str | None
    source: str | None
    person_id: int | None
    person: str | None
    deal_id: int | None
    record: SourceRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DealChange:
    at: datetime
    field: str
    old: str | None
    new: str | None
    by: str | None
    record: SourceRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DealStory:
    """One deal and all that changed in it. Amounts are in the company's currency."""

    deal_id: int
    name: str | None
    outcome: str | None
    amount: float | None
    opened_at: datetime | None
    closed_at: datetime | None
    expected_close: date | None
    stage: str | None
    reason: str | None
    owner: str | None
    channel: str | None
    changes: tuple[DealChange, ...]
    records: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A delay that one side owes."""

    clause: str
    person_id: int | None
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    business_minutes: float | None
    target_minutes: int | None
    state: str
    terms: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """Everything known of a person, or of a company and everyone in it. Times are naive UTC, earliest first."""

    kind: Kind
    person: dict[str, Any] | None
    account: dict[str, Any] | None
    people: tuple[dict[str, Any], ...]
    touches: tuple[Touch, ...]
    stages: tuple[Passage, ...]
    deals: tuple[DealStory, ...]
    clocks: tuple[Clock, ...]
    contradictions: tuple[dict[str, Any], ...]
    records: tuple[SourceRef, ...]

    def as_json(self) -> dict[str, Any]:
        """The shape that the command promises: plain values, ids as text (they are longer than a JavaScript number)."""
        values: dict[str, Any] = _plain(asdict(self))
        return values


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: str(inner) if inner is not None and (key.endswith("_id") or key == "id") else _plain(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value

"""Whose lead is whose, what is due, and what was decided: the rows of «my leads»."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cordee.workspace.insight import sla
from cordee.workspace.insight.window import Window
from cordee.workspace.people.access import is_demo_home
from cordee.workspace.sla.models.decision import Assignment, Decision


@dataclass(frozen=True, slots=True)
class Row:
    """A lead with its clocks. ``holder`` is the e-mail of who has it, if anybody."""

    lead: sla.Lead
    holder: str | None
    clocks: tuple[sla.Standing, ...]

    @property
    def due_at(self) -> datetime | None:
        """The nearest moment at which something of sales is due."""
        return min((one.due_at for one in self.clocks if one.due_at is not None), default=None)

    @property
    def state(self) -> str:
        """The worst state of its clocks."""
        states = [one.state for one in self.clocks]
        return next((state for state in ("broken", "at_risk", "running", "kept") if state in states), "unknown")


def present(window: Window) -> datetime:
    """The moment at which this installation stands (naive UTC)."""
    return sla.present(window, invented=is_demo_home())


def undecided(window: Window) -> list[Row]:
    """Every lead on which nothing is decided, in a tool or here; what can still be kept comes first."""
    waiting = sla.leads(window)
    decided = latest(window, Decision.objects.values_list("record", "at"))
    given = holders(window)
    running: dict[int, list[sla.Standing]] = {}
    for clock in sla.clocks(window, present(window), days=0):
        if clock.side == "sales" and clock.stopped_at is None:
            running.setdefault(clock.person_id, []).append(clock)
    rows = [
        Row(lead, given.get(lead.person_id) or lead.owner, tuple(running.get(lead.person_id, ())))
        for lead in waiting
        if lead.person_id not in decided or decided[lead.person_id] < lead.mql_at
    ]
    return sorted(rows, key=_pressing)


def _pressing(row: Row) -> tuple[int, float]:
    """What can still be kept first, the nearest on top; then what is broken, and what has no clock, the latest first."""
    if row.due_at is None:
        return 2, -row.lead.mql_at.timestamp()
    broken = row.state == "broken"
    return int(broken), (-1 if broken else 1) * row.due_at.timestamp()


def mine(window: Window, email: str) -> list[Row]:
    """Those of one person."""
    return [row for row in undecided(window) if row.holder == email.lower()]


def one(window: Window, person: int) -> Row | None:
    """The lead of that person, if nothing is decided on them."""
    return next((row for row in undecided(window) if row.lead.person_id == person), None)


def latest(window: Window, told: Iterable[tuple[int, datetime]]) -> dict[int, datetime]:
    """Person → the latest moment (naive UTC) of what was done on any of their records."""
    known = list(told)
    people = sla.people_of(window, (record for record, _ in known))
    found: dict[int, datetime] = {}
    for record, at in known:
        person, moment = people.get(record, record), naive(at)
        found[person] = max(found.get(person, moment), moment)
    return found


def holders(window: Window) -> dict[int, str]:
    """Person → e-mail of who got them by the routing, latest first."""
    given: Sequence[tuple[int, str]] = list(Assignment.objects.order_by("at", "pk").values_list("record", "to_email"))
    people = sla.people_of(window, (record for record, _ in given))
    return {people.get(record, record): email for record, email in given}


def naive(moment: datetime) -> datetime:
    """The same moment in naive UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def aware(moment: datetime) -> datetime:
    """A naive UTC moment with its zone."""
    return moment.replace(tzinfo=UTC)

"""Rituals over the small world: its data end on 30 June 2026, a Tuesday; the weekly point is on Thursdays at ten."""

from datetime import UTC, date, datetime, time
from typing import Any

from cordee.workspace.people.models import Person
from cordee.workspace.rituals.kinds import KINDS
from cordee.workspace.rituals.models import Meeting, Ritual

FIRST = date(2026, 6, 18)
NOW = datetime(2026, 6, 30, 18, tzinfo=UTC)


def weekly_point(camille: Person, karim: Person, **more: Any) -> Ritual:
    kind = KINDS["weekly_point"]
    said = {
        "name": "Point hebdo",
        "kind": "weekly_point",
        "cadence": kind.cadence.value,
        "first_on": FIRST,
        "at": time(10, 0),
        "minutes": kind.minutes,
        "agenda": [{"block": key, "minutes": minutes} for key, minutes in kind.blocks],
        "place": "Salle Rope",
        **more,
    }
    return Ritual.create(by=camille, people=[camille, karim], **said)


def coming(ritual: Ritual, now: datetime = NOW) -> Meeting:
    found = ritual.next_meeting(now)
    assert found is not None
    return found

"""The health of rituals: held, both sides there, actions done, decisions checked. Counts of what is known, never of a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from cordee.workspace.rituals.models import Action, Decision, Ritual

SPAN = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``n``; nothing is said of none."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def width(self) -> str:
        return f"{100 * (self.value or 0.0):.0f}%"

    def __add__(self, other: "Share") -> "Share":
        return Share(self.hits + other.hits, self.n + other.n)


@dataclass(frozen=True, slots=True)
class Health:
    """Of the last six months. ``held``: of the occurrences that were due; ``both``: of the meetings held; ``done``: of the actions
    that were due; ``checked``: of the decisions whose day has come.
    """

    held: Share
    both: Share
    done: Share
    checked: Share

    def __add__(self, other: "Health") -> "Health":
        return Health(
            self.held + other.held, self.both + other.both, self.done + other.done, self.checked + other.checked
        )


NONE = Health(Share(0, 0), Share(0, 0), Share(0, 0), Share(0, 0))


def health(ritual: Ritual, now: datetime) -> Health:
    """An occurrence that was cancelled with a reason is not due; one of today is due once its hour has passed."""
    start, day = now - SPAN, timezone.localtime(now).date()
    meetings = {one.key: one for one in ritual.meetings.filter(starts_at__gte=start, starts_at__lte=now)}
    held = [one for one in meetings.values() if one.opened_at is not None]
    off = {one.key for one in ritual.meetings.exclude(cancelled_at=None)}
    due = {one.key for one in held}
    for one in ritual.occurrences(max(start.date(), ritual.first_on), day):
        moved = ritual.meetings.filter(key=one.key).first()
        if one.key not in off and (moved.starts_at if moved else one.starts_at) <= now:
            due.add(one.key)
    actions = Action.objects.filter(ritual=ritual, due_on__gte=start.date(), due_on__lte=day)
    decisions = Decision.objects.filter(meeting__ritual=ritual, check_on__gte=start.date(), check_on__lte=day)
    return Health(
        held=Share(len(held), len(due)),
        both=Share(sum(1 for one in held if one.both_sides), len(held)),
        done=Share(actions.exclude(done_at=None).count(), actions.count()),
        checked=Share(decisions.exclude(readings=None).distinct().count(), decisions.count()),
    )


def together(rituals: Iterable[Ritual], now: datetime) -> Health:
    return sum((health(one, now) for one in rituals), NONE)

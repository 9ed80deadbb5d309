"""Meetings as calendars read them (RFC 5545, RFC 5546): the feed of a person, and the invitation of one meeting.

Each occurrence is an event of its own, in UTC: where it moves for a holiday, by somebody's wish or with the clocks is then
exact in every calendar, and its UID never changes (docs/decisions/0031).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from cordee.workspace.people.mail import absolute
from cordee.workspace.people.models import Person
from cordee.workspace.rituals.models import Meeting, Ritual
from cordee.workspace.rituals.recurrence import Occurrence

BACK = timedelta(days=60)
AHEAD = timedelta(days=200)
PRODUCT = "-//Cordée//Rituals//FR"


def feed(person: Person, now: datetime) -> bytes:
    """Every meeting of the person's rituals from two months back to two quarters ahead; cancelled ones say so."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", f"Cordée · {settings.COMPANY.company}".strip(" ·"))
    calendar.add("refresh-interval", vDuration(timedelta(hours=1)), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(timedelta(hours=1)))
    for ritual in Ritual.objects.filter(people=person).order_by("pk"):
        for event in events_of(ritual, now):
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def events_of(ritual: Ritual, now: datetime) -> list[Event]:
    """The occurrences of the rule, and the meetings that were moved, cancelled or held, each once."""
    known = {one.key: one for one in ritual.meetings.all()}
    first, last = (now - BACK).date(), (now + AHEAD).date()
    found: dict[str, Event] = {}
    for one in ritual.occurrences(first, last):
        meeting = known.pop(one.key, None)
        found[one.key] = meeting_event(meeting) if meeting else _planned_event(ritual, one)
    for meeting in known.values():
        if first <= meeting.starts_at.date() <= last:
            found[meeting.key] = meeting_event(meeting)
    return [found[key] for key in sorted(found)]


def invitation(meeting: Meeting, *, people: Iterable[Person]) -> bytes:
    """One meeting for a mail program: REQUEST, or CANCEL once it is cancelled."""
    calendar = _calendar("CANCEL" if _is_off(meeting) else "REQUEST")
    event = meeting_event(meeting)
    for person in people:
        attendee = vCalAddress(f"MAILTO:{person.email}")
        attendee.params["cn"] = vText(person.name)
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def uid(ritual: Ritual, key: str) -> str:
    return f"{ritual.uid}-{key}@cordee"


def meeting_event(meeting: Meeting) -> Event:
    """A meeting; the sequence counts what the ritual and the meeting went through since they were made."""
    ritual = meeting.ritual
    event = _event(ritual, meeting.key, meeting.starts_at, meeting.minutes, max(ritual.changed_at, meeting.changed_at))
    event.add("sequence", ritual.sequence + meeting.sequence)
    event.add("status", "CANCELLED" if _is_off(meeting) else "CONFIRMED")
    lines = [meeting.cancelled_because or meeting.moved_because, _holiday(meeting.holiday, meeting)]
    address = absolute(reverse("rituals:meeting", args=[meeting.pk]))
    event.add("description", "\n".join([*filter(None, lines), address]))
    event.add("url", address)
    return event


def _is_off(meeting: Meeting) -> bool:
    """Cancelled by itself, or with its ritual before it was held."""
    ended = meeting.ritual.ended_at
    return meeting.is_cancelled or (ended is not None and meeting.opened_at is None and meeting.starts_at > ended)


def _planned_event(ritual: Ritual, one: Occurrence) -> Event:
    event = _event(ritual, one.key, one.starts_at, ritual.minutes, ritual.changed_at)
    event.add("sequence", ritual.sequence)
    event.add("status", "CONFIRMED")
    address = absolute(reverse("rituals:show", args=[ritual.pk]))
    moved = gettext("Moved: %(holiday)s") if one.is_moved else gettext("Public holiday: %(holiday)s")
    event.add("description", "\n".join(filter(None, [one.holiday and moved % {"holiday": one.holiday}, address])))
    event.add("url", address)
    return event


def _holiday(name: str, meeting: Meeting) -> str:
    if not name:
        return ""
    moved = meeting.starts_at.date() != meeting.planned_on
    return (gettext("Moved: %(holiday)s") if moved else gettext("Public holiday: %(holiday)s")) % {"holiday": name}


def _event(ritual: Ritual, key: str, starts_at: datetime, minutes: int, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", uid(ritual, key))
    event.add("summary", ritual.name)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=minutes))
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    if ritual.place:
        event.add("location", ritual.place)
    if ritual.organiser is not None:
        organiser = vCalAddress(f"MAILTO:{ritual.organiser.email}")
        organiser.params["cn"] = vText(ritual.organiser.name)
        event.add("organizer", organiser)
    return event


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar

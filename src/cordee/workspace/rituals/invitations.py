"""E-mails about a meeting: the invitation with its .ics, a move, a cancellation, the pack the day before, the minutes after.

Each is a job of one person, so that a mail server that is away delays nobody else's.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cordee.workspace.jobs.models import Job, Later
from cordee.workspace.people.access import is_demo_home
from cordee.workspace.people.mail import absolute, send
from cordee.workspace.people.models import Person
from cordee.workspace.rituals import minutes as left
from cordee.workspace.rituals import pack
from cordee.workspace.rituals.calendars import invitation
from cordee.workspace.rituals.models import Feed, Meeting, Ritual
from cordee.workspace.rituals.moments import now as present
from cordee.workspace.ui.templatetags.formats import day, local

KINDS = ("invitation", "pack", "minutes")
SENT_BEFORE = timedelta(hours=20)
"""The pack leaves so long before its meeting: the afternoon before a meeting of the morning."""


def enqueue(meeting: Meeting, what: str, *, by: Person | None = None, again: str = "") -> int:
    """Asks for the e-mails to every participant who is still here. ``again`` makes a further sending of the same."""
    people = list(meeting.ritual.people.filter(is_active=True))
    stamp = f"{meeting.ritual.sequence + meeting.sequence}"
    for person in people:
        Job.enqueue(
            "mail.meeting",
            {"meeting": meeting.pk, "person": person.pk, "what": what},
            by=by,
            once=f"{what}:{meeting.pk}:{stamp}:{person.pk}:{again}",
        )
    return len(people)


def due(now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    """Packs of the meetings that begin within the next hours."""
    now = present() if is_demo_home() else now
    for ritual in Ritual.objects.filter(ended_at=None):
        meeting = ritual.next_meeting(now)
        if meeting is None or meeting.opened_at or not now <= meeting.starts_at <= now + SENT_BEFORE:
            continue
        for person in ritual.people.filter(is_active=True):
            yield f"pack:{meeting.pk}:{person.pk}", {"meeting": meeting.pk, "person": person.pk, "what": "pack"}


def run(job: Job) -> dict[str, bool]:
    """Sends one message."""
    meeting = Meeting.objects.select_related("ritual").filter(pk=job.payload["meeting"]).first()
    person = Person.objects.filter(pk=job.payload["person"], is_active=True).first()
    if meeting is None or person is None:
        return {"sent": False}
    try:
        sent = deliver(meeting, person, job.payload["what"])
    except pack.NothingToShow:
        return {"sent": False}
    if not sent:
        raise Later(timedelta(minutes=10))
    return {"sent": True}


def deliver(meeting: Meeting, person: Person, what: str) -> bool:
    """Writes and hands over one message, in the person's language."""
    with translation.override(person.language):
        context: dict[str, Any] = {
            "meeting": meeting,
            "ritual": meeting.ritual,
            "what": what,
            "link": absolute(reverse("rituals:meeting", args=[meeting.pk])),
            "feed": absolute(reverse("rituals:feed", args=[Feed.of(person).token])),
        }
        attached: list[tuple[str, bytes, str]] = []
        if what == "invitation":
            method = "CANCEL" if meeting.is_cancelled or meeting.ritual.ended_at else "REQUEST"
            calendar = invitation(meeting, people=meeting.ritual.people.filter(is_active=True))
            attached.append(("invitation.ics", calendar, f"text/calendar; charset=utf-8; method={method}"))
        else:
            content, _frozen = pack.of(meeting)
            shown = pack.read(content, person.language)
            told = left.of(meeting) if what == "minutes" else None
            text = pack.as_markdown(shown, base=absolute(""), minutes=told)
            context |= {"shown": shown, "minutes": told, "base": absolute("")}
            attached.append((f"{meeting.key}.md", text.encode(), "text/markdown; charset=utf-8"))
            upcoming = meeting.ritual.next_meeting(present()) if what == "minutes" else None
            if upcoming is not None:
                context["upcoming"] = upcoming
                attached.append(
                    ("next.ics", invitation(upcoming, people=[person]), "text/calendar; charset=utf-8; method=REQUEST")
                )
        return send(person, _subject(meeting, what), "rituals/mail/meeting", context, attached=attached)


def _subject(meeting: Meeting, what: str) -> str:
    said = {"name": meeting.ritual.name, "day": day(meeting.starts_at), "hour": f"{local(meeting.starts_at):%H:%M}"}
    if what == "minutes":
        return gettext("Minutes: %(name)s, %(day)s") % said
    if what == "pack":
        return gettext("To read before: %(name)s, %(day)s at %(hour)s") % said
    if meeting.is_cancelled or meeting.ritual.ended_at:
        return gettext("Cancelled: %(name)s, %(day)s") % said
    if meeting.sequence or meeting.moved_because:
        return gettext("Moved: %(name)s, %(day)s at %(hour)s") % said
    return gettext("Invitation: %(name)s, %(day)s at %(hour)s") % said

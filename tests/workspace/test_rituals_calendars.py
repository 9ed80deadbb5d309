"""What calendars read: stable UIDs, growing sequences, moves, cancellations; read back by the ``icalendar`` library."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from django.core import mail as outgoing
from django.test import Client
from icalendar import Calendar, Event

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event as Happened
from cordee.workspace.jobs.models import Job
from cordee.workspace.people.models import Person
from cordee.workspace.rituals import calendars, invitations
from cordee.workspace.rituals.models import Feed, Ritual
from tests.workspace.rituals_world import NOW, coming, weekly_point

pytestmark = pytest.mark.django_db


def read(person: Person) -> dict[str, Event]:
    """The feed as a calendar program gets it, by UID."""
    response = Client().get(f"/rituals/{Feed.of(person).token}.ics")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(response.content)
    events = {str(one["uid"]): one for one in found.walk("VEVENT")}
    assert len(events) == len(found.walk("VEVENT"))
    return events


@pytest.fixture(autouse=True)
def on_30_june() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_calendar_reads_every_occurrence_at_the_hour_of_the_company(
    home: Home, camille: Person, karim: Person
) -> None:
    ritual = weekly_point(camille, karim)

    events = read(karim)

    one = events[f"{ritual.uid}-2026-W27@cordee"]
    assert one["summary"] == "Point hebdo" and one["location"] == "Salle Rope"
    assert one["dtstart"].dt == datetime(2026, 7, 2, 8, tzinfo=UTC)
    assert one["dtend"].dt - one["dtstart"].dt == timedelta(minutes=45)
    assert (int(one["sequence"]), one["status"]) == (0, "CONFIRMED")
    winter = events[f"{ritual.uid}-2026-W44@cordee"]
    assert winter["dtstart"].dt == datetime(2026, 10, 29, 9, tzinfo=UTC)
    assert len(events) == len(ritual.occurrences(date(2026, 5, 1), date(2027, 1, 16)))


def test_only_who_takes_part_reads_it_and_a_renewed_address_is_dead(
    home: Home, camille: Person, karim: Person, ada: Person, signed_in: Callable[[Person], Client]
) -> None:
    weekly_point(camille, karim)
    former = Feed.of(karim).token

    assert read(ada) == {}
    signed_in(karim).post("/rituals/feed/renewal/")

    assert Client().get(f"/rituals/{former}.ics").status_code == 404
    assert len(read(karim)) > 20
    assert Happened.objects.filter(kind="rituals.feed_renewed", actor=karim.email).count() == 1


def test_who_left_the_company_reads_nothing_any_more(home: Home, camille: Person, karim: Person) -> None:
    weekly_point(camille, karim)
    token = Feed.of(karim).token
    Person.objects.filter(pk=karim.pk).update(is_active=False)

    assert Client().get(f"/rituals/{token}.ics").status_code == 404


def test_a_move_keeps_the_uid_and_grows_the_sequence(home: Home, camille: Person, karim: Person) -> None:
    ritual = weekly_point(camille, karim)
    meeting = coming(ritual)
    uid = calendars.uid(ritual, meeting.key)
    before = read(karim)[uid]

    meeting.move(datetime(2026, 7, 3, 13, tzinfo=UTC), because="Salon à Lyon", by=karim)

    after = read(karim)[uid]
    assert after["dtstart"].dt == datetime(2026, 7, 3, 13, tzinfo=UTC)
    assert int(after["sequence"]) == int(before["sequence"]) + 1
    assert "Salon à Lyon" in after["description"]
    assert set(read(karim)) == set(read(camille))


def test_a_cancellation_says_so_and_the_others_stay(home: Home, camille: Person, karim: Person) -> None:
    ritual = weekly_point(camille, karim)
    meeting = coming(ritual)

    meeting.cancel(because="Tous au salon", by=camille)

    events = read(karim)
    one = events[calendars.uid(ritual, meeting.key)]
    assert (one["status"], int(one["sequence"])) == ("CANCELLED", 1)
    assert {event["status"] for uid, event in events.items() if uid != one["uid"]} == {"CONFIRMED"}
    assert coming(ritual).key == "2026-W28"


def test_a_ritual_that_moves_to_another_day_keeps_its_uids(home: Home, camille: Person, karim: Person) -> None:
    ritual = weekly_point(camille, karim)
    coming(ritual)
    before = read(karim)

    ritual.change(by=karim, first_on=date(2026, 6, 30), at=time(14, 0))

    after = read(karim)
    uid = f"{ritual.uid}-2026-W28@cordee"
    assert before[uid]["dtstart"].dt == datetime(2026, 7, 9, 8, tzinfo=UTC)
    assert after[uid]["dtstart"].dt == datetime(2026, 7, 7, 12, tzinfo=UTC)
    assert int(after[uid]["sequence"]) == int(before[uid]["sequence"]) + 1


def test_the_end_of_a_ritual_cancels_what_was_to_come(home: Home, camille: Person, karim: Person) -> None:
    ritual = weekly_point(camille, karim)
    meeting = coming(ritual)

    ritual.end(by=camille, at=NOW)

    events = read(karim)
    assert events[calendars.uid(ritual, meeting.key)]["status"] == "CANCELLED"
    assert f"{ritual.uid}-2026-W28@cordee" not in events
    assert Ritual.objects.get().next_meeting(NOW + timedelta(days=3)) is None


def test_an_invitation_is_an_event_that_a_mail_program_answers(home: Home, camille: Person, karim: Person) -> None:
    meeting = coming(weekly_point(camille, karim))

    assert invitations.enqueue(meeting, "invitation", by=camille) == 2
    assert invitations.enqueue(meeting, "invitation", by=camille) == 2
    for job in Job.objects.filter(kind="mail.meeting"):
        assert invitations.run(job) == {"sent": True}

    assert len(outgoing.outbox) == 2  # asked twice, sent once to each
    message = next(one for one in outgoing.outbox if one.to == [karim.email])
    assert message.subject == "Invitation: Point hebdo, 2 July 2026 at 10:00"
    parts = {
        part.get_content_type(): part
        for part in message_from_bytes(message.message().as_bytes(), policy=default).walk()
    }
    attached = parts["text/calendar"]
    assert attached.get_content_type() == "text/calendar" and 'method="REQUEST"' in attached["Content-Type"]
    calendar = Calendar.from_ical(attached.get_content())
    [event] = calendar.walk("VEVENT")
    assert calendar["method"] == "REQUEST"
    assert {str(one) for one in event["attendee"]} == {f"MAILTO:{camille.email}", f"MAILTO:{karim.email}"}
    assert str(event["organizer"]) == f"MAILTO:{camille.email}"
    assert str(event["uid"]) in read(karim)


def test_a_cancelled_meeting_leaves_as_a_cancellation(home: Home, camille: Person, karim: Person) -> None:
    meeting = coming(weekly_point(camille, karim))
    meeting.cancel(because="Tous au salon", by=camille)

    assert invitations.deliver(meeting, camille, "invitation")

    [message] = outgoing.outbox
    assert message.subject == "Annulé\N{NARROW NO-BREAK SPACE}: Point hebdo, 2 juillet 2026"
    assert "Tous au salon" in message.body
    [(_name, content, kind)] = [one for one in message.attachments if one[0].endswith(".ics")]
    text = content.decode() if isinstance(content, bytes) else content
    calendar = Calendar.from_ical(text)
    assert (calendar["method"], calendar.walk("VEVENT")[0]["status"]) == ("CANCEL", "CANCELLED")
    assert kind.startswith("text/calendar") and "CANCEL" in kind


def test_the_pack_leaves_by_itself_the_day_before(home: Home, camille: Person, karim: Person) -> None:
    meeting = coming(weekly_point(camille, karim))

    assert list(invitations.due(meeting.starts_at - timedelta(days=2))) == []
    asked = list(invitations.due(meeting.starts_at - timedelta(hours=18)))

    assert [payload["what"] for _once, payload in asked] == ["pack", "pack"]
    assert len({once for once, _payload in asked}) == 2
    assert invitations.deliver(meeting, karim, "pack")
    [message] = outgoing.outbox
    assert message.subject.startswith("To read before: Point hebdo")
    assert "/rituals/meetings/" in message.body

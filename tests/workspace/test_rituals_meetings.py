"""From the pack to the minutes: what is frozen stays, what was not treated comes back, who was there and what was promised is kept."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core import mail as outgoing
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.insight.rituals import Span
from cordee.workspace.insight.window import window
from cordee.workspace.jobs.models import Job
from cordee.workspace.people.models import Person
from cordee.workspace.rituals import invitations, pack
from cordee.workspace.rituals import minutes as left
from cordee.workspace.rituals.agenda import LONGEST, Wish, allot, blocks
from cordee.workspace.rituals.health import Share, health
from cordee.workspace.rituals.kinds import KINDS
from cordee.workspace.rituals.models import Action, Decision, Meeting, Notes, Pack, Topic
from tests.workspace.rituals_world import NOW, coming, weekly_point

pytestmark = pytest.mark.django_db


def opened(meeting: Meeting, by: Person, at: datetime | None = None) -> Meeting:
    meeting.open(pack.build(meeting), by=by, at=at or meeting.starts_at)
    return meeting


def section(content: dict, block: str, language: str = "en") -> dict:
    return next(one for one in content["languages"][language]["sections"] if one["block"] == block)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["refused", "broken", "closed", "silent", "actions", "decisions", "topics"]),
            st.integers(0, 30),
            st.booleans(),
            st.floats(0, 1e6),
        ),
        unique_by=lambda one: one[0],
    ),
    st.integers(5, 90),
)
def test_an_agenda_never_takes_more_than_its_time_and_money_decides(rows: list[tuple], total: int) -> None:
    wishes = [Wish(*one) for one in rows]

    given_ = allot(wishes, total)

    minutes = dict(given_)
    assert sum(minutes.values()) <= min(total, LONGEST)
    assert set(minutes) == {one.key for one in wishes}
    assert all(minutes[one.key] <= one.minutes for one in wishes)
    assert all(minutes[one.key] == 0 for one in wishes if not one.has_items)
    stakes = {
        one.key: one.stake for one in wishes if one.has_items and one.key not in {"actions", "decisions", "topics"}
    }
    ordered = [stakes[key] for key, _minutes in given_ if key in stakes]
    assert ordered == sorted(ordered, reverse=True)


def test_every_template_is_made_of_blocks_that_exist_and_fits_its_time(db: None) -> None:
    known = blocks()

    for key, kind in KINDS.items():
        missing = {block for block, _minutes in kind.blocks} - set(known)
        assert missing <= {"differences", "debriefs"}, key
        assert kind.minutes <= LONGEST


def test_a_pack_says_what_happened_since_last_time(home: Home, camille: Person, karim: Person) -> None:
    meeting = coming(weekly_point(camille, karim, cadence="quarterly", first_on=date(2026, 7, 2)))
    found = window()
    assert found is not None

    content = pack.build(meeting)

    span = pack.span_of(meeting, found)
    assert span == Span(datetime(2026, 4, 2, 8), datetime(2026, 6, 30, 18))
    rows = found.reader.execute(
        "SELECT person_id FROM stage_event WHERE stage = 'refused' AND occurred_at >= $1 AND occurred_at < $2",
        [span.since, span.until],
    ).fetchall()
    refused = section(content, "refused")
    assert len(refused["items"]) + refused["more"] == len(rows)
    late = section(content, "broken")
    (count,) = found.reader.execute(
        "SELECT count(*) FROM clock WHERE state = 'broken' AND due_at >= $1 AND due_at < $2", [span.since, span.until]
    ).fetchone()
    assert len(late["items"]) + late["more"] == count > 0
    assert set(content["languages"]) == {"fr", "en"}
    for language in ("fr", "en"):
        assert [one["block"] for one in content["languages"][language]["sections"]] == [
            one["block"] for one in content["languages"]["fr"]["sections"]
        ]
        assert pack.minutes_of(content["languages"][language]["sections"]) <= LONGEST


def test_the_next_pack_begins_where_the_last_meeting_was_held(home: Home, camille: Person, karim: Person) -> None:
    ritual = weekly_point(camille, karim)
    [first, *_rest] = ritual.occurrences(date(2026, 6, 18), date(2026, 6, 18))
    opened(ritual.meeting_of(first), camille).close(by=camille, at=NOW)
    found = window()
    assert found is not None

    assert pack.span_of(coming(ritual), found).since == datetime(2026, 6, 18, 8)


def test_what_was_frozen_stays_whatever_becomes_of_the_data(home: Home, camille: Person, karim: Person) -> None:
    ritual = weekly_point(camille, karim)
    meeting = opened(coming(ritual), camille)
    before = Pack.objects.get(meeting=meeting)

    Action.agree(meeting, "Rappeler les trois leads", owner=karim, due_on=date(2026, 7, 3), by=camille)
    meeting.open(pack.build(meeting), by=karim, at=NOW)  # somebody else's click, a moment later

    after = Pack.objects.get(meeting=meeting)
    assert (after.content, after.digest) == (before.content, before.digest)
    assert after.is_whole
    assert section(pack.build(meeting), "actions") != section(after.content, "actions")
    with pytest.raises(TypeError):
        after.save()
    Pack.objects.filter(pk=after.pk).update(content={**after.content, "ritual": "autre"})
    assert not Pack.objects.get(meeting=meeting).is_whole


def test_sections_become_topics_and_what_waits_joins_them(home: Home, camille: Person, karim: Person) -> None:
    ritual = weekly_point(camille, karim)
    Topic.bring(ritual, "Le salon de Lyon", by=karim)
    meeting = coming(ritual)
    content = pack.build(meeting)

    opened(meeting, camille)

    expected = [
        one["title"] for one in content["languages"]["en"]["sections"] if one["items"] and one["block"] != "topics"
    ]
    found = list(meeting.topics.order_by("position"))
    assert [one.title.get("en", one.said) for one in found if one.block] == expected
    assert [one.said for one in found if not one.block] == ["Le salon de Lyon"]
    assert list(Topic.objects.waiting(ritual)) == []


def test_what_was_not_treated_comes_back_next_week(home: Home, camille: Person, karim: Person) -> None:
    ritual = weekly_point(camille, karim)
    Topic.bring(ritual, "Le salon de Lyon", by=karim)
    meeting = opened(coming(ritual), camille)
    first, *others = meeting.topics.order_by("position")

    meeting.turn_to(first, at=NOW)
    meeting.turn_to(others[0], at=NOW + timedelta(minutes=6))
    meeting.turn_to(None, at=NOW + timedelta(minutes=8), treated=False)
    carried = meeting.close(by=camille, at=NOW + timedelta(minutes=45))

    first.refresh_from_db()
    others[0].refresh_from_db()
    assert (first.seconds, first.treated_at is not None) == (360, True)
    assert (others[0].seconds, others[0].treated_at) == (120, None)
    assert [one.carried_from_id for one in carried] == [one.pk for one in others]
    following = coming(ritual, NOW + timedelta(days=3))
    assert following.key == "2026-W28"
    content = pack.build(following)
    back = [one for one in content["languages"]["fr"]["sections"] if one["carried"]]
    brought = section(content, "topics", "fr")["items"]
    assert {one["block"] for one in back} | {"" for _one in brought} == {one.block for one in others}
    assert [one["title"] for one in brought] == ["Le salon de Lyon"]  # what has evidence again comes back as itself
    assert {one["carried"] for one in back} <= {"reporté du 2 juil. 2026"}
    assert "reporté du 2 juil. 2026" in brought[0]["facts"]
    assert meeting.close(by=karim, at=NOW) == []  # a second click carries nothing twice
    assert Topic.objects.waiting(ritual).count() == len(others)
    opened(following, karim, NOW + timedelta(days=9))
    now = list(following.topics.order_by("position"))
    assert len({one.block for one in now if one.block}) == len([one for one in now if one.block])  # nothing comes twice
    assert {one.carried_from_id for one in now} >= {one.pk for one in others}
    assert sum(one.minutes for one in now) <= LONGEST
    assert list(Topic.objects.waiting(ritual)) == []


def test_several_who_write_at_once_lose_nothing(home: Home, camille: Person, karim: Person) -> None:
    meeting = opened(coming(weekly_point(camille, karim)), camille)
    notes = Notes.of(meeting, None)

    first = notes.write("Relancer Abeille", base=0, nonce="a1", by=camille)
    second = notes.write("Call Dupont", base=0, nonce="b1", by=karim)  # had seen nothing of the first
    again = notes.write("Call Dupont", base=0, nonce="b1", by=karim)  # the answer was lost
    third = notes.write("Relancer Abeille lundi", base=-first.sent, nonce="a2", by=camille)

    assert second.text == again.text == "Relancer Abeille Call Dupont"
    assert sorted(third.text.split()) == sorted(["Relancer", "Abeille", "Call", "Dupont", "lundi"])
    assert [one.sent for one in notes.revisions.all()] == ["Relancer Abeille", "Call Dupont", "Relancer Abeille lundi"]


def test_the_minutes_hold_what_was_agreed_and_leave_by_mail(
    home: Home, camille: Person, karim: Person, signed_in: Callable[[Person], Client]
) -> None:
    ritual = weekly_point(camille, karim)
    meeting = coming(ritual)
    french, english = signed_in(camille), signed_in(karim)
    french.post(f"/rituals/meetings/{meeting.pk}/opening/")
    live = f"/rituals/meetings/{meeting.pk}/live/"
    assert english.get(live).status_code == 200  # Karim is there by coming
    topic = meeting.topics.order_by("position").first()
    assert topic is not None
    french.post(f"{live}topic/", {"topic": topic.pk})
    english.post(f"{live}notes/{topic.pk}/", {"text": "Three of five had no budget.", "base": "0", "nonce": "k1"})
    english.post(
        f"{live}decisions/",
        {
            "text": "Ask for the budget in the form",
            "metric": "conversion_mql_sal",
            "expected": "up",
            "check_on": "2026-09-01",
        },
    )
    french.post(f"{live}actions/", {"text": "Changer le formulaire", "owner": camille.pk, "due_on": "2026-07-10"})
    french.post(f"{live}topic/", {})

    french.post(f"/rituals/meetings/{meeting.pk}/closing/")

    page = english.get(f"/rituals/meetings/{meeting.pk}/").content.decode()
    for said in (
        "Three of five had no budget.",
        "Ask for the budget in the form",
        "Changer le formulaire",
        "Karim Haddad",
    ):
        assert said in page
    meeting.refresh_from_db()
    assert meeting.both_sides
    for job in Job.objects.filter(kind="mail.meeting", payload__what="minutes"):
        assert invitations.run(job) == {"sent": True}
    messages = {one.to[0]: one for one in outgoing.outbox}
    assert messages[karim.email].subject == "Minutes: Point hebdo, 2 July 2026"
    assert "Changer le formulaire" in messages[camille.email].body
    names = [one[0] for one in messages[karim.email].attachments]
    assert names == [f"{meeting.key}.md", "next.ics"]
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {
        "rituals.created",
        "rituals.meeting_opened",
        "rituals.decided",
        "rituals.action_agreed",
        "rituals.meeting_closed",
    } <= kinds


def test_whoever_reads_only_is_not_counted_as_present(
    home: Home, camille: Person, karim: Person, signed_in: Callable[[Person], Client]
) -> None:
    meeting = opened(coming(weekly_point(camille, karim)), camille)
    reader = Person.objects.create(email="lit@rivelaine.fr", name="Lit", side="both", role="read_only")

    assert signed_in(reader).get(f"/rituals/meetings/{meeting.pk}/live/").status_code == 200

    assert set(meeting.present.all()) == {camille}


def test_a_decision_without_a_day_for_its_figure_is_refused_in_words(
    home: Home, camille: Person, karim: Person, signed_in: Callable[[Person], Client]
) -> None:
    meeting = opened(coming(weekly_point(camille, karim)), camille)

    response = signed_in(karim).post(
        f"/rituals/meetings/{meeting.pk}/live/decisions/", {"text": "Call sooner", "metric": "leads"}
    )

    assert response.status_code == 422
    assert "Say on which day the figure is read." in response.content.decode()
    assert not Decision.objects.exists()


def test_the_live_page_tells_only_what_changed(
    home: Home, camille: Person, karim: Person, signed_in: Callable[[Person], Client]
) -> None:
    meeting = opened(coming(weekly_point(camille, karim)), camille)
    client = signed_in(camille)
    meeting.refresh_from_db()
    state = f"/rituals/meetings/{meeting.pk}/live/state/"

    assert client.get(f"{state}?seen={meeting.version}").status_code == 204
    Action.agree(meeting, "Rappeler", owner=karim, due_on=date(2026, 7, 3), by=karim)

    response = client.get(f"{state}?seen={meeting.version}")
    assert response.status_code == 200 and "Rappeler" in response.content.decode()
    meeting.close(by=camille, at=NOW)
    assert client.get(f"{state}?seen=0")["HX-Redirect"] == f"/rituals/meetings/{meeting.pk}/"


def test_a_pack_is_markdown_that_what_people_wrote_cannot_change(home: Home, camille: Person, karim: Person) -> None:
    ritual = weekly_point(camille, karim, cadence="quarterly", first_on=date(2026, 7, 2))
    Topic.bring(ritual, "[click](http://evil) # **now**", by=karim)
    shown = pack.read(pack.build(coming(ritual)), "en")

    text = pack.as_markdown(shown, base="https://cordee.example")

    assert text.startswith("# Point hebdo, 2 July 2026\n")
    assert "\\[click\\](http://evil) \\# \\*\\*now\\*\\*" in text
    assert "](https://cordee.example/journeys/people/" in text
    assert text.count("\n## ") == len(shown["sections"])


def test_a_pack_is_a_pdf_in_both_languages(
    home: Home, camille: Person, karim: Person, signed_in: Callable[[Person], Client]
) -> None:
    meeting = opened(coming(weekly_point(camille, karim)), camille)
    Notes.of(meeting, None).write("#set page(fill: red) $x$ *gras*", base=0, nonce="n", by=camille)

    for person in (camille, karim):
        response = signed_in(person).get(f"/rituals/meetings/{meeting.pk}/pack.pdf")
        assert response.status_code == 200 and response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-") and len(response.content) > 15_000
    assert Event.objects.filter(kind="rituals.pack_taken").count() == 2


def test_health_counts_promises_not_people(home: Home, camille: Person, karim: Person) -> None:
    ritual = weekly_point(camille, karim)
    first, second = (ritual.meeting_of(one) for one in ritual.occurrences(date(2026, 6, 18), date(2026, 6, 25)))
    opened(first, camille)
    first.present.add(karim)
    Action.agree(first, "Un", owner=karim, due_on=date(2026, 6, 24), by=camille).mark_done(by=karim, at=NOW)
    Action.agree(first, "Deux", owner=karim, due_on=date(2026, 6, 25), by=camille)
    Action.agree(first, "Trois, plus tard", owner=karim, due_on=date(2026, 7, 25), by=camille)

    found = health(ritual, NOW)

    assert (found.held, found.both, found.done) == (Share(1, 2), Share(1, 1), Share(1, 2))
    second.cancel(because="Salon", by=camille)
    assert health(ritual, NOW).held == Share(1, 1)
    assert found.checked == Share(0, 0) and found.checked.value is None


def test_the_minutes_say_what_was_carried_over(home: Home, camille: Person, karim: Person) -> None:
    ritual = weekly_point(camille, karim)
    Topic.bring(ritual, "Le salon", by=karim)
    meeting = opened(coming(ritual), camille)
    meeting.close(by=camille, at=NOW)

    assert "Le salon" in [one.said for one in left.of(meeting)["carried"]]


def test_a_ritual_is_of_both_teams(
    home: Home, camille: Person, karim: Person, signed_in: Callable[[Person], Client]
) -> None:
    said = {
        "name": "Point",
        "cadence": "weekly",
        "first_on": "2026-07-02",
        "at": "10:00",
        "minutes": "45",
        "on_holiday": "keep",
        "minutes_topics": "10",
        "place_topics": "1",
        "minutes_refused": "15",
        "place_refused": "2",
    }
    client = signed_in(camille)

    alone = client.post("/rituals/new/?kind=weekly_point", {**said, "people": [camille.pk]})
    together = client.post("/rituals/new/?kind=weekly_point", {**said, "people": [camille.pk, karim.pk]})

    assert alone.status_code == 422 and together.status_code == 302
    ritual = Meeting.objects.get().ritual
    assert ritual.blocks == [("topics", 10), ("refused", 15)]
    assert ritual.organiser == camille
    assert Job.objects.filter(kind="mail.meeting").count() == 2

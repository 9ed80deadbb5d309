"""Notes and feedback: told from either side, corrected and withdrawn without loss, following their subject through merges."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.journeys.models import Insight
from cordee.workspace.journeys.telling import insights_since
from cordee.workspace.people.models import Person
from tests.workspace import world

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
CLAIRE = f"/journeys/people/{world.CLAIRE}/"
NOTES = f"{CLAIRE}notes/"


@pytest.fixture
def reader(db: None) -> Person:
    return Person.objects.create_user(
        "lecture@rivelaine.fr", "une phrase assez longue", name="Lecture", side="both", role="read_only", language="fr"
    )


def test_a_note_is_a_knot_of_its_side_on_the_rope_and_in_the_record(
    home: Home, karim: Person, signed_in: SignIn
) -> None:
    client = signed_in(karim)

    response = client.post(NOTES, {"kind": "objection", "text": "Too dear by a third"})

    assert (response.status_code, response["Location"]) == (302, f"{CLAIRE}#notes")
    [entry] = [entry for entry in client.get(CLAIRE).context["story"].entries if entry.is_told]
    assert (entry.title, entry.side, entry.lines) == (
        "Objection heard",
        "sales",
        ("Too dear by a third", "Karim Haddad"),
    )
    [event] = Event.objects.filter(kind="journeys.insight_told")
    assert (event.actor, event.subject, event.detail) == (
        "karim@rivelaine.fr",
        "Claire Fontaine",
        {"what": "objection"},
    )


def test_a_lead_is_judged_in_two_clicks_with_its_reason(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    client.post(NOTES, {"kind": "bad_lead", "reason": "timing"})
    text = client.get(CLAIRE).content.decode()

    [insight] = Insight.objects.all()
    assert (insight.kind, insight.reason, insight.side, insight.text) == ("bad_lead", "timing", "sales", "")
    assert "Too early" in text
    assert text.count("hx-post") == 3  # good lead; why it is not one; a note


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "note", "text": "  "}, "Write what you learnt."),
        ({"kind": "bad_lead"}, "Say why: marketing learns from it."),
        ({"kind": "nonsense", "text": "x"}, "Select a valid choice"),
        ({"kind": "note", "text": "x" * 4001}, "at most 4000 characters"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}], ids=["page", "htmx"])
def test_what_is_missing_is_said_and_nothing_is_kept(
    home: Home, karim: Person, signed_in: SignIn, values: dict[str, str], said: str, headers: dict[str, str]
) -> None:
    response = signed_in(karim).post(NOTES, values, headers=headers)

    assert (response.status_code, said in response.content.decode()) == (422, True)
    assert ("<html" in response.content.decode()) is not bool(headers)
    assert (Insight.objects.count(), Event.objects.filter(kind__startswith="journeys").count()) == (0, 0)


def test_a_correction_keeps_the_former_words(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)
    client.post(NOTES, {"kind": "note", "text": "Budget in Januray"})
    [insight] = Insight.objects.all()

    client.post(f"/journeys/notes/{insight.pk}/", {"text": "Budget in January"})
    client.post(f"/journeys/notes/{insight.pk}/", {"text": "Budget in January"})  # the same words say nothing new

    text = client.get(CLAIRE).content.decode()
    assert [wording.text for wording in insight.wordings.all()] == ["Budget in Januray", "Budget in January"]
    assert "Budget in Januray" in text and "Budget in January" in text


def test_what_is_withdrawn_leaves_the_rope_and_is_not_erased(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)
    client.post(NOTES, {"kind": "note", "text": "Wrong person"})
    [insight] = Insight.objects.all()

    client.post(f"/journeys/notes/{insight.pk}/withdraw/")
    client.post(f"/journeys/notes/{insight.pk}/withdraw/")

    page = client.get(CLAIRE)
    assert [entry for entry in page.context["story"].entries if entry.is_told] == []
    assert "Wrong person" in page.content.decode() and "withdrawn by Karim Haddad" in page.content.decode()


def test_nobody_rewords_or_withdraws_what_another_told(
    home: Home, karim: Person, camille: Person, signed_in: SignIn
) -> None:
    signed_in(karim).post(NOTES, {"kind": "note", "text": "Mine"})
    [insight] = Insight.objects.all()
    other = signed_in(camille)

    statuses = [
        other.get(f"/journeys/notes/{insight.pk}/").status_code,
        other.post(f"/journeys/notes/{insight.pk}/", {"text": "Hers"}).status_code,
        other.post(f"/journeys/notes/{insight.pk}/withdraw/").status_code,
    ]

    insight.refresh_from_db()
    assert (statuses, insight.text, insight.withdrawn_at) == ([403, 403, 403], "Mine", None)


def test_who_may_only_read_is_offered_nothing_and_refused(home: Home, reader: Person, signed_in: SignIn) -> None:
    client = signed_in(reader)

    text = client.get(CLAIRE).content.decode()

    assert "hx-post" not in text and "Personne n’a encore rien noté" in text
    assert client.post(NOTES, {"kind": "note", "text": "x"}).status_code == 403
    assert Insight.objects.count() == 0


def test_a_note_follows_its_records_through_a_merge(home: Home, karim: Person, signed_in: SignIn) -> None:
    """Told of the person 5001, whose only record has since been found to speak of Claire."""
    Insight.tell(kind="need", text="Two sites more", by=karim, about=("person", 5001, "C. Fontaine"), records=[5001])

    page = signed_in(karim).get(CLAIRE)

    assert [one.text for one in page.context["told"]] == ["Two sites more"]


def test_an_account_shows_what_was_told_of_its_people_too(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)
    client.post(NOTES, {"kind": "note", "text": "Of Claire"})
    client.post(f"/journeys/accounts/{world.ABEILLE}/notes/", {"kind": "competitor", "text": "Of Abeille"})

    account, person = client.get(f"/journeys/accounts/{world.ABEILLE}/"), client.get(CLAIRE)

    assert [one.text for one in account.context["told"]] == ["Of Abeille", "Of Claire"]
    assert "about Claire Fontaine" in account.content.decode()
    assert "Of Claire" in [one.text for one in person.context["told"]]


@pytest.mark.parametrize("count", [1, 3])
def test_notes_cost_the_same_number_of_queries_however_many(
    home: Home, karim: Person, signed_in: SignIn, django_assert_num_queries: Callable[[int], object], count: int
) -> None:
    client = signed_in(karim)
    for number in range(count):
        client.post(NOTES, {"kind": "note", "text": f"Note {number}"})
    client.get(CLAIRE)

    with django_assert_num_queries(4):  # session, person, notes, their words  # type: ignore[attr-defined]
        client.get(CLAIRE)


def test_markup_in_a_note_is_shown_and_not_obeyed(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)
    client.post(NOTES, {"kind": "note", "text": "<script>alert(1)</script>"})

    assert "<script>alert" not in client.get(CLAIRE).content.decode()


def test_insights_leave_as_plain_values_since_a_moment(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)
    client.post(NOTES, {"kind": "timing", "text": "After the summer"})
    [insight] = Insight.objects.all()

    [told] = insights_since(datetime(2026, 1, 1, tzinfo=UTC))

    assert {key: told[key] for key in ("kind", "text", "about", "records", "side", "withdrawn_at")} == {
        "kind": "timing",
        "text": "After the summer",
        "about": "person",
        "records": [5001, 10_000 + world.CLAIRE],
        "side": "sales",
        "withdrawn_at": None,
    }
    assert list(insights_since(insight.changed_at.replace(year=2100))) == []

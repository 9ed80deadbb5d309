"""Before a call: what was said is past, what comes next is planned, a recording is an address of the web and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from cordee.revenue.journeys import SourceRef
from cordee.revenue.journeys.journey import Touch
from cordee.revenue.warehouse.home import Home
from cordee.workspace.insight.journeys import Act, _act
from cordee.workspace.insight.window import Window, window
from cordee.workspace.journeys.brief import Brief
from cordee.workspace.journeys.models import Insight
from cordee.workspace.people.models import Person
from tests.workspace import world
from tests.workspace.test_story import act, english, journey

__all__ = ["english"]
START = datetime(2026, 1, 5)


def sales(number: int, kind: str, *, days: int) -> Act:
    return replace(
        act(number, kind, hours=0), at=START + timedelta(days=days), side="sales", direction="out", user="Karim"
    )


def test_a_meeting_in_the_calendar_is_the_next_step_and_not_the_last_word() -> None:
    acts = (sales(1, "call", days=0), sales(2, "meeting", days=12), sales(3, "meeting", days=20))
    brief = Brief.of(journey(*acts), START + timedelta(days=5))

    assert brief.word is not None and brief.next is not None
    assert (brief.word.title, brief.word.at) == ("Call", START)
    assert (brief.next.title, brief.next.at, brief.next.user) == ("Meeting", START + timedelta(days=12), "Karim")


@pytest.mark.parametrize(("days", "planned"), [(4, None), (5, None), (6, "Task")])
def test_only_what_lies_ahead_is_planned(days: int, planned: str | None) -> None:
    brief = Brief.of(journey(sales(1, "task", days=days)), START + timedelta(days=5))

    assert (brief.next.title if brief.next else None) == planned


def test_an_e_mail_that_will_be_opened_is_planned_by_nobody() -> None:
    assert Brief.of(journey(sales(1, "email_open", days=9)), START).next is None


@pytest.mark.django_db
def test_where_no_tool_plans_anything_a_timing_told_since_the_last_word_stands(karim: Person) -> None:
    def told(kind: str, text: str, at: datetime) -> Insight:
        found = Insight.tell(kind=kind, text=text, by=karim, about=("person", 1, "Claire"), records=[1])
        found.at = at.replace(tzinfo=UTC)
        return found

    call = sales(1, "call", days=0)
    before, after = (
        told("timing", "In spring", START - timedelta(days=1)),
        told("timing", "In September", START + timedelta(days=1)),
    )
    now = START + timedelta(days=5)

    assert Brief.of(journey(call), now, [before]).timing is None
    stands = Brief.of(journey(call), now, [before, after])
    assert stands.timing is not None
    assert (stands.timing.text, stands.note) == ("In September", None)  # told once, not twice
    planned = Brief.of(journey(call, sales(2, "meeting", days=9)), now, [before, after])
    assert (planned.timing, planned.note) == (None, after)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("https://rec.example/1", "https://rec.example/1"),
        ("http://rec.example/1", "http://rec.example/1"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//rec.example/1", None),
        (None, None),
    ],
)
def test_a_recording_is_an_address_of_the_web(home: Home, said: str | None, shown: str | None) -> None:
    touch = Touch(
        touch_id=1, at=START, kind="call", side="sales", direction="out", channel="unknown", campaign=None, content=None,
        subject=None, outcome=None, duration_s=None, user=None, person_id=1, person=None,
        record=SourceRef("aircall", "call", "1", 1), recording_url=said,
    )  # fmt: skip
    found = window()
    assert isinstance(found, Window)

    assert _act(found, touch).recording == shown


def test_the_page_says_it(home: Home, karim: Person, client: Client) -> None:
    client.force_login(karim)
    text = client.get(f"/journeys/people/{world.PAUL}/").content.decode()

    assert "Next step" in text and "no tool plans one" in text

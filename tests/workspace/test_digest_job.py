"""The weekly e-mail leaves on its day, in the morning, once."""

from datetime import UTC, datetime

import pytest
from django.core import mail

from cordee.revenue.warehouse.home import Home
from cordee.workspace.jobs.models import Job
from cordee.workspace.people.models import Person
from cordee.workspace.scoreboard import digest
from cordee.workspace.scoreboard.models import Habit

pytestmark = pytest.mark.django_db
MONDAY_EIGHT = datetime(2026, 7, 6, 6, 30, tzinfo=UTC)
MONDAY_FOUR = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)


def test_it_is_due_on_its_day_from_the_morning_on(home: Home, camille: Person) -> None:
    habit = Habit.objects.create(person=camille, digest_day=0)

    assert list(digest.due(MONDAY_FOUR)) == []
    assert [once for once, _ in digest.due(MONDAY_EIGHT)] == [f"weekly-digest:2026-07-06:{habit.pk}"]
    assert list(digest.due(MONDAY_EIGHT.replace(day=7))) == []


def test_it_is_sent_once_in_the_language_of_its_person(home: Home, camille: Person) -> None:
    Habit.objects.create(person=camille, digest_day=0)
    [(_, payload)] = digest.due(MONDAY_EIGHT)

    first = digest.run(Job(kind="mail.digest", payload=payload))
    again = digest.run(Job(kind="mail.digest", payload=payload))

    assert (first, again) == ({"sent": True}, {"sent": False})
    [message] = mail.outbox
    assert message.to == [camille.email] and "Chiffre d’affaires" in message.body
    assert list(digest.due(MONDAY_EIGHT)) == []


def test_whoever_left_gets_none(home: Home, camille: Person) -> None:
    Habit.objects.create(person=camille, digest_day=0)
    [(_, payload)] = digest.due(MONDAY_EIGHT)
    Person.objects.update(is_active=False)

    assert list(digest.due(MONDAY_EIGHT)) == []
    assert digest.run(Job(kind="mail.digest", payload=payload)) == {"sent": False}

"""What waits for one person: providers, listed in the settings (``WAITING``), each with at most one line.

A provider takes the person and the window, and gives a ``Wait`` or None. Whoever writes one speaks the reader's language.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.translation import ngettext

from cordee.workspace.insight import importing, situation
from cordee.workspace.insight.window import Window
from cordee.workspace.people.models import Person
from cordee.workspace.sources.models import Correction, File
from cordee.workspace.ui.templatetags.formats import quantity


@dataclass(frozen=True, slots=True)
class Wait:
    """One line: a sentence, where it opens, and how pressing it is (the count is in the sentence)."""

    sentence: str
    address: str
    count: int
    late: bool = False


class Provider(Protocol):
    def __call__(self, person: Person, window: Window) -> Wait | None: ...


def waits(person: Person, window: Window) -> list[Wait]:
    """Everything that waits for the person, what is late first."""
    found = [one for path in settings.WAITING if (one := import_string(path)(person, window)) is not None]
    return sorted(found, key=lambda one: (not one.late, -one.count))


def leads_to_accept(person: Person, window: Window) -> Wait | None:
    """MQLs that the CRM says are mine, and on whom I have not acted yet."""
    mine = [one for one in situation.waiting(window) if one.owner == person.email.lower()]
    if not mine:
        return None
    now = situation.now(window)
    late = sum(1 for one in mine if one.due_at < now)
    sentence = ngettext(
        "%(n)s lead was handed to you and waits for a first act; beyond its delay: %(late)s",
        "%(n)s leads were handed to you and wait for a first act; beyond their delay: %(late)s",
        len(mine),
    ) % {"n": quantity(len(mine)), "late": quantity(late)}
    return Wait(sentence, reverse("today:leads"), len(mine), late=late > 0)


def deals_to_tidy(person: Person, window: Window) -> Wait | None:
    """My open deals without an amount, without an expected close, or past it."""
    mine = [one for one in untidy(window) if one.owner == person.email.lower()]
    if not mine:
        return None
    sentence = ngettext(
        "%(n)s deal of yours has no amount, no expected close, or one that has passed",
        "%(n)s deals of yours have no amount, no expected close, or one that has passed",
        len(mine),
    ) % {"n": quantity(len(mine))}
    return Wait(sentence, reverse("today:deals", args=["untidy"]), len(mine))


def rows_to_correct(person: Person, window: Window) -> Wait | None:
    """Rows of files that I brought which did not go in, and which nobody corrected since."""
    mine = {
        file.run: file.report["rejected"]
        for file in File.objects.filter(brought_by__by=person).exclude(run="").only("run", "report")
        if file.report.get("rejected")
    }
    if not mine:
        return None
    settled = Correction.settled(list(mine))
    undone = {run.run_id for run in importing.history() if run.undone}
    left = {run: rows for run, n in mine.items() if run not in undone and (rows := n - settled.get(run, 0)) > 0}
    if not left:
        return None
    count = sum(left.values())
    sentence = ngettext(
        "%(n)s row of a file that you imported did not go in: it can be corrected",
        "%(n)s rows of files that you imported did not go in: they can be corrected",
        count,
    ) % {"n": quantity(count)}
    address = reverse("sources:rejected", args=list(left)) if len(left) == 1 else reverse("sources:imports")
    return Wait(sentence, address, count)


def duplicates_to_review(person: Person, window: Window) -> Wait | None:
    """Pairs that may be one, for those who may decide; nothing while there is no page to decide on."""
    people, accounts = situation.reviews(window)
    if not people + accounts:
        return None
    try:
        address = reverse("sources:duplicates")
    except NoReverseMatch:
        return None
    sentence = ngettext(
        "%(n)s pair of records may be one: somebody has to say",
        "%(n)s pairs of records may be one: somebody has to say",
        people + accounts,
    ) % {"n": quantity(people + accounts)}
    return Wait(sentence, address, people + accounts)


def untidy(window: Window) -> list[situation.OpenDeal]:
    today = situation.now(window).date()
    return [
        one
        for one in situation.open_deals(window)
        if not one.amount or one.expected_close is None or one.expected_close < today - timedelta(days=1)
    ]

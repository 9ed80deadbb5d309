"""What answers to a few letters: what was opened lately, people, companies, pages, figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cordee.workspace.insight import directory, figures
from cordee.workspace.insight.directory import Card
from cordee.workspace.insight.window import Window
from cordee.workspace.people.models import Person

PAGES_LISTED, FIGURES_LISTED = 6, 5


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the palette."""

    address: str
    title: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of one kind, under a heading."""

    key: str
    title: str
    answers: list[Answer]


def answers(window: Window | None, text: str, person: Person, recent: Iterable[dict[str, Any]] = ()) -> list[Group]:
    """Groups that have something to say, most wanted first; without a question, what was opened lately and the pages."""
    groups: list[Group] = []
    if not text:
        groups.append(
            Group("recent", _("Opened lately"), [Answer(one["address"], one["title"], one["under"]) for one in recent])
        )
    elif window is not None:
        accounts, people = directory.suggested(window, text)
        groups.append(Group("people", _("People"), [_of(card) for card in people]))
        groups.append(Group("accounts", _("Companies"), [_of(card) for card in accounts]))
    groups.append(
        Group("pages", _("Pages"), [page for page in pages() if directory.answers_to(page.title, text)][:PAGES_LISTED])
    )
    if text:
        groups.append(Group("figures", _("Figures"), _figures(text)))
    return [group for group in groups if group.answers]


def pages() -> list[Answer]:
    """The menu, and what lies one step below it."""
    below: tuple[tuple[Any, ...], ...] = (("people:preferences", _("Preferences")),)
    found = []
    # What is shown to some only is found in their menu.
    for name, label, *more in (*settings.NAVIGATION, *below):
        if len(more) > 1:
            continue
        try:
            found.append(Answer(reverse(name), str(label)))
        except NoReverseMatch:  # a page that this installation does not have
            continue
    return found


def _of(card: Card) -> Answer:
    if card.kind == "person":
        under = " · ".join(filter(None, (card.job_title, card.account or card.email)))
        return Answer(reverse("journeys:person", args=(card.id,)), card.name, under)
    return Answer(
        reverse("journeys:account", args=(card.id,)), card.name, " · ".join(filter(None, (card.domain, card.city)))
    )


def _figures(text: str) -> list[Answer]:
    found = [
        Answer(reverse("scoreboard:definition", args=(one.key,)), one.name, one.sentence)
        for one in figures.definitions()
        if directory.answers_to(f"{one.name} {one.key.replace('_', ' ')}", text)
    ]
    return found[:FIGURES_LISTED]

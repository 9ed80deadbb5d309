"""What answers to a few letters: what was opened lately, people, companies, pages, figures, terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cordee.workspace.glossary import terms
from cordee.workspace.insight import directory, figures
from cordee.workspace.insight.directory import Card
from cordee.workspace.insight.window import Window
from cordee.workspace.people.models import Person

PAGES_LISTED, FIGURES_LISTED, TERMS_LISTED = 6, 5, 5
BELOW = (
    ("people:preferences", gettext_lazy("Preferences")),
    ("sources:imports", gettext_lazy("Imports")),
    ("sources:duplicates", gettext_lazy("Duplicates")),
    ("sources:contradictions", gettext_lazy("Contradictions")),
    ("sources:quality", gettext_lazy("Quality")),
    ("scoreboard:objectives", gettext_lazy("Objectives")),
    ("scoreboard:views", gettext_lazy("Saved views")),
    ("api:tokens", gettext_lazy("API tokens")),
)
"""Pages one step below the menu."""


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
    shown = [page for page in pages(person) if directory.answers_to(page.title, text)]
    groups.append(Group("pages", _("Pages"), shown[:PAGES_LISTED]))
    if text:
        groups.append(Group("figures", _("Figures"), _figures(text)))
        groups.append(Group("terms", _("Terms"), _terms(text)))
    return [group for group in groups if group.answers]


def pages(person: Person) -> list[Answer]:
    """What the person's menu holds, then what lies one step below it."""
    found = []
    for name, label, *more in (*settings.NAVIGATION, *BELOW):
        if len(more) > 1 and not import_string(more[1])(person):
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
    """Figures by their names in both languages, then those that a term of this name speaks of."""
    named = [
        one
        for one in figures.definitions()
        if directory.answers_to(
            f"{one.name} {figures.in_other_language(one.key).name} {one.key.replace('_', ' ')}", text
        )
    ]
    spoken = [figures.definition(key) for term in _named(text) for key in term.figures]
    found = {one.key: one for one in (*named, *spoken)}
    return [
        Answer(reverse("scoreboard:definition", args=(one.key,)), one.name, one.sentence) for one in found.values()
    ][:FIGURES_LISTED]


def _named(text: str) -> list[terms.Term]:
    """Terms of which a name, in either language, answers."""
    return [
        one
        for one in terms.terms().values()
        if directory.answers_to(f"{one.en.name} {one.fr.name} {one.key.replace('_', ' ')}", text)
    ]


def _terms(text: str) -> list[Answer]:
    return [
        Answer(reverse("glossary:term", args=(one.key,)), one.here.name, one.here.definition) for one in _named(text)
    ][:TERMS_LISTED]

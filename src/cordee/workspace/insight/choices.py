"""What people choose where the tools disagree: a value, the reading of a word, the campaign of a name, the trust in a tool."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cordee.revenue.identity.decisions import Decision
from cordee.revenue.model import choices
from cordee.revenue.model.choices import READ_ANEW, AlreadyChosen, Choice, NothingChosen
from cordee.revenue.warehouse import settings_file
from cordee.revenue.warehouse.home import HomeError
from cordee.revenue.warehouse.ledger import size
from cordee.workspace.insight.identities import not_seen_yet
from cordee.workspace.insight.window import Window

__all__ = ["READ_ANEW", "AlreadyChosen", "Choice", "Chosen", "HomeError", "NothingChosen"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One line of the history of choices."""

    number: int  # its place in the file, from 1
    choice: Choice
    in_force: bool
    seen: bool

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.choice.at)


def choose(window: Window, choice: Choice, *, first: bool = False) -> Choice:
    """Keeps a choice. ``first``: raises ``AlreadyChosen`` where somebody chose about the same meanwhile."""
    return choices.choose(window.home, choice, first=first)


def trust(window: Window, field: str, tool: str, *, by: str, because: str = "") -> Choice:
    """From now on ``tool`` comes first for the field; those trusted so far come after it."""
    before = window.home.settings.trusted.get(field, ())
    now = (tool, *(other for other in before if other != tool))
    settings_file.trust(window.home, field, now)
    told = Choice("trust", "", field, written=",".join(before), meant=",".join(now), by=by, because=because)
    return choices.choose(window.home, told)


def withdraw(window: Window, number: int, *, by: str) -> Choice:
    """Lifts a choice by its number. Raises ``NothingChosen``, ``LookupError``."""
    lines = choices.read(window.home)
    if not 1 <= number <= len(lines) or lines[number - 1].withdrawn:
        raise LookupError(number)
    lifted = choices.withdraw(window.home, lines[number - 1], by=by)
    if lifted.act == "trust":
        settings_file.trust(window.home, lifted.field, tuple(filter(None, lifted.written.split(","))))
    return lifted


def withdraw_with(window: Window, decision: Decision, *, by: str) -> list[Choice]:
    """Lifts the choices of values that were made with a merge, when the merge is lifted."""
    records = set(decision.a) | set(decision.b)
    return [
        choices.withdraw(window.home, choice, by=by)
        for choice in in_force(window)
        if choice.act == "value" and set(choice.among) == records and choice.at >= decision.at
    ]


def in_force(window: Window) -> tuple[Choice, ...]:
    """The choices that count now."""
    return window.remembered(("choices", size(window.home.choices)), lambda: choices.load(window.home).in_force)


def history(window: Window) -> list[Chosen]:
    """Every choice, latest first."""
    seen = not_seen_yet(window).choices_seen
    held = in_force(window)
    lines = choices.read(window.home)
    return [Chosen(number, choice, choice in held, number <= seen) for number, choice in enumerate(lines, 1)][::-1]


def about(window: Window, act: str, entity: str, field: str, of: Iterable[int | str]) -> Choice | None:
    """The choice in force about a field of an entity (any of its records), or about a written word."""
    wanted = set(of)
    for choice in reversed(in_force(window)):
        if (choice.act, choice.entity, choice.field) == (act, entity, field) and (
            {choice.record, *choice.among} & wanted if act == "value" else choice.written in wanted
        ):
            return choice
    return None


def number_of(window: Window, choice: Choice) -> int:
    """The number by which addresses name a choice."""
    lines = choices.read(window.home)
    return len(lines) - lines[::-1].index(choice)

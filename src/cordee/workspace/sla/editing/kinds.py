"""The kinds of clauses: where each stands in the terms, and how one is taken out or put in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordee.vocabulary.sla_terms.calendars import Calendar, Team, Worker
from cordee.vocabulary.sla_terms.clauses import Clause, clauses
from cordee.vocabulary.sla_terms.delays import Delay
from cordee.vocabulary.sla_terms.document import Review, StageRule, Term, Terms
from cordee.vocabulary.sla_terms.fields import OwnField
from cordee.vocabulary.sla_terms.promises import Exploration, Objective, Reason, Routing
from cordee.vocabulary.sla_terms.reading import to_json
from cordee.vocabulary.sla_terms.scoring import Criterion, Scoring
from cordee.vocabulary.sla_terms.value import Value, Words


@dataclass(frozen=True, slots=True)
class Kind:
    """``slug`` begins the ids of its clauses; ``path`` leads to it in the terms; ``many``: a list of them."""

    slug: str
    model: type[Value]
    path: tuple[str, ...]
    name: Promise
    many: bool = True
    without: tuple[str, ...] = ()

    def place(self, position: int | None) -> str:
        """The path of a clause as problems write it: ``scoring.fit[2]``."""
        return ".".join(self.path) + ("" if position is None else f"[{position}]")


KINDS: tuple[Kind, ...] = (
    Kind("title", Words, ("title",), _("Title"), many=False),
    Kind("glossary", Term, ("glossary",), _("Word of the glossary")),
    Kind("field", OwnField, ("own_fields",), _("Fact of our own")),
    Kind("stage", StageRule, ("stages",), _("Stage")),
    Kind("scoring.fit", Criterion, ("scoring", "fit"), _("Criterion of fit")),
    Kind("scoring.engagement", Criterion, ("scoring", "engagement"), _("Criterion of engagement")),
    Kind("scoring.scale", Scoring, ("scoring",), _("Scale of the score"), many=False, without=("fit", "engagement")),
    Kind("delay", Delay, ("delays",), _("Delay")),
    Kind("reason", Reason, ("reasons",), _("Reason")),
    Kind("objective", Objective, ("objectives",), _("Crossed objective")),
    Kind("calendar.company", Calendar, ("calendar",), _("Business hours"), many=False, without=("teams", "people")),
    Kind("calendar.team", Team, ("calendar", "teams"), _("Hours of a team")),
    Kind("calendar.person", Worker, ("calendar", "people"), _("Hours of a person")),
    Kind("routing", Routing, ("routing",), _("Routing"), many=False),
    Kind("exploration", Exploration, ("exploration",), _("Exploration quota"), many=False),
    Kind("review", Review, ("review",), _("Review"), many=False),
)
BY_SLUG: Mapping[str, Kind] = {kind.slug: kind for kind in KINDS}


def kind_of(clause: str) -> Kind | None:
    """The kind of a clause by its id."""
    if clause in BY_SLUG and not BY_SLUG[clause].many:
        return BY_SLUG[clause]
    return next((kind for kind in KINDS if kind.many and clause.startswith(f"{kind.slug}.")), None)


def found(terms: Terms, clause: str) -> Clause | None:
    """The clause of that id, if the terms hold it."""
    return next((one for one in clauses(terms) if one.id == clause), None)


def position(terms: Terms, kind: Kind, clause: str) -> int | None:
    """The place of a clause in its list; None for a single one. ``LookupError`` when there is none."""
    if not kind.many:
        return None
    held = found(terms, clause)
    if held is None:
        raise LookupError(clause)
    return int(held.path.rpartition("[")[2].rstrip("]"))


def content(terms: Terms, kind: Kind, at: int | None) -> dict[str, Any]:
    """The clause as plain values."""
    held: Any = to_json(terms)
    for step in kind.path:
        held = held[step]
    if at is not None:
        held = held[at]
    return {name: value for name, value in held.items() if name not in kind.without}


def put(terms: Terms, kind: Kind, at: int | None, value: dict[str, Any] | None) -> dict[str, Any]:
    """The terms as plain values with the clause in its place; ``at`` past the end adds it; no value takes it out."""
    whole = to_json(terms)
    if not kind.many:
        held: Any = whole
        for step in kind.path[:-1]:
            held = held[step]
        held[kind.path[-1]] = {**held[kind.path[-1]], **(value or {})}
        return whole
    listed: Any = whole
    for step in kind.path:
        listed = listed[step]
    if value is None:
        del listed[at]
    elif at is None or at >= len(listed):
        listed.append(value)
    else:
        listed[at] = value
    return whole

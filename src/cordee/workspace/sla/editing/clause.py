"""A clause being edited: from the document or from what a form sent, to nodes with errors, the sentences, and the new terms."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from cordee.vocabulary.sla_terms.clauses import clauses
from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.fields import known
from cordee.vocabulary.sla_terms.problems import Problem, of_shapes
from cordee.vocabulary.sla_terms.soundness import problems
from cordee.workspace.insight import sla
from cordee.workspace.people.models import Person
from cordee.workspace.sla.editing import reading
from cordee.workspace.sla.editing.kinds import Kind, content, found, position, put
from cordee.workspace.sla.editing.nodes import Given, Node, draw, every, marked
from cordee.workspace.sla.editing.slots import fresh


@dataclass(frozen=True)
class Editing:
    """One clause of some terms. ``clause`` empty: a new one. ``posted``: what a form sent, None before that."""

    terms: Terms
    kind: Kind
    language: str
    clause: str = ""
    posted: Mapping[str, Any] | None = None

    @property
    def at(self) -> int | None:
        """Its place in the list of its kind; one past the end for a new one."""
        if not self.kind.many:
            return None
        if self.clause:
            return position(self.terms, self.kind, self.clause)
        held: Any = self.terms
        for step in self.kind.path:
            held = getattr(held, step)
        return len(held)

    @property
    def seen(self) -> str:
        """The hash of the clause as the document holds it: a form says by it what it started from."""
        held = content(self.terms, self.kind, self.at) if self.clause or not self.kind.many else {}
        return sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()

    @cached_property
    def values(self) -> dict[str, Any]:
        """The clause as plain values: as posted, else as held, else fresh."""
        if self.posted is not None:
            read = reading.read(
                self.kind.model, dict(self.posted), known(self.terms.own_fields), sla.metric_units(), self.kind.without
            )
            return self._with_key(read)
        if self.clause or not self.kind.many:
            return content(self.terms, self.kind, self.at)
        return fresh(self.kind.model, self.kind.without)

    def _with_key(self, read: dict[str, Any]) -> dict[str, Any]:
        """Another key where a new clause would take that of a neighbour."""
        if self.clause or "key" not in read:
            return read
        held: Any = self.terms
        for step in self.kind.path:
            held = getattr(held, step)
        taken, base, n = {getattr(one, "key", "") for one in held}, str(read["key"]), 2
        while read["key"] in taken:
            read["key"], n = f"{base}_{n}", n + 1
        return read

    @cached_property
    def _tried(self) -> tuple[Terms | None, tuple[Problem, ...]]:
        """The terms with the clause as it is written now, and what is wrong: here, or elsewhere because of it."""
        whole = put(self.terms, self.kind, self.at, self.values)
        try:
            terms = Terms.model_validate(whole)
        except ValidationError as error:
            return None, of_shapes(error.errors(), dict.fromkeys(_paths(whole), 0))
        units = sla.metric_units()
        before = {(one.path, one.what_en) for one in problems(self.terms, metrics=units)}
        place = self.kind.place(self.at)
        after = problems(terms, metrics=units)
        mine = [one for one in after if _within(one.path, place) or (one.path, one.what_en) not in before]
        return terms, tuple(mine)

    @property
    def is_right(self) -> bool:
        return self._tried[0] is not None and not self._tried[1]

    @property
    def result(self) -> Terms:
        """The new terms, each rule without groups of one. Only when ``is_right``."""
        whole = put(self.terms, self.kind, self.at, _simplified(self.values))
        return Terms.model_validate(whole)

    @property
    def sentences(self) -> list[str]:
        """What the clause says as it is written now; nothing while it is wrong."""
        if not self.is_right:
            return []
        terms = self.result
        for name in (self.clause, self.id_in(terms)):
            if (held := found(terms, name)) is not None:
                return held.reading(self.language)
        return []

    def id_in(self, terms: Terms) -> str:
        """The id of this clause in the new terms."""
        place = self.kind.place(self.at)
        return next((one.id for one in clauses(terms) if one.path == place and one.id.startswith(self.kind.slug)), "")

    def nodes(self, given: Given) -> tuple[Node, ...]:
        """What the page draws, with errors at their place once something was posted."""
        shown = dict(self.posted) if self.posted is not None else self.values
        if self.kind.model.__name__ == "Words":
            drawn: tuple[Node, ...] = tuple(
                Node(draws="text", name=code, label=label, value=shown.get(code, ""), language=code)
                for code, label in (("fr", "Français"), ("en", "English"))
            )
        else:
            drawn = draw(self.kind.model, shown, given, without=self.kind.without)
        return marked(drawn, self.errors) if self.posted is not None else drawn

    @cached_property
    def errors(self) -> dict[str, list[str]]:
        """Name of the input → what is wrong there and what to do."""
        place = self.kind.place(self.at)
        said: dict[str, list[str]] = {}
        for one in self._tried[1]:
            text = f"{one.what_fr} {one.remedy_fr}" if self.language == "fr" else f"{one.what_en} {one.remedy_en}"
            name = _input(one.path[len(place) :]) if _within(one.path, place) else ""
            said.setdefault(name, []).append(text[:1].upper() + text[1:])
        return said

    @property
    def general_errors(self) -> list[str]:
        """What is wrong at no input of this form: elsewhere in the terms, because of this clause."""
        names = {node.name for node in every(self.nodes_names)}
        return [
            text for name, said in self.errors.items() if not name or name.split(".")[0] not in names for text in said
        ]

    @property
    def nodes_names(self) -> tuple[Node, ...]:
        return self.nodes(Given(fields=known(self.terms.own_fields), language=self.language))


def given(terms: Terms, language: str) -> Given:
    """What the form may choose from."""
    names = sla.metric_names(language)
    people = Person.objects.filter(is_active=True).order_by("name")
    return Given(
        fields=known(terms.own_fields),
        language=language,
        metrics=tuple(sorted(names.items(), key=lambda one: str(one[1]).casefold())),
        people=tuple((one.email, f"{one.name} · {one.get_side_display()}") for one in people),
        queues=tuple((queue.key, queue.name.said(language)) for queue in terms.routing.queues),
        teams=tuple((team.key, team.name) for team in terms.calendar.teams),
    )


def _simplified(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) in ({"all"}, {"any"}):
            return reading.simplest(value)
        return {key: _simplified(inner) for key, inner in value.items()}
    return [_simplified(one) for one in value] if isinstance(value, list | tuple) else value


def _within(path: str, place: str) -> bool:
    return path == place or path.startswith((f"{place}.", f"{place}["))


def _input(path: str) -> str:
    """The name of an input from the path of a problem: ``.rule.all[0].value`` → ``rule.parts.0.value``."""
    named = re.sub(r"\.?\b(?:all|any)\[(\d+)\]", r".parts.\1", path)
    return re.sub(r"\[(\d+)\]", r".\1", named).strip(".")


def _paths(value: Any, path: str = "") -> Iterable[str]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value):
            yield from _paths(inner, f"{path}[{n}]")

"""Clauses: the terms cut in parts that people can comment, compare and sign, each with an id that stays."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from cordee.vocabulary.sla_terms import calendar_readings, readings
from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.fields import known
from cordee.vocabulary.sla_terms.value import Value, Words

SECTIONS: tuple[str, ...] = (
    "title", "glossary", "field", "stage", "scoring", "delay", "reason", "objective", "calendar", "routing", "exploration", "review",
)  # fmt: skip
"""The sections, in reading order."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of the terms: ``delay.first_attempt``, its place in the file, its title, and its reading in sentences."""

    id: str
    section: str
    path: str
    content: Any  # plain JSON values
    title: Words
    _read: Callable[[str], list[str]]

    def reading(self, language: str) -> list[str]:
        """What the clause says, one sentence an item."""
        return self._read(language)


def clauses(terms: Terms) -> tuple[Clause, ...]:
    """Every clause, in reading order. Ids are unique, and made of keys only: moving a clause does not change its id."""
    return tuple(_clauses(terms))


def content_hash(terms: Terms) -> str:
    """SHA-256 (hexadecimal) of the canonical JSON: keys sorted, no spaces, defaults written out, UTF-8."""
    canonical = json.dumps(terms.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _clauses(terms: Terms) -> Iterator[Clause]:
    fields = known(terms.own_fields)

    def one(clause: str, path: str, value: Value, title: Words, read: Callable[[str], list[str]]) -> Clause:
        return Clause(clause, clause.split(".")[0], path, value.model_dump(mode="json"), title, read)

    yield one(
        "title", "title", terms.title, Words(fr="Titre", en="Title"), lambda language: [terms.title.said(language)]
    )
    for n, term in enumerate(terms.glossary):
        yield one(f"glossary.{term.key}", f"glossary[{n}]", term, term.name, partial(readings.term, term))
    for n, field in enumerate(terms.own_fields):
        yield one(f"field.{field.key.partition('.')[2]}", f"own_fields[{n}]", field, field.words, partial(readings.own_field, field))  # fmt: skip
    for n, stage in enumerate(terms.stages):
        yield one(f"stage.{stage.stage}", f"stages[{n}]", stage, stage.name, partial(readings.stage, stage, fields))
    scoring = terms.scoring
    for axis, criteria in (("fit", scoring.fit), ("engagement", scoring.engagement)):
        for n, criterion in enumerate(criteria):
            title = criterion.name or readings.criterion_title(criterion, fields)
            yield one(f"scoring.{axis}.{criterion.key}", f"scoring.{axis}[{n}]", criterion, title, partial(readings.criterion, criterion, fields))  # fmt: skip
    if scoring.fit or scoring.engagement:
        scale = scoring.model_copy(update={"fit": (), "engagement": ()})
        yield one("scoring.scale", "scoring", scale, Words(fr="Barème", en="Scale"), partial(readings.scale, scoring))
    for n, delay in enumerate(terms.delays):
        yield one(f"delay.{delay.key}", f"delays[{n}]", delay, delay.name, partial(readings.delay, delay, fields))
    for n, reason in enumerate(terms.reasons):
        yield one(f"reason.{reason.key}", f"reasons[{n}]", reason, reason.name, partial(readings.reason, reason))
    for n, objective in enumerate(terms.objectives):
        yield one(f"objective.{objective.key}", f"objectives[{n}]", objective, objective.name, partial(readings.objective, objective))  # fmt: skip
    calendar = terms.calendar
    company = calendar.model_copy(update={"teams": (), "people": ()})
    yield one("calendar.company", "calendar", company, Words(fr="Heures ouvrées", en="Business hours"), partial(calendar_readings.company, calendar))  # fmt: skip
    for n, team in enumerate(calendar.teams):
        title = Words(fr=f"Heures de l’équipe {team.name}", en=f"Hours of the team {team.name}")
        yield one(
            f"calendar.team.{team.key}", f"calendar.teams[{n}]", team, title, partial(calendar_readings.team, team)
        )
    for n, worker in enumerate(calendar.people):
        title = Words(fr=f"Heures de {worker.person}", en=f"Hours of {worker.person}")
        yield one(f"calendar.person.{worker.person.casefold()}", f"calendar.people[{n}]", worker, title, partial(calendar_readings.worker, worker))  # fmt: skip
    yield one("routing", "routing", terms.routing, Words(fr="Attribution des leads", en="Routing of leads"), partial(readings.routing, terms.routing, fields))  # fmt: skip
    yield one("exploration", "exploration", terms.exploration, Words(fr="Quota d’exploration", en="Exploration quota"), partial(readings.exploration, terms.exploration))  # fmt: skip
    yield one("review", "review", terms.review, Words(fr="Revue", en="Review"), partial(readings.review, terms.review))

"""The terms: one version of the SLA as an immutable value. Number, dates and signatures are kept beside it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from cordee.vocabulary.sla_terms.calendars import Calendar
from cordee.vocabulary.sla_terms.delays import Delay
from cordee.vocabulary.sla_terms.fields import OwnField
from cordee.vocabulary.sla_terms.promises import Exploration, Objective, Reason, Routing
from cordee.vocabulary.sla_terms.rules import Rule
from cordee.vocabulary.sla_terms.scoring import Scoring
from cordee.vocabulary.sla_terms.value import Key, Owes, Value, Words
from cordee.vocabulary.stages import Stage


class Term(Value):
    """A word of the glossary and what both sides mean by it."""

    key: Key
    name: Words
    meaning: Words


class StageRule(Value):
    """A stage of the lifecycle: its name here (SQO for an opportunity, say), who declares it, and by which rule."""

    stage: Stage
    name: Words
    owner: Owes
    rule: Rule


class Review(Value):
    """When both sides meet again over these terms: on a day, then every so many months."""

    due: date | None = None
    every_months: Annotated[int, Field(ge=1, le=24)] = 3


class Terms(Value):
    """What both sides agreed on.

    ``format`` is the version of this file's shape. Clauses keep their keys from version to version, so that two
    versions can be compared clause by clause (``clauses.clauses``, ``difference.difference``).
    """

    format: Literal[1] = 1
    title: Words
    glossary: tuple[Term, ...] = ()
    own_fields: tuple[OwnField, ...] = ()
    stages: tuple[StageRule, ...] = ()
    scoring: Scoring = Scoring()
    delays: tuple[Delay, ...] = ()
    reasons: tuple[Reason, ...] = ()
    objectives: tuple[Objective, ...] = ()
    calendar: Calendar = Calendar()
    routing: Routing = Routing()
    exploration: Exploration = Exploration()
    review: Review = Review()

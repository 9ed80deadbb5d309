"""The places of a shape: what each field of a clause's type asks for."""

import types
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from cordee.vocabulary.sla_terms.value import Value, Words


class Asks(StrEnum):
    """What a slot asks for, and so how it is drawn and read."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"  # kept as a share, 0.75
    FLAG = "flag"
    DAY = "day"
    LIST = "list"  # texts or days, separated by commas
    CHOICE = "choice"
    CHOICES = "choices"
    WORDS = "words"  # French and English
    GROUP = "group"
    ROWS = "rows"
    RULE = "rule"
    CONDITION = "condition"  # the field, operator and value of a criterion
    KEY = "key"  # made from the name, never shown
    PERSON = "person"
    METRIC = "metric"
    QUEUE = "queue"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Slot:
    """One place: its name in the file, what it asks for, and of which type."""

    owner: str  # the name of the type that holds it
    name: str
    asks: Asks
    optional: bool = False
    model: type[Value] | None = None
    choices: type[StrEnum] | None = None

    @property
    def step(self) -> str:
        """Its name in a form, where a number would be a place in a list."""
        return f"n{self.name}" if self.name.isdecimal() else self.name

    @property
    def label_key(self) -> str:
        return f"{self.owner}.{self.name}"


_OWN = {
    "StageRule.rule": Asks.RULE,
    "Tier.when": Asks.RULE,
    "Queue.when": Asks.RULE,
    "Criterion.field": Asks.CONDITION,
    "Objective.metric": Asks.METRIC,
    "Owners.marketing": Asks.PERSON,
    "Owners.sales": Asks.PERSON,
    "Member.person": Asks.PERSON,
    "Worker.person": Asks.PERSON,
    "Routing.fallback": Asks.PERSON,
    "Reassignment.to_queue": Asks.QUEUE,
    "Worker.team": Asks.TEAM,
    "Delay.warn_at": Asks.PERCENT,
    "Escalation.at": Asks.PERCENT,
    "Reassignment.at": Asks.PERCENT,
    "Exploration.share": Asks.PERCENT,
    "Calibration.probability": Asks.PERCENT,
    "Team.key": Asks.TEXT,
    "Choice.key": Asks.TEXT,
    "OwnField.key": Asks.TEXT,
}
_LEFT_OUT = frozenset({"Criterion.operator", "Criterion.value", "Criterion.within_days", "Objective.unit"})
"""What is asked for together with another slot, or follows from one."""


def slots(model: type[Value], without: Iterable[str] = ()) -> list[Slot]:
    """The places of a type, in its own order."""
    found = []
    for name, field in model.model_fields.items():
        key = f"{model.__name__}.{name}"
        if name in without or key in _LEFT_OUT:
            continue
        written = field.serialization_alias or field.alias or name
        found.append(_slot(model.__name__, written, field.annotation, _OWN.get(key)))
    return found


def _slot(owner: str, name: str, annotation: Any, own: Asks | None) -> Slot:
    kind, optional = _bare(annotation)
    if own is not None:
        return Slot(owner, name, own, optional)
    if name == "key":
        return Slot(owner, name, Asks.KEY)
    if get_origin(kind) is tuple:
        inner, _ = _bare(get_args(kind)[0])
        if isinstance(inner, type) and issubclass(inner, Value):
            return Slot(owner, name, Asks.ROWS, model=inner)
        if isinstance(inner, type) and issubclass(inner, StrEnum):
            return Slot(owner, name, Asks.CHOICES, choices=inner)
        return Slot(owner, name, Asks.LIST)
    if kind is Words:
        return Slot(owner, name, Asks.WORDS, optional)
    if isinstance(kind, type):
        if issubclass(kind, Value):
            return Slot(owner, name, Asks.GROUP, optional, model=kind)
        if issubclass(kind, StrEnum):
            return Slot(owner, name, Asks.CHOICE, optional, choices=kind)
        if kind is bool:
            return Slot(owner, name, Asks.FLAG)
        if kind in (int, float):
            return Slot(owner, name, Asks.NUMBER, optional)
        if kind is date:
            return Slot(owner, name, Asks.DAY, optional)
    return Slot(owner, name, Asks.TEXT, optional)


def _bare(annotation: Any) -> tuple[Any, bool]:
    """The type without its limits, and whether it may be absent."""
    optional = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation):
            (annotation,) = [one for one in get_args(annotation) if one is not type(None)]
            optional = True
        else:
            return annotation, optional


def fresh(model: type[Value], without: Iterable[str] = ()) -> dict[str, Any]:
    """A new item of a type: the defaults of what has one."""
    left = set(without)
    found: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name in left or field.is_required():
            continue
        written = field.serialization_alias or field.alias or name
        value = field.get_default(call_default_factory=True)
        found[written] = value.model_dump(mode="json") if isinstance(value, Value) else value
    return found

"""Rules over facts: conditions on fields, joined by «all of» and «any of»."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Tag

from cordee.vocabulary.sla_terms.value import Value


class Operator(StrEnum):
    """How a field is compared with the value. Bounds are included.

    Texts are compared without case and accents. A field that is not known meets ``unknown``, ``is_not`` and
    ``none_of``, and nothing else.
    """

    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    CONTAINS = "contains"
    KNOWN = "known"
    UNKNOWN = "unknown"


def _whole(value: Any) -> Any:
    """Reads 5.0 as 5, so that the same rule has the same hash however it was typed."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Scalar: TypeAlias = Annotated[bool | int | float | str, BeforeValidator(_whole)]


class Condition(Value):
    """One comparison: ``{field: account.headcount, operator: between, value: [50, 1000]}``.

    ``value`` is a list for one_of, none_of and between, absent for known and unknown. ``within_days`` limits a count of
    touches to the last days before the moment of judgement.
    """

    field: str = Field(min_length=1, max_length=80)
    operator: Operator
    value: Scalar | tuple[Scalar, ...] | None = None
    within_days: Annotated[int, Field(ge=1, le=3650)] | None = None


class AllOf(Value):
    """Every rule in the list must hold."""

    all: tuple["Rule", ...] = Field(min_length=1)


class AnyOf(Value):
    """At least one rule in the list must hold."""

    any: tuple["Rule", ...] = Field(min_length=1)


def _kind(value: Any) -> str:
    for name, type_ in (("all", AllOf), ("any", AnyOf)):
        if isinstance(value, type_) or (isinstance(value, dict) and name in value):
            return name
    return "condition"


Rule: TypeAlias = Annotated[
    Annotated[Condition, Tag("condition")] | Annotated[AllOf, Tag("all")] | Annotated[AnyOf, Tag("any")],
    Discriminator(_kind),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()


def conditions(rule: Rule, path: str = "") -> Iterator[tuple[str, Condition]]:
    """Every condition of a rule with its path in it: ``all[0].any[1]``."""
    match rule:
        case Condition():
            yield path, rule
        case AllOf():
            for place, part in enumerate(rule.all):
                yield from conditions(part, f"{path}.all[{place}]")
        case AnyOf():
            for place, part in enumerate(rule.any):
                yield from conditions(part, f"{path}.any[{place}]")

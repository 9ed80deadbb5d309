"""Score cards: criteria with points that two teams can sign, as data that a document holds and a page reads aloud.

A card judges a lead twice: *fit* (who they are) in A, B, C and *engagement* (what they do) in 1, 2, 3.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

Value: TypeAlias = str | float | tuple[str, ...]

POINTS = 100
"""The points of a card lie between −POINTS and POINTS, and so does every criterion."""


class Operator(StrEnum):
    """How a fact is compared. A fact that is missing satisfies none of them."""

    IS = "is"
    ONE_OF = "one_of"
    NONE_OF = "none_of"  # something else than these, yet something
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"


_SAID = {
    Operator.IS: ("{field} is {value}", "{field} est {value}"),
    Operator.ONE_OF: ("{field} is one of {value}", "{field} est parmi {value}"),
    Operator.NONE_OF: ("{field} is something else than {value}", "{field} est autre chose que {value}"),
    Operator.AT_LEAST: ("{field} is at least {value}", "{field} vaut au moins {value}"),
    Operator.LESS_THAN: ("{field} is less than {value}", "{field} vaut moins de {value}"),
}


class InvalidCard(ValueError):
    """A card, as data, that says something impossible; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One fact compared with one value: the rule and its sentence come from the same three words."""

    field: str
    operator: Operator
    value: Value

    def __post_init__(self) -> None:
        several = self.operator in (Operator.ONE_OF, Operator.NONE_OF)
        numeric = self.operator in (Operator.AT_LEAST, Operator.LESS_THAN)
        right = (
            isinstance(self.value, tuple) and self.value
            if several
            else isinstance(self.value, float | int) and not isinstance(self.value, bool)
            if numeric
            else isinstance(self.value, str)
        )
        if not self.field or not right:
            raise InvalidCard(f"{self.field or 'a condition'}: {self.operator} does not go with {self.value!r}")

    def said(self, language: str = "en", label: str | None = None) -> str:
        """The sentence, in English or French. ``label`` is how people call the field."""
        french = language == "fr"
        return _SAID[self.operator][french].format(
            field=_quoted(label or self.field, french), value=_value(self.value, french)
        )

    def as_json(self) -> dict[str, Any]:
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"field": self.field, "operator": str(self.operator), "value": value}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Condition":
        value = content["value"]
        return cls(
            str(content["field"]), Operator(content["operator"]), tuple(value) if isinstance(value, list) else value
        )


@dataclass(frozen=True, slots=True)
class Criterion:
    """Points for a lead that satisfies the condition; negative points are criteria against."""

    key: str  # names the criterion in explanations; unique in its card
    condition: Condition
    points: int

    def as_json(self) -> dict[str, Any]:
        return {"key": self.key, **self.condition.as_json(), "points": self.points}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Criterion":
        return cls(str(content["key"]), Condition.from_json(content), int(content["points"]))


@dataclass(frozen=True, slots=True)
class Activity:
    """Points for every touch of some kinds within the last ``window_days``, halved with age; at most ``at_most``.

    ``kinds`` are words of ``vocabulary.words.TouchKind``. ``direction`` is ``in`` (the buyer acts), ``out``, or None:
    either. With negative points ``at_most`` is the greatest loss.
    """

    key: str
    kinds: tuple[str, ...]
    points: int  # for one touch of this very moment
    at_most: int  # all its touches together, in size
    window_days: int
    direction: str | None = "in"

    def said(self, language: str = "en", labels: Mapping[str, str] | None = None) -> str:
        """The sentence; ``labels`` is how people call the kinds of touches."""
        kinds = ", ".join((labels or {}).get(kind, kind) for kind in self.kinds)
        if language == "fr":
            return f"{kinds}\u202f: par fois dans les {self.window_days} derniers jours, au plus {self.at_most} points"
        return f"{kinds}: each time in the last {self.window_days} days, at most {self.at_most} points"

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "kinds": list(self.kinds),
            "direction": self.direction,
            "points": self.points,
            "at_most": self.at_most,
            "window_days": self.window_days,
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Activity":
        return cls(
            key=str(content["key"]),
            kinds=tuple(content["kinds"]),
            points=int(content["points"]),
            at_most=int(content["at_most"]),
            window_days=int(content["window_days"]),
            direction=content.get("direction"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """How a lead is judged: ``fit`` and ``engagement``, each from 0 to its cap, and the grades that they give.

    A fit of at least ``grade_a`` is an A, of at least ``grade_b`` a B, anything less a C; an engagement of at least
    ``grade_1`` is a 1, of at least ``grade_2`` a 2, anything less a 3. ``start`` is what every lead begins with.
    """

    fit: tuple[Criterion, ...]
    engagement: tuple[Activity, ...]
    fit_cap: int
    engagement_cap: int
    half_life_days: float  # a touch this old counts for half
    grade_a: int
    grade_b: int
    grade_1: int
    grade_2: int
    start: int = 0

    def __post_init__(self) -> None:
        keys = [one.key for one in self]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        wrong = [key for key in keys if not key or not key.replace("_", "").isalnum()]
        for bad, what in (
            (twice, "the same key twice: " + ", ".join(twice)),
            (wrong, f"a key is letters, digits and underscores, not {wrong[:1]}"),
            (not self.grade_a >= self.grade_b, "grade_a is below grade_b"),
            (not self.grade_1 >= self.grade_2, "grade_1 is below grade_2"),
            (self.fit_cap < 0 or self.engagement_cap < 0, "a cap is negative"),
            (self.half_life_days <= 0, "half_life_days is not positive"),
            (any(one.window_days <= 0 or one.at_most < 0 for one in self.engagement), "an impossible window or limit"),
            (any(not one.kinds for one in self.engagement), "an activity of no kind"),
        ):
            if bad:
                raise InvalidCard(what)

    def grade(self, fit: int, engagement: int) -> str:
        """The cell of the matrix: A1 to C3."""
        return ("A" if fit >= self.grade_a else "B" if fit >= self.grade_b else "C") + (
            "1" if engagement >= self.grade_1 else "2" if engagement >= self.grade_2 else "3"
        )

    def __iter__(self) -> Iterator[Criterion | Activity]:
        return iter((*self.fit, *self.engagement))

    def as_json(self) -> dict[str, Any]:
        """The card as plain data; ``from_json`` gives the same card back."""
        return {
            "start": self.start,
            "fit": [one.as_json() for one in self.fit],
            "engagement": [one.as_json() for one in self.engagement],
            "fit_cap": self.fit_cap,
            "engagement_cap": self.engagement_cap,
            "half_life_days": self.half_life_days,
            "grade_a": self.grade_a,
            "grade_b": self.grade_b,
            "grade_1": self.grade_1,
            "grade_2": self.grade_2,
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Card":
        """Raises ``InvalidCard``, naming what is missing or impossible."""
        try:
            return cls(
                fit=tuple(Criterion.from_json(one) for one in content["fit"]),
                engagement=tuple(Activity.from_json(one) for one in content["engagement"]),
                half_life_days=float(content["half_life_days"]),
                start=int(content.get("start", 0)),
                **{name: int(content[name]) for name in _WHOLE},
            )
        except KeyError as error:
            raise InvalidCard(f"{error.args[0]} is missing") from None
        except (TypeError, ValueError) as error:
            raise InvalidCard(str(error)) from None


_WHOLE = ("fit_cap", "engagement_cap", "grade_a", "grade_b", "grade_1", "grade_2")


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a card as data."""
    key = {"type": "string", "pattern": "^[A-Za-z0-9_]+$"}
    points = {"type": "integer", "minimum": -POINTS, "maximum": POINTS}
    numeric, several = [str(Operator.AT_LEAST), str(Operator.LESS_THAN)], [str(Operator.ONE_OF), str(Operator.NONE_OF)]
    texts = {"type": "array", "items": {"type": "string"}, "minItems": 1}
    criterion = {
        "type": "object",
        "properties": {"key": key, "field": {"type": "string", "minLength": 1}, "points": points},
        "required": ["key", "field", "operator", "value", "points"],
        "oneOf": [
            {"properties": {"operator": {"enum": numeric}, "value": {"type": "number"}}},
            {"properties": {"operator": {"enum": several}, "value": texts}},
            {"properties": {"operator": {"const": str(Operator.IS)}, "value": {"type": "string"}}},
        ],
    }
    activity = {
        "type": "object",
        "properties": {
            "key": key,
            "kinds": texts,
            "direction": {"enum": ["in", "out", None]},
            "points": points,
            "at_most": {"type": "integer", "minimum": 0, "maximum": POINTS},
            "window_days": {"type": "integer", "minimum": 1},
        },
        "required": ["key", "kinds", "points", "at_most", "window_days"],
        "additionalProperties": False,
    }
    whole = {"type": "integer"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "start": whole,
            "fit": {"type": "array", "items": criterion},
            "engagement": {"type": "array", "items": activity},
            "half_life_days": {"type": "number", "exclusiveMinimum": 0},
            **dict.fromkeys(_WHOLE, whole),
        },
        "required": ["fit", "engagement", "half_life_days", *_WHOLE],
        "additionalProperties": False,
    }


def _quoted(text: str, french: bool) -> str:
    return f"«\u202f{text}\u202f»" if french else f"“{text}”"


def _value(value: Value, french: bool) -> str:
    if isinstance(value, str):
        return _quoted(value, french)
    if isinstance(value, Sequence):
        return ", ".join(_quoted(one, french) for one in value)
    text = f"{value:,.10g}".replace(",", "\u202f" if french else ",")
    return text.replace(".", ",") if french else text

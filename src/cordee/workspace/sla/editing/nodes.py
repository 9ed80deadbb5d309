"""What the page draws: the slots of a clause with their values, choices and errors, ready for ``sla/_node.html``."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise

from cordee.vocabulary.sla_terms.fields import Field, Kind
from cordee.vocabulary.sla_terms.rules import Operator
from cordee.vocabulary.sla_terms.soundness import SUITS
from cordee.vocabulary.sla_terms.value import Value
from cordee.workspace.sla.editing.reading import NO_VALUE, SEVERAL
from cordee.workspace.sla.editing.slots import Asks, Slot, slots
from cordee.workspace.sla.editing.words import CHOICES, FAMILIES, LABELS

Choice = tuple[str, str | Promise]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a form may choose from: the fields of rules, the figures, colleagues, queues and teams."""

    fields: Mapping[str, Field]
    language: str
    metrics: tuple[Choice, ...] = ()
    people: tuple[Choice, ...] = ()
    queues: tuple[Choice, ...] = ()
    teams: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One thing on the page. ``draws`` says which: text, area, number, flag, day, select, checks, hidden, group, rows, rule, condition."""

    draws: str
    name: str
    label: str | Promise = ""
    value: Any = ""
    choices: tuple[Choice, ...] = ()
    grouped: tuple[tuple[str | Promise, tuple[Choice, ...]], ...] = ()
    children: tuple["Node", ...] = ()
    optional: bool = False
    on: bool = True
    language: str = ""
    errors: tuple[str, ...] = field(default=())

    @property
    def id(self) -> str:
        return "in-" + self.name.replace(".", "-") if self.name else "in-all"


def draw(
    model: type[Value], values: Mapping[str, Any], given: Given, *, prefix: str = "", without: Iterable[str] = ()
) -> tuple[Node, ...]:
    """The nodes of a type from its values (of the document, or as a form sent them)."""
    found = []
    for slot in slots(model, without):
        if slot.asks is Asks.CONDITION:
            found.append(replace(_condition(values, given, prefix.rstrip(".")), label=LABELS[slot.label_key]))
        else:
            found.append(_one(slot, values.get(slot.name, values.get(slot.step)), given, prefix + slot.step))
    return tuple(found)


def marked(nodes: Iterable[Node], errors: Mapping[str, list[str]]) -> tuple[Node, ...]:
    """The nodes with what is wrong at each; an error of a place that is not drawn stands at the nearest one above it."""
    drawn = list(nodes)
    names = {node.name for node in every(drawn)}
    placed: dict[str, list[str]] = {}
    for name, said in errors.items():
        at = name
        while at and at not in names:
            at = at.rpartition(".")[0]
        if at:
            placed.setdefault(at, []).extend(said)
    return tuple(_marked(node, placed) for node in drawn)


def _marked(node: Node, placed: Mapping[str, list[str]]) -> Node:
    inner = tuple(_marked(child, placed) for child in node.children)
    return replace(node, children=inner, errors=tuple(placed.get(node.name, ())))


def every(nodes: Iterable[Node]) -> Iterator[Node]:
    """Each node and all that it holds."""
    for node in nodes:
        yield node
        yield from every(node.children)


def _one(slot: Slot, value: Any, given: Given, name: str) -> Node:
    label = LABELS.get(slot.label_key, slot.name)
    match slot.asks:
        case Asks.KEY:
            return Node(draws="hidden", name=name, value=value or "")
        case Asks.FLAG:
            return Node(draws="flag", name=name, label=label, on=value not in (None, "", "false", False))
        case Asks.NUMBER:
            return Node(draws="number", name=name, label=label, value=_written(value, given), optional=slot.optional)
        case Asks.PERCENT:
            share = round(value * 100, 4) if isinstance(value, int | float) else value
            return Node(draws="number", name=name, label=label, value=_written(share, given), optional=slot.optional)
        case Asks.DAY:
            return Node(draws="day", name=name, label=label, value=value or "", optional=slot.optional)
        case Asks.LIST:
            text = value if isinstance(value, str) else ", ".join(str(one) for one in value or ())
            return Node(draws="text", name=name, label=label, value=text, optional=True)
        case Asks.CHOICE | Asks.CHOICES:
            assert slot.choices is not None  # noqa: S101 -- for the type checker: a choice has a list
            choices = tuple((one.value, CHOICES[f"{slot.choices.__name__}.{one.value}"]) for one in slot.choices)
            if slot.asks is Asks.CHOICE:
                return Node(draws="select", name=name, label=label, value=value or "", choices=choices)
            held = value if isinstance(value, list | tuple) else [value] if value else []
            # Those that are held come first, in their order: the document keeps it.
            order = {key: place for place, key in enumerate(held)}
            listed = tuple(sorted(choices, key=lambda one: order.get(one[0], len(order))))
            return Node(draws="checks", name=name, label=label, value=held, choices=listed)
        case Asks.WORDS:
            said = value if isinstance(value, Mapping) else {}
            area = "area" if slot.name == "meaning" else "text"
            inner = tuple(
                Node(
                    draws=area,
                    name=f"{name}.{code}",
                    label=LABELS[f"Words.{code}"],
                    value=said.get(code, ""),
                    language=code,
                    optional=slot.optional,
                )
                for code in ("fr", "en")
            )
            return Node(draws="words", name=name, label=label, children=inner, optional=slot.optional)
        case Asks.RULE:
            return replace(_rule(value, given, name), label=label, optional=slot.optional)
        case Asks.ROWS:
            assert slot.model is not None  # noqa: S101 -- for the type checker: rows have a type
            rows = tuple(
                Node(
                    draws="group",
                    name=f"{name}.{n}",
                    children=draw(slot.model, one if isinstance(one, Mapping) else {}, given, prefix=f"{name}.{n}."),
                )
                for n, one in enumerate(value or ())
            )
            return Node(draws="rows", name=name, label=label, children=rows, optional=True)
        case Asks.GROUP:
            assert slot.model is not None  # noqa: S101 -- for the type checker: a group has a type
            inside = value if isinstance(value, Mapping) else {}
            on = bool(inside) and inside.get("on", True) not in ("", False)
            return Node(
                draws="group",
                name=name,
                label=label,
                children=draw(slot.model, inside, given, prefix=f"{name}."),
                optional=slot.optional,
                on=on,
            )
        case Asks.PERSON | Asks.METRIC | Asks.QUEUE | Asks.TEAM:
            offered = {
                Asks.PERSON: given.people,
                Asks.METRIC: given.metrics,
                Asks.QUEUE: given.queues,
                Asks.TEAM: given.teams,
            }[slot.asks]
            options: tuple[Choice, ...] = (*([("", "–")] if slot.optional or not value else []), *offered)
            if value and value not in [key for key, _ in options]:
                options = (*options, (str(value), str(value)))
            return Node(
                draws="select", name=name, label=label, value=value or "", choices=options, optional=slot.optional
            )
    return Node(draws="text", name=name, label=label, value=value or "", optional=slot.optional)


def _written(value: Any, given: Given) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text.replace(".", ",") if given.language == "fr" else text


def _rule(value: Any, given: Given, name: str) -> Node:
    """A rule of the document, or as a form sent it (``join`` and ``parts``), as a group of parts."""
    held: Any = value if isinstance(value, Mapping) else {}
    join: Any = "all"
    parts: Any = []
    if "parts" in held or "join" in held:
        join, parts = held.get("join", "all"), held.get("parts") or []
    elif "all" in held or "any" in held:
        join = "any" if "any" in held else "all"
        parts = held[join]
    elif held:
        parts = [held]
    children = []
    for n, part in enumerate(parts if isinstance(parts, list | tuple) else []):
        inner = part if isinstance(part, Mapping) else {}
        is_group = any(key in inner for key in ("parts", "join", "all", "any"))
        children.append(
            _rule(inner, given, f"{name}.parts.{n}") if is_group else _condition(inner, given, f"{name}.parts.{n}")
        )
    return Node(draws="rule", name=name, value="any" if join == "any" else "all", children=tuple(children))


def _condition(values: Mapping[str, Any], given: Given, name: str) -> Node:
    """Field, operator, value, and, for a count of touches, the days before the moment of judgement."""
    dot = f"{name}." if name else ""
    key, operator = str(values.get("field") or ""), str(values.get("operator") or "")
    known = given.fields.get(key)
    offered = [one for one in Operator if known is None or one in SUITS[known.kind] or one == operator]
    operators = tuple((one.value, CHOICES[f"Operator.{one.value}"]) for one in offered)
    inner = [
        Node(
            draws="select",
            name=f"{dot}field",
            label=LABELS["Criterion.field"],
            value=key,
            choices=(("", "–"),),
            grouped=_fields(given),
        ),
        Node(draws="select", name=f"{dot}operator", value=operator, choices=operators),
    ]
    if operator not in NO_VALUE:
        inner += _values(values.get("value"), operator, known, given, f"{dot}value")
    if known is not None and known.kind is Kind.COUNT:
        days = _written(values.get("within_days"), given)
        inner.append(Node(draws="number", name=f"{dot}within_days", value=days, optional=True))
    return Node(draws="condition", name=name, children=tuple(inner))


def _values(value: Any, operator: str, known: Field | None, given: Given, name: str) -> list[Node]:
    held = list(value) if isinstance(value, list | tuple) else [value] if value is not None else []
    if operator == Operator.BETWEEN:
        bounds = [*held, "", ""][:2]
        return [
            Node(draws="number", name=f"{name}.{n}", value=_written(bound, given)) for n, bound in enumerate(bounds)
        ]
    kind = known.kind if known else Kind.TEXT
    if kind is Kind.FLAG:
        said = str(held[0]).lower() if held else "true"
        return [
            Node(
                draws="select",
                name=name,
                value=said,
                choices=(("true", CHOICES["Flag.true"]), ("false", CHOICES["Flag.false"])),
            )
        ]
    if kind is Kind.CHOICE and known is not None:
        choices = tuple((key, words.said(given.language)) for key, words in known.choices.items())
        if operator in SEVERAL:
            return [Node(draws="checks", name=name, value=[str(one) for one in held], choices=choices)]
        return [Node(draws="select", name=name, value=str(held[0]) if held else "", choices=choices)]
    separator = "; " if kind in (Kind.NUMBER, Kind.COUNT) else ", "
    text = separator.join(_written(one, given) if not isinstance(one, str) else one for one in held)
    draws = "text" if operator in SEVERAL or kind is Kind.TEXT else "number"
    return [Node(draws=draws, name=name, value=text)]


def _fields(given: Given) -> tuple[tuple[str | Promise, tuple[Choice, ...]], ...]:
    found: dict[str, list[Choice]] = {}
    for key, one in given.fields.items():
        found.setdefault(key.partition(".")[0], []).append((key, one.words.said(given.language)))
    return tuple((FAMILIES.get(family, family), tuple(listed)) for family, listed in found.items())

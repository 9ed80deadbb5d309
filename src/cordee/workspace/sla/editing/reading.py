"""From what a form sent to what the document takes: numbers, days, lists and rules; what cannot be read is left for the document to refuse."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from cordee.vocabulary.sla_terms.fields import Field, Kind
from cordee.vocabulary.sla_terms.rules import Operator
from cordee.vocabulary.sla_terms.value import Value
from cordee.workspace.sla.editing.slots import Asks, Slot, slots

SEVERAL = frozenset({Operator.ONE_OF, Operator.NONE_OF, Operator.BETWEEN})
NO_VALUE = frozenset({Operator.KNOWN, Operator.UNKNOWN})


def read(
    model: type[Value], values: Any, fields: Mapping[str, Field], units: Mapping[str, str], without: Iterable[str] = ()
) -> dict[str, Any]:
    """The plain values of ``model`` from what a form sent for it."""
    given = values if isinstance(values, dict) else {}
    found: dict[str, Any] = {}
    for slot in slots(model, without):
        if slot.asks is Asks.CONDITION:
            found |= condition(given, fields)
        else:
            value = _one(slot, given.get(slot.step), fields, units)
            if value is not None or slot.optional:
                found[slot.name] = value
    if model.__name__ == "Objective" and found.get("metric") in units:
        found["unit"] = units[found["metric"]]
    if "key" in model.model_fields and not found.get("key"):
        found["key"] = _key(found, model)
    return found


def _one(slot: Slot, value: Any, fields: Mapping[str, Field], units: Mapping[str, str]) -> Any:
    match slot.asks:
        case Asks.FLAG:
            return value not in (None, "", "false", False)
        case Asks.NUMBER:
            return number(value)
        case Asks.PERCENT:
            said = number(value)
            return round(said / 100, 6) if isinstance(said, int | float) else said
        case Asks.LIST:
            return [one.strip() for one in re.split(r"[,;\n]", value or "") if one.strip()]
        case Asks.CHOICES:
            return value if isinstance(value, list) else [value] if value else []
        case Asks.WORDS:
            return _words(value, slot.optional)
        case Asks.RULE:
            return rule(value, fields)
        case Asks.ROWS:
            assert slot.model is not None  # noqa: S101 -- for the type checker: rows have a type
            rows = [read(slot.model, one, fields, units) for one in (value if isinstance(value, list) else [])]
            _tell_apart(rows)
            return rows
        case Asks.GROUP:
            assert slot.model is not None  # noqa: S101 -- for the type checker: a group has a type
            if slot.optional and not (isinstance(value, dict) and value.get("on")):
                return None
            return read(slot.model, value, fields, units)
        case _:
            return value.strip() or None if isinstance(value, str) else value


def number(value: Any) -> Any:
    """``1 200``, ``0,5`` and ``0.5`` as numbers; nothing as None; what is no number as it was written."""
    if not isinstance(value, str):
        return value
    text = re.sub(r"[\s\u00a0\u202f]", "", value).replace(",", ".").rstrip("%")
    if not text:
        return None
    try:
        return int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)
    except ValueError:
        return value


def rule(value: Any, fields: Mapping[str, Field]) -> dict[str, Any] | None:
    """A group of conditions and groups; a group of nothing is no rule. Kept as a group even of one: errors then keep their place."""
    given = value if isinstance(value, dict) else {}
    parts = given.get("parts")
    listed = [one for one in (parts if isinstance(parts, list) else []) if isinstance(one, dict)]
    found = [rule(one, fields) if "parts" in one or "join" in one else condition(one, fields) for one in listed]
    kept = [one for one in found if one is not None]
    if not kept:
        return None
    return {"any" if given.get("join") == "any" else "all": kept}


def simplest(rule: Any) -> Any:
    """The same rule without groups of one."""
    for join in ("all", "any"):
        if isinstance(rule, dict) and join in rule:
            parts = [simplest(one) for one in rule[join]]
            return parts[0] if len(parts) == 1 else {join: parts}
    return rule


def condition(given: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """The field, operator, value and days of one comparison."""
    operator = str(given.get("operator") or "")
    field = fields.get(str(given.get("field") or ""))
    found = {
        "field": str(given.get("field") or ""),
        "operator": operator,
        "value": _value(given.get("value"), operator, field),
    }
    days = number(given.get("within_days"))
    return found | ({"within_days": days} if days is not None else {})


def _value(value: Any, operator: str, field: Field | None) -> Any:
    if operator in NO_VALUE:
        return None
    kind = field.kind if field else Kind.TEXT
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value)]
    if operator not in SEVERAL:
        return _scalar(value[0] if isinstance(value, list) and value else value, kind)
    if isinstance(value, str):
        value = re.split(r"[;\n]" if kind in (Kind.NUMBER, Kind.COUNT) else r"[,;\n]", value)
    return [_scalar(one, kind) for one in (value or []) if not isinstance(one, str) or one.strip()]


def _scalar(value: Any, kind: Kind) -> Any:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if kind in (Kind.NUMBER, Kind.COUNT):
        return number(text)
    if kind is Kind.FLAG:
        return {"true": True, "false": False}.get(text, text or None)
    return text or None


def _words(value: Any, optional: bool) -> dict[str, str] | None:
    given = value if isinstance(value, dict) else {}
    said = {language: str(given.get(language) or "").strip() for language in ("fr", "en")}
    return None if optional and not any(said.values()) else said


def _key(found: Mapping[str, Any], model: type[Value]) -> str:
    """A name for the file, from the English name, else the French one, else the field, else the type."""
    name = found.get("name")
    said = (name.get("en") or name.get("fr")) if isinstance(name, dict) else name
    source = str(said or str(found.get("field") or "").rpartition(".")[2] or model.__name__)
    plain = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40]
    return slug if slug[:1].isalpha() else f"{model.__name__.lower()}_{slug}".rstrip("_")


def _tell_apart(rows: list[dict[str, Any]]) -> None:
    """Gives a number to keys that rows of one list share."""
    taken: set[str] = set()
    for row in rows:
        if "key" not in row:
            continue
        base, n = str(row["key"]), 2
        while row["key"] in taken:
            row["key"], n = f"{base}_{n}", n + 1
        taken.add(row["key"])

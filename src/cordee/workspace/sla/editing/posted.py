"""What a form sent, as nested values: ``tiers.0.when.parts.1.field`` becomes a list in a dict; and the buttons that change its rows."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

DEEPEST, LONGEST = 16, 300
"""How deep a name may go, and how many items a list may have: more is nobody's form."""


def nested(post: QueryDict) -> dict[str, Any]:
    """The values by their dotted names. A list's items come in the order of their numbers, closed up."""
    root: dict[str, Any] = {}
    for name in post:
        steps = name.split(".")
        if len(steps) > DEEPEST:
            continue
        values = [str(value) for value in post.getlist(name)]
        held = root
        for step in steps[:-1]:
            inner = held.setdefault(step, {})
            if not isinstance(inner, dict):
                inner = held[step] = {}
            held = inner
        if not isinstance(held.get(steps[-1]), dict):
            held[steps[-1]] = values if len(values) > 1 else values[0]
    closed: dict[str, Any] = _closed(root)
    return closed


def _closed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdecimal() for key in value):
        return [_closed(value[key]) for key in sorted(value, key=int)[:LONGEST]]
    return {key: _closed(inner) for key, inner in value.items()}


def press(values: dict[str, Any], act: str, blank: Mapping[str, Any]) -> None:
    """Does what a button asks: ``add:tiers``, ``add:rule.parts``, ``group:rule.parts``, ``remove:tiers.1``.

    ``blank`` is what a further item begins with. A name that leads nowhere changes nothing.
    """
    verb, _, name = act.partition(":")
    steps = name.split(".")
    held: Any = values
    for place, step in enumerate(steps[:-1]):
        held = _into(held, step, make_list=steps[place + 1].isdecimal())
        if held is None:
            return
    last = steps[-1]
    if verb == "remove" and isinstance(held, list) and last.isdecimal() and int(last) < len(held):
        del held[int(last)]
    elif verb in {"add", "group"} and isinstance(held, dict):
        listed = held.get(last)
        if not isinstance(listed, list):
            listed = held[last] = []
        if len(listed) < LONGEST:
            listed.append({"join": "any", "parts": [{}]} if verb == "group" else dict(blank))


def _into(held: Any, step: str, *, make_list: bool) -> Any:
    if isinstance(held, list):
        return held[int(step)] if step.isdecimal() and int(step) < len(held) else None
    if isinstance(held, dict):
        if not isinstance(held.get(step), dict | list):
            held[step] = [] if make_list else {}
        return held[step]
    return None

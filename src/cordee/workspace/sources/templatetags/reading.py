"""Values as an import reads them, and its sentences, for the reader of the page."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template

from cordee.workspace.insight.words import TOOLS
from cordee.workspace.jobs.models import heard
from cordee.workspace.sources import words
from cordee.workspace.ui.templatetags.formats import day, local, moment, quantity

register = template.Library()


@register.filter
def as_read(value: Any, field: str = "") -> str:
    """A value of a preview: dates and numbers as the reader's language writes them, so that a wrong reading is seen."""
    if isinstance(value, Mapping):
        if "moment" in value:
            at = local(datetime.fromisoformat(value["moment"]))
            return day(at) if (at.hour, at.minute, at.second) == (0, 0, 0) else moment(at)
        if "day" in value:
            return day(date.fromisoformat(value["day"]))
        return quantity(value["number"], 2)
    if value is None or value == "":
        return "–"
    if field == "outcome":
        return str(words.OUTCOMES.get(str(value), value))
    return str(value)


@register.filter
def filled(rows: list[dict[str, Any]]) -> list[str]:
    """The fields that some row fills."""
    return [name for name in rows[0] if any(row.get(name) not in (None, "") for row in rows)] if rows else []


@register.filter
def cell(row: dict[str, Any], name: str) -> Any:
    return row.get(name)


@register.filter
def column(name: str) -> str:
    """What a field is called."""
    return words.field(name)


@register.filter
def told(sentence: Mapping[str, str] | None) -> str:
    """A sentence that was kept in both languages."""
    return heard(sentence or {})


@register.filter
def tool(name: str) -> str:
    """A tool's own name."""
    return TOOLS.get(name, name)


@register.filter
def order(name: str) -> str:
    return str(words.ORDERS.get(name, name))


@register.filter
def iso_day(text: str) -> date:
    return date.fromisoformat(text)

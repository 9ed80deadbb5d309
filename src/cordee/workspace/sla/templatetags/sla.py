"""Sentences whose values are known only when they are said in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext

from cordee.workspace.insight.sla import Attainment, Standing
from cordee.workspace.sla.models import Decision
from cordee.workspace.sla.paper import language
from cordee.workspace.ui.templatetags.formats import days_between, duration, locale, moment

register = template.Library()


@register.filter
def filled(sentence: str | Promise, values: Mapping[str, Any]) -> str:
    """A sentence with its ``%(name)s`` filled in."""
    return str(sentence) % values


@register.filter
def short(digest: str) -> str:
    """The first and last characters of a hash: enough to compare by eye."""
    return f"{digest[:8]}…{digest[-4:]}"


@register.filter
def of(mapping: Mapping[str, Any], key: str) -> Any:
    """What a mapping holds for a key."""
    return mapping.get(key, "")


@register.filter
def reason(decision: Decision) -> str:
    """The reason of a refusal, as the SLA worded it, in the reader's language."""
    return decision.reason_in(language())


@register.filter
def named(clock: Standing, delays: Mapping[str, str]) -> str:
    """The name of a clock's clause."""
    key, _, part = clock.clause.partition(".")
    name = delays.get(key) or gettext("First attempt")
    return gettext("%(name)s: number of attempts") % {"name": name} if part == "attempts" else name


@register.filter
def left(clock: Standing, now: datetime) -> str:
    """When a clock is due, and how far away that is by the calendar on the wall."""
    if clock.due_at is None:
        return ""
    minutes = abs((clock.due_at - now).total_seconds()) / 60
    gap = duration(minutes) if minutes < 2880 else days_between(round(minutes / 1440))
    if clock.due_at < now:
        return gettext("due %(moment)s, %(gap)s ago") % {"moment": moment(clock.due_at), "gap": gap}
    return gettext("due %(moment)s, in %(gap)s") % {"moment": moment(clock.due_at), "gap": gap}


@register.filter
def day_of_month(value: date) -> str:
    """``11 mai``: a day of a year that goes without saying."""
    said = format_date(value, format="d MMM", locale=locale())
    return f"1er{said[1:]}" if locale().language == "fr" and said.startswith("1 ") else said


@register.filter
def total(cell: Attainment) -> int:
    """How many clocks a cell of the scorecard counts."""
    return cell.kept + cell.broken

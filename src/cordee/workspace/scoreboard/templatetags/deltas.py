"""Changes, targets and places as screens write them."""

from django import template
from django.utils.translation import pgettext

from cordee.workspace.insight import words
from cordee.workspace.insight.templatetags.figures import channel, measure
from cordee.workspace.scoreboard.cell import Delta
from cordee.workspace.ui.templatetags import formats

register = template.Library()


@register.filter
def change(delta: Delta) -> str:
    """``+12 %``, or ``+3 points`` for a share."""
    sign = "+" if delta.change > 0 else "−"
    size = abs(delta.change)
    if delta.is_points:
        return sign + pgettext("difference of two shares", "%(n)s points") % {"n": formats.quantity(size * 100, 1)}
    return sign + formats.percent(size)


@register.filter
def measured(value: float | None, unit: str) -> str:
    """A value in the unit of a figure, short: ``1,42 M€``."""
    return measure(value, unit, short=True)


@register.filter
def signed(value: float, unit: str) -> str:
    """A part of a change: ``+12 €``, ``−3 points``."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    if unit == "share":
        return sign + pgettext("difference of two shares", "%(n)s points") % {
            "n": formats.quantity(abs(value) * 100, 1)
        }
    return sign + measure(abs(value), unit, short=True)


@register.filter
def place(name: str) -> str:
    """Where someone of a cohort stands."""
    known = {
        "passed": pgettext("people of a cohort", "passed"),
        "later": pgettext("people of a cohort", "passed later"),
        "waiting": pgettext("people of a cohort", "still waiting"),
        "refused": pgettext("people of a cohort", "refused"),
        "recycled": pgettext("people of a cohort", "recycled"),
        "lost": pgettext("people of a cohort", "lost"),
        "disqualified": pgettext("people of a cohort", "disqualified"),
    }
    return known[name]


@register.filter
def group(name: str | None, dimension: str) -> str:
    """How the screen says a group of a dimension."""
    if name is None:
        return pgettext("groups of a figure", "the others")
    if dimension == "channel":
        return channel(name)
    if name == "unknown":
        return words.said(words.FIELDS, None)
    if dimension == "segment":
        return pgettext("a size of company", "%(band)s people") % {"band": name}
    return name


@register.filter
def dimension(name: str) -> str:
    """How the screen says what figures are cut by."""
    return {
        "channel": pgettext("cut by", "channel"),
        "campaign": pgettext("cut by", "campaign"),
        "segment": pgettext("cut by", "segment"),
        "team": pgettext("cut by", "team"),
    }.get(name, name)

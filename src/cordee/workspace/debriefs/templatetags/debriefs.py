"""Shares of few: with their interval where there are enough, else as counts."""

from django import template
from django.utils.translation import gettext

from cordee.workspace.insight.debriefs import Share
from cordee.workspace.ui.templatetags.formats import percent, quantity

register = template.Library()


@register.filter
def share(one: Share, is_enough: bool) -> str:
    """``33 % [12–65 %]``; of too few, ``2 of 4``."""
    if one.value is None:
        return "–"
    if not is_enough:
        return counted(one)
    low = percent(one.low).replace("%", "").rstrip("\N{NARROW NO-BREAK SPACE}")
    return f"{percent(one.value)} [{low}–{percent(one.high)}]"


@register.filter
def counted(one: Share) -> str:
    return gettext("%(hits)s of %(n)s") % {"hits": quantity(one.hits), "n": quantity(one.n)}

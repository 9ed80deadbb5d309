"""Changes as screens write them."""

from django import template
from django.utils.translation import pgettext

from cordee.workspace.scoreboard.board import Delta
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

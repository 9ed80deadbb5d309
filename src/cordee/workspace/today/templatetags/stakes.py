"""What is at stake, as screens write it."""

from django import template

from cordee.workspace.insight.situation import Worth
from cordee.workspace.ui.templatetags import formats

register = template.Library()


@register.filter
def between(worth: Worth, currency: str) -> str:
    """``[12 k€–31 k€]``."""
    return f"[{formats.money_short(worth.low, currency)}–{formats.money_short(worth.high, currency)}]"


@register.filter
def between_shares(worth: Worth) -> str:
    """``[4–9 %]``."""
    return f"[{formats.percent(worth.low).rstrip('% ' + chr(0x202F))}–{formats.percent(worth.high)}]"

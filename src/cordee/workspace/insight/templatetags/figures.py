"""Figures as screens write them: by their unit, with their interval, against another period."""

from django import template
from django.utils.translation import gettext, pgettext

from cordee.vocabulary.figures import Figure
from cordee.workspace.insight import channels, words
from cordee.workspace.ui.templatetags import formats

register = template.Library()

_THIN = "\N{NARROW NO-BREAK SPACE}"


def measure(value: float | None, unit: str, *, short: bool = False) -> str:
    """A value with its unit. Units are those of the registry; a currency is its own code."""
    if value is None:
        return "–"
    if unit == "share":
        return formats.percent(value)
    if unit == "ratio":
        return formats.quantity(value, 2)
    if unit == "business_minutes":
        return pgettext("a delay in working time", "%(delay)s of work time") % {"delay": formats.duration(value)}
    if unit == "hours":
        return formats.duration(value, "hours")
    if unit == "days":
        return formats.duration(value, "days")
    currency, _, per = unit.partition("/")
    if len(currency) == 3 and currency.isupper():
        text = formats.money_short(value, currency) if short else formats.money(value, currency)
        return pgettext("an amount every day", "%(amount)s a day") % {"amount": text} if per else text
    return formats.quantity(value)


@register.filter
def shown(figure: Figure) -> str:
    """The value in full."""
    return measure(figure.value, figure.unit)


@register.filter
def shown_short(figure: Figure) -> str:
    """The value as a big figure shows it: ``1,42 M€``."""
    return measure(figure.value, figure.unit, short=True)


@register.filter
def interval(figure: Figure) -> str:
    """``[20–42 %]``, or nothing where the figure has none."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = measure(figure.low, figure.unit, short=True), measure(figure.high, figure.unit, short=True)
    if figure.unit == "share":
        low = low.replace("%", "").rstrip(_THIN + " ")
    elif figure.unit.endswith("/day"):
        currency = figure.unit.removesuffix("/day")
        low, high = formats.money_short(figure.low, currency), formats.money_short(figure.high, currency)
    elif figure.unit == "business_minutes":
        low, high = formats.duration(figure.low), formats.duration(figure.high)
    return f"[{low}–{high}]"


@register.filter
def is_estimate(figure: Figure) -> bool:
    """Whether the interval says how sure the value is. A count or a sum is exact: its interval speaks of chance."""
    return figure.unit in {"share", "business_minutes", "days", "ratio"} or (figure.denominator is not None)


@register.filter
def channel(name: str | None) -> str:
    return channels.label(name)


@register.filter
def stage(name: str | None) -> str:
    return words.said(words.STAGES, name)


@register.filter
def tool(name: str | None) -> str:
    return words.said(words.TOOLS, name)


@register.filter
def field(name: str | None) -> str:
    return words.said(words.FIELDS, name)


@register.filter
def outcome(name: str | None) -> str:
    return words.said(words.OUTCOMES, name)


@register.filter
def side(name: str | None) -> str:
    return words.said(words.SIDES, name)


@register.filter
def tools(names: list[str] | None) -> str:
    return ", ".join(words.said(words.TOOLS, name) for name in names or ()) or gettext("no tool")

"""Numbers, money, dates and durations as each language writes them (Babel; narrow no-break spaces in French)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from django import template
from django.utils import timezone
from django.utils.translation import get_language, npgettext, pgettext

register = template.Library()

_LOCALES = {"fr": Locale("fr", "FR"), "en": Locale("en", "GB")}


def locale() -> Locale:
    """The reader's: dates as ``5 janvier 2026`` or ``5 January 2026``, never 01/05/2026."""
    return _LOCALES[(get_language() or "en")[:2]]


def _narrow(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}")


@register.filter
def quantity(value: float | None, decimals: int = 0) -> str:
    """``1 240`` or ``1,240``."""
    if value is None:
        return "–"
    return _narrow(numbers.format_decimal(round(value, decimals), locale=locale()))


@register.filter
def percent(value: float | None, decimals: int | None = None) -> str:
    """A share 0..1 as ``33 %`` or ``33%``; one decimal under ten percent, where it matters."""
    if value is None:
        return "–"
    if decimals is None:
        decimals = 1 if 0 < abs(value) < 0.0995 else 0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    rounded = numbers.format_decimal(value * 100, format=pattern, locale=locale())
    return rounded + ("\N{NARROW NO-BREAK SPACE}%" if locale().language == "fr" else "%")


@register.filter
def money(value: float | None, currency: str = "EUR") -> str:
    """``1 234 567 €`` or ``€1,234,567``; cents under a hundred, where they matter."""
    if value is None:
        return "–"
    digits = 2 if abs(value) < 100 and value != round(value) else 0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    text = f"{pattern}\N{NARROW NO-BREAK SPACE}¤" if locale().language == "fr" else f"¤{pattern}"
    return _narrow(numbers.format_currency(value, currency, format=text, locale=locale(), currency_digits=False))


@register.filter
def money_short(value: float | None, currency: str = "EUR") -> str:
    """``1,42 M€`` or ``€1.42M``, for the big figures; the exact amount is one click away."""
    if value is None:
        return "–"
    size = abs(value)
    if size < 10_000:
        return money(value, currency)
    digits = 2 if size >= 1_000_000 else 0
    return _narrow(numbers.format_compact_currency(value, currency, locale=locale(), fraction_digits=digits)).replace(
        "\N{NARROW NO-BREAK SPACE}€", "€"
    )


@register.filter
def duration(value: float | None, unit: str = "minutes") -> str:
    """A delay in minutes, hours or days: ``45 min``, ``3,1 h``, ``48 d``."""
    if value is None:
        return "–"
    if unit.startswith(("minute", "business_minute")):
        if value < 90:
            return f"{quantity(value)}\N{NARROW NO-BREAK SPACE}min"
        value, unit = value / 60, "hours"
    if unit.startswith(("hour", "business_hour")):
        return f"{quantity(value, 1 if value < 100 else 0)}\N{NARROW NO-BREAK SPACE}h"
    return f"{quantity(value, 1 if value < 10 else 0)}\N{NARROW NO-BREAK SPACE}{pgettext('days, short', 'd')}"


def days_between(days: int) -> str:
    """``3 days``, ``5 weeks``, ``7 months``: for gaps told in words."""
    if days < 21:
        return npgettext("a gap in time", "%(n)s day", "%(n)s days", days) % {"n": quantity(days)}
    if days < 120:
        weeks = round(days / 7)
        return npgettext("a gap in time", "%(n)s week", "%(n)s weeks", weeks) % {"n": quantity(weeks)}
    months = round(days / 30.44)
    return npgettext("a gap in time", "%(n)s month", "%(n)s months", months) % {"n": quantity(months)}


def local(moment: datetime) -> datetime:
    """A naive UTC moment of the data plane (or an aware one) in the company's zone."""
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return aware.astimezone(timezone.get_default_timezone() or ZoneInfo("UTC"))


@register.filter
def day(value: date | datetime | None) -> str:
    """``5 janvier 2026``."""
    if value is None:
        return "–"
    shown = local(value).date() if isinstance(value, datetime) else value
    return _first(dates.format_date(shown, format="d MMMM y", locale=locale()))


@register.filter
def day_short(value: date | datetime | None) -> str:
    """``5 janv. 2026``."""
    if value is None:
        return "–"
    shown = local(value).date() if isinstance(value, datetime) else value
    return _first(dates.format_date(shown, format="d MMM y", locale=locale()))


def _first(text: str) -> str:
    """French says ``1er janvier`` for the first of a month only."""
    return f"1er{text[1:]}" if locale().language == "fr" and text.startswith("1 ") else text


@register.filter
def month(value: date | datetime) -> str:
    """``janvier 2026``."""
    shown = local(value).date() if isinstance(value, datetime) else value
    return dates.format_date(shown, format="LLLL y", locale=locale())


@register.filter
def moment(value: datetime | None) -> str:
    """``5 janvier 2026, 14:05``."""
    if value is None:
        return "–"
    return f"{day(value)}, {local(value):%H:%M}"


@register.filter
def iso(value: date | datetime | None) -> str:
    """For ``<time datetime>``."""
    if value is None:
        return ""
    return local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()

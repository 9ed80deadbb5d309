"""Figures as people read them: 12.3 %, 1 234 €, 3 h 20."""

from datetime import date, datetime

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF", "BRL": "R$"}


def shown(value: float | None, unit: str, language: str) -> str:
    """A value in its unit (``Figure.unit``); a dash where there is none: the note says why."""
    if value is None:
        return "–"
    if unit == "share":
        return f"{number(value * 100, 1, language)} %"
    if unit == "count":
        return number(value, 0 if float(value).is_integer() or value >= 100 else 1, language)
    if unit == "days":
        return f"{number(value, 1, language)} {'j' if language == 'fr' else 'd'}"
    if unit == "business_minutes":
        return f"{number(value, 0, language)} min"
    if unit == "ratio":
        return number(value, 2, language)
    code, _, per = unit.partition("/")
    digits = 0 if abs(value) >= 1000 else 2
    day = ("/j" if language == "fr" else "/day") if per else ""
    return f"{number(value, digits, language)} {SIGNS.get(code, code)}{day}"


def number(value: float, digits: int, language: str) -> str:
    """1 234,5 in French, 1,234.5 in English."""
    text = f"{value:,.{digits}f}"
    return text.replace(",", "\u202f").replace(".", ",") if language == "fr" else text


def day(value: date | datetime | None, language: str) -> str:
    """30/09/2026 in French, 2026-09-30 in English."""
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if language == "fr" else f"{value:%Y-%m-%d}"

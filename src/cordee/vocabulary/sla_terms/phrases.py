"""Phrases that every reading uses: durations, shares, dates, agreement."""

from datetime import date

from cordee.vocabulary.sla_terms.sentences import number
from cordee.vocabulary.sla_terms.value import Owes

AND, OR = ("et", "and"), ("ou", "or")


def pick(language: str, fr: str, en: str) -> str:
    return fr if language == "fr" else en


def verb(side: Owes, one: str, many: str) -> str:
    """Marketing is one, sales are many, in both languages."""
    return many if side is Owes.SALES else one


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def duration(minutes: int, language: str) -> str:
    """Business time: «15 min ouvrées», «2 h ouvrées», “1 h 30 of business time”."""
    hours, rest = divmod(minutes, 60)
    said = (
        f"{rest}\u00a0min" if not hours else f"{number(hours, language)}\u00a0h" + (f"\u00a0{rest:02}" if rest else "")
    )
    return pick(language, f"{said} ouvrées", f"{said} of business time")


def percent(share: float, language: str) -> str:
    said = number(round(share * 100, 2), language)
    return f"{said}\u202f%" if language == "fr" else f"{said}%"


def day(when: date, language: str) -> str:
    """A date in full: «1er décembre 2026», “1 December 2026”."""
    months_fr = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
    months_en = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    if language == "fr":
        return f"{'1er' if when.day == 1 else when.day} {months_fr[when.month - 1]} {when.year}"
    return f"{when.day} {months_en[when.month - 1]} {when.year}"


def of_pair(pair: tuple[str, str], language: str) -> str:
    return pair[0] if language == "fr" else pair[1]

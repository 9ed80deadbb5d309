"""SQL expressions that read words: plain text, domains, telephone numbers, countries, job titles."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cordee.revenue.warehouse.engine import quoted

_FILE = Path(__file__).with_name("words.yml")


@cache
def lists() -> dict[str, Any]:
    """The word lists of ``words.yml``."""
    values = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return dict(values)


def text() -> str:
    """The word lists as written: a change means that everything is judged anew."""
    return _FILE.read_text(encoding="utf-8")


def plain(column: str) -> str:
    """Lower case, no accents, punctuation to single spaces."""
    return f"trim(regexp_replace(strip_accents(lower({column})), '[^a-z0-9]+', ' ', 'g'))"


def without_legal_form(name: str) -> str:
    """A company's name in plain text, in one word, without the forms of law that tools add or leave out."""
    return f"replace(regexp_replace({name}, {quoted(lists()['legal_forms'])}, '', 'g'), ' ', '')"


def filled(column: str) -> str:
    """The text trimmed, or NULL where there is none."""
    return f"nullif(trim({column}), '')"


def domain(column: str) -> str:
    """The host of a website or a domain, without www."""
    return (
        (
            f"nullif(regexp_extract(lower(trim({column})), "
            "'^(?:[a-z]+://)?(?:[^@/]*@)?(?:www[.])?([a-z0-9.-]+[.][a-z0-9-]{{2,}})', 1), '')"
        )
        .replace("{{", "{")
        .replace("}}", "}")
    )


def phone(column: str, country: str) -> str:
    """E.164 where the number says its country or follows the national form of ``country``; else its digits."""
    import phonenumbers

    code = phonenumbers.country_code_for_region(country) or 33
    digits = f"regexp_replace(replace({column}, '(0)', ''), '[^0-9+]', '', 'g')"
    form = (
        "CASE WHEN d LIKE '+%' THEN '+' || replace(d, '+', '') WHEN d LIKE '00%' THEN '+' || d[3:] "
        f"WHEN d LIKE '0%' AND length(d) BETWEEN 9 AND 11 THEN '+{code}' || d[2:] "
        f"WHEN d LIKE '{code}%' AND length(d) BETWEEN 10 AND 12 THEN '+' || d ELSE nullif(d, '') END"
    )
    return f"list_transform([{digits}], LAMBDA d: {form})[1]"


def seniority(title: str) -> str:
    """The rank that a job title names, in French or English; NULL: unknown. ``title`` is plain text."""
    return _first_match(
        title, lists()["seniority"], otherwise=f"CASE WHEN {title} IS NOT NULL AND {title} <> '' THEN 'staff' END"
    )


def function(title: str) -> str:
    """The function that a job title names, in French or English; NULL: unknown. ``title`` is plain text."""
    return _first_match(title, lists()["function"], otherwise="NULL")


def countries() -> list[tuple[str, str]]:
    """Every way to write a country, plain, with its ISO 3166-1 alpha-2 code."""
    from babel import Locale

    from cordee.revenue.model.channels import normal

    rows: dict[str, str] = {}
    for language in ("en", "fr", "de", "es"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"):
                rows.setdefault(normal(name), code)
                rows.setdefault(code.lower(), code)
    rows |= {normal(word): code for code, words in lists()["countries"].items() for word in words}
    return sorted(rows.items())


def _first_match(title: str, patterns: dict[str, str], *, otherwise: str) -> str:
    cases = " ".join(
        f"WHEN regexp_matches({title}, {quoted(pattern)}) THEN {quoted(word)}" for word, pattern in patterns.items()
    )
    return f"CASE {cases} ELSE {otherwise} END"

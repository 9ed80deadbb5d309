"""Cleaning as DuckDB expressions: one text in, one comparable text out, NULL where nothing is left. No row meets
Python."""

from functools import cache
from importlib.resources import files

from cordee.revenue.warehouse.engine import quoted

_LIGATURES = ("øłđðþßœæ", "olddtsoa")
"""Letters that carry no removable accent; one letter for one is enough to compare by."""


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a list kept beside this module: ``#`` starts a comment, the rest is separated by spaces."""
    text = (files("cordee.revenue.identity") / name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(dict.fromkeys(word for line in lines for word in line.split()))


def one_of(expression: str, name: str) -> str:
    """Whether the expression is a word of the list."""
    return f"{expression} IN ({', '.join(quoted(word) for word in words(name))})"


def plain_sql(text: str) -> str:
    """Lower case, no accents."""
    bare = f"strip_accents(lower({text}))"
    # Letters that strip_accents leaves take more than one byte: texts without any, nearly all, skip the slow
    # translation.
    return (
        f"CASE WHEN strlen({bare}) = length({bare}) THEN {bare} "
        f"ELSE translate({bare}, {quoted(_LIGATURES[0])}, {quoted(_LIGATURES[1])}) END"
    )


def words_sql(text: str) -> str:
    """Letters of any script in words separated by one space."""
    return f"nullif(trim(regexp_replace({plain_sql(text)}, '[^\\p{{L}}]+', ' ', 'g')), '')"


def tokens_sql(text: str) -> str:
    """Letters and digits in words separated by one space."""
    return f"nullif(trim(regexp_replace({plain_sql(text)}, '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')), '')"


def letters_sql(text: str) -> str:
    """Letters only: ``Jean-Rémi`` is ``jeanremi``."""
    return f"nullif(regexp_replace({plain_sql(text)}, '[^\\p{{L}}]+', '', 'g'), '')"


def digits_sql(text: str) -> str:
    return f"nullif(regexp_replace({text}, '[^0-9]+', '', 'g'), '')"


def alphanumeric_sql(text: str) -> str:
    return f"nullif(regexp_replace({plain_sql(text)}, '[^\\p{{L}}\\p{{N}}]+', '', 'g'), '')"


def email_sql(text: str) -> str:
    """The mailbox that an address names: lower case, no ``+tag``; Gmail ignores dots. NULL when it is not an
    address."""
    low = f"trim(lower({text}))"
    bare = (
        f"CASE WHEN contains({low}, '+') OR starts_with({low}, 'mailto:') "
        f"THEN regexp_replace({low}, '^(mailto:)|\\+[^@]*(@)', '\\2', 'g') ELSE {low} END"
    )
    dotless = f"replace(split_part({bare}, '@', 1), '.', '') || '@gmail.com'"
    return (
        f"CASE WHEN NOT ({low} LIKE '%_@_%._%') OR regexp_matches({low}, '[\\s<>,;()]|@.*@|[.@]$') THEN NULL "
        f"WHEN ends_with({low}, '@gmail.com') OR ends_with({low}, '@googlemail.com') THEN {dotless} ELSE {bare} END"
    )


def role_sql(email: str) -> str:
    """Whether a cleaned address is the mailbox of a role (contact@, info@…): it names a desk, not a human."""
    local = f"regexp_replace(split_part({email}, '@', 1), '[0-9._-]+', '', 'g')"
    return f"({one_of(local, 'role_mailboxes.txt')})"


def free_mail_sql(domain: str) -> str:
    """Whether a domain belongs to a mailbox provider (or to a throw-away one): it says nothing about a company."""
    return f"({one_of(domain, 'free_mail.txt')} OR {one_of(domain, 'disposable.txt')})"


def host_sql(text: str) -> str:
    """The host of a domain, website or address as received: no scheme, no ``www.``, no path, no port."""
    low = f"lower(trim({text}))"
    return (
        f"CASE WHEN regexp_full_match({low}, '[a-z0-9.-]+') AND NOT starts_with({low}, 'www') AND NOT ends_with({low}, '.') "
        f"THEN {low} ELSE nullif(regexp_replace(regexp_extract({low}, '^(?:[a-z]+://)?(?:[^/@]*@)?([^/:?#\\s]+)', 1), "
        "'^www\\d?\\.|\\.$', '', 'g'), '') END"
    )


def linkedin_sql(text: str) -> str:
    """The name that a LinkedIn profile address ends with; NULL for an address of something else."""
    return f"nullif(regexp_extract(lower({text}), '(?:linkedin\\.com/|^/?)(?:in|pub)/([^/?#\\s]+)', 1), '')"


def company_sql(text: str) -> str:
    """A company's name without its legal form: words, no accents. ``SARL Dupont & Fils`` is ``dupont fils``."""
    forms = [form for form in words("legal_forms.txt") if form.isascii() and not form.isupper()]
    before = "|".join(sorted({f[1:].replace("_", " ") for f in forms if f.startswith("^")}, key=len, reverse=True))
    after = "|".join(sorted({f.lstrip("^").replace("_", " ") for f in forms}, key=len, reverse=True))
    cleaned = f"replace({tokens_sql(text)}, ' et ', ' ')"
    return (
        f"coalesce(nullif(trim(regexp_replace(regexp_replace({cleaned}, '( ({after}))+$', ''), '^({before}) ', '')), ''), "
        f"{cleaned})"
    )


def siren_sql(text: str) -> str:
    """The nine digits of a SIREN, also out of a SIRET (fourteen)."""
    digits = digits_sql(text)
    return f"CASE WHEN length({digits}) IN (9, 14) THEN left({digits}, 9) END"


def phone_sql(text: str, *, french: str = "TRUE") -> str:
    """E.164 of a telephone number as received, for France and for numbers written with their country code; NULL when the
    text needs ``phones.parse``. ``french`` is the SQL condition under which a national number is French."""
    number = f"regexp_replace(replace({text}, '(0)', ''), '[^0-9+]+', '', 'g')"
    return (
        f"CASE WHEN regexp_full_match({number}, '(\\+|00)330?[1-9][0-9]{{8}}') THEN '+33' || right({number}, 9) "
        f"WHEN {french} AND regexp_full_match({number}, '0[1-9][0-9]{{8}}') THEN '+33' || right({number}, 9) "
        f"WHEN {french} AND regexp_full_match({number}, '33[1-9][0-9]{{8}}') THEN '+' || {number} "
        f"WHEN regexp_full_match({number}, '\\+[1-9][0-9]{{7,14}}') AND NOT starts_with({number}, '+33') THEN {number} END"
    )

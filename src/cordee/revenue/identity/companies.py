"""Companies normalised: names, domains, national numbers, countries. Pure functions; give distinct values once.

Matching ignores accents, case, punctuation, connectors, legal forms and the word « Groupe »; a country in the name is
kept apart, because ``Abeille France`` and ``Abeille`` may be a subsidiary and its parent.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cordee.revenue.identity.free_mail import WORK, kind_of
from cordee.revenue.identity.legal_forms import without_legal_form
from cordee.revenue.identity.word_lists import phrases, words

if TYPE_CHECKING:
    from tldextract import TLDExtract

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_FORMER = re.compile(
    r"\(?\b(?:ex|anciennement|formerly|formerly known as|previously|ehemals|vormals)\b[\s:.-]+[^)]*\)?\s*$"
)
_DOTTED = re.compile(r"\b((?:[^\W\d_]\.\s?){2,}[^\W\d_]?)(?![^\W\d_])")
_WORD = re.compile(r"[^\W_]+")
_DOMAIN = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")
_GLUED = re.compile(r"^(etablissements?|societe)([a-z]{4,})$")
_CONNECTORS = frozenset({"et", "and", "und", "y"})
_GROUP = frozenset({"groupe", "group", "gruppe", "grupo", "gruppo", "groep"})


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A company name taken apart. ``core`` is what is compared; the rest explains or separates."""

    core: str  # words without legal form, « groupe » and country, apart by one space
    squash: str  # the same without spaces: Aéro Sud = AéroSud, and what a domain looks like
    sorted: str  # the words in alphabetic order
    acronym: str  # initials of the words that are not stop words; '' under three
    region: str  # the country or region word of the name: 'FR', 'DE', 'EUROPE'; '' for none
    form: str  # legal form found
    is_group: bool

    @property
    def tokens(self) -> list[str]:
        return self.core.split()


def read_name(text: str) -> CompanyName | None:
    """A company name taken apart; None where there is no name in it (empty, ``n/a``, ``freelance``…).

    A name that is a domain (HubSpot names a company after its domain) is read as the domain's label.
    """
    plain = fold(text)
    host = domain_of(plain) if "." in plain and " " not in plain.strip() else None
    if host is not None:
        plain = label_of(host).replace("-", " ")
    plain = _FORMER.sub(" ", plain)
    plain = re.sub(r"['’`´ʼ]\s?", "", plain)
    plain = _DOTTED.sub(lambda match: re.sub(r"[.\s]", "", match[1]) + " ", plain)
    tokens = _joined_initials([token for token in _WORD.findall(plain) if token not in _CONNECTORS])
    glued = _GLUED.match(tokens[0]) if tokens else None  # ETABLISSEMENTSBOYER, as domains and tools write it
    tokens = [*glued.groups(), *tokens[1:]] if glued else tokens
    if not tokens or tuple(tokens) in _not_names():
        return None
    tokens = _without_own_acronym(tokens)
    tokens, form = without_legal_form(tokens)
    tokens, is_group = _without_group(tokens)
    tokens, region = _without_region(tokens)
    tokens, inner = without_legal_form(tokens)
    core = " ".join(tokens)
    initials = "".join(token[0] for token in tokens if token not in words("stop_words"))
    return CompanyName(
        core=core,
        squash="".join(tokens),
        sorted=" ".join(sorted(tokens)),
        acronym=initials if len(initials) >= 3 else "",
        region=region,
        form=form or inner,
        is_group=is_group,
    )


def fold(text: str) -> str:
    """Lower case without accents; ligatures spelt out."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    # Once more: a letter of mathematics is a capital only after its decomposition.
    return "".join(character for character in text if not unicodedata.combining(character)).casefold()


def city_key(text: str) -> str:
    """A city as compared: ``Paris Cedex 08`` = ``PARIS 8e`` = ``paris``; ``St-Étienne`` = ``Saint Etienne``."""
    tokens = [
        {"st": "saint", "ste": "sainte"}.get(word, word)
        for word in _WORD.findall(fold(text))
        if word != "cedex" and not word[0].isdigit()
    ]
    return " ".join(tokens)


def domain_of(text: str) -> str | None:
    """The registrable domain of a website, host or e-mail address, ``www.`` and paths left out; None if there is none.

    Public suffixes come from the list bundled with tldextract: nothing is fetched.
    """
    text = text.strip().casefold()
    text = text.rpartition("@")[2] if "@" in text and "//" not in text else text
    text = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text)
    host = re.split(r"[/?#:\s]", text.rpartition("@")[2], maxsplit=1)[0].strip(".")
    if "." not in host:
        return None
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    parts = _suffixes()(host)
    if not parts.suffix or not parts.domain or not _DOMAIN.match(host):
        return None
    return f"{parts.domain}.{parts.suffix}"


def work_domain_of(text: str) -> str | None:
    """Like ``domain_of``, None too for mailbox providers, throw-away mailboxes and platforms."""
    domain = domain_of(text)
    if domain is None or kind_of(domain) != WORK:
        return None
    host = text.strip().casefold().rpartition("@")[2]
    host = re.split(r"[/?#:]", re.sub(r"^[a-z][a-z0-9+.-]*://", "", host), maxsplit=1)[0]
    return domain if kind_of(host) == WORK else None


def label_of(domain: str) -> str:
    """``acme`` for ``acme.co.uk``."""
    return domain.partition(".")[0]


def siren_of(siren: str | None, vat: str | None = None) -> str | None:
    """The nine digits of a valid SIREN, from a SIREN, a SIRET or a French VAT number; None if none is valid."""
    from stdnum.fr import siren as siren_number
    from stdnum.fr import siret as siret_number
    from stdnum.fr import tva

    digits = re.sub(r"\D", "", siren or "")
    if len(digits) == 14 and siret_number.is_valid(digits):
        digits = digits[:9]
    if len(digits) == 9 and len(set(digits)) > 1 and siren_number.is_valid(digits):
        return digits
    number = re.sub(r"[^0-9a-z]", "", (vat or siren or "").casefold())
    if number.startswith("fr") and tva.is_valid(number) and len(set(number[4:])) > 1:
        digits = number[4:]
        return digits if siren_number.is_valid(digits) else None
    return siren_of(None, siren) if vat and siren and siren[:2].casefold() == "fr" else None


def vat_of(vat: str | None) -> str | None:
    """A valid European VAT number, compact and upper case; None otherwise."""
    from stdnum.eu import vat as vat_number

    number = re.sub(r"[^0-9A-Z]", "", (vat or "").upper())
    return str(vat_number.compact(number)) if len(number) > 4 and vat_number.is_valid(number) else None


def linkedin_of(url: str | None) -> str | None:
    """The slug of a LinkedIn company page; None for personal pages and anything else."""
    match = re.search(r"linkedin\.com/(?:company|school|showcase)/([^/?#\s]+)", (url or "").casefold())
    return match[1] if match else None


def phone_of(text: str | None, country: str | None = None) -> str | None:
    """``+33123456789`` from a number as written; French if it begins with a lone 0; None where too short."""
    raw = (text or "").replace("(0)", "")
    digits = re.sub(r"\D", "", raw)
    if raw.strip().startswith("+"):
        number = digits
    elif digits.startswith("00"):
        number = digits[2:]
    elif len(digits) == 10 and digits.startswith("0") and country in (None, "", "FR"):
        number = "33" + digits[1:]
    else:
        number = digits
    return f"+{number}" if len(number) >= 8 and len(set(number)) > 2 else None


def country_of(text: str | None) -> str | None:
    """ISO 3166-1 alpha-2 of a code or of a country's name in French, English, German, Spanish, Italian or Dutch."""
    plain = " ".join(_WORD.findall(fold(text or "")))
    if not plain:
        return None
    return _countries().get(plain)


@cache
def _countries() -> dict[str, str]:
    from babel import Locale

    names: dict[str, str] = {}
    for language in ("nl", "it", "es", "de", "en", "fr"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ"):
                names[" ".join(_WORD.findall(fold(name)))] = code
                names.setdefault(code.lower(), code)
    return names | {" ".join(words): code for words, code in phrases("countries").items()}


def _without_region(tokens: list[str]) -> tuple[list[str], str]:
    """A country at the end of a longer name. « Électricité de France » keeps its own: it follows « de »."""
    for length in (2, 1):
        region = phrases("regions").get(tuple(tokens[-length:]))
        if region is not None and len(tokens) > length and tokens[-length - 1] not in words("stop_words"):
            return tokens[:-length], region
    return tokens, ""


def _without_group(tokens: list[str]) -> tuple[list[str], bool]:
    if len(tokens) > 1 and tokens[0] in _GROUP:
        return tokens[1:], True
    if len(tokens) > 1 and tokens[-1] in _GROUP:
        return tokens[:-1], True
    return tokens, False


def _joined_initials(tokens: list[str]) -> list[str]:
    """``s n c f`` spelt with spaces is ``sncf``."""
    joined: list[str] = []
    run: list[str] = []
    for token in [*tokens, ""]:
        if len(token) == 1 and token.isalpha():
            run.append(token)
            continue
        if run:
            joined += ["".join(run)] if len(run) > 1 else run
            run = []
        if token:
            joined.append(token)
    return joined


def _without_own_acronym(tokens: list[str]) -> list[str]:
    """``Compagnie Générale des Eaux (CGE)`` and ``CGE - Compagnie Générale des Eaux`` lose their own acronym."""
    for acronym, others in ((tokens[-1], tokens[:-1]), (tokens[0], tokens[1:])):
        initials = "".join(token[0] for token in others if token not in words("stop_words"))
        if len(acronym) >= 2 and acronym in (initials, "".join(token[0] for token in others)):
            return others
    return tokens


@cache
def _not_names() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(word.split("_")) for word in words("no_company"))


@cache
def _suffixes() -> "TLDExtract":
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True)

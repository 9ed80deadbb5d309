"""Headers: how a column's heading is compared, whatever the language, the accents and the punctuation."""

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """``text`` without case, accents, punctuation and spaces: what two headings are compared by."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def distinct(headers: list[str]) -> list[str]:
    """The headings with ``(2)``, ``(3)`` after repeated ones, and ``Column 4`` for an empty one."""
    seen: dict[str, int] = {}
    result = []
    for position, header in enumerate(headers, start=1):
        name = header.strip().strip("\ufeff") or f"Column {position}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result


def currency_in(header: str) -> str | None:
    """The currency written in a heading such as ``Amount (EUR)`` or ``Montant €``."""
    for sign, code in SIGNS.items():
        if sign in header:
            return code
    match = re.search(r"\b(" + "|".join(CODES) + r")\b", header)
    return match[1] if match else None


SIGNS = {"€": "EUR", "£": "GBP", "US$": "USD", "$": "USD", "¥": "JPY"}
CODES = ("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "JPY", "SEK", "NOK", "DKK", "PLN", "BRL", "INR", "MAD", "TND", "XOF")

"""Legal forms (SAS, GmbH, Ltd, S.r.l.…) taken off company names; they differ from tool to tool and identify nobody.

Works on words that ``companies`` has already normalised: lower case, no accents, no dots, no connectors.
"""

from functools import cache

from cordee.revenue.identity.word_lists import lines


def without_legal_form(tokens: list[str]) -> tuple[list[str], str]:
    """The words without legal forms at the end or (French ones) in front, and the form found ('' for none).

    At least one word always remains: a company called ``SA`` keeps its name.
    """
    trailing, leading, longest = _forms()
    found: list[str] = []
    stripped = True
    while stripped:
        stripped = False
        for length in range(min(longest, len(tokens) - 1), 0, -1):
            if tuple(tokens[-length:]) in trailing:
                found.append(" ".join(tokens[-length:]))
                tokens = tokens[:-length]
                stripped = True
                break
            if tuple(tokens[:length]) in leading:
                found.append(" ".join(tokens[:length]))
                tokens = tokens[length:]
                stripped = True
                break
    return tokens, found[0] if found else ""


@cache
def _forms() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]], int]:
    trailing, leading = set(), set()
    for _country, *forms in lines("legal_forms"):
        for form in forms:
            parts = tuple(form.removeprefix("^").split("_"))
            trailing.add(parts)
            if form.startswith("^"):
                leading.add(parts)
    return frozenset(trailing), frozenset(leading), max(map(len, trailing))

"""Two people write into one text: a merge of three texts that loses nothing that anybody typed.

Both texts are compared, word by word, with the one that both began from. A word of that one stays as long as neither took it
out; what each put in stays, at its place, theirs before mine where both wrote at the same one. There is no conflict, hence nobody
to ask. (The idea of diff3, Khanna, Kunal and Pierce, 2007, with insertions of both sides kept instead of a conflict.)
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

_WORDS = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
"""A line's end, a space, a word, or a sign: all of a text, in order."""


def words(text: str) -> list[str]:
    return _WORDS.findall(text)


def merge(base: str, theirs: str, mine: str) -> str:
    """``theirs`` and ``mine`` began from ``base``: one text with the changes of both."""
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    origin = words(base)
    kept_theirs, put_theirs = _changes(origin, words(theirs))
    kept_mine, put_mine = _changes(origin, words(mine))
    merged: list[str] = []
    for place in range(len(origin) + 1):
        stays = place < len(origin) and kept_theirs[place] and kept_mine[place]
        for put in (put_theirs[place], put_mine[place], origin[place : place + 1] if stays else []):
            if put and merged and _is_word(merged[-1]) and _is_word(put[0]):
                merged.append(" ")  # words of two people, or around what somebody took out, do not run into one
            merged += put
    return "".join(merged)


def _is_word(text: str) -> bool:
    return text[:1].isalnum() or text[:1] == "_"


def _changes(base: Sequence[str], other: Sequence[str]) -> tuple[list[bool], list[list[str]]]:
    """Which words of ``base`` stay, and what is put in before each of them (and at the end)."""
    kept = [True] * len(base)
    put: list[list[str]] = [[] for _ in range(len(base) + 1)]
    matcher = SequenceMatcher(a=base, b=other, autojunk=False)
    for change, start, end, first, last in matcher.get_opcodes():
        if change == "equal":
            continue
        put[start] += other[first:last]
        kept[start:end] = [False] * (end - start)
    return kept, put

"""Utterances: the sentences of a turn, which is what is labelled; and the note of a call, in which quotes are the buyer's words."""

import re
from collections.abc import Iterator

from cordee.revenue.speech.transcripts import OURS, THEIRS, Turn

_ENDS = re.compile(r"(?<=[.!?…])[\"»”)]*\s+(?=[\"«“(]?[A-ZÀ-Þ0-9])")
_QUOTE = re.compile(r"«\s*(.+?)\s*»|“(.+?)”|\"(.+?)\"")
SHORTEST = 3
"""Words of an utterance: below, it says too little to be labelled."""

LONGEST = 60
"""Words of an utterance: speech recognition may leave out every full stop, and a point of everything is a point of nothing."""


def sentences(text: str) -> list[str]:
    """The sentences of ``text``, long ones cut at a comma or at LONGEST words."""
    found = []
    for sentence in _ENDS.split(" ".join(text.split())):
        words = sentence.split()
        while len(words) > LONGEST:
            cut = next(
                (place + 1 for place in range(LONGEST - 1, LONGEST // 2, -1) if words[place].endswith((",", ";"))),
                LONGEST,
            )
            found.append(" ".join(words[:cut]))
            words = words[cut:]
        if words:
            found.append(" ".join(words))
    return found


def is_speech(sentence: str) -> bool:
    """Whether it has enough words to be labelled."""
    return len(sentence.split()) >= SHORTEST


def turns_of_note(note: str, *, buyer: str | None = None) -> Iterator[Turn]:
    """The turns of a call of which only a note exists: what stands in quotation marks is the buyer's, and then the rest is ours. In a note
    without quotes nothing tells whose words it reports.
    """
    quotes = list(_QUOTE.finditer(note))
    side, place = OURS if quotes else None, 0
    for quote in quotes:
        yield from _written(note[place : quote.start()], side)
        said = next(group for group in quote.groups() if group is not None)
        yield Turn(text=said, speaker=buyer, side=THEIRS)
        place = quote.end()
    yield from _written(note[place:], side)


def _written(text: str, side: str | None) -> Iterator[Turn]:
    text = " ".join(text.split())
    if text.strip(" .,;:-–—"):
        yield Turn(text=text, side=side)

"""Plain text: "Name: what was said", with or without times; also the layouts in which name and time have a line of their own."""

import re
from collections.abc import Iterator

from cordee.revenue.speech.transcripts import Transcript, Turn

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?"
_STAMP = re.compile(
    rf"^\s*[\[(]?{_CLOCK}[\])]?(?:\s*(?:-->|[-–—])\s*[\[(]?(?:\d{{1,3}}:)?\d{{1,3}}:\d{{2}}(?:[.,]\d+)?[\])]?)?\s*[-–—|]?\s*"
)
_NAME = r"[^\W\d_][^:\n\[\](){}<>|?!.;«»\"]{0,39}?(?:\([^)]{1,30}\))?(?:\s\d{1,2})?"
_NAMED = re.compile(rf"^\s*(?:[-–—*>]+\s*)?\**({_NAME})\**\s*(?:[\[(]\s*{_CLOCK}\s*[\])])?\s*:\**\s*(.*)$")
_HEAD = re.compile(rf"^\s*({_NAME})\s*(?:[|,–—-]\s*|\s{{2,}}|\t|\s+[\[(])\s*{_CLOCK}\s*[\])]?\s*$")
_PARTICLES = frozenset(["de", "du", "des", "d", "la", "le", "van", "von", "der", "den", "el", "al"])


def read(text: str) -> Transcript:
    """Every line of the text. A line that names nobody goes on with who spoke before; a text that names nobody is one line per turn."""
    turns: list[Turn] = []
    speaker: str | None = None
    at: float | None = None
    for line in text.split("\n"):
        if not line.strip():
            continue
        head = _HEAD.match(line)
        if head:
            speaker, at = head[1].strip(), _seconds(*head.groups()[1:4])
            continue
        stamp = _STAMP.match(line)
        if stamp:
            at = _seconds(*stamp.groups()[:3])
            line = line[stamp.end() :]
            if not line.strip():
                continue
        named = _NAMED.match(line)
        if named and _is_name(named[1]):
            speaker = named[1].strip()
            if named[3] is not None:
                at = _seconds(*named.groups()[1:4])
            line = named[5]
            if not line.strip():
                continue
        turns.append(Turn(text=" ".join(line.split()), speaker=speaker, at=at))
        at = None
    return Transcript(turns=tuple(_ended(turns)))


def _is_name(text: str) -> bool:
    """Whether it may be who speaks: one word and perhaps a number, or capitals, particles aside."""
    words = [word for word in text.split("(")[0].split() if not word.isdigit()]
    return len(words) == 1 or (
        len(words) <= 5 and all(word[0].isupper() or word.lower() in _PARTICLES for word in words)
    )


def _ended(turns: list[Turn]) -> Iterator[Turn]:
    """A turn lasts until the next one that has a time."""
    until: float | None = None
    backwards = []
    for turn in reversed(turns):
        later = until if turn.at is not None and until is not None and until >= turn.at else None
        backwards.append(Turn(text=turn.text, speaker=turn.speaker, at=turn.at, until=later))
        until = turn.at if turn.at is not None else until
    yield from reversed(backwards)


def _seconds(hours: str | None, minutes: str, seconds: str) -> float:
    return float(int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds))

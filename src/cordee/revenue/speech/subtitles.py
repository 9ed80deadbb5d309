"""WebVTT and SubRip, as Teams, Zoom, Meet and the recorders write them: cues of a time span and a text, the speaker within it."""

import html
import re
from collections.abc import Iterator

from cordee.revenue.speech.transcripts import Transcript, Turn, UnreadableTranscript

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_SPAN = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")
_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]*)>")
_TAG = re.compile(r"</?[a-z0-9][^>]*>|<\d[\d:.]*>", re.IGNORECASE)
_NAMED = re.compile(r"^\s*(?:>>\s*)?([^\W\d_][\w .'’()\-]{0,48}?)\s*:\s+(?=\S)")


def vtt(text: str) -> Transcript:
    """WebVTT (W3C). The word WEBVTT must begin it."""
    if not text.lstrip().startswith("WEBVTT"):
        raise UnreadableTranscript(
            "a .vtt file begins with the word WEBVTT. If it is another kind of file, rename it (.srt, .txt).",
            "un fichier .vtt commence par le mot WEBVTT. S’il est d’une autre sorte, renommez-le (.srt, .txt).",
            line=1,
        )
    return Transcript(turns=tuple(_cues(text)))


def srt(text: str) -> Transcript:
    """SubRip: a number, a span of time with commas, the text, an empty line."""
    return Transcript(turns=tuple(_cues(text)))


def _cues(text: str) -> Iterator[Turn]:
    lines = text.split("\n")
    number, seen = 0, 0.0
    found = False
    while number < len(lines):
        line = lines[number]
        if "-->" not in line:
            if line.startswith(("NOTE", "STYLE", "REGION")):
                while number < len(lines) and lines[number].strip():
                    number += 1
            number += 1
            continue
        span = _SPAN.match(line)
        if span is None:
            raise UnreadableTranscript(
                f"{line.strip()[:60]!r} is no span of time. It is written 00:01:02.500 --> 00:01:05.000.",
                f"« {line.strip()[:60]} » n’est pas un intervalle de temps. Il s’écrit 00:01:02.500 --> 00:01:05.000.",
                line=number + 1,
            )
        at, until = _seconds(*span.groups()[:4]), _seconds(*span.groups()[4:])
        if until < at:
            raise UnreadableTranscript(
                f"it ends ({until:g} s) before it begins ({at:g} s). Export the file again.",
                f"la fin ({until:g} s) précède le début ({at:g} s). Exportez de nouveau le fichier.",
                line=number + 1,
            )
        found, seen, number = True, until, number + 1
        said = []
        while number < len(lines) and lines[number].strip() and "-->" not in lines[number]:
            said.append(lines[number].strip())
            number += 1
        yield from _spoken(" ".join(said), at, until)
    if not found:
        raise UnreadableTranscript(
            "there is no span of time in it, such as 00:01:02.500 --> 00:01:05.000. If it is plain text, rename it to .txt.",
            "il ne contient aucun intervalle de temps, comme 00:01:02.500 --> 00:01:05.000. Si c’est du texte, renommez-le en .txt.",
            line=min(len(lines), 1 + int(seen)),
        )


def _spoken(said: str, at: float, until: float) -> Iterator[Turn]:
    voices = list(_VOICE.finditer(said))
    if voices:
        for place, voice in enumerate(voices):
            end = voices[place + 1].start() if place + 1 < len(voices) else len(said)
            text = _plain(said[voice.end() : end])
            if text:
                yield Turn(text=text, speaker=html.unescape(voice[1]).strip() or None, at=at, until=until)
        return
    text = _plain(said)
    named = _NAMED.match(text)
    if named:
        yield Turn(text=text[named.end() :], speaker=named[1].strip(), at=at, until=until)
    elif text:
        yield Turn(text=text, at=at, until=until)


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _seconds(hours: str | None, minutes: str, seconds: str, rest: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(rest.ljust(3, "0")) / 1000

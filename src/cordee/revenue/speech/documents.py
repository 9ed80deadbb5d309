"""JSON transcripts: Gong (calls/transcript, with the parties of calls/extensive if they are there), Modjo, and any list of turns.

Gong counts in milliseconds. Modjo publishes no format: what is read is what its exports are reported to hold, and a list of turns
whose names of fields are the usual ones. A file that none fits says which fields were looked for.
"""

import json
from collections.abc import Iterator
from typing import Any

from cordee.revenue.speech.transcripts import OURS, THEIRS, Transcript, Turn, UnreadableTranscript

_LISTS = (
    "transcript",
    "turns",
    "segments",
    "utterances",
    "monologues",
    "entries",
    "results",
    "blocks",
    "phrases",
    "sentences",
)
_TEXT = ("text", "content", "sentence", "transcript", "body", "value", "words")
_SPEAKER = ("speaker", "speaker_name", "speakerName", "name", "user", "participant", "participant_name", "participantName",
            "role", "channel", "speakerId", "speaker_id")  # fmt: skip
_AT = ("start", "start_time", "startTime", "start_s", "at", "offset", "timestamp", "begin", "from")
_UNTIL = ("end", "end_time", "endTime", "end_s", "until", "to")
_SIDE = {"internal": OURS, "external": THEIRS, "agent": OURS, "customer": THEIRS, "ours": OURS, "theirs": THEIRS}


def read(text: str) -> Transcript:
    """Whichever of the layouts fits. Raises UnreadableTranscript with the line of the first fault of the JSON."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableTranscript(
            f"the JSON breaks off or is badly written here ({error.msg}, column {error.colno}). Export the file again.",
            f"le JSON s’interrompt ou est mal écrit ici ({error.msg}, colonne {error.colno}). Exportez de nouveau le fichier.",
            line=error.lineno,
        ) from None
    except RecursionError:
        raise _unknown() from None
    calls = found.get("callTranscripts") if isinstance(found, dict) else None
    if isinstance(calls, list):
        return _gong(found, calls)
    parties = _parties(found)
    rows = _rows(found)
    if rows is None:
        raise _unknown()
    turns = tuple(_turns(rows, parties))
    return Transcript(turns=turns, title=_title(found), known=_addresses(parties))


def _gong(found: dict[str, Any], calls: list[Any]) -> Transcript:
    """One call; a file of several says so, for their turns must not be mixed."""
    if len(calls) != 1:
        raise UnreadableTranscript(
            f"it holds {len(calls)} calls. Export one call per file.",
            f"il contient {len(calls)} appels. Exportez un appel par fichier.",
        )
    parties = _parties(found)
    turns = []
    for monologue in calls[0].get("transcript") or []:
        sentences = [one for one in monologue.get("sentences") or [] if str(one.get("text") or "").strip()]
        if not sentences:
            continue
        party = parties.get(str(monologue.get("speakerId")), {})
        turns.append(
            Turn(
                text=" ".join(str(one["text"]).strip() for one in sentences),
                speaker=_name(party) or f"Speaker {monologue.get('speakerId')}",
                at=_number(sentences[0].get("start"), 1000),
                until=_number(sentences[-1].get("end"), 1000),
                side=_side(party),
            )
        )
    return Transcript(turns=tuple(turns), title=_title(found), known=_addresses(parties))


def _rows(found: Any) -> list[Any] | None:
    if isinstance(found, list):
        return found if found and all(isinstance(row, dict) for row in found) else None
    if isinstance(found, dict):
        for name in _LISTS:
            inner = _rows(found.get(name))
            if inner is not None:
                return inner
        for name in ("data", "call", "result", "transcription"):
            inner = _rows(found[name]) if isinstance(found.get(name), dict | list) else None
            if inner is not None:
                return inner
    return None


def _turns(rows: list[dict[str, Any]], parties: dict[str, dict[str, Any]]) -> Iterator[Turn]:
    starts = [number for row in rows if (number := _number(_first(row, _AT), 1)) is not None]
    # Seconds unless a call of that many turns would last days: then they are milliseconds.
    scale = 1000 if starts and max(starts) > 36 * 3600 and max(starts) / max(len(rows), 1) > 120 else 1
    for row in rows:
        text = _first(row, _TEXT)
        if isinstance(text, list):
            text = " ".join(
                str(word.get("word") or word.get("text") or "") if isinstance(word, dict) else str(word)
                for word in text
            )
        if not str(text or "").strip():
            continue
        speaker = _first(row, _SPEAKER)
        party = speaker if isinstance(speaker, dict) else parties.get(str(speaker), {})
        name = _name(party) or (str(speaker) if speaker is not None and not isinstance(speaker, dict) else None)
        if name is not None and name.isdigit():
            name = f"Speaker {name}"
        yield Turn(
            text=" ".join(str(text).split()),
            speaker=name,
            at=_number(_first(row, _AT), scale),
            until=_number(_first(row, _UNTIL), scale),
            side=_side(party) or _side(row),
        )


def _parties(found: Any) -> dict[str, dict[str, Any]]:
    parties: dict[str, dict[str, Any]] = {}
    if isinstance(found, dict):
        for name in ("parties", "speakers", "participants", "users"):
            listed = found.get(name)
            for party in listed if isinstance(listed, list) else ():
                if isinstance(party, dict):
                    for key in ("speakerId", "speaker_id", "id"):
                        if party.get(key) is not None:
                            parties.setdefault(str(party[key]), party)
    return parties


def _name(party: dict[str, Any]) -> str | None:
    for key in ("name", "fullName", "full_name", "displayName", "emailAddress", "email"):
        if party.get(key):
            return str(party[key])
    return None


def _addresses(parties: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {
        name: str(address)
        for party in parties.values()
        if (name := _name(party)) and (address := party.get("emailAddress") or party.get("email"))
    }


def _side(row: dict[str, Any]) -> str | None:
    for key in ("affiliation", "side", "type", "role"):
        value = str(row.get(key) or "").lower()
        if value in _SIDE:
            return _SIDE[value]
    return None


def _title(found: Any) -> str | None:
    meta = found.get("metaData") if isinstance(found, dict) and isinstance(found.get("metaData"), dict) else found
    title = meta.get("title") or meta.get("name") if isinstance(meta, dict) else None
    return str(title)[:200] if isinstance(title, str) else None


def _first(row: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _number(value: Any, scale: int) -> float | None:
    if isinstance(value, str) and ":" in value:
        parts = value.replace(",", ".").split(":")
        try:
            return float(sum(float(part) * 60**place for place, part in enumerate(reversed(parts))))
        except ValueError:
            return None
    try:
        return None if value is None or isinstance(value, bool) else float(value) / scale
    except (TypeError, ValueError):
        return None


def _unknown() -> UnreadableTranscript:
    return UnreadableTranscript(
        "no list of turns in this JSON: a list named transcript, turns, segments or utterances was looked for, each with a text and a "
        "speaker. Export as .vtt or .txt instead.",
        "aucune liste de prises de parole dans ce JSON : une liste nommée transcript, turns, segments ou utterances était attendue, chacune "
        "avec un texte et un locuteur. Exportez plutôt en .vtt ou .txt.",
    )

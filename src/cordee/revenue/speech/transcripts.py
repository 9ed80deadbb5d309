"""Transcripts: who said what, when, and on which side, from the files that tools write or a text that somebody pasted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from cordee.revenue.imports.encodings import examine
from cordee.revenue.imports.report import ImportProblem
from cordee.revenue.imports.words import Words
from cordee.revenue.speech.cues import folded

OURS, THEIRS = "ours", "theirs"

LARGEST = 20_000_000
"""Bytes of a transcript: some two hundred hours of talk."""

SILENCE = 3.0
"""Seconds without a word after which the same speaker begins another turn."""

LONGEST_TURN = 1500
"""Characters after which a turn is cut, so that a monologue can be read and heard from its middle."""

KINDS = (".vtt", ".srt", ".txt", ".json")


class UnreadableTranscript(ImportProblem):
    """The file is no transcript that Cordée can read: what is wrong, on which line, and what to do."""

    def __init__(self, en: str, fr: str, *, line: int | None = None) -> None:
        self.line = line
        if line is not None:
            en, fr = f"Line {line}: {en}", f"Ligne {line} : {fr}"
        super().__init__(Words("by_language", {"en": en, "fr": fr}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker said until another spoke. ``at``, ``until``: seconds from the beginning, None where the file has no times.

    ``side``: ours, theirs, or None where nothing tells.
    """

    text: str
    speaker: str | None = None
    at: float | None = None
    until: float | None = None
    side: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A whole conversation, in order."""

    turns: tuple[Turn, ...]
    title: str | None = None
    speakers: tuple[str, ...] = ()
    known: dict[str, str] = field(default_factory=dict)  # speaker → e-mail address, where the tool says it

    @property
    def seconds(self) -> float | None:
        """From the beginning to the last moment that has a time."""
        times = [time for turn in self.turns for time in (turn.at, turn.until) if time is not None]
        return max(times, default=None)


def read(path: Path, *, ours: Collection[str] = (), domains: Collection[str] = ()) -> Transcript:
    """The transcript in a file, by its ending.

    ``ours``: names and addresses of our colleagues; ``domains``: the company's. Raises UnreadableTranscript, or OSError.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise UnreadableTranscript(
            f"{path.name}: a transcript ends in .vtt, .srt, .txt or .json. Export it in one of these, or paste its text.",
            f"{path.name} : une transcription se termine par .vtt, .srt, .txt ou .json. Exportez-la ainsi, ou collez son texte.",
        )
    if path.stat().st_size > LARGEST:
        raise UnreadableTranscript(
            f"{path.name} is larger than {LARGEST // 1_000_000} MB, which no transcript is. Is it the recording?",
            f"{path.name} dépasse {LARGEST // 1_000_000} Mo, ce qu’aucune transcription n’atteint. Est-ce l’enregistrement ?",
        )
    text = path.read_bytes().decode(examine(path).encoding, "replace")
    return read_text(text, kind=kind, name=path.name, ours=ours, domains=domains)


def read_text(
    text: str, *, kind: str = ".txt", name: str = "", ours: Collection[str] = (), domains: Collection[str] = ()
) -> Transcript:
    """The transcript in ``text``, written as files of ``kind`` are."""
    from cordee.revenue.speech import documents, plain, subtitles

    if "\x00" in text:
        raise UnreadableTranscript(
            f"{name or 'This'} is not text (it may be a recording or a Word document). Export the transcript as .vtt, .srt, .txt or .json.",
            f"{name or 'Ceci'} n’est pas du texte (peut-être un enregistrement ou un document Word). "
            "Exportez la transcription en .vtt, .srt, .txt ou .json.",
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableTranscript(
            f"{name or 'The text'} is empty. Export it again from the tool, once the call is transcribed.",
            f"{name or 'Le texte'} est vide. Exportez-le de nouveau depuis l’outil, une fois l’appel transcrit.",
        )
    reader = {".vtt": subtitles.vtt, ".srt": subtitles.srt, ".json": documents.read}.get(kind, plain.read)
    transcript = reader(text)
    if not transcript.turns:
        raise UnreadableTranscript(
            f"{name or 'The text'} has no words in it. Was the right file exported?",
            f"{name or 'Le texte'} ne contient aucune parole. Est-ce le bon fichier ?",
        )
    return sided(replace(transcript, turns=tuple(joined(transcript.turns))), ours=ours, domains=domains)


def joined(turns: Iterable[Turn]) -> Iterable[Turn]:
    """Successive lines of one named speaker in one turn, unless they fell silent; lines of nobody stay apart."""
    last: Turn | None = None
    for turn in turns:
        if last is not None and _goes_on(last, turn):
            until = turn.until if turn.until is not None else last.until
            last = replace(last, text=f"{last.text} {turn.text}", until=until, side=last.side or turn.side)
            continue
        if last is not None:
            yield last
        last = turn
    if last is not None:
        yield last


def _goes_on(last: Turn, turn: Turn) -> bool:
    if last.speaker is None or last.speaker != turn.speaker or len(last.text) > LONGEST_TURN:
        return False
    end = last.until if last.until is not None else last.at
    return end is None or turn.at is None or turn.at - end <= SILENCE


OUR_ROLES = (
    "agent",
    "rep",
    "sales",
    "seller",
    "internal",
    "commercial",
    "vendeur",
    "sdr",
    "host",
    "conseiller",
    "us",
    "nous",
)
THEIR_ROLES = ("customer", "client", "prospect", "external", "buyer", "caller", "contact", "acheteur", "lead", "guest")


def sided(transcript: Transcript, *, ours: Collection[str] = (), domains: Collection[str] = ()) -> Transcript:
    """Says on which side each speaker is: what the tool says; else a known colleague; else a role that names itself; where two speak and
    one is known, the other is the other side; where a colleague is known by name, who is not is theirs. Else it stays unknown.
    """
    names = {folded(name) for name in ours}
    mine = tuple("@" + domain.lower().lstrip("@") for domain in domains)
    told: dict[str, str] = {}
    for turn in transcript.turns:
        if turn.speaker is None or turn.speaker in told:
            continue
        who, address = folded(turn.speaker), transcript.known.get(turn.speaker, "").lower()
        first = who.split("(")[0].strip()
        role = who.strip("() 0123456789:#")
        if turn.side is not None:
            told[turn.speaker] = turn.side
        elif first in names or address in names or (address and address.endswith(mine)) or role in OUR_ROLES:
            told[turn.speaker] = OURS
        elif address or role in THEIR_ROLES:
            told[turn.speaker] = THEIRS
    speakers = tuple(dict.fromkeys(turn.speaker for turn in transcript.turns if turn.speaker is not None))
    colleagues = any(folded(name.split("(")[0]).strip() in names for name in speakers)
    if len(told) == 1 and (len(speakers) == 2 or colleagues):
        other = THEIRS if OURS in told.values() else OURS
        told |= {name: other for name in speakers if name not in told}
    elif colleagues:
        told |= {name: THEIRS for name in speakers if name not in told}
    turns = tuple(replace(turn, side=turn.side or told.get(turn.speaker or "")) for turn in transcript.turns)
    return replace(transcript, turns=turns, speakers=speakers)

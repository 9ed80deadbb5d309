"""Calls through the window: what the tools recorded, whom each was with, and the engine that reads and labels what was said.

Nothing here says which colleague called: what is heard is counted by persona, segment, stage, outcome and month, never by person.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import translation

from cordee.revenue.imports.report import ImportProblem
from cordee.revenue.speech import counts, encoder
from cordee.revenue.speech.counts import Checked, Share, Word
from cordee.revenue.speech.cues import folded
from cordee.revenue.speech.index import MARKS, Hit, Index
from cordee.revenue.speech.labelling import Labeller
from cordee.revenue.speech.moments import Moment, moments
from cordee.revenue.speech.transcripts import KINDS, OURS, THEIRS, Turn, read, read_text
from cordee.revenue.speech.utterances import is_speech, sentences, turns_of_note
from cordee.workspace.insight.window import Window

__all__ = ["KINDS", "MARKS", "OURS", "THEIRS", "Checked", "Hit", "Moment", "Share", "Turn", "Word"]


class NotATranscript(Exception):
    """What was brought cannot be read; ``said`` tells why and what to do in each language, the message in the reader's."""

    def __init__(self, said: dict[str, str]) -> None:
        self.said = said
        super().__init__(said["fr" if (translation.get_language() or "").startswith("fr") else "en"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A call that a tool recorded and of which there are words. ``at`` is naive UTC."""

    id: int
    at: datetime
    seconds: int | None
    recording: str
    note: str
    source: str
    person: str | None
    account: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Whom a call was with, as known now. ``deal`` is the deal at hand then, ``outcome`` what became of it."""

    person_id: int | None
    account_id: int | None
    persona: str | None
    segment: str | None
    stage: str | None
    deal: int | None
    outcome: str | None


def recorded(window: Window, *, since: datetime) -> list[Recorded]:
    """The calls with words from ``since`` on, earliest first."""
    rows = window.reader.execute(
        """
        SELECT c.call_id, c.occurred_at, coalesce(c.talk_s, c.duration_s), coalesce(c.recording_url, ''), c.summary, c.source, p.name, a.name
        FROM call AS c LEFT JOIN person AS p USING (person_id) LEFT JOIN account AS a ON a.account_id = coalesce(c.account_id, p.account_id)
        WHERE c.summary IS NOT NULL AND length(trim(c.summary)) > 20 AND c.occurred_at >= $1
        ORDER BY c.occurred_at, c.call_id
        """,
        [since],
    ).fetchall()
    return [
        Recorded(id=i, at=at, seconds=s, recording=url, note=note, source=source, person=person, account=account)
        for i, at, s, url, note, source, person, account in rows
    ]


def facts(window: Window) -> dict[int, Facts]:
    """Call id → whom it was with."""

    def ask() -> dict[int, Facts]:
        rows = window.reader.execute(
            """
            WITH at_hand AS (
                SELECT c.call_id, d.deal_id, d.outcome, d.opened_at FROM call AS c JOIN deal AS d ON d.deal_id = c.deal_id
                UNION ALL
                SELECT c.call_id, d.deal_id, d.outcome, d.opened_at FROM call AS c JOIN deal AS d ON d.account_id = c.account_id
                WHERE c.deal_id IS NULL AND c.occurred_at >= d.opened_at - INTERVAL 90 DAY
                    AND c.occurred_at <= coalesce(d.closed_at, c.occurred_at)
            ),
            deals AS (SELECT call_id, arg_max(deal_id, opened_at) AS deal_id, arg_max(outcome, opened_at) AS outcome FROM at_hand GROUP BY 1),
            stages AS (
                SELECT c.call_id, arg_max(s.stage, s.occurred_at) AS stage FROM call AS c
                JOIN stage_event AS s ON s.person_id = c.person_id AND s.occurred_at <= c.occurred_at GROUP BY 1
            )
            SELECT c.call_id, c.person_id, coalesce(c.account_id, p.account_id), p.function, a.headcount_band, s.stage, d.deal_id, d.outcome
            FROM call AS c LEFT JOIN person AS p USING (person_id)
            LEFT JOIN account AS a ON a.account_id = coalesce(c.account_id, p.account_id)
            LEFT JOIN stages AS s USING (call_id) LEFT JOIN deals AS d USING (call_id)
            WHERE c.summary IS NOT NULL
            """
        ).fetchall()
        return {
            row[0]: Facts(person_id=row[1], account_id=row[2], persona=row[3], segment=row[4], stage=row[5], deal=row[6], outcome=row[7])
            for row in rows
        }  # fmt: skip

    return window.remembered("calls' facts", ask)


def colleagues(window: Window | None) -> list[str]:
    """Names and addresses of our people: who is on our side of a transcript."""
    if window is None:
        return []
    rows = window.reader.execute("SELECT name, email FROM user_account").fetchall()
    return [value for row in rows for value in row if value]


def turns_of(note: str, buyer: str | None) -> list[Turn]:
    """The turns of a call of which only a note exists."""
    return list(turns_of_note(note, buyer=buyer))


def transcript(source: Path | str, *, ours: Collection[str]) -> list[Turn]:
    """The turns of a file, or of a text that was pasted. Raises NotATranscript."""
    try:
        told = read(source, ours=ours) if isinstance(source, Path) else read_text(source, ours=ours)
    except ImportProblem as problem:
        raise NotATranscript({language: problem.words.text(language) for language in ("en", "fr")}) from None
    return list(told.turns)


def can_suggest() -> bool:
    """Whether the encoder is installed."""
    return encoder.available()


def labelled(
    turns: list[Turn],
    *,
    confirmed: Iterable[tuple[str, str]],
    competitors: Collection[str],
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Moment], int]:
    """The moments of ``turns``, and how many utterances were looked at. ``confirmed``: (words, label) as people decided."""
    from cordee.vocabulary.speech import Label

    return moments(
        turns, Labeller((text, Label(label)) for text, label in confirmed), competitors=competitors, progress=progress
    )


def utterances(text: str) -> list[str]:
    """The sentences of a turn that are long enough to be labelled."""
    return [sentence for sentence in sentences(text) if is_speech(sentence)]


def share(suggested: int, n: int, checked: Checked) -> Share:
    """A share corrected for the labeller's errors."""
    return counts.corrected_share(suggested, n, checked)


_SMALL = frozenset(
    [
        "the",
        "and",
        "for",
        "you",
        "that",
        "this",
        "with",
        "have",
        "are",
        "not",
        "was",
        "but",
        "from",
        "they",
        "will",
        "would",
        "what",
        "our",
        "your",
        "about",
        "there",
        "can",
        "just",
        "all",
        "one",
        "out",
        "has",
        "had",
        "been",
        "les",
        "des",
        "une",
        "que",
        "qui",
        "pour",
        "dans",
        "pas",
        "est",
        "sur",
        "vous",
        "nous",
        "ils",
        "elles",
        "avec",
        "mais",
        "plus",
        "par",
        "son",
        "ses",
        "aux",
        "ont",
        "ete",
        "cette",
        "tout",
        "bien",
        "fait",
        "comme",
        "leur",
        "etre",
        "avoir",
        "ces",
        "donc",
        "alors",
        "aussi",
        "tres",
        "oui",
        "non",
        "bonjour",
        "merci",
        "ce",
        "sont",
        "ca",
        "on",
        "je",
        "il",
        "elle",
        "du",
        "de",
        "la",
        "le",
        "et",
        "en",
        "un",
        "au",
        "se",
        "si",
        "ne",
        "sa",
        "mon",
        "ma",
        "mes",
    ]
)


def resonating(won: Iterable[str], lost: Iterable[str]) -> tuple[list[Word], int]:
    """Words that buyers of won deals say more, or less, than those of lost ones, beyond chance; and how many words were compared.

    One text per deal: all that its buyers said.
    """
    found = counts.resonating(map(_words, won), map(_words, lost))
    return counts.beyond_chance(found), len(found)


def _words(text: str) -> set[str]:
    words = "".join(letter if letter.isalpha() else " " for letter in folded(text)).split()
    return {word for word in words if len(word) > 2 and word not in _SMALL}


def index() -> Index:
    """The search over everything that was said."""
    return Index(settings.CORDEE_HOME.path / "calls" / "turns.sqlite3")

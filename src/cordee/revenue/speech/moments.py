"""Moments: the utterances of a transcript in which something is worth hearing, each with the label that is suggested."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from cordee.revenue.speech.cues import folded
from cordee.revenue.speech.labelling import Labeller
from cordee.revenue.speech.transcripts import OURS, Turn
from cordee.revenue.speech.utterances import is_speech, sentences
from cordee.vocabulary.speech import Label

BATCH = 200
"""Utterances that are labelled at a time: enough to be fast, few enough to tell how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An utterance of the turn number ``turn`` of a transcript. ``probability`` is 1 where the label is no guess but a name that was said."""

    turn: int
    text: str
    label: Label
    probability: float
    margin: float


def moments(
    turns: Sequence[Turn],
    labeller: Labeller,
    *,
    competitors: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Moment], int]:
    """The moments of what the other side (or nobody known) says, and how many utterances were looked at.

    Abstains: an utterance whose first label is not far enough from the second has no moment. ``competitors``: names of other
    suppliers; an utterance that has one and no other label is a mention. ``progress`` is told utterances done and in all.
    """
    told = [
        (number, sentence)
        for number, turn in enumerate(turns)
        if turn.side != OURS
        for sentence in sentences(turn.text)
        if is_speech(sentence)
    ]
    found = list[Moment]()
    for start in range(0, len(told), BATCH):
        batch = told[start : start + BATCH]
        found += _labelled(batch, labeller, competitors)
        if progress is not None:
            progress(min(start + BATCH, len(told)), len(told))
    return found, len(told)


def _labelled(batch: list[tuple[int, str]], labeller: Labeller, competitors: Collection[str]) -> Iterator[Moment]:
    for (number, text), guess in zip(batch, labeller.suggest([text for _, text in batch]), strict=True):
        if guess.sure and guess.label != Label.NONE:
            yield Moment(turn=number, text=text, label=guess.label, probability=guess.probability, margin=guess.margin)
        elif names_one(text, competitors):
            yield Moment(turn=number, text=text, label=Label.COMPETITOR_MENTION, probability=1.0, margin=1.0)


def names_one(text: str, competitors: Collection[str]) -> bool:
    """Whether one of the names is said, as a whole word, whatever its case and accents."""
    said = folded(text)
    return any(re.search(rf"(?<!\w){re.escape(folded(name))}(?!\w)", said) for name in competitors if name.strip())

"""Lists and search through the window: who answers to some words and some filters, as plain values."""

import threading
from collections.abc import Callable, Hashable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from cordee.revenue.journeys import directory, listing, words
from cordee.revenue.journeys.directory import Directory
from cordee.revenue.journeys.listing import SORTS, Card, Kind, Question, Sort
from cordee.workspace.insight.window import Window

__all__ = ["SORTS", "Card", "Kind", "Question", "Sort"]

Answer = TypeVar("Answer")

_opened: dict[Path, tuple[Path, Directory]] = {}  # home → snapshot, its directory
_opening = threading.Lock()
_renewing: set[Path] = set()


def listed(
    window: Window, question: Question, *, sort: Sort = "best", limit: int = 50, offset: int = 0
) -> tuple[list[Card], int]:
    """A page of the cards that answer, and how many answer in all."""
    return _remembered(
        window,
        ("listed", question, sort, limit, offset),
        lambda found: listing.listed(found, question, as_of=as_of(window), sort=sort, limit=limit, offset=offset),
    )


def counted(window: Window, question: Question) -> int:
    """How many cards answer."""
    return _remembered(
        window, ("counted", question), lambda found: listing.counted(found, question, as_of=as_of(window))
    )


def every(window: Window, question: Question, *, sort: Sort = "best") -> Iterator[Card]:
    """Every card that answers, for a file."""
    return listing.every(_directory(window), question, as_of=as_of(window), sort=sort)


def suggested(window: Window, text: str) -> tuple[list[Card], list[Card]]:
    """As one types: the first companies and the first people."""
    return _remembered(window, ("suggested", text), lambda found: listing.suggested(found, text))


def choices(window: Window, kind: Kind) -> dict[str, list[Any]]:
    """What each filter may say."""
    return _remembered(window, ("choices", kind), lambda found: listing.choices(found, kind))


def _remembered(window: Window, question: tuple[Hashable, ...], ask: Callable[[Directory], Answer]) -> Answer:
    """The answer of the directory at hand; what the last snapshot's answered is not taken for this one's."""
    found = _directory(window)
    return window.remembered((found.folder, *question), lambda: ask(found))


def as_of(window: Window) -> datetime:
    """The moment from which "for so many days" counts: the last that the data speak of."""
    return window.snapshot.data_as_of or window.snapshot.built_at


def marked(text: str, asked: str) -> list[tuple[str, bool]]:
    """``text`` in pieces, and whether each is what was asked for."""
    return words.highlights(text, _terms(asked))


def answers_to(title: str, asked: str) -> bool:
    """Whether every word that is asked for begins a word of ``title``; no word at all asks for everything."""
    parts = [part for (part, *_) in _terms(title)]
    return all(any(part.startswith(said) for part in parts for said in term) for term in _terms(asked))


@lru_cache(maxsize=4096)
def _terms(text: str) -> tuple[words.Term, ...]:
    return tuple(words.terms(text, settings.COMPANY.country))


def prepare(window: Window) -> None:
    """Builds the directory of a snapshot that has none yet, so that the first search does not wait."""
    _directory(window)


def _directory(window: Window) -> Directory:
    """The directory of the window's snapshot.

    Right after a publication it may not be there yet: the last one answers while it is built aside. Where there is none at all,
    whoever comes first waits.
    """
    place = window.home.path
    found = _opened.get(place)
    if found is not None and found[0] == window.file:
        return found[1]
    with _opening:
        found = _opened.get(place)
        if found is not None and (found[0] == window.file or not directory.is_built(window.file)):
            if found[0] != window.file and window.file not in _renewing:
                _renewing.add(window.file)
                threading.Thread(target=_renew, args=(window,), daemon=True).start()
            return found[1]
        _opened[place] = (window.file, directory.open_directory(window.home, window.file))
        return _opened[place][1]


def ready(window: Window) -> Directory | None:
    """The directory of this very snapshot, if it is there: a journey does not wait for it, nor reads another's."""
    found = _opened.get(window.home.path)
    if found is not None and found[0] == window.file:
        return found[1]
    return _directory(window) if directory.is_built(window.file) else None


def _renew(window: Window) -> None:
    """Builds aside; the next question finds it."""
    try:
        with directory.building(window.home):
            if not directory.is_built(window.file):
                directory.build(window.home, window.file)
    finally:
        _renewing.discard(window.file)

"""Asking the usual questions before anybody does: after a start or a refresh, the first reader does not wait."""

import logging
import threading
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.utils import translation

from cordee.workspace.insight import figures
from cordee.workspace.insight.window import Window, window
from cordee.workspace.scoreboard.calendar import offered
from cordee.workspace.scoreboard.drawing import drawn
from cordee.workspace.scoreboard.question import Question

PAUSE = 1.0
"""Seconds between two looks at what is published: one small file is read."""

CUTS = ("channel", "segment", "team")
"""Dimensions each of whose values is a usual question; campaigns are too many."""

log = logging.getLogger(__name__)

Warm = Callable[[Window], object]


def usual(found: Window) -> Iterator[dict[str, str]]:
    """The questions that a click on the page asks, the likeliest first: the periods that it offers, then its parts."""
    yield {}
    for _, choices in offered(found):
        yield from ({"period": text} for text, _ in choices)
    for dimension in CUTS:
        yield from ({dimension: value} for value in figures.choices(found, dimension))


def first(found: Window) -> None:
    """The page as its address without a question shows it."""
    drawn(found, Question.asked({}, found), "quarter")


def warm(found: Window, *, rest: Callable[[float], object] = time.sleep) -> int:
    """Remembers the boards of the usual questions, in each language. Returns how many.

    Between two it rests for as long as one took, so that whoever reads meanwhile has the processor for half of the time.
    """
    asked = 0
    for values in usual(found):
        for language, _ in settings.LANGUAGES:
            started = time.perf_counter()
            with translation.override(language):
                drawn(found, Question.asked(values, found), "quarter")
            asked += 1
            rest(time.perf_counter() - started)
    return asked


def keep_warm(*more: Warm, by_language: tuple[Warm, ...] = ()) -> threading.Thread:
    """Starts a thread that asks now, and again whenever a new snapshot is published: first what each page needs
    (``by_language``: where the answer is in words), then the usual boards.
    """

    def watch() -> None:
        seen = None
        while True:
            found = window()
            if found is not None and found is not seen:
                seen = found
                started = time.perf_counter()
                for ask in (*more, *_in_each_language(first, *by_language), warm):
                    try:
                        ask(found)
                    except Exception:
                        # An answer that cannot be computed must fail where somebody reads it, not here.
                        log.exception("pages.not_warmed")
                log.info("pages.warmed", extra={"seconds": time.perf_counter() - started})
            time.sleep(PAUSE)

    thread = threading.Thread(target=watch, name="warming", daemon=True)
    thread.start()
    return thread


def _in_each_language(*asks: Warm) -> Iterator[Warm]:
    for ask in asks:
        for language, _ in settings.LANGUAGES:

            def spoken(found: Window, ask: Warm = ask, language: str = language) -> None:
                with translation.override(language):
                    ask(found)

            yield spoken

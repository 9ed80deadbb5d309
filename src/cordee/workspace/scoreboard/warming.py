"""Asking the usual questions before anybody does: after a start or a refresh, the first reader does not wait."""

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.utils import translation

from cordee.workspace.insight.window import Window, window
from cordee.workspace.scoreboard.board import board
from cordee.workspace.scoreboard.calendar import QUARTERS_OFFERED
from cordee.workspace.scoreboard.question import Question
from cordee.workspace.scoreboard.trends import trends

PAUSE = 5.0
"""Seconds between two looks at what is published: one small file is read."""

log = logging.getLogger(__name__)


def warm(found: Window) -> int:
    """Remembers the boards of the quarters that the page offers, in each language. Returns how many."""
    asked = 0
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            question = Question.asked({}, found)
            for _ in range(QUARTERS_OFFERED):
                board(found, question)
                trends(found, question, "quarter")
                asked += 1
                question = Question.asked({"period": question.earlier.text}, found)
                if question.period.end < found.first_day:
                    break
    return asked


def keep_warm(*more: Callable[[Window], object]) -> threading.Thread:
    """Starts a thread that does so now, and again whenever a new snapshot is published; then calls ``more``."""

    def watch() -> None:
        seen = None
        while True:
            found = window()
            if found is not None and found is not seen:
                seen = found
                started = time.perf_counter()
                try:
                    asked = warm(found)
                    for language, _ in settings.LANGUAGES:
                        with translation.override(language):
                            for ask in more:
                                ask(found)
                except Exception:
                    # A figure that cannot be computed must fail where somebody reads it, not here.
                    log.exception("scoreboard.not_warmed")
                else:
                    log.info("scoreboard.warmed", extra={"boards": asked, "seconds": time.perf_counter() - started})
            time.sleep(PAUSE)

    thread = threading.Thread(target=watch, name="warming", daemon=True)
    thread.start()
    return thread

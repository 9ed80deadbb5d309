"""What was decided and waits for a refresh, and where a refresh is asked for, when this installation has such a place."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from cordee.workspace.insight import identities
from cordee.workspace.insight.window import Window

START = "sources:refresh"
"""The address that starts a refresh by POST. While no job offers one, the page says to run the command."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many decisions and choices the published snapshot has not seen."""

    count: int
    start: str | None


def waiting(window: Window) -> Waiting:
    """What the notice of these pages says."""
    return Waiting(identities.not_seen_yet(window).total, start())


def start() -> str | None:
    """The address that starts a refresh, or None."""
    try:
        return reverse(START)
    except NoReverseMatch:
        return None

"""What the pages of the data room need of a snapshot, asked before anybody does."""

from cordee.workspace.insight import contradictions, duplicates, identities, importing, quality
from cordee.workspace.insight.window import Window


def warm(found: Window) -> None:
    """The queues, the checks, freshness, and who makes duplicates; each is remembered by the window."""
    duplicates.queue(found)
    identities.decided(found)
    contradictions.listed(found)
    contradictions.oddities(found)
    contradictions.unmatched(found)
    quality.results(found)
    quality.freshness(found)
    quality.duplicate_makers(found)
    importing.sources()

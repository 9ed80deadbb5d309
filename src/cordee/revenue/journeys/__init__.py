"""Journeys: the whole path of a person or a company across all tools, each step with the record that it came from.

Words:      journey, touch, stage passage, deal, clock, source reference (tool, object, id), candidate.
Rules:      both sides on one line, earliest first; nothing without its source record; an unclear name is never guessed.
Start here: journey.Journey (what it holds), telling.journey, finding.find, listing.listed (lists and search, out of directory.py and words.py)
"""

from cordee.revenue.journeys.finding import Candidate, NobodyFound, SeveralFound, find, search
from cordee.revenue.journeys.journey import Journey
from cordee.revenue.journeys.reviews import pairs_to_review
from cordee.revenue.journeys.sources import SourceRef
from cordee.revenue.journeys.telling import journey, journey_of

__all__ = [
    "Candidate",
    "Journey",
    "NobodyFound",
    "SeveralFound",
    "SourceRef",
    "find",
    "journey",
    "journey_of",
    "pairs_to_review",
    "search",
]

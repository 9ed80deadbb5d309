"""Closed lists of words: who acts, which way, and what can happen between us and a person."""

from enum import StrEnum


class Side(StrEnum):
    """The two sides of the rope; BOTH is leadership."""

    MARKETING = "marketing"
    SALES = "sales"
    BOTH = "both"


class Direction(StrEnum):
    """IN: the buyer acts. OUT: we act."""

    IN = "in"
    OUT = "out"


class Outcome(StrEnum):
    """How a deal stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class TouchKind(StrEnum):
    """What happened between us and a person or an account."""

    PAGE_VIEW = "page_view"
    FORM_FILL = "form_fill"
    AD_CLICK = "ad_click"
    LEAD_FORM = "lead_form"  # a form inside an advert (LinkedIn lead gen)
    ORIGINAL_SOURCE = "original_source"  # what a CRM recorded as the first source of a contact
    EMAIL_SENT = "email_sent"
    EMAIL_OPEN = "email_open"
    EMAIL_CLICK = "email_click"
    EMAIL_REPLY = "email_reply"
    EMAIL_BOUNCE = "email_bounce"
    UNSUBSCRIBE = "unsubscribe"
    WEBINAR = "webinar"
    EVENT = "event"
    DOWNLOAD = "download"
    CHAT = "chat"
    CALL = "call"
    MEETING = "meeting"
    LINKEDIN_MESSAGE = "linkedin_message"
    SEQUENCE_STEP = "sequence_step"
    TASK = "task"
    NOTE = "note"
    LIST_IMPORT = "list_import"


SALES_ATTEMPTS: frozenset[TouchKind] = frozenset(
    {
        TouchKind.CALL,
        TouchKind.EMAIL_SENT,
        TouchKind.MEETING,
        TouchKind.LINKEDIN_MESSAGE,
        TouchKind.SEQUENCE_STEP,
    }
)
"""Acts that count as a sales attempt when their side is sales and their direction is out. Never a ticked status."""

INQUIRY_KINDS: frozenset[TouchKind] = frozenset(
    {TouchKind.FORM_FILL, TouchKind.LEAD_FORM, TouchKind.WEBINAR, TouchKind.EVENT, TouchKind.DOWNLOAD, TouchKind.CHAT}
)
"""Acts by which a person makes themselves known: the first one is an inquiry when no tool says otherwise."""

PASSIVE_KINDS: frozenset[TouchKind] = frozenset({TouchKind.EMAIL_OPEN, TouchKind.EMAIL_BOUNCE, TouchKind.UNSUBSCRIBE})
"""Acts that say that a message arrived, not that somebody came: they name no channel and earn no credit."""

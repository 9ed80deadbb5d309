"""What is kept about people: who they are, how they are let in, where they are signed in.

Words:      Person, Invitation, Link (mailed, used once), Session, FailedSignIn.
Rules:      no secret is stored that could be used as it stands: links are kept as digests, invitations are signed.
Start here: person.Person
"""

from cordee.workspace.people.models.failure import (
    FAILURES_ALLOWED,
    FAILURES_ALLOWED_PER_ADDRESS,
    WAIT,
    FailedSignIn,
)
from cordee.workspace.people.models.invitation import Invitation
from cordee.workspace.people.models.link import Link
from cordee.workspace.people.models.person import (
    Language,
    LastAdministrator,
    Person,
    PersonManager,
    Refusal,
    Role,
    Side,
    Theme,
)
from cordee.workspace.people.models.session import Session

__all__ = [
    "FAILURES_ALLOWED",
    "FAILURES_ALLOWED_PER_ADDRESS",
    "WAIT",
    "FailedSignIn",
    "Invitation",
    "Language",
    "LastAdministrator",
    "Link",
    "Person",
    "PersonManager",
    "Refusal",
    "Role",
    "Session",
    "Side",
    "Theme",
]

"""Delays: what starts a clock, which logged act stops it, and what happens before and after it breaks."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from cordee.vocabulary.sla_terms.rules import Rule
from cordee.vocabulary.sla_terms.value import Key, Owes, Value, Words


class Start(StrEnum):
    """The event that starts a clock: a passage, or the assignment of the lead to a person."""

    INQUIRY = "inquiry"
    MQL = "mql"
    SAL = "sal"
    SQL = "sql"
    OPPORTUNITY = "opportunity"
    REFUSED = "refused"
    RECYCLED = "recycled"
    ASSIGNED = "assigned"


class Act(StrEnum):
    """A logged act that stops a clock: an outbound touch of the side that owes it, or a recorded decision.

    There is no «status changed» here: a status can be ticked without anything having happened.
    """

    CALL = "call"
    EMAIL_SENT = "email_sent"
    MEETING = "meeting"
    LINKEDIN_MESSAGE = "linkedin_message"
    SEQUENCE_STEP = "sequence_step"
    ACCEPTED = "accepted"  # sales take the lead
    REFUSED = "refused"  # sales send it back, with a reason
    QUALIFIED = "qualified"  # sales qualify it
    RECYCLED = "recycled"  # marketing takes it back
    ANSWERED = "answered"  # the refusal got an answer: what changed because of it


DECISIONS: frozenset[Act] = frozenset({Act.ACCEPTED, Act.REFUSED, Act.QUALIFIED, Act.RECYCLED, Act.ANSWERED})
"""The acts that are decisions recorded with their author; the others are touches."""


class Pause(StrEnum):
    """When a clock does not count though the calendar is open."""

    UNASSIGNED = "unassigned"  # nobody owns the lead yet: told apart as queue time
    POSTPONED = "postponed"  # the person asked for a later date, which is recorded
    MEETING_BOOKED = "meeting_booked"  # until the meeting that is booked


class Hours(StrEnum):
    """Whose opening hours a clock counts in."""

    COMPANY = "company"
    TEAM = "team"
    OWNER = "owner"  # part-time and absences included


class Nobody(StrEnum):
    """What happens when nobody of the queue is there."""

    WAIT = "wait"  # the clock starts to count when somebody is back
    FALLBACK = "fallback"  # the lead goes to the fallback of the routing


class Tell(StrEnum):
    """Who is told."""

    OWNER = "owner"
    MANAGER = "manager"
    MARKETING_LEAD = "marketing_lead"
    SALES_LEAD = "sales_lead"


class Tier(Value):
    """A target for some leads: the first tier whose rule holds applies; a tier without a rule takes the others."""

    key: Key
    when: Rule | None = None
    target_minutes: Annotated[int, Field(ge=1, le=525_600)]


class Attempts(Value):
    """How deeply a lead is pursued: this many attempts over this many working days, the first day included."""

    count: Annotated[int, Field(ge=1, le=50)]
    within_days: Annotated[int, Field(ge=1, le=365)]


class Escalation(Value):
    """Who is told once a share of the delay is over: 1 is the breach."""

    at: Annotated[float, Field(gt=0, le=20)]
    tell: Tell


class Reassignment(Value):
    """From which share of the delay the lead goes to somebody else, and whether it may come back to the same person."""

    at: Annotated[float, Field(ge=1, le=20)] = 1.5
    to_queue: Key | None = None
    never_back: bool = True


class Delay(Value):
    """A clause with a clock. Targets are in business minutes of the calendar that ``hours`` names.

    ``warn_at`` is the share of the delay after which a running clock is at risk.
    """

    key: Key
    name: Words
    owed_by: Owes
    starts: Start
    stops: tuple[Act, ...] = Field(min_length=1)
    pauses: tuple[Pause, ...] = ()
    hours: Hours = Hours.COMPANY
    tiers: tuple[Tier, ...] = Field(min_length=1)
    attempts: Attempts | None = None
    warn_at: Annotated[float, Field(gt=0, lt=1)] = 0.75
    escalation: tuple[Escalation, ...] = ()
    reassignment: Reassignment | None = None
    when_nobody: Nobody = Nobody.WAIT

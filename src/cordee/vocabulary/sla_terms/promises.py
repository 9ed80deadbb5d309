"""What else both sides promise: reasons for a refusal, crossed objectives, who gets which lead, the exploration quota."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from cordee.vocabulary.sla_terms.rules import Rule
from cordee.vocabulary.sla_terms.value import Key, Owes, Said, Value, Words


class Destination(StrEnum):
    """Where a refused or recycled lead goes."""

    NURTURE = "nurture"
    CORRECTION = "correction"  # somebody mends the data, then it comes back
    OTHER_CONTACT = "other_contact"  # the right person in the same company
    LATER = "later"  # sales take it up again on the recorded date
    ACCOUNT_OWNER = "account_owner"
    CLOSED = "closed"


class CountsAgainst(StrEnum):
    """What a refusal says must be mended."""

    TARGETING = "targeting"
    SCORING = "scoring"
    DATA = "data"
    NURTURE = "nurture"
    ROUTING = "routing"
    NOTHING = "nothing"


class Reason(Value):
    """Why a lead is sent back: who owns what happens next, where it goes, how long it rests, what it counts against.

    ``after_attempts`` is how many attempts must have been logged before this reason may be given; ``needs_date`` asks
    for the day on which to come back.
    """

    key: Key
    name: Words
    owner: Owes
    destination: Destination
    cool_down_days: Annotated[int, Field(ge=0, le=3650)] = 0
    counts_against: CountsAgainst
    after_attempts: Annotated[int, Field(ge=0, le=50)] = 0
    needs_date: bool = False


class Every(StrEnum):
    """Over which period an objective is measured."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Comparison(StrEnum):
    """Whether more is better, or less."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Unit(StrEnum):
    """What a target is counted in: the unit of its metric in the registry."""

    COUNT = "count"
    CURRENCY = "currency"
    CURRENCY_PER_DAY = "currency_per_day"
    SHARE = "share"  # 0..1
    RATIO = "ratio"
    BUSINESS_MINUTES = "business_minutes"
    DAYS = "days"


class Owners(Value):
    """One person of each side who answers for an objective: an e-mail address, or a job. Both are needed to sign."""

    marketing: Said | None = None
    sales: Said | None = None


class Segment(Value):
    """A part of the leads: ``{dimension: channel, value: paid_search}``."""

    dimension: Key
    value: Said


class Objective(Value):
    """A crossed objective: a metric of the registry, its target per period, the side that promised, an owner on each.

    ``segment`` narrows it to one value of a dimension of the registry.
    """

    key: Key
    metric: Key
    name: Words
    promised_by: Owes
    every: Every
    comparison: Comparison = Comparison.AT_LEAST
    target: float
    unit: Unit = Unit.COUNT
    segment: Segment | None = None
    owners: Owners = Owners()


class Member(Value):
    """A person in a queue: their e-mail, their share of its leads, and at most how many a day."""

    person: Said
    weight: Annotated[int, Field(ge=0, le=100)] = 1
    most_a_day: Annotated[int, Field(ge=1, le=1000)] | None = None


class Queue(Value):
    """Who takes turns for which leads: the first queue whose rule holds; one without a rule takes the others."""

    key: Key
    name: Words
    when: Rule | None = None
    members: tuple[Member, ...] = ()


class Routing(Value):
    """Who gets a lead: the owner of its account first, then round robin by weight, skipping who is away.

    ``fallback`` (an e-mail) gets what nobody could take; when it is missing the lead waits, listed as unassigned.
    """

    account_owner_first: bool = True
    skip_absent: bool = True
    queues: tuple[Queue, ...] = ()
    fallback: Said | None = None


class Exploration(Value):
    """The share of leads below the threshold that is worked all the same, drawn at random and logged.

    It is the only honest way to learn whether the threshold is right.
    """

    share: Annotated[float, Field(ge=0, le=0.5)] = 0.05

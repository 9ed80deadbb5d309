"""What truly happened, as plain records; the tools' exports are written from it and the truth beside them too."""

from dataclasses import dataclass, field
from datetime import date, datetime

from cordee.demo.campaigns import Campaign
from cordee.demo.demand import Demand
from cordee.demo.firms import Firm
from cordee.demo.people import Person

INQUIRIES = frozenset({"demo", "contact", "guide", "webinar", "show", "leadform"})
"""Acts by which a person makes themselves known. Others: visit, emailclick."""


@dataclass(slots=True)
class Response:
    """Somebody answers to our marketing. ``tool`` exports it; ``tagged`` says that the UTMs survived."""

    person: int
    at: datetime  # Paris wall time, as are all times here
    channel: int
    kind: str
    tool: str
    campaign: Campaign | None
    content: str
    tagged: bool


@dataclass(slots=True)
class Act:
    """One act of ours towards a person: call, email, linkedin, meeting, task. ``tool`` exports it."""

    person: int
    at: datetime
    kind: str
    user: str
    tool: str
    subject: str = ""
    outcome: str = ""
    seconds: int = 0
    talk: int = 0
    inbound: bool = False
    opened_at: datetime | None = None
    replied_at: datetime | None = None
    bounced: bool = False
    deal: int | None = None
    step: int = 0
    summary: str = ""
    objections: tuple[str, ...] = ()
    recorded: bool = False


@dataclass(slots=True)
class Cycle:
    """One way through the funnel: from a response (or none: sales found them) to a decision, a deal or a way out."""

    person: int
    response: Response | None
    owner: str
    mql_at: datetime | None
    sal_at: datetime | None = None
    sql_at: datetime | None = None
    refused_at: datetime | None = None
    recycled_at: datetime | None = None
    reason: str = ""
    deal: int | None = None

    @property
    def started_at(self) -> datetime:
        """When marketing handed over or, where it did not, when sales qualified them."""
        started = self.mql_at or self.sql_at
        if started is None:
            raise ValueError(f"The way of person {self.person} through the funnel has no beginning.")
        return started


@dataclass(slots=True)
class Change:
    """A deal's field changes."""

    at: datetime
    field: str  # stage, amount, close_date
    old: str
    new: str


@dataclass(slots=True)
class Deal:
    """An opportunity. ``closed_at`` is None while it is open; ``outcome`` is open, won or lost."""

    number: int
    firm: int
    people: list[int]
    owner: str
    opened_at: datetime
    name: str
    source: str
    product: str
    currency: str
    amount: float
    expected: date
    stage: int
    outcome: str = "open"
    closed_at: datetime | None = None
    reason: str = ""
    changes: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class Mailing:
    """A newsletter or an invitation, sent by ``tool`` (marketo, then hubspot)."""

    number: int
    name: str
    subject: str
    day: date
    tool: str


@dataclass(slots=True)
class Send:
    """One mailing to one person, and what became of it."""

    mailing: int
    person: int
    at: datetime
    opened_at: datetime | None = None
    clicked_at: datetime | None = None
    bounced: bool = False
    left_at: datetime | None = None


@dataclass(slots=True)
class World:
    """The eighteen months of the demo firm."""

    seed: int
    scale: float  # 1.0 at company size
    firms: list[Firm]
    people: list[Person]
    demand: Demand
    campaigns: list[Campaign]
    responses: list[Response] = field(default_factory=list)
    cycles: list[Cycle] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    mailings: list[Mailing] = field(default_factory=list)
    sends: list[Send] = field(default_factory=list)

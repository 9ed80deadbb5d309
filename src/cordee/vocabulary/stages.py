"""The lifecycle that a lead goes through, in the order in which both teams agreed to tell it."""

from enum import StrEnum


class Stage(StrEnum):
    """A stage of the lifecycle, or a way out of it."""

    INQUIRY = "inquiry"  # fr: lead (première demande)
    MQL = "mql"  # fr: MQL, marketing hands over
    SAL = "sal"  # fr: SAL, sales accept
    SQL = "sql"  # fr: SQL, sales qualify
    OPPORTUNITY = "opportunity"  # fr: affaire ouverte
    CUSTOMER = "customer"  # fr: client

    REFUSED = "refused"  # fr: refusé par les ventes
    RECYCLED = "recycled"  # fr: recyclé vers le marketing
    LOST = "lost"  # fr: perdu
    DISQUALIFIED = "disqualified"  # fr: disqualifié

    @property
    def is_exit(self) -> bool:
        """Whether entering this stage leaves the path that leads to a customer."""
        return self in EXITS


PATH: tuple[Stage, ...] = (
    Stage.INQUIRY,
    Stage.MQL,
    Stage.SAL,
    Stage.SQL,
    Stage.OPPORTUNITY,
    Stage.CUSTOMER,
)
"""The stages that lead to a customer, first to last."""

EXITS: frozenset[Stage] = frozenset({Stage.REFUSED, Stage.RECYCLED, Stage.LOST, Stage.DISQUALIFIED})
"""The ways out."""

"""Rows behind figures: which records a figure counts or sums, in which columns its groups, its date and its amount
stand.

A figure and the list that it opens on are two readings of the same ``Rows``: they cannot disagree.
"""

from dataclasses import dataclass, replace

from cordee.revenue.attribution.models import MODELS, share


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: a FROM clause, and the expression of each column that every list of records has."""

    record: str  # what one row is: person, deal, spend
    tables: str
    person_id: str = "NULL::BIGINT"
    account_id: str = "NULL::BIGINT"
    deal_id: str = "NULL::BIGINT"
    campaign_id: str = "NULL::BIGINT"
    channel: str | None = None
    segment: str | None = None
    team: str | None = None

    def dimension(self, name: str) -> str | None:
        """The expression of a dimension other than time; None where the rows have no such thing."""
        if name == "campaign":
            return "coalesce(cp.name, 'unknown')"
        column = {"channel": self.channel, "segment": self.segment, "team": self.team}[name]
        return None if column is None else f"coalesce({column}, 'unknown')"


LEAD = Source(
    "person",
    "lead AS r",
    person_id="r.person_id",
    account_id="r.account_id",
    campaign_id="r.campaign_id",
    channel="r.channel",
    segment="r.segment",
    team="r.team",
)
DEAL = Source(
    "deal",
    "deal AS r",
    account_id="r.account_id",
    deal_id="r.deal_id",
    campaign_id="r.campaign_id",
    channel="r.channel",
    segment="r.segment",
    team="r.team",
)
CLOCK = Source(
    "person",
    "clock AS r LEFT JOIN lead AS l ON l.person_id = r.person_id",
    person_id="r.person_id",
    account_id="r.account_id",
    campaign_id="l.campaign_id",
    channel="r.channel",
    segment="r.segment",
    team="r.team",
)
SPEND = Source("spend", "spend AS r", campaign_id="r.campaign_id", channel="r.channel")
CREDIT = Source(
    "deal",
    "deal_credit AS k JOIN deal AS r ON r.deal_id = k.deal_id",
    account_id="r.account_id",
    deal_id="r.deal_id",
    campaign_id="k.campaign_id",
    channel="k.channel",
    segment="r.segment",
    team="r.team",
)

SHARE = "CASE $model " + " ".join(f"WHEN '{model}' THEN k.{share(model)}" for model in MODELS) + " END"
"""The share that the model asked for gives to a row of ``CREDIT``."""

CURRENCY_TYPE = "DECIMAL(18,4)"
"""Amounts are summed as decimals: the order of rows changes nothing, and the list adds up to the figure exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of ``source`` whose ``at`` falls in the period; of these, the numerator are those that are a ``hit``.

    ``at``, ``where``, ``hit``, ``amount``, ``measure`` and ``detail`` are SQL over the source's tables; they may use
    ``$horizon`` (days), ``$as_of`` and ``$model``. ``by_day`` says that ``at`` is a local day, not an instant.
    ``per_deal`` collapses the rows of one deal within a group into one record.
    """

    source: Source
    at: str
    where: str = "true"
    hit: str = "true"
    amount: str = f"NULL::{CURRENCY_TYPE}"
    measure: str = "NULL::DOUBLE"
    unit: str = ""  # of the measure
    detail: str = "NULL::VARCHAR"
    by_day: bool = False
    per_deal: bool = False

    @property
    def all(self) -> "Rows":
        """The same rows, each one a hit: what a share is of."""
        return replace(self, hit="true")

    def only(self, where: str) -> "Rows":
        """The same rows, fewer."""
        return replace(self, where=f"({self.where}) AND ({where})")

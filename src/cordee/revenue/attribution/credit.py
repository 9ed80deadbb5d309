"""Credits: a deal's touches share it, by six rules.

| model | weights | milestones |
|---|---|---|
| first | all | first touch of the window |
| last | all | last touch of the window |
| linear | equal | none |
| u | 40 / 20 shared / 40 | first and last touch |
| w | 30 / 30 / 30 / 10 shared | first touch, lead creation, opportunity creation |
| time_decay | 2^(days / half-life) | none; half-life a quarter of the median cycle |

Edges: a touch that is two milestones takes both shares; a missing milestone gives its share back to the others pro
rata; without
a touch in between, the middle's share goes to the milestones pro rata; one touch takes all; ties in time are broken by
id.
"""

import ibis
from ibis.expr.types import NumericValue, Table

from cordee.revenue.attribution.models import MODELS, share


def deal_credit(deal_touch: Table) -> Table:
    """One row per deal and touch group, with a share by each of the ``MODELS``: those of a deal sum to 1."""
    t = _milestones(deal_touch)
    shares = {
        "first": t.is_first.cast("float64"),
        "last": t.is_last.cast("float64"),
        "linear": t.touches.cast("float64") / t.n,
        "u": _u(t),
        "w": _w(t),
        # Rounded, because the order in which an engine adds floats is not fixed.
        "time_decay": (t.decayed / t.total_decayed).round(12),
    }
    return t.select("deal_id", "place", "side_code", "touches", **{share(name): shares[name] for name in MODELS})


def _milestones(deal_touch: Table) -> Table:
    """What each touch group holds, what its deal holds, and which of the deal's milestones fall into the group."""
    g = deal_touch
    whole = g.group_by("deal_id").aggregate(
        n=g.touches.sum(),
        first=g.first_key.min(),
        last=g.last_key.max(),
        lead=g.lead_key.max(),
        opening=g.opening_key.max(),
        total_decayed=g.decayed.sum(),
    )
    t = g.join(whole, "deal_id")
    return t.mutate(
        is_first=(t.first_key == t["first"]).cast("int64"),
        is_last=(t.last_key == t["last"]).cast("int64"),
        is_lead=(t.lead_key == t.lead).fill_null(False).cast("int64"),
        is_opening=(t.opening_key == t.opening).fill_null(False).cast("int64"),
    )


def _u(t: Table) -> NumericValue:
    """40 % each to the first and the last touch, 20 % shared by the others."""
    milestones = ibis.least(t.n, 2)
    middle = t.n - milestones
    own_middle = t.touches - t.is_first - (t.is_last * (t["first"] != t["last"]).cast("int64"))
    edge = (middle > 0).ifelse(0.4, 0.5)
    return (t.is_first + t.is_last) * edge + (middle > 0).ifelse(0.2 * own_middle / middle.nullif(0), 0.0)


def _w(t: Table) -> NumericValue:
    """30 % to each milestone that there is (pro rata when one is missing), 10 % shared by the others."""
    lead_told, opening_told = t.lead.notnull().cast("int64"), t.opening.notnull().cast("int64")
    told = 1 + lead_told + opening_told
    # How many distinct touches are milestones, in the whole deal and in this group.
    lead_new = t.lead.notnull() & (t.lead != t["first"])
    opening_new = t.opening.notnull() & (t.opening != t["first"]) & ((t.opening != t.lead) | t.lead.isnull())
    distinct = 1 + lead_new.cast("int64") + opening_new.cast("int64")
    own = t.is_first + t.is_lead * lead_new.cast("int64") + t.is_opening * opening_new.cast("int64")
    middle = t.n - distinct
    each = (middle > 0).ifelse(0.9, 1.0) / told
    credit = (t.is_first + t.is_lead + t.is_opening) * each
    return credit + (middle > 0).ifelse(0.1 * (t.touches - own) / middle.nullif(0), 0.0)

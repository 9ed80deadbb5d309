"""Every metric of Cordée, once each. To add one, add an entry to one of the lists that this module joins."""

import difflib
from collections.abc import Mapping

from cordee.revenue.metrics import entries_deals, entries_leads
from cordee.revenue.metrics.metric import Metric


class UnknownMetric(KeyError):
    """No metric has this key; the message names the nearest ones."""

    def __str__(self) -> str:
        return str(self.args[0])


REGISTRY: Mapping[str, Metric] = {
    entry.key: entry
    for entry in (
        *entries_leads.METRICS,
        *entries_deals.METRICS,
        *entries_leads.CONVERSIONS,
        *entries_leads.TIMES_OF_PASSAGE,
    )
}


def metric(key: str) -> Metric:
    """The metric of that key; ``UnknownMetric`` names the nearest keys."""
    if key in REGISTRY:
        return REGISTRY[key]
    near = difflib.get_close_matches(key, REGISTRY, n=3, cutoff=0.4)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise UnknownMetric(f"There is no metric {key!r}.{hint} `cordee metrics` lists them all.")

"""The page ``docs/reference/metrics.md``, written from the registry: ``python -m cordee.revenue.metrics.reference
FILE``.
"""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from cordee.revenue.metrics.metric import Metric
from cordee.revenue.metrics.registry import REGISTRY

_INTRODUCTION = """\
# Metrics

<!-- Written by `python -m cordee.revenue.metrics.reference`; a test compares it with the registry. -->

Every figure of Cordée is defined once, in `cordee.revenue.metrics`. Screens, packs, the command, the library and HTTP
read the same entry. A figure opens on the records that it counts: as many as its numerator, or amounts that add up to
it (`cordee records KEY`).

- **Period** metrics say what happened in the period; **cohort** metrics what became of those who entered in it.
- Periods are cut at midnight in the company's zone. Money is in the company's currency, shares are 0 to 1.
- Intervals are at 95 %. A count is exact; its interval says how far chance alone moves it at the same pace, so that
  one week can be compared with another.
- Where the data cannot answer there is no value, and a sentence says why: no spend recorded, no refusal or loss ever
  recorded, a cohort that nobody has watched long enough, a period after the data's end.
- Groups: channel, campaign (by name), week, month, quarter, segment (headcount band), team (of the owner). Spend has
  neither segment nor team. What no tool knows is the group `unknown`.

## How conversions are computed

Everyone whose first entry into the first stage falls in the period is followed from then on. Reaching the second stage
is the event; being refused, recycled, lost or disqualified is a competing end, unless the data show that the person
came back and arrived; everyone else is censored where the data end. The figure is the Aalen–Johansen incidence at the
horizon, with its log-log interval. It is refused while fewer than one in ten of the cohort have been followed for the
whole horizon, and the longest horizon that can be answered is named. On a cohort followed to the end it is the plain
share.

## How the sales cycle is computed

All the deals at work in the period are followed through it. Each enters at the age that it had when the period began,
and leaves when it is won, lost (a competing end) or when the period ends (censored). The figure is the age at which the
Aalen–Johansen incidence of winning reaches half of its plateau: the median given that the deal is won. Taking the
plain median of the deals won in the period would be too short whenever the flow grows or the data begin late, because
the long ones are still missing.

## How speed to lead is computed

The Kaplan–Meier median of business minutes from MQL to the first sales attempt (a call, e-mail, meeting, message or
sequence step that sales made; never a ticked status). Leads still waiting count as waiting longer, not as missing.

"""


def page() -> str:
    """The whole page, in Markdown."""
    return _INTRODUCTION + "\n".join(_entries()) + "\n"


def _entries() -> Iterator[str]:
    for conversions, entries in groupby(REGISTRY.values(), lambda metric: metric.key.startswith("conversion_")):
        if conversions:
            listed = list(entries)
            yield from _entry(listed[0], keys=[metric.key for metric in listed])
        else:
            for metric in entries:
                yield from _entry(metric, keys=[metric.key])


def _entry(metric: Metric, *, keys: list[str]) -> Iterator[str]:
    yield f"## {metric.name.en} · {metric.name.fr}" if len(keys) == 1 else "## Conversions · Conversions"
    yield ""
    yield ", ".join(f"`{key}`" for key in keys)
    yield ""
    yield f"{metric.definition.en}  "
    yield f"*{metric.definition.fr}*"
    yield ""
    yield f"- Formula: {metric.formula.en} · *{metric.formula.fr}*"
    yield f"- Unit: {metric.unit}; by {metric.basis}; sides: {', '.join(metric.sides)}"
    yield f"- Uncertainty: {metric.method.uncertainty.en} · *{metric.method.uncertainty.fr}*"
    yield f"- Cut by: {', '.join(metric.dimensions)}"
    options = [
        name for name, has in (("horizon in days", metric.has_horizon), ("attribution model", metric.has_model)) if has
    ]
    if options:
        yield f"- Takes: {', '.join(options)}"
    yield ""


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")

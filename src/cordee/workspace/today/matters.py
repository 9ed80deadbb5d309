"""What to do together: each detector is a pure function of the window, with its thresholds as arguments.

A detector answers with the matters that it sees, each with the money at stake and the parts of which that was made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from urllib.parse import urlencode

from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period
from cordee.vocabulary.stages import PATH
from cordee.workspace.insight import figures, situation
from cordee.workspace.insight.situation import OpenDeal, Worth
from cordee.workspace.insight.window import Window

AT_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Something to do together.

    ``key`` names it for ever (so that setting it aside lasts), ``facts`` are the words of its sentence, ``parts`` what
    the stake was made of. ``page`` and ``query`` say where it opens.
    """

    key: str
    kind: str
    side: str  # whose part is next: marketing, sales, joint
    stake: Worth
    page: str
    argument: str | int | None = None
    query: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    parts: Mapping[str, Worth | float] = field(default_factory=dict)


Detector = Callable[[Window], list[Matter]]


def mqls_waiting(window: Window, *, least: int = 3) -> list[Matter]:
    """MQLs that wait beyond their delay, from ``least`` on: what their conversion would be worth."""
    now = situation.now(window)
    late = [one for one in situation.waiting(window) if one.due_at < now]
    if len(late) < least:
        return []
    rate, deal = situation.becomes_customer(window, "mql"), situation.a_won_deal(window)
    stake = (rate * deal).times(len(late)) if rate and deal else _unknown()
    first = min(one.since for one in late)
    return [
        Matter(
            key="mqls_waiting",
            kind="mqls_waiting",
            side="sales",
            stake=stake,
            page="today:leads",
            query=urlencode({"whose": "all", "late": 1}),
            facts={"count": len(late), "since": first, "days": (now - first).days},
            parts=_product(count=len(late), rate=rate, deal=deal),
        )
    ]


def silent_deals(window: Window, *, days: int = 21, least_share: float = 0.01) -> list[Matter]:
    """Open deals on which neither side nor the buyer did anything for ``days``, together.

    Only those that weigh at least ``least_share`` of the open pipeline: a small one is for its owner.
    """
    found = silent(window, days=days, least_share=least_share)
    amount = sum(one.amount or 0.0 for one in found)
    if not found or amount <= 0:
        return []
    first = found[0]
    return [
        Matter(
            key="silent_deals",
            kind="silent_deals",
            side="sales",
            stake=_at_closing_rate(window, amount, len(found)),
            page="today:deals",
            argument="silent",
            facts={
                "count": len(found),
                "days": days,
                "amount": amount,
                "first": first.account or first.name,
                "owner": first.owner_name or "",
            },
            parts=_closing(window, amount),
        )
    ]


def deals_past_close(window: Window, *, days: int = 7) -> list[Matter]:
    """Open deals whose expected close passed more than ``days`` ago."""
    late = past_close(window, days=days)
    amount = sum(one.amount or 0.0 for one in late)
    if not late or amount <= 0:
        return []
    return [
        Matter(
            key="deals_past_close",
            kind="deals_past_close",
            side="sales",
            stake=_at_closing_rate(window, amount, len(late)),
            page="today:deals",
            argument="past-close",
            facts={"count": len(late), "amount": amount, "first": late[0].account or late[0].name},
            parts=_closing(window, amount),
        )
    ]


def dearer_channels(window: Window, *, days: int = 90, least_rise: float = 0.15) -> list[Matter]:
    """Channels whose cost per lead rose beyond chance between the last ``days`` and those before, by ``least_rise``."""
    now, before = _last(window, days)
    then = figures.by_group(window, "cost_per_lead", before, "channel")
    found = []
    for channel, one in figures.by_group(window, "cost_per_lead", now, "channel").items():
        other = then.get(channel)
        if other is None or not _apart(one, other, rose=True):
            continue
        rise = (one.value or 0.0) / (other.value or 1.0) - 1
        if rise < least_rise:
            continue
        leads = one.denominator or 0.0
        more = ((one.value or 0.0) - (other.value or 0.0)) * leads
        low = max(0.0, ((one.low or 0.0) - (other.high or 0.0)) * leads)
        high = ((one.high or 0.0) - (other.low or 0.0)) * leads
        found.append(
            Matter(
                key=f"dearer_channel:{channel}",
                kind="dearer_channel",
                side="marketing",
                stake=Worth(more, low, high, int(leads)),
                page="scoreboard:definition",
                argument="cost_per_lead",
                query=urlencode({"period": f"{now.start}..{now.end}", "channel": channel, "by": "campaign"}),
                facts={"channel": channel, "before": other.value, "now": one.value, "rise": rise, "days": days},
                parts={"leads": leads, "before": other.value or 0.0, "now": one.value or 0.0},
            )
        )
    return found


def falling_passages(window: Window, *, days: int = 90, horizon: int = 30, least_fall: float = 0.05) -> list[Matter]:
    """Passages whose conversion fell beyond chance, by ``least_fall`` of the cohort, read after ``horizon`` days.

    The cohorts are those that entered in the last ``days`` that could be followed for the horizon, and those before.
    """
    end = window.last_day - timedelta(days=horizon)
    now = Period(end - timedelta(days=days - 1), end)
    before = Period(now.start - timedelta(days=days), now.start - timedelta(days=1))
    deal = situation.a_won_deal(window)
    found = []
    for start, stage in pairwise(PATH):
        key = figures.conversion_key(start, stage)
        one = figures.figure(window, key, now, horizon=horizon)
        other = figures.figure(window, key, before, horizon=horizon)
        if not _apart(one, other, rose=False) or (other.value or 0.0) - (one.value or 0.0) < least_fall:
            continue
        entered = one.denominator or 0.0
        fewer = ((other.value or 0.0) - (one.value or 0.0)) * entered
        rate = Worth(1.0, 1.0, 1.0, 0) if stage == PATH[-1] else situation.becomes_customer(window, stage)
        found.append(
            Matter(
                key=f"falling_passage:{start}",
                kind="falling_passage",
                side="joint",
                stake=(rate * deal).times(fewer) if rate and deal else _unknown(),
                page="scoreboard:definition",
                argument=key,
                query=urlencode({"period": f"{now.start}..{now.end}", "horizon": horizon}),
                facts={
                    "start": start,
                    "end": stage,
                    "before": other.value,
                    "now": one.value,
                    "days": days,
                    "horizon": horizon,
                },
                parts=_product(count=fewer, rate=rate, deal=deal),
            )
        )
    return found


def refused_for_good(window: Window, *, days: int = 180, least: int = 10) -> list[Matter]:
    """MQLs of the last ``days`` who stand refused, given back to nobody, from ``least`` on: worth what a lead is worth."""
    span = Period(window.last_day - timedelta(days=days - 1), window.last_day)
    reasons = situation.refused(window, span)
    count = sum(reasons.values())
    if count < least:
        return []
    rate, deal = situation.becomes_customer(window, "inquiry"), situation.a_won_deal(window)
    reason, most = max(reasons.items(), key=lambda one: one[1])
    return [
        Matter(
            key="refused_for_good",
            kind="refused_for_good",
            side="joint",
            stake=(rate * deal).times(count) if rate and deal else _unknown(),
            page="scoreboard:records",
            argument=figures.conversion_key("mql", "sal"),
            query=urlencode({"period": f"{span.start}..{span.end}", "place": "refused"}),
            facts={"count": count, "days": days, "reason": reason, "most": most},
            parts=_product(count=count, rate=rate, deal=deal),
        )
    ]


def deals_without_amount(window: Window, *, days: int = 365, least: int = 1) -> list[Matter]:
    """Deals won in the last ``days`` without an amount: revenue that no figure counts."""
    count = len(unpriced(window, days=days))
    deal = situation.a_won_deal(window)
    if count < least or deal is None:
        return []
    return [
        Matter(
            key="deals_without_amount",
            kind="deals_without_amount",
            side="sales",
            stake=deal.times(count),
            page="today:deals",
            argument="unpriced",
            facts={"count": count, "days": days},
            parts=_product(count=count, rate=None, deal=deal),
        )
    ]


def silent(window: Window, *, days: int = 21, least_share: float = 0.01) -> list[OpenDeal]:
    """The deals of ``silent_deals``, largest first."""
    before = situation.now(window) - timedelta(days=days)
    deals = situation.open_deals(window)
    pipeline = sum(one.amount or 0.0 for one in deals)
    return [
        one
        for one in deals
        if (one.last_act_at or one.opened_at or before) < before and (one.amount or 0.0) >= least_share * pipeline
    ]


def past_close(window: Window, *, days: int = 7) -> list[OpenDeal]:
    """The deals of ``deals_past_close``, largest first."""
    before = situation.now(window).date() - timedelta(days=days)
    return [one for one in situation.open_deals(window) if one.expected_close and one.expected_close < before]


def unpriced(window: Window, *, days: int = 365) -> list[OpenDeal]:
    """The deals of ``deals_without_amount``, latest first."""
    return situation.won_without_amount(window, Period(window.last_day - timedelta(days=days - 1), window.last_day))


DETECTORS: tuple[Detector, ...] = (
    mqls_waiting,
    silent_deals,
    deals_past_close,
    dearer_channels,
    falling_passages,
    refused_for_good,
    deals_without_amount,
)


def seen(window: Window) -> list[Matter]:
    """Everything that the detectors see, most money first."""

    def ask() -> list[Matter]:
        found = [matter for detect in DETECTORS for matter in detect(window)]
        return sorted(found, key=lambda matter: (-matter.stake.value, matter.key))

    return window.remembered("matters", ask)


def _last(window: Window, days: int) -> tuple[Period, Period]:
    now = Period(window.last_day - timedelta(days=days - 1), window.last_day)
    return now, now.previous if now.previous.days == days else Period(
        now.start - timedelta(days=days), now.start - timedelta(days=1)
    )


def _apart(one: Figure, other: Figure, *, rose: bool) -> bool:
    """Whether the intervals do not meet, in that direction."""
    if one.value is None or other.value is None or one.immature or other.immature:
        return False
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low > other.high if rose else one.high < other.low


def _closing_rate(window: Window) -> Worth | None:
    year = Period(window.last_day - timedelta(days=364), window.last_day)
    found = figures.figure(window, "closing_rate", year)
    if found.value is None or found.low is None or found.high is None:
        return None
    return Worth(found.value, found.low, found.high, found.n or 0)


def _at_closing_rate(window: Window, amount: float, n: int) -> Worth:
    rate = _closing_rate(window)
    return rate.times(amount) if rate else Worth(amount, 0.0, amount, n)


def _closing(window: Window, amount: float) -> Mapping[str, Worth | float]:
    rate = _closing_rate(window)
    return {"amount": amount} | ({"closing": rate} if rate else {})


def _product(*, count: float, rate: Worth | None, deal: Worth | None) -> Mapping[str, Worth | float]:
    parts: dict[str, Worth | float] = {"count": count}
    if rate is not None and rate.n:
        parts["rate"] = rate
    if deal is not None:
        parts["deal"] = deal
    return parts


def _unknown() -> Worth:
    """Nobody can say what it is worth: it comes last."""
    return Worth(0.0, 0.0, 0.0, 0)

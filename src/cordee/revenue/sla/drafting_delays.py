"""The delays of a draft: how long things took, and what speed was worth, with what that figure cannot tell apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt

import duckdb
import numpy as np

from cordee.revenue.metrics.intervals import Z
from cordee.revenue.metrics.survival import Floats, kaplan_meier
from cordee.revenue.scoring.facts import Codes
from cordee.revenue.sla.drafting_evidence import Evidence, count, minutes, share, stands
from cordee.revenue.sla.hours import of_company, openings, second
from cordee.revenue.sla.replaying_bounds import Flags
from cordee.vocabulary.sla_terms.calendars import Calendar
from cordee.vocabulary.sla_terms.delays import Delay, Tier

STEPS = (15, 30, 60, 120, 240, 360, 540, 1080, 1620, 2160, 2700, 4320, 5400)
"""Targets that people can remember: 15 min to ten days of nine hours."""

LEAST = 30
LEAST_EACH = 200
"""Leads in and out of opening hours that the instrument needs."""

FIRST_STAGE = 0.1
"""How much less often leads that arrive after hours must be served fast, or they tell nothing of speed."""


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """MQLs, row by row: business minutes until an act (or until the data end, ``ended`` false); ``won``: an opportunity within 90 days,
    of those with ``decided`` outcomes; ``stratum``: hour of arrival and third of the score; ``after_hours``: arrived while closed."""

    minutes: Floats
    ended: Flags
    won: Flags
    decided: Flags
    stratum: Codes
    after_hours: Flags


def measured(con: duckdb.DuckDBPyConnection, calendar: Calendar, act: str, thirds: Mapping[int, int]) -> Waits:
    """The waits from each first MQL to ``act`` (SQL over ``lead AS l``), in the company's opening hours; ``thirds`` of the score by person."""
    rows = con.execute(
        f"""
        WITH latest AS (SELECT data_as_of AS "at" FROM snapshot),
        given AS (SELECT l.person_id, l.mql_at, {act} AS acted_at, l.opportunity_at, latest."at" FROM lead AS l CROSS JOIN latest
            WHERE l.mql_at IS NOT NULL AND l.mql_at <= latest."at")
        SELECT mql_at, CASE WHEN acted_at <= "at" THEN acted_at END, "at", coalesce(opportunity_at BETWEEN mql_at AND mql_at + INTERVAL 90 DAY, false),
            mql_at <= "at" - INTERVAL 90 DAY AND coalesce(opportunity_at >= mql_at, true), person_id
        FROM given WHERE acted_at IS NULL OR acted_at >= mql_at ORDER BY mql_at
        """
    ).fetchall()
    if not rows:
        nothing = np.zeros(0, dtype=bool)
        return Waits(np.zeros(0), nothing, nothing, nothing, np.zeros(0, dtype=np.int64), nothing)
    first, last = rows[0][0], max(row[2] for row in rows)
    known = openings(of_company(calendar), (first - timedelta(days=2)).date(), (last + timedelta(days=2)).date())
    starts = [second(row[0]) for row in rows]
    waits = [known.between(at, second(row[1] or row[2])) / 60 for at, row in zip(starts, rows, strict=True)]
    closed = [not known.is_open(at) for at in starts]
    # By the hour at which it came, in four parts, and the third of its score.
    hours = np.array([(at // 3600) % 24 for at in starts])
    return Waits(
        minutes=np.array(waits),
        ended=np.array([row[1] is not None for row in rows]),
        won=np.array([row[3] for row in rows], dtype=bool),
        decided=np.array([row[4] for row in rows], dtype=bool),
        stratum=(np.digitize(hours, [8, 12, 16]) * 3 + np.array([thirds.get(row[5], 0) for row in rows])).astype(
            np.int64
        ),
        after_hours=np.array(closed, dtype=bool),
    )


def target(delay: Delay, waits: Waits, act_en: str, act_fr: str) -> tuple[Delay, list[Evidence]]:
    """The delay with the target that three leads in four are given today, rounded up to a step, and what speed was worth."""
    clause, n = f"delay.{delay.key}", int(waits.ended.sum())
    if n < LEAST:
        return delay, [stands(clause, f"Only {n} times was {act_en} logged after an MQL.", f"{act_fr.capitalize()} n’a été enregistré que {n} fois après un MQL.", n)]  # fmt: skip
    curve = kaplan_meier(waits.minutes, waits.ended)
    reached = np.flatnonzero(curve.share <= 0.25)
    third = float(curve.times[reached[0]]) if reached.size else None
    if third is None:
        never = float(curve.share[-1])
        return delay, [stands(clause, f"{share(never, 'en')} of the MQLs never had {act_en}: no delay is kept three times in four.", f"{share(never, 'fr')} des MQL n’ont jamais eu {act_fr} : aucun délai n’est tenu trois fois sur quatre.", n)]  # fmt: skip
    half = curve.median
    minutes_kept = next((step for step in STEPS if step >= third), STEPS[-1])
    said = [Evidence(
        clause=clause,
        en=f"Half of {count(waits.ended.size, 'en')} MQLs had {act_en} within {minutes(half.value or 0, 'en')}, three in four within {minutes(third, 'en')}: what is kept today, rounded up.",
        fr=f"La moitié de {count(waits.ended.size, 'fr')} MQL ont eu {act_fr} en {minutes(half.value or 0, 'fr')}, trois sur quatre en {minutes(third, 'fr')} : ce qui est tenu aujourd’hui, arrondi au-dessus.",
        n=waits.ended.size, value=half.value, low=half.low, high=half.high, unit="business_minutes",
    )]  # fmt: skip
    said += worth(clause, waits, float(minutes_kept))
    return delay.model_copy(update={"tiers": (Tier(key="all", target_minutes=minutes_kept),)}), said


def worth(clause: str, waits: Waits, within: float) -> list[Evidence]:
    """What being served ``within`` so many minutes went with: the risk difference of Mantel and Haenszel over strata, and by arrival
    after hours as an instrument (Wald) where there are enough."""
    known = waits.decided & (waits.ended | (waits.minutes > within))
    fast = known & waits.ended & (waits.minutes <= within)
    slow = known & ~fast
    if min(fast.sum(), slow.sum()) < LEAST:
        return [Evidence(clause=clause, en="Too few leads were served later than this to say what speed was worth.", fr="Trop peu de leads ont été servis plus tard pour dire ce que valait la rapidité.", n=int(min(fast.sum(), slow.sum())))]  # fmt: skip
    value, low, high = risk_difference(waits.won, fast, slow, waits.stratum)
    said = [Evidence(
        clause=clause,
        en=f"Leads served within it became an opportunity {points(value, 'en')} more often than the later ones of the same hours and scores (95 %: {points(low, 'en')} to {points(high, 'en')}). That is not what speed brings: people hurry to the leads that look urgent.",
        fr=f"Les leads servis dans ce délai sont devenus une affaire {points(value, 'fr')} plus souvent que les plus tardifs des mêmes heures et scores (95 % : de {points(low, 'fr')} à {points(high, 'fr')}). Ce n’est pas ce que la rapidité apporte : on se presse pour les leads qui semblent urgents.",
        n=int(known.sum()), value=value, low=low, high=high, unit="share",
    )]  # fmt: skip
    told = instrument(waits.won[known], fast[known], waits.after_hours[known])
    if told is None:
        said.append(Evidence(clause=clause, en="Leads that come after hours could tell it apart, but here they are too few, or served as fast as the others.", fr="Les leads arrivés hors des heures pourraient le démêler, mais ils sont ici trop peu, ou servis aussi vite que les autres.", n=int(waits.after_hours[known].sum())))  # fmt: skip
    else:
        effect, least, most = told
        said.append(Evidence(
            clause=clause,
            en=f"Told apart by leads that come after hours, served later for no fault of theirs: {points(effect, 'en')} (95 %: {points(least, 'en')} to {points(most, 'en')}), if the hour of coming changes nothing else.",
            fr=f"Démêlé par les leads arrivés hors des heures, servis plus tard sans y être pour rien : {points(effect, 'fr')} (95 % : de {points(least, 'fr')} à {points(most, 'fr')}), si l’heure d’arrivée ne change rien d’autre.",
            n=int(known.sum()), value=effect, low=least, high=most, unit="share",
        ))  # fmt: skip
    return said


def risk_difference(won: Flags, fast: Flags, slow: Flags, stratum: Codes) -> tuple[float, float, float]:
    """Mantel and Haenszel's risk difference over strata, with its large-sample interval (Greenland and Robins, 1985); from
    −1 to 1 where no stratum holds both."""
    top, bottom, spread = 0.0, 0.0, 0.0
    for one in np.unique(stratum):
        a, b = won[fast & (stratum == one)], won[slow & (stratum == one)]
        if not a.size or not b.size:
            continue
        weight = a.size * b.size / (a.size + b.size)
        top += weight * (a.mean() - b.mean())
        bottom += weight
        spread += weight**2 * (a.mean() * (1 - a.mean()) / a.size + b.mean() * (1 - b.mean()) / b.size)
    if not bottom:
        return 0.0, -1.0, 1.0
    value, error = top / bottom, Z * sqrt(spread) / bottom
    return value, value - error, value + error


def instrument(won: Flags, fast: Flags, away: Flags) -> tuple[float, float, float] | None:
    """Wald's estimate of the effect of being served fast, by arrival after hours; delta-method interval. None where too few
    arrived on either side or the hour of arrival hardly changes how fast they were served."""
    here = ~away
    if min(here.sum(), away.sum()) < LEAST_EACH:
        return None
    first = float(fast[here].mean() - fast[away].mean())
    if abs(first) < FIRST_STAGE:
        return None
    value = float(won[here].mean() - won[away].mean()) / first
    residual = won.astype(float) - value * fast.astype(float)
    error = Z * sqrt(residual[here].var() / here.sum() + residual[away].var() / away.sum()) / abs(first)
    return value, value - error, value + error


def points(value: float, language: str) -> str:
    """A difference of shares, in points."""
    text = f"{100 * value:+.1f}".replace("-", "−")
    return f"{text.replace('.', ',')} points" if language == "fr" else f"{text} points"

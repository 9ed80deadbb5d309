"""The objectives of a draft: backwards from a revenue, by how many pass each stage and how long that takes; else what is done today."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import duckdb
import numpy as np

from cordee.revenue.metrics.intervals import Z
from cordee.revenue.metrics.survival import LEFT, OPEN, REACHED, aalen_johansen
from cordee.revenue.scoring.measures import wilson
from cordee.revenue.sla.drafting_evidence import Evidence, count, product, share, stands
from cordee.vocabulary.sla_terms.fields import STAGE_WORDS
from cordee.vocabulary.sla_terms.promises import Objective
from cordee.vocabulary.stages import Stage

STEPS = (Stage.INQUIRY, Stage.MQL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER)
LEAST = 10
"""Passages that a rate is proposed from, and deals that a mean amount is."""

HORIZON, ENTERED = 365.0, 540
"""Days within which a passage counts, and how far back the leads go that it is measured on."""

IN_TIME = 0.8
"""By the last day, so large a share of those who will pass have passed."""


@dataclass(frozen=True, slots=True)
class Passage:
    """From one stage to the next: the share that passes, with its interval, and the days by which four in five of them have."""

    start: Stage
    end: Stage
    n: int
    rate: float
    low: float
    high: float
    days: float


@dataclass(frozen=True, slots=True)
class Needed:
    """How many must have entered a stage, between now and ``enter_by``, with the interval of the rates; ``per_month`` of them."""

    stage: Stage
    number: float
    low: float
    high: float
    enter_by: date
    per_month: float | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def passages(con: duckdb.DuckDBPyConnection) -> tuple[Passage, ...]:
    """Aalen–Johansen of each step, leads that left as competing ends; a step that too few passed ends the list's use."""
    found = []
    for start, end in pairwise(STEPS):
        rows = con.execute(
            f"""
            WITH latest AS (SELECT data_as_of AS "at" FROM snapshot),
            given AS (
                SELECT l.{start}_at AS a, CASE WHEN l.{end}_at >= l.{start}_at THEN l.{end}_at END AS b, latest."at",
                    least(CASE WHEN l.lost_at >= l.{start}_at THEN l.lost_at END, CASE WHEN l.disqualified_at >= l.{start}_at THEN l.disqualified_at END) AS out_at
                FROM lead AS l CROSS JOIN latest
                WHERE l.{start}_at <= latest."at" AND l.{start}_at > latest."at" - INTERVAL {ENTERED} DAY AND coalesce(l.{end}_at >= l.{start}_at, true)
            )
            SELECT (epoch(least(b, out_at, "at")) - epoch(a)) / 86400, coalesce(b <= "at" AND b <= coalesce(out_at, b), false),
                coalesce(out_at <= "at", false) FROM given ORDER BY a, b
            """
        ).fetchall()
        if not rows:
            continue
        days = np.array([row[0] for row in rows], dtype=np.float64)
        causes = np.array([REACHED if row[1] else LEFT if row[2] else OPEN for row in rows], dtype=np.int8)
        if (causes == REACHED).sum() < LEAST:
            continue
        curve = aalen_johansen(days, causes)
        told = curve.at(HORIZON)
        if not told.value or not told.low or not told.high:
            continue
        found.append(Passage(start, end, days.size, told.value, told.low, told.high, curve.conditional(IN_TIME) or 0.0))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Won:
    """Deals of the last year of the data: how many have an amount, its mean with its interval, and the people whom a deal made customers."""

    n: int
    mean: float
    low: float
    high: float
    people: float


def mean_won(con: duckdb.DuckDBPyConnection) -> Won | None:
    """None where fewer than ten deals with an amount were won."""
    rows = con.execute(
        "SELECT amount FROM deal, snapshot WHERE outcome = 'won' AND amount > 0 AND closed_at <= data_as_of AND closed_at > data_as_of - INTERVAL 365 DAY ORDER BY amount"
    ).fetchall()
    amounts = np.array([row[0] for row in rows], dtype=np.float64)
    if amounts.size < LEAST:
        return None
    mean = float(amounts.mean())
    # On the logarithm, so that the lower bound stays above zero (delta method).
    spread = Z * float(amounts.std(ddof=1)) / math.sqrt(amounts.size) / mean
    row = con.execute(
        """
        SELECT (SELECT count(*) FROM lead, snapshot WHERE customer_at <= data_as_of AND customer_at > data_as_of - INTERVAL 365 DAY)
            / count(*) FROM deal, snapshot WHERE outcome = 'won' AND closed_at <= data_as_of AND closed_at > data_as_of - INTERVAL 365 DAY
        """
    ).fetchone()
    people = float(row[0]) if row and row[0] else 1.0
    return Won(int(amounts.size), mean, mean * math.exp(-spread), mean * math.exp(spread), people)


def backwards(target: float, by: date, today: date, won: Won, steps: Sequence[Passage]) -> tuple[Needed, ...]:
    """From a revenue ``target`` by a day to how many must enter each stage, and by when, from the last stage to the first.

    needed(customer) = target ÷ mean amount × people of a deal; needed(stage) = needed(next) ÷ rate; enter_by(stage) = enter_by(next) − the days in which four in five pass.
    """
    parts = [(target * won.people,) * 3, (1 / won.mean, 1 / won.high, 1 / won.low)]
    at, listed = by, []

    def needed(stage: Stage) -> Needed:
        value, least, most = product(*parts)
        months = (at - today).days / 30.4375
        return Needed(stage, value, least, most, at, value / months if months > 0 else None)

    listed.append(needed(Stage.CUSTOMER))
    expected = Stage.CUSTOMER
    for step in reversed(steps):
        if step.end is not expected:
            break
        parts.append((1 / step.rate, 1 / step.high, 1 / step.low))
        at = at - timedelta(days=round(step.days))
        expected = step.start
        listed.append(needed(step.start))
    return tuple(listed)


def from_target(needed: Sequence[Needed], objective: Objective, steps: Sequence[Passage], won: Won, currency: str) -> tuple[Objective, list[Evidence]]:  # fmt: skip
    """The objective of MQLs that a revenue asks for, and the chain that leads to it."""
    clause = f"objective.{objective.key}"
    said = [Evidence(clause=clause, en=f"{count(won.n, 'en')} deals won in a year brought {count(won.mean, 'en')} {currency} on average; each made {won.people:.1f} people customers.", fr=f"{count(won.n, 'fr')} affaires gagnées en un an ont rapporté {count(won.mean, 'fr')} {currency} en moyenne ; chacune a fait {f'{won.people:.1f}'.replace('.', ',')} personnes clientes.", n=won.n, value=won.mean, low=won.low, high=won.high, unit=currency)]  # fmt: skip
    for step in steps:
        a, b = STAGE_WORDS[step.start], STAGE_WORDS[step.end]
        said.append(Evidence(
            clause=clause,
            en=f"{a.en} → {b.en}: {share(step.rate, 'en')} of {count(step.n, 'en')}, four in five of them within {count(step.days, 'en')} days.",
            fr=f"{a.fr} → {b.fr} : {share(step.rate, 'fr')} de {count(step.n, 'fr')}, quatre sur cinq d’entre eux en {count(step.days, 'fr')} jours.",
            n=step.n, value=step.rate, low=step.low, high=step.high, unit="share",
        ))  # fmt: skip
    chosen = objective
    for one in needed:
        words = STAGE_WORDS[one.stage]
        late_en = (
            "" if one.per_month is not None else " That day is past: the target asks for faster passages, or more time."
        )
        late_fr = (
            ""
            if one.per_month is not None
            else " Ce jour est passé : l’objectif demande des passages plus rapides, ou plus de temps."
        )
        rhythm_en = "" if one.per_month is None else f", {count(one.per_month, 'en')} a month"
        rhythm_fr = "" if one.per_month is None else f", soit {count(one.per_month, 'fr')} par mois"
        said.append(Evidence(
            clause=clause,
            en=f"Needed, {words.en}: {count(one.number, 'en')} (95 %: {count(one.low, 'en')} to {count(one.high, 'en')}) by {one.enter_by:%Y-%m-%d}{rhythm_en}.{late_en}",
            fr=f"À faire entrer, {words.fr} : {count(one.number, 'fr')} (95 % : de {count(one.low, 'fr')} à {count(one.high, 'fr')}) d’ici au {one.enter_by:%d/%m/%Y}{rhythm_fr}.{late_fr}",
            value=one.number, low=one.low, high=one.high, unit="count",
        ))  # fmt: skip
        if one.stage is Stage.MQL and one.per_month is not None:
            chosen = objective.model_copy(update={"target": float(max(1, round(one.per_month)))})
    return chosen, said


def as_today(con: duckdb.DuckDBPyConnection, objective: Objective) -> tuple[Objective, list[Evidence]]:
    """What is done today, for an objective of the preset: a usual month of MQLs, the shares of the last half-year."""
    clause = f"objective.{objective.key}"
    if objective.metric == "mql":
        rows = con.execute(
            """
            WITH month AS (SELECT date_trunc('month', data_as_of) - INTERVAL 1 MONTH * n AS first FROM snapshot, range(1, 7) AS r(n))
            SELECT count(l.person_id) FROM month LEFT JOIN lead AS l ON date_trunc('month', l.mql_at) = month.first GROUP BY month.first ORDER BY 1
            """
        ).fetchall()
        values = [int(row[0]) for row in rows]
        usual = float(np.median(values)) if values else 0.0
        if not usual:
            return objective, [stands(clause, "No MQL was recorded in the last half-year.", "Aucun MQL n’a été enregistré au dernier semestre.")]  # fmt: skip
        said = Evidence(clause=clause, en=f"A usual month of the last six had {count(usual, 'en')} MQLs ({count(values[0], 'en')} to {count(values[-1], 'en')}). With a revenue target it follows from that.", fr=f"Un mois ordinaire des six derniers a compté {count(usual, 'fr')} MQL (de {count(values[0], 'fr')} à {count(values[-1], 'fr')}). Avec un objectif de revenu, il en découle.", n=sum(values), value=usual, low=values[0], high=values[-1], unit="count")  # fmt: skip
        return objective.model_copy(update={"target": float(round(usual))}), [said]
    asked = {
        "acceptance_rate": "SELECT count(*) FILTER (least(sal_at, sql_at, opportunity_at) <= coalesce(refused_at, 'infinity')), count(*) FROM lead, snapshot WHERE mql_at > data_as_of - INTERVAL 183 DAY AND coalesce(sal_at, sql_at, opportunity_at, refused_at) IS NOT NULL",
        "sla_compliance": "SELECT count(*) FILTER (state = 'kept'), count(*) FROM clock, snapshot WHERE state IN ('kept', 'broken') AND due_at > data_as_of - INTERVAL 183 DAY",
    }.get(objective.metric)  # fmt: skip
    row = con.execute(asked).fetchone() if asked else None
    if row is not None and row[1] and row[0] == row[1] and objective.metric == "acceptance_rate":
        return objective, [stands(clause, "No tool recorded a refusal, so nothing tells a share that was accepted.", "Aucun outil n’a enregistré de refus : rien ne dit la part acceptée.", row[1])]  # fmt: skip
    if row is None or row[1] < 30 or row[0] == 0:
        return objective, [stands(clause, "Too little was recorded in the last half-year.", "Trop peu a été enregistré au dernier semestre.", row[1] if row else None)]  # fmt: skip
    value = row[0] / row[1]
    low, high = wilson(row[0], row[1])
    said = Evidence(clause=clause, en=f"{share(value, 'en')} of {count(row[1], 'en')} in the last half-year: what is done today, for both sides to raise.", fr=f"{share(value, 'fr')} de {count(row[1], 'fr')} au dernier semestre : ce qui se fait aujourd’hui, aux deux équipes de le relever.", n=row[1], value=value, low=low, high=high, unit="share")  # fmt: skip
    return objective.model_copy(update={"target": round(value, 2)}), [said]

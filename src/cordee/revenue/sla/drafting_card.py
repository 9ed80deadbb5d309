"""The card of a draft: learnt from the workspace's own leads, in the words of the terms, and the threshold of a capacity."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import duckdb
import numpy as np

from cordee.revenue.scoring import facts
from cordee.revenue.scoring.card import Rule as Learnt
from cordee.revenue.scoring.facts import Codes, Floats
from cordee.revenue.scoring.history import WINDOW_DAYS
from cordee.revenue.scoring.learning import Learned, Past, Workload, learn, sentence
from cordee.revenue.scoring.measures import wilson
from cordee.revenue.sla.drafting_evidence import Evidence, count, share, stands
from cordee.revenue.warehouse.engine import identifier, quoted
from cordee.vocabulary import scorecards
from cordee.vocabulary.sla_terms.fields import FIELDS
from cordee.vocabulary.sla_terms.rules import AllOf, Condition, Operator, Rule
from cordee.vocabulary.sla_terms.scoring import Calibration, Caps, Criterion, FitThresholds, Scoring
from cordee.vocabulary.sla_terms.value import Words
from cordee.vocabulary.words import TouchKind

HORIZON = 90
"""Days that a lead is given to reach the outcome that the card is learnt on."""

COUNTED = tuple(f"touch.{kind}" for kind in (
    TouchKind.FORM_FILL, TouchKind.LEAD_FORM, TouchKind.WEBINAR, TouchKind.EVENT, TouchKind.DOWNLOAD, TouchKind.CHAT,
    TouchKind.PAGE_VIEW, TouchKind.AD_CLICK, TouchKind.EMAIL_OPEN, TouchKind.EMAIL_CLICK,
))  # fmt: skip
"""What carries its own date, by the fields of the terms: counted in the 90 days up to the first request."""

UNDATED = ("account.headcount", "account.industry", "person.seniority", "person.function")
"""What tools tell without saying since when: shown with the evidence against it, and left out."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A card in the terms, and the threshold of MQL that a capacity allows; None each where there is none."""

    scoring: Scoring | None
    rule: Rule | None
    evidence: tuple[Evidence, ...]
    learned: Learned | None


def card(con: duckdb.DuckDBPyConnection, capacity: float | None, tell: Callable[[str], None]) -> Proposed:
    """Learns the card of reaching an opportunity within 90 days; ``capacity`` in leads a week, else what was worked."""
    past, customers = past_of(con)
    arrivals = _weekly(con, "inquiry_at", "true")
    worked = _weekly(con, "mql_at", "first_attempt_at IS NOT NULL")
    places = capacity if capacity is not None else worked
    workload = Workload(capacity=places, arrivals=arrivals) if places and arrivals else None
    learned = learn(past, workload=workload, tell=tell)
    if learned.card is None:
        en, fr = learned.advice[0].text("en"), learned.advice[0].text("fr")
        return Proposed(None, None, (stands("scoring.scale", en, fr, learned.outcomes),), learned)
    fit = [_criterion(rule) for rule in learned.card.rules]
    evidence = [
        Evidence(
            clause=f"scoring.fit.{criterion.key}",
            en=f"{count(rule.n, 'en')} leads met it; {share(rule.rate, 'en')} of them became an opportunity within {HORIZON} days.",
            fr=f"{count(rule.n, 'fr')} leads y répondaient ; {share(rule.rate, 'fr')} d’entre eux sont devenus une affaire en {HORIZON} jours.",
            n=rule.n, value=rule.rate, low=rule.low, high=rule.high, unit="share",
        )
        for rule, criterion in zip(learned.card.rules, fit, strict=True)
    ]  # fmt: skip
    if learned.card.start:
        name = Words(fr="Tout lead commence avec", en="Every lead begins with")
        fit.insert(0, Criterion(key="start", field="touch.inbound", operator=Operator.AT_LEAST, value=0, points=learned.card.start, name=name))  # fmt: skip
    score = np.array(learned.scores)
    graded = learned.card.as_card(score)
    b = min(graded.grade_b, graded.grade_a - 1) if graded.grade_a > 0 else 0
    scoring = Scoring(
        fit=tuple(fit),
        caps=Caps(fit=100, engagement=100),
        fit_thresholds=FitThresholds(A=max(graded.grade_a, 1), B=max(b, 0)),
        calibration=_calibration(score, customers),
    )
    evidence += _judged(learned)
    rule, said = _threshold(learned, places, capacity is not None, arrivals)
    return Proposed(scoring, rule, (*evidence, *said), learned)


def past_of(con: duckdb.DuckDBPyConnection) -> tuple[Past, Floats]:
    """Past leads with facts named as fields of the terms, oldest first; and which became a customer within 180 days (NaN: not
    yet known)."""
    counts = ", ".join(
        f"count(*) FILTER (t.kind = {quoted(field.partition('.')[2])} AND t.occurred_at > l.inquiry_at - INTERVAL {WINDOW_DAYS} DAY) AS {identifier(field)}"
        for field in COUNTED
    )
    found = con.execute(
        f"""
        WITH seen AS (
            SELECT l.person_id, arg_min(t.channel, t.occurred_at) FILTER (t.direction = 'in' AND t.channel <> 'unknown') AS channel, {counts}
            FROM lead AS l JOIN touch AS t ON t.person_id = l.person_id AND t.occurred_at <= l.inquiry_at AND t.direction = 'in'
            GROUP BY l.person_id
        ),
        latest AS (SELECT max(occurred_at) AS "at" FROM stage_event)
        SELECT coalesce(s.channel, 'unknown') AS "lead.channel", {", ".join(f"coalesce(s.{identifier(field)}, 0) AS {identifier(field)}" for field in COUNTED)},
            a.headcount::DOUBLE AS "account.headcount", a.industry AS "account.industry", p.seniority AS "person.seniority",
            p.function AS "person.function", epoch(l.inquiry_at)::DOUBLE AS asked,
            coalesce(l.opportunity_at <= l.inquiry_at + INTERVAL {HORIZON} DAY, false) AS won,
            CASE WHEN l.inquiry_at <= latest."at" - INTERVAL 180 DAY THEN coalesce(l.customer_at <= l.inquiry_at + INTERVAL 180 DAY, false)::DOUBLE END AS customer
        FROM lead AS l CROSS JOIN latest LEFT JOIN seen AS s USING (person_id) LEFT JOIN person AS p ON p.person_id = l.person_id
        LEFT JOIN account AS a ON a.account_id = l.account_id
        WHERE l.inquiry_at <= latest."at" - INTERVAL {HORIZON} DAY AND coalesce(l.opportunity_at >= l.inquiry_at, true)
        ORDER BY l.inquiry_at, l.person_id
        """
    ).fetchnumpy()
    columns = [facts.category("lead.channel", facts.fetched(found["lead.channel"]))]
    columns += [facts.number(field, facts.fetched_numbers(found[field])) for field in COUNTED]
    columns.append(facts.number("account.headcount", facts.fetched_numbers(found["account.headcount"])))
    columns += [facts.category(field, facts.fetched(found[field])) for field in UNDATED[1:]]
    past = Past(
        columns=tuple(column for column in columns if column.kind is not facts.Kind.CONSTANT),
        won=np.asarray(found["won"], dtype=bool),
        order=np.asarray(found["asked"], dtype=np.float64),
        order_is_time=True,
        known=frozenset(("lead.channel", *COUNTED)),
    )
    return past, facts.fetched_numbers(found["customer"])


def _criterion(rule: Learnt) -> Criterion:
    """A learnt rule in the words of the terms: counts are whole, and of the same days as they were learnt on."""
    condition = rule.condition
    field, value, points = condition.field, condition.value, rule.points
    key = re.sub("[^a-z0-9_]", "_", rule.key.lower())[:48]
    days = WINDOW_DAYS if field.startswith("touch.") else None
    if isinstance(value, int | float):
        at_least = condition.operator is scorecards.Operator.AT_LEAST
        whole = ceil(value) if at_least else ceil(value) - 1
        operator = Operator.AT_LEAST if at_least else Operator.AT_MOST
        return Criterion(key=key, field=field, operator=operator, value=whole, within_days=days, points=points)
    names = {scorecards.Operator.IS: Operator.IS, scorecards.Operator.ONE_OF: Operator.ONE_OF, scorecards.Operator.NONE_OF: Operator.NONE_OF}  # fmt: skip
    return Criterion(key=key, field=field, operator=names[condition.operator], value=value, points=points)


def _calibration(score: Codes, customers: Floats) -> tuple[Calibration, ...]:
    """The share of customers among leads with at least so many points, at the fifths of the score."""
    known = ~np.isnan(customers)
    if known.sum() < 100:
        return ()
    points = sorted({int(np.quantile(score, level)) for level in (0.0, 0.5, 0.8, 0.95)})
    rates = [
        (step, float(customers[known & (score >= step)].mean()))
        for step in points
        if (known & (score >= step)).sum() >= 30
    ]
    return tuple(Calibration(points=step, probability=round(rate, 4)) for step, rate in rates)


def _judged(learned: Learned) -> list[Evidence]:
    said = []
    if learned.validation is not None:
        judged = learned.validation.auc
        texts = [next((one.text(language) for one in learned.advice if one.code == "signal"), "") for language in ("en", "fr")]  # fmt: skip
        said.append(Evidence(clause="scoring.scale", en=texts[0], fr=texts[1], n=learned.validation.n, value=judged.value, low=judged.low, high=judged.high, unit="share"))  # fmt: skip
    for name, why in learned.left_out:
        if why != "not_said_known":
            continue
        words = FIELDS[name].words
        said.append(Evidence(clause="scoring.scale", en=f"Left out: {words.en}, because no history tells what it was at the first request.", fr=f"Écarté : {words.fr}, car aucun historique ne dit ce qu’il était à la première demande."))  # fmt: skip
    for suspect in learned.suspects:
        if suspect.column and not suspect.kept:
            told = sentence(suspect)
            words = FIELDS[suspect.column].words
            said.append(Evidence(clause="scoring.scale", en=f"Left out: {words.en}, {told.text('en')}.", fr=f"Écarté : {words.fr}, {told.text('fr')}.", value=suspect.value, unit="share"))  # fmt: skip
    return said


def _threshold(
    learned: Learned, places: float | None, said_so: bool, arrivals: float | None
) -> tuple[Rule | None, list[Evidence]]:
    found = learned.threshold
    if found is None or places is None or arrivals is None:
        return None, [stands("stage.mql", "Nothing tells how many leads can be worked in a week.", "Rien ne dit combien de leads peuvent être travaillés par semaine.")]  # fmt: skip
    rule = AllOf(
        all=(
            Condition(field="score.total", operator=Operator.AT_LEAST, value=found.score),
            Condition(field="touch.inbound", operator=Operator.AT_LEAST, value=1, within_days=30),
            Condition(field="person.opted_out", operator=Operator.IS_NOT, value=True),
        )
    )
    low, high = wilson(found.share * learned.outcomes, learned.outcomes)
    # A score is worked whole or not at all: the next one down may be far more than the places there are.
    below = [score for score in learned.scores if score < found.score]
    step = max(below, default=None)
    more = sum(score >= step for score in learned.scores) / len(learned.scores) * arrivals if step is not None else None
    next_en = (
        ""
        if more is None
        else f" They are {count(found.per_week, 'en')} a week; from {step} points on, {count(more, 'en')}."
    )
    next_fr = (
        ""
        if more is None
        else f" Ils sont {count(found.per_week, 'fr')} par semaine ; à partir de {step} points, {count(more, 'fr')}."
    )
    source_en = "as you say" if said_so else "as many as were worked in a usual week of the last half-year"
    source_fr = "comme vous le dites" if said_so else "autant que lors d’une semaine ordinaire du dernier semestre"
    return rule, [Evidence(
        clause="stage.mql",
        en=f"Of {count(arrivals, 'en')} leads a week, {count(places, 'en')} can be worked ({source_en}): {share(found.share, 'en')} have at least {found.score} points, and a chance of {share(found.probability, 'en')} or more.{next_en}",
        fr=f"Sur {count(arrivals, 'fr')} leads par semaine, {count(places, 'fr')} peuvent être travaillés ({source_fr}) : {share(found.share, 'fr')} ont au moins {found.score} points, et une chance de {share(found.probability, 'fr')} ou plus.{next_fr}",
        n=learned.outcomes, value=found.share, low=low, high=high, unit="share",
    )]  # fmt: skip


def _weekly(con: duckdb.DuckDBPyConnection, moment: str, where: str) -> float | None:
    """The median number a week over the last 26 whole weeks of the data; None where they hold none."""
    row = con.execute(
        f"""
        WITH latest AS (SELECT date_trunc('week', max(occurred_at)) AS monday FROM stage_event),
        week AS (SELECT monday - INTERVAL 7 DAY * n AS monday FROM latest, range(1, 27) AS r(n)),
        counted AS (
            SELECT w.monday, count(l.person_id) AS n FROM week AS w
            LEFT JOIN lead AS l ON date_trunc('week', l.{moment}) = w.monday AND {where} GROUP BY w.monday
        )
        SELECT median(n) FROM counted
        """
    ).fetchone()
    return float(row[0]) if row and row[0] else None

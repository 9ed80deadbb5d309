"""Scores of the SLA: the card of the terms over each lead as of a moment, by the engine that applies any card."""

from collections.abc import Iterable

from cordee.revenue.model.build import Build
from cordee.revenue.scoring.applying import scored_sql
from cordee.revenue.sla.facts import COLUMNS, compared, compiled, counted, counts
from cordee.revenue.warehouse.engine import quoted
from cordee.vocabulary import scorecards
from cordee.vocabulary.sla_terms.scoring import Criterion, Scoring

_EVER = 36_500
_NO_LIMIT = 1_000_000


def card_of(scoring: Scoring) -> scorecards.Card:
    """The card as the engine applies it: each criterion of fit is a fact that holds or not, each one of engagement an
    activity of its own name.

    A criterion of fit that counts one by one is one fact for each further touch, up to its limit. Points of engagement
    that are given once are as old as the latest touch that they count; where they count none, they do not fade.
    """
    fit: list[scorecards.Criterion] = []
    for one in scoring.fit:
        for step, points in enumerate(_steps(one, scoring.caps.fit), 1):
            key = f"fit_{one.key}_{step}"
            fit.append(scorecards.Criterion(key, scorecards.Condition(key, scorecards.Operator.IS, "true"), points))
    return scorecards.Card(
        fit=tuple(fit),
        engagement=tuple(
            scorecards.Activity(
                key=f"engagement_{one.key}",
                kinds=(one.key,),
                points=one.points,
                at_most=min(one.cap or _NO_LIMIT, _NO_LIMIT) if one.each else abs(one.points),
                window_days=one.within_days or _EVER,
                direction=None,
            )
            for one in scoring.engagement
        ),
        fit_cap=scoring.caps.fit,
        engagement_cap=scoring.caps.engagement,
        half_life_days=float(scoring.half_life_days or 1e9),
        grade_a=scoring.fit_thresholds.A,
        grade_b=scoring.fit_thresholds.B,
        grade_1=scoring.engagement_thresholds.first,
        grade_2=scoring.engagement_thresholds.second,
    )


def scored(build: Build, scoring: Scoring, moments: str, columns: dict[str, str] | None = None) -> tuple[str, ...]:
    """Makes ``score`` (person_id, started_at, fit, engagement, total, grade, and ``points_…`` of every criterion): one row per different moment
    of ``moments``, a relation with person_id and started_at. The fields that nothing tells.

    Reads ``clock_touch``, ``person``, ``account``, ``lead``: what happened later than a moment is not looked at.
    """
    known = {**COLUMNS, **(columns or {})}
    build.temp(
        "score_moment",
        "SELECT row_number() OVER (ORDER BY person_id, started_at) AS lead_id, person_id, started_at "
        f"FROM (SELECT DISTINCT person_id, started_at FROM {moments})",
    )
    facts, untold = [], set[str]()
    for one in scoring.fit:
        for step, _ in enumerate(_steps(one, scoring.caps.fit), 1):
            condition = one.condition.model_copy(update={"value": step}) if one.each else one.condition
            rule = compiled(condition, known)
            untold.update(rule.untold)
            facts.append(f"CAST({rule.sql} AS VARCHAR) AS fit_{one.key}_{step}")
    build.temp(
        "score_lead",
        f"""
        SELECT s.lead_id, s.started_at AS as_of{"".join(f", {fact}" for fact in facts)}
        FROM score_moment AS s LEFT JOIN person AS p ON p.person_id = s.person_id
        LEFT JOIN account AS a ON a.account_id = p.account_id LEFT JOIN lead AS l ON l.person_id = s.person_id
        """,
    )
    touches = "(SELECT 0 AS lead_id, NULL::TIMESTAMP AS occurred_at, '' AS kind, '' AS direction WHERE false)"
    if scoring.engagement:
        untold.update(_touches(build, scoring.engagement, known))
        touches = "score_touch"
    query = scored_sql(build.con, card_of(scoring), "score_lead", touches)
    build.temp(
        "score",
        f"""
        SELECT m.person_id, m.started_at, c.* EXCLUDE (lead_id, as_of, score), c.score AS total
        FROM ({query}) AS c JOIN score_moment AS m USING (lead_id)
        """,
    )
    build.drop("score_lead", "score_touch", "score_moment", "score_near")
    return tuple(sorted(untold))


def _steps(one: Criterion, cap: int) -> list[int]:
    """The points of each fact that a criterion of fit is made of."""
    if not one.each or not one.points:
        return [one.points]
    most = min(one.cap or cap, 100 * abs(one.points))
    whole, rest = divmod(most, abs(one.points))
    sign = 1 if one.points > 0 else -1
    return [one.points] * whole + ([sign * rest] if rest else [])


def _touches(build: Build, engagement: Iterable[Criterion], columns: dict[str, str]) -> set[str]:
    """``score_touch``: a row for each touch that gives points, with the criterion as its kind."""
    wanted, untold = list(engagement), set[str]()
    asked = " OR ".join(sorted({f"({counted(one.field)})" for one in wanted if counts(one.field)})) or "false"
    build.temp(
        "score_near",
        f"""
        SELECT s.lead_id, s.started_at, t.occurred_at, t.kind, t.side, t.direction, t.tries, t.passive
        FROM score_moment AS s JOIN clock_touch AS t ON t.person_id = s.person_id AND t.occurred_at <= s.started_at
        WHERE {asked}
        """,
    )
    parts = []
    for one in wanted:
        since = "" if one.within_days is None else f" AND t.occurred_at > t.started_at - INTERVAL {one.within_days} DAY"
        if one.each:
            parts.append(
                f"SELECT lead_id, occurred_at, {quoted(one.key)} AS kind FROM score_near AS t WHERE {counted(one.field)}{since}"
            )
        elif counts(one.field):
            parts.append(
                f"""
                SELECT s.lead_id, coalesce(n.latest, s.started_at) AS occurred_at, {quoted(one.key)} AS kind
                FROM score_moment AS s LEFT JOIN (
                    SELECT lead_id, max(occurred_at) AS latest, count(*) AS n FROM score_near AS t
                    WHERE {counted(one.field)}{since} GROUP BY lead_id
                ) AS n USING (lead_id) WHERE {compared("coalesce(n.n, 0)", one.condition, text=False)}
                """
            )
        else:
            rule = compiled(one.condition, columns)
            untold.update(rule.untold)
            parts.append(
                f"""
                SELECT s.lead_id, s.started_at AS occurred_at, {quoted(one.key)} AS kind
                FROM score_moment AS s LEFT JOIN person AS p ON p.person_id = s.person_id
                LEFT JOIN account AS a ON a.account_id = p.account_id LEFT JOIN lead AS l ON l.person_id = s.person_id
                WHERE {rule.sql}
                """
            )
    build.temp("score_touch", f"SELECT *, NULL::VARCHAR AS direction FROM ({' UNION ALL '.join(parts)})")
    return untold

"""Applying: a card over any number of leads, in one query, every point of every lead explained.

The points of an activity are those of each of its touches, halved with every half-life of its age, summed, rounded, and
held to its limit. What a cap or the floor takes away is a line of the explanation too, so the lines add up to the score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from cordee.revenue.warehouse.engine import identifier, quoted
from cordee.vocabulary.scorecards import Activity, Card, Condition, Operator

OWN = ("lead_id", "as_of", "start", "fit_limit", "engagement_limit", "fit", "engagement", "score", "grade")
"""The columns of ``scored_sql`` beside those of the criteria, which are called as their keys, after ``points_``."""


class UnknownFact(ValueError):
    """The card asks for a fact that the leads do not have; the message names it."""


@dataclass(frozen=True, slots=True)
class Points:
    """One line of an explanation. ``key`` is a criterion's, or ``start``, ``fit_limit``, ``engagement_limit``."""

    key: str
    points: int


def scored_sql(connection: duckdb.DuckDBPyConnection, card: Card, leads: str, touches: str | None = None) -> str:
    """The query of the scores: one row per lead.

    ``leads``: a relation with ``lead_id``, ``as_of`` (a moment, naive UTC) and the facts of the card, one row per lead.
    ``touches``: a relation with ``lead_id``, ``occurred_at``, ``kind``, ``direction``; what is later than ``as_of`` is not
    looked at. A fact that is missing satisfies no condition. Raises ``UnknownFact``.
    """
    described = connection.execute(f"DESCRIBE SELECT * FROM {leads}").fetchall()
    types = {str(row[0]): str(row[1]) for row in described}
    missing = sorted({one.condition.field for one in card.fit} - set(types))
    if missing:
        raise UnknownFact(f"the card asks for {', '.join(missing)}; the leads have {', '.join(types)}")
    points = {
        one.key: f"CASE WHEN {condition_sql(one.condition, types[one.condition.field])} THEN {one.points} ELSE 0 END"
        for one in card.fit
    }
    fit_names = [identifier(f"points_{key}") for key in points]
    source = f"{leads} AS l"
    activities = card.engagement if touches is not None else ()
    if activities and touches is not None:
        source += f" LEFT JOIN ({_activity_sql(card, leads, touches)}) AS a USING (lead_id)"
    for place, one in enumerate(card.engagement):
        points[one.key] = _activity_points(one, f"a.s{place}") if activities else "0"
    lines = ", ".join(f"{sql} AS {identifier(f'points_{key}')}" for key, sql in points.items())
    engagement_names = [identifier(f"points_{one.key}") for one in card.engagement]
    fit, engagement = " + ".join([str(card.start), *fit_names]), " + ".join(["0", *engagement_names])
    every = "".join(f", {name}" for name in (*fit_names, *engagement_names))
    return f"""
        SELECT lead_id, as_of{every}, {card.start} AS start, fit - ({fit}) AS fit_limit,
               engagement - ({engagement}) AS engagement_limit, fit, engagement, fit + engagement AS score,
               CASE WHEN fit >= {card.grade_a} THEN 'A' WHEN fit >= {card.grade_b} THEN 'B' ELSE 'C' END
               || CASE WHEN engagement >= {card.grade_1} THEN '1' WHEN engagement >= {card.grade_2} THEN '2' ELSE '3' END
               AS grade
        FROM (SELECT *, least(greatest({fit}, 0), {card.fit_cap}) AS fit,
                     least(greatest({engagement}, 0), {card.engagement_cap}) AS engagement
              FROM (SELECT l.lead_id, l.as_of{", " if lines else ""}{lines} FROM {source}))"""


def condition_sql(condition: Condition, type_: str) -> str:
    """The condition on its field, a column of ``type_`` (DuckDB's word), as SQL; never true of a missing fact."""
    field, value = identifier(condition.field), condition.value
    if isinstance(value, float | int):
        number = field if type_ != "VARCHAR" else f"TRY_CAST({field} AS DOUBLE)"
        return f"{number} {'>=' if condition.operator is Operator.AT_LEAST else '<'} {value!r}"
    if type_ in {"DOUBLE", "FLOAT"} or type_.startswith("DECIMAL"):
        field = f"printf('%.10g', CAST({field} AS DOUBLE))"  # 1.0 is written 1, as the card does
        field = f"CASE WHEN {identifier(condition.field)} IS NOT NULL THEN {field} END"
    elif type_ != "VARCHAR":
        field = f"CAST({field} AS VARCHAR)"
    wanted = ", ".join(quoted(one) for one in ((value,) if isinstance(value, str) else value))
    return f"({field}) {'NOT IN' if condition.operator is Operator.NONE_OF else 'IN'} ({wanted})"


def explanation(card: Card, row: Mapping[str, Any]) -> tuple[Points, ...]:
    """Where the score of one lead comes from: every line that is not nothing; the lines add up to ``row['score']``."""
    lines = [Points("start", int(row["start"]))]
    lines += [Points(one.key, int(row[f"points_{one.key}"])) for one in card]
    lines += [Points(key, int(row[key])) for key in ("fit_limit", "engagement_limit")]
    return tuple(line for line in lines if line.points)


def _activity_sql(card: Card, leads: str, touches: str) -> str:
    """One row per lead that did something: of each activity the sum of what its touches still count for."""
    age = "(epoch_us(l.as_of) - epoch_us(t.occurred_at)) / 86400e6"
    sums = ", ".join(
        f"sum(still) FILTER (age < {one.window_days} AND {_which(one)}) AS s{place}"
        for place, one in enumerate(card.engagement)
    )
    longest = max(one.window_days for one in card.engagement)
    kinds = ", ".join(quoted(kind) for kind in sorted({kind for one in card.engagement for kind in one.kinds}))
    return f"""
        SELECT lead_id, {sums}
        FROM (SELECT t.lead_id, t.kind, t.direction, {age} AS age, pow(0.5, {age} / {card.half_life_days!r}) AS still
              FROM {touches} AS t JOIN (SELECT lead_id, as_of FROM {leads}) AS l USING (lead_id)
              WHERE t.kind IN ({kinds}) AND t.occurred_at <= l.as_of
                AND t.occurred_at > l.as_of - INTERVAL {longest} DAY)
        GROUP BY lead_id"""


def _which(activity: Activity) -> str:
    kinds = f"kind IN ({', '.join(quoted(kind) for kind in activity.kinds)})"
    return kinds if activity.direction is None else f"{kinds} AND direction = {quoted(activity.direction)}"


def _activity_points(activity: Activity, total: str) -> str:
    size = f"least(CAST(round({abs(activity.points)} * coalesce({total}, 0)) AS INTEGER), {activity.at_most})"
    return size if activity.points >= 0 else f"-{size}"

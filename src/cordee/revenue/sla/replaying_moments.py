"""Who would have become an MQL, and when: the rule of a proposal asked at every moment at which its answer may change."""

from collections.abc import Callable

from cordee.revenue.model.build import Build
from cordee.revenue.model.staged import Staged
from cordee.revenue.model.touches import live
from cordee.revenue.sla.facts import COLUMNS, UNDATED, asks_score, compiled, counted, counts
from cordee.revenue.sla.scores import scored
from cordee.revenue.sla.starts import clock_touch
from cordee.revenue.sla.terms import Version
from cordee.revenue.warehouse.engine import quoted
from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.rules import Rule, conditions
from cordee.vocabulary.stages import Stage
from cordee.vocabulary.words import SALES_ATTEMPTS

CHUNK = 400_000
"""Moments that are asked at once."""

AS_OF = {
    "person.opted_out": "(p.opted_out AND coalesce((SELECT u.first_at <= s.started_at FROM unsubscribed AS u "
    "WHERE u.person_id = s.person_id), true))"
}
"""What a replay reads as of the moment though the mart of clocks does not: who unsubscribed later had not yet."""


def mql_rule(terms: Terms) -> Rule | None:
    """The rule that makes an MQL, where the terms have one."""
    return next((one.rule for one in terms.stages if one.stage is Stage.MQL), None)


def undated(terms: Terms) -> tuple[str, ...]:
    """Fields of the rule, and of the score that it asks, that tools tell without their date: read as they are now."""
    rule = mql_rule(terms)
    asked = [] if rule is None else [one for _, one in conditions(rule)]
    if rule is not None and asks_score([rule]):
        asked += [one.condition for one in (*terms.scoring.fit, *terms.scoring.engagement)]
    return tuple(sorted({one.field for one in asked} & UNDATED))


def tried(build: Build, staged: Staged) -> None:
    """Makes ``tried`` (person_id, occurred_at), every sales attempt, and ``unsubscribed`` (person_id, first_at)."""
    kinds = ", ".join(quoted(kind) for kind in sorted(SALES_ATTEMPTS))
    build.temp(
        "told",
        f"""
        SELECT l.person_id, t.occurred_at, t.kind = 'unsubscribe' AS leaves
        FROM {staged.rows("stg_touch")} AS t JOIN person_link AS l ON l.record_id = t.person_ref
        WHERE t.occurred_at IS NOT NULL AND NOT coalesce(t.deleted, false) {live(build)}
            AND (t.kind = 'unsubscribe' OR (t.kind IN ({kinds}) AND t.direction = 'out' AND t.side = 'sales'))
        """,
    )
    build.temp("tried", "SELECT person_id, occurred_at FROM told WHERE NOT leaves")
    build.temp(
        "unsubscribed", "SELECT person_id, min(occurred_at) AS first_at FROM told WHERE leaves GROUP BY person_id"
    )


def would(build: Build, staged: Staged, version: Version, until: str, tell: Callable[[float], None]) -> tuple[str, ...]:
    """Makes ``would`` (person_id, started_at): the first moment up to ``until`` (SQL) at which each person meets the rule;
    and ``scored_at`` (person_id, started_at, total, grade) for these and for the recorded MQLs. The fields that nothing
    tells.

    A rule is asked at each act of the buyer, each act that it counts, and each recorded passage: a rule that comes to hold
    by the mere passing of days holds from the next of these. ``tell`` gets the share done, from 0 to 1.
    """
    build.temp("would", "SELECT NULL::BIGINT AS person_id, NULL::TIMESTAMP AS started_at WHERE false")
    build.temp(
        "scored_at",
        "SELECT NULL::BIGINT AS person_id, NULL::TIMESTAMP AS started_at, 0 AS total, '' AS grade WHERE false",
    )
    size = (
        build.number(f"SELECT sum(num_rows) FROM parquet_file_metadata([{_paths(staged)}])")
        if staged.has("stg_touch")
        else 0
    )
    chunks = max(1, -(-size // CHUNK))
    untold: set[str] = set()
    for chunk in range(chunks):
        tell(chunk / chunks)
        some = "true" if chunks == 1 else f"hash(person_id) % {chunks} = {chunk}"
        build.temp("judged", f"SELECT person_id FROM person WHERE {some}")
        untold.update(_would(build, staged, version, until))
    tell(1.0)
    return tuple(sorted(untold))


def _asked(terms: Terms, rule: Rule) -> str:
    """The acts that the rule counts itself, or by the score that it asks."""
    fields = {one.field for _, one in conditions(rule)}
    if asks_score([rule]):
        fields |= {one.field for one in (*terms.scoring.fit, *terms.scoring.engagement)}
    return "".join(f" OR ({counted(field)})" for field in sorted(fields) if counts(field))


def _paths(staged: Staged) -> str:
    return ", ".join(quoted(staged.home.path / path) for path in staged.files["stg_touch"])


def _would(build: Build, staged: Staged, version: Version, until: str) -> set[str]:
    rule, scoring = mql_rule(version.terms), version.terms.scoring
    recorded = (
        "SELECT person_id, mql_at AS started_at FROM lead WHERE mql_at IS NOT NULL AND person_id IN (FROM judged)"
    )
    untold: set[str] = set()
    clock_touch(build, staged, [version], [rule] if rule is not None else [])
    if rule is None:
        build.temp("moment", f"{recorded} AND mql_at <= {until}")
        build.con.execute("INSERT INTO would SELECT * FROM moment")
    else:
        build.temp(
            "moment",
            f"""
            SELECT DISTINCT person_id, occurred_at AS started_at FROM (
                SELECT person_id, occurred_at FROM clock_touch AS t WHERE direction = 'in' AND NOT passive{_asked(version.terms, rule)}
                UNION ALL SELECT person_id, occurred_at FROM stage_event WHERE person_id IN (FROM judged)
            ) WHERE occurred_at <= {until}
            """,
        )
        if asks_score([rule]):
            untold.update(scored(build, scoring, "moment", AS_OF))
        holds = compiled(rule, {**COLUMNS, **AS_OF})
        untold.update(holds.untold)
        score = "LEFT JOIN score AS sc ON sc.person_id = s.person_id AND sc.started_at = s.started_at"
        build.con.execute(
            f"""
            INSERT INTO would
            SELECT s.person_id, min(s.started_at)
            FROM moment AS s JOIN person AS p ON p.person_id = s.person_id
            LEFT JOIN account AS a ON a.account_id = p.account_id LEFT JOIN lead AS l ON l.person_id = s.person_id
            {score if asks_score([rule]) else ""}
            WHERE {holds.sql} GROUP BY s.person_id
            """
        )
    if scoring.fit or scoring.engagement:
        if rule is None or not asks_score([rule]):
            chosen = f"(SELECT * FROM would WHERE person_id IN (FROM judged) UNION {recorded})"
            untold.update(scored(build, scoring, chosen, AS_OF))
        build.con.execute(
            f"""
            INSERT INTO scored_at SELECT person_id, started_at, total, grade FROM score
            SEMI JOIN (FROM would UNION {recorded}) AS w USING (person_id, started_at)
            """
        )
    return untold

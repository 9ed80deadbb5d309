"""Attempts: the first sales act after each MQL."""

from cordee.revenue.model.build import Build
from cordee.revenue.model.touches import SIDES
from cordee.vocabulary.words import Side


def attempts(build: Build) -> int:
    """Fills ``attempt`` for the people in ``moved_person`` from their passages and ``touch_of_people``."""
    return build.fill(
        "attempt",
        f"""
        WITH passed AS (
            SELECT person_id, cycle, min(occurred_at) AS mql_at FROM stage_event
            WHERE stage = 'mql' AND {build.within("person_id", "moved_person")}
            GROUP BY person_id, cycle
        ),
        tried AS (
            SELECT l.person_id, t.occurred_at
            FROM touch_of_people AS t JOIN person_link AS l ON l.record_id = t.person_ref
            WHERE t.tries AND t.outbound AND t.side_code = {SIDES.index(Side.SALES)}
                AND l.person_id IN (SELECT person_id FROM passed)
        ),
        first AS (
            SELECT p.person_id, p.cycle, min(t.occurred_at) AS attempt_at
            FROM passed AS p JOIN tried AS t ON t.person_id = p.person_id AND t.occurred_at >= p.mql_at
            GROUP BY p.person_id, p.cycle
        )
        SELECT p.*, f.attempt_at FROM passed AS p LEFT JOIN first AS f USING (person_id, cycle)
        """,
        key="person_id",
        scope="moved_person",
    )

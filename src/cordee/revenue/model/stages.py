"""Passages: people entering and leaving stages, told by the tools or derived from what happened.

- *inquiry* is derived from a person's first inbound act by which they make themselves known, and from the creation of
a CRM
  record with an inbound source; the earliest of all that tell it comes first, later ones stay as later passages.
- *opportunity*, *customer* and *lost* are derived from the deals that a person takes part in.
- The same passage told by two tools within a day is one, at the earliest of the two moments.
- A *cycle* is one way through: the first passage after an exit begins the next one.
"""

from cordee.revenue.model.build import Build
from cordee.vocabulary.stages import EXITS, PATH

_EXITS = ", ".join(f"'{stage}'" for stage in sorted(EXITS))
_ORDER = "CASE stage " + " ".join(f"WHEN '{stage}' THEN {place}" for place, stage in enumerate(PATH)) + " ELSE 9 END"


def stage_events(build: Build) -> int:
    """Fills ``stage_event`` for the people in ``moved_person``.

    Reads ``stage_record`` (current), ``person_record_source`` (when tools created people, with the channel of their
    source), ``person_path``, ``deal_base``/``deal``, ``deal_person`` and the links.
    """
    moved = build.within("person_id", "moved_person")
    return build.fill(
        "stage_event",
        f"""
        WITH told AS (
            SELECT l.person_id, s.stage, s.occurred_at, s.reason, concat_ws(' · ', s.source, s."by") AS teller,
                s.source,
                s.record_id, NULL::BIGINT AS deal_id
            FROM stage_record AS s JOIN person_link AS l ON l.record_id = s.person_ref
            WHERE NOT s.deleted
            UNION ALL
            SELECT person_id, 'inquiry', first_inquiry_at, NULL, 'first inbound act', 'cordee', NULL, NULL
            FROM person_path WHERE first_inquiry_at IS NOT NULL
            UNION ALL
            SELECT l.person_id, 'inquiry', s.created_at, s.source_raw, 'created with an inbound source', 'cordee',
                s.record_id, NULL
            FROM person_record_source AS s JOIN person_link AS l USING (record_id)
            QUALIFY row_number() OVER (PARTITION BY l.person_id ORDER BY s.created_at, s.record_id) = 1
            UNION ALL
            SELECT p.person_id, 'opportunity', d.opened_at, NULL, 'deal opened', 'cordee', NULL, d.deal_id
            FROM deal_person AS p JOIN deal_dates AS d USING (deal_id) WHERE d.opened_at IS NOT NULL
            UNION ALL
            SELECT p.person_id, CASE d.outcome WHEN 'won' THEN 'customer' ELSE 'lost' END, d.closed_at, d.reason,
                'deal closed', 'cordee', NULL, d.deal_id
            FROM deal_person AS p JOIN deal_dates AS d USING (deal_id) WHERE d.outcome <> 'open'
                AND d.closed_at IS NOT NULL
        ),
        derived_once AS (
            -- Of the two inquiries that we derive ourselves, the first one stands.
            SELECT * FROM told WHERE {moved} AND occurred_at IS NOT NULL
            QUALIFY source <> 'cordee' OR stage <> 'inquiry'
                OR row_number() OVER (PARTITION BY person_id, source, stage ORDER BY occurred_at, teller) = 1
        ),
        marked AS (
            SELECT *, row_number() OVER w AS place, CASE
                WHEN occurred_at <= lag(occurred_at) OVER w + INTERVAL 1 DAY
                    AND source <> lag(source) OVER w THEN 0 ELSE 1 END AS is_new
            FROM derived_once
            WINDOW w AS (PARTITION BY person_id, stage ORDER BY occurred_at, source, record_id, deal_id)
        ),
        numbered AS (
            SELECT *, sum(is_new) OVER (PARTITION BY person_id, stage ORDER BY place ROWS UNBOUNDED PRECEDING)
                AS passage
            FROM marked
        ),
        passages AS (
            SELECT person_id, stage, passage, min(occurred_at) AS occurred_at,
                arg_min(record_id, place) FILTER (record_id IS NOT NULL) AS record_id,
                arg_min(reason, place) FILTER (reason IS NOT NULL) AS reason,
                arg_min(teller, place) AS "by", arg_min(source, place) AS source,
                min(deal_id) AS deal_id,
                list_sort(list_distinct(list(source))) AS sources,
                list_sort(list_distinct(list(record_id) FILTER (record_id IS NOT NULL))) AS records
            FROM numbered GROUP BY person_id, stage, passage
        ),
        turns AS (
            SELECT *, CASE WHEN stage NOT IN ({_EXITS}) AND lag(stage) OVER w IN ({_EXITS}) THEN 1 ELSE 0 END AS turn
            FROM passages
            WINDOW w AS (PARTITION BY person_id ORDER BY occurred_at, {_ORDER}, stage, passage)
        )
        SELECT t.*, p.account_id,
            1 + sum(turn) OVER (PARTITION BY person_id ORDER BY occurred_at, {_ORDER}, stage, passage
                ROWS UNBOUNDED PRECEDING) AS cycle,
            row_number() OVER (PARTITION BY person_id, stage ORDER BY occurred_at, passage) AS nth
        FROM turns AS t LEFT JOIN person AS p USING (person_id)
        """,
        key="person_id",
        scope="moved_person",
    )

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
    build.temp(
        "stage_told",
        f"""
        WITH acted AS (
            SELECT person_id, first_inquiry_at AS acted_at FROM person_path WHERE first_inquiry_at IS NOT NULL AND {moved}
        ),
        linked AS (
            SELECT l.person_id, s.created_at, s.record_id, s.source_raw
            FROM person_record_source AS s JOIN person_link AS l USING (record_id) WHERE {moved}
        ),
        created AS (
            SELECT * FROM linked WHERE person_id NOT IN (SELECT person_id FROM linked GROUP BY 1 HAVING count(*) > 1)
            UNION ALL
            SELECT * FROM linked WHERE person_id IN (SELECT person_id FROM linked GROUP BY 1 HAVING count(*) > 1)
            QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY created_at, record_id) = 1
        ),
        inquired AS (
            -- Of the two inquiries that we derive ourselves, the first one stands.
            SELECT *, acted_at IS NULL OR coalesce(created_at <= acted_at, false) AS by_creation
            FROM acted FULL JOIN created USING (person_id)
        )
        SELECT l.person_id, s.stage, s.occurred_at, s.reason, concat_ws(' · ', s.source, s."by") AS teller, s.source,
            s.record_id, NULL::BIGINT AS deal_id
        FROM stage_record AS s JOIN person_link AS l ON l.record_id = s.person_ref
        WHERE NOT s.deleted AND s.occurred_at IS NOT NULL AND {moved}
        UNION ALL
        SELECT person_id, 'inquiry', CASE WHEN by_creation THEN created_at ELSE acted_at END,
            CASE WHEN by_creation THEN source_raw END,
            CASE WHEN by_creation THEN 'created with an inbound source' ELSE 'first inbound act' END, 'cordee',
            CASE WHEN by_creation THEN record_id END, NULL
        FROM inquired
        UNION ALL
        SELECT p.person_id, 'opportunity', d.opened_at, NULL, 'deal opened', 'cordee', NULL, d.deal_id
        FROM deal_person AS p JOIN deal_dates AS d USING (deal_id) WHERE d.opened_at IS NOT NULL AND {moved}
        UNION ALL
        SELECT p.person_id, CASE d.outcome WHEN 'won' THEN 'customer' ELSE 'lost' END, d.closed_at, d.reason,
            'deal closed', 'cordee', NULL, d.deal_id
        FROM deal_person AS p JOIN deal_dates AS d USING (deal_id)
        WHERE d.outcome <> 'open' AND d.closed_at IS NOT NULL AND {moved}
        """,
    )
    # Most passages are told once and most people never leave: only the others are put in order.
    build.temp("stage_twice", "SELECT person_id, stage FROM stage_told GROUP BY person_id, stage HAVING count(*) > 1")
    build.temp(
        "passage",
        """
        WITH marked AS (
            SELECT *, row_number() OVER w AS place, CASE
                WHEN occurred_at <= lag(occurred_at) OVER w + INTERVAL 1 DAY
                    AND source <> lag(source) OVER w THEN 0 ELSE 1 END AS is_new
            FROM stage_told SEMI JOIN stage_twice USING (person_id, stage)
            WINDOW w AS (PARTITION BY person_id, stage ORDER BY occurred_at, source, record_id, deal_id)
        ),
        numbered AS (
            SELECT *, sum(is_new) OVER (PARTITION BY person_id, stage ORDER BY place ROWS UNBOUNDED PRECEDING) AS nth
            FROM marked
        )
        SELECT person_id, stage, 1::BIGINT AS nth, occurred_at, record_id, reason, teller AS "by", source, deal_id,
            [source] AS sources, CASE WHEN record_id IS NOT NULL THEN [record_id] END AS records
        FROM stage_told ANTI JOIN stage_twice USING (person_id, stage)
        UNION ALL
        SELECT person_id, stage, nth, min(occurred_at) AS occurred_at,
            arg_min(record_id, place) FILTER (record_id IS NOT NULL) AS record_id,
            arg_min(reason, place) FILTER (reason IS NOT NULL) AS reason,
            arg_min(teller, place) AS "by", arg_min(source, place) AS source,
            min(deal_id) AS deal_id,
            list_sort(list_distinct(list(source))) AS sources,
            list_sort(list_distinct(list(record_id) FILTER (record_id IS NOT NULL))) AS records
        FROM numbered GROUP BY person_id, stage, nth
        """,
    )
    rows = build.fill(
        "stage_event",
        f"""
        WITH left_once AS (
            SELECT person_id, stage, nth, occurred_at FROM passage
            WHERE person_id IN (SELECT person_id FROM passage WHERE stage IN ({_EXITS}))
        ),
        turns AS (
            SELECT *, CASE WHEN stage NOT IN ({_EXITS}) AND lag(stage) OVER w IN ({_EXITS}) THEN 1 ELSE 0 END AS turn
            FROM left_once
            WINDOW w AS (PARTITION BY person_id ORDER BY occurred_at, {_ORDER}, stage, nth)
        ),
        cycles AS (
            SELECT person_id, stage, nth, 1 + sum(turn) OVER (PARTITION BY person_id
                ORDER BY occurred_at, {_ORDER}, stage, nth ROWS UNBOUNDED PRECEDING) AS cycle
            FROM turns
        )
        SELECT t.*, p.account_id, coalesce(c.cycle, 1) AS cycle
        FROM passage AS t LEFT JOIN person AS p USING (person_id) LEFT JOIN cycles AS c USING (person_id, stage, nth)
        """,
        key="person_id",
        scope="moved_person",
    )
    build.drop("stage_told", "stage_twice", "passage")
    return rows

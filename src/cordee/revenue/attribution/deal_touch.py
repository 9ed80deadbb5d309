"""The touches behind each deal, summed up by channel, campaign and side."""

from math import log

from cordee.revenue.model.build import Build
from cordee.revenue.model.touches import SIDES, told
from cordee.vocabulary.words import Side

COUNTS = f"(t.side_code = {SIDES.index(Side.SALES)} OR t.inbound OR t.direction IS NULL) AND NOT t.passive"
"""Which touches count for a deal: what the buyer did, and what sales did. A message that marketing sent, or that was
merely opened, is part of the journey and earns nothing: otherwise every deal in the mailing list would be influenced."""


def deal_touch(build: Build, *, half_life_days: int) -> int:
    """Makes the temporary table ``deal_touch``: one row per deal in scope, place and side (``model.touches``).

    A deal's touches are those of its account from the look-back before its opening to its closing (or now); those of
    its people who are not of that account; and those that a tool ties to the deal itself; as far as they count
    (``COUNTS``). Milestones are the last touch at or before lead creation (first inquiry of the account's people in the
    window) and at or before opening. ``decayed`` sums 2^(days / half-life), days counted from the opening.
    """
    build.temp(
        "deal_window",
        """
        WITH asked AS (
            SELECT d.deal_id, min(e.occurred_at) AS lead_at
            FROM deal_base AS d
            JOIN stage_event AS e ON e.account_id = d.account_id AND e.stage = 'inquiry'
                AND e.occurred_at BETWEEN d.window_from AND d.opened_at
            GROUP BY d.deal_id
        )
        SELECT d.deal_id, d.account_id, d.opened_at, d.window_from, d.window_to, a.lead_at,
            row_number() OVER ()::INTEGER AS n
        FROM deal_base AS d LEFT JOIN asked AS a USING (deal_id)
        """,
    )
    build.temp(
        "record_account",
        """
        SELECT l.record_id, p.account_id FROM person_link AS l JOIN person AS p USING (person_id)
        WHERE p.account_id IN (SELECT account_id FROM deal_window)
        """,
    )
    build.temp(
        "lone_deal_record",
        """
        SELECT l.record_id, w.deal_id FROM deal_window AS w JOIN deal_person AS p USING (deal_id)
            JOIN person AS h USING (person_id) JOIN person_link AS l USING (person_id)
        WHERE h.account_id IS DISTINCT FROM w.account_id OR w.account_id IS NULL
    """,
    )
    lone = build.number("SELECT count(*) FROM lone_deal_record") > 0
    # Windows are joined to records beforehand: so a touch meets its windows by an equality, whatever the planner thinks.
    for name, rows in (
        ("record_window", "record_account AS r JOIN deal_window AS w ON w.account_id = r.account_id"),
        ("lone_window", "lone_deal_record AS r JOIN deal_window AS w ON w.deal_id = r.deal_id"),
        ("deal_record_window", "deal_link AS r JOIN deal_window AS w ON w.deal_id = r.deal_id"),
    ):
        build.temp(name, f"SELECT r.record_id, w.* FROM {rows}")
    seen = [_OF_PEOPLE]
    if told(build, "touch_near", "account_ref"):
        seen.append(_OF_COMPANIES)
    if told(build, "touch_near", "deal_ref"):
        seen.append(_OF_THE_DEAL)
    if lone:
        seen.append(_LONE)
    pairs = " UNION ALL ".join(
        f"""
        SELECT (w.n::BIGINT << {_CELL_BITS}) | (t.place * 4 + t.side_code) AS spot, t.key, t.occurred_at, w.lead_at, w.opened_at,
            epoch_us(t.occurred_at) - epoch_us(w.opened_at) AS after_opening
        {which}
        """
        for which in seen
    )
    # Tens of millions of pairs of a deal and a touch: they are grouped by one number, which holds deal, place and side.
    with build.as_written():
        build.temp(
            "deal_spot",
            f"""
            SELECT spot, count(*)::INTEGER AS touches, min(key) AS first_key, max(key) AS last_key,
                max(key) FILTER (occurred_at <= lead_at) AS lead_key,
                max(key) FILTER (occurred_at <= opened_at) AS opening_key,
                sum(exp(after_opening * {log(2) / (half_life_days * 86400e6)!r})) AS decayed
            FROM ({pairs}) GROUP BY spot
            """,
        )
    build.temp(
        "deal_touch",
        f"""
        SELECT w.deal_id, d.cell >> 2 AS place, (d.cell & 3)::INTEGER AS side_code, d.* EXCLUDE (spot, n, cell)
        FROM (SELECT *, (spot >> {_CELL_BITS})::INTEGER AS n, spot & {(1 << _CELL_BITS) - 1} AS cell FROM deal_spot) AS d
        JOIN deal_window AS w USING (n)
        """,
    )
    build.drop("deal_spot")
    return build.number("SELECT count(*) FROM deal_touch")


_CELL_BITS = 34
"""A cell is a place and a side: channels up to 4,096. What is left of a whole number holds 500 million deals."""

_WITHIN = "t.occurred_at >= w.window_from AND t.occurred_at <= w.window_to"

_OF_PEOPLE = f"""
            FROM touch_near AS t
            JOIN record_window AS w ON w.record_id = t.person_ref AND {_WITHIN}
            WHERE t.account_ref IS NULL AND {COUNTS}
"""

_OF_COMPANIES = f"""
            FROM touch_near AS t
            LEFT JOIN record_account AS r ON r.record_id = t.person_ref
            LEFT JOIN account_link AS a ON a.record_id = t.account_ref
            JOIN deal_window AS w ON w.account_id = coalesce(a.account_id, r.account_id) AND {_WITHIN}
            WHERE t.account_ref IS NOT NULL AND {COUNTS}
"""

_OF_THE_DEAL = f"""
            FROM touch_near AS t
            JOIN deal_record_window AS w ON w.record_id = t.deal_ref AND {_WITHIN}
            LEFT JOIN record_account AS r ON r.record_id = t.person_ref
            LEFT JOIN account_link AS a ON a.record_id = t.account_ref
            WHERE t.deal_ref IS NOT NULL AND {COUNTS}
                AND (w.account_id IS NULL OR coalesce(a.account_id, r.account_id) IS DISTINCT FROM w.account_id)
"""

_LONE = f"""
            FROM touch_near AS t
            JOIN lone_window AS w ON w.record_id = t.person_ref AND {_WITHIN}
            LEFT JOIN deal_link AS l ON l.record_id = t.deal_ref
            LEFT JOIN account_link AS a ON a.record_id = t.account_ref
            WHERE l.deal_id IS DISTINCT FROM w.deal_id AND {COUNTS}
                AND (w.account_id IS NULL OR a.account_id IS DISTINCT FROM w.account_id)
"""

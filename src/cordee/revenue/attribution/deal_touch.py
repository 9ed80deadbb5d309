"""The touches behind each deal, summed up by channel, campaign and side."""

from cordee.revenue.model.build import Build
from cordee.revenue.model.touches import PLACES, told
from cordee.revenue.warehouse.engine import quoted
from cordee.vocabulary.words import PASSIVE_KINDS, Side

_PASSIVE = ", ".join(quoted(kind) for kind in sorted(PASSIVE_KINDS))
COUNTS = f"(t.side = 'sales' OR coalesce(t.direction, 'in') = 'in') AND t.kind NOT IN ({_PASSIVE})"
"""Which touches count for a deal: what the buyer did, and what sales did. A message that marketing sent, or that was
merely opened, is part of the journey and earns nothing: otherwise every deal in the mailing list would be influenced."""


def deal_touch(build: Build, *, half_life_days: int) -> int:
    """Makes the temporary table ``deal_touch``: one row per deal in scope, channel, campaign and side.

    A deal's touches are those of its account from the look-back before its opening to its closing (or now); those of
    its people who are not of that account; and those that a tool ties to the deal itself; as far as they count (``COUNTS``). Milestones are the last touch at
    or before
    lead creation (first inquiry of the account's people in the window) and at or before opening. ``decayed`` sums
    2^(days / half-life), days counted from the opening.
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
        f"SELECT w.n, w.opened_at, w.lead_at, t.occurred_at, t.key, t.place * 4 + {_SIDE_CODE} AS cell {which}"
        for which in seen
    )
    # Grouped by narrow whole numbers: there are tens of millions of pairs of a deal and a touch.
    build.temp(
        "deal_place",
        f"""
        SELECT n, cell, count(*)::INTEGER AS touches,
            min(key) AS first_key, max(key) AS last_key, min(occurred_at) AS first_at,
            max(key) FILTER (occurred_at <= lead_at) AS lead_key,
            max(key) FILTER (occurred_at <= opened_at) AS opening_key,
            sum(pow(2, (epoch_us(occurred_at) - epoch_us(opened_at)) / {half_life_days * 86400e6})) AS decayed
        FROM ({pairs}) GROUP BY n, cell
        """,
    )
    build.temp(
        "deal_touch",
        f"""
        SELECT w.deal_id, d.* EXCLUDE (n, cell), h.channel, c.campaign_id, s.side
        FROM deal_place AS d JOIN deal_window AS w USING (n) JOIN channel_code AS h ON h.code = d.cell // {4 * PLACES}
        JOIN campaign_code AS c ON c.code = d.cell // 4 % {PLACES}
        JOIN (VALUES {_SIDES}) AS s (code, side) ON s.code = d.cell % 4
        """,
    )
    return build.number("SELECT count(*) FROM deal_touch")


_NAMES = (None, str(Side.MARKETING), str(Side.SALES), str(Side.BOTH))
_SIDES = ", ".join(f"({code}, {quoted(name) if name else 'NULL'})" for code, name in enumerate(_NAMES))
_SIDE_CODE = (
    "CASE t.side "
    + " ".join(f"WHEN {quoted(name)} THEN {code}" for code, name in enumerate(_NAMES) if name)
    + " ELSE 0 END"
)

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

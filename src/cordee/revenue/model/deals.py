"""Deals: opportunities of every tool, those that are the same made one, with their events and their people."""

from cordee.revenue.model import words
from cordee.revenue.model.build import Build
from cordee.revenue.model.rates import conversion
from cordee.revenue.model.survivorship import Field, assembled, kept, losers, ranked
from cordee.revenue.model.users import owner
from cordee.revenue.warehouse.engine import quoted

FIELDS = (
    Field("name", words.filled("name"), None),
    Field("account", "linked_account_id", "f_account"),
    Field("pipeline", words.filled("pipeline"), None),
    Field("stage_raw", words.filled("stage_raw"), None),
    Field("outcome", "told_outcome", "f_outcome"),
    Field("amount", "amount", "f_amount"),
    Field("created_at", "created_at", None),
    Field("expected_close", "expected_close", None),
    Field("closed_at", "closed_at", "f_closed_at::DATE"),
    Field("reason", words.filled("reason"), None),
    Field("product", words.filled("product"), words.plain("f_product")),
    Field("campaign", "linked_campaign_id", None),
    Field("owner", "owner_id", None),
    Field("source_raw", words.filled("source_raw"), None),
)


def deal_links(build: Build) -> int:
    """Fills ``deal_link``: records that name each other in ``same_as`` are one deal, named by the least id."""
    build.con.execute("DELETE FROM deal_link")
    build.temp(
        "deal_edge",
        """
        WITH named AS (SELECT record_id AS a, unnest(same_as) AS b FROM deal_record WHERE len(same_as) > 0)
        SELECT DISTINCT a, b FROM named WHERE b IN (SELECT record_id FROM deal_record) AND a <> b
        UNION SELECT DISTINCT b, a FROM named WHERE b IN (SELECT record_id FROM deal_record) AND a <> b
        """,
    )
    return build.add(
        "deal_link",
        """
        WITH RECURSIVE reached AS (
            SELECT DISTINCT a AS record_id, a AS other FROM deal_edge
            UNION
            SELECT r.record_id, e.b FROM reached AS r JOIN deal_edge AS e ON e.a = r.other
        ),
        least AS (SELECT record_id, min(other) AS deal_id FROM reached GROUP BY record_id)
        SELECT d.record_id, coalesce(l.deal_id, d.record_id) AS deal_id FROM deal_record AS d LEFT
            JOIN least AS l USING (record_id)
        """,
    )


def deal_parts(build: Build) -> int:
    """Fills ``deal_event`` and ``deal_person`` for the deals in scope, from the current staged records."""
    build.fill(
        "deal_event",
        f"""
        SELECT l.deal_id, e.occurred_at, e.field, e.old_value, e.new_value, e."by", e.source, e.record_id
        FROM deal_event_record AS e JOIN deal_link AS l ON l.record_id = e.deal_ref
        WHERE NOT e.deleted AND {build.within("l.deal_id", "changed_deal")}
        """,
        key="deal_id",
        scope="changed_deal",
    )
    return build.fill(
        "deal_person",
        f"""
        WITH told AS (
            SELECT l.deal_id, p.person_id, nullif(trim(r.role), '') AS role, r.is_primary, r.record_id
            FROM deal_person_record AS r
            JOIN deal_link AS l ON l.record_id = r.deal_ref
            JOIN person_link AS p ON p.record_id = r.person_ref
            WHERE NOT r.deleted
            UNION ALL
            SELECT l.deal_id, p.person_id, NULL, NULL, d.record_id
            FROM (SELECT record_id, unnest(person_refs) AS person_ref FROM deal_record WHERE NOT deleted) AS d
            JOIN deal_link AS l ON l.record_id = d.record_id
            JOIN person_link AS p ON p.record_id = d.person_ref
        )
        SELECT deal_id, person_id, min(role) AS role, coalesce(bool_or(is_primary), false) AS is_primary
        FROM told WHERE {build.within("deal_id", "changed_deal")}
        GROUP BY deal_id, person_id
        """,
        key="deal_id",
        scope="changed_deal",
    )


def deal_bases(build: Build) -> None:
    """Makes ``deal_base``: the deals in scope, without what their touches say; and writes their contradictions."""
    joins, owner_id = owner("r")
    stage = words.plain("r.stage_raw")
    outcomes = words.lists()["outcomes"]
    facts = f"""
        SELECT r.record_id, r.source, l.deal_id, r.modified_at, coalesce(r.modified_at, r.received_at) AS fresh_at,
            r.deleted,
            false AS fallback, r.name, r.pipeline, r.stage_raw, r.amount, coalesce(upper(r.currency),
                '{build.settings.currency}')
            AS currency, r.created_at, r.expected_close, r.closed_at, r.reason, r.source_raw, r.product,
            coalesce(
                r.outcome,
                CASE WHEN regexp_matches({stage}, {quoted(outcomes["lost"])}) THEN 'lost'
                    WHEN regexp_matches({stage}, {quoted(outcomes["won"])}) THEN 'won' END,
                CASE WHEN r.stage_raw IS NOT NULL THEN 'open' END
            ) AS told_outcome,
            a.account_id AS linked_account_id, c.campaign_id AS linked_campaign_id, {owner_id} AS owner_id
        FROM deal_record AS r
        JOIN deal_link AS l USING (record_id)
        LEFT JOIN account_link AS a ON a.record_id = r.account_ref
        LEFT JOIN campaign_link AS c ON c.record_id = r.campaign_ref
        {joins}
        WHERE {build.within("l.deal_id", "changed_deal")}
    """
    ranked(build, "deal", facts, FIELDS)
    columns = {field.name: kept(field, build) for field in FIELDS}
    amount = next(field for field in FIELDS if field.name == "amount")
    columns |= {
        "money": kept(amount, build, "currency"),
        "sources": ("list_sort(list_distinct(list(source)))", "[source]"),
        "gone": ("bool_and(deleted)", "deleted"),
    }
    rate = conversion(build.settings, "currency", "coalesce(closed_at, opened_at)::DATE")
    build.temp(
        "deal_kept",
        f"""
        WITH one AS (
            SELECT deal_id, name, account AS told_account_id, pipeline, stage_raw, coalesce(outcome, 'open') AS outcome,
                amount AS amount_original, coalesce(money, '{build.settings.currency}') AS currency,
                created_at AS told_created_at, expected_close, closed_at AS told_closed_at, reason, product,
                campaign AS told_campaign_id, owner AS owner_id, sources, gone
            FROM ({assembled("deal_fact", "deal_id", columns)})
        ),
        events AS (
            SELECT deal_id, min(occurred_at) AS first_at,
                max(occurred_at) FILTER (field IN ('stage', 'outcome')) AS last_move_at,
                arg_min(
                    {{
                        'old': try_cast(old_value AS DOUBLE), 'new': try_cast(new_value AS DOUBLE),
                        'moment': occurred_at
                    }},
                    (occurred_at, record_id)
                ) FILTER (field = 'amount') AS first_amount
            FROM deal_event WHERE {build.within("deal_id", "changed_deal")} GROUP BY deal_id
        ),
        people AS (
            -- A deal whose tool names no account belongs to that of its people, the primary one first.
            SELECT d.deal_id, count(*) AS n_people,
                arg_min(p.account_id, (NOT d.is_primary, d.person_id)) FILTER (p.account_id IS NOT NULL) AS account_id
            FROM deal_person AS d JOIN person AS p USING (person_id)
            WHERE {build.within("d.deal_id", "changed_deal")} GROUP BY d.deal_id
        ),
        dated AS (
            SELECT one.*, e.first_amount, e.deal_id IS NOT NULL AS has_history, coalesce(people.n_people, 0)
                AS n_people,
                coalesce(one.told_account_id, people.account_id) AS account_id,
                coalesce(one.told_created_at, e.first_at, one.told_closed_at, one.expected_close::TIMESTAMP)
                    AS opened_at,
                CASE WHEN one.outcome <> 'open'
                    THEN coalesce(one.told_closed_at, e.last_move_at, one.expected_close::TIMESTAMP) END AS closed_at
            FROM one LEFT JOIN events AS e USING (deal_id) LEFT JOIN people USING (deal_id)
            WHERE NOT one.gone
        )
        SELECT *, {rate} AS rated FROM dated
        """,
    )
    build.temp(
        "deal_base",
        f"""
        SELECT d.* EXCLUDE (rated, told_account_id, told_created_at, told_closed_at, gone, first_amount, has_history),
            d.rated.rate AS rate, d.rated.rated_on AS rate_on, d.amount_original::DOUBLE * d.rated.rate AS amount,
            d.rated.rate * CASE
                WHEN d.first_amount IS NULL THEN CASE WHEN d.has_history THEN d.amount_original::DOUBLE END
                WHEN d.first_amount.old IS NOT NULL THEN d.first_amount.old
                WHEN d.first_amount.moment <= d.opened_at + INTERVAL 1 DAY THEN d.first_amount.new
            END AS amount_at_opening,
            a.headcount_band AS segment, u.team,
            d.opened_at - INTERVAL {build.settings.lookback_days} DAY AS window_from,
            coalesce(d.closed_at, TIMESTAMP '9999-01-01') AS window_to
        FROM deal_kept AS d
        LEFT JOIN account AS a ON a.account_id = d.account_id
        LEFT JOIN user_account AS u ON u.user_id = d.owner_id
        """,
    )
    losers(build, "deal", FIELDS)


def deals(build: Build) -> int:
    """Fills ``deal`` from ``deal_base`` and ``deal_touch``: channel, side and influence are those of the touches."""
    return build.fill(
        "deal",
        """
        WITH touched AS (
            SELECT t.deal_id,
                arg_min({'channel': t.channel, 'campaign_id': t.campaign_id}, t.first_key)
                    FILTER (t.side = 'marketing' AND t.first_at <= d.opened_at AND t.channel <> 'unknown') AS marketing,
                arg_min({'channel': t.channel, 'campaign_id': t.campaign_id}, t.first_key)
                    FILTER (t.channel <> 'unknown') AS named,
                arg_min({'side': t.side, 'moment': t.first_at}, t.first_key) AS first,
                bool_or(t.side = 'marketing') AS is_influenced
            FROM deal_touch AS t JOIN deal_base AS d USING (deal_id)
            GROUP BY t.deal_id
        )
        SELECT d.*, coalesce(t.marketing.channel, t.named.channel, 'unknown') AS channel,
            coalesce(d.told_campaign_id, t.marketing.campaign_id, t.named.campaign_id) AS campaign_id,
            CASE WHEN t.first.moment <= d.opened_at THEN t.first.side END AS first_touch_side,
            coalesce(t.first.moment <= d.opened_at AND t.first.side = 'marketing', false) AS is_sourced,
            coalesce(t.is_influenced, false) AS is_influenced
        FROM deal_base AS d LEFT JOIN touched AS t USING (deal_id)
        """,
        key="deal_id",
        scope="scoped_deal",
    )


def calls(build: Build) -> int:
    """Fills ``call`` from the current call records."""
    joins, user_id = owner("c", '"user"')
    build.con.execute("DELETE FROM call")
    return build.add(
        "call",
        f"""
        SELECT c.record_id AS call_id, c.* EXCLUDE (record_id, person_ref, deal_ref, "user"), l.person_id,
            p.account_id, d.deal_id,
            {user_id} AS user_id
        FROM call_record AS c
        LEFT JOIN person_link AS l ON l.record_id = c.person_ref
        LEFT JOIN person AS p ON p.person_id = l.person_id
        LEFT JOIN deal_link AS d ON d.record_id = c.deal_ref
        {joins}
        WHERE NOT c.deleted
        """,
    )

"""Oddities: what the tools' data speak of that nothing else knows, and values that look misspelt.

Listed, never swallowed: they stand in ``contradiction`` with a sentence in ``detail``.
"""

from cordee.revenue.model import words
from cordee.revenue.model.build import Build
from cordee.revenue.model.staged import Staged
from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.tables import STAGED

_FREQUENT = 5  # a value that stands five times more often than its near-miss


def campaign_oddities(build: Build) -> int:
    """Rewrites those rows only that speak of campaigns: touches alone bring no other oddity."""
    build.con.execute("DELETE FROM contradiction WHERE detail IS NOT NULL AND entity = 'campaign'")
    return _campaigns(build)


def oddities(build: Build, staged: Staged) -> int:
    """Rewrites the rows of ``contradiction`` that have a ``detail``."""
    build.con.execute("DELETE FROM contradiction WHERE detail IS NOT NULL")
    return (
        _products(build, staged)
        + _near_misses(build, "industry", sorted(words.lists()["industries"]), "the sectors that we know")
        + _near_misses(
            build, "country", sorted({word for word, _ in words.countries() if len(word) > 3}), "the countries"
        )
        + _campaigns(build)
        + _references(build)
        + _money(build)
    )


def _products(build: Build, staged: Staged) -> int:
    """Deals that name a product which the product list does not know."""
    if "stg_product" not in STAGED or not staged.has("stg_product"):
        return 0
    staged.current(build, "product_record", "stg_product", "NOT coalesce(deleted, false)")
    tight = "regexp_replace(strip_accents(lower({})), '[^a-z0-9]', '', 'g')"
    return build.add(
        "contradiction",
        f"""
        WITH named AS (SELECT DISTINCT product FROM deal WHERE product IS NOT NULL),
        listed AS (SELECT min(record_id) AS record_id, min(source) AS source, trim(name) AS name
            FROM product_record GROUP BY trim(name)),
        near AS (
            SELECT n.product, l.name, l.source, l.record_id,
                damerau_levenshtein({tight.format("n.product")}, {tight.format("l.name")}) AS away
            FROM named AS n CROSS JOIN listed AS l
            WHERE n.product NOT IN (SELECT name FROM listed)
        ),
        nearest AS (SELECT * FROM near QUALIFY row_number() OVER (PARTITION BY product ORDER BY away, name) = 1)
        SELECT 'deal' AS entity, d.deal_id AS entity_id, 'product' AS field, d.product AS kept_value,
            d.sources[1] AS kept_source,
            d.deal_id AS kept_record, CASE WHEN n.away <= 2 THEN n.name END AS other_value,
            CASE WHEN n.away <= 2 THEN n.source END AS other_source, CASE WHEN n.away <= 2 THEN n.record_id END
                AS other_record,
            concat('The product list does not know "', d.product, '"',
                CASE WHEN n.away <= 2 THEN concat('; the closest is "', n.name, '"') ELSE '' END) AS detail
        FROM deal AS d JOIN nearest AS n USING (product)
        """,
    )


def _near_misses(build: Build, field: str, known: list[str], where: str) -> int:
    """Accounts of which a value is one or two letters away from a known word, or from a value met far more often."""
    listed = ", ".join(f"({quoted(word)})" for word in known)
    value = words.plain(field)
    return build.add(
        "contradiction",
        f"""
        WITH met AS (SELECT {value} AS word, count(*) AS n FROM account WHERE {field} IS NOT NULL
            AND length({field}) > 2 GROUP BY 1),
        known AS (SELECT word FROM (VALUES {listed}) AS v (word)),
        odd AS (
            SELECT * FROM met WHERE word NOT IN (FROM known) AND length(word) >= 5 AND word NOT IN (
                -- A word that only adds to a known one (bank services) is not misspelt.
                SELECT m.word FROM met AS m JOIN known AS k ON starts_with(m.word, k.word || ' ')
                    OR ends_with(m.word, ' ' || k.word)
            )
        ),
        candidates AS (
            SELECT o.word, k.word AS meant, damerau_levenshtein(o.word, k.word) AS away, 0 AS rare
            FROM odd AS o JOIN known AS k ON abs(length(o.word) - length(k.word)) <= 2
            UNION ALL
            SELECT o.word, m.word, damerau_levenshtein(o.word, m.word), 1
            FROM odd AS o JOIN met AS m ON m.word <> o.word AND m.n >= {_FREQUENT} * o.n
                AND abs(length(o.word) - length(m.word)) <= 2
        ),
        nearest AS (
            SELECT * FROM candidates WHERE away <= CASE WHEN length(word) >= 8 THEN 2 ELSE 1 END
            QUALIFY row_number() OVER (PARTITION BY word ORDER BY away, rare, meant) = 1
        )
        SELECT 'account' AS entity, a.account_id AS entity_id, '{field}' AS field, a.{field} AS kept_value,
            a.sources[1] AS kept_source, a.account_id AS kept_record, n.meant AS other_value, NULL AS other_source,
                NULL AS other_record,
            concat('"', a.{field}, '" is not among {where}; "', n.meant, '" is ',
                CASE WHEN n.away = 1 THEN 'one letter' ELSE 'two letters' END, ' away') AS detail
        FROM account AS a JOIN nearest AS n ON n.word = {value}
        """,
    )


def _campaigns(build: Build) -> int:
    """Campaign names that no campaign record knows."""
    return build.add(
        "contradiction",
        """
        SELECT 'campaign' AS entity, c.campaign_id AS entity_id, 'name' AS field, c.name AS kept_value, NULL
            AS kept_source,
            NULL AS kept_record, NULL AS other_value, NULL AS other_source, NULL AS other_record,
            concat('No campaign record is called "', c.name, '"; touches or spend name it') AS detail
        FROM campaign AS c
        WHERE c.record_id IS NULL AND EXISTS (FROM campaign_link)
        """,
    )


def _references(build: Build) -> int:
    """Records that speak of another one which no file brought, by tool and object."""
    told = []
    for table, entity, ref, link, noun in (
        ("stage_record", "stage_event", "person_ref", "person_link", "people"),
        ("deal_record", "deal", "account_ref", "account_link", "companies"),
        ("deal_person_record", "deal_person", "person_ref", "person_link", "people"),
        ("deal_event_record", "deal_event", "deal_ref", "deal_link", "deals"),
        ("call_record", "call", "person_ref", "person_link", "people"),
        ("spend_record", "spend", "campaign_ref", "campaign_link", "campaigns"),
    ):
        told.append(
            f"""
            SELECT '{entity}' AS entity, NULL::BIGINT AS entity_id, '{ref}' AS field, count(*)::VARCHAR AS kept_value,
                r.source AS kept_source, min(r.record_id) AS kept_record, NULL AS other_value, NULL AS other_source,
                min(r.{ref}) AS other_record,
                concat(count(*), ' records of ', r.source, '/', r.object,
                    ' speak of {noun} that no imported file knows') AS detail
            FROM {table} AS r
            WHERE r.{ref} IS NOT NULL AND NOT r.deleted AND r.{ref} NOT IN (SELECT record_id FROM {link})
            GROUP BY r.source, r.object
            """
        )
    return build.add("contradiction", " UNION ALL ".join(told))


def _money(build: Build) -> int:
    """Amounts in a currency for which the settings give no rate."""
    return build.add(
        "contradiction",
        """
        WITH told AS (
            SELECT 'spend' AS entity, currency, count(*) AS n, min(record_id) AS record_id FROM spend
            WHERE rate IS NULL AND cost_original IS NOT NULL GROUP BY currency
            UNION ALL
            SELECT 'deal', currency, count(*), min(deal_id) FROM deal WHERE rate IS NULL
                AND amount_original IS NOT NULL GROUP BY currency
        )
        SELECT entity, NULL::BIGINT AS entity_id, 'currency' AS field, currency AS kept_value, NULL AS kept_source,
            record_id AS kept_record, NULL AS other_value, NULL AS other_source, NULL AS other_record,
            concat(n, ' amounts in ', currency, ' have no rate: they are kept, and left out of sums. Add "', currency,
                ':<date>" under rates in cordee.toml') AS detail
        FROM told
        """,
    )

"""Leads matched to accounts: domains and names that no company record holds find the account they mean, or make one.

A candidate's odds are those of its best pair; the odds of all candidates and of « none of them » share one probability, so
two homonyms get half each and the lead goes to review instead of to the first that came.
"""

import duckdb

from cordee.revenue.identity.account_evidence import Weights
from cordee.revenue.identity.account_groups import MERGE, group
from cordee.revenue.warehouse.ids import record_id_sql

LEAD = 0.95
"""A lead put on the wrong account is held to cost twenty left without one: p* = 20 / 21."""

REVIEW = 0.35
_DOMAIN_ID = record_id_sql("'cordee/domain/' || min(domain)")
CARRIED_BY_ONE, CARRIED_BY_MORE = 2.0, 7.5
"""Bits that the people of a domain carry to the account to which the tool attaches them (one of them; two or
more), above the prior."""


def carried(con: duckdb.DuckDBPyConnection, weights: Weights) -> None:
    """Table ``_carried(node_id, account_id, bits)``: domains most of whose people the tools attach to one account."""
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE _carried AS
        WITH vote AS (
            SELECT n.node_id, o.account_id, count(*) AS people
            FROM _mention AS m
            JOIN _account_of AS o ON o.node_id = m.account_ref
            JOIN _node_domain AS d ON d.domain = m.domain
            JOIN _node AS n ON n.node_id = d.node_id AND n.kind = 'domain'
            GROUP BY ALL
        ),
        share AS (
            SELECT *, people / sum(people) OVER (PARTITION BY node_id) AS share FROM vote
        )
        SELECT node_id, account_id, {-weights.prior!r} + CASE WHEN people >= 2 THEN {CARRIED_BY_MORE} ELSE {CARRIED_BY_ONE} END AS bits
        FROM share WHERE share >= 0.8
        """
    )


def assign(con: duckdb.DuckDBPyConnection, kind: str, weights: Weights) -> None:
    """Adds the nodes of ``kind`` (domain, name) to ``_account_of``: to an account that exists, else to one they make."""
    least = MERGE if kind == "domain" else LEAD
    carried(con, weights)
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE _choice AS
        WITH pair AS (
            SELECT a AS node_id, b AS other, * EXCLUDE (a, b) FROM _scored
            UNION ALL SELECT b, a, * EXCLUDE (a, b) FROM _scored
        ),
        candidate AS (
            SELECT p.node_id, o.account_id, max(p.weight) AS weight, max(p.raw) AS cap, bool_or(p.veto IS NOT NULL) AS vetoed,
                arg_max(p.name_level, (p.weight, -p.other)) AS name_level
            FROM pair AS p JOIN _node AS n ON n.node_id = p.node_id AND n.kind = '{kind}' JOIN _account_of AS o ON o.node_id = p.other
            GROUP BY ALL
        ),
        supported AS (
            SELECT coalesce(c.node_id, k.node_id) AS node_id, coalesce(c.account_id, k.account_id) AS account_id,
                coalesce(c.weight, 0) + coalesce(k.bits, 0) AS weight, coalesce(vetoed, false) AS vetoed,
                CASE WHEN k.bits IS NOT NULL AND k.bits > coalesce(c.weight, 0) THEN 'key:people'
                    WHEN name_level IN ('same', 'other order', 'other spacing') THEN 'key:name' ELSE 'model' END AS rule
            FROM candidate AS c FULL JOIN (SELECT k.* FROM _carried AS k JOIN _node AS n ON n.node_id = k.node_id AND n.kind = '{kind}') AS k
                ON k.node_id = c.node_id AND k.account_id = c.account_id
        ),
        refused AS (
            SELECT DISTINCT x.node_id, o.account_id FROM (SELECT a AS node_id, b AS other FROM _cannot UNION SELECT b, a FROM _cannot) AS x
            JOIN _account_of AS o ON o.node_id = x.other
        ),
        likely AS (
            SELECT node_id, account_id, rule, 2 ** least(weight + {weights.prior!r}, 40) AS odds
            FROM supported ANTI JOIN refused USING (node_id, account_id) WHERE NOT vetoed
        ),
        decided AS (
            SELECT DISTINCT ON (x.node_id) x.node_id, o.account_id
            FROM (SELECT a AS node_id, b AS other FROM _must UNION SELECT b, a FROM _must) AS x
            JOIN _node AS n ON n.node_id = x.node_id AND n.kind = '{kind}'
            JOIN _account_of AS o ON o.node_id = x.other
            ANTI JOIN refused AS f ON f.node_id = x.node_id AND f.account_id = o.account_id
            ORDER BY x.node_id, o.account_id
        )
        SELECT node_id, account_id, rule, least(0.995, odds / (1 + sum(odds) OVER one)) AS probability,
            1 - 1 / (1 + sum(odds) OVER one) AS known
        FROM likely WHERE node_id NOT IN (SELECT node_id FROM decided) WINDOW one AS (PARTITION BY node_id)
        UNION ALL SELECT node_id, account_id, 'decision', 1.0, 1.0 FROM decided
        """
    )
    con.execute(
        f"""
        INSERT INTO _account_of BY NAME
        SELECT node_id, account_id, rule, probability FROM _choice WHERE probability >= {least}
        QUALIFY row_number() OVER (PARTITION BY node_id ORDER BY probability DESC, account_id) = 1
        """
    )
    _make(con, kind, weights)


def _make(con: duckdb.DuckDBPyConnection, kind: str, weights: Weights) -> None:
    """Accounts of the nodes of ``kind`` that found none; ``_possible`` keeps what they might have been."""
    group(
        con,
        f"SELECT node_id FROM _node WHERE kind = '{kind}' AND node_id NOT IN (SELECT node_id FROM _account_of)",
        "_made",
        weights,
    )
    key = (
        f"SELECT least, {_DOMAIN_ID} AS account_id FROM _made JOIN _node_domain USING (node_id) GROUP BY least"
        if kind == "domain"
        else "SELECT least, min(record_id) AS account_id FROM _made JOIN _mention ON name_node = node_id GROUP BY least"
    )
    con.execute(
        f"""
        INSERT INTO _account_of BY NAME
        SELECT m.node_id, k.account_id, 'made:{kind}' AS rule, 1.0 AS probability FROM _made AS m JOIN ({key}) AS k USING (least)
        """
    )
    con.execute(
        f"""
        INSERT INTO _possible
        SELECT least(o.account_id, c.account_id), greatest(o.account_id, c.account_id), max(c.probability),
            min(least(c.node_id, c.account_id)), max(greatest(c.node_id, c.account_id))
        FROM _choice AS c JOIN _account_of AS o USING (node_id)
        WHERE (c.probability >= {REVIEW} OR c.known >= 0.5 AND c.probability >= 0.1) AND o.account_id <> c.account_id
        GROUP BY ALL
        """
    )
    con.execute("DROP TABLE _made")
    con.execute("DROP TABLE _choice")
    con.execute("DROP TABLE _carried")

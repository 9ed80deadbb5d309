"""Accounts: which records of any tool speak of one company, and to which company each person record belongs.

Company records are compared among themselves. A person record goes to the account that its tool attaches it to, else to
the one of its SIREN, of its work domain, of its company name; a work domain or a company name that no company record holds
makes an account. A mailbox provider, a throw-away mailbox or a platform never does.
"""

from collections.abc import Sequence

import duckdb

from cordee.revenue.identity import account_nodes
from cordee.revenue.identity.account_evidence import FIELDS, Weights, candidates, learn, score
from cordee.revenue.identity.account_groups import MERGE, group
from cordee.revenue.identity.lead_accounts import REVIEW, assign
from cordee.revenue.warehouse.ids import record_id, record_id_sql, record_key

_DOMAIN_ID = record_id_sql("'cordee/domain/' || domain")
CROWDED_REVIEW = 5_000
"""Most pairs that are listed for review: nobody reads more, the surest come first."""


def domain_id(domain: str) -> int:
    """The id of an account that is known by its domain only; decisions may name it like a record."""
    return record_id(record_key("cordee", "domain", domain))


def resolve_accounts(
    con: duckdb.DuckDBPyConnection,
    records: str = "account_record",
    people: str = "person_record",
    must_link: str | None = None,
    cannot_link: str | None = None,
    *,
    same_as: str | None = None,
    internal_domains: Sequence[str] = (),
) -> Weights:
    """Leaves ``account_link(record_id, account_id, rule, probability)`` and ``account_review(a, b, probability, evidence)``.

    ``records`` and ``people`` hold current versions (staged columns, record_id unique). ``must_link`` and ``cannot_link`` are
    tables (a, b) of record ids that people decided, ``same_as`` one of those that the tools say; of contradicting ones
    ``cannot_link`` wins. The ids of a review are account ids. The order of rows changes nothing.
    """
    compare(con, records, people, internal_domains=internal_domains)
    _decisions(con, must_link, cannot_link, same_as)
    score(con, "SELECT a, b FROM _candidate", "_scored", Weights(account_nodes.universe(con)))
    weights = learn(con, "_scored")
    group(con, "SELECT node_id FROM _node WHERE kind = 'record'", "_record_group", weights)
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE _account_of AS
        SELECT node_id, least AS account_id, 'record' AS rule, 1.0::DOUBLE AS probability FROM _record_group
        """
    )
    con.execute("CREATE OR REPLACE TEMP TABLE _possible (a BIGINT, b BIGINT, probability DOUBLE, x BIGINT, y BIGINT)")
    for kind in ("domain", "name"):
        assign(con, kind, weights)
    _link(con)
    _review(con, weights)
    _clear(con)
    return weights


def compare(con: duckdb.DuckDBPyConnection, records: str, people: str, *, internal_domains: Sequence[str] = ()) -> None:
    """Nodes and ``_candidate`` pairs; what ``explain`` needs to weigh any pair again."""
    account_nodes.build(con, records, people, internal_domains=internal_domains)
    candidates(con, "_candidate")


def _decisions(
    con: duckdb.DuckDBPyConnection, must_link: str | None, cannot_link: str | None, same_as: str | None
) -> None:
    """``_must`` and ``_cannot`` in terms of nodes: a person record stands for its name, a known domain for its holder."""
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE _stands AS
        SELECT node_id AS id, node_id FROM _node
        UNION SELECT record_id, name_node FROM _mention WHERE name_node IS NOT NULL
        UNION SELECT {_DOMAIN_ID}, min(node_id) FROM _node_domain GROUP BY ALL
        """
    )
    tables = {"_must": ((must_link, "decision"), (same_as, "key:same_as")), "_cannot": ((cannot_link, "decision"),)}
    for name, sources in tables.items():
        parts = [f"SELECT a, b, '{rule}' AS rule FROM {table}" for table, rule in sources if table is not None]
        union = " UNION ALL ".join(parts) or "SELECT 0::BIGINT AS a, 0::BIGINT AS b, '' AS rule WHERE false"
        con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE {name} AS
            SELECT least(x.node_id, y.node_id) AS a, greatest(x.node_id, y.node_id) AS b, min(p.rule) AS rule
            FROM ({union}) AS p JOIN _stands AS x ON x.id = p.a JOIN _stands AS y ON y.id = p.b
            WHERE x.node_id <> y.node_id GROUP BY ALL
            """
        )
    con.execute("DROP TABLE _stands")


def _link(con: duckdb.DuckDBPyConnection) -> None:
    """Company records with what ties them to their account, then person records by the first rule that finds one."""
    con.execute(
        f"""
        CREATE OR REPLACE TABLE account_link AS
        WITH edge AS (
            SELECT a, b, rule, 1.0 AS probability, CASE rule WHEN 'decision' THEN 0 ELSE 1 END AS worth FROM _must
            UNION ALL
            SELECT a, b, CASE
                WHEN number_level = 'same siren' THEN 'key:siren' WHEN number_level = 'same vat' THEN 'key:vat'
                WHEN page_level = 'same' THEN 'key:linkedin' WHEN domain_level = 'same' THEN 'key:domain'
                WHEN name_level IN ('same', 'other order', 'other spacing') THEN 'key:name' ELSE 'model'
            END, probability, 2 FROM _scored WHERE probability >= {MERGE}
        ),
        inside AS (
            SELECT e.* FROM edge AS e JOIN _record_group AS x ON x.node_id = e.a JOIN _record_group AS y ON y.node_id = e.b
            WHERE x.least = y.least
        ),
        tie AS (
            SELECT node_id, min_by(rule, (worth, -probability, rule)) AS rule, max(probability) AS probability
            FROM (SELECT a AS node_id, * EXCLUDE (a, b) FROM inside UNION ALL SELECT b, * EXCLUDE (a, b) FROM inside) GROUP BY ALL
        ),
        siren AS (
            SELECT n.siren, min(o.account_id) AS account_id FROM _node AS n JOIN _account_of AS o USING (node_id)
            WHERE n.siren IS NOT NULL GROUP BY ALL HAVING count(DISTINCT o.account_id) = 1
        ),
        domain AS (
            SELECT d.domain, o.account_id, count(*) AS nodes, count(DISTINCT d.node_id) FILTER (n.kind = 'record') AS records,
                list(DISTINCT n.core) AS cores, list(DISTINCT n.country) AS countries,
                CASE WHEN bool_or(n.kind = 'record') THEN 'key:domain' ELSE min(o.rule) END AS rule,
                CASE WHEN bool_or(n.kind = 'record') THEN 0.995 ELSE min(o.probability) END AS probability,
                count(*) OVER (PARTITION BY d.domain) AS accounts,
                sum(count(*)) OVER (PARTITION BY d.domain) AS all_nodes
            FROM _node_domain AS d JOIN _node AS n USING (node_id) JOIN _account_of AS o USING (node_id)
            GROUP BY d.domain, o.account_id
        ),
        by_domain AS (
            SELECT m.record_id, d.account_id, d.accounts,
                CASE WHEN d.accounts = 1 THEN d.rule WHEN list_contains(d.cores, m.core) THEN 'key:domain+name'
                    WHEN list_contains(d.countries, m.country) THEN 'key:domain+country' ELSE 'key:domain+largest' END AS rule,
                CASE WHEN d.accounts = 1 THEN d.probability WHEN list_contains(d.cores, m.core) THEN 0.98
                    WHEN list_contains(d.countries, m.country) THEN 0.95 ELSE d.nodes / d.all_nodes END AS probability
            FROM _mention AS m JOIN domain AS d ON d.domain = m.domain
            QUALIFY row_number() OVER (PARTITION BY m.record_id ORDER BY
                list_contains(d.cores, m.core) DESC NULLS LAST, list_contains(d.countries, m.country) DESC NULLS LAST,
                d.records DESC, d.nodes DESC, d.account_id) = 1
        )
        SELECT o.node_id AS record_id, o.account_id, coalesce(t.rule, 'single') AS rule, coalesce(t.probability, 1.0)::DOUBLE AS probability
        FROM _account_of AS o LEFT JOIN tie AS t USING (node_id) WHERE o.rule = 'record'
        UNION ALL BY NAME
        SELECT m.record_id, coalesce(r.account_id, s.account_id, d.account_id, n.account_id) AS account_id,
            CASE WHEN r.account_id IS NOT NULL THEN 'key:account_ref' WHEN s.account_id IS NOT NULL THEN 'key:siren'
                WHEN d.account_id IS NOT NULL THEN d.rule ELSE n.rule END AS rule,
            CASE WHEN r.account_id IS NOT NULL THEN 1.0 WHEN s.account_id IS NOT NULL THEN 0.999
                WHEN d.account_id IS NOT NULL THEN d.probability ELSE n.probability END::DOUBLE AS probability
        FROM _mention AS m
        LEFT JOIN _account_of AS r ON r.node_id = m.account_ref AND r.rule = 'record'
        LEFT JOIN siren AS s ON s.siren = m.siren
        LEFT JOIN by_domain AS d ON d.record_id = m.record_id
        LEFT JOIN _account_of AS n ON n.node_id = m.name_node
        WHERE coalesce(r.account_id, s.account_id, d.account_id, n.account_id) IS NOT NULL
        ORDER BY record_id
        """
    )


def _review(con: duckdb.DuckDBPyConnection, weights: Weights) -> None:
    """Pairs of accounts that may be one: unsure, refused by a veto that a human may know better about, or one of several.

    A name whose every mention went elsewhere is no account, and in no pair.
    """
    con.execute(
        f"""
        INSERT INTO _possible
        SELECT least(x.account_id, y.account_id), greatest(x.account_id, y.account_id), s.raw, s.a, s.b
        FROM _scored AS s JOIN _account_of AS x ON x.node_id = s.a JOIN _account_of AS y ON y.node_id = s.b
        JOIN _node AS l ON l.node_id = s.a JOIN _node AS r ON r.node_id = s.b
        WHERE x.account_id <> y.account_id AND s.raw >= {REVIEW} AND l.kind = r.kind
            AND (s.veto IS NULL OR s.veto = 'region' AND s.domain_level = 'same')
        """
    )
    evidence = ", ".join(
        f"'{field}', {{'level': s.{field}_level, 'bits': round(s.{field}_bits, 2)}}" for field in FIELDS
    )
    con.execute(
        f"""
        CREATE OR REPLACE TABLE account_review AS
        WITH refused AS (
            SELECT DISTINCT least(x.account_id, y.account_id) AS a, greatest(x.account_id, y.account_id) AS b
            FROM _cannot AS c JOIN _account_of AS x ON x.node_id = c.a JOIN _account_of AS y ON y.node_id = c.b
        ),
        best AS (
            SELECT a, b, max(probability) AS probability, arg_max((x, y), (probability, -x, -y)) AS pair
            FROM _possible ANTI JOIN refused USING (a, b)
            WHERE a IN (SELECT account_id FROM account_link) AND b IN (SELECT account_id FROM account_link)
            GROUP BY a, b
        )
        SELECT p.a, p.b, p.probability,
            json_object({evidence}, 'veto', s.veto, 'prior', round({weights.prior!r}, 2), 'records', [p.pair[1], p.pair[2]])::VARCHAR AS evidence
        FROM best AS p LEFT JOIN _scored AS s ON s.a = p.pair[1] AND s.b = p.pair[2]
        ORDER BY p.probability DESC, p.a, p.b LIMIT {CROWDED_REVIEW}
        """
    )


def _clear(con: duckdb.DuckDBPyConnection) -> None:
    account_nodes.drop(con)
    for table in (
        "_candidate",
        "_scored",
        "_must",
        "_cannot",
        "_record_group",
        "_account_of",
        "_possible",
        "_shared_domain",
    ):
        con.execute(f"DROP TABLE IF EXISTS {table}")

"""What the tools themselves say is one: merged ids (HubSpot), MasterRecordId and converted leads (Salesforce), the id that
one tool keeps of another's record. Chains are followed to their end, also through records that no export holds any more.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from cordee.revenue.identity.comparison import Ints

PLACEHOLDER = 25
"""An id that no export holds and that as many records call theirs is a placeholder (0, « none »), not a merge."""


@dataclass(frozen=True, slots=True)
class ToolLinks:
    """Names of temporary tables. Links: (a, b), every record and the survivor of its chain. Aliases: (record_id, survivor)
    of ids that the tools name but no export holds: references to them mean the survivor."""

    person: str = "person_same_as"
    account: str = "account_same_as"
    person_alias: str = "person_alias"
    account_alias: str = "account_alias"


def tool_links(
    con: duckdb.DuckDBPyConnection, person_records: str = "person_record", account_records: str = "account_record"
) -> ToolLinks:
    """Makes the tables of ``ToolLinks`` from ``same_as`` and ``deleted`` of both kinds of records."""
    names = ToolLinks()
    _follow(con, person_records, names.person, names.person_alias)
    _follow(con, account_records, names.account, names.account_alias)
    return names


def _follow(con: duckdb.DuckDBPyConnection, records: str, links: str, aliases: str) -> None:
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE _said AS
        WITH said AS (
            SELECT DISTINCT record_id AS a, unnest(same_as) AS b FROM {records}
        ),
        placeholder AS (
            SELECT b FROM said WHERE b NOT IN (SELECT record_id FROM {records}) GROUP BY b HAVING count(*) >= {PLACEHOLDER}
        )
        SELECT a, b FROM said WHERE a <> b AND b IS NOT NULL AND b NOT IN (SELECT b FROM placeholder)
        """
    )
    pairs = con.execute("SELECT a, b FROM _said ORDER BY a, b").fetchnumpy()
    a, b = np.asarray(pairs["a"], np.int64), np.asarray(pairs["b"], np.int64)
    ids, places = np.unique(np.concatenate([a, b]), return_inverse=True)
    label: Ints = np.zeros(0, np.int64)
    if len(ids):
        graph = coo_matrix((np.ones(len(a), np.int8), (places[: len(a)], places[len(a) :])), shape=(len(ids), len(ids)))
        label = connected_components(graph, directed=False)[1].astype(np.int64)
    con.register("_chain", pa.table({"id": ids, "chain": label}))
    # Who survives: not deleted, then named by most of the others, then the least id.
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE _follows AS
        WITH known AS (
            SELECT c.id, c.chain, r.record_id IS NOT NULL AS is_known, coalesce(r.deleted, false) AS deleted,
                (SELECT count(*) FROM _said AS s WHERE s.b = c.id) AS named
            FROM _chain AS c LEFT JOIN {records} AS r ON r.record_id = c.id
        )
        SELECT id, is_known, first(id) OVER (PARTITION BY chain ORDER BY NOT is_known, deleted, named DESC, id) AS survivor
        FROM known
        """
    )
    con.unregister("_chain")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {links} AS SELECT id AS a, survivor AS b FROM _follows WHERE is_known AND id <> survivor ORDER BY 1"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {aliases} AS SELECT id AS record_id, survivor FROM _follows WHERE NOT is_known ORDER BY 1"
    )
    con.execute("DROP TABLE _follows")
    con.execute("DROP TABLE _said")

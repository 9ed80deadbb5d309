"""The pipeline's step « identity »: from current records and the decisions of people to the four published tables.

Decisions win over what the tools say, the tools over what the evidence says. A link that says the same as in the previous
snapshot keeps the day on which it was first made.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import duckdb

from cordee.revenue.identity.accounts import resolve_accounts
from cordee.revenue.identity.companies import domain_of
from cordee.revenue.identity.decisions import Decisions, Pair, load, write_pairs
from cordee.revenue.identity.engine import resolve
from cordee.revenue.identity.free_mail import DISPOSABLE, FREE, kind_of
from cordee.revenue.identity.people import PERSON
from cordee.revenue.identity.person_cleaning import prepare
from cordee.revenue.identity.review_evidence import people_review
from cordee.revenue.identity.tool_links import tool_links
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.tables import MODEL

HUMAN = replace(PERSON, name="_human")
"""The spec of people, its working tables named so that they never meet the records or the published tables."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """How much was linked, for the run's log."""

    person_records: int
    people: int
    company_records: int
    accounts: int
    person_reviews: int
    account_reviews: int


def resolve_all(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    *,
    people: str = "person_record",
    accounts: str = "account_record",
    previous: str | None = None,
    now: datetime | None = None,
) -> Resolved:
    """Leaves person_link, account_link, person_review and account_review in ``con``, with the columns of ``MODEL``.

    ``people`` and ``accounts`` are tables of current versions (staged columns, record_id unique). ``previous`` is the name
    under which the previous snapshot is attached. Ids that a tool merged away and no export holds any more are linked too
    (rule key:same_as), so that what refers to them finds its person or account.
    """
    settings = home.settings
    _companies(con, accounts)
    accounts = "_company_record"
    decided = load(home)
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None) if now is None or now.tzinfo else now
    links = tool_links(con, people, accounts)
    _tables(con, decided, {"person": links.person, "account": links.account})

    _people(con, people, settings.country)
    weights = resolve_accounts(
        con,
        accounts,
        people,
        "_must_decided",
        "_cannot_decided",
        same_as="_account_must",
        internal_domains=settings.internal_domains,
    )
    con.execute("INSERT INTO identity_model VALUES ('account', $1)", [json.dumps(asdict(weights))])
    con.execute("ALTER TABLE account_link RENAME TO _account_found")
    con.execute("ALTER TABLE account_review RENAME TO _account_reviewed")

    for kind, alias in (("person", links.person_alias), ("account", links.account_alias)):
        _publish_links(con, kind, alias, previous, moment)
    _publish_review(con, "person", "_person_reviewed")
    _publish_review(con, "account", "_account_reviewed")
    for table in (
        "_person_found",
        "_person_reviewed",
        "_person_must",
        "_account_must",
        "_must_decided",
        "_cannot_decided",
    ):
        con.execute(f"DROP TABLE IF EXISTS {table}")
    for table in ("_account_found", "_account_reviewed"):
        con.execute(f"DROP TABLE IF EXISTS {table}")
    counts = con.execute(
        f"""
        SELECT (SELECT count(*) FROM {people}), (SELECT count(DISTINCT person_id) FROM person_link),
            (SELECT count(*) FROM {accounts}), (SELECT count(DISTINCT account_id) FROM account_link),
            (SELECT count(*) FROM person_review), (SELECT count(*) FROM account_review)
        """
    ).fetchall()[0]
    con.execute("DROP TABLE _company_record")
    return Resolved(*counts)


def _companies(con: duckdb.DuckDBPyConnection, accounts: str) -> None:
    """``_company_record``: the company records but those that a tool made from a mailbox provider's domain (gmail.com)."""
    told = con.execute(f"SELECT record_id, name, coalesce(domain, website) FROM {accounts}").fetchall()
    providers = [(record,) for record, name, domain in told if domain and _is_provider(name, domain)]
    con.execute("CREATE OR REPLACE TEMP TABLE _provider (record_id BIGINT)")
    if providers:
        con.executemany("INSERT INTO _provider VALUES ($1)", providers)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE _company_record AS FROM {accounts} WHERE record_id NOT IN (FROM _provider)"
    )
    con.execute("DROP TABLE _provider")


def _is_provider(name: str | None, domain: str) -> bool:
    """Whether nothing but a free or throw-away mailbox domain names the company. Orange, named so, is a company."""
    host = domain_of(domain)
    return host is not None and kind_of(host) in (FREE, DISPOSABLE) and (not name or domain_of(name) == host)


def _people(con: duckdb.DuckDBPyConnection, people: str, region: str) -> None:
    """``_person_found``, ``_person_reviewed`` and ``identity_model``, by the engine; empty where nobody is known yet."""
    if con.execute(f"SELECT count(*) FROM {people}").fetchall() == [(0,)]:
        con.execute("CREATE OR REPLACE TABLE identity_model (kind VARCHAR, model VARCHAR)")
        con.execute(
            "CREATE OR REPLACE TEMP TABLE _person_found (record_id BIGINT, person_id BIGINT, rule VARCHAR, probability DOUBLE)"
        )
        con.execute(
            "CREATE OR REPLACE TEMP TABLE _person_reviewed (a BIGINT, b BIGINT, probability DOUBLE, evidence VARCHAR)"
        )
        return
    before = _objects(con)
    prepare(con, people, region=region)
    resolve(con, table=people, spec=HUMAN, must_link="_person_must", cannot_link="_cannot_decided")
    working = _objects(con) - before
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE _person_found AS
        SELECT l.record_id, l.entity_id AS person_id,
            CASE
                WHEN l.rule = 'decision' AND l.record_id NOT IN (SELECT unnest([a, b]) FROM _must_decided) THEN 'key:same_as'
                ELSE l.rule
            END AS rule,
            l.probability
        FROM {HUMAN.name}_link AS l
        """
    )
    people_review(con, HUMAN, "_person_reviewed")
    con.execute(f"CREATE OR REPLACE TABLE identity_model AS SELECT 'person' AS kind, model FROM {HUMAN.name}_model")
    _forget(con, working)


def _objects(con: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    return set(
        con.execute(
            "SELECT 'TABLE', table_name FROM duckdb_tables() UNION SELECT 'VIEW', view_name FROM duckdb_views()"
        ).fetchall()
    )


def _forget(con: duckdb.DuckDBPyConnection, made: set[tuple[str, str]]) -> None:
    """Drops the working tables of people: what is left in the connection is published."""
    for what, name in sorted(made, reverse=True):
        con.execute(f"DROP {what} IF EXISTS {name}")


def _tables(con: duckdb.DuckDBPyConnection, decided: Decisions, said: dict[str, str]) -> None:
    """``_must_decided``, ``_cannot_decided``, and per kind ``_<kind>_must``: what the tools say, unless decided otherwise."""
    write_pairs(con, "_must_decided", decided.must_link)
    write_pairs(con, "_cannot_decided", decided.cannot_link)
    for kind, table in said.items():
        pairs: list[Pair] = con.execute(f"SELECT a, b FROM {table} ORDER BY a, b").fetchall()
        if decided.cannot_link:
            pairs = allowed(pairs, decided)
        if kind == "person":
            pairs = [*decided.must_link, *pairs]
        write_pairs(con, f"_{kind}_must", pairs)


def allowed(pairs: list[Pair], decided: Decisions) -> list[Pair]:
    """The pairs that put nothing together, not even by way of others, that people decided to keep apart."""
    group: dict[int, set[int]] = {}
    apart: dict[int, set[int]] = {}
    for a, b in decided.cannot_link:
        apart.setdefault(a, set()).add(b)
        apart.setdefault(b, set()).add(a)
    kept = []
    for place, (a, b) in enumerate([*decided.must_link, *pairs]):
        one, two = group.setdefault(a, {a}), group.setdefault(b, {b})
        if one is not two:
            if any(not apart[node].isdisjoint(two) for node in one if node in apart):
                continue
            one |= two
            for node in two:
                group[node] = one
        if place >= len(decided.must_link):
            kept.append((a, b))
    return kept


def _publish_links(
    con: duckdb.DuckDBPyConnection, kind: str, alias: str, previous: str | None, moment: datetime
) -> None:
    """``<kind>_link`` as published: aliases added, ``since`` kept where the previous snapshot says the same."""
    since, join = "$1::TIMESTAMP", ""
    if previous is not None:
        since = "coalesce(p.since, $1::TIMESTAMP)"
        join = f"LEFT JOIN {previous}.{kind}_link AS p ON p.record_id = l.record_id AND p.{kind}_id = l.{kind}_id"
    columns = ", ".join(f"{column.name}::{column.type} AS {column.name}" for column in MODEL[f"{kind}_link"].columns)
    con.execute(
        f"""
        CREATE OR REPLACE TABLE {kind}_link AS
        WITH found AS (
            SELECT record_id, {kind}_id, rule, probability FROM _{kind}_found
            UNION ALL
            SELECT a.record_id, f.{kind}_id, 'key:same_as', 1.0 FROM {alias} AS a JOIN _{kind}_found AS f ON f.record_id = a.survivor
        ),
        dated AS (SELECT l.*, {since} AS since FROM found AS l {join})
        SELECT {columns} FROM dated ORDER BY record_id
        """,
        [moment],
    )


def _publish_review(con: duckdb.DuckDBPyConnection, kind: str, found: str) -> None:
    """``<kind>_review`` as published: entity ids, each pair once, the surest first."""
    columns = ", ".join(f"{column.name}::{column.type} AS {column.name}" for column in MODEL[f"{kind}_review"].columns)
    con.execute(
        f"CREATE OR REPLACE TABLE {kind}_review AS SELECT {columns} FROM {found} ORDER BY probability DESC, a, b"
    )

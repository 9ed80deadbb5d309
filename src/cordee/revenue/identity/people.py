"""People: which records of any tool speak of one human.

Exact identifiers weigh most but never decide alone: an address that several different humans use is a shared
mailbox, a number that a whole company uses is a switchboard. What names, addresses, numbers and companies say
together is learnt from the pairs that a LinkedIn address labels for free, or without labels where those are too
few.
"""

import duckdb

from cordee.revenue.identity.comparison import Frequency, Key, Spec
from cordee.revenue.identity.engine import MERGE, Resolution, explain_pair, resolve
from cordee.revenue.identity.incremental import extend
from cordee.revenue.identity.person_cleaning import prepare
from cordee.revenue.identity.person_fields import FIELDS
from cordee.revenue.identity.person_rules import BOUNDS, PRIOR, REDUNDANT, apart, namesakes

CROWDED = 4
"""A mailbox or a number that as many different humans use is nobody's own."""

_CROWD = """
    UPDATE {{records}} SET {value}_crowd = TRUE WHERE {value} IN (
        SELECT v FROM (
            SELECT unnest(coalesce({value}s, [{value}])) AS v, family[1:3] AS f, given[1:1] AS g FROM {{records}}
            WHERE {value} IS NOT NULL {{among}}
        ) GROUP BY v HAVING count(*) >= {crowded} AND count(DISTINCT f) >= {crowded} AND count(DISTINCT g) >= 2
    );
"""
_REFINE = tuple((value, _CROWD.format(value=value, crowded=CROWDED)) for value in ("mail", "phone"))
"""Mailboxes and numbers that several different humans use: counted by the beginnings of their names."""

PERSON = Spec(
    name="human",
    clean="SELECT * FROM _person_clean",
    comparisons=FIELDS,
    keys=(
        Key("email", "CASE WHEN NOT mail_crowd THEN coalesce(mails, [mail]) END", 100, many=True),
        Key("linkedin", "linkedin", 100),
        Key("phone", "coalesce(phones, [phone])", 12, many=True),
        Key("phone and family", "phone || '|' || family[1:2]"),
        Key("phone and given", "phone || '|' || given[1:2]"),
        Key("family and company", "family || '|' || domain"),
        Key("given and company", "given || '|' || domain"),
        Key("name", "least(given, family) || '|' || greatest(given, family)"),
        Key("local part", "mail_letters", 12),
        Key("initial and family", "family || '|' || given[1]", 8),
        Key(
            "initials and domain",
            "least(given[1], family[1]) || greatest(given[1], family[1]) || domain",
            20,
        ),
        Key(
            "initials and company",
            "least(given[1], family[1]) || greatest(given[1], family[1]) || company",
            20,
        ),
        Key("beginnings", "family[1:3] || '|' || given[1:2] || '|' || company[1:5]"),
    ),
    frequencies=(
        Frequency("given_n", "given"),
        Frequency("family_n", "family"),
        Frequency("domain_n", "domain"),
    ),
    derived=(
        ("namesakes", "given_n::DOUBLE * family_n / (SELECT count(*) FROM {records})"),
        ("mail_crowd", "FALSE"),
        ("phone_crowd", "FALSE"),
    ),
    refine=_REFINE,
    label="linkedin",
    redundant=REDUNDANT,
    bounds=BOUNDS,
    prior=PRIOR,
    conflict=apart,
    contested=namesakes,
    exact=(("linkedin", "same"), ("email", "same"), ("phone", "same mobile"), ("phone", "same")),
)


def resolve_people(
    con: duckdb.DuckDBPyConnection,
    records: str = "person_record",
    must_link: str | None = None,
    cannot_link: str | None = None,
    *,
    merge: float = MERGE,
    region: str = "FR",
) -> Resolution:
    """Groups the current versions of person records (the staged columns; ``record_id`` unique), into ``human_link`` and
    the other tables of the engine. What the tools themselves say (``same_as``) counts as ``must_link``."""
    prepare(con, records, region=region)
    said = must_links(con, records, must_link)
    return resolve(con, table=records, spec=PERSON, must_link=said, cannot_link=cannot_link, merge=merge)


def resolve_people_incremental(
    con: duckdb.DuckDBPyConnection,
    new_records: str,
    must_link: str | None = None,
    cannot_link: str | None = None,
    *,
    merge: float = MERGE,
    region: str = "FR",
) -> Resolution:
    """Adds records (or new versions of known ones) to what ``resolve_people`` left in ``con``: see ``incremental.extend``.
    ``must_link`` and ``cannot_link`` are all decisions, not only the new ones."""
    prepare(con, new_records, region=region)
    said = must_links(con, new_records, must_link, more=True)
    return extend(con, table=new_records, spec=PERSON, must_link=said, cannot_link=cannot_link, merge=merge)


def must_links(con: duckdb.DuckDBPyConnection, records: str, must_link: str | None, *, more: bool = False) -> str:
    """``human_said``: the given pairs and those that the tools state in ``same_as`` (``more``: those said before,
    too)."""
    held = {row[0] for row in con.execute(f"DESCRIBE {records}").fetchall()}
    parts = [f"SELECT a::BIGINT AS a, b::BIGINT AS b FROM {must_link}"] if must_link else []
    if "same_as" in held:
        parts.append(f"SELECT record_id AS a, unnest(same_as) AS b FROM {records} WHERE len(same_as) > 0")
    if more:
        parts.append("SELECT a, b FROM human_said")
    union = " UNION ".join(parts) or "SELECT NULL::BIGINT AS a, NULL::BIGINT AS b"
    con.execute(f"CREATE OR REPLACE TABLE human_said AS SELECT * FROM ({union}) WHERE a IS NOT NULL AND b IS NOT NULL")
    return "human_said"


__all__ = ["PERSON", "explain_pair", "prepare", "resolve_people", "resolve_people_incremental"]

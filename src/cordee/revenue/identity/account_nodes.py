"""What may speak of a company, cleaned: company records, work domains without a record, company names without either.

``build`` leaves temporary tables in ``con``:

- ``_node``: one row per company record (``kind`` record), per work domain that no record holds (domain), and per company
  name of people without any work domain (name). Columns: what ``account_evidence`` compares.
- ``_mention``: one row per person record: its account_ref, its work domains, best first, its company name and SIREN, and
  ``name_node``, the name node that it falls back on.
- ``_node_domain``: one row per node and work domain.

Each distinct name, address, city, phone and country is read once.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import duckdb
import numpy as np
import pyarrow as pa

from cordee.revenue.identity.companies import (
    city_key,
    country_of,
    label_of,
    linkedin_of,
    phone_of,
    read_name,
    siren_of,
    vat_of,
    work_domain_of,
)
from cordee.revenue.identity.word_lists import lines
from cordee.revenue.warehouse.ids import record_id_sql

FLOOR = 1_000
"""Companies assumed to exist when there are fewer: two of ten exact names are no weaker evidence than two of a thousand."""

NAME_BITS = ((0.0, 5.0, 9.5, 12.5, 15.5, 18.5, 25.0), (13.0, 13.5, 14.3, 16.3, 17.9, 18.4, 18.8))
"""Bits of an equal name by the sum of its words' bits. Words of a name are not independent, and a rare name may still be
borne twice: measured as the share of equal names among 8,502 French companies of the legal-entity register (GLEIF)."""


def build(con: duckdb.DuckDBPyConnection, records: str, people: str, *, internal_domains: Sequence[str] = ()) -> None:
    """Makes the tables above from ``records`` (columns of stg_account) and ``people`` (stg_person), current versions."""
    _read_values(con, records, people, internal_domains)
    _records(con, records)
    _mentions(con, people)
    _domains(con)
    _names(con)
    weigh_words(con)


def universe(con: duckdb.DuckDBPyConnection) -> int:
    """How many companies a coincidence is judged against."""
    row = con.execute("SELECT count(*) FROM _node").fetchone()
    return max(FLOOR, row[0] if row else 0)


def drop(con: duckdb.DuckDBPyConnection) -> None:
    """Removes every temporary table of this module."""
    for table in (
        "_node",
        "_node_domain",
        "_mention",
        "_v_name",
        "_v_host",
        "_v_city",
        "_v_country",
        "_v_phone",
        "_v_number",
        "_v_page",
    ):
        con.execute(f"DROP TABLE IF EXISTS {table}")


def _read_values(con: duckdb.DuckDBPyConnection, records: str, people: str, internal: Iterable[str]) -> None:
    """Tables ``_v_*``: each distinct value as received → as compared."""
    ours = {domain.casefold() for domain in internal}

    def work(text: str) -> str | None:
        domain = work_domain_of(text)
        return None if domain is None or domain in ours else domain

    _lookup(
        con,
        "_v_name",
        f"SELECT {_OWN_NAME} FROM {records} UNION SELECT company_name FROM {people}",
        lambda text: (name := read_name(text)) and (*_name_fields(name),),
        {
            "core": pa.string(),
            "squash": pa.string(),
            "ordered": pa.string(),
            "acronym": pa.string(),
            "region": pa.string(),
            "form": pa.string(),
            "is_group": pa.bool_(),
        },
    )
    _lookup(
        con,
        "_v_host",
        f"""SELECT unnest([domain, website] || coalesce(domains, [])) FROM {records}
        UNION SELECT company_domain FROM {people}
        UNION SELECT '@' || {_HOST.format("address")} FROM (SELECT unnest([email] || coalesce(emails, [])) AS address FROM {people})""",
        lambda text: (domain := work(text)) and (domain, label_of(domain).replace("-", "")),
        {"domain": pa.string(), "label": pa.string()},
    )
    _lookup(
        con,
        "_v_city",
        f"SELECT city FROM {records} UNION SELECT city FROM {people}",
        lambda text: (city_key(text) or None,),
        {"city": pa.string()},
    )
    _lookup(
        con,
        "_v_country",
        f"SELECT country FROM {records} UNION SELECT country FROM {people}",
        lambda text: (country_of(text),),
        {"country": pa.string()},
    )
    _lookup(
        con,
        "_v_phone",
        f"SELECT phone FROM {records} UNION SELECT unnest(phones) FROM {people}",
        lambda text: (phone_of(text),),
        {"phone": pa.string()},
    )
    _lookup(
        con,
        "_v_number",
        f"SELECT siren FROM {records} UNION SELECT vat FROM {records} UNION SELECT siren FROM {people} UNION SELECT vat FROM {people}",
        lambda text: (siren_of(text), vat_of(text)),
        {"siren": pa.string(), "vat": pa.string()},
    )
    _lookup(
        con, "_v_page", f"SELECT linkedin_url FROM {records}", lambda text: (linkedin_of(text),), {"page": pa.string()}
    )


_OWN_NAME = r"""CASE
    WHEN strip_accents(lower(trim(regexp_extract(name, '\(([^()]*)\)\s*$', 1)))) = strip_accents(lower(trim(city)))
    THEN trim(regexp_replace(name, '\s*\([^()]*\)\s*$', '')) ELSE name END"""
"""A record's name without its own city behind it: « Abeille (Lyon) » in Lyon is Abeille."""

_HOST = "lower(trim(split_part({0}, '@', -1)))"


def _name_fields(name: object) -> tuple[object, ...]:
    return tuple(
        getattr(name, field) for field in ("core", "squash", "sorted", "acronym", "region", "form", "is_group")
    )


def _lookup(
    con: duckdb.DuckDBPyConnection,
    table: str,
    values: str,
    read: Callable[[str], object],
    columns: dict[str, pa.DataType],
) -> None:
    """``table(raw, …columns)`` for each distinct non-empty text of the query ``values`` that ``read`` makes something of."""
    rows = con.execute(f"SELECT DISTINCT raw FROM ({values}) AS v(raw) WHERE trim(raw) <> '' ORDER BY raw").fetchall()
    found: list[tuple[object, ...]] = []
    for (raw,) in rows:
        fields = read(raw)
        if isinstance(fields, tuple) and any(field is not None for field in fields):
            found.append((raw, *fields))
    names = ["raw", *columns]
    types = [pa.string(), *columns.values()]
    arrays = [pa.array([row[i] for row in found], type=kind) for i, kind in enumerate(types)]
    lookup = pa.table(dict(zip(names, arrays, strict=True)))  # noqa: F841 -- DuckDB finds it by its name
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM lookup")


def _records(con: duckdb.DuckDBPyConnection, records: str) -> None:
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE _node AS
        SELECT r.record_id AS node_id, 'record' AS kind,
            n.core, n.squash, n.ordered, n.acronym, coalesce(n.region, '') AS region, coalesce(n.form, '') AS form,
            coalesce(n.is_group, false) AS is_group,
            coalesce(s.siren, v.siren) AS siren,
            coalesce(v.vat, s.vat) AS vat,
            p.page AS linkedin,
            list_sort(list_filter([f.phone], lambda x: x IS NOT NULL)) AS phones,
            list_sort(list_filter([c.city], lambda x: x IS NOT NULL)) AS cities,
            nullif(regexp_replace(upper(r.postal_code), '[^0-9A-Z]', '', 'g'), '') AS postal,
            k.country, r.parent_ref, r.deleted IS TRUE AS deleted
        FROM {records} AS r
        LEFT JOIN _v_name AS n ON n.raw = {_OWN_NAME}
        LEFT JOIN _v_number AS s ON s.raw = r.siren
        LEFT JOIN _v_number AS v ON v.raw = r.vat
        LEFT JOIN _v_page AS p ON p.raw = r.linkedin_url
        LEFT JOIN _v_phone AS f ON f.raw = r.phone
        LEFT JOIN _v_city AS c ON c.raw = r.city
        LEFT JOIN _v_country AS k ON k.raw = r.country
        """
    )
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE _node_domain AS
        SELECT DISTINCT r.record_id AS node_id, h.domain, h.label
        FROM (SELECT record_id, unnest([domain, website] || coalesce(domains, [])) AS raw FROM {records}) AS r
        JOIN _v_host AS h USING (raw)
        """
    )


def _mentions(con: duckdb.DuckDBPyConnection, people: str) -> None:
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE _mention AS
        WITH address AS (
            SELECT record_id, unnest([email] || coalesce(emails, [])) AS email, generate_subscripts([email] || coalesce(emails, []), 1) AS place
            FROM {people}
        ),
        host AS (
            SELECT record_id, '@' || {_HOST.format("email")} AS raw, place FROM address
            UNION ALL SELECT record_id, company_domain, 1000000 FROM {people}
        ),
        domain AS (
            SELECT record_id, domain, min(place) AS place FROM host JOIN _v_host USING (raw) GROUP BY ALL
        ),
        domains AS (SELECT record_id, list(domain ORDER BY place, domain) AS domains FROM domain GROUP BY ALL),
        phone AS (
            SELECT record_id, list(DISTINCT phone ORDER BY phone) AS phones
            FROM (SELECT record_id, unnest(phones) AS raw FROM {people}) JOIN _v_phone USING (raw) GROUP BY ALL
        )
        SELECT p.record_id, p.account_ref, coalesce(d.domains, []) AS domains, n.raw AS name, n.core, n.region,
            coalesce(s.siren, v.siren) AS siren, k.country, c.city, coalesce(f.phones, []) AS phones,
            CASE WHEN d.domains IS NULL AND n.core IS NOT NULL THEN {record_id_sql(_NAME_KEY)} END AS name_node
        FROM {people} AS p
        LEFT JOIN domains AS d USING (record_id)
        LEFT JOIN phone AS f USING (record_id)
        LEFT JOIN _v_name AS n ON n.raw = p.company_name
        LEFT JOIN _v_number AS s ON s.raw = p.siren
        LEFT JOIN _v_number AS v ON v.raw = p.vat
        LEFT JOIN _v_country AS k ON k.raw = p.country
        LEFT JOIN _v_city AS c ON c.raw = p.city
        """
    )


_DOMAIN_ID = record_id_sql("'cordee/domain/' || domain")
_NAME_KEY = "concat('cordee/company/', n.core, '|', n.region, '|', coalesce(k.country, ''), '|', coalesce(s.siren, v.siren, ''))"


def _domains(con: duckdb.DuckDBPyConnection) -> None:
    """A node per work domain of a mention that no company record holds: named as most of its people name it.

    Of several domains a person's first that a company record holds counts, else their first.
    """
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE _mention AS
        WITH place AS (
            SELECT record_id, unnest(domains) AS domain, generate_subscripts(domains, 1) AS place FROM _mention
        ),
        held AS (
            SELECT record_id, arg_min(domain, place) AS domain FROM place
            WHERE domain IN (SELECT domain FROM _node_domain) GROUP BY ALL
        )
        SELECT m.*, coalesce(h.domain, m.domains[1]) AS domain FROM _mention AS m LEFT JOIN held AS h USING (record_id)
        """
    )
    con.execute(
        f"""
        INSERT INTO _node BY NAME
        WITH orphan AS (
            SELECT * FROM _mention
            WHERE domain IS NOT NULL AND domain NOT IN (SELECT domain FROM _node_domain)
        ),
        named AS (
            SELECT domain, name, count(*) AS people FROM orphan WHERE name IS NOT NULL GROUP BY domain, name
            QUALIFY row_number() OVER (PARTITION BY domain ORDER BY people DESC, name) = 1
        ),
        gathered AS (
            SELECT domain,
                CASE WHEN count(DISTINCT country) = 1 THEN min(country) END AS country,
                CASE WHEN count(DISTINCT siren) = 1 THEN min(siren) END AS siren
            FROM orphan GROUP BY ALL
        )
        SELECT {_DOMAIN_ID} AS node_id, 'domain' AS kind,
            n.core, n.squash, n.ordered, n.acronym, coalesce(n.region, '') AS region, coalesce(n.form, '') AS form,
            coalesce(n.is_group, false) AS is_group, g.siren, []::VARCHAR[] AS phones, []::VARCHAR[] AS cities, g.country, false AS deleted
        FROM gathered AS g
        LEFT JOIN named AS w USING (domain)
        LEFT JOIN _v_name AS n ON n.raw = w.name
        """
    )
    con.execute(
        f"""
        INSERT INTO _node_domain
        SELECT DISTINCT n.node_id, domain, label
        FROM _v_host JOIN _node AS n ON n.node_id = {_DOMAIN_ID} AND n.kind = 'domain'
        """
    )


def _names(con: duckdb.DuckDBPyConnection) -> None:
    """A node per company name, country and SIREN of people who have no work domain."""
    con.execute(
        """
        INSERT INTO _node BY NAME
        WITH gathered AS (
            SELECT name_node, min(name) AS name, min(country) AS country, min(siren) AS siren,
                list_sort(list_distinct(flatten(list(phones)))) AS phones,
                list_sort(list_distinct(list(city) FILTER (city IS NOT NULL))) AS cities
            FROM _mention WHERE name_node IS NOT NULL GROUP BY ALL
        )
        SELECT g.name_node AS node_id, 'name' AS kind, n.core, n.squash, n.ordered, n.acronym, n.region, n.form, n.is_group,
            g.siren, g.phones, coalesce(g.cities, []) AS cities, g.country, false AS deleted
        FROM gathered AS g JOIN _v_name AS n ON n.raw = g.name
        """
    )


def weigh_words(con: duckdb.DuckDBPyConnection) -> None:
    """Adds to ``_node``: ``tokens``, ``bits`` of each, ``info`` (what the whole name weighs), ``labels``, ``domains``.

    A word's bits are what its appearance in two names tells: log2 of one over its share of company names. The share comes
    from the list of common words, from the names at hand once four use it, and else from its length.
    """
    total = universe(con)
    cores = con.execute("SELECT DISTINCT core FROM _node WHERE core IS NOT NULL ORDER BY core").fetchall()
    counts = Counter(token for (core,) in cores for token in set(core.split()))
    rows = []
    for (core,) in cores:
        tokens = core.split()
        bits = [word_bits(token, counts[token], total) for token in tokens]
        rows.append((core, tokens, bits, float(np.interp(sum(bits), *NAME_BITS))))
    lookup = pa.table(  # noqa: F841 -- DuckDB finds it by its name
        {
            "core": pa.array([row[0] for row in rows], pa.string()),
            "tokens": pa.array([row[1] for row in rows], pa.list_(pa.string())),
            "bits": pa.array([row[2] for row in rows], pa.list_(pa.float64())),
            "info": pa.array([row[3] for row in rows], pa.float64()),
        }
    )
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE _node AS
        WITH held AS (
            SELECT node_id, list(domain ORDER BY domain) AS domains, list(DISTINCT label ORDER BY label) AS labels
            FROM _node_domain GROUP BY ALL
        )
        SELECT n.*, l.tokens, l.bits, coalesce(l.info, 0) AS info,
            coalesce(h.domains, []) AS domains, coalesce(h.labels, []) AS labels
        FROM _node AS n LEFT JOIN lookup AS l USING (core) LEFT JOIN held AS h USING (node_id)
        """
    )


def word_bits(word: str, names: int, total: int) -> float:
    """Bits of surprise of one word that ``names`` of ``total`` company names use."""
    listed = _common().get(word)
    if listed is not None:
        return listed
    bits = min(3.2 * len(word), math.log2(total) + 8)
    if names >= 4:
        bits = min(bits, math.log2(total / names))
    return max(bits, 3.0)


@cache
def _common() -> dict[str, float]:
    return {word: float(bits) for bits, *listed in reversed(list(lines("common_words"))) for word in listed}

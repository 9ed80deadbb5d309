"""Whom a text means: an e-mail, an id, a domain, a company's or a person's name; and search by any words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import duckdb

from cordee.revenue.identity.companies import domain_of, fold
from cordee.revenue.journeys.sources import Lineage
from cordee.revenue.warehouse.home import Home, HomeError
from cordee.revenue.warehouse.ids import record_id, record_key

Kind = Literal["person", "account"]

LISTED = 20
"""So many candidates are listed when a name is not enough."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone or some company that answers to a text."""

    kind: Kind
    id: int
    name: str
    detail: str  # e-mail and company of a person; domain and city of an account
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} ({self.detail})" if self.detail else self.name


class NobodyFound(HomeError):
    """Nobody and no company answers to this; the message says what was looked for."""


class SeveralFound(HomeError):
    """Several people or companies answer to this. Name one by its e-mail, its domain or its id."""

    def __init__(self, who: str, candidates: list[Candidate]) -> None:
        self.candidates = candidates
        names = "; ".join(f"{one.id} {one}" for one in candidates[:5])
        super().__init__(f"{who!r} may be several: {names}. Name one by its e-mail, its domain or its id.")


def find(reader: duckdb.DuckDBPyConnection, home: Home, who: str) -> Candidate:
    """The one person or account that ``who`` means.

    Tried in this order: e-mail · ``source:object:id`` · id of an entity, or of any record in a tool · domain · exact
    name of a company, then of a person · every word of it in what is searchable. Raises ``NobodyFound`` or
    ``SeveralFound``.
    """
    text = who.strip()
    lineage = Lineage(reader, home)
    for found in (
        _by_email(reader, text),
        _by_key(reader, text),
        _by_id(reader, lineage, text),
        _by_domain(reader, text),
        _by_name(reader, text),
    ):
        if len(found) == 1:
            return _candidates(reader, found)[0]
        if found:
            raise SeveralFound(who, _candidates(reader, found[:LISTED]))
    near = search(reader, text, limit=LISTED)
    if len(near) == 1:
        return near[0]
    if near:
        raise SeveralFound(who, near)
    raise NobodyFound(
        f"Nobody and no company answers to {who!r}. Give an e-mail, a domain, a name, an id, or a record such as "
        f"hubspot:contact:301."
    )


def search(reader: duckdb.DuckDBPyConnection, text: str, *, limit: int = LISTED) -> list[Candidate]:
    """People and accounts whose names, addresses, numbers or domains hold every word; accents and capitals do not
    matter.

    Accounts first, then people, those that most records speak of before the others.
    """
    words = fold(text).split()
    if not words or limit < 1:
        return []
    found: list[tuple[Kind, int]] = []
    kinds: tuple[Kind, ...] = ("account", "person")
    for kind in kinds:
        where = " AND ".join(f"contains(search, ${place + 1})" for place in range(len(words)))
        rows = reader.execute(
            f"SELECT {kind}_id FROM {kind} WHERE {where} ORDER BY n_records DESC, name, 1 LIMIT {int(limit)}", words
        ).fetchall()
        found.extend((kind, number) for (number,) in rows)
    return _candidates(reader, found[:limit])


def _by_email(reader: duckdb.DuckDBPyConnection, text: str) -> list[tuple[Kind, int]]:
    if "@" not in text:
        return []
    sql = "SELECT DISTINCT person_id FROM person_email WHERE lower(email) = $1 ORDER BY 1"
    return [("person", number) for (number,) in reader.execute(sql, [text.casefold()]).fetchall()]


def _by_key(reader: duckdb.DuckDBPyConnection, text: str) -> list[tuple[Kind, int]]:
    match = re.fullmatch(r"([a-z][\w-]*)[:/]([a-z][\w-]*)[:/]([^\s#]+)(?:#(\S+))?", text)
    if match is None or match[1] in ("http", "https", "mailto"):
        return []
    return _of_records(reader, [record_id(record_key(match[1], match[2], match[3], match[4]))])


def _by_id(reader: duckdb.DuckDBPyConnection, lineage: Lineage, text: str) -> list[tuple[Kind, int]]:
    if " " in text or "@" in text or not re.search(r"\d", text):
        return []
    if text.isdigit() and int(text) < 1 << 63:
        kinds: tuple[Kind, ...] = ("person", "account")
        for kind in kinds:
            if reader.execute(f"SELECT 1 FROM {kind} WHERE {kind}_id = $1", [int(text)]).fetchone():
                return [(kind, int(text))]
        if found := _of_records(reader, [int(text)]):
            return found
    for table in ("stg_person", "stg_account", "stg_deal"):
        if found := _of_records(reader, lineage.named(table, text)):
            return found
    return []


def _of_records(reader: duckdb.DuckDBPyConnection, records: Iterable[int]) -> list[tuple[Kind, int]]:
    """Who the records speak of; a deal speaks of its account, else of its people."""
    wanted = ", ".join(str(record) for record in records)
    if not wanted:
        return []
    for sql in (
        "SELECT DISTINCT 'person', person_id FROM person_link WHERE record_id IN ({})",
        "SELECT DISTINCT 'account', account_id FROM account_link WHERE record_id IN ({})",
        "SELECT DISTINCT 'account', account_id FROM deal_link JOIN deal USING (deal_id) "
        "WHERE account_id IS NOT NULL AND (record_id IN ({0}) OR deal_id IN ({0}))",
        "SELECT DISTINCT 'person', person_id FROM deal_link JOIN deal_person USING (deal_id) "
        "WHERE record_id IN ({0}) OR deal_id IN ({0})",
    ):
        if rows := reader.execute(sql.format(wanted) + " ORDER BY 2").fetchall():
            return [(kind, number) for kind, number in rows]
    return []


def _by_domain(reader: duckdb.DuckDBPyConnection, text: str) -> list[tuple[Kind, int]]:
    domain = None if " " in text or "@" in text else domain_of(text)
    if domain is None:
        return []
    sql = "SELECT DISTINCT account_id FROM account_domain WHERE domain = $1 ORDER BY 1"
    return [("account", number) for (number,) in reader.execute(sql, [domain]).fetchall()]


def _by_name(reader: duckdb.DuckDBPyConnection, text: str) -> list[tuple[Kind, int]]:
    kinds: tuple[Kind, ...] = ("account", "person")
    for kind in kinds:
        sql = f"SELECT {kind}_id FROM {kind} WHERE strip_accents(lower(name)) = $1 ORDER BY 1"
        if rows := reader.execute(sql, [fold(text)]).fetchall():
            return [(kind, number) for (number,) in rows]
    return []


def _candidates(reader: duckdb.DuckDBPyConnection, found: list[tuple[Kind, int]]) -> list[Candidate]:
    """The same, with names, in the same order."""
    told: dict[tuple[str, int], Candidate] = {}
    people = ", ".join(str(number) for kind, number in found if kind == "person") or "NULL"
    accounts = ", ".join(str(number) for kind, number in found if kind == "account") or "NULL"
    rows = reader.execute(
        f"""
        SELECT 'person', p.person_id, coalesce(p.name, p.email, ''), concat_ws(', ', p.email, a.name), p.sources
        FROM person AS p LEFT JOIN account AS a ON a.account_id = p.account_id WHERE p.person_id IN ({people})
        UNION ALL
        SELECT 'account', account_id, coalesce(name, domain, ''), concat_ws(', ', domain, city), sources
        FROM account WHERE account_id IN ({accounts})
        """
    ).fetchall()
    for kind, number, name, detail, sources in rows:
        told[kind, number] = Candidate(kind, number, name, detail, tuple(sources or ()))
    return [told[one] for one in found if one in told]

"""WHO: a person, an account or a record, as people name them.

``hubspot:contact:301`` (or with ``/``) a record · ``claire@abeille.fr`` a person · ``abeille.fr`` an account · ``Abeille
Industrie`` an account by its name, else a person by theirs · ``81234…`` in text an entity, else a record · an int or a list
of ints records, taken as they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from cordee.revenue.identity.companies import domain_of, fold, read_name
from cordee.revenue.warehouse.home import Home, HomeError
from cordee.revenue.warehouse.ids import record_id, record_key
from cordee.revenue.warehouse.raw import staged_files
from cordee.revenue.warehouse.snapshots import NothingPublished, reading

Reference = int | str | Sequence[int]


class UnknownReference(HomeError):
    """Nobody and nothing is known under that name; the message says what was looked for."""


class AmbiguousReference(HomeError):
    """Several people or accounts answer to that name; the message lists them."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a reference names. ``records`` is what a decision about it speaks of."""

    name: str  # as it was asked for
    kind: str  # person, account, '' when no snapshot tells
    records: tuple[int, ...]
    entity_id: int | None = None
    siblings: tuple[int, ...] = ()  # every record of its entity
    named: tuple[int, ...] = ()  # the records that carry what was asked for: this address, say
    is_record: bool = False
    keys: tuple[str, ...] = ()  # the siblings as source:object:id, where known


def find(home: Home, who: Reference) -> Found:
    """What ``who`` names, in the published snapshot. Record keys and ints need no snapshot."""
    try:
        with reading(home) as con:
            return find_in(con, home, who)
    except NothingPublished:
        if isinstance(who, str) and not _key(who) and not who.isdigit():
            raise
        return _bare(who)


def find_in(con: duckdb.DuckDBPyConnection, home: Home | None, who: Reference) -> Found:
    """Like ``find``, in an open snapshot."""
    if not isinstance(who, str):
        records = (who,) if isinstance(who, int) else tuple(sorted(set(who)))
        return _of_records(con, home, _shown(who), records)
    text = who.strip()
    if key := _key(text):
        number = record_id(key)
        if not _entity_of(con, number)[0]:
            raise UnknownReference(f"No record {text}. Write source:object:id as the tool has it: hubspot:contact:301.")
        return _of_records(con, home, text, (number,))
    if text.isdigit():
        number = int(text)
        kind = _is_entity(con, number)
        if kind:
            return _entity(con, home, text, kind, number)
        if not _entity_of(con, number)[0]:
            raise UnknownReference(f"No person, account or record has the id {text}.")
        return _of_records(con, home, text, (number,))
    if "@" in text:
        return _by_email(con, home, text)
    if (domain := domain_of(text)) is not None and " " not in text:
        rows = con.execute(
            "SELECT DISTINCT account_id FROM account_domain WHERE domain = ? ORDER BY 1", [domain]
        ).fetchall()
        return _one(con, home, text, "account", [row[0] for row in rows], f"No account has the domain {domain}.")
    return _by_name(con, home, text)


def _key(text: str) -> str | None:
    match = re.fullmatch(r"([a-z][\w-]*)[:/]([a-z][\w-]*)[:/]([^\s#]+)(?:#(\S+))?", text.strip())
    if match is None or match[1] in ("http", "https", "mailto"):
        return None
    return record_key(match[1], match[2], match[3], match[4])


def _bare(who: Reference) -> Found:
    """A reference that needs no snapshot."""
    if isinstance(who, str):
        key = _key(who)
        records: tuple[int, ...] = (record_id(key) if key else int(who),)
    else:
        records = (who,) if isinstance(who, int) else tuple(sorted(set(who)))
    return Found(_shown(who), "", records, named=records, siblings=records, is_record=len(records) == 1)


def _shown(who: Reference) -> str:
    return who if isinstance(who, str) else str(who) if isinstance(who, int) else ", ".join(map(str, who))


def _entity_of(con: duckdb.DuckDBPyConnection, record: int) -> tuple[str, int | None]:
    """Kind and entity of a record: people first, because person records are linked to an account as well."""
    for kind in ("person", "account"):
        row = con.execute(f"SELECT {kind}_id FROM {kind}_link WHERE record_id = ?", [record]).fetchone()
        if row is not None:
            return kind, row[0]
    kind = _is_entity(con, record)
    return (kind, record) if kind else ("", None)


def _is_entity(con: duckdb.DuckDBPyConnection, number: int) -> str:
    for kind in ("person", "account"):
        if con.execute(f"SELECT 1 FROM {kind}_link WHERE {kind}_id = ? LIMIT 1", [number]).fetchone() is not None:
            return kind
    return ""


def _members(con: duckdb.DuckDBPyConnection, kind: str, entity: int) -> tuple[int, ...]:
    """The records of a person; of an account its company records, or itself where a domain or a lead made it."""
    leave_out = "" if kind == "person" else "AND record_id NOT IN (SELECT record_id FROM person_link)"
    rows = con.execute(
        f"SELECT record_id FROM {kind}_link WHERE {kind}_id = ? {leave_out} ORDER BY 1", [entity]
    ).fetchall()
    return tuple(row[0] for row in rows) or (entity,)


def _of_records(con: duckdb.DuckDBPyConnection, home: Home | None, name: str, records: tuple[int, ...]) -> Found:
    kind, entity = _entity_of(con, records[0])
    siblings = _members(con, kind, entity) if entity is not None else records
    return Found(name, kind, records, entity, siblings, records, len(records) == 1, _keys(home, kind, siblings))


def _entity(
    con: duckdb.DuckDBPyConnection, home: Home | None, name: str, kind: str, entity: int, named: tuple[int, ...] = ()
) -> Found:
    records = _members(con, kind, entity)
    return Found(name, kind, records, entity, records, named or records, False, _keys(home, kind, records))


def _by_email(con: duckdb.DuckDBPyConnection, home: Home | None, text: str) -> Found:
    email = text.casefold()
    rows = con.execute(
        "SELECT DISTINCT person_id FROM person_email WHERE lower(email) = ? ORDER BY 1", [email]
    ).fetchall()
    found = _one(con, home, text, "person", [row[0] for row in rows], f"Nobody has the address {text}.")
    files = staged_files(home, "stg_person") if home is not None else []
    if not files:
        return found
    carrying = con.execute(
        "SELECT DISTINCT record_id FROM read_parquet(?, union_by_name = true) "
        "WHERE lower(trim(email)) = ? OR list_contains(list_transform(emails, lambda x: lower(trim(x))), ?)",
        [[str(file) for file in files], email, email],
    ).fetchall()
    named = tuple(sorted({row[0] for row in carrying} & set(found.records)))
    return Found(
        found.name, "person", found.records, found.entity_id, found.siblings, named or found.records, False, found.keys
    )


def _by_name(con: duckdb.DuckDBPyConnection, home: Home | None, text: str) -> Found:
    """An account whose name, else a person whose name, is that one, legal forms and accents left aside."""
    wanted = read_name(text)
    rows = con.execute("SELECT account_id, name FROM account WHERE name IS NOT NULL ORDER BY 1").fetchall()
    accounts = [number for number, name in rows if wanted and (read := read_name(name)) and read.core == wanted.core]
    if len(accounts) > 1:
        exact = [number for number, name in rows if number in accounts and fold(name) == fold(text)]
        accounts = exact or accounts
    if accounts:
        return _one(con, home, text, "account", accounts, "")
    rows = con.execute(
        "SELECT person_id FROM person WHERE strip_accents(lower(name)) = ? ORDER BY 1", [fold(text)]
    ).fetchall()
    return _one(con, home, text, "person", [row[0] for row in rows], f"No account and no person is called {text}.")


def _one(
    con: duckdb.DuckDBPyConnection, home: Home | None, name: str, kind: str, entities: list[int], otherwise: str
) -> Found:
    if not entities:
        raise UnknownReference(otherwise)
    if len(entities) > 1:
        listed = ", ".join(map(str, entities[:10]))
        raise AmbiguousReference(
            f"{len(entities)} answer to {name}: {listed}. Name one by its id or by one of its records."
        )
    return _entity(con, home, name, kind, entities[0])


def _keys(home: Home | None, kind: str, records: Sequence[int]) -> tuple[str, ...]:
    """The records as source:object:id; those without a staged record by their number."""
    files = staged_files(home, f"stg_{kind}") if home is not None and kind else []
    known: dict[int, str] = {}
    if files:
        con = duckdb.connect(config={"threads": 1})
        rows = con.execute(
            "SELECT DISTINCT record_id, concat_ws(':', source, object, source_id) FROM read_parquet(?, union_by_name = true) "
            "WHERE list_contains(?::BIGINT[], record_id)",
            [[str(file) for file in files], list(records)],
        ).fetchall()
        con.close()
        known = dict(rows)
    return tuple(known.get(record, str(record)) for record in records)

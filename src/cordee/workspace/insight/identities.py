"""Records side by side, the decisions of people about who is who, and what a merge would give."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cordee.revenue.identity import decisions
from cordee.revenue.identity.companies import fold
from cordee.revenue.identity.decisions import (
    AlreadyDecided,
    Contradiction,
    Decision,
    NothingDecided,
    NothingToSplit,
)
from cordee.revenue.model import preview
from cordee.revenue.model.choices import Choice
from cordee.revenue.pipeline.waiting import Waiting, waiting
from cordee.revenue.warehouse.ledger import size
from cordee.workspace.insight.colleagues import name_of
from cordee.workspace.insight.window import Window

__all__ = [
    "AlreadyDecided",
    "Contradiction",
    "Decided",
    "Decision",
    "Entity",
    "NothingDecided",
    "NothingToSplit",
    "Record",
    "Waiting",
    "decided",
    "decided_between",
    "entities",
    "entity",
    "history",
    "merge",
    "never_merge",
    "not_seen_yet",
    "split",
    "what_if",
    "withdraw",
]

FIELDS: Mapping[str, tuple[str, ...]] = {
    "person": (
        *("name", "email", "phone", "job_title", "company", "city", "country", "language", "linkedin_url", "owner"),
        *("status", "source", "created_at", "modified_at"),
    ),
    "account": (
        *("name", "domain", "siren", "vat", "industry", "headcount", "city", "country", "phone", "linkedin_url"),
        *("owner", "created_at", "modified_at"),
    ),
}
CHOOSABLE: Mapping[str, frozenset[str]] = {
    "person": frozenset(
        {"name", "email", "phone", "job_title", "city", "country", "language", "linkedin_url", "owner"}
    ),
    "account": frozenset({"name", "domain", "siren", "vat", "industry", "headcount", "city", "country", "owner"}),
}
"""Fields of which people may choose the value: those that survivorship keeps one of."""


@dataclass(frozen=True, slots=True)
class Record:
    """A tool's record as it is now. ``values``: field → what it says, in words; empty ones are left out."""

    id: int
    tool: str
    object: str
    source_id: str
    deleted: bool
    modified_at: datetime | None
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Entity:
    """A person or a company with the records that speak of them."""

    kind: str
    id: int
    name: str
    records: tuple[Record, ...]
    rules: dict[int, tuple[str, float]]  # record → why it is here, how sure

    @property
    def record_ids(self) -> tuple[int, ...]:
        return tuple(record.id for record in self.records) or (self.id,)


@dataclass(frozen=True, slots=True)
class Decided:
    """One line of the history of decisions."""

    number: int  # its place in the file, from 1: what an address names
    decision: Decision
    a_name: str
    b_name: str
    in_force: bool
    seen: bool  # by the published snapshot

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.decision.at)


def entity(window: Window, kind: str, pk: int) -> Entity | None:
    """A person or a company with its records; None when nobody has this id."""
    return entities(window, kind, pk)[0]


def entities(window: Window, kind: str, *ids: int) -> tuple[Entity | None, ...]:
    """Several at once: the files of the staged records are looked through once for all."""
    made = window.remembered(("entities", kind, ids), lambda: _entities_of(window, kind, ids))
    return tuple(made.get(pk) for pk in ids)


def _entities_of(window: Window, kind: str, ids: Sequence[int]) -> dict[int, Entity]:
    named = "coalesce(name, email, '')" if kind == "person" else "coalesce(name, domain, '')"
    listed = ", ".join(map(str, ids))
    names = window.reader.execute(f"SELECT {kind}_id, {named} FROM {kind} WHERE {kind}_id IN ({listed})").fetchall()
    links = window.reader.execute(
        f"SELECT {kind}_id, record_id, rule, probability FROM {kind}_link WHERE {kind}_id IN ({listed}) ORDER BY record_id"
    ).fetchall()
    rows = preview.records_of(window.reader, window.home, kind, [record for _, record, _, _ in links])
    held: dict[int, dict[int, tuple[str, float]]] = {pk: {} for pk, _ in names}
    for pk, record, rule, sure in links:
        held[pk][record] = (rule, sure)
    return {
        pk: Entity(
            kind, pk, name, tuple(_record(window, kind, row) for row in rows if row["record_id"] in held[pk]), held[pk]
        )
        for pk, name in names
    }


def _record(window: Window, kind: str, row: dict[str, Any]) -> Record:
    if kind == "person":
        whole = " ".join(filter(None, (row["given_name"], row["family_name"]))) or row["full_name"]
        said = {
            "name": whole,
            "email": _several(row["email"], *(row["emails"] or ())),
            "phone": _several(*(row["phones"] or ())),
            "company": " · ".join(filter(None, (row["company_name"], row["company_domain"]))),
            "status": row["status_raw"],
            "source": row["source_raw"],
        }
    else:
        said = {"domain": _several(row["domain"] or row["website"], *(row["domains"] or ()))}
    said["owner"] = name_of(window, row["owner"])
    values = {}
    for field in FIELDS[kind]:
        value = said[field] if field in said else row.get(field)
        if value not in (None, ""):
            values[field] = value.isoformat() if isinstance(value, datetime) else str(value).strip()
    return Record(
        row["record_id"],
        row["source"],
        row["object"],
        row["source_id"],
        bool(row["deleted"]),
        row["modified_at"] or row["received_at"],
        values,
    )


def _several(*values: str | None) -> str:
    return ", ".join(dict.fromkeys(value.strip() for value in values if value and value.strip()))


def same(field: str, one: str, other: str) -> bool:
    """Whether two tools say the same, but for case, accents, spaces and the order of several."""
    if field in {"email", "domain"}:
        return bool(set(one.lower().split(", ")) & set(other.lower().split(", ")))
    if field in {"phone", "siren", "vat"}:
        return bool(_digits(one) & _digits(other))
    return sorted(fold(one).split()) == sorted(fold(other).split())


def _digits(text: str) -> set[str]:
    """The last nine digits of each number: enough to tell two apart, whatever stands before."""
    return {"".join(filter(str.isalnum, part))[-9:].upper() for part in text.split(", ")}


def what_if(
    window: Window, kind: str, ids: Sequence[int], chosen: Iterable[Choice] = ()
) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """The record that a merge would make: field → value, and field → (tool, rule) where several fill it."""
    given = tuple(chosen)

    def ask() -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
        made = preview.merged(window.reader, window.home, kind, ids, given)
        row = dict(made.row)
        owner = window.reader.execute("SELECT name FROM user_account WHERE user_id = $1", [row.get("owner_id")])
        row["owner"] = (owner.fetchone() or (None,))[0]
        kept = {
            field: value.isoformat() if isinstance(value, datetime) else str(value)
            for field in FIELDS[kind]
            if (value := row.get(field)) not in (None, "")
        }
        return kept, {field: (tool, rule) for field, (tool, _, rule) in made.told_by.items()}

    return window.remembered(("what if", kind, tuple(ids), given, size(window.home.choices)), ask)


# Decisions


def merge(window: Window, of: Sequence[Entity], *, by: str, because: str = "") -> Decision:
    """The two are one. Raises ``AlreadyDecided`` where somebody was quicker, ``Contradiction``."""
    a, b = (list(one.record_ids) for one in of)
    return decisions.merge(window.home, a, b, by=by, because=because, first=True)


def never_merge(window: Window, of: Sequence[Entity], *, by: str, because: str = "") -> Decision:
    """The two are two and stay two."""
    a, b = (list(one.record_ids) for one in of)
    return decisions.never_merge(window.home, a, b, by=by, because=because, first=True)


def split(window: Window, of: Entity, apart: Sequence[int], *, by: str, because: str = "") -> Decision:
    """Takes some of its records out. Raises ``NothingToSplit`` where none, or nothing but, is taken."""
    taken = [record for record in of.record_ids if record in set(apart)]
    rest = [record for record in of.record_ids if record not in set(apart)]
    if not taken or not rest:
        raise NothingToSplit(NothingToSplit.__doc__)
    return decisions.split(window.home, taken, from_=rest, by=by, because=because)


def withdraw(window: Window, number: int, *, by: str) -> Decision:
    """Lifts a decision by its number. Raises ``NothingDecided``, ``LookupError``."""
    lines = decisions.read(window.home)
    if not 1 <= number <= len(lines) or lines[number - 1].act == "withdraw":
        raise LookupError(number)
    return decisions.withdraw(window.home, lines[number - 1], by=by)


def not_seen_yet(window: Window) -> Waiting:
    """How much was decided since the published snapshot."""
    return waiting(window.reader, window.home)


def history(window: Window) -> list[Decided]:
    """Every decision, latest first, with the names of those it speaks of."""
    lines, in_force = _lines(window)
    seen = not_seen_yet(window).decisions_seen
    names = _names(window, [record for one in lines for record in (*one.a[:1], *one.b[:1])])
    listed = [
        Decided(
            number,
            one,
            names.get(one.a[0], ""),
            names.get(one.b[0], ""),
            one in in_force,
            number <= seen,
        )
        for number, one in enumerate(lines, 1)
    ]
    return listed[::-1]


def number_of(window: Window, decision: Decision) -> int:
    """The number by which addresses name a decision: the last line that says it."""
    lines, _ = _lines(window)
    return len(lines) - lines[::-1].index(decision)


def decided(window: Window) -> dict[tuple[str, int, int], Decision]:
    """The pairs of the snapshot's entities about which something is in force: left out of the queue."""

    def ask() -> dict[tuple[str, int, int], Decision]:
        _, in_force = _lines(window)
        where = _entities(window, [record for one in in_force for record in (*one.a, *one.b)])
        found = {}
        for one in in_force:
            for kind, x in {where[record] for record in one.a if record in where}:
                for other, y in {where[record] for record in one.b if record in where}:
                    if kind == other and x != y:
                        found[kind, min(x, y), max(x, y)] = one
        return found

    return window.remembered(("decided", size(window.home.decisions)), ask)


def decided_between(window: Window, kind: str, a: int, b: int) -> Decision | None:
    """What is in force between two entities of the snapshot."""
    return decided(window).get((kind, min(a, b), max(a, b)))


def _lines(window: Window) -> tuple[list[Decision], tuple[Decision, ...]]:
    def ask() -> tuple[list[Decision], tuple[Decision, ...]]:
        return decisions.read(window.home), decisions.load(window.home).in_force

    return window.remembered(("decisions", size(window.home.decisions)), ask)


def _entities(window: Window, records: Sequence[int]) -> dict[int, tuple[str, int]]:
    """Record → (kind, entity); people first, because person records are linked to an account as well."""
    found: dict[int, tuple[str, int]] = {}
    for kind in ("account", "person"):
        for record, one in window.reader.execute(
            f"SELECT record_id, {kind}_id FROM {kind}_link WHERE list_contains($1::BIGINT[], record_id) "
            f"UNION SELECT {kind}_id, {kind}_id FROM {kind} WHERE list_contains($1::BIGINT[], {kind}_id)",
            [list(records)],
        ).fetchall():
            found[record] = (kind, one)
    return found


def _names(window: Window, records: Sequence[int]) -> dict[int, str]:
    where = _entities(window, records)
    known: dict[tuple[str, int], str] = {}
    for kind, other in (("person", "email"), ("account", "domain")):
        ids = [one for of, one in where.values() if of == kind]
        for pk, name in window.reader.execute(
            f"SELECT {kind}_id, coalesce(name, {other}, '') FROM {kind} WHERE list_contains($1::BIGINT[], {kind}_id)",
            [ids],
        ).fetchall():
            known[kind, pk] = name
    return {record: known.get(one, "") for record, one in where.items()}

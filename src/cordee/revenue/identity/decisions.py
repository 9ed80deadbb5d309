"""What people decided about identities: these are one, these are two, this record is not one of them. It always wins.

Decisions are lines appended to ``decisions.jsonl``, never rewritten, in terms of record ids: entity ids move when records
come and go, record ids do not. A decision speaks of two *sides*, sets of records. A later decision undoes every earlier
opposite one with which it shares a record on each side; what remains must not contradict itself. ``withdraw`` lifts what
was decided between two sides and decides nothing: the evidence speaks again.

>>> merge(home, a, b, by="ines@cordee.fr", because="same card")   # undone by never_merge(home, a, b) or split(home, a)
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Literal

import duckdb
import pyarrow as pa

from cordee.revenue.identity.who import Reference, find
from cordee.revenue.warehouse import ledger
from cordee.revenue.warehouse.home import Home, HomeError

Act = Literal["merge", "never_merge", "split", "withdraw"]
ACTS: tuple[Act, ...] = ("merge", "never_merge", "split", "withdraw")
Pair = tuple[int, int]


class Contradiction(HomeError):
    """The decision would contradict earlier ones; the message names them and says which to undo."""


class AlreadyDecided(HomeError):
    """Somebody decided about these two meanwhile: ``decision``."""

    def __init__(self, decision: "Decision") -> None:
        super().__init__(f"Decided already: {decision}.")
        self.decision = decision


class NothingDecided(HomeError):
    """Nothing is decided between these two any more: somebody has undone it."""


class NothingToSplit(HomeError):
    """What was named is a single record, or several among which nobody said which one to take out."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the file. ``a`` and ``b`` are the records of the two sides, ascending."""

    act: Act
    a: tuple[int, ...]
    b: tuple[int, ...]
    by: str = ""
    because: str = ""
    at: str = ""  # ISO 8601, UTC
    kind: str = ""  # person or account, where known

    @property
    def joins(self) -> bool:
        return self.act == "merge"

    def meets(self, other: "Decision") -> bool:
        """The two speak of the same sides: they share a record on each."""
        straight = bool(set(self.a) & set(other.a)) and bool(set(self.b) & set(other.b))
        return straight or (bool(set(self.a) & set(other.b)) and bool(set(self.b) & set(other.a)))

    def pairs(self) -> Iterator[Pair]:
        for x in self.a:
            for y in self.b:
                if x != y:
                    yield (min(x, y), max(x, y))

    def __str__(self) -> str:
        who = f" by {self.by}" if self.by else ""
        return f"{self.act} {_ids(self.a)} {_ids(self.b)}{who} on {self.at[:10] or 'an unknown day'}"


@dataclass(frozen=True, slots=True)
class Decisions:
    """The pairs of records that must, and must not, be one; and the decisions in force that say so."""

    must_link: tuple[Pair, ...] = ()
    cannot_link: tuple[Pair, ...] = ()
    in_force: tuple[Decision, ...] = field(default=(), compare=False)

    def table(self, con: duckdb.DuckDBPyConnection, name: str, pairs: Iterable[Pair]) -> str:
        """Writes pairs as a temporary table (a, b) and gives its name."""
        write_pairs(con, name, pairs)
        return name

    def deciding(self, a: Iterable[int], b: Iterable[int]) -> list[Decision]:
        """The decisions in force between two sets of records."""
        asked = Decision("merge", tuple(a), tuple(b))
        return [decision for decision in self.in_force if decision.meets(asked)]


def merge(
    home: Home,
    a: Reference,
    b: Reference,
    *,
    by: str = "",
    because: str = "",
    at: datetime | None = None,
    first: bool = False,
) -> Decision:
    """``a`` and ``b`` are one. Lifts an earlier ``never_merge`` or ``split`` between them.

    ``first``: refused with ``AlreadyDecided`` where something is decided between them, by whoever was quicker.
    """
    return _decide(home, "merge", a, b, by, because, at, first)


def never_merge(
    home: Home,
    a: Reference,
    b: Reference,
    *,
    by: str = "",
    because: str = "",
    at: datetime | None = None,
    first: bool = False,
) -> Decision:
    """``a`` and ``b`` are two and stay two. Lifts an earlier ``merge`` between them. ``first`` as in ``merge``."""
    return _decide(home, "never_merge", a, b, by, because, at, first)


def withdraw(home: Home, decided: Decision, *, by: str = "", because: str = "", at: datetime | None = None) -> Decision:
    """Nothing is decided any more between the sides of ``decided``. Raises ``NothingDecided`` where nothing was."""
    lifted = Decision("withdraw", decided.a, decided.b, by, because, _stamp(at), decided.kind)
    return _append(home, lifted)


def split(
    home: Home,
    who: Reference,
    *,
    from_: Reference | None = None,
    by: str = "",
    because: str = "",
    at: datetime | None = None,
) -> Decision:
    """Takes a record out of its person or account, for good: no later evidence puts it back, only ``merge`` does.

    ``who`` names a record; or an entity of two records; or an entity that a ``merge`` made, which is then undone. For
    larger entities name the record; ``from_`` overrides what it is taken from.
    """
    found = find(home, who)
    if from_ is not None:
        others = tuple(sorted(set(find(home, from_).records) - set(found.records)))
        return _append(home, Decision("split", found.records, others, by, because, _stamp(at), found.kind))
    if found.is_record:
        one, others = found.records, tuple(record for record in found.siblings if record not in found.records)
        if not others:
            raise NothingToSplit(f"{found.name} stands alone: there is nothing to take it out of.")
        return _append(home, Decision("split", one, others, by, because, _stamp(at), found.kind))
    merges = [
        decision
        for decision in load(home).in_force
        if decision.joins and set(decision.a) <= set(found.records) and set(decision.b) <= set(found.records)
    ]
    if merges:
        return _append(home, Decision("split", merges[-1].a, merges[-1].b, by, because, _stamp(at), found.kind))
    if len(found.records) == 2:
        return _append(
            home, Decision("split", found.records[:1], found.records[1:], by, because, _stamp(at), found.kind)
        )
    if len(found.records) < 2:
        raise NothingToSplit(f"{found.name} is a single record: there is nothing to split.")
    raise NothingToSplit(
        f"{found.name} has {len(found.records)} records; say which one is not of them: {', '.join(found.keys)}."
    )


def load(home: Home) -> Decisions:
    """The decisions in force, as pairs. Raises ``Contradiction`` where the file was edited into one."""
    in_force: list[Decision] = []
    for decision in read(home):
        in_force = _after(in_force, decision)
    return _closed(in_force)


def read(home: Home) -> list[Decision]:
    """Every decision ever taken, oldest first. A last line that a crash cut short was never acknowledged and is left out."""
    if not home.decisions.exists():
        return []
    text = home.decisions.read_text(encoding="utf-8")
    found = []
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            act: Act = values["act"]
            if act not in ACTS:
                raise ValueError(f"unknown act {act!r}")
            found.append(
                Decision(
                    act,
                    tuple(sorted(map(int, values["a"]))),
                    tuple(sorted(map(int, values["b"]))),
                    values.get("by", ""),
                    values.get("because", ""),
                    values.get("at", ""),
                    values.get("kind", ""),
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines):
                continue
            raise HomeError(
                f"{home.decisions}, line {number}, is not a decision ({error}). Restore it from a backup."
            ) from error
    return found


def write_pairs(con: duckdb.DuckDBPyConnection, table: str, pairs: Iterable[Pair]) -> None:
    """A temporary table (a BIGINT, b BIGINT)."""
    listed = list(pairs)
    rows = pa.table(
        {"a": pa.array([a for a, _ in listed], pa.int64()), "b": pa.array([b for _, b in listed], pa.int64())}
    )
    con.register("_rows", rows)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM _rows")
    con.unregister("_rows")


def _decide(
    home: Home, act: Act, a: Reference, b: Reference, by: str, because: str, at: datetime | None, first: bool
) -> Decision:
    one, two = find(home, a), find(home, b)
    if one.kind and two.kind and one.kind != two.kind:
        raise HomeError(
            f"{one.name} is a {one.kind} and {two.name} is a {two.kind}: only two of a kind can be compared."
        )
    left, right = set(one.records), set(two.records)
    if left & right:
        # Both names lead to one entity: what they say of themselves tells the sides apart.
        left, right = set(one.named), set(two.named)
    if left & right:
        if act == "merge":
            raise HomeError(f"{one.name} and {two.name} are the same record already.")
        raise HomeError(f"{one.name} and {two.name} are one record: name the record to take out, with split.")
    decision = Decision(act, tuple(sorted(left)), tuple(sorted(right)), by, because, _stamp(at), one.kind or two.kind)
    return _append(home, decision, first=first)


def _append(home: Home, decision: Decision, *, first: bool = False) -> Decision:
    """Adds a line, safe on disk before this returns; refused where the result would contradict itself."""

    def unless(_: object) -> None:
        in_force: list[Decision] = []
        for earlier in read(home):
            in_force = _after(in_force, earlier)
        between = [earlier for earlier in in_force if earlier.meets(decision)]
        if first and between:
            raise AlreadyDecided(between[-1])
        if decision.act == "withdraw" and not between:
            raise NothingDecided(NothingDecided.__doc__)
        _closed(_after(in_force, decision))

    ledger.append(home.decisions, asdict(decision), unless=unless)
    return decision


def _after(in_force: list[Decision], decision: Decision) -> list[Decision]:
    if decision.act == "withdraw":
        return [earlier for earlier in in_force if not earlier.meets(decision)]
    kept = [earlier for earlier in in_force if earlier.joins == decision.joins or not earlier.meets(decision)]
    return [*kept, decision]


def _closed(in_force: list[Decision]) -> Decisions:
    """The pairs of the decisions in force; refuses what its own merges would join."""
    root: dict[int, int] = {}

    def top(node: int) -> int:
        while root.setdefault(node, node) != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    must = sorted({pair for decision in in_force if decision.joins for pair in decision.pairs()})
    for a, b in must:
        one, two = sorted((top(a), top(b)))
        root[two] = one
    for decision in in_force:
        if decision.joins:
            continue
        for a, b in decision.pairs():
            if top(a) == top(b):
                chain = [str(other) for other in in_force if other.joins and top(other.a[0]) == top(a)]
                raise Contradiction(
                    f"Records {a} and {b} cannot be two ({decision}) and one by way of others: {'; '.join(chain)}. "
                    "Undo one of these first, with never-merge or split on its two sides."
                )
    cannot = sorted({pair for decision in in_force if not decision.joins for pair in decision.pairs()})
    return Decisions(tuple(must), tuple(cannot), tuple(in_force))


def _stamp(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).isoformat(timespec="seconds")


def _ids(records: tuple[int, ...]) -> str:
    return "+".join(map(str, records[:3])) + ("…" if len(records) > 3 else "")

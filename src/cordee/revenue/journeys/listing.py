"""Lists of people and of accounts out of the directory: who answers to some words, to some filters, in which order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cordee.revenue.journeys.directory import Directory
from cordee.revenue.journeys.words import Term, terms

Kind = Literal["person", "account"]
Sort = Literal["best", "activity", "amount", "created", "name"]
Deal = Literal["open", "won", "none"]

SORTS: dict[Sort, str] = {
    "best": "place",
    "activity": "last_at DESC NULLS LAST, place",
    "amount": "amount DESC NULLS LAST, place",
    "created": "created_at DESC NULLS LAST, place",
    "name": "strip_accents(lower(name)), place",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which cards. ``untouched``: no act of either side for so many days; ``active``: one within so many days."""

    kind: Kind
    text: str = ""
    stage: str | None = None
    channel: str | None = None
    segment: str | None = None
    owner: int | None = None
    team: str | None = None
    country: str | None = None
    deal: Deal | None = None
    tool: str | None = None
    reason: str | None = None  # refused by sales for this
    active: int | None = None
    untouched: int | None = None

    @property
    def is_narrowed(self) -> bool:
        return replace(self, text="") != Question(kind=self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One person or account, as lists show them."""

    kind: Kind
    id: int
    name: str
    email: str | None
    phone: str | None
    job_title: str | None
    account_id: int | None
    account: str | None
    domain: str | None
    city: str | None
    country: str | None
    stage: str | None
    refused_reason: str | None
    channel: str
    segment: str | None
    owner: str | None
    team: str | None
    n_open: int
    n_won: int
    amount: float | None  # of deals open and won, in the company's currency
    last_at: datetime | None
    acts: int
    people: int
    created_at: datetime | None
    tools: tuple[str, ...]


_SHARED = "id, name, domain, city, country, stage, refused_reason, channel, segment, owner, team, n_open, n_won, amount, last_at, acts, created_at, sources"
_COLUMNS = {
    "person": f"place, {_SHARED}, email, phone, job_title, account_id, account, 0 AS people",
    "account": f"place, {_SHARED}, NULL AS email, NULL AS phone, NULL AS job_title, NULL AS account_id, NULL AS account, people",
}


def listed(
    directory: Directory,
    question: Question,
    *,
    as_of: datetime,
    sort: Sort = "best",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Card], int]:
    """A page of the cards that answer, and how many answer in all."""
    found = _found(directory, question)
    if found is not None and not question.is_narrowed and sort == "best":
        return _cards(directory, question.kind, found[offset : offset + limit]), len(found)
    cursor = directory.cards.cursor()
    where, values = _where(cursor, question, found, as_of)
    total = cursor.execute(f"SELECT count(*) FROM {question.kind}_card WHERE {where}", values).fetchone()
    places = cursor.execute(
        f"SELECT place FROM {question.kind}_card WHERE {where} ORDER BY {SORTS[sort]} LIMIT {int(limit)} OFFSET {int(offset)}",
        values,
    ).fetchall()
    return _cards(directory, question.kind, [place for (place,) in places]), total[0] if total else 0


def counted(directory: Directory, question: Question, *, as_of: datetime) -> int:
    """How many cards answer."""
    found = _found(directory, question)
    if found is not None and not question.is_narrowed:
        return len(found)
    cursor = directory.cards.cursor()
    where, values = _where(cursor, question, found, as_of)
    row = cursor.execute(f"SELECT count(*) FROM {question.kind}_card WHERE {where}", values).fetchone()
    return row[0] if row else 0


def every(directory: Directory, question: Question, *, as_of: datetime, sort: Sort = "best") -> Iterator[Card]:
    """Every card that answers, for a file."""
    cursor = directory.cards.cursor()
    where, values = _where(cursor, question, _found(directory, question), as_of)
    cursor.execute(
        f"SELECT {_COLUMNS[question.kind]} FROM {question.kind}_card WHERE {where} ORDER BY {SORTS[sort]}", values
    )
    while rows := cursor.fetchmany(2000):
        names = [column[0] for column in cursor.description or ()]
        yield from (_card(question.kind, dict(zip(names, row, strict=True))) for row in rows)


def suggested(directory: Directory, text: str, *, accounts: int = 5, people: int = 8) -> tuple[list[Card], list[Card]]:
    """As one types: the first companies and the first people that answer to every word."""
    asked = terms(text, directory.country)
    if not asked:
        return [], []
    first: dict[Kind, int] = {"account": accounts, "person": people}
    firms, humans = (
        _cards(directory, kind, directory.words[kind].answering(asked)[:many]) for kind, many in first.items()
    )
    return firms, humans


def choices(directory: Directory, kind: Kind) -> dict[str, list[Any]]:
    """What each filter may say, most frequent first; owners as pairs of id and name."""
    cursor = directory.cards.cursor()
    found: dict[str, list[Any]] = {}
    for column in ("stage", "channel", "segment", "team", "country", "refused_reason"):
        rows = cursor.execute(
            f"SELECT {column}, count(*) FROM {kind}_card WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 60"
        ).fetchall()
        found[column] = [value for value, _ in rows]
    found["tool"] = [
        tool
        for (tool,) in cursor.execute(f"SELECT DISTINCT unnest(sources) AS tool FROM {kind}_card ORDER BY 1").fetchall()
    ]
    found["owner"] = cursor.execute(
        f"SELECT DISTINCT owner_id, owner FROM {kind}_card WHERE owner IS NOT NULL ORDER BY owner, owner_id"
    ).fetchall()
    return found


def _found(directory: Directory, question: Question) -> NDArray[np.intp] | None:
    """The places that answer to the words, or None where no words are asked for."""
    asked: Sequence[Term] = terms(question.text, directory.country)
    if not asked:
        return np.zeros(0, dtype=np.intp) if question.text.strip() else None
    return directory.words[question.kind].answering(asked)


def _where(
    cursor: duckdb.DuckDBPyConnection, question: Question, found: NDArray[np.intp] | None, as_of: datetime
) -> tuple[str, list[Any]]:
    parts, values = [], list[Any]()

    def only(sql: str, value: Any) -> None:
        values.append(value)
        parts.append(sql.replace("?", f"${len(values)}"))

    for column, value in (
        ("stage", question.stage),
        ("channel", question.channel),
        ("segment", question.segment),
        ("owner_id", question.owner),
        ("team", question.team),
        ("country", question.country),
        ("refused_reason", question.reason),
    ):
        if value is not None:
            only(f"{column} = ?", value)
    if question.reason is not None:
        parts.append("stage = 'refused'")
    if question.tool is not None:
        only("list_contains(sources, ?)", question.tool)
    if question.deal is not None:
        parts.append({"open": "n_open > 0", "won": "n_won > 0", "none": "n_open + n_won = 0"}[question.deal])
    if question.active is not None:
        only("last_at >= ?", as_of - timedelta(days=question.active))
    if question.untouched is not None:
        only("(last_at IS NULL OR last_at < ?)", as_of - timedelta(days=question.untouched))
    if found is not None:
        cursor.register("found", pa.table({"place": pa.array(found.astype(np.int32))}))
        parts.append("place IN (SELECT place FROM found)")
    return " AND ".join(parts) or "true", values


def _cards(directory: Directory, kind: Kind, places: Iterable[Any]) -> list[Card]:
    """The cards at these places, in their order."""
    wanted = [int(place) for place in places]
    if not wanted:
        return []
    cursor = directory.cards.cursor()
    rows = cursor.execute(
        f"SELECT {_COLUMNS[kind]} FROM {kind}_card WHERE place IN ({', '.join(map(str, wanted))})"
    ).fetchall()
    names = [column[0] for column in cursor.description or ()]
    by_place = {row[0]: _card(kind, dict(zip(names, row, strict=True))) for row in rows}
    return [by_place[place] for place in wanted]


def _card(kind: Kind, row: dict[str, Any]) -> Card:
    del row["place"]
    return Card(kind=kind, tools=tuple(row.pop("sources") or ()), **row)

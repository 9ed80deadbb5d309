"""Journeys and search through the window, as plain values. Times are naive UTC, earliest first."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cordee.workspace.insight.window import Window


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record of a tool, as received."""

    tool: str
    object: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that happened between us and a person or an account."""

    id: int
    at: datetime
    kind: str
    side: str
    direction: str
    about: str | None
    outcome: str | None
    duration_s: int | None
    user: str | None
    channel: str | None
    person_id: int | None
    person: str | None
    sources: tuple[SourceRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Entering a stage, or leaving the path."""

    at: datetime
    stage: str
    nth: int
    reason: str | None
    told_by: str
    person: str | None
    sources: tuple[SourceRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One change of a deal."""

    at: datetime
    field: str
    old: str | None
    new: str | None
    by: str | None
    sources: tuple[SourceRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealStory:
    id: int
    name: str | None
    outcome: str | None
    amount: float | None
    opened_at: datetime | None
    closed_at: datetime | None
    reason: str | None
    owner: str | None
    tools: tuple[str, ...]
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Someone of an account."""

    id: int
    name: str
    job_title: str | None
    tools: tuple[str, ...]
    acts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    field: str
    kept: str | None
    kept_tool: str | None
    other: str | None
    other_tool: str | None
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """Everything known of a person or an account."""

    kind: str  # person or account
    id: int
    name: str
    facts: tuple[tuple[str, str], ...]  # field, value
    account_id: int | None
    account: str | None
    tools: tuple[str, ...]
    n_records: int
    acts: tuple[Act, ...]
    passages: tuple[Passage, ...]
    deals: tuple[DealStory, ...]
    people: tuple[Member, ...]
    contradictions: tuple[Contradiction, ...]
    records: tuple[SourceRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One answer of a search."""

    kind: str
    id: int
    name: str
    under: str
    tools: tuple[str, ...]


def plain(text: str) -> str:
    """Lower case, without accents: how names are compared."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def person(window: Window, person_id: int) -> Journey | None:
    """The journey of a person, or None when nobody has this id."""
    return window.remembered(("person", person_id), lambda: _person(window, person_id))


def account(window: Window, account_id: int) -> Journey | None:
    """The journey of everyone of a company."""
    return window.remembered(("account", account_id), lambda: _account(window, account_id))


def search(window: Window, text: str, *, limit: int = 20) -> list[Found]:
    """People and accounts whose names, addresses, numbers or domains hold every word."""
    terms = plain(text).split()
    if not terms:
        return []
    where = " AND ".join("contains(search, ?)" for _ in terms)
    rows = window.reader.execute(
        f"""
        SELECT * FROM (
            SELECT 'account' AS kind, account_id AS id, coalesce(name, domain, '') AS name, coalesce(domain, '') AS under, sources, n_records
            FROM account WHERE {where} ORDER BY n_records DESC, 3 LIMIT ?
        ) UNION ALL SELECT * FROM (
            SELECT 'person', person_id, coalesce(p.name, p.email, ''), concat_ws(' · ', p.job_title, a.name, p.email), p.sources, p.n_records
            FROM (SELECT * FROM person WHERE {where} ORDER BY n_records DESC, name LIMIT ?) AS p LEFT JOIN account AS a USING (account_id)
            ORDER BY 6 DESC, 3
        )
        """,
        [*terms, limit, *terms, limit],
    ).fetchall()
    return [Found(kind=k, id=i, name=n, under=u, tools=tuple(t or ())) for k, i, n, u, t, _ in rows]


def _rows(window: Window, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    return window.reader.execute(sql, list(values)).fetchall()


def _person(window: Window, person_id: int) -> Journey | None:
    rows = _rows(
        window,
        """SELECT p.name, p.email, p.phone, p.job_title, p.country, p.city, p.account_id, a.name, p.sources, p.n_records
           FROM person AS p LEFT JOIN account AS a USING (account_id) WHERE person_id = ?""",
        person_id,
    )
    if not rows:
        return None
    name, email, phone, title, country, city, account_id, company, tools, n_records = rows[0]
    facts = {"job_title": title, "email": email, "phone": phone, "city": city, "country": country}
    return Journey(
        kind="person",
        id=person_id,
        name=name or email or "",
        facts=tuple((field, value) for field, value in facts.items() if value),
        account_id=account_id,
        account=company,
        tools=tuple(tools or ()),
        n_records=n_records or 0,
        acts=_acts(window, "t.person_id = ?", person_id),
        passages=_passages(window, "s.person_id = ?", person_id),
        deals=_deals(window, "d.deal_id IN (SELECT deal_id FROM deal_person WHERE person_id = ?)", person_id),
        people=(),
        contradictions=_contradictions(window, "person", person_id),
        records=(),
    )


def _account(window: Window, account_id: int) -> Journey | None:
    rows = _rows(window, "SELECT name, domain, industry, headcount, country, city, siren, sources, n_records FROM account WHERE account_id = ?", account_id)
    if not rows:
        return None
    name, domain, industry, headcount, country, city, siren, tools, n_records = rows[0]
    facts = {"domain": domain, "industry": industry, "headcount": headcount, "city": city, "country": country, "siren": siren}
    members = _rows(
        window,
        """SELECT p.person_id, coalesce(p.name, p.email, ''), p.job_title, p.sources, coalesce(h.touches, 0)
           FROM person AS p LEFT JOIN person_path AS h USING (person_id) WHERE p.account_id = ? ORDER BY 5 DESC, 2 LIMIT 200""",
        account_id,
    )
    return Journey(
        kind="account",
        id=account_id,
        name=name or domain or "",
        facts=tuple((field, str(value)) for field, value in facts.items() if value),
        account_id=account_id,
        account=name,
        tools=tuple(tools or ()),
        n_records=n_records or 0,
        acts=_acts(window, "t.account_id = ?", account_id),
        passages=_passages(window, "s.account_id = ?", account_id),
        deals=_deals(window, "d.account_id = ?", account_id),
        people=tuple(Member(id=i, name=n, job_title=t, tools=tuple(s or ()), acts=k) for i, n, t, s, k in members),
        contradictions=_contradictions(window, "account", account_id),
        records=(),
    )


def _acts(window: Window, where: str, value: int) -> tuple[Act, ...]:
    rows = _rows(
        window,
        f"""SELECT t.touch_id, t.occurred_at, t.kind, t.side, t.direction, coalesce(t.content, t.subject), t.outcome, t.duration_s, t."user",
                t.channel, t.person_id, coalesce(p.name, p.email), t.source, t.object, t.raw_id
            FROM touch AS t LEFT JOIN person AS p ON p.person_id = t.person_id WHERE {where} ORDER BY t.occurred_at, t.touch_id""",
        value,
    )
    return tuple(
        Act(id=i, at=at, kind=k, side=s, direction=d, about=about, outcome=o, duration_s=dur, user=u, channel=c, person_id=pid, person=p, sources=(SourceRecord(tool, obj, str(raw)),))
        for i, at, k, s, d, about, o, dur, u, c, pid, p, tool, obj, raw in rows
    )


def _passages(window: Window, where: str, value: int) -> tuple[Passage, ...]:
    rows = _rows(
        window,
        f"""SELECT s.occurred_at, s.stage, s.nth, s.reason, coalesce(s."by", ''), coalesce(p.name, p.email), s.source, s.record_id
            FROM stage_event AS s LEFT JOIN person AS p USING (person_id) WHERE {where} ORDER BY s.occurred_at, s.cycle, s.nth""",
        value,
    )
    return tuple(
        Passage(at=at, stage=stage, nth=nth or 1, reason=reason, told_by=by, person=who, sources=(SourceRecord(tool, "stage", str(rid)),) if rid else ())
        for at, stage, nth, reason, by, who, tool, rid in rows
    )


def _deals(window: Window, where: str, value: int) -> tuple[DealStory, ...]:
    rows = _rows(
        window,
        f"""SELECT d.deal_id, d.name, d.outcome, d.amount, d.opened_at, d.closed_at, d.reason, u.name, d.sources
            FROM deal AS d LEFT JOIN user_account AS u ON u.user_id = d.owner_id WHERE {where} ORDER BY d.opened_at""",
        value,
    )
    return tuple(
        DealStory(id=i, name=n, outcome=o, amount=a, opened_at=opened, closed_at=closed, reason=r, owner=u, tools=tuple(t or ()), turns=_turns(window, i))
        for i, n, o, a, opened, closed, r, u, t in rows
    )


def _turns(window: Window, deal_id: int) -> tuple[Turn, ...]:
    rows = _rows(window, 'SELECT occurred_at, field, old_value, new_value, "by", source, record_id FROM deal_event WHERE deal_id = ? ORDER BY 1', deal_id)
    return tuple(Turn(at=at, field=f, old=o, new=n, by=by, sources=(SourceRecord(s, "deal", str(r)),)) for at, f, o, n, by, s, r in rows)


def _contradictions(window: Window, entity: str, entity_id: int) -> tuple[Contradiction, ...]:
    rows = _rows(
        window,
        "SELECT field, kept_value, kept_source, other_value, other_source, detail FROM contradiction WHERE entity = ? AND entity_id = ? ORDER BY field",
        entity,
        entity_id,
    )
    return tuple(Contradiction(field=f, kept=k, kept_tool=kt, other=o, other_tool=ot, detail=d) for f, k, kt, o, ot, d in rows)

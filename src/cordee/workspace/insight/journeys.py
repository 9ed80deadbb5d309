"""Journeys and search through the window, as plain values. Times are naive UTC, earliest first."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cordee.revenue.journeys import SourceRef, journey_of
from cordee.revenue.journeys.journey import DealStory as ToldDeal
from cordee.revenue.journeys.journey import Journey as Told
from cordee.revenue.journeys.journey import Passage as ToldPassage
from cordee.revenue.journeys.journey import Touch
from cordee.workspace.insight import directory
from cordee.workspace.insight.colleagues import name_of
from cordee.workspace.insight.directory import Kind
from cordee.workspace.insight.window import Window


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record of a tool, as received."""

    tool: str
    object: str
    id: str
    raw_id: int = 0  # under which it was kept as received


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
    recording: str | None = None  # where a call can be listened to


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Entering a stage, or leaving the path."""

    at: datetime
    stage: str
    nth: int
    reason: str | None
    tool: str | None  # cordee where a rule derived it
    by: str | None  # a colleague; the rule, where cordee derived it
    person: str | None
    sources: tuple[SourceRecord, ...]
    person_id: int | None = None


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
    expected_close: date | None
    stage: str | None  # as the tool calls it
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
    role: str | None  # in the deal, as the tool calls it
    spoke_at: datetime | None  # their last act
    reached_at: datetime | None  # our last act towards them


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    entity: str  # person, account, deal
    entity_id: int
    field: str
    kept: str | None
    kept_tool: str | None
    other: str | None
    other_tool: str | None
    detail: str | None
    rule: str | None  # by which the kept value is kept: chosen, trusted, preferred, freshest


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


def person(window: Window, person_id: int) -> Journey | None:
    """The journey of a person, or None when nobody has this id."""
    return window.remembered(("person", person_id), lambda: _told(window, _of(window, "person", person_id)))


def account(window: Window, account_id: int) -> Journey | None:
    """The journey of everyone of a company."""
    return window.remembered(("account", account_id), lambda: _told(window, _of(window, "account", account_id)))


def _of(window: Window, kind: Kind, number: int) -> Told:
    return journey_of(window.reader, window.home, kind, number, directory=directory.ready(window))


def moved_to(window: Window, kind: str, number: int) -> int | None:
    """Who has become of an id: an entity is called by the least of its records, and a merge may bring a lesser one."""
    column = "person" if kind == "person" else "account"
    row = window.reader.execute(
        f"SELECT {column}_id FROM {column}_link WHERE record_id = $1 AND {column}_id <> $1", [number]
    ).fetchone()
    return row[0] if row else None


def _told(window: Window, journey: Told) -> Journey | None:
    """The data plane's journey as the pages read it."""
    of: dict[str, Any] | None = journey.person if journey.kind == "person" else journey.account
    if of is None:
        return None
    names = {
        "person": ("job_title", "email", "phone", "owner", "city", "country"),
        "account": ("domain", "industry", "headcount", "owner", "city", "country", "siren"),
    }
    company = journey.account or {}
    # A contact tells of its own first source: it stays among the records that speak of somebody.
    told = {touch.record for touch in journey.touches if touch.kind not in {"original_source", "list_import"}}
    acts = Counter(touch.person_id for touch in journey.touches)
    latest = {(touch.person_id, touch.direction): touch.at for touch in journey.touches if touch.kind not in NOT_WORDS}
    roles = _roles(window, [one["person_id"] for one in journey.people])
    return Journey(
        kind=journey.kind,
        id=of[f"{journey.kind}_id"],
        name=of["name"] or of.get("email") or of.get("domain") or "",
        facts=tuple((field, str(of[field])) for field in names[journey.kind] if of.get(field)),
        account_id=company.get("account_id"),
        account=company.get("name") or company.get("domain"),
        tools=tuple(of["sources"] or ()),
        n_records=of["n_records"] or 0,
        acts=tuple(_act(window, touch) for touch in journey.touches),
        passages=tuple(_passage(window, passage) for passage in journey.stages),
        deals=tuple(_deal(window, deal) for deal in journey.deals),
        people=tuple(
            Member(
                id=one["person_id"],
                name=one["name"] or one["email"] or "",
                job_title=one["job_title"],
                tools=tuple(one["sources"] or ()),
                acts=acts[one["person_id"]],
                role=roles.get(one["person_id"]),
                spoke_at=latest.get((one["person_id"], "in")),
                reached_at=latest.get((one["person_id"], "out")),
            )
            for one in journey.people
        ),
        contradictions=tuple(
            Contradiction(
                entity=one["entity"],
                entity_id=one["entity_id"],
                field=one["field"],
                kept=one["kept_value"],
                kept_tool=one["kept_source"],
                other=one["other_value"],
                other_tool=one["other_source"],
                detail=one["detail"],
                rule=one["rule"],
            )
            for one in journey.contradictions
        ),
        records=_records(*(one for one in journey.records if one not in told)),
    )


NOT_WORDS = frozenset({"original_source", "list_import", "email_open", "page_view", "email_bounce", "task", "note"})
"""Acts by which nobody says anything to anybody."""


def _roles(window: Window, people: list[int]) -> dict[int, str]:
    """The role of each in the latest deal that gives them one."""
    if not people:
        return {}
    rows = window.reader.execute(
        f"""SELECT r.person_id, arg_max(r.role, coalesce(d.opened_at, TIMESTAMP '1900-01-01'))
            FROM deal_person AS r JOIN deal AS d USING (deal_id)
            WHERE r.role IS NOT NULL AND r.person_id IN ({", ".join(map(str, people))}) GROUP BY 1"""
    ).fetchall()
    return dict(rows)


def _act(window: Window, touch: Touch) -> Act:
    return Act(
        id=touch.touch_id,
        at=touch.at,
        kind=touch.kind,
        side=touch.side or "marketing",
        direction=touch.direction or "out",
        about=touch.content or touch.subject,
        outcome=touch.outcome,
        duration_s=touch.duration_s,
        user=name_of(window, touch.user),
        channel=touch.channel,
        person_id=touch.person_id,
        person=touch.person,
        sources=_records(touch.record),
        # What a file says is written into a page: an address of the web, and no other kind.
        recording=url if (url := touch.recording_url or "").startswith(("https://", "http://")) else None,
    )


def _passage(window: Window, passage: ToldPassage) -> Passage:
    return Passage(
        at=passage.at,
        stage=passage.stage,
        nth=passage.nth or 1,
        reason=passage.reason,
        tool=passage.source,
        by=name_of(window, by)
        if (by := (passage.by or "").removeprefix(f"{passage.source} · ")) != passage.source
        else None,
        person=passage.person,
        sources=_records(passage.record),
        person_id=passage.person_id,
    )


def _deal(window: Window, deal: ToldDeal) -> DealStory:
    return DealStory(
        id=deal.deal_id,
        name=deal.name,
        outcome=deal.outcome,
        amount=deal.amount,
        opened_at=deal.opened_at,
        closed_at=deal.closed_at,
        expected_close=deal.expected_close,
        stage=deal.stage,
        reason=deal.reason,
        owner=deal.owner,
        tools=tuple(sorted({record.source for record in deal.records})),
        turns=tuple(
            Turn(
                at=change.at,
                field=change.field,
                old=change.old,
                new=change.new,
                by=name_of(window, change.by),
                sources=_records(change.record),
            )
            for change in deal.changes
        ),
    )


def _records(*references: SourceRef | None) -> tuple[SourceRecord, ...]:
    return tuple(SourceRecord(one.source, one.object, one.id, one.raw_id) for one in references if one is not None)

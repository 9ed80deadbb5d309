"""What the SLA needs of the data plane: figures to promise, leads to decide on, clocks, and what is handed back to it."""

import csv
import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import yaml

from cordee.revenue.imports import import_files
from cordee.revenue.metrics.registry import REGISTRY
from cordee.revenue.sla.facts import compiled
from cordee.revenue.sla.standing import Standing, standings
from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.home import Home, HomeBusy
from cordee.revenue.warehouse.ids import record_id, record_key
from cordee.revenue.warehouse.raw import staged_files
from cordee.vocabulary.sla_terms.rules import Rule
from cordee.vocabulary.words import PASSIVE_KINDS, SALES_ATTEMPTS
from cordee.workspace.insight import situation
from cordee.workspace.insight.window import Window

__all__ = ["HomeBusy", "Standing"]

SOURCE = "cordee"
"""The workspace is itself a source: what people decide in it comes back as records of this tool."""


def metric_units() -> Mapping[str, str]:
    """Key of each metric of the registry → its unit: what an objective may be about."""
    return {key: str(metric.unit) for key, metric in REGISTRY.items()}


def metric_names(language: str) -> Mapping[str, str]:
    """Key of each metric → its name for a reader of ``language``."""
    return {key: metric.name.said(language) for key, metric in REGISTRY.items()}


def present(window: Window, *, invented: bool) -> datetime:
    """The moment at which clocks are read (naive UTC): now; in an invented company, the end of its data."""
    return situation.now(window) if invented else datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Somebody handed over to sales, on whom nothing is decided in any tool yet. ``mql_at`` is naive UTC."""

    person_id: int
    name: str
    account_id: int | None
    account: str | None
    owner: str | None  # e-mail
    account_owner: str | None  # e-mail
    mql_at: datetime
    channel: str | None


def leads(window: Window) -> list[Lead]:
    """Everybody who stands as an MQL, those handed over last first."""

    def ask() -> list[Lead]:
        rows = window.reader.execute(
            """
            SELECT l.person_id, coalesce(p.name, p.email, ''), a.account_id, a.name, lower(u.email), lower(o.email),
                max(e.occurred_at) AS mql_at, l.channel
            FROM lead AS l
            JOIN person AS p ON p.person_id = l.person_id
            JOIN stage_event AS e ON e.person_id = l.person_id AND e.stage = 'mql'
            LEFT JOIN account AS a ON a.account_id = p.account_id
            LEFT JOIN user_account AS u ON u.user_id = p.owner_id
            LEFT JOIN user_account AS o ON o.user_id = a.owner_id
            WHERE l.stage = 'mql'
            GROUP BY ALL ORDER BY mql_at DESC, l.person_id
            """
        ).fetchall()
        names = ("person_id", "name", "account_id", "account", "owner", "account_owner", "mql_at", "channel")
        return [Lead(**dict(zip(names, row, strict=True))) for row in rows]

    return window.remembered("sla leads", ask)


def clocks(window: Window, at: datetime, *, days: int) -> Sequence[Standing]:
    """The clocks that run at ``at``, and those that fell due in the days before; broken ones first."""
    return window.remembered(
        ("sla clocks", at.replace(second=0, microsecond=0), days), lambda: standings(window.reader, at=at, days=days)
    )


@dataclass(frozen=True, slots=True)
class Record:
    """A record that speaks of a person, as its tool names it: what a decision is tied to, so that it follows a merge."""

    id: int
    source: str
    object: str
    source_id: str


def record_of(window: Window, person: int) -> Record | None:
    """The oldest record of a person that a tool keeps under a name of its own; None where no tool does."""
    return records_of(window, [person]).get(person)


def records_of(window: Window, people: Iterable[int]) -> Mapping[int, Record]:
    """The same of many: person → record, of those who have one."""
    files, wanted = staged_files(window.home, "stg_person"), ", ".join(str(person) for person in set(people))
    if not files or not wanted:
        return {}
    listed = ", ".join(quoted(file) for file in files)
    rows = window.reader.execute(
        f"""
        SELECT l.person_id, s.record_id, any_value(s.source), any_value(s.object), any_value(s.source_id)
        FROM read_parquet([{listed}]) AS s JOIN person_link AS l USING (record_id)
        WHERE l.person_id IN ({wanted}) AND s.source <> $1
        GROUP BY l.person_id, s.record_id ORDER BY min(s.received_at), s.record_id
        """,
        [SOURCE],
    ).fetchall()
    found: dict[int, Record] = {}
    for person, number, source, object_, source_id in rows:
        if person not in found and record_id(record_key(source, object_, source_id)) == number:
            found[person] = Record(number, source, object_, source_id)
    return found


def people_of(window: Window, records: Iterable[int]) -> Mapping[int, int]:
    """Record → the person of whom it speaks now."""
    wanted = sorted(set(records))
    if not wanted:
        return {}
    listed = ", ".join(map(str, wanted))
    rows = window.reader.execute(
        f"SELECT record_id, person_id FROM person_link WHERE record_id IN ({listed})"
    ).fetchall()
    return dict(rows)


def attempts(window: Window, person: int, since: datetime) -> int:
    """How many sales attempts were logged since a moment."""
    kinds = ", ".join(quoted(kind) for kind in sorted(SALES_ATTEMPTS))
    row = window.reader.execute(
        f"SELECT count(*) FROM touch WHERE person_id = $1 AND occurred_at >= $2 AND side = 'sales' AND direction = 'out' AND kind IN ({kinds})",
        [person, since],
    ).fetchone()
    return int(row[0]) if row else 0


def matching(window: Window, rule: Rule, people: Mapping[int, datetime]) -> frozenset[int]:
    """Of these people, each at a moment, those for whom the rule holds by what the tools tell."""
    if not people:
        return frozenset()
    tries, passive = (", ".join(map(quoted, sorted(kinds))) for kinds in (SALES_ATTEMPTS, PASSIVE_KINDS))
    given = ", ".join(f"({person}, TIMESTAMP '{at:%Y-%m-%d %H:%M:%S}')" for person, at in people.items())
    rows = window.reader.execute(
        f"""
        WITH s AS (SELECT * FROM (VALUES {given}) AS v(person_id, started_at)),
        clock_touch AS (
            SELECT t.person_id, t.occurred_at, t.kind, t.side, t.direction, t.kind IN ({tries}) AS tries,
                t.kind IN ({passive}) AS passive
            FROM touch AS t WHERE t.person_id IN (SELECT person_id FROM s)
        )
        SELECT s.person_id FROM s
        LEFT JOIN person AS p ON p.person_id = s.person_id
        LEFT JOIN account AS a ON a.account_id = p.account_id
        LEFT JOIN lead AS l ON l.person_id = s.person_id
        WHERE {compiled(rule).sql}
        """
    ).fetchall()
    return frozenset(row[0] for row in rows)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that people did in the workspace: what clocks stop on, and, with a stage, a passage. Moments naive UTC."""

    key: str
    record: Record
    act: str
    at: datetime
    by: str
    stage: str | None = None
    reason: str = ""
    until: date | None = None


def hand_over(home: Home, acts: Sequence[Act]) -> list[str]:
    """Writes the acts where the data plane reads them: ``sla/acts.jsonl`` for clocks, and passages through an import.

    Done twice it changes nothing more. Gives what changed. Raises ``HomeBusy`` while another writer holds the home.
    """
    changed = ["acts.jsonl"] if _write(home.path / "sla" / "acts.jsonl", "".join(_line(act) for act in acts)) else []
    groups: dict[tuple[str, str], list[Act]] = {}
    for act in acts:
        if act.stage is not None:
            groups.setdefault((act.record.source, act.record.object), []).append(act)
    for (source, object_), passed in groups.items():
        if _import(home, source, object_, passed):
            changed.append(f"{source}/{object_}")
    return changed


def _line(act: Act) -> str:
    until = None if act.until is None else f"{act.until.isoformat()}T00:00:00"
    said = {"act": act.act, "record": act.record.id, "at": act.at.isoformat(), "until": until, "by": act.by}
    return json.dumps(said, ensure_ascii=False) + "\n"


def _import(home: Home, source: str, object_: str, acts: Sequence[Act]) -> bool:
    """Brings passages in as any tool's: a file, and the mapping that ties it to the records of one export."""
    name = f"decision_{source}_{object_}"
    mapping = {
        "source": SOURCE,
        "object": name,
        "label": {
            "en": f"Decisions on leads ({source} {object_})",
            "fr": f"Décisions sur les leads ({source} {object_})",
        },
        "recognise": {"must": ["key", "lead", "stage", "at"], "file_name": name},
        "columns": {
            "key": ["cordee decision"],
            "lead": ["lead"],
            "stage": ["stage"],
            "at": ["decided at"],
            "reason": ["reason"],
            "by": ["by"],
        },
        "id": "key",
        "records": [
            {
                "record": "stage_event",
                "fields": {
                    "person_ref": {"column": "lead", "ref": f"{source}/{object_}"},
                    "stage": "stage",
                    "occurred_at": {"column": "at", "required": True},
                    "reason": "reason",
                    "by": "by",
                },
            }
        ],
    }
    with tempfile.TemporaryDirectory() as folder:
        rules, file = Path(folder) / f"{name}.yml", Path(folder) / f"{name}.csv"
        rules.write_text(yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False), encoding="utf-8")
        with file.open("w", encoding="utf-8", newline="") as out:
            write = csv.writer(out).writerow
            write(["cordee decision", "lead", "stage", "decided at", "reason", "by"])
            for act in acts:
                write(
                    [
                        act.key,
                        act.record.source_id,
                        act.stage,
                        f"{act.at.isoformat(timespec='seconds')}+00:00",
                        act.reason,
                        act.by,
                    ]
                )
        report = import_files(home, [file], mapping=rules)
    (told,) = report.files
    if told.error is not None:
        raise ValueError(f"Decisions could not be imported: {told.error}")
    return bool(told.new or told.changed)


def _write(file: Path, text: str) -> bool:
    """Whether the file was not that already. Written beside, forced to the disk, then renamed."""
    if (file.read_text(encoding="utf-8") if file.exists() else "") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """How many clocks of a clause fell due in a week (its Monday), and what became of them."""

    clause: str
    side: str
    week: date
    kept: int
    broken: int
    broken_in_queue: int  # of the broken: those that waited longer for an owner than the target allows

    @property
    def share(self) -> float | None:
        return self.kept / (self.kept + self.broken) if self.kept + self.broken else None


def attainment(window: Window, at: datetime, *, weeks: int) -> list[Attainment]:
    """The clocks that were over by ``at``, by clause and by the week in which they fell due, earliest first."""

    def ask() -> list[Attainment]:
        rows = window.reader.execute(
            """
            WITH over AS (
                SELECT *, CASE WHEN stopped_at IS NULL AND due_at < $at THEN 'broken' ELSE state END AS stands FROM clock
            )
            SELECT clause, side, date_trunc('week', due_at)::DATE AS week, count(*) FILTER (stands = 'kept'),
                count(*) FILTER (stands = 'broken'),
                count(*) FILTER (stands = 'broken' AND coalesce(queue_minutes, 0) > target_minutes)
            FROM over WHERE due_at >= date_trunc('week', $at::TIMESTAMP) - to_weeks($weeks) AND due_at <= $at
                AND stands IN ('kept', 'broken')
            GROUP BY ALL ORDER BY side, clause, week
            """,
            {"at": at, "weeks": weeks - 1},
        ).fetchall()
        return [Attainment(clause=c, side=s, week=w, kept=k, broken=b, broken_in_queue=q) for c, s, w, k, b, q in rows]

    return window.remembered(("sla attainment", at.replace(second=0, microsecond=0), weeks), ask)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A clock as a record of the scorecard. No name of a colleague: hand-offs, not culprits."""

    person_id: int
    name: str
    account: str | None
    state: str
    terms: str
    tier: str | None
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    business_minutes: float
    target_minutes: int
    queue_minutes: float | None


def judged(window: Window, at: datetime, clause: str, week: date) -> list[Judged]:
    """The clocks that an attainment counts, broken ones first."""
    rows = window.reader.execute(
        """
        WITH over AS (
            SELECT *, CASE WHEN stopped_at IS NULL AND due_at < $at THEN 'broken' ELSE state END AS stands FROM clock
        )
        SELECT c.person_id, coalesce(p.name, p.email, ''), a.name, c.stands, c.terms, c.tier, c.started_at, c.due_at, c.stopped_at,
            c.business_minutes, c.target_minutes, c.queue_minutes
        FROM over AS c LEFT JOIN person AS p USING (person_id) LEFT JOIN account AS a ON a.account_id = c.account_id
        WHERE c.clause = $clause AND date_trunc('week', c.due_at)::DATE = $week AND c.due_at <= $at
            AND c.stands IN ('kept', 'broken')
        ORDER BY c.stands, c.due_at, c.person_id
        """,
        {"at": at, "clause": clause, "week": week},
    ).fetchall()
    names = (
        "person_id",
        "name",
        "account",
        "state",
        "terms",
        "tier",
        "started_at",
        "due_at",
        "stopped_at",
        "business_minutes",
        "target_minutes",
        "queue_minutes",
    )
    return [Judged(**dict(zip(names, row, strict=True))) for row in rows]


def monday(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Told:
    """A refusal as a tool tells it: of whom, when (naive UTC), with which words, by whom, in which tool."""

    lead: Lead
    at: datetime
    reason: str
    by: str
    tool: str


def refusals(window: Window, since: datetime) -> list[Told]:
    """What sales refused in the tools since a moment, of those who had been handed over; latest first."""
    rows = window.reader.execute(
        """
        SELECT e.person_id, coalesce(p.name, p.email, ''), a.account_id, a.name, max(m.occurred_at), e.occurred_at, e.reason, e."by",
            e.source
        FROM stage_event AS e
        JOIN person AS p ON p.person_id = e.person_id
        JOIN stage_event AS m ON m.person_id = e.person_id AND m.stage = 'mql' AND m.occurred_at <= e.occurred_at
        LEFT JOIN account AS a ON a.account_id = p.account_id
        WHERE e.stage = 'refused' AND e.occurred_at >= $1 AND e.reason IS NOT NULL
        GROUP BY ALL ORDER BY e.occurred_at DESC, e.person_id
        """,
        [since],
    ).fetchall()
    return [
        Told(
            Lead(
                person_id=who,
                name=name,
                account_id=account_id,
                account=account,
                owner=None,
                account_owner=None,
                mql_at=mql_at,
                channel=None,
            ),
            at,
            reason,
            by or "",
            tool,
        )
        for who, name, account_id, account, mql_at, at, reason, by, tool in rows
    ]

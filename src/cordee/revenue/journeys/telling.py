"""Telling a journey: out of a snapshot, or, sooner, out of the directory beside it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import duckdb

from cordee.revenue.journeys.directory import Directory
from cordee.revenue.journeys.finding import Kind, find
from cordee.revenue.journeys.journey import Clock, DealChange, DealStory, Journey, Passage, Touch
from cordee.revenue.journeys.sources import Lineage, SourceRef, listed
from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.home import Home
from cordee.vocabulary.stages import PATH


def journey(reader: duckdb.DuckDBPyConnection, home: Home, who: str) -> Journey:
    """The journey of ``who`` (see ``finding.find``). Raises ``NobodyFound`` or ``SeveralFound``."""
    found = find(reader, home, who)
    return _Telling(reader, home).tell(found.kind, found.id)


def journey_of(
    reader: duckdb.DuckDBPyConnection, home: Home, kind: Kind, number: int, *, directory: Directory | None = None
) -> Journey:
    """The journey of a person or account of which the id is known; the same, sooner, where its snapshot has a directory."""
    return _Telling(reader, home, directory).tell(kind, number)


class _Telling:
    def __init__(self, reader: duckdb.DuckDBPyConnection, home: Home, directory: Directory | None = None) -> None:
        self.reader, self.home = reader, home
        shelf = None if directory is None else directory.cards.cursor()
        self.near = shelf if directory is not None and directory.has_near else None
        self.lineage = Lineage(reader, home, shelf if directory is not None and directory.has_lineage else None)

    def tell(self, kind: Kind, number: int) -> Journey:
        people = self._people([number], "person_id" if kind == "person" else "account_id")
        person = people[0] if kind == "person" and people else None
        account_id = number if kind == "account" else (person or {}).get("account_id")
        ids = [one["person_id"] for one in people]
        touches = (
            self._touches(ids, account_id if kind == "account" else None)
            if self.near is None
            else self._shelved(self.near, kind, number, people)
        )
        touches = self._recorded(touches, ids, account_id if kind == "account" else None)
        stages = self._stages(ids, account_id if kind == "account" else None)
        deals = self._deals(ids, account_id)
        refs = {touch.record for touch in touches}
        refs |= {passage.record for passage in stages if passage.record is not None}
        for deal in deals:
            refs |= {*deal.records, *(change.record for change in deal.changes if change.record is not None)}
        refs |= self._linked("person", ids, "stg_person")
        if account_id is not None:
            refs |= self._linked("account", [account_id], "stg_account")
        return Journey(
            kind=kind,
            person=person,
            account=self._account(account_id),
            people=tuple(people) if kind == "account" else (),
            touches=touches,
            stages=stages,
            deals=deals,
            clocks=self._clocks(ids),
            contradictions=self._contradictions(kind, number, [deal.deal_id for deal in deals]),
            records=tuple(sorted(refs)),
        )

    def _rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        cursor = self.reader.execute(sql, list(values))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _people(self, ids: list[int], column: str) -> list[dict[str, Any]]:
        """People by their id or by their account's, those whom most records speak of first."""
        return self._rows(
            f"""SELECT p.person_id, p.name, p.email, p.phone, p.job_title, p.seniority, p.function, p.city, p.country,
                    p.account_id, u.name AS owner, p.opted_out, p.sources, p.n_records
                FROM person AS p LEFT JOIN user_account AS u ON u.user_id = p.owner_id
                WHERE p.{column} IN ({_ids(ids)}) ORDER BY p.n_records DESC, p.name, p.person_id"""
        )

    def _account(self, account_id: int | None) -> dict[str, Any] | None:
        rows = self._rows(
            f"""SELECT account_id, a.name, domain, siren, vat, industry, headcount, headcount_band, country, city,
            u.name AS owner,
                    parent_account_id, sources, n_records
                FROM account AS a LEFT JOIN user_account AS u ON u.user_id = a.owner_id
                WHERE account_id IN ({_ids([account_id])})"""
        )
        return rows[0] if rows else None

    def _touches(self, people: list[int], account_id: int | None) -> tuple[Touch, ...]:
        """Read from the staged files themselves, where the tool's own id stands; the rules are those of the view
        ``touch``.
        """
        paths = [self.home.path / row["path"] for row in self._rows("SELECT path FROM segment_file ORDER BY path")]
        spoken = self._rows(f"SELECT record_id, person_id FROM person_link WHERE person_id IN ({_ids(people)})")
        of = {row["record_id"]: row["person_id"] for row in spoken}
        companies = self._rows(f"SELECT record_id FROM account_link WHERE account_id IN ({_ids([account_id])})")
        if not paths or not (of or companies):
            return ()
        mine = f"t.person_ref IN ({_ids(of)})"
        if companies:
            mine += f" OR t.account_ref IN ({_ids(row['record_id'] for row in companies)})"
        names = {row["person_id"]: row["name"] or row["email"] for row in self._people(people, "person_id")}
        rows = self._rows(
            f"""
            WITH t AS (
                SELECT * FROM read_parquet([{listed(paths)}]) AS t WHERE ({mine}) AND NOT t.deleted
            )
            SELECT t.record_id, t.occurred_at, t.kind, t.side, t.direction, coalesce(o.channel, 'unknown') AS channel,
                coalesce(c.name, t.campaign_name) AS campaign, t.content, t.subject, t.outcome, t.duration_s,
                coalesce(
                    (SELECT any_value(u.name) FROM user_key AS w JOIN user_account AS u USING (user_id)
                     WHERE w.key = lower(trim(t."user")) AND coalesce(w.source, t.source) = t.source),
                    t."user"
                ) AS "user",
                t.person_ref, t.source, t.object, t.source_id, t.raw_id
            FROM t
            LEFT JOIN origin AS o ON o.origin_id = t.origin_id
            LEFT JOIN campaign_link AS k ON k.record_id = t.campaign_ref
            LEFT JOIN campaign AS c ON c.campaign_id = coalesce(k.campaign_id, t.campaign_ref)
            WHERE NOT EXISTS (SELECT 1 FROM superseded AS s WHERE s.record_id = t.record_id AND t.version <= s.version)
            ORDER BY t.occurred_at, t.record_id
            """
        )
        return tuple(
            Touch(
                touch_id=row["record_id"],
                at=row["occurred_at"],
                kind=row["kind"],
                side=row["side"],
                direction=row["direction"],
                channel=row["channel"],
                campaign=row["campaign"],
                content=row["content"],
                subject=row["subject"],
                outcome=row["outcome"],
                duration_s=row["duration_s"],
                user=row["user"],
                person_id=of.get(row["person_ref"]),
                person=names.get(of.get(row["person_ref"], -1)),
                record=SourceRef(row["source"], row["object"], row["source_id"], row["raw_id"]),
            )
            for row in rows
        )

    def _shelved(
        self, near: duckdb.DuckDBPyConnection, kind: Kind, number: int, people: list[dict[str, Any]]
    ) -> tuple[Touch, ...]:
        """The same touches out of the directory, where those of a company and its people lie side by side."""
        names = {one["person_id"]: one["name"] or one["email"] for one in people}
        shelf = number if kind == "account" or not people else people[0]["account_id"] or number
        only = "" if kind == "account" else f"AND person_id = {int(number)}"
        cursor = near.execute(f"SELECT * FROM near WHERE shelf = {int(shelf)} {only} ORDER BY occurred_at, record_id")
        columns = [column[0] for column in cursor.description or ()]
        return tuple(
            Touch(
                touch_id=row["record_id"],
                at=row["occurred_at"],
                person_id=row["person_id"] if row["person_id"] in names else None,
                person=names.get(row["person_id"]),
                record=SourceRef(row["source"], row["object"], row["source_id"], row["raw_id"]),
                **{name: row[name] for name in _AS_TOLD},
            )
            for row in (dict(zip(columns, values, strict=True)) for values in cursor.fetchall())
        )

    def _recorded(self, touches: tuple[Touch, ...], people: list[int], account_id: int | None) -> tuple[Touch, ...]:
        """The same touches, with where a call can be listened to: a call and its touch come from one record of the tool."""
        if not any(touch.kind == "call" for touch in touches):
            return touches
        calls = self._rows(
            f"""SELECT call_id, recording_url FROM call WHERE recording_url IS NOT NULL
                AND (person_id IN ({_ids(people)}) OR account_id IN ({_ids([account_id])}))"""
        )
        records = self.lineage.of("stg_call", (call["call_id"] for call in calls))
        heard = {records[call["call_id"]]: call["recording_url"] for call in calls if call["call_id"] in records}
        return tuple(
            replace(touch, recording_url=heard[touch.record]) if touch.record in heard else touch for touch in touches
        )

    def _stages(self, people: list[int], account_id: int | None) -> tuple[Passage, ...]:
        path = ", ".join(quoted(stage) for stage in PATH)
        rows = self._rows(
            f"""SELECT s.*, coalesce(p.name, p.email) AS person
                FROM stage_event AS s LEFT JOIN person AS p ON p.person_id = s.person_id
                WHERE s.person_id IN ({_ids(people)}) OR s.account_id IN ({_ids([account_id])})
                ORDER BY s.occurred_at, s.cycle, list_position([{path}], s.stage), s.nth, s.stage"""
        )
        sources = self._sources(row["record_id"] for row in rows)
        return tuple(
            Passage(
                at=row["occurred_at"],
                stage=row["stage"],
                cycle=row["cycle"],
                nth=row["nth"],
                reason=row["reason"],
                by=row["by"],
                source=row["source"],
                person_id=row["person_id"],
                person=row["person"],
                deal_id=row["deal_id"],
                record=sources.get(row["record_id"]),
            )
            for row in rows
        )

    def _deals(self, people: list[int], account_id: int | None) -> tuple[DealStory, ...]:
        rows = self._rows(
            f"""SELECT d.*, u.name AS owner FROM deal AS d LEFT JOIN user_account AS u ON u.user_id = d.owner_id
                WHERE d.account_id IN ({_ids([account_id])})
                    OR d.deal_id IN (SELECT deal_id FROM deal_person WHERE person_id IN ({_ids(people)}))
                ORDER BY d.opened_at, d.deal_id"""
        )
        ids = _ids(row["deal_id"] for row in rows)
        links = self._rows(f"SELECT deal_id, record_id FROM deal_link WHERE deal_id IN ({ids}) ORDER BY 1, 2")
        deals = self.lineage.of("stg_deal", (link["record_id"] for link in links))
        events = self._rows(f"SELECT * FROM deal_event WHERE deal_id IN ({ids}) ORDER BY occurred_at, field, record_id")
        sources = self._sources(event["record_id"] for event in events)
        return tuple(
            DealStory(
                deal_id=row["deal_id"],
                name=row["name"],
                outcome=row["outcome"],
                amount=row["amount"],
                opened_at=row["opened_at"],
                closed_at=row["closed_at"],
                expected_close=row["expected_close"],
                stage=row["stage_raw"],
                reason=row["reason"],
                owner=row["owner"],
                channel=row["channel"],
                changes=tuple(
                    DealChange(
                        at=event["occurred_at"],
                        field=event["field"],
                        old=event["old_value"],
                        new=event["new_value"],
                        by=event["by"],
                        record=sources.get(event["record_id"]),
                    )
                    for event in events
                    if event["deal_id"] == row["deal_id"]
                ),
                records=tuple(
                    deals[link["record_id"]]
                    for link in links
                    if link["deal_id"] == row["deal_id"] and link["record_id"] in deals
                ),
            )
            for row in rows
        )

    def _clocks(self, people: list[int]) -> tuple[Clock, ...]:
        rows = self._rows(
            f"""SELECT clause, person_id, started_at, due_at, stopped_at, business_minutes, target_minutes, state, terms
                FROM clock WHERE person_id IN ({_ids(people)}) ORDER BY started_at, clause"""
        )
        return tuple(Clock(**row) for row in rows)

    def _contradictions(self, kind: Kind, number: int, deals: list[int]) -> tuple[dict[str, Any], ...]:
        """Theirs and those of their deals, with the rule by which the kept value is kept; companies by their names."""
        return tuple(
            self._rows(
                f"""SELECT c.entity, c.entity_id, c.field, coalesce(k.name, c.kept_value) AS kept_value, c.kept_source,
                    coalesce(o.name, c.other_value) AS other_value, c.other_source, c.detail, v.rule
                FROM contradiction AS c
                LEFT JOIN (
                    SELECT entity, entity_id, field, any_value(rule) AS rule FROM field_value WHERE kept GROUP BY ALL
                ) AS v USING (entity, entity_id, field)
                LEFT JOIN account AS k
                    ON c.field IN ('account', 'parent') AND k.account_id = try_cast(c.kept_value AS BIGINT)
                LEFT JOIN account AS o
                    ON c.field IN ('account', 'parent') AND o.account_id = try_cast(c.other_value AS BIGINT)
                WHERE (c.entity = $1 AND c.entity_id = $2) OR (c.entity = 'deal' AND c.entity_id IN ({_ids(deals)}))
                ORDER BY c.entity = 'deal', c.entity_id, c.field, c.other_source, c.other_value""",
                kind,
                number,
            )
        )

    def _sources(self, records: Iterable[int | None]) -> dict[int, SourceRef]:
        """Passages and changes may be told by rows of any of these tables."""
        wanted = {record for record in records if record is not None}
        found: dict[int, SourceRef] = {}
        for table in ("stg_stage_event", "stg_deal_event", "stg_deal", "stg_person", "stg_touch"):
            if missing := wanted - found.keys():
                found |= self.lineage.of(table, missing)
        return found

    def _linked(self, kind: Kind, ids: list[int], table: str) -> set[SourceRef]:
        rows = self._rows(f"SELECT record_id FROM {kind}_link WHERE {kind}_id IN ({_ids(ids)})")
        return set(self.lineage.of(table, (row["record_id"] for row in rows)).values())


_AS_TOLD = (
    "kind", "side", "direction", "channel", "campaign", "content", "subject", "outcome", "duration_s", "user",
)  # fmt: skip


def _ids(ids: Iterable[int | None]) -> str:
    """Ids as SQL literals: a scan with constants reads far fewer row groups than a join."""
    return ", ".join(sorted({str(number) for number in ids if number is not None})) or "NULL"

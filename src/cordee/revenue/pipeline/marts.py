"""Marts: each one an Ibis expression of its own package, given its tables here and written to the snapshot."""

from datetime import datetime, timedelta

import ibis
from ibis.expr.types import Table

from cordee.revenue.attribution import credit
from cordee.revenue.funnel import channel_day as days
from cordee.revenue.funnel import lead as leads
from cordee.revenue.funnel import person_path as paths
from cordee.revenue.model.campaigns import as_table
from cordee.revenue.model.channels import UNKNOWN
from cordee.revenue.model.zones import local_day_sql, offsets
from cordee.revenue.pipeline.work import Work
from cordee.revenue.sla import acts, terms
from cordee.revenue.sla.build import judge

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 -- naive UTC, as everywhere in the warehouse


def sql(expression: Table) -> str:
    """The DuckDB text of an expression."""
    return str(ibis.to_sql(expression, dialect="duckdb"))


def table(work: Work, name: str) -> Table:
    """A table or view of the connection, as an unbound Ibis table."""
    rows = work.con.execute(f"SELECT column_name, column_type FROM (DESCRIBE {name})").fetchall()
    kinds = {
        "TIMESTAMP": "timestamp(6)",
        "HUGEINT": "decimal(38, 0)",
        "VARCHAR[]": "array<string>",
        "BIGINT[]": "array<int64>",
    }
    simple = {
        "BIGINT": "int64",
        "INTEGER": "int32",
        "VARCHAR": "string",
        "DOUBLE": "float64",
        "BOOLEAN": "boolean",
        "DATE": "date",
    }
    return ibis.table({column: (kinds | simple).get(kind, "string") for column, kind in rows}, name=name)


def person_path(work: Work) -> int:
    work.build.temp("path_record", sql(paths.path_record(table(work, "touch_of_people"))))
    given = (table(work, name) for name in ("path_record", "person_link", "person", "channel_code", "campaign_code"))
    return work.build.fill("person_path", sql(paths.person_path(*given)), key="person_id", scope="moved_person")


def person_sources(work: Work) -> None:
    """``person_record_source``: records created with an inbound source. ``person_source``: a person's own."""
    b = work.build
    said = [
        word for (word,) in b.con.execute("SELECT DISTINCT source_raw FROM person_told_source ORDER BY 1").fetchall()
    ]
    rows = []
    for word in said:
        channel = work.channels.of_word(word)[0]
        rows.append({"source_raw": word, "channel": channel, "inbound": work.channels.is_inbound(channel)})
    as_table(b, "source_channel", rows, {"source_raw": "VARCHAR", "channel": "VARCHAR", "inbound": "BOOLEAN"})
    told = (
        "SELECT p.*, c.channel, c.inbound "
        "FROM person_told_source AS p JOIN source_channel AS c USING (source_raw) WHERE NOT p.deleted"
    )
    b.temp(
        "person_record_source", f"SELECT record_id, source, created_at, source_raw, channel FROM ({told}) WHERE inbound"
    )
    b.temp(
        "person_source",
        f"""
        SELECT l.person_id, arg_min(s.channel, (s.created_at, s.record_id)) AS channel
        FROM ({told}) AS s JOIN person_link AS l USING (record_id)
        WHERE s.channel <> '{UNKNOWN}' GROUP BY l.person_id
        """,
    )


def deal_credit(work: Work) -> int:
    places = (table(work, name) for name in ("channel_code", "campaign_code"))
    rows = credit.deal_credit(table(work, "deal_touch"))
    rows = paths.sided(paths.placed(rows, "place", *places, channel="channel", campaign_id="campaign_id"))
    return work.build.fill("deal_credit", sql(rows), key="deal_id", scope="scoped_deal")


def lead(work: Work) -> int:
    names = ("stage_event", "person", "account", "user_account", "person_path", "person_source", "attempt")
    given = {name: table(work, name) for name in names}
    b = work.build
    if not work.full:
        b.con.execute(
            "CREATE OR REPLACE TEMP VIEW stage_event_moved AS FROM stage_event WHERE person_id IN (FROM moved_person)"
        )
        given["stage_event"] = table(work, "stage_event_moved")
    if work.data_as_of is not None:
        past = given["attempt"]
        at = ibis.timestamp(work.data_as_of.isoformat(sep=" "))
        given["attempt"] = past.mutate(
            attempt_at=(past.attempt_at <= at).ifelse(past.attempt_at, ibis.null("timestamp(6)"))
        )
    return b.fill("lead", sql(leads.lead(*given.values())), key="person_id", scope="moved_person")


def clock(work: Work) -> int:
    """Of those who moved, and of every clock that had not stopped: those are judged as of the newest data."""
    b, now = work.build, work.data_as_of
    if work.full:
        b.con.execute("DELETE FROM clock")
        b.temp("judged", "SELECT DISTINCT person_id FROM stage_event")
    else:
        b.con.execute("INSERT INTO moved_person SELECT person_id FROM clock WHERE stopped_at IS NULL")
        b.con.execute(
            """
            INSERT INTO moved_person SELECT a.person_id FROM attempt AS a ANTI JOIN clock AS c
            ON c.person_id = a.person_id AND c.started_at = a.mql_at
            """
        )
        acts.acts(b, work.home)
        b.con.execute("INSERT INTO moved_person SELECT person_id FROM sla_act")
        b.con.execute("DELETE FROM clock WHERE person_id IN (SELECT person_id FROM moved_person)")
        b.temp("judged", "SELECT DISTINCT person_id FROM moved_person")
    if now is None:
        return 0
    found = judge(b, work.staged, work.home, terms.versions(work.home), now, lambda name: table(work, name))
    if found.untold:
        fields = ", ".join(found.untold)
        work.notes.append(f"No data tells {fields}: tiers of the SLA that ask for them never apply.")
    return found.clocks


def channel_day(work: Work) -> int:
    b = work.build
    if work.full:
        b.con.execute("DELETE FROM channel_day")
        name, given = "touch_live", offsets(work.settings.zone, *_touch_bounds(work))
    else:
        low, high = b.con.execute("SELECT min(day_number), max(day_number) FROM changed_day").fetchall()[0]
        if low is None:
            return 0
        since, until = _EPOCH + timedelta(days=low - 1), _EPOCH + timedelta(days=high + 2)
        given = offsets(work.settings.zone, since, until)
        b.con.execute(
            f"""
            CREATE OR REPLACE TEMP VIEW touch_of_days AS SELECT * FROM touch_live
            WHERE occurred_at >= TIMESTAMP '{since}' AND occurred_at <= TIMESTAMP '{until}'
                AND {local_day_sql("occurred_at", given)} IN (FROM changed_day)
            """
        )
        b.con.execute("DELETE FROM channel_day WHERE date_diff('day', DATE '1970-01-01', day) IN (FROM changed_day)")
        name = "touch_of_days"
    b.temp("touch_cell", days.touch_cell(name, given))
    cells, *codes = (table(work, given_name) for given_name in ("touch_cell", "channel_code", "campaign_code"))
    return b.add("channel_day", sql(days.channel_day(cells, *codes)))


def _touch_bounds(work: Work) -> tuple[datetime, datetime]:
    """Between which moments all touches lie. The footers of their files say so; where one is silent, the rows do."""
    files = [str(work.home.path / path) for path in work.staged.files["stg_touch"]]
    bounds = None
    if files:
        bounds = work.con.execute(
            """
            SELECT min(stats_min_value::TIMESTAMP), max(stats_max_value::TIMESTAMP),
                count(*) FILTER (stats_min_value IS NULL AND num_values > coalesce(stats_null_count, 0))
            FROM parquet_metadata($1) WHERE path_in_schema = 'occurred_at'
            """,
            [files],
        ).fetchone()
    if bounds is None or bounds[0] is None or bounds[2]:
        rows = work.staged.rows("stg_touch")
        bounds = work.con.execute(f"SELECT min(occurred_at), max(occurred_at) FROM {rows}").fetchone()
    return (bounds[0] or _EPOCH, bounds[1] or _EPOCH) if bounds else (_EPOCH, _EPOCH)

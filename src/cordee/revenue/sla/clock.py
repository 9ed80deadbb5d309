"""Clocks: business time from an MQL to the first sales attempt."""

from collections.abc import Sequence
from datetime import datetime

import ibis
from ibis.expr.types import IntegerValue, Table, TimestampValue

from cordee.revenue.model.zones import Offset, local_day_number

AT_RISK = 0.75
"""Share of the delay after which a running clock warns."""


def clock(
    attempt: Table, lead: Table, calendar: Table, *, target_minutes: int, now: datetime, offsets: Sequence[Offset]
) -> Table:
    """One row per person and cycle with an MQL: the delay until the first sales attempt.

    It starts at the passage, stops at the first outbound sales act logged (not at one planned after ``now``), and is
    due
    when ``target_minutes`` of business time are over: at that very second it is still kept. Formula: business seconds
    between two moments are the seconds open before the later one minus those before the earlier one.
    """
    at = ibis.timestamp(now.isoformat(sep=" "))
    a = attempt.filter(attempt.mql_at <= at)
    a = a.mutate(stopped_at=(a.attempt_at <= at).ifelse(a.attempt_at, ibis.null("timestamp")))
    a = a.mutate(until=a.stopped_at.coalesce(at))
    rows = _opened(a, calendar, a.mql_at, offsets, "start_seconds")
    rows = _opened(rows, calendar, rows.until, offsets, "until_seconds")
    rows = rows.mutate(
        due_seconds=rows.start_seconds + target_minutes * 60, business_seconds=rows.until_seconds - rows.start_seconds
    )
    due = calendar.filter(calendar.open_seconds > 0)
    rows = rows.left_join(
        due, [due.before_seconds < rows.due_seconds, rows.due_seconds <= due.before_seconds + due.open_seconds]
    )
    rows = rows.mutate(due_at=rows.open_at + (rows.due_seconds - rows.before_seconds).as_interval("s"))
    target = target_minutes * 60
    state = ibis.cases(
        (rows.stopped_at.notnull() & (rows.business_seconds <= target), "kept"),
        (rows.business_seconds > target, "broken"),
        (rows.business_seconds >= AT_RISK * target, "at_risk"),
        else_="running",
    )
    rows = rows.mutate(state=state)
    who = lead.select("person_id", "account_id", "channel", "segment", "team")
    rows = rows.left_join(who, "person_id")
    return rows.select(
        "person_id",
        "account_id",
        clause=ibis.literal("first_attempt"),
        started_at="mql_at",
        due_at="due_at",
        stopped_at="stopped_at",
        business_minutes=rows.business_seconds / 60.0,
        target_minutes=ibis.literal(target_minutes),
        state="state",
        channel="channel",
        segment="segment",
        team="team",
        terms=ibis.literal("default"),
    )


def _opened(rows: Table, calendar: Table, moment: TimestampValue, offsets: Sequence[Offset], name: str) -> Table:
    """Adds the seconds open before a moment, by an equality join on its local day."""
    dated = rows.mutate(day_key=local_day_number(moment, offsets), moment_seconds=moment.epoch_seconds())
    joined = dated.join(calendar, dated.day_key == calendar.day_number)
    since: IntegerValue = joined.moment_seconds - joined.open_at.epoch_seconds()
    spent = ibis.least(ibis.greatest(since, 0), joined.open_seconds)
    counted = joined.mutate(joined.before_seconds.__add__(spent).name(name))
    return counted.drop("day_key", "moment_seconds", *calendar.columns)

"""Clocks: business time from what starts them to the act that stops them."""

from datetime import datetime

import ibis
from ibis.expr.types import Table

from cordee.revenue.sla.calendar import Tables, add_moment, add_seconds_before


def clock(
    given: Table,
    lead: Table,
    open_day: Table,
    open_block: Table,
    tables: Tables,
    *,
    now: datetime,
    pause: Table | None = None,
) -> Table:
    """One row per clock in ``given``: how much business time has passed, when it is due, and how it stands.

    It stops at ``acted_at`` (an act that is only planned after ``now`` does not stop it) and is due when
    ``target_seconds`` of business time are over, or where ``due_seconds`` says (seconds open since the calendar
    begins): at that very second it is still kept. Formula: business seconds between two moments are the seconds open
    before the later one minus those before the earlier one, minus those of the pauses in between. ``pause`` holds
    disjoint spans (``clock_id``, ``calendar``, ``from_at``, ``to_at``); a pause moves what is due by its own length.
    """
    at = ibis.timestamp(now.isoformat(sep=" "))
    rows = given.filter(given.started_at <= at)
    rows = rows.mutate(stopped_at=(rows.acted_at <= at).ifelse(rows.acted_at, ibis.null("timestamp(6)")))
    rows = rows.mutate(until=rows.stopped_at.coalesce(at))
    rows = rows.mutate(assigned=ibis.greatest(rows.assigned_at, rows.started_at).coalesce(rows.started_at))
    for moment, name in (("started_at", "start_seconds"), ("until", "until_seconds"), ("assigned", "assigned_seconds")):
        rows = add_seconds_before(rows, moment, open_day, tables, name)
    rows = rows.mutate(
        target=rows.target_seconds.coalesce(rows.due_seconds - rows.start_seconds),
        paused_seconds=ibis.literal(0, "int64"),
        moved_seconds=ibis.literal(0, "int64"),
    )
    if pause is not None:
        rows = _paused(rows, pause, open_day, tables)
    rows = rows.mutate(
        due=rows.due_seconds.coalesce(rows.start_seconds + rows.target + rows.moved_seconds),
        warn=rows.start_seconds
        + ibis.greatest((rows.target * rows.warn_at).ceil().cast("int64"), 1)
        + rows.moved_seconds,
        business_seconds=rows.until_seconds - rows.start_seconds - rows.paused_seconds,
    )
    rows = add_moment(rows, "due", open_block, tables, "due_at")
    rows = add_moment(rows, "warn", open_block, tables, "warns_at")
    state = ibis.cases(
        (rows.stopped_at.notnull() & (rows.business_seconds <= rows.target), "kept"),
        (rows.business_seconds > rows.target, "broken"),
        (rows.business_seconds >= rows.warn_at * rows.target, "at_risk"),
        else_="running",
    )
    known = rows.assigned_at.notnull()
    rows = rows.mutate(
        state=state,
        queue_minutes=known.ifelse((rows.assigned_seconds - rows.start_seconds) / 60.0, ibis.null("float64")),
    )
    who = lead.select("person_id", "account_id", "channel", "segment", "team")
    rows = rows.left_join(who, "person_id")
    return rows.select(
        "person_id",
        "account_id",
        "clause",
        "started_at",
        "due_at",
        "stopped_at",
        business_minutes=rows.business_seconds / 60.0,
        target_minutes=(rows.target / 60).round().cast("int32"),
        state="state",
        channel="channel",
        segment="segment",
        team="team",
        terms="terms",
        cycle="cycle",
        side="side",
        tier="tier",
        warns_at="warns_at",
        queue_minutes="queue_minutes",
    )


def _paused(rows: Table, pause: Table, open_day: Table, tables: Tables) -> Table:
    """Adds the business seconds of the pauses up to now, and of those that begin before the clock is due."""
    spans = add_seconds_before(pause, "from_at", open_day, tables, "from_seconds")
    spans = add_seconds_before(spans, "to_at", open_day, tables, "to_seconds")
    spans = spans.mutate(length=spans.to_seconds - spans.from_seconds)
    earlier = ibis.window(group_by=spans.clock_id, order_by=spans.from_at, preceding=(None, 1))
    spans = spans.mutate(earlier=spans.length.sum().over(earlier).coalesce(0)).drop("calendar")
    wanted = rows.select("clock_id", "start_seconds", "until_seconds", "target")
    both = spans.join(wanted, "clock_id")
    until = ibis.greatest(ibis.least(both.to_seconds, both.until_seconds) - both.from_seconds, 0)
    moves = both.from_seconds < both.start_seconds + both.target + both.earlier
    summed = both.group_by("clock_id").aggregate(
        paused=until.sum(), moved=moves.ifelse(both.length, ibis.literal(0, "int64")).sum()
    )
    joined = rows.drop("paused_seconds", "moved_seconds").left_join(summed, "clock_id")
    joined = joined.mutate(paused_seconds=joined.paused.coalesce(0), moved_seconds=joined.moved.coalesce(0))
    return joined.drop("clock_id_right", "paused", "moved")

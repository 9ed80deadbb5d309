"""History: what was known of each lead of the workspace at its first request, and what became of it.

Only what carries its own date counts: touches up to the moment. A field of a CRM record says what it holds now, not what it
held then, so none is read here.
"""

from collections.abc import Callable

import duckdb
import numpy as np

from cordee.revenue.model.channels import UNKNOWN
from cordee.revenue.scoring import facts
from cordee.revenue.scoring.learning import Learned, Past, Workload, learn
from cordee.revenue.scoring.words import CannotLearn, say
from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.snapshots import reading
from cordee.vocabulary.stages import PATH, Stage
from cordee.vocabulary.words import INQUIRY_KINDS, TouchKind

WINDOW_DAYS = 90

COUNTED = (
    TouchKind.PAGE_VIEW,
    TouchKind.AD_CLICK,
    TouchKind.EMAIL_OPEN,
    TouchKind.EMAIL_CLICK,
    TouchKind.DOWNLOAD,
    TouchKind.WEBINAR,
    TouchKind.EVENT,
    TouchKind.CHAT,
)
"""What a buyer does that is counted, each kind on its own, within the window before the moment."""

TEXTS = ("channel", "request", "content")
COUNTS = (*(f"{kind}s" for kind in COUNTED), "colleagues", "days_known")


def learn_from_history(
    home: Home,
    outcome: str,
    *,
    horizon: int = 90,
    workload: Workload | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Learned:
    """Which leads reach the stage ``outcome`` within ``horizon`` days of their first request.

    Only leads whose first request is at least that old count, so that each had its time. Raises ``NothingPublished`` and
    ``CannotLearn``.
    """
    stages = tuple(str(stage) for stage in PATH[1:])
    if outcome not in stages:
        raise CannotLearn("no_such_stage", value=outcome, stages=stages)
    tell("reading")
    with reading(home) as connection:
        past = past_of(connection, Stage(outcome), horizon)
    learned = learn(past, workload=workload, tell=tell)
    return learned.with_advice(say("history", n=past.won.size, days=horizon))


def past_of(connection: duckdb.DuckDBPyConnection, outcome: Stage, horizon: int) -> Past:
    """The leads of a snapshot as past leads: facts at the first request, and whether the stage was reached in time."""
    reached = f"l.{outcome}_at"
    leads = f"""(
        SELECT l.person_id AS lead_id, l.person_id, l.account_id, l.inquiry_at AS as_of,
               coalesce({reached} <= l.inquiry_at + INTERVAL {int(horizon)} DAY, FALSE) AS won
        FROM lead l
        WHERE l.inquiry_at IS NOT NULL AND coalesce({reached} >= l.inquiry_at, TRUE)
          AND l.inquiry_at <= (SELECT max(occurred_at) FROM stage_event) - INTERVAL {int(horizon)} DAY)"""
    found = connection.execute(
        f"SELECT f.*, l.won, epoch(l.as_of)::DOUBLE AS at FROM ({facts_sql(leads)}) f JOIN {leads} l USING (lead_id) "
        "ORDER BY l.as_of, lead_id"
    ).fetchnumpy()
    columns = [facts.category(name, facts.fetched(found[name])) for name in TEXTS]
    columns += [facts.number(name, facts.fetched_numbers(found[name])) for name in COUNTS]
    return Past(
        columns=tuple(columns),
        won=np.asarray(found["won"], dtype=bool),
        order=np.asarray(found["at"], dtype=np.float64),
        order_is_time=True,
        # Every one of these facts is dated before the moment: a count of them is no count of the future.
        known=frozenset((*TEXTS, *COUNTS)),
    )


def facts_sql(leads: str) -> str:
    """The facts of each lead at its moment, as a query over ``touch``: one row per lead, ``lead_id``, ``as_of`` and facts.

    ``leads``: a relation with lead_id, person_id, account_id and as_of. ``channel`` is that of the first inbound touch that
    carries one; ``request`` and ``content`` are the kind and title of the last request.
    """
    asked = ", ".join(quoted(kind) for kind in sorted(INQUIRY_KINDS))
    inbound = "t.direction = 'in'"
    recent = f"t.occurred_at > l.as_of - INTERVAL {WINDOW_DAYS} DAY"
    counts = ", ".join(
        f"count(*) FILTER (t.kind = {quoted(kind)} AND {recent} AND {inbound}) AS {kind}s" for kind in COUNTED
    )
    return f"""
        WITH asked AS (SELECT lead_id, person_id, account_id, as_of FROM {leads} AS every_lead),
        own AS (
            SELECT l.lead_id,
                   arg_min(t.channel, t.occurred_at) FILTER ({inbound} AND t.channel <> {quoted(UNKNOWN)}) AS channel,
                   arg_max(t.kind, t.occurred_at) FILTER (t.kind IN ({asked}) AND {inbound}) AS request,
                   arg_max(t.content, t.occurred_at) FILTER (t.kind IN ({asked}) AND {inbound}) AS content,
                   {counts},
                   date_diff('day', min(t.occurred_at), any_value(l.as_of)) AS days_known
            FROM asked l JOIN touch t ON t.person_id = l.person_id AND t.occurred_at <= l.as_of
            GROUP BY l.lead_id),
        around AS (
            SELECT l.lead_id, count(DISTINCT t.person_id) AS colleagues
            FROM asked l JOIN touch t ON t.account_id = l.account_id AND t.person_id <> l.person_id
             AND t.occurred_at <= l.as_of AND {recent} AND {inbound}
            GROUP BY l.lead_id)
        SELECT asked.lead_id, asked.as_of, own.channel, own.request, own.content,
               {", ".join(f"coalesce(own.{kind}s, 0) AS {kind}s" for kind in COUNTED)},
               CASE WHEN asked.account_id IS NOT NULL THEN coalesce(around.colleagues, 0) END AS colleagues, own.days_known
        FROM asked LEFT JOIN own USING (lead_id) LEFT JOIN around USING (lead_id)"""

"""What starts and what stops each clock, by the version in force when it starts."""

from collections.abc import Sequence
from datetime import datetime

from cordee.revenue.model.build import Build
from cordee.revenue.model.staged import Staged
from cordee.revenue.model.touches import live
from cordee.revenue.sla.facts import compiled, touch_kinds
from cordee.revenue.sla.terms import FIRST_ATTEMPT, Version
from cordee.revenue.warehouse.engine import quoted
from cordee.vocabulary.sla_terms.delays import DECISIONS, Act, Delay, Start
from cordee.vocabulary.stages import Stage
from cordee.vocabulary.words import INQUIRY_KINDS, PASSIVE_KINDS, SALES_ATTEMPTS

PASSAGES = {Act.ACCEPTED: Stage.SAL, Act.REFUSED: Stage.REFUSED, Act.QUALIFIED: Stage.SQL, Act.RECYCLED: Stage.RECYCLED}
"""Decisions that tools tell as a passage."""

_ATTEMPTS = frozenset(Act(kind) for kind in SALES_ATTEMPTS)
_ANSWERS = ("sal", "sql", "opportunity", "customer", "refused", "recycled", "lost", "disqualified")


def clock_touch(build: Build, staged: Staged, versions: Sequence[Version]) -> None:
    """Makes ``clock_touch``: touches of who is judged, of the kinds that these terms speak of; empty where none does."""
    delays = [delay for version in versions for delay in version.terms.delays]
    rules = [tier.when for delay in delays for tier in delay.tiers if tier.when is not None]
    kinds = touch_kinds(rules) | {act for delay in delays if not _plain(delay) for act in set(delay.stops) - DECISIONS}
    wanted = kinds - {"inbound", "attempt"}
    if "attempt" in kinds:
        wanted |= SALES_ATTEMPTS
    everything = "inbound" in kinds or any(delay.attempts for delay in delays)
    if not kinds and not everything:
        where = "false"
    elif everything:
        among = wanted | SALES_ATTEMPTS | INQUIRY_KINDS
        where = f"(t.direction = 'in' OR t.kind IN ({', '.join(map(quoted, sorted(among)))}))"
    else:
        where = f"t.kind IN ({', '.join(map(quoted, sorted(wanted)))})"
    tries, passive = (", ".join(map(quoted, sorted(given))) for given in (SALES_ATTEMPTS, PASSIVE_KINDS))
    build.temp(
        "clock_touch",
        f"""
        SELECT l.person_id, t.occurred_at, t.kind, t.side, t.direction, t.kind IN ({tries}) AS tries,
            t.kind IN ({passive}) AS passive
        FROM {staged.rows("stg_touch")} AS t JOIN person_link AS l ON l.record_id = t.person_ref
        WHERE {where} AND l.person_id IN (FROM judged) AND t.occurred_at IS NOT NULL AND NOT coalesce(t.deleted, false)
            {live(build)}
        """,
    )


def clock_start(build: Build, versions: Sequence[Version]) -> tuple[str, ...]:
    """Makes ``clock_start``: one row per clock of who is judged; the fields of tiers that nothing tells here.

    Reads ``judged``, ``attempt``, ``stage_event``, ``sla_act``, ``clock_touch``, ``lead``, ``person``, ``account``.
    """
    selects: list[str] = []
    untold: set[str] = set()
    for place, version in enumerate(versions):
        for number, delay in enumerate(version.terms.delays):
            tier, target, missing = _tiers(delay)
            untold.update(missing)
            started = f"({_started(delay)})"
            for clause, stop in _clauses(delay):
                selects.append(
                    f"""
                    SELECT s.person_id, s.cycle, {place} AS version, {number} AS delay,
                        {quoted(clause)} AS clause, {quoted(version.label)} AS terms, {quoted(delay.owed_by)} AS side,
                        {quoted(delay.hours)} AS hours, {bool(delay.pauses)} AS pauses, {tier} AS tier, s.started_at,
                        {target if clause == delay.key else "NULL"}::BIGINT * 60 AS target_seconds,
                        {delay.attempts.within_days if delay.attempts and clause != delay.key else "NULL"}::INTEGER AS days,
                        {delay.warn_at}::DOUBLE AS warn_at, ({stop}) AS acted_at, p.owner_id
                    FROM {started} AS s
                    LEFT JOIN person AS p ON p.person_id = s.person_id
                    LEFT JOIN account AS a ON a.account_id = p.account_id
                    LEFT JOIN lead AS l ON l.person_id = s.person_id
                    WHERE {_within(version.since, version.until)}
                    """
                )
    empty = """
        SELECT NULL::BIGINT AS person_id, NULL::INTEGER AS cycle, 0 AS version, 0 AS delay, '' AS clause, '' AS terms,
            '' AS side, '' AS hours, false AS pauses, '' AS tier, NULL::TIMESTAMP AS started_at, NULL::BIGINT AS target_seconds,
            NULL::INTEGER AS days, NULL::DOUBLE AS warn_at, NULL::TIMESTAMP AS acted_at, NULL::BIGINT AS owner_id
        WHERE false
    """
    # A lead to which no tier applies was promised nothing.
    build.temp("clock_start", f"SELECT * FROM ({' UNION ALL '.join([empty, *selects])}) WHERE tier IS NOT NULL")
    return tuple(sorted(untold))


def promises_everybody(delay: Delay) -> bool:
    """Whether every MQL has a first attempt promised by this delay."""
    return delay.key == FIRST_ATTEMPT and delay.starts is Start.MQL and delay.tiers[-1].when is None


def _plain(delay: Delay) -> bool:
    """From MQL to any sales attempt: what ``attempt`` holds already."""
    return delay.starts is Start.MQL and set(delay.stops) == _ATTEMPTS and delay.owed_by == "sales"


def _started(delay: Delay) -> str:
    if delay.starts is Start.MQL and _plain(delay):
        return "SELECT person_id, cycle, mql_at AS started_at, attempt_at FROM attempt WHERE person_id IN (FROM judged)"
    if delay.starts is Start.ASSIGNED:
        return """
            SELECT a.person_id, coalesce(e.cycle, 1) AS cycle, min(a."at") AS started_at
            FROM sla_act AS a ASOF LEFT JOIN stage_event AS e ON e.person_id = a.person_id AND e.occurred_at <= a."at"
            WHERE a.act = 'assigned' AND a.person_id IN (FROM judged) GROUP BY ALL
        """
    return f"""
        SELECT person_id, cycle, min(occurred_at) AS started_at FROM stage_event
        WHERE stage = {quoted(delay.starts)} AND person_id IN (FROM judged) GROUP BY person_id, cycle
    """


def _clauses(delay: Delay) -> list[tuple[str, str]]:
    """The clauses of a delay with what stops each: its own, and the number of attempts where it promises one."""
    found = [(delay.key, "s.attempt_at" if _plain(delay) else _stop(delay))]
    if delay.attempts:
        stages = ", ".join(map(quoted, _ANSWERS))
        found.append(
            (
                f"{delay.key}.attempts",
                f"""least(
                    (SELECT list_sort(list(t.occurred_at))[{delay.attempts.count}] FROM clock_touch AS t
                        WHERE t.person_id = s.person_id AND {_touched(delay)} AND t.occurred_at >= s.started_at),
                    (SELECT min(t.occurred_at) FROM clock_touch AS t WHERE t.person_id = s.person_id
                        AND t.direction = 'in' AND NOT t.passive AND t.occurred_at > s.started_at),
                    (SELECT min(e.occurred_at) FROM stage_event AS e WHERE e.person_id = s.person_id
                        AND e.stage IN ({stages}) AND e.occurred_at > s.started_at))""",
            )
        )
    return found


def _touched(delay: Delay) -> str:
    kinds = ", ".join(quoted(act) for act in sorted(set(delay.stops) - DECISIONS)) or "''"
    return f"t.kind IN ({kinds}) AND t.direction = 'out' AND t.side = {quoted(delay.owed_by)}"


def _stop(delay: Delay) -> str:
    """The earliest logged act, at or after the start, of those that stop the clock."""
    ways = []
    if set(delay.stops) - DECISIONS:
        ways.append(
            f"(SELECT min(t.occurred_at) FROM clock_touch AS t WHERE t.person_id = s.person_id AND {_touched(delay)} "
            "AND t.occurred_at >= s.started_at)"
        )
    decided = sorted(set(delay.stops) & DECISIONS)
    if decided:
        words = ", ".join(map(quoted, decided))
        ways.append(
            f"""(SELECT min(d."at") FROM sla_act AS d WHERE d.person_id = s.person_id AND d.act IN ({words}) """
            """AND d."at" >= s.started_at)"""
        )
    if stages := [PASSAGES[act] for act in decided if act in PASSAGES]:
        words = ", ".join(map(quoted, stages))
        ways.append(
            f"(SELECT min(e.occurred_at) FROM stage_event AS e WHERE e.person_id = s.person_id AND e.stage IN ({words}) "
            "AND e.occurred_at >= s.started_at)"
        )
    return ways[0] if len(ways) == 1 else f"least({', '.join(ways)})"


def _tiers(delay: Delay) -> tuple[str, str, tuple[str, ...]]:
    """The key and the minutes of the first tier whose rule holds, NULL where none does; and the fields untold here."""
    keys, minutes, untold = "", "", list[str]()
    for tier in delay.tiers[:-1] if delay.tiers[-1].when is None else delay.tiers:
        if tier.when is not None:
            rule = compiled(tier.when)
            untold += rule.untold
            keys += f" WHEN {rule.sql} THEN {quoted(tier.key)}"
            minutes += f" WHEN {rule.sql} THEN {tier.target_minutes}"
    last = delay.tiers[-1]
    if not keys:
        return quoted(last.key), str(last.target_minutes), ()
    key, target = ("NULL", "NULL") if last.when is not None else (quoted(last.key), str(last.target_minutes))
    return f"CASE{keys} ELSE {key} END", f"CASE{minutes} ELSE {target} END", tuple(untold)


def _within(since: datetime | None, until: datetime | None) -> str:
    parts = ["s.started_at IS NOT NULL"]
    if since is not None:
        parts.append(f"s.started_at >= TIMESTAMP '{since}'")
    if until is not None:
        parts.append(f"s.started_at < TIMESTAMP '{until}'")
    return " AND ".join(parts)

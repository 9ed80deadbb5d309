"""What starts and what stops each clock, by the version in force when it starts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cordee.revenue.model.build import Build
from cordee.revenue.model.staged import Staged
from cordee.revenue.model.touches import live
from cordee.revenue.sla.facts import asks_score, compiled, touch_kinds
from cordee.revenue.sla.scores import scored
from cordee.revenue.sla.terms import FIRST_ATTEMPT, Version
from cordee.revenue.warehouse.engine import quoted
from cordee.vocabulary.sla_terms.delays import DECISIONS, Act, Delay, Start
from cordee.vocabulary.sla_terms.rules import Rule
from cordee.vocabulary.stages import Stage
from cordee.vocabulary.words import INQUIRY_KINDS, PASSIVE_KINDS, SALES_ATTEMPTS

_FURTHER = (Stage.OPPORTUNITY, Stage.CUSTOMER)
PASSAGES: Mapping[Act, tuple[Stage, ...]] = {
    Act.ACCEPTED: (Stage.SAL, Stage.SQL, *_FURTHER),
    Act.QUALIFIED: (Stage.SQL, *_FURTHER),
    Act.REFUSED: (Stage.REFUSED,),
    Act.RECYCLED: (Stage.RECYCLED,),
}
"""Decisions that tools tell as a passage: reaching SQL or beyond is being accepted, as in the acceptance rate."""

_ATTEMPTS = frozenset(Act(kind) for kind in SALES_ATTEMPTS)
_ANSWERS = ("sal", "sql", "opportunity", "customer", "refused", "recycled", "lost", "disqualified")


def clock_touch(build: Build, staged: Staged, versions: Sequence[Version], stages: Sequence[Rule] = ()) -> None:
    """Makes ``clock_touch``: touches of who is judged, of the kinds that these terms speak of; empty where none does.

    ``stages`` are rules that are asked beside those of the tiers.
    """
    delays = [delay for version in versions for delay in version.terms.delays]
    rules = [*stages]
    for version in versions:
        tiers = _rules(version.terms.delays)
        rules += tiers
        if asks_score([*stages, *tiers]):
            scoring = version.terms.scoring
            rules += [one.condition for one in (*scoring.fit, *scoring.engagement)]
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
    build.temp("clock_start", _NONE)
    untold: set[str] = set()
    for place, version in enumerate(versions):
        for number, delay in enumerate(version.terms.delays):
            tier, minutes, missing = _tiers(delay)
            untold.update(missing)
            within = _within(version.since, version.until)
            if asks_score(_rules([delay])):
                untold.update(
                    scored(build, version.terms.scoring, f"(SELECT * FROM ({_started(delay)}) AS s WHERE {within})")
                )
            # A lead to which no tier applies was promised nothing.
            build.temp(
                "clock_base",
                f"""
                SELECT * FROM (
                    SELECT s.*, p.owner_id, {tier} AS tier
                    FROM ({_started(delay)}) AS s LEFT JOIN person AS p ON p.person_id = s.person_id {_facts(delay)}
                    WHERE {within}
                ) WHERE tier IS NOT NULL
                """,
            )
            stops, joins = _stops(delay)
            for clause, stop in stops:
                own = clause == delay.key
                days = delay.attempts.within_days if delay.attempts and not own else None
                build.con.execute(
                    f"""
                    INSERT INTO clock_start
                    SELECT s.person_id, s.cycle, {place}, {number}, {quoted(clause)}, {quoted(version.label)},
                        {quoted(delay.owed_by)}, {quoted(delay.hours)}, {own and bool(delay.pauses)}, s.tier, s.started_at,
                        {f"({minutes}) * 60" if own else "NULL"}, {days or "NULL"}, {delay.warn_at}, {stop}, s.owner_id
                    FROM clock_base AS s {joins}
                    """
                )
    build.drop("clock_base")
    return tuple(sorted(untold))


_NONE = """
    SELECT NULL::BIGINT AS person_id, NULL::INTEGER AS cycle, 0::INTEGER AS version, 0::INTEGER AS delay, '' AS clause,
        '' AS terms, '' AS side, '' AS hours, false AS pauses, '' AS tier, NULL::TIMESTAMP AS started_at,
        NULL::BIGINT AS target_seconds, NULL::INTEGER AS days, NULL::DOUBLE AS warn_at, NULL::TIMESTAMP AS acted_at,
        NULL::BIGINT AS owner_id
    WHERE false
"""


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


def _stops(delay: Delay) -> tuple[list[tuple[str, str]], str]:
    """The clauses of a delay (its own, and the number of attempts where it promises one), each with the moment of the
    act that stops it in SQL over the clocks ``s``, and the joins that these need."""
    decided = sorted(set(delay.stops) & DECISIONS)
    stages = sorted({stage for act in decided for stage in PASSAGES.get(act, ())})
    kinds = sorted(set(delay.stops) - DECISIONS)
    mine = f"t.kind IN ({_words(kinds)}) AND t.direction = 'out' AND t.side = {quoted(delay.owed_by)}"
    ways, joins = [], ""
    if _plain(delay):
        ways.append("s.attempt_at")
    elif kinds:
        ways.append("touched.first_at")
    if stages:
        ways.append("passed.stop_at")
    if decided:
        ways.append("acted.stop_at")
    found = [(delay.key, ways[0] if len(ways) == 1 else f"least({', '.join(ways)})")]
    nth = delay.attempts.count if delay.attempts else 1
    if delay.attempts:
        found.append((f"{delay.key}.attempts", "least(touched.nth_at, touched.answer_at, passed.answer_at)"))
    if "touched.first_at" in ways or delay.attempts:
        joins += _joined(
            "touched",
            "clock_touch AS t ON t.person_id = b.person_id AND t.occurred_at >= b.started_at",
            f"""min(t.occurred_at) FILTER ({mine}) AS first_at,
            (min(t.occurred_at, {nth}) FILTER ({mine}))[{nth}] AS nth_at, min(t.occurred_at) FILTER (
                t.direction = 'in' AND NOT t.passive AND t.occurred_at > b.started_at) AS answer_at""",
        )
    if stages or delay.attempts:
        joins += _joined(
            "passed",
            "stage_event AS e ON e.person_id = b.person_id AND e.occurred_at >= b.started_at",
            f"""min(e.occurred_at) FILTER (e.stage IN ({_words(stages)})) AS stop_at,
            min(e.occurred_at) FILTER (e.stage IN ({_words(_ANSWERS)}) AND e.occurred_at > b.started_at) AS answer_at""",
        )
    if decided:
        joins += _joined(
            "acted",
            f"""sla_act AS a ON a.person_id = b.person_id AND a."at" >= b.started_at AND a.act IN ({_words(decided)})""",
            """min(a."at") AS stop_at""",
        )
    return found, joins


def _joined(name: str, other: str, columns: str) -> str:
    """What happened since each clock started, once per clock."""
    return f"""
        LEFT JOIN (
            SELECT b.person_id, b.cycle, {columns} FROM clock_base AS b JOIN {other} GROUP BY b.person_id, b.cycle
        ) AS {name} ON {name}.person_id = s.person_id AND {name}.cycle = s.cycle
    """


def _words(given: Iterable[str]) -> str:
    return ", ".join(map(quoted, given)) or "NULL"


def _facts(delay: Delay) -> str:
    """The relations that its tiers ask."""
    if all(tier.when is None for tier in delay.tiers):
        return ""
    score = "LEFT JOIN score AS sc ON sc.person_id = s.person_id AND sc.started_at = s.started_at"
    return f"""
        LEFT JOIN account AS a ON a.account_id = p.account_id
        LEFT JOIN lead AS l ON l.person_id = s.person_id
        {score if asks_score(_rules([delay])) else ""}
    """


def _rules(delays: Iterable[Delay]) -> list[Rule]:
    return [tier.when for delay in delays for tier in delay.tiers if tier.when is not None]


def _tiers(delay: Delay) -> tuple[str, str, tuple[str, ...]]:
    """In SQL, the key of the first tier whose rule holds (NULL where none does) and the minutes of the tier ``s.tier``;
    and the fields untold here."""
    rules = [(tier.key, compiled(tier.when)) for tier in delay.tiers if tier.when is not None]
    others = next((quoted(tier.key) for tier in delay.tiers if tier.when is None), "NULL")
    key = " ".join(f"WHEN {rule.sql} THEN {quoted(name)}" for name, rule in rules)
    minutes = " ".join(f"WHEN {quoted(tier.key)} THEN {tier.target_minutes}" for tier in delay.tiers)
    untold = {field for _, rule in rules for field in rule.untold}
    return f"CASE {key} ELSE {others} END" if rules else others, f"CASE s.tier {minutes} END", tuple(untold)


def _within(since: datetime | None, until: datetime | None) -> str:
    parts = ["s.started_at IS NOT NULL"]
    if since is not None:
        parts.append(f"s.started_at >= TIMESTAMP '{since}'")
    if until is not None:
        parts.append(f"s.started_at < TIMESTAMP '{until}'")
    return " AND ".join(parts)

"""Draft: terms proposed from what the tools recorded, each clause with its evidence, the preset's where the data cannot say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb
import numpy as np

from cordee.revenue.metrics.survival import kaplan_meier
from cordee.revenue.model.build import Build
from cordee.revenue.model.staged import Staged
from cordee.revenue.sla import drafting_card, drafting_delays, drafting_objectives
from cordee.revenue.sla.drafting_evidence import PRESET, Evidence, count, stands
from cordee.revenue.sla.drafting_objectives import Needed
from cordee.revenue.sla.drafting_reasons import reasons
from cordee.revenue.sla.replaying import NO_MOMENT, CannotReplay
from cordee.revenue.sla.scores import scored
from cordee.revenue.sla.starts import clock_touch
from cordee.revenue.sla.terms import FIRST_ATTEMPT, Version, default
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.snapshots import reading
from cordee.vocabulary.sla_terms.clauses import clauses
from cordee.vocabulary.sla_terms.delays import Attempts, Delay
from cordee.vocabulary.sla_terms.document import StageRule, Terms
from cordee.vocabulary.sla_terms.presets import preset
from cordee.vocabulary.sla_terms.promises import Objective
from cordee.vocabulary.sla_terms.reading import read, to_json, to_yaml
from cordee.vocabulary.sla_terms.rules import AnyOf, Condition, Operator, Rule
from cordee.vocabulary.sla_terms.scoring import Scoring
from cordee.vocabulary.sla_terms.value import Words
from cordee.vocabulary.stages import Stage
from cordee.vocabulary.words import INQUIRY_KINDS

TOLD = 30
"""Passages that tools must have told for a stage to be what they say."""

SHARE_OF_REQUESTS = 0.01
"""Kinds of requests that made fewer first ones than this are not named in the rule."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Terms that ``reading.read`` takes, the evidence of each clause, and, with a revenue target, what it needs at each stage."""

    terms: Terms
    evidence: tuple[Evidence, ...]
    needed: tuple[Needed, ...]
    as_of: datetime

    def of(self, clause: str) -> tuple[Evidence, ...]:
        """The evidence of one clause."""
        return tuple(one for one in self.evidence if one.clause == clause)

    def as_json(self) -> Mapping[str, Any]:
        return {
            "as_of": self.as_of,
            "terms": to_json(self.terms),
            "yaml": to_yaml(self.terms),
            "evidence": [one.as_json() for one in self.evidence],
            "needed": [one.as_json() for one in self.needed],
        }


def draft(
    home: Home,
    *,
    revenue_target: float | None = None,
    by: date | None = None,
    capacity: float | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Draft:
    """Terms from the published snapshot alone. ``capacity`` in leads a week; ``revenue_target`` in the company's currency ``by`` a day.

    Raises ``NothingPublished``, and ``CannotReplay`` where the data tell of no moment.
    """
    base = preset(PRESET)
    calendar = default(home.settings).calendar
    with reading(home) as con:
        row = con.execute("SELECT data_as_of FROM snapshot").fetchone()
        if row is None or row[0] is None:
            raise CannotReplay(*NO_MOMENT)
        as_of: datetime = row[0]
        proposed = drafting_card.card(con, capacity, tell)
        tell("delays")
        stages, evidence = _stages(con, base, proposed.rule)
        evidence += proposed.evidence
        scoring = proposed.scoring or base.scoring
        thirds = _thirds(con, home, scoring)
        delays, said = _delays(con, base, home, thirds)
        evidence += said
        most = max((one.attempts.count for one in delays if one.attempts), default=0)
        # A reason never asks for more attempts than the delay promises.
        asked = [one.model_copy(update={"after_attempts": min(one.after_attempts, most)}) for one in base.reasons]
        listed, said = reasons(con, asked)
        evidence += said
        objectives, said, needed = _objectives(con, home, base, revenue_target, by, as_of.date())
        evidence += said
    evidence.append(stands("exploration", "Nothing was worked at random so far.", "Rien n’a été travaillé au hasard jusqu’ici."))  # fmt: skip
    title = Words(
        fr=f"Accord proposé d’après l’historique au {as_of:%d/%m/%Y}", en=f"Agreement proposed from history up to {as_of:%Y-%m-%d}"
    )  # fmt: skip
    terms = base.model_copy(
        update={
            "title": title, "stages": stages, "scoring": scoring, "delays": delays, "reasons": listed,
            "objectives": objectives, "calendar": calendar,
        }
    )  # fmt: skip
    # What is proposed is what a file would hold: the same checks as for one that people wrote.
    terms = read(to_yaml(terms))
    ids = [one.id for one in clauses(terms)]
    order = {clause: place for place, clause in enumerate(ids)}
    evidence.sort(key=lambda one: order.get(one.clause, len(ids)))
    return Draft(terms, tuple(evidence), needed, as_of)


def _stages(
    con: duckdb.DuckDBPyConnection, base: Terms, mql: Rule | None
) -> tuple[tuple[StageRule, ...], list[Evidence]]:
    told = {
        str(stage): (int(people), str(sources))
        for stage, people, sources in con.execute(
            "SELECT stage, count(DISTINCT person_id), string_agg(DISTINCT source, ', ' ORDER BY source) FROM stage_event "
            "WHERE source <> 'cordee' GROUP BY stage"
        ).fetchall()
    }
    found, said = [], []
    for stage in base.stages:
        people, tools = told.get(stage.stage, (0, ""))
        clause = f"stage.{stage.stage}"
        says = Condition(field=f"passage.{stage.stage}", operator=Operator.IS, value=True)
        rule = stage.rule
        if stage.stage is Stage.INQUIRY:
            rule, one = _requests(con, stage.rule)
            said.append(one)
        elif stage.stage is Stage.MQL and mql is not None:
            rule = mql  # its evidence is that of the threshold
        elif stage.stage in (Stage.OPPORTUNITY, Stage.CUSTOMER):
            row = con.execute(f"SELECT count({stage.stage}_at) FROM lead").fetchone()
            n = int(row[0]) if row else 0
            said.append(Evidence(clause=clause, en=f"{count(n, 'en')} people reached it by a deal.", fr=f"{count(n, 'fr')} personnes l’ont atteint par une affaire.", n=n))  # fmt: skip
        elif people >= TOLD:
            rule = says
            said.append(Evidence(clause=clause, en=f"{tools} told it of {count(people, 'en')} people: it is what they say.", fr=f"{tools} l’ont dit de {count(people, 'fr')} personnes : c’est ce qu’ils disent.", n=people))  # fmt: skip
        else:
            said.append(stands(clause, f"Tools told it of {people} people only.", f"Les outils ne l’ont dit que de {people} personnes.", people))  # fmt: skip
        found.append(stage.model_copy(update={"rule": rule}))
    return tuple(found), said


def _requests(con: duckdb.DuckDBPyConnection, rule: Rule) -> tuple[Rule, Evidence]:
    """The kinds of acts by which people first made themselves known, the most frequent first."""
    kinds = ", ".join(f"'{kind}'" for kind in sorted(INQUIRY_KINDS))
    rows = con.execute(
        f"""
        SELECT kind, count(*) FROM (SELECT person_id, arg_min(kind, occurred_at) AS kind FROM touch
            WHERE kind IN ({kinds}) AND direction = 'in' AND person_id IS NOT NULL GROUP BY person_id)
        GROUP BY kind ORDER BY count(*) DESC, kind
        """
    ).fetchall()
    n = sum(times for _, times in rows)
    if n < TOLD:
        return rule, stands("stage.inquiry", f"{n} first requests were recorded.", f"{n} premières demandes ont été enregistrées.", n)  # fmt: skip
    kept = [kind for kind, times in rows if times >= SHARE_OF_REQUESTS * n]
    each = tuple(Condition(field=f"touch.{kind}", operator=Operator.AT_LEAST, value=1) for kind in kept)
    shown = ", ".join(f"{kind} {times}" for kind, times in rows)
    said = Evidence(clause="stage.inquiry", en=f"The first request of {count(n, 'en')} people was: {shown}.", fr=f"La première demande de {count(n, 'fr')} personnes a été : {shown}.", n=n)  # fmt: skip
    return AnyOf(any=each), said


def _thirds(con: duckdb.DuckDBPyConnection, home: Home, scoring: Scoring) -> Mapping[int, int]:
    """In which third of the score each MQL was when it became one, by person."""
    build = Build(con, home.settings, full=True)
    files = con.execute("SELECT path, rows FROM segment_file ORDER BY path").fetchall()
    staged = Staged(home, {"stg_touch": {str(path): int(rows) for path, rows in files}})
    build.temp("judged", "SELECT person_id FROM lead WHERE mql_at IS NOT NULL")
    conditions = [one.condition for one in (*scoring.fit, *scoring.engagement)]
    clock_touch(build, staged, [Version("draft", Terms(title=Words(fr="Brouillon", en="Draft")))], conditions)
    scored(build, scoring, "(SELECT person_id, mql_at AS started_at FROM lead WHERE mql_at IS NOT NULL)")
    rows = con.execute(
        "SELECT person_id, CASE WHEN total >= q[2] THEN 2 WHEN total >= q[1] THEN 1 ELSE 0 END FROM score, (SELECT quantile_cont(total, [1/3, 2/3]) AS q FROM score)"
    ).fetchall()
    return {int(person): int(third) for person, third in rows}


def _delays(
    con: duckdb.DuckDBPyConnection, base: Terms, home: Home, thirds: Mapping[int, int]
) -> tuple[tuple[Delay, ...], list[Evidence]]:
    calendar = default(home.settings).calendar
    acts = {
        FIRST_ATTEMPT: ("l.first_attempt_at", "a first attempt", "une première tentative"),
        "decision": ("least(l.sal_at, l.sql_at, l.refused_at)", "a decision", "une décision"),
    }
    found, said = [], []
    for delay in base.delays:
        if delay.key not in acts:
            found.append(delay)
            said.append(stands(f"delay.{delay.key}", "No tool logs the acts that stop it.", "Aucun outil n’enregistre les actes qui l’arrêtent."))  # fmt: skip
            continue
        act, en, fr = acts[delay.key]
        delay, evidence = drafting_delays.target(delay, drafting_delays.measured(con, calendar, act, thirds), en, fr)
        said += evidence
        if delay.attempts is not None:
            delay, one = _attempts(con, delay, delay.attempts)
            said.append(one)
        found.append(delay)
    return tuple(found), said


def _attempts(con: duckdb.DuckDBPyConnection, delay: Delay, promised: Attempts) -> tuple[Delay, Evidence]:
    """As many attempts as four in five of the leads that nobody reached were given."""
    rows = con.execute(
        """
        SELECT count(*) FROM lead AS l JOIN touch AS t ON t.person_id = l.person_id AND t.direction = 'out' AND t.side = 'sales'
            AND t.kind IN ('call', 'email_sent', 'meeting', 'linkedin_message', 'sequence_step')
            AND t.occurred_at >= l.mql_at AND t.occurred_at < l.mql_at + INTERVAL 14 DAY
        WHERE l.mql_at <= (SELECT data_as_of FROM snapshot) - INTERVAL 14 DAY GROUP BY l.person_id
        """
    ).fetchall()
    n = len(rows)
    if n < TOLD:
        return delay, stands(f"delay.{delay.key}", f"Attempts were logged on {n} MQLs only.", f"Des tentatives n’ont été enregistrées que sur {n} MQL.", n)  # fmt: skip
    counts = sorted(row[0] for row in rows)
    median, most = counts[n // 2], counts[int(0.8 * (n - 1))]
    said = Evidence(clause=f"delay.{delay.key}", en=f"On {count(n, 'en')} MQLs that were tried, {median} attempts were logged in two weeks (median), {most} or fewer on four in five.", fr=f"Sur {count(n, 'fr')} MQL relancés, {median} tentatives ont été enregistrées en deux semaines (médiane), {most} ou moins sur quatre sur cinq.", n=n, value=median, low=counts[0], high=most, unit="count")  # fmt: skip
    return delay.model_copy(update={"attempts": promised.model_copy(update={"count": max(1, min(50, most))})}), said


def _objectives(
    con: duckdb.DuckDBPyConnection, home: Home, base: Terms, target: float | None, by: date | None, today: date
) -> tuple[tuple[Objective, ...], list[Evidence], tuple[Needed, ...]]:
    found, said = [], []
    needed: tuple[Needed, ...] = ()
    steps = drafting_objectives.passages(con)
    won = drafting_objectives.mean_won(con)
    for objective in base.objectives:
        one, evidence = drafting_objectives.as_today(con, objective)
        if objective.metric == "mql" and target is not None and by is not None:
            if won is None:
                said.append(stands(f"objective.{objective.key}", "Fewer than ten deals with an amount were won in a year: no revenue can be taken back to leads.", "Moins de dix affaires chiffrées ont été gagnées en un an : aucun revenu ne peut être ramené à des leads."))  # fmt: skip
            else:
                needed = drafting_objectives.backwards(target, by, today, won, steps)
                one, evidence = drafting_objectives.from_target(needed, one, steps, won, home.settings.currency)
        if objective.metric == "speed_to_lead":
            one, evidence = _speed(con, objective)
        found.append(one)
        said += evidence
    return tuple(found), said, needed


def _speed(con: duckdb.DuckDBPyConnection, objective: Objective) -> tuple[Objective, list[Evidence]]:
    rows = con.execute(
        "SELECT business_minutes, stopped_at IS NOT NULL FROM clock, snapshot WHERE clause = 'first_attempt' AND started_at > data_as_of - INTERVAL 183 DAY"
    ).fetchall()
    waits = np.array([row[0] for row in rows], dtype=np.float64)
    ended = np.array([row[1] for row in rows], dtype=bool)
    median = kaplan_meier(waits, ended).median if ended.sum() >= TOLD else None
    clause = f"objective.{objective.key}"
    if median is None or median.value is None:
        return objective, [stands(clause, "Too few first attempts were logged.", "Trop peu de premières tentatives ont été enregistrées.", int(ended.sum()))]  # fmt: skip
    said = Evidence(clause=clause, en=f"{count(median.value, 'en')} business minutes is the median of {count(waits.size, 'en')} MQLs of the last half-year.", fr=f"{count(median.value, 'fr')} minutes ouvrées est la médiane de {count(waits.size, 'fr')} MQL du dernier semestre.", n=int(waits.size), value=median.value, low=median.low, high=median.high, unit="business_minutes")  # fmt: skip
    return objective.model_copy(update={"target": float(max(1, round(median.value)))}), [said]

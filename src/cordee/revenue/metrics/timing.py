"""Methods for what takes time: waiting and converting. Who has not got there yet is censored, never dropped."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cordee.revenue.metrics import intervals, notes
from cordee.revenue.metrics.counting import never
from cordee.revenue.metrics.metric import Answer
from cordee.revenue.metrics.notes import Words
from cordee.revenue.metrics.query import Query
from cordee.revenue.metrics.rows import LEAD, Rows
from cordee.revenue.metrics.survival import LEFT, OPEN, REACHED, aalen_johansen, kaplan_meier
from cordee.vocabulary.stages import EXITS, Stage

KAPLAN_MEIER = Words(
    "Kaplan–Meier median; 95 % interval by inverting the log-log band.",
    "Médiane de Kaplan–Meier ; intervalle à 95 % par inversion de la bande log-log.",
)
AALEN_JOHANSEN = Words(
    "Aalen–Johansen at the stated horizon, exits as competing ends; log-log interval at 95 %.",
    "Aalen–Johansen à l’horizon dit, sorties comme issues concurrentes ; intervalle log-log à 95 %.",
)
HALF_PLATEAU = Words(
    "Half of the Aalen–Johansen plateau; 95 % interval by binomial order statistics of the arrivals.",
    "Moitié du plateau d’Aalen–Johansen ; intervalle à 95 % par statistiques d’ordre binomiales des arrivées.",
)
FOLLOWED_ENOUGH = 0.1
"""The part of a cohort that must have been watched for the whole horizon before its conversion is printed."""

DAY = 86_400_000_000
"""In microseconds."""

WAYS_OUT = (Stage.LOST, Stage.DISQUALIFIED, Stage.REFUSED, Stage.RECYCLED)
"""The exits; of two at the same instant, the first of these is where the person stands."""


@dataclass(frozen=True, slots=True)
class WaitMedian:
    """Median of a measured wait; rows that are not ``ended`` (SQL) are still waiting."""

    numerator: Rows
    ended: str
    denominator: None = None
    uncertainty: Words = KAPLAN_MEIER

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        columns = {"waited": f"CAST({self.numerator.measure} AS DOUBLE)", "ended": self.ended}
        return {
            label: self._answer(query, column["waited"], column["ended"].astype(bool))
            for label, column in query.arrays(self.numerator, columns).items()
        }

    @staticmethod
    def _answer(query: Query, waited: NDArray[np.float64], ended: NDArray[np.bool_]) -> Answer:
        n, waiting = waited.size, int((~ended).sum())
        if n == 0:
            return Answer(value=None, notes=(query.say(notes.NO_CLOCK),))
        said = [query.say(notes.WAITING, waiting=waiting, n=n)] if waiting else []
        median = kaplan_meier(waited, ended).median
        if unrecorded := never(query, "clock WHERE stopped_at IS NOT NULL", notes.NO_ATTEMPT_EVER):
            said = [unrecorded]
        elif median.value is None:
            said.insert(0, query.say(notes.MEDIAN_NOT_REACHED, longest=round(float(waited.max()), 1)))
        return Answer(value=median.value, low=median.low, high=median.high, n=n, numerator=n, notes=tuple(said))


@dataclass(frozen=True, slots=True)
class Conversion:
    """Share of those who entered ``start`` in the period who have reached ``end`` within the horizon.

    A person who leaves (refused, recycled, lost, disqualified) can no longer arrive, unless the data show that they
    came back and did. Who has done neither is censored where the data end.
    """

    start: Stage
    end: Stage
    uncertainty: Words = AALEN_JOHANSEN

    @property
    def numerator(self) -> Rows:
        a, b = f"r.{self.start}_at", f"r.{self.end}_at"
        return Rows(
            source=LEAD,
            at=a,
            where=f"{b} IS NULL OR {b} >= {a}",  # who was there before is not on the way
            hit=f"{b} <= {a} + to_days(CAST($horizon AS INTEGER)) AND {b} <= $as_of",
            measure=f"date_diff('microsecond', {a}, {b}) / {DAY}",
            unit="days",
            detail="r.stage",
        )

    @property
    def denominator(self) -> Rows:
        return self.numerator.all

    @property
    def standing(self) -> str:
        """Where each of the cohort stands now (SQL): passed, later (after the horizon), the last way out, or waiting."""
        a, b = f"r.{self.start}_at", f"r.{self.end}_at"
        left = [f"CASE WHEN r.{stage}_at >= {a} AND r.{stage}_at <= $as_of THEN r.{stage}_at END" for stage in WAYS_OUT]
        last = " ".join(
            f"WHEN {one} = greatest({', '.join(left)}) THEN '{stage}'"
            for stage, one in zip(WAYS_OUT, left, strict=True)
        )
        return f"CASE WHEN {self.numerator.hit} THEN 'passed' WHEN {b} <= $as_of THEN 'later' {last} ELSE 'waiting' END"

    @property
    def _exit(self) -> str:
        """When they left, at or after they entered."""
        a = f"r.{self.start}_at"
        left = [f"CASE WHEN r.{stage}_at >= {a} THEN r.{stage}_at END" for stage in sorted(EXITS)]
        return f"least({', '.join(left)})"

    def followed(self, query: Query) -> dict[str | None, dict[str, NDArray[np.float64]]]:
        """For each group, in days: when each of the cohort arrived, when they left, how long they were watched."""
        a, b = f"r.{self.start}_at", f"r.{self.end}_at"
        days = f"date_diff('microsecond', {a}, {{}}) / CAST({DAY} AS DOUBLE)"
        columns = {
            "arrived": f"coalesce({days.format(f'CASE WHEN {b} <= $as_of THEN {b} END')}, 'nan')",
            "gone": f"coalesce({days.format(f'CASE WHEN {self._exit} <= $as_of THEN {self._exit} END')}, 'nan')",
            "followed": f"greatest(coalesce({days.format('$as_of')}, 0), 0)",
        }
        cut = tuple((name, tuple(values)) for name, values in query.filters.items())
        question = ("followed", self, query.period, query.by, cut)
        found: dict[str | None, dict[str, NDArray[np.float64]]] = query.remember(
            question, lambda: query.arrays(self.numerator.all, columns)
        )
        return found

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        exits = " OR ".join(f"{stage}_at IS NOT NULL" for stage in sorted(EXITS))
        no_exit = never(query, f"lead WHERE {exits}", notes.NO_EXIT_EVER)
        rows = query.constant(
            f"SELECT min({self.end}_at), date_diff('second', min({self.end}_at), $as_of) / 86400.0 FROM lead"
        )
        (first, ago) = rows[0]
        answers: dict[str | None, Answer] = {}
        for label, column in self.followed(query).items():
            warnings = [no_exit] if no_exit else []
            # Tools are often adopted long after the first leads: silence before the first arrival is not a refusal.
            if first is not None and column["followed"].size and column["followed"].max() - ago > query.horizon:
                stage = STAGE_NAMES[self.end].said(query.language)
                warnings.append(query.say(notes.NONE_ON_RECORD_BEFORE, stage=stage, day=first.date().isoformat()))
            answers[label] = self._answer(query, column, warnings)
        return answers

    def _answer(self, query: Query, column: Mapping[str, NDArray[np.float64]], warnings: list[str]) -> Answer:
        arrived, gone, followed = column["arrived"], column["gone"], column["followed"]
        n, horizon = followed.size, query.horizon
        if n == 0:
            stage = STAGE_NAMES[self.start].said(query.language)
            return Answer(value=None, denominator=0, notes=(query.say(notes.NOBODY_ENTERED, stage=stage),))
        reached = int((arrived <= horizon).sum())
        watched = int((followed >= horizon).sum())
        settled = np.isfinite(arrived) | np.isfinite(gone)
        if watched < FOLLOWED_ENOUGH * n and not settled.all():
            possible = math.floor(float(np.quantile(followed, 1 - FOLLOWED_ENOUGH, method="lower")))
            said = query.say(notes.NOT_FOLLOWED, followed=watched, n=n, horizon=horizon, possible=possible)
            return Answer(value=None, immature=True, n=n, numerator=reached, denominator=n, notes=(said,))
        causes = np.where(np.isfinite(arrived), REACHED, np.where(np.isfinite(gone), LEFT, OPEN)).astype(np.int8)
        durations = np.where(causes == REACHED, arrived, np.where(causes == LEFT, gone, followed))
        estimate = aalen_johansen(durations, causes).at(horizon)
        basis = [query.say(notes.AT_HORIZON, horizon=horizon)]
        if watched < n:
            basis.append(query.say(notes.PARTLY_FOLLOWED, horizon=horizon, followed=watched, n=n))
        basis += warnings
        return Answer(
            value=estimate.value,
            low=estimate.low,
            high=estimate.high,
            n=n,
            numerator=reached,
            denominator=n,
            notes=tuple(basis),
        )


@dataclass(frozen=True, slots=True)
class PassageMedian:
    """Median days from ``start`` to ``end`` of those who entered in the period, given that they arrive.

    The age at which the Aalen–Johansen incidence of arriving reaches half of its plateau: exits compete, and who may
    still arrive is censored, so that a young cohort does not look quick because only its quick ones have arrived.
    """

    passage: Conversion
    uncertainty: Words = HALF_PLATEAU
    denominator: None = None

    @property
    def numerator(self) -> Rows:
        """Those who have arrived."""
        rows = self.passage.numerator
        arrived = f"r.{self.passage.end}_at"
        return replace(rows, where=f"{arrived} >= r.{self.passage.start}_at AND {arrived} <= $as_of", hit="true")

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        return {label: self._answer(query, column) for label, column in self.passage.followed(query).items()}

    def _answer(self, query: Query, column: Mapping[str, NDArray[np.float64]]) -> Answer:
        arrived, gone, followed = column["arrived"], column["gone"], column["followed"]
        causes = np.where(np.isfinite(arrived), REACHED, np.where(np.isfinite(gone), LEFT, OPEN)).astype(np.int8)
        reached, waiting = int((causes == REACHED).sum()), int((causes == OPEN).sum())
        if not reached:
            stage = STAGE_NAMES[self.passage.end].said(query.language)
            return Answer(value=None, notes=(query.say(notes.NOBODY_ARRIVED, stage=stage),))
        curve = aalen_johansen(np.where(causes == REACHED, arrived, np.where(causes == LEFT, gone, followed)), causes)
        said = [query.say(notes.NOT_ARRIVED_YET, waiting=waiting, n=followed.size)] if waiting else []
        low = high = None
        ranks = intervals.median_ranks(reached)
        if ranks is None:
            said.append(query.say(notes.TOO_FEW, n=reached, least=6))
        else:
            low, high = (curve.conditional(rank / reached) for rank in ranks)
        value = curve.conditional(0.5)
        return Answer(value=value, low=low, high=high, n=reached, numerator=reached, notes=tuple(said))


STAGE_NAMES: Mapping[Stage, Words] = {
    Stage.INQUIRY: Words("lead", "lead"),
    Stage.MQL: Words("MQL", "MQL"),
    Stage.SAL: Words("SAL", "SAL"),
    Stage.SQL: Words("SQL", "SQL"),
    Stage.OPPORTUNITY: Words("opportunity", "affaire"),
    Stage.CUSTOMER: Words("customer", "client"),
}

"""Methods for what takes time: waiting and converting. Who has not got there yet is censored, never dropped."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cordee.revenue.metrics import notes
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
FOLLOWED_ENOUGH = 0.1
"""The part of a cohort that must have been watched for the whole horizon before its conversion is printed."""

DAY = 86_400_000_000
"""In microseconds."""


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
    def _exit(self) -> str:
        """When they left, at or after they entered."""
        a = f"r.{self.start}_at"
        left = [f"CASE WHEN r.{stage}_at >= {a} THEN r.{stage}_at END" for stage in sorted(EXITS)]
        return f"least({', '.join(left)})"

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        a, b = f"r.{self.start}_at", f"r.{self.end}_at"
        days = f"date_diff('microsecond', {a}, {{}}) / CAST({DAY} AS DOUBLE)"
        columns = {
            "arrived": f"coalesce({days.format(f'CASE WHEN {b} <= $as_of THEN {b} END')}, 'nan')",
            "gone": f"coalesce({days.format(f'CASE WHEN {self._exit} <= $as_of THEN {self._exit} END')}, 'nan')",
            "followed": f"greatest(coalesce({days.format('$as_of')}, 0), 0)",
        }
        exits = " OR ".join(f"{stage}_at IS NOT NULL" for stage in sorted(EXITS))
        no_exit = never(query, f"lead WHERE {exits}", notes.NO_EXIT_EVER)
        rows = query.run(
            f"SELECT min({self.end}_at), date_diff('second', min({self.end}_at), $as_of) / 86400.0 FROM lead"
        )
        (first, ago) = rows[0]
        answers: dict[str | None, Answer] = {}
        for label, column in query.arrays(self.numerator, columns).items():
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


STAGE_NAMES: Mapping[Stage, Words] = {
    Stage.INQUIRY: Words("lead", "lead"),
    Stage.MQL: Words("MQL", "MQL"),
    Stage.SAL: Words("SAL", "SAL"),
    Stage.SQL: Words("SQL", "SQL"),
    Stage.OPPORTUNITY: Words("opportunity", "affaire"),
    Stage.CUSTOMER: Words("customer", "client"),
}

"""How long deals take to be won, and how fast money comes: the sales cycle and the velocity."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cordee.revenue.metrics import intervals, notes
from cordee.revenue.metrics.counting import Count, Share, Total
from cordee.revenue.metrics.metric import Answer
from cordee.revenue.metrics.notes import Words
from cordee.revenue.metrics.query import Query
from cordee.revenue.metrics.rows import DEAL, Rows
from cordee.revenue.metrics.survival import LEFT, OPEN, REACHED, aalen_johansen
from cordee.revenue.metrics.timing import DAY

CONDITIONAL_MEDIAN = Words(
    "Half of the Aalen–Johansen plateau; 95 % interval by binomial order statistics of the wins.",
    "Moitié du plateau d’Aalen–Johansen ; intervalle à 95 % par statistiques d’ordre binomiales des gains.",
)
DELTA = Words(
    "Delta method on the logarithm at 95 %, the four parts taken as independent.",
    "Méthode delta sur le logarithme à 95 %, les quatre parties prises comme indépendantes.",
)

WON_WITHOUT_OPENING = Rows(
    source=DEAL,
    at="r.closed_at",
    where="r.outcome = 'won' AND (r.opened_at IS NULL OR r.closed_at < r.opened_at)",
)


@dataclass(frozen=True, slots=True)
class CycleMedian:
    """Median days from opening to winning, given that a deal is won, at the pace of the period.

    All the deals at work in the period are followed through it: each enters at the age that it had when the period
    began (left truncation), leaves when it is won, lost (a competing end) or when the period ends (censored). The
    figure is the age at which the Aalen–Johansen incidence of winning reaches half of its plateau. The wins of the
    period are its records.
    """

    numerator: Rows
    uncertainty: Words = CONDITIONAL_MEDIAN
    denominator: None = None

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        if query.buckets:
            return {label: self.answers(query.within(period))[None] for label, period in query.buckets.items()}
        unusable = query.sums(WON_WITHOUT_OPENING)
        at_work = Rows(
            source=self.numerator.source,
            at="greatest(r.opened_at, $start)",
            where="r.opened_at < $end AND (CASE WHEN r.outcome = 'open' THEN true ELSE r.closed_at >= $start END)"
            " AND (r.closed_at IS NULL OR r.closed_at >= r.opened_at)",
        )
        age = "date_diff('microsecond', r.opened_at, {}) / CAST(" + str(DAY) + " AS DOUBLE)"
        ended = "r.outcome <> 'open' AND r.closed_at < $end"
        columns = {
            "entry": f"greatest({age.format('$start')}, 0)",
            "until": age.format(f"CASE WHEN {ended} THEN r.closed_at ELSE least($end, coalesce($as_of, $end)) END"),
            "cause": f"CASE WHEN {ended} THEN CASE WHEN r.outcome = 'won' THEN {REACHED} ELSE {LEFT} END ELSE {OPEN} "
            "END",
        }
        found: dict[str | None, Answer] = {}
        for label, column in query.arrays(at_work, columns).items():
            found[label] = self._answer(query, column)
        for label, sums in unusable.items():
            if sums.n:
                answer = found.get(label) or self._answer(query, {})
                said = query.say(notes.WITHOUT_OPENING, count=sums.n)
                found[label] = replace(answer, notes=(*answer.notes, said))
        return found

    @staticmethod
    def _answer(query: Query, column: Mapping[str, NDArray[np.float64]]) -> Answer:
        if not column:
            return Answer(value=None, notes=(query.say(notes.NO_WIN),))
        entries, until, causes = column["entry"], column["until"], column["cause"].astype(np.int8)
        won, lost = int((causes == REACHED).sum()), int((causes == LEFT).sum())
        if won == 0:
            return Answer(value=None, notes=(query.say(notes.NO_WIN),))
        watched = (until > entries) | (causes != OPEN)
        curve = aalen_johansen(until[watched], causes[watched], entries=entries[watched])
        still = int((causes == OPEN).sum())
        said = [query.say(notes.CYCLE_BASIS, won=won, lost=lost, open=still)]
        if float(until[causes == REACHED].max()) <= 0:
            return Answer(value=None, n=won, numerator=won, notes=(query.say(notes.SAME_DAY), *said))
        value, low, high = curve.conditional(0.5), None, None
        ranks = intervals.median_ranks(won)
        if ranks is None:
            said.append(query.say(notes.TOO_FEW, n=won, least=6))
        else:
            low, high = (curve.conditional(rank / won) for rank in ranks)
        return Answer(value=value, low=low, high=high, n=won, numerator=won, notes=tuple(said))


@dataclass(frozen=True, slots=True)
class Velocity:
    """Opportunities × closing rate × mean won amount ÷ cycle, per day. Its records are the wins, its numerator their
    sum.
    """

    opened: Count
    closing: Share
    revenue: Total
    cycle: CycleMedian
    denominator: None = None
    uncertainty: Words = DELTA

    @property
    def numerator(self) -> Rows:
        return self.revenue.numerator

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        opened, closing = self.opened.answers(query), self.closing.answers(query)
        cycle, revenue = self.cycle.answers(query), self.revenue.answers(query)
        squares = {label: sums.squares for label, sums in query.sums(self.numerator).items()}
        nothing = Answer(value=None)
        return {
            label: self._answer(
                query,
                opened.get(label, nothing),
                closing.get(label, nothing),
                cycle.get(label, nothing),
                revenue.get(label, nothing),
                squares.get(label, 0.0),
            )
            for label in opened.keys() | closing.keys() | revenue.keys() | cycle.keys()
        }

    @staticmethod
    def _answer(
        query: Query, opened: Answer, closing: Answer, cycle: Answer, revenue: Answer, squares: float
    ) -> Answer:
        records = Answer(value=None, n=revenue.n, numerator=revenue.numerator, notes=revenue.notes)
        for part, name in ((closing, CLOSING_RATE), (cycle, CYCLE)):
            if part.value is None:
                why = part.notes[0] if part.notes else query.say(notes.NO_WIN)
                said = query.say(notes.MISSING_PART, part=name.said(query.language), why=why)
                return replace(records, notes=(said, *revenue.notes))
        if not cycle.value or not revenue.n or closing.value is None:  # every deal was won on the day it was opened
            return replace(records, notes=(query.say(notes.SAME_DAY), *revenue.notes))
        count = opened.value or 0.0
        mean = revenue.numerator / revenue.n
        value = count * closing.value * mean / cycle.value
        if value <= 0:
            return replace(records, value=value, denominator=cycle.value)
        variance = 1 / count + (1 - closing.value) / (closing.n * closing.value)
        variance += max(0.0, squares / revenue.n - mean * mean) / (mean * mean * revenue.n)
        if not cycle.low or cycle.high is None:
            said = query.say(notes.TOO_FEW, n=revenue.n, least=6)
            return replace(records, value=value, denominator=cycle.value, notes=(said, *revenue.notes))
        variance += (math.log(cycle.high / cycle.low) / (2 * intervals.Z)) ** 2
        factor = math.exp(intervals.Z * math.sqrt(variance))
        return replace(records, value=value, low=value / factor, high=value * factor, denominator=cycle.value)


CLOSING_RATE = Words("the closing rate", "le taux de closing")
CYCLE = Words("the sales cycle", "le cycle de vente")

"""Learning: from a table of past leads to a card that can be signed, with its evidence, or to a sentence that says why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cordee.revenue.imports.report import Rejection
from cordee.revenue.scoring import card, leaks, measures
from cordee.revenue.scoring import threshold as capacity
from cordee.revenue.scoring.card import Calibration, LearnedCard
from cordee.revenue.scoring.facts import Column, Flags, Floats, Kind
from cordee.revenue.scoring.leaks import Suspect
from cordee.revenue.scoring.threshold import Threshold
from cordee.revenue.scoring.validation import Validation, validate
from cordee.revenue.scoring.words import Said, Share, say

LEAST, LEAST_OF_EACH = 100, 30
"""Outcomes that a card needs, and of each kind."""

CHALLENGER_FROM = 1500
"""From so many outcomes on a heavier model may forecast better (docs/explanation/scoring.md)."""

DRIFT = 0.03
"""A calibration error above this, beyond what chance leaves, is spoken of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What the team can do: leads a week that come and that can be worked; cost of one, value of a win."""

    capacity: float
    arrivals: float | None = None
    cost: float | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Past leads: ``columns`` of facts and ``won``, row by row; ``order`` (n): when each came, NaN-free, or None.

    ``known``: names of the columns that somebody says were known in time; when there are any, all others are left out.
    ``written`` and ``first_touch``: seconds since 1970, to find values written too late.
    """

    columns: tuple[Column, ...]
    won: Flags
    order: Floats | None = None
    order_is_time: bool = False
    order_column: str | None = None
    known: frozenset[str] = frozenset()
    written: Mapping[str, Floats] = field(default_factory=dict)
    first_touch: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What came out. ``card`` is None where none is proposed; ``advice`` says why, and what to do."""

    outcomes: int
    wins: int
    card: LearnedCard | None
    calibration: Calibration | None
    validation: Validation | None
    auc: float | None  # on the very leads that the card was learnt from: flattering
    in_time: bool  # whether the validation follows a column that says when leads came
    threshold: Threshold | None
    scores: tuple[int, ...]
    suspects: tuple[Suspect, ...]
    left_out: tuple[tuple[str, str], ...]  # column, why it can be no rule
    advice: tuple[Said, ...]
    rejected: tuple[Rejection, ...] = ()
    rejected_rows: int = 0

    def with_advice(self, *said: Said) -> "Learned":
        return replace(self, advice=(*self.advice, *said))

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """The document of ``cordee score learn --json``."""
        judged, learnt, table = self.validation, self.card, self.calibration
        calibration = None
        if judged is not None:
            calibration = {
                "method": table.method if table else None,
                "ece": judged.ece,
                "slope": judged.slope,
                "ece_unrefreshed": judged.ece_unrefreshed,
                "table": [row.as_json() for row in judged.table],
                "probability": list(table.probability) if table else [],
            }
        return {
            "points": [rule.as_json(language) for rule in learnt.rules] if learnt else [],
            "start": learnt.start if learnt else None,
            "card": learnt.as_card(np.array(self.scores)).as_json() if learnt else None,
            "outcomes": self.outcomes,
            "wins": self.wins,
            "auc": self.auc,
            "auc_time_ordered": judged.auc.value if judged and self.in_time else None,
            "brier": judged.brier if judged else None,
            "calibration": calibration,
            "validation": {"in_time": self.in_time, **judged.as_json()} if judged else None,
            "signal": learnt is not None,
            "threshold": self.threshold.as_json() if self.threshold else None,
            "suspects": [one.as_json() | {"sentence": sentence(one).text(language)} for one in self.suspects],
            "left_out": [{"column": name, "why": say(why).text(language)} for name, why in self.left_out],
            "advice": " ".join(one.text(language) for one in self.advice),
            "notes": [one.as_json(language) for one in self.advice],
            "rejected_rows": self.rejected_rows,
            "rejected": [one.as_json(language) for one in self.rejected],
        }


def sentence(suspect: Suspect) -> Said:
    """Why a column is suspected, to be said in English or French."""
    kind = Share if suspect.reason is leaks.Reason.LATE else float
    return say(str(suspect.reason), value=kind(suspect.value), limit=kind(suspect.limit))


def learn(past: Past, *, workload: Workload | None = None, tell: Callable[[str], None] = lambda _: None) -> Learned:
    """Learns a card from past leads. ``tell`` is called with the name of each step: leaks, validation, card."""
    tell("leaks")
    suspects = _suspects(past)
    usable, left_out = _usable(past, suspects)
    advice: list[Said] = []
    set_aside = tuple(one.column for one in suspects if not one.kept and one.column)
    kept = tuple(one.column for one in suspects if one.kept and one.column)
    notes = [say("left_out", columns=set_aside)] if set_aside else []
    notes += [say("kept_on_word", columns=kept)] if kept else []
    n, wins = past.won.size, int(past.won.sum())

    def nothing(*said: Said, validation: Validation | None = None) -> Learned:
        return Learned(
            outcomes=n, wins=wins, card=None, calibration=None, validation=validation, auc=None,
            in_time=past.order is not None, threshold=None, scores=(), suspects=suspects, left_out=left_out,
            advice=(*said, *notes),
        )  # fmt: skip

    if n < LEAST or min(wins, n - wins) < LEAST_OF_EACH:
        return nothing(say("too_few", outcomes=n, wins=wins, losses=n - wins, least=LEAST, least_wins=LEAST_OF_EACH))
    if not usable:
        return nothing(say("no_facts"))
    place = np.arange(n) if past.order is None else np.argsort(past.order, kind="stable")
    columns, won = [column.of(place) for column in usable], past.won[place]
    tell("validation")
    judged = validate(columns, won, past.known)
    if judged is None:
        return nothing(say("one_kind_later"))
    tell("card")
    learnt = card.fit(columns, won, past.known) if judged.usable else None
    if learnt is None:
        found = judged.auc
        weak = say("no_signal", n=judged.n, auc=found.value, low=found.low, high=found.high)
        return nothing(weak, *_ordering(past), validation=judged)
    score = learnt.score({column.name: column for column in columns})
    calibration = learnt.calibrated(score, won)
    found = judged.auc
    advice += [
        say("signal", n=judged.n, auc=Share(found.value), low=Share(found.low), high=Share(found.high)),
        *_ordering(past),
    ]
    advice += notes
    tolerated = DRIFT + measures.chance_error(judged.table)
    if judged.ece_unrefreshed > tolerated >= judged.ece:
        advice.append(say("drifts", frozen=Share(judged.ece_unrefreshed), refreshed=Share(judged.ece)))
    elif judged.ece > tolerated:
        advice.append(say("drifts_all", refreshed=Share(judged.ece)))
    advice.append(
        say("challenger", outcomes=n)
        if n > CHALLENGER_FROM
        else say("no_challenger", outcomes=n, least=CHALLENGER_FROM)
    )
    cut, spoken = _threshold(past, workload, score, calibration)
    return Learned(
        outcomes=n, wins=wins, card=learnt, calibration=calibration, validation=judged,
        auc=measures.auc(won, score.astype(np.float64)).value, in_time=past.order is not None, threshold=cut,
        scores=tuple(score.tolist()), suspects=suspects, left_out=left_out, advice=(*advice, *spoken),
    )  # fmt: skip


def _suspects(past: Past) -> tuple[Suspect, ...]:
    looked_at = [column for column in past.columns if column.name != past.order_column]
    if past.won.size < LEAST or past.won.all() or not past.won.any():
        return ()
    return leaks.suspects(
        looked_at,
        past.won,
        position=None if past.order is not None else np.arange(past.won.size, dtype=np.float64),
        order=past.order,
        vouched=past.known,
        written=past.written,
        first_touch=past.first_touch,
    )


def _usable(past: Past, suspects: Sequence[Suspect]) -> tuple[list[Column], tuple[tuple[str, str], ...]]:
    """The columns that may become rules, and those that cannot, with the reason (a code of ``words``)."""
    aside = {one.column for one in suspects if not one.kept}
    usable, left_out = [], []
    for column in past.columns:
        if column.name in aside or column.name == past.order_column:
            continue
        if column.kind is Kind.MOMENT:
            left_out.append((column.name, "moment"))
        elif leaks.is_identifier(column):
            left_out.append((column.name, "identifier"))
        elif past.known and column.name not in past.known:
            left_out.append((column.name, "not_said_known"))
        elif column.kind is Kind.CONSTANT and column.name not in past.known:
            left_out.append((column.name, "constant"))
        else:
            usable.append(column)
    return usable, tuple(left_out)


def _ordering(past: Past) -> list[Said]:
    return [say("file_order")] if past.order is None else []


def _threshold(
    past: Past, workload: Workload | None, score: Any, calibration: Calibration
) -> tuple[Threshold | None, list[Said]]:
    if workload is None:
        return None, []
    arrivals = workload.arrivals
    if arrivals is None and past.order is not None and past.order_is_time:
        weeks = float(np.ptp(past.order)) / (7 * 86_400)
        arrivals = past.won.size / weeks if weeks > 0 else None
    if not arrivals:
        return None, [say("no_arrivals")]
    found = capacity.threshold(
        score,
        calibration.of(score),
        arrivals=arrivals,
        capacity=workload.capacity,
        cost=workload.cost,
        value=workload.value,
    )
    gaps = {"score": found.score, "share": Share(found.share), "per_week": round(found.per_week, 1)}
    if found.shadow_price is None:
        return found, [say("threshold_no_price", **gaps)]
    return found, [say("threshold", **gaps, price=found.shadow_price)]

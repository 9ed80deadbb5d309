"""Asking: what is a win, which columns were known, in which order the leads came; from a file to past leads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from cordee.revenue.imports.headers import plain
from cordee.revenue.imports.report import LISTED, Rejection
from cordee.revenue.imports.words import words
from cordee.revenue.scoring import reading
from cordee.revenue.scoring.facts import Flags, Floats, Kind
from cordee.revenue.scoring.learning import Learned, Past, Workload, learn
from cordee.revenue.scoring.reading import Listed
from cordee.revenue.scoring.words import SENTENCES, CannotLearn, Said, say

WINS = frozenset(
    plain(word)
    for word in ("1", "true", "yes", "y", "oui", "o", "vrai", "won", "win", "converted", "customer", "closed won", "gagne", "gagnee", "client")
)  # fmt: skip
OPEN = frozenset(
    plain(word)
    for word in ("open", "in progress", "ongoing", "pending", "new", "working", "prospecting", "engaging", "negotiation", "ouvert",
     "ouverte", "en cours", "en attente", "nouveau", "nouvelle", "a traiter", "negociation", "qualification", "proposal")
)  # fmt: skip
"""Plain words of outcomes that are wins, and that are not yet known."""

SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What ``cordee score learn`` is asked of a file. ``known`` holds COLUMN or COLUMN=DATE COLUMN (when it was written)."""

    outcome: str
    positive: str | None = None
    negative: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    order: str | None = None
    first_touch: str | None = None
    dates: str | None = None


def learn_from_file(
    path: Path,
    question: Question,
    *,
    workload: Workload | None = None,
    mappings: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Learned:
    """Raises ``ImportProblem`` (the file is no table) or ``CannotLearn`` (the question does not fit it)."""
    tell("reading")
    dated = tuple(name for name in (question.order, question.first_touch) if name)
    dated += tuple(one.partition("=")[2] for one in question.known if "=" in one)
    listed = reading.read(path, mappings=mappings, dates=question.dates, dated=dated)
    past, said, rejected = past_of(listed, question)
    learned = learn(past, workload=workload, tell=tell)
    return replace(
        learned.with_advice(*said),
        rejected=tuple(rejected[:LISTED]),
        rejected_rows=len(rejected),
    )


def past_of(listed: Listed, question: Question) -> tuple[Past, list[Said], list[Rejection]]:
    """The past leads of a file, remarks, and the rows that cannot count. Raises ``CannotLearn``."""
    outcome = listed.name(question.outcome)
    order = listed.name(question.order) if question.order else None
    first_touch = listed.name(question.first_touch) if question.first_touch else None
    known, written_in = _known(listed, question.known)
    if written_in and first_touch is None:
        raise CannotLearn("no_first_touch", column=next(iter(written_in)))
    won, decided, said = _outcomes(listed, outcome, question)
    when = _order(listed, order)
    filled = listed.column(outcome).filled
    rejected = list(listed.ragged)
    rejected += [_rejection(listed, int(place), outcome, "no_outcome") for place in np.flatnonzero(~filled)]
    if when is not None:
        lost = decided & np.isnan(when)
        rejected += [_rejection(listed, int(place), str(order), "no_order") for place in np.flatnonzero(lost)]
        decided &= ~lost
    rejected.sort(key=lambda one: one.row)
    kept = np.flatnonzero(decided)
    helpers = {outcome, first_touch, *written_in.values()} - {None}
    past = Past(
        columns=tuple(column.of(kept) for name, column in listed.columns.items() if name not in helpers),
        won=won[kept],
        order=None if when is None else when[kept],
        order_is_time=order is not None and listed.column(order).kind is Kind.MOMENT,
        order_column=order,
        known=known,
        written={name: listed.column(date).numbers[kept] for name, date in written_in.items()},
        first_touch=None if first_touch is None else listed.column(first_touch).numbers[kept],
    )
    return past, said, rejected


def _known(listed: Listed, asked: Sequence[str]) -> tuple[frozenset[str], dict[str, str]]:
    """The columns said to be known in time, and for some of them the column that dates their writing."""
    names: set[str] = set()
    dated: dict[str, str] = {}
    for one in asked:
        column, equals, date = one.partition("=")
        if one not in listed.columns and equals:
            dated[listed.name(column)] = listed.name(date)
            names.add(listed.name(column))
            continue
        parts = one.split(",")
        several = len(parts) > 1 and all(plain(part) in {plain(name) for name in listed.columns} for part in parts)
        names |= {listed.name(part.strip()) for part in parts} if several else {listed.name(one)}
    return frozenset(names), dated


def _outcomes(listed: Listed, outcome: str, question: Question) -> tuple[Flags, Flags, list[Said]]:
    """Who won, of whom that is known, and what was left aside."""
    texts = listed.texts[outcome]
    values: dict[str, list[str]] = {}
    for text in texts[listed.column(outcome).filled]:
        values.setdefault(_same(text), []).append(text)
    often = sorted(values, key=lambda value: (-len(values[value]), value))
    shown = tuple(values[value][0] for value in often[:SHOWN])
    if question.positive is not None:
        positive = _same(question.positive)
        if positive not in values:
            raise CannotLearn("no_such_value", column=outcome, value=question.positive, values=shown)
    else:
        wins = [value for value in values if value in WINS]
        if len(wins) != 1 or (len(values) > 2 and not _rest_is_plain(values)):
            raise CannotLearn("say_positive", column=outcome, values=shown)
        positive = wins[0]
    negative = {_same(value) for value in question.negative}
    for asked in question.negative:
        if _same(asked) not in values:
            raise CannotLearn("no_such_value", column=outcome, value=asked, values=shown)
    others = set(values) - {positive}
    undecided = others - negative if negative else others & OPEN
    if undecided == others:
        undecided = set()  # the only other word is one of those: here it means not won
    plainly = np.array([None if text is None else _same(text) for text in texts], dtype=object)
    won = plainly == positive
    known = np.array([text is not None and text not in undecided for text in plainly], dtype=bool)
    said = []
    if undecided:
        open_ = tuple(values[value][0] for value in often if value in undecided)
        said = [say("undecided", n=sum(len(values[value]) for value in undecided), values=open_[:SHOWN])]
    return np.asarray(won, dtype=bool), known, said


def _rest_is_plain(values: dict[str, list[str]]) -> bool:
    """Whether beside the win there is one word of loss, and all others are open."""
    return len([value for value in values if value not in WINS | OPEN]) == 1


def _order(listed: Listed, order: str | None) -> Floats | None:
    if order is None:
        return None
    column = listed.column(order)
    if column.kind in (Kind.NUMBER, Kind.MOMENT):
        return column.numbers
    numbers = np.array([_number(text) for text in listed.texts[order]])
    if np.isfinite(numbers).sum() < 0.99 * column.filled.sum() or not column.filled.any():
        first = next((text for text in listed.texts[order] if text is not None), "")
        raise CannotLearn("order_unread", column=order, value=str(first))
    return numbers


def _number(text: str | None) -> float:
    try:
        return float(text) if text is not None else np.nan
    except ValueError:
        return np.nan


def _same(text: str) -> str:
    """The value but for case, accents, blanks, and how a number is written: 1.0 is 1."""
    number = _number(text.strip())
    return (plain(text) or text.strip()) if np.isnan(number) else f"{number:.10g}"


def _rejection(listed: Listed, place: int, column: str, code: str) -> Rejection:
    english, french = (SENTENCES[code][language].format(column=column) for language in (0, 1))
    return Rejection(int(listed.rows[place]), column, words("by_language", en=english, fr=french))

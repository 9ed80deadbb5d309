"""What is compared between two records, in words and in SQL, and how the levels of a pair are packed into one integer.

A pair of cleaned records ``l`` and ``r`` gets one level per comparison. Level 0 is *unknown* (a side says nothing),
level 1 is *differs*; the levels that a comparison names come after, in the order in which they are tried. The
levels of a pair, four bits each, make its *pattern*: a million pairs have a few thousand patterns, so everything
that is learnt, calibrated, capped or explained is done once per pattern.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNKNOWN, DIFFERS, FIRST_NAMED = 0, 1, 2
BITS = 4
LEVELS = 1 << BITS
"""Room for the levels of one comparison: unknown, differs, and fourteen named ones."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Level:
    name: str
    when: str  # SQL over ``l`` and ``r``
    en: str
    fr: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``unknown`` is the SQL condition under which the pair says nothing. Levels are tried in their order, best
    first."""

    name: str
    unknown: str
    levels: tuple[Level, ...]
    en: str = ""
    fr: str = ""

    @property
    def sql(self) -> str:
        tried = " ".join(f"WHEN {level.when} THEN {code}" for code, level in enumerate(self.levels, FIRST_NAMED))
        return f"CASE WHEN {self.unknown} THEN {UNKNOWN} {tried} ELSE {DIFFERS} END"

    def code(self, level: str) -> int:
        if level in ("unknown", "differs"):
            return UNKNOWN if level == "unknown" else DIFFERS
        for code, named in enumerate(self.levels, FIRST_NAMED):
            if named.name == level:
                return code
        raise KeyError(f"comparison {self.name} has no level {level!r}")

    def words(self, code: int, language: str = "en") -> str:
        if code == UNKNOWN:
            return "inconnu" if language == "fr" else "unknown"
        if code == DIFFERS or code - FIRST_NAMED >= len(self.levels):
            return "différent" if language == "fr" else "differs"
        level = self.levels[code - FIRST_NAMED]
        return level.fr if language == "fr" else level.en


@dataclass(frozen=True, slots=True)
class Key:
    """Records that share a key are compared, unless more than ``cap`` share it: then it says too little to be
    worth it."""

    name: str
    sql: str  # over one cleaned record; NULL: no key
    cap: int = 100
    many: bool = False  # the expression is a list of keys


@dataclass(frozen=True, slots=True)
class Frequency:
    """Adds column ``name``: how many cleaned records hold the same value of ``sql`` (0 where it is NULL)."""

    name: str
    sql: str


class Levels:
    """The levels of many patterns, readable by name: ``levels.at("email", "same", "same local part")``."""

    def __init__(self, comparisons: tuple[Comparison, ...], codes: NDArray[np.int8]) -> None:
        self.comparisons, self.codes = comparisons, codes
        self._column = {comparison.name: j for j, comparison in enumerate(comparisons)}

    def at(self, comparison: str, *levels: str) -> Mask:
        column = self._column[comparison]
        wanted = [self.comparisons[column].code(level) for level in levels]
        return np.isin(self.codes[:, column], wanted)


Condition = Callable[[Levels], Mask]


@dataclass(frozen=True, slots=True)
class Bound:
    """What holds whatever the model says: probability at most ``most`` and at least ``least`` where ``when`` holds."""

    name: str
    when: Condition
    most: float = 1.0
    least: float = 0.0
    en: str = ""
    fr: str = ""


@dataclass(frozen=True, slots=True)
class Redundant:
    """Where ``given`` holds these levels, levels ``levels`` of ``then`` repeat it. The unsupervised model, which takes
    comparisons for independent, counts them as unknown; the supervised one learns the dependence by itself."""

    given: str
    given_levels: tuple[str, ...]
    then: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """How one kind of record is cleaned, blocked and compared. ``clean`` is a SELECT from ``{table}`` whose first column is
    ``record_id BIGINT``; the other columns are what comparisons and keys speak of."""

    name: str
    clean: str
    comparisons: tuple[Comparison, ...]
    keys: tuple[Key, ...]
    frequencies: tuple[Frequency, ...] = ()
    label: str | None = None  # the comparison of a stable id: pairs where both sides hold it are labelled for free
    label_same: tuple[str, ...] = ("same",)
    redundant: tuple[Redundant, ...] = ()
    bounds: tuple[Bound, ...] = ()
    conflict: Condition | None = None  # two records that are never put in one cluster by way of a third
    contested: Condition | None = None  # likewise, unless the pair by itself is more likely one than two
    average: float | None = None  # groups by mean probability at least this, instead of pair by pair with vetoes
    exact: tuple[tuple[str, str], ...] = ()  # (comparison, level) pairs that name the link's rule ``key:<comparison>``
    prior: Mapping[str, Mapping[str, tuple[float, float]]] = field(default_factory=dict)  # see mixture.PRIOR_MATCHES
    agreeing: float = 0.9  # starting guess of the share of true matches that agree on a comparison
    derived: tuple[tuple[str, str], ...] = ()  # (name, SQL) of columns made from the cleaned ones and the frequencies
    refine: tuple[tuple[str, str], ...] = ()
    """(column, SQL) run on ``{records}`` after the frequencies; ``{among}`` narrows it to values of the column
    that new records hold."""

    def column(self, comparison: str) -> int:
        return [c.name for c in self.comparisons].index(comparison)

    def levels(self, patterns: Ints) -> Levels:
        return Levels(self.comparisons, unpack(patterns, len(self.comparisons)))


def pattern_sql(comparisons: Iterable[Comparison]) -> str:
    """The packed pattern of a pair, a BIGINT."""
    return " + ".join(f"(({comparison.sql})::BIGINT << {BITS * j})" for j, comparison in enumerate(comparisons))


def level_sql(comparisons: Iterable[Comparison], pattern: str = "pattern") -> str:
    """One TINYINT column per comparison out of a packed pattern."""
    return ", ".join(
        f'(({pattern} >> {BITS * j}) & {LEVELS - 1})::TINYINT AS "{c.name}"' for j, c in enumerate(comparisons)
    )


def unpack(patterns: Ints, count: int) -> NDArray[np.int8]:
    """Levels of each pattern: one row per pattern, one column per comparison."""
    shifts = np.arange(count, dtype=np.int64) * BITS
    return ((patterns[:, None] >> shifts[None, :]) & (LEVELS - 1)).astype(np.int8)


def bounded(spec: Spec, patterns: Ints, probability: Floats) -> Floats:
    """The probabilities of the patterns, held within ``Spec.bounds``."""
    levels = spec.levels(patterns)
    for bound in spec.bounds:
        held = bound.when(levels)
        probability = np.where(held, np.clip(probability, bound.least, bound.most), probability)
    return probability

"""What a metric is: names, one sentence, a formula, a unit, and the method that answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cordee.revenue.metrics.notes import Words
from cordee.revenue.metrics.query import DIMENSIONS, Query
from cordee.revenue.metrics.rows import Rows
from cordee.vocabulary.words import Side


class Unit(StrEnum):
    """What a metric's value is counted in. Figures carry the currency's code in place of ``currency``."""

    COUNT = "count"
    CURRENCY = "currency"
    CURRENCY_PER_DAY = "currency_per_day"
    SHARE = "share"  # 0..1
    RATIO = "ratio"  # 0.5: half of what was spent came back on top
    BUSINESS_MINUTES = "business_minutes"
    DAYS = "days"


class Basis(StrEnum):
    """PERIOD: what happened in the period. COHORT: what became of those who entered in the period."""

    PERIOD = "period"
    COHORT = "cohort"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A figure before it knows its metric and its period."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    numerator: float = 0
    denominator: float | None = None
    notes: tuple[str, ...] = ()
    immature: bool = False


class Method(Protocol):
    """How a metric is computed, and from which rows: the hits of ``numerator`` are the records that it opens on."""

    @property
    def numerator(self) -> Rows: ...

    @property
    def denominator(self) -> Rows | None: ...

    @property
    def uncertainty(self) -> Words: ...

    def answers(self, query: Query) -> Mapping[str | None, Answer]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One definition. Screens, packs, CSV, HTTP, glossary and SLA objectives all read it here."""

    key: str
    name: Words
    definition: Words
    formula: Words
    unit: Unit
    sides: tuple[Side, ...]
    method: Method
    basis: Basis = Basis.PERIOD
    dimensions: tuple[str, ...] = DIMENSIONS

    @property
    def has_model(self) -> bool:
        """Whether the answer depends on an attribution model."""
        return "$model" in self.method.numerator.where

    @property
    def has_horizon(self) -> bool:
        """Whether the answer depends on a horizon in days."""
        return "$horizon" in self.method.numerator.hit

"""Evidence: why a clause of a draft says what it says, with its n and interval, or that it is the preset's."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cordee.vocabulary.sla_terms.presets import PRESETS

PRESET = "demand_waterfall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the data say of a clause (its id, as in ``clauses``).

    ``from_history`` is false where the data cannot say and the preset's value stands. ``value`` with ``low`` and ``high`` (95 %) is in ``unit``:
    ``share``, ``business_minutes``, ``days``, ``count``, ``points``, or a currency.
    """

    clause: str
    en: str
    fr: str
    from_history: bool = True
    n: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None

    def said(self, language: str) -> str:
        return self.fr if language == "fr" else self.en

    def as_json(self) -> Mapping[str, Any]:
        return asdict(self)


def stands(clause: str, en: str, fr: str, n: int | None = None) -> Evidence:
    """The preset's value stands, and why."""
    name = PRESETS[PRESET]
    return Evidence(
        clause=clause,
        en=f"{en} The value of the preset “{name.en.partition(':')[0].strip()}” stands.",
        fr=f"{fr} La valeur du modèle « {name.fr.partition(':')[0].strip()} » reste.",
        from_history=False,
        n=n,
    )


def count(value: float, language: str) -> str:
    """A whole number with its thousands."""
    text = f"{round(value):,}"
    return text.replace(",", "\u202f") if language == "fr" else text


def share(value: float | None, language: str) -> str:
    """A share in per cent, with one decimal below ten."""
    if value is None:
        return "–"
    text = f"{100 * value:.{1 if value < 0.1 else 0}f}"
    return f"{text.replace('.', ',')}\u202f%" if language == "fr" else f"{text}%"


def minutes(value: float, language: str) -> str:
    """Business time in hours and minutes."""
    hours, rest = divmod(round(value), 60)
    said = f"{hours}\u00a0h {rest:02}" if hours and rest else f"{hours}\u00a0h" if hours else f"{rest}\u00a0min"
    return f"{said} ouvrées" if language == "fr" else f"{said} of business time"


def product(*parts: tuple[float, float, float]) -> tuple[float, float, float]:
    """The product of positive values with their 95 % intervals, taken as independent: on the log scale, widths add in squares
    (delta method)."""
    value = math.prod(part[0] for part in parts)
    low = math.sqrt(sum(math.log(v / low) ** 2 for v, low, _ in parts))
    high = math.sqrt(sum(math.log(high / v) ** 2 for v, _, high in parts))
    return value, value * math.exp(-low), value * math.exp(high)

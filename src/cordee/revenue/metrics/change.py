"""Why a figure changed: what each group adds to the change, as mix (how much of each) and as rate (how each does).

For a ratio Σnᵢ ÷ Σdᵢ, with wᵢ = dᵢ ÷ Σd the weight of a group and rᵢ = nᵢ ÷ dᵢ its own ratio, the change is exactly
Σ w̄ᵢ·Δrᵢ (rate) + Σ (r̄ᵢ − r̄)·Δwᵢ (mix), bars being the mean of the two periods (Bennet, 1920). For a sum with nᵢ records
of mean mᵢ it is Σ n̄ᵢ·Δmᵢ (rate: each is worth more or less) + Σ m̄ᵢ·Δnᵢ (mix: there are more or fewer). No order of the two
steps is favoured, and nothing is left over.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cordee.vocabulary.figures import Figure

COUNTED = frozenset({"count"})


@dataclass(frozen=True, slots=True)
class Part:
    """What one group adds to the change. ``rate`` + ``mix`` = ``total``."""

    group: str
    before: Figure | None
    now: Figure | None
    rate: float
    mix: float

    @property
    def total(self) -> float:
        return self.rate + self.mix


@dataclass(frozen=True, slots=True)
class Change:
    """The whole change, its parts (largest first), and what the groups' estimates do not add up to."""

    before: float
    now: float
    parts: tuple[Part, ...]
    is_ratio: bool

    @property
    def total(self) -> float:
        return self.now - self.before

    @property
    def rate(self) -> float:
        return sum(part.rate for part in self.parts)

    @property
    def mix(self) -> float:
        return sum(part.mix for part in self.parts)

    @property
    def unexplained(self) -> float:
        """Zero for what is counted and divided; not for estimates, such as conversions of cohorts still followed."""
        return self.total - self.rate - self.mix


def explain(
    now: Figure, before: Figure, *, parts_now: Mapping[str, Figure], parts_before: Mapping[str, Figure]
) -> Change | None:
    """The change from ``before`` to ``now``, by group. None where it cannot be added up: a median, an unknown figure."""
    if now.value is None or before.value is None or not _adds_up(now):
        return None
    groups = [*parts_now, *(group for group in parts_before if group not in parts_now)]
    ratio = now.denominator is not None
    split = _ratio if ratio else _sum
    parts = [split(group, now, before, parts_now.get(group), parts_before.get(group)) for group in groups]
    kept = [part for part in parts if abs(part.rate) + abs(part.mix) > 1e-12]
    kept.sort(key=lambda part: (-abs(part.total), part.group))
    return Change(before.value, now.value, tuple(kept), ratio)


def _adds_up(figure: Figure) -> bool:
    if figure.unit == "share":
        return bool(figure.denominator)
    return figure.unit in COUNTED or (len(figure.unit) == 3 and figure.unit.isupper())


def _ratio(group: str, now: Figure, before: Figure, one: Figure | None, other: Figure | None) -> Part:
    whole = ((now.value or 0.0) + (before.value or 0.0)) / 2
    w1, w0 = _weight(one, now), _weight(other, before)
    r1, r0 = _own(one), _own(other)
    # A group that is new or gone has no ratio of its own in the other period: it changes the mix alone.
    r1, r0 = (r1 if r1 is not None else r0), (r0 if r0 is not None else r1)
    rate = mix = 0.0
    if r1 is not None and r0 is not None:
        rate = (w1 + w0) / 2 * (r1 - r0)
        mix = ((r1 + r0) / 2 - whole) * (w1 - w0)
    # Money spent where nobody came (or nothing was decided) has no ratio; it weighs on the whole all the same.
    rate += _orphan(one, now) - _orphan(other, before)
    return Part(group, other, one, rate, mix)


def _sum(group: str, _now: Figure, _before: Figure, one: Figure | None, other: Figure | None) -> Part:
    v1, v0 = (one.value or 0.0) if one else 0.0, (other.value or 0.0) if other else 0.0
    n1, n0 = (one.n or 0) if one else 0, (other.n or 0) if other else 0
    if not n1 or not n0:
        return Part(group, other, one, 0.0, v1 - v0)
    m1, m0 = v1 / n1, v0 / n0
    return Part(group, other, one, (n1 + n0) / 2 * (m1 - m0), (m1 + m0) / 2 * (n1 - n0))


def _weight(part: Figure | None, whole: Figure) -> float:
    return (part.denominator or 0.0) / whole.denominator if part and whole.denominator else 0.0


def _own(part: Figure | None) -> float | None:
    if part is None or not part.denominator:
        return None
    if part.value is not None:
        return part.value
    return (part.numerator or 0.0) / part.denominator


def _orphan(part: Figure | None, whole: Figure) -> float:
    if part is None or part.denominator or not whole.denominator:
        return 0.0
    return (part.numerator or 0.0) / whole.denominator

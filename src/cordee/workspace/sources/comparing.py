"""Two records side by side: every field, which tool said it, where they agree, and what a human may choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from cordee.workspace.insight.duplicates import Evidence
from cordee.workspace.insight.identities import CHOOSABLE, FIELDS, Entity, same


@dataclass(frozen=True, slots=True)
class Said:
    """One value of a field, the tools that say it, and the record that a choice of it names."""

    value: str
    tools: tuple[str, ...]
    record: int


@dataclass(frozen=True, slots=True)
class Row:
    """A field of both. ``verdict``: same, differs, one (only one side says it)."""

    field: str
    a: tuple[Said, ...]
    b: tuple[Said, ...]
    verdict: str
    choosable: bool

    @property
    def options(self) -> list[Said]:
        """What can be chosen: each value once, those of the first record first."""
        found: list[Said] = []
        for said in (*self.a, *self.b):
            if not any(same(self.field, said.value, known.value) and said.value == known.value for known in found):
                found.append(said)
        return found


def rows(kind: str, a: Entity, b: Entity) -> list[Row]:
    """Every field that either says."""
    found = []
    for field in FIELDS[kind]:
        left, right = _said(a, field), _said(b, field)
        if not left and not right:
            continue
        if not left or not right:
            verdict = "one"
        elif any(same(field, x.value, y.value) for x in left for y in right):
            verdict = "same"
        else:
            verdict = "differs"
        values = {said.value for said in (*left, *right)}
        choosable = field in CHOOSABLE[kind] and len(values) > 1 and verdict != "one"
        dated = field in {"created_at", "modified_at"}
        found.append(Row(field, left, right, "" if dated else verdict, choosable and not dated))
    return found


def _said(of: Entity, field: str) -> tuple[Said, ...]:
    """The values of a field, deleted records last, each with the tools that say just that."""
    by_value: dict[str, list[tuple[str, int]]] = {}
    for record in sorted(of.records, key=lambda one: one.deleted):
        value = record.values.get(field)
        if value:
            by_value.setdefault(value, []).append((record.tool, record.id))
    return tuple(
        Said(value, tuple(dict.fromkeys(tool for tool, _ in told)), told[0][1]) for value, told in by_value.items()
    )


WIDTH, LABELS, ROW = 640, 0, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece of evidence as a step of the waterfall, in units of the drawing."""

    field: str
    level: str
    bits: float
    x: float
    width: float
    zero: bool  # it says nothing either way
    starts: float
    ends: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From what any two records start with to how sure it is, piece by piece. Bits: +1 doubles the odds."""

    bars: tuple[Bar, ...]
    axis: float  # where even odds stand
    total: float
    probability: float


def waterfall(evidence: Sequence[Evidence], probability: float, language: str) -> Waterfall:
    """Pieces that weigh nothing are left out; the heaviest first, after where any two records start."""
    told = [
        (one.field_fr, one.level_fr, one.bits) if language == "fr" else (one.field_en, one.level_en, one.bits)
        for one in evidence
    ]
    prior, rest = told[:1], [one for one in told[1:] if abs(one[2]) >= 0.05]
    ordered = [*prior, *sorted(rest, key=lambda one: -abs(one[2]))]
    here, steps = 0.0, []
    for field, level, bits in ordered:
        steps.append((field, level, bits, here, here + bits))
        here += bits
    low = min([0.0, *(min(start, end) for *_, start, end in steps)])
    high = max([0.0, *(max(start, end) for *_, start, end in steps)])
    scale = WIDTH / ((high - low) or 1.0)
    bars = tuple(
        Bar(
            field,
            level,
            bits,
            round((min(start, end) - low) * scale, 1),
            round(max(abs(bits) * scale, 2.0), 1),
            bits == 0,
            round((start - low) * scale, 1),
            round((end - low) * scale, 1),
        )
        for field, level, bits, start, end in steps
    )
    odds = log2(probability / (1 - probability)) if 0 < probability < 1 else here
    return Waterfall(bars, round(-low * scale, 1), odds, probability)


def merged_rows(
    kind: str, kept: Mapping[str, str], told: Mapping[str, tuple[str, str]]
) -> list[tuple[str, str, str, str]]:
    """(field, value, tool, rule) of the record that a merge would make."""
    return [(field, kept[field], *told.get(field, ("", ""))) for field in FIELDS[kind] if field in kept]

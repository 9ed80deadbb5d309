"""Recognition: which tool's which export a file is, by the headings that it has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cordee.revenue.imports import mapping as mappings
from cordee.revenue.imports.headers import plain
from cordee.revenue.imports.mapping import Mapping
from cordee.revenue.imports.report import Unrecognised
from cordee.revenue.imports.words import Words, either, words

NEAR = 0.02
"""Two mappings whose scores differ by less are told apart by the file's name, or not at all."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """How well a mapping fits. ``score``: share of the file's headings that it knows, plus half the share of its own
    that are there.
    """

    mapping: Mapping
    columns: dict[str, int]  # our name → position in the file
    score: float
    fits: bool
    missing: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.mapping.name


def known_headers(candidates: Sequence[Mapping]) -> frozenset[str]:
    """Every heading that some mapping knows, plain."""
    return frozenset(header for mapping in candidates for headers in mapping.known.values() for header in headers)


def match(mapping: Mapping, headers: Sequence[str]) -> dict[str, int]:
    """Where each column of the mapping is in the file; the first of its headings that is there wins."""
    positions: dict[str, int] = {}
    for position, header in enumerate(headers):
        positions.setdefault(plain(header), position)
    found = {}
    for name, candidates in mapping.known.items():
        for header in candidates:
            if header in positions:
                found[name] = positions[header]
                break
    return found


def weigh(mapping: Mapping, headers: Sequence[str]) -> Candidate:
    columns = match(mapping, headers)
    rules = mapping.recognise
    missing = tuple(name for name in rules.must if name not in columns)
    enough = not rules.any or sum(name in columns for name in rules.any) >= rules.at_least
    excluded = any(name in columns for name in rules.not_)
    if not rules.must and not rules.any:
        enough = len(columns) >= max(1, 0.6 * len(mapping.columns))
    share = len(set(columns.values())) / max(len(headers), 1)
    return Candidate(
        mapping,
        columns,
        share + 0.5 * len(columns) / max(len(mapping.columns), 1),
        not missing and enough and not excluded,
        missing,
    )


def choose(
    headers: Sequence[str],
    label: str,
    candidates: Sequence[Mapping],
    *,
    source: str | None = None,
    preferred: frozenset[str] = frozenset(),
) -> Candidate:
    """The mapping that fits, or ``Unrecognised`` with the nearest ones and what to do. ``preferred``: digests of the
    company's own.
    """
    asked = [mapping for mapping in candidates if source is None or mapping.source == source]
    if source is not None and not asked:
        tools = sorted({mapping.source for mapping in candidates})
        raise Unrecognised(words("unknown_tool", tool=source, tools=tools))
    weighed = sorted((weigh(mapping, headers) for mapping in asked), key=lambda candidate: -candidate.score)
    fitting = [candidate for candidate in weighed if candidate.fits]
    if not fitting:
        raise Unrecognised(_nothing_fits(headers, label, [candidate for candidate in weighed if candidate.columns][:3]))
    best = fitting[0]
    near = [candidate for candidate in fitting if best.score - candidate.score < NEAR]
    if len(near) > 1:
        near = [candidate for candidate in near if candidate.mapping.digest in preferred] or near
    if len(near) > 1:
        near = [candidate for candidate in near if _name_agrees(candidate.mapping, label)] or near
    if len({candidate.name for candidate in near}) > 1:
        sources = either(*(f"--source {name}" for name in sorted({candidate.mapping.source for candidate in near})))
        names = [candidate.name for candidate in near]
        raise Unrecognised(words("could_be", file=label, names=names, options=sources))
    return near[0]


def _name_agrees(mapping: Mapping, label: str) -> bool:
    pattern = mapping.recognise.file_name
    return pattern is not None and re.search(pattern, Path(label).name, re.IGNORECASE) is not None


def _nothing_fits(headers: Sequence[str], label: str, nearest: Sequence[Candidate]) -> Words:
    shown = [*headers[:12], *(["…"] if len(headers) > 12 else [])]
    near = words("nearest", candidates=[_reason(candidate) for candidate in nearest]) if nearest else ""
    return words("unknown_export", file=label, headings=shown, nearest=near)


def _reason(candidate: Candidate) -> Words:
    absent = [candidate.mapping.columns[name][0] for name in candidate.missing]
    if absent:
        return words("near_without", name=candidate.name, columns=absent)
    total = len(candidate.mapping.columns)
    return words("near_with", name=candidate.name, some=len(candidate.columns), all=total)


def available(directory: Path | None) -> tuple[tuple[Mapping, ...], frozenset[str]]:
    """Every mapping that may be used, the company's own first, and the digests of those."""
    own = mappings.own(directory) if directory is not None else ()
    return (*own, *mappings.shipped()), frozenset(mapping.digest for mapping in own)

"""Weights learnt without labels: the two-class mixture of Fellegi and Sunter (1969), fitted by
expectation-maximisation.

Every pair of records is a match (share λ) or not; given that, levels are independent, level k of comparison j
having probability m[j,k] among matches and u[j,k] among the others. Pairs that no key proposed count as
non-matches, so u is what random pairs show less what the matches among them explain. Known dependences
(``Redundant``) are counted once.
"""

import numpy as np

from cordee.revenue.identity.comparison import FIRST_NAMED, LEVELS, UNKNOWN, Floats, Ints, Mask, Spec, unpack
from cordee.revenue.identity.weights import Model, sigmoid

ROUNDS = 100

PRIOR_MATCHES, PRIOR_PAIRS = 40.0, 2_000.0
"""How many matches, and how many other pairs, the shares that a spec expects (``Spec.prior``: m and u of a level)
count for. A dozen records are judged by them, a hundred thousand by what they show."""


def learn(
    spec: Spec, patterns: Ints, count: Floats, background: Floats, pairs: float, same: Floats, other: Floats
) -> Model:
    """``count`` proposed pairs of each pattern, of which ``same`` and ``other`` carry a label; ``background[j, k]``
    is the share of level k of comparison j among random pairs; ``pairs``: how many pairs of records there are."""
    names = tuple(c.name for c in spec.comparisons)
    raw = unpack(patterns, len(names)).astype(np.int64)
    codes = np.where(_repeated(spec, raw), UNKNOWN, raw)
    flat = codes + np.arange(len(names)) * LEVELS
    least, most = _bounds(spec, patterns)
    free = np.maximum(count - same - other, 0)
    expected = _expected(spec)
    m, u = _start(spec, background)
    share = float(np.clip(0.2 * count.sum() / pairs, 1e-9, 0.5))
    posterior = np.zeros(len(patterns))
    for _ in range(ROUNDS):
        ratio = np.log(share / (1 - share)) + np.log(m / u).ravel()[flat].sum(axis=1)
        updated = np.clip(sigmoid(ratio), least, most)
        matches = free * updated + same
        share = float(np.clip((matches.sum() + 1) / pairs, 1e-12, 0.5))
        m, u = _levels(flat, matches, np.maximum(count - matches, 0), background, pairs, expected)
        done = np.abs(updated - posterior).max(initial=0) < 1e-4
        posterior = updated
        if done:
            break
    model = Model.blank("mixture", names)
    model.intercept = float(np.log(share / (1 - share)))
    model.main = np.log(m / u)
    for rule in spec.redundant:
        i, j = spec.column(rule.given), spec.column(rule.then)
        for given in rule.given_levels:
            for level in rule.levels:
                ki, kj = spec.comparisons[i].code(given), spec.comparisons[j].code(level)
                _mute(model, (i, ki), (j, kj))
    model.facts = {"share": share, "matches": float((free * posterior + same).sum()), "patterns": float(len(patterns))}
    return model


def _mute(model: Model, one: tuple[int, int], two: tuple[int, int]) -> None:
    """Takes back the weight of ``two`` where ``one`` holds."""
    (i, ki), (j, kj) = (one, two) if one[0] < two[0] else (two, one)
    model.cross[i, j, ki, kj] = -model.main[two]


def _bounds(spec: Spec, patterns: Ints) -> tuple[Floats, Floats]:
    """What ``Spec.bounds`` say holds while learning, too: colleagues behind one switchboard teach nothing about
    matches."""
    least, most = np.zeros(len(patterns)), np.ones(len(patterns))
    levels = spec.levels(patterns)
    for bound in spec.bounds:
        held = bound.when(levels)
        least[held] = np.maximum(least[held], bound.least)
        most[held] = np.minimum(most[held], bound.most)
    return least, most


def _repeated(spec: Spec, codes: Ints) -> Mask:
    muted = np.zeros(codes.shape, bool)
    for rule in spec.redundant:
        i, j = spec.column(rule.given), spec.column(rule.then)
        given = np.isin(codes[:, i], [spec.comparisons[i].code(level) for level in rule.given_levels])
        then = np.isin(codes[:, j], [spec.comparisons[j].code(level) for level in rule.levels])
        muted[:, j] |= given & then
    return muted


def _start(spec: Spec, background: Floats) -> tuple[Floats, Floats]:
    m = np.full(background.shape, 1e-3)
    for j, comparison in enumerate(spec.comparisons):
        last = FIRST_NAMED + len(comparison.levels)
        worth = np.array([0.6**k for k in range(len(comparison.levels))])
        m[j, FIRST_NAMED:last] = spec.agreeing * worth / worth.sum()
        m[j, 1] = 1 - spec.agreeing
        m[j, last:] = 1e-3
        if comparison.name in spec.prior:
            m[j, 1:] = np.maximum(_expected(spec)[0][j, 1:] / PRIOR_MATCHES, 1e-3)
    m[:, UNKNOWN] = 1
    return m, _known(np.maximum(background, 1e-7))


def _expected(spec: Spec) -> tuple[Floats, Floats]:
    """Pairs that the spec's expectations count for, per level: half a match and one other pair where it has none."""
    m, u = np.full((len(spec.comparisons), LEVELS), 0.5), np.full((len(spec.comparisons), LEVELS), 1.0)
    for name, levels in spec.prior.items():
        j = spec.column(name)
        m[j], u[j] = 0, 0
        for level, (among_matches, among_others) in levels.items():
            code = spec.comparisons[j].code(level)
            m[j, code], u[j, code] = PRIOR_MATCHES * among_matches, PRIOR_PAIRS * among_others
    return m, u


def _known(table: Floats) -> Floats:
    """Shares among the pairs where both sides speak; level *unknown* weighs nothing."""
    table = table.copy()
    table[:, UNKNOWN] = 0
    table /= np.maximum(table.sum(axis=1, keepdims=True), 1e-300)
    table = np.maximum(table, 1e-12)
    table[:, UNKNOWN] = 1
    return table


def _levels(
    flat: Ints, matches: Floats, others: Floats, background: Floats, pairs: float, expected: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """m and u. A level too rare for the random pairs is counted among the proposed ones, which hold nearly all of
    it."""
    size = background.size
    m, proposed = np.zeros(size), np.zeros(size)
    for column in flat.T:
        m += np.bincount(column, weights=matches, minlength=size)
        proposed += np.bincount(column, weights=others, minlength=size)
    rest = np.maximum(background.ravel() * pairs - m, proposed)
    return _known(m.reshape(background.shape) + expected[0]), _known(rest.reshape(background.shape) + expected[1])

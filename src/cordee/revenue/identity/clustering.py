"""From pairs that are probably the same to groups that surely hold together.

Connected components would chain A to C by way of B whatever A and C say of each other. Here a component is kept
whole only when nothing inside it objects; otherwise its groups grow from the surest pair down, and two groups never
join across a veto. The result depends on the pairs alone, not on the order of rows.
"""

import heapq
from collections.abc import Callable

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from cordee.revenue.identity.comparison import Floats, Ints, Mask

Objections = Callable[[Ints, Ints], Mask]
"""Given pairs (a, b) of nodes in one component, which of them may not be in one group."""

WHOLE = 60
"""Components up to this size have every inner pair judged; in larger ones only the compared pairs are."""


def cluster(
    count: int,
    a: Ints,
    b: Ints,
    probability: Floats,
    *,
    must: tuple[Ints, Ints] | None = None,
    cannot: tuple[Ints, Ints] | None = None,
    objections: Objections | None = None,
    doubts: Objections | None = None,
    sure: float = 0.98,
) -> Ints:
    """For each of ``count`` nodes, the least node of its group. (a, b) are the pairs to join, surest first by
    ``probability``; ``must`` pairs are joined before them, ``cannot`` pairs never, not even by way of others.
    ``doubts`` keep apart what only pairs below ``sure`` would join."""
    empty = np.zeros(0, np.int64)
    must_a, must_b = must or (empty, empty)
    no_a, no_b = cannot or (empty, empty)
    all_a, all_b = np.concatenate([must_a, a]), np.concatenate([must_b, b])
    strength = np.concatenate([np.full(len(must_a), 2.0), probability])
    label = _components(count, all_a, all_b)
    size = np.bincount(label, minlength=1)

    troubled = np.zeros(len(size), bool)
    inside = label[no_a] == label[no_b]
    veto_a, veto_b = no_a[inside], no_b[inside]
    if objections is not None:
        inner_a, inner_b = _inner_pairs(label, size)
        keep = ~_listed(inner_a, inner_b, must_a, must_b, count)
        inner_a, inner_b = inner_a[keep], inner_b[keep]
        against = objections(inner_a, inner_b)
        veto_a, veto_b = np.concatenate([veto_a, inner_a[against]]), np.concatenate([veto_b, inner_b[against]])
        large = np.flatnonzero(size > WHOLE)
        if len(large):
            in_large = np.isin(label[a], large)
            against = objections(a[in_large], b[in_large])
            veto_a = np.concatenate([veto_a, a[in_large][against]])
            veto_b = np.concatenate([veto_b, b[in_large][against]])
    doubt_a, doubt_b = empty, empty
    if doubts is not None:
        inner_a, inner_b = _inner_pairs(label, size)
        against = doubts(inner_a, inner_b)
        doubt_a, doubt_b = inner_a[against], inner_b[against]
        troubled[label[doubt_a]] = True
    troubled[label[veto_a]] = True

    least = np.full(len(size), count, np.int64)
    np.minimum.at(least, label, np.arange(count))
    group = least[label]
    for component in _regroup(label, troubled, all_a, all_b, strength, (veto_a, veto_b), (doubt_a, doubt_b), sure):
        for node, root in component.items():
            group[node] = root
    return group


def average_link(
    count: int,
    a: Ints,
    b: Ints,
    probability: Floats,
    *,
    merge: float,
    average: float,
    judge: Callable[[Ints, Ints], Floats],
) -> Ints:
    """For each of ``count`` nodes, the least node of its group, when chains are likely: groups start from pairs at or
    above ``merge``, and two groups join while the mean probability over all their pairs is at least ``average``
    (Sokal and Michener 1958). (a, b) are the compared pairs; ``judge`` gives the probability of the others inside a
    component."""
    sure = probability >= merge
    label = _components(count, a[sure], b[sure])
    size = np.bincount(label, minlength=1)
    least = np.full(len(size), count, np.int64)
    np.minimum.at(least, label, np.arange(count))
    group = least[label]
    within = (label[a] == label[b]) & (size[label[a]] >= 3)
    a, b, probability = a[within], b[within], probability[within]
    inner_a, inner_b = _inner_pairs(label, size)
    new = ~_listed(inner_a, inner_b, a, b, count)
    inner_a, inner_b = inner_a[new], inner_b[new]
    a, b = np.concatenate([a, inner_a]), np.concatenate([b, inner_b])
    probability = np.concatenate([probability, judge(inner_a, inner_b)])
    agreeing = np.bincount(label[a][probability >= average], minlength=len(size))
    troubled = (size >= 3) & (agreeing < size * (size - 1) // 2)
    picked = troubled[label[a]]
    order = np.argsort(label[a[picked]], kind="stable")
    a, b, probability, of = a[picked][order], b[picked][order], probability[picked][order], label[a[picked]][order]
    bounds = np.flatnonzero(np.diff(of)) + 1
    for x, y, p in zip(np.split(a, bounds), np.split(b, bounds), np.split(probability, bounds), strict=True):
        if len(x):
            for nodes in _agglomerate(x.tolist(), y.tolist(), p.tolist(), average):
                group[nodes] = min(nodes)
    return group


def _agglomerate(a: list[int], b: list[int], probability: list[float], average: float) -> list[list[int]]:
    """The groups of one component; pairs that are not given count as 0."""
    members: dict[int, list[int]] = {node: [node] for node in (*a, *b)}
    total: dict[int, dict[int, float]] = {node: {} for node in members}
    queue: list[tuple[float, int, int]] = []
    for x, y, p in zip(a, b, probability, strict=True):
        total[x][y] = total[y][x] = p
        heapq.heappush(queue, (-p, min(x, y), max(x, y)))
    while queue:
        score, x, y = heapq.heappop(queue)
        if -score < average:
            break
        if x not in members or y not in members or -score != _mean(total, members, x, y):
            continue
        for other, worth in total.pop(y).items():
            del total[other][y]
            if other != x:
                total[x][other] = total[other][x] = total[x].get(other, 0.0) + worth
        members[x] += members.pop(y)
        for other in total[x]:
            heapq.heappush(queue, (-_mean(total, members, x, other), min(x, other), max(x, other)))
    return list(members.values())


def _mean(total: dict[int, dict[int, float]], members: dict[int, list[int]], x: int, y: int) -> float:
    return total[x].get(y, 0.0) / (len(members[x]) * len(members[y]))


def _components(count: int, a: Ints, b: Ints) -> Ints:
    graph = coo_matrix((np.ones(len(a), np.int8), (a, b)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _inner_pairs(label: Ints, size: Ints) -> tuple[Ints, Ints]:
    """Every pair of nodes of each component of three to ``WHOLE`` nodes (a pair alone has nothing more to say)."""
    nodes = np.flatnonzero((size[label] >= 3) & (size[label] <= WHOLE))
    nodes = nodes[np.argsort(label[nodes], kind="stable")]
    component = label[nodes]
    a, b = [], []
    for step in range(1, WHOLE):
        together = component[step:] == component[:-step] if step < len(nodes) else np.zeros(0, bool)
        if not together.any():
            break
        a.append(nodes[:-step][together])
        b.append(nodes[step:][together])
    if not a:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(a), np.concatenate(b)


def _listed(a: Ints, b: Ints, in_a: Ints, in_b: Ints, count: int) -> Mask:
    known = np.minimum(in_a, in_b) * count + np.maximum(in_a, in_b)
    return np.isin(np.minimum(a, b) * count + np.maximum(a, b), known)


def _regroup(
    label: Ints,
    troubled: Mask,
    a: Ints,
    b: Ints,
    strength: Floats,
    veto: tuple[Ints, Ints],
    doubt: tuple[Ints, Ints],
    sure: float,
) -> list[dict[int, int]]:
    """Groups of the components in which something objects: node -> least node of its group."""
    picked = troubled[label[a]]
    a, b, strength = a[picked], b[picked], strength[picked]
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((high, low, -strength, label[a]))
    against, doubted = _neighbours(veto), _neighbours(doubt)
    members: dict[int, set[int]] = {}
    root: dict[int, int] = {}
    for x, y, worth in zip(low[order].tolist(), high[order].tolist(), strength[order].tolist(), strict=True):
        for node in (x, y):
            if node not in root:
                root[node], members[node] = node, {node}
        one, two = root[x], root[y]
        if one == two:
            continue
        if len(members[one]) < len(members[two]):
            one, two = two, one
        if _meet(against, members[two], members[one]) or (worth < sure and _meet(doubted, members[two], members[one])):
            continue
        for node in members[two]:
            root[node] = one
        members[one] |= members.pop(two)
    return [dict.fromkeys(group, min(group)) for group in members.values()]


def _neighbours(pairs: tuple[Ints, Ints]) -> dict[int, set[int]]:
    beside: dict[int, set[int]] = {}
    for x, y in zip(pairs[0].tolist(), pairs[1].tolist(), strict=True):
        beside.setdefault(x, set()).add(y)
        beside.setdefault(y, set()).add(x)
    return beside


def _meet(beside: dict[int, set[int]], one: set[int], two: set[int]) -> bool:
    return any(not beside[node].isdisjoint(two) for node in one if node in beside)

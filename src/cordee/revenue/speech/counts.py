"""How often a thing is said, corrected for the errors of the labeller, with an interval: never the raw count of suggestions."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from cordee.revenue.metrics.intervals import Z

FEWEST = 20
"""Utterances that people looked at, of either answer of the labeller: below, no share is corrected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What people found of the utterances that they looked at, for one label."""

    hits: int  # suggested, and it is
    false_alarms: int  # suggested, and it is not
    missed: int  # not suggested, and it is
    clear: int  # not suggested, and it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A corrected share with its interval at 95 %; ``value`` is None where it cannot be told, and ``why`` says so.

    ``apparent``: the share of suggestions; ``sensitivity``, ``specificity``: of the labeller, as found; ``n``: utterances;
    ``checked``: those that people looked at.
    """

    value: float | None
    low: float | None
    high: float | None
    apparent: float | None
    sensitivity: float | None
    specificity: float | None
    n: int
    checked: int
    why: str | None = None  # no_utterances, too_few_checked, no_better_than_chance


def corrected_share(suggested: int, n: int, checked: Checked) -> Share:
    """The share of ``n`` utterances that are of a label of which ``suggested`` were suggested.

    Rogan and Gladen (1978, American Journal of Epidemiology 107, 71-76): (p + Sp - 1) / (Se + Sp - 1), p the apparent share, Se and Sp
    the labeller's sensitivity and specificity. People check mostly what was suggested, so Se and Sp are not read off the
    checked sample: predictive values are (they do not depend on how many of either answer were checked), and Bayes' rule at the
    apparent share gives Se and Sp. The estimator is then PPV p + (1 - NPV)(1 - p), which is Rogan and Gladen's with those Se and Sp.
    Interval at 95 %: delta method with the three binomial variances (Lang and Reiczigel, 2014, Preventive Veterinary Medicine 113,
    13-22), each proportion with one success and one failure added, after Agresti and Coull, so that none has a variance of zero.
    """
    looked = checked.hits + checked.false_alarms + checked.missed + checked.clear
    unknown = {"low": None, "high": None, "sensitivity": None, "specificity": None, "n": n, "checked": looked}
    if n == 0:
        return Share(value=None, apparent=None, why="no_utterances", **unknown)  # type: ignore[arg-type]  # a literal's values
    apparent = suggested / n
    on, off = checked.hits + checked.false_alarms, checked.missed + checked.clear
    if min(on, off) < FEWEST:
        return Share(value=None, apparent=apparent, why="too_few_checked", **unknown)  # type: ignore[arg-type]  # the same
    right, wrong = checked.hits / on, checked.missed / off  # PPV, 1 - NPV
    if right <= wrong:
        return Share(value=None, apparent=apparent, why="no_better_than_chance", **unknown)  # type: ignore[arg-type]  # the same
    value = right * apparent + wrong * (1 - apparent)
    sensitivity = right * apparent / value if value > 0 else None
    specificity = (1 - wrong) * (1 - apparent) / (1 - value) if value < 1 else None
    half = Z * math.sqrt(
        (apparent**2) * _variance(checked.hits, on)
        + ((1 - apparent) ** 2) * _variance(checked.missed, off)
        + ((right - wrong) ** 2) * _variance(suggested, n)
    )
    return Share(
        value=value,
        low=max(0.0, value - half),
        high=min(1.0, value + half),
        apparent=apparent,
        sensitivity=sensitivity,
        specificity=specificity,
        n=n,
        checked=looked,
    )


def _variance(hits: int, n: int) -> float:
    share = (hits + 1) / (n + 2)
    return share * (1 - share) / (n + 2)


@dataclass(frozen=True, slots=True)
class Word:
    """How much more a word is said by buyers of won deals than of lost ones.

    ``z``: the shrunk log odds over their standard error; ``won``, ``lost``: deals in which it was said.
    """

    word: str
    won: int
    lost: int
    log_odds: float
    z: float


def resonating(
    won: Iterable[set[str]], lost: Iterable[set[str]], *, fewest: int = 5, prior: float = 10.0
) -> list[Word]:
    """The words of buyers that go with won or lost deals, furthest from chance first; one set of words per deal.

    Log odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn, 2008, Political Analysis 16, 372-403, eq. 16, 22):
    rare words are drawn to the words of all deals by ``prior`` pseudo-deals. A deal counts once however often it says a word, for its
    words are not independent. Words of fewer than ``fewest`` deals are left out.
    """
    sides = [list(won), list(lost)]
    counts: list[dict[str, int]] = [{}, {}]
    for side, deals in enumerate(sides):
        for words in deals:
            for word in words:
                counts[side][word] = counts[side].get(word, 0) + 1
    n = [len(deals) for deals in sides]
    if not all(n):
        return []
    answer = []
    for word in counts[0].keys() | counts[1].keys():
        one, other = counts[0].get(word, 0), counts[1].get(word, 0)
        if one + other < fewest:
            continue
        share = (one + other) / sum(n)
        # A word that all say tells nothing apart, and would divide by zero.
        said = min(max(share, 1e-6), 1 - 1e-6) * prior
        unsaid = prior - said
        odds = [math.log((hits + said) / (total - hits + unsaid)) for hits, total in ((one, n[0]), (other, n[1]))]
        variance = sum(1 / (hits + said) + 1 / (total - hits + unsaid) for hits, total in ((one, n[0]), (other, n[1])))
        log_odds = odds[0] - odds[1]
        answer.append(Word(word, one, other, log_odds, log_odds / math.sqrt(variance)))
    return sorted(answer, key=lambda found: (-abs(found.z), found.word))


def beyond_chance(words: list[Word], *, rate: float = 0.1) -> list[Word]:
    """Those that stay when among the words shown at most ``rate`` are expected to be chance (Benjamini and Hochberg, 1995)."""
    if not words:
        return []
    p = np.array([math.erfc(abs(word.z) / math.sqrt(2)) for word in words])
    order = np.argsort(p)
    passes = np.nonzero(p[order] <= rate * np.arange(1, len(p) + 1) / len(p))[0]
    kept = set(order[: passes[-1] + 1].tolist()) if len(passes) else set()
    return [word for place, word in enumerate(words) if place in kept]

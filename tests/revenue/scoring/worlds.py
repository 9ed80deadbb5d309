"""Worlds of leads with a known truth: facts, outcomes, and columns that know the outcome."""

from dataclasses import dataclass

import numpy as np

from cordee.revenue.scoring import facts
from cordee.revenue.scoring.facts import Column, Flags, Floats


@dataclass(frozen=True)
class World:
    clean: list[Column]
    leaks: list[Column]
    won: Flags
    chance: Floats  # the true probability of each lead


def with_leaks(seed: int, n: int = 1200) -> World:
    """Thirty clean columns and their owner, of five families, a few of which matter; and five leaks."""
    rng = np.random.default_rng(seed)
    clean: list[Column] = []
    z = np.full(n, -1.0)
    for k in range(30):
        name, matters = f"clean {k}", k % 2
        match k % 5:
            case 0:
                x = rng.normal(size=n)
                z += 0.3 * x * matters
                x[rng.random(n) < 0.1] = np.nan
                clean.append(facts.number(name, x))
            case 1:
                x = rng.poisson(3, n).astype(float)
                z += 0.15 * (x - 3) * matters
                clean.append(facts.number(name, x))
            case 2:
                x = rng.integers(0, 6, n)
                z += 0.3 * (x == 2) * matters
                clean.append(facts.category(name, [None if rng.random() < 0.2 else "abcdef"[one] for one in x]))
            case 3:
                x = rng.lognormal(8, 1, n).round()
                z += 0.3 * (x > 5000) * matters
                clean.append(facts.number(name, x))
            case _:
                clean.append(facts.category(name, [f"level {one}" for one in rng.integers(0, 40, n)]))
    owner = rng.integers(0, 15, n)
    z += rng.normal(0, 0.4, 15)[owner]
    chance = 1 / (1 + np.exp(-z))
    won = rng.random(n) < chance
    clean.append(facts.category("owner", [f"owner {one}" for one in owner]))
    tag = np.where(won, rng.choice(["closed", "paid", "asks"], n), rng.choice(["ringing", "no answer", "asks"], n))
    filled = rng.random(n) < np.where(won, 0.8, 0.4)
    return World(
        clean,
        [
            facts.category("tag", tag.astype(object)),
            facts.category("form", [rng.choice(["x", "y"]) if one else None for one in filled]),
            facts.number("calls", rng.poisson(np.where(won, 6, 3)).astype(float)),
            facts.number("record id", 10_000 + np.argsort(np.argsort(rng.random(n) + 0.4 * won)).astype(float)),
            facts.number("owner rate", np.array([won[owner == one].mean() for one in range(15)])[owner]),
        ],
        won,
        chance,
    )


def plain(seed: int, n: int, *, effect: float = 1.0) -> World:
    """Four facts of which three matter by ``effect``: a number, two categories; a fourth of the number is missing."""
    rng = np.random.default_rng(seed)
    minutes = rng.gamma(2, 10, n).round()
    source = rng.choice(["form", "fair", "advert", "cold"], n, p=[0.3, 0.2, 0.3, 0.2])
    country = rng.choice(["FR", "BE", "DE"], n)
    noise = rng.normal(size=n)
    z = -1.2 + effect * (1.5 * (minutes >= 25) + 1.2 * (source == "form") - 1.4 * (source == "cold"))
    chance = 1 / (1 + np.exp(-z))
    won = rng.random(n) < chance
    seen = np.where(rng.random(n) < 0.25, np.nan, minutes)
    return World(
        [
            facts.number("minutes", seen),
            facts.category("source", source.astype(object)),
            facts.category("country", country.astype(object)),
            facts.number("noise", noise),
        ],
        [],
        won,
        chance,
    )

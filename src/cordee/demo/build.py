"""From a seed and a size to the whole story."""

from dataclasses import dataclass
from random import Random

import numpy as np

from cordee.demo import deals, mail, sales, story
from cordee.demo.campaigns import make_campaigns
from cordee.demo.demand import simulate
from cordee.demo.firms import make_firms
from cordee.demo.people import make_people
from cordee.demo.world import World


@dataclass(frozen=True, slots=True)
class Size:
    """How large a demo is. ``pull`` sets how many deals it has (see ``demand.simulate``)."""

    people: int
    firms: int
    pull: float


SIZES = {"small": Size(400, 140, -6.5), "company": Size(20_000, 7_000, -8.1)}


def build(size: Size, seed: int) -> World:
    """The same world for the same size and seed, on any machine."""
    rng = np.random.default_rng(seed)
    dice = Random(seed)
    firms = make_firms(size.firms, rng)
    people = make_people(firms, size.people, rng, dice)
    demand = simulate(firms, rng, pull=size.pull)
    world = World(seed, size.people / 20_000, firms, people, demand, make_campaigns())
    story.respond(world, dice)
    deals.open_deals(world, dice)
    story.hand_over(world, dice)
    sales.work(world, dice)
    mail.send(world, dice)
    return world

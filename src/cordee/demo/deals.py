"""Deals: opened when the demand says so, then moved through stages, revised, won or lost."""

import math
from collections import defaultdict
from datetime import date, timedelta
from random import Random

from cordee.demo.cast import END
from cordee.demo.days import in_office, next_open, wall
from cordee.demo.demand import WEEKS
from cordee.demo.firms import RIVALS, Firm
from cordee.demo.people import DECIDERS, Person
from cordee.demo.story import day_of
from cordee.demo.world import Change, Deal, World

STAGES = ("Découverte", "Démonstration", "Proposition", "Négociation")
LOSSES = ("Prix", "Concurrent", "Pas de décision", "Budget gelé", "Fonctionnalité manquante", "Départ de notre contact")
WINS = ("Simplicité", "Prix", "Références", "Accompagnement")
PRODUCTS = ("GMAO Essentiel", "GMAO Atelier", "GMAO Groupe")
_LAST = wall(END, 18)


def account_executive(firm: Firm) -> str:
    """Who sells to that firm."""
    if firm.unit == "sextan":
        return "nadege"
    if firm.town.country in ("GB", "US"):
        return "james"
    return "karim" if firm.headcount >= 250 else ("sophie", "laurent")[firm.number % 2]


def open_deals(world: World, dice: Random) -> None:
    """One deal per opening of the demand."""
    staff: dict[int, list[Person]] = defaultdict(list)
    for person in world.people:
        staff[person.firm].append(person)
    for week, number in world.demand.deals.tolist():
        firm = world.firms[number]
        opened = min(in_office(day_of(min(week, WEEKS - 1), dice), dice), _LAST)
        team = sorted(staff[number], key=lambda p: (p.title not in DECIDERS, p.number))
        people = [p.number for p in dice.sample(team, min(len(team), dice.choice((1, 1, 2, 2, 3))))]
        sensors = firm.unit == "sextan"
        base = 7_500 if sensors else 13_500
        amount = base * math.exp(0.42 * math.log(firm.headcount / 100) + 0.45 * dice.gauss(0, 1))
        product = (
            "Capteurs Sextan" if sensors else PRODUCTS[0 if firm.headcount < 80 else 1 if firm.headcount < 400 else 2]
        )
        deal = Deal(
            number=len(world.deals), firm=number, people=people, owner=account_executive(firm), opened_at=opened,
            name=f"{firm.name} - {product}", source="outbound" if dice.random() < 0.7 else "referral",
            product=product, currency=firm.currency,
            amount=round(max(amount, 1_500) / 100) * 100,
            expected=next_open(opened.date() + timedelta(days=dice.randrange(40, 80))), stage=0,
        )  # fmt: skip
        _live(deal, firm, dice)
        world.deals.append(deal)
    world.deals.sort(key=lambda d: (d.opened_at, d.firm))
    for place, deal in enumerate(world.deals):
        deal.number = place


def _live(deal: Deal, firm: Firm, dice: Random) -> None:
    """Moves the deal through its stages, revises its amount and close date, and closes it if its time has come."""
    days = max(6.0, dice.lognormvariate(math.log(54), 0.55) * (firm.headcount / 120) ** 0.10)
    won = dice.random() < 1 / (1 + math.exp(1.3 - 0.5 * firm.fit))
    reached = 3 if won else dice.choices((0, 1, 2, 3), (25, 30, 30, 15))[0]
    end = in_office((deal.opened_at + timedelta(days=days)).date(), dice)
    end = max(end, deal.opened_at + timedelta(hours=30))
    marks = sorted(dice.random() * 0.9 + 0.03 for _ in range(reached))
    latest = deal.opened_at
    for stage, mark in enumerate(marks, start=1):
        at = max(
            in_office((deal.opened_at + (end - deal.opened_at) * mark).date(), dice), latest + timedelta(minutes=15)
        )
        if at > _LAST or at >= end:
            break
        latest = at
        deal.changes.append(Change(at, "stage", STAGES[stage - 1], STAGES[stage]))
        deal.stage = stage
        if dice.random() < 0.35:
            revised = round(deal.amount * dice.uniform(0.75, 1.30) / 100) * 100
            if revised != deal.amount:
                deal.changes.append(Change(at + timedelta(minutes=3), "amount", f"{deal.amount:.2f}", f"{revised:.2f}"))
                deal.amount = revised
        if at.date() > deal.expected - timedelta(days=7) or dice.random() < 0.25:
            later = next_open(at.date() + timedelta(days=dice.randrange(10, 45)))
            if later > deal.expected:
                deal.changes.append(
                    Change(at + timedelta(minutes=5), "close_date", deal.expected.isoformat(), later.isoformat())
                )
                deal.expected = later
    if end > _LAST:
        deal.expected = max(deal.expected, next_open(date(2026, 7, 1) + timedelta(days=dice.randrange(75))))
        return
    deal.closed_at = end
    deal.outcome = "won" if won else "lost"
    if won:
        deal.reason = dice.choice(WINS)
    else:
        deal.reason = dice.choices(LOSSES, (28, 22, 24, 12, 9, 5))[0]
        if deal.reason == "Concurrent":
            deal.reason = f"Concurrent : {dice.choice(RIVALS)}"
    deal.changes.append(Change(end, "stage", STAGES[deal.stage], "Fermée gagnée" if won else "Fermée perdue"))

"""The eighteen months told from the demand: who answered what, who became a lead, how sales received them."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random

from cordee.demo.campaigns import GUIDES, Campaign
from cordee.demo.cast import END, MIGRATED, START
from cordee.demo.days import SLOW_MONTH, after_business, any_time, in_office, wall
from cordee.demo.demand import (
    BRAND,
    DIRECT,
    EMAIL,
    GOOGLE,
    LINKEDIN,
    ORGANIC,
    OUTBOUND,
    REFERRAL,
    RETARGETING,
    SHOW,
    WEBINAR,
)
from cordee.demo.firms import Firm
from cordee.demo.people import DECIDERS, Person
from cordee.demo.world import INQUIRIES, Cycle, Response, World

REFUSALS = ("Hors cible", "Pas de projet", "Étudiant ou concurrent", "Coordonnées invalides", "Doublon", "Déjà client")
RECYCLINGS = ("Pas le bon moment", "Injoignable", "Budget reporté", "Projet gelé")
"""Closed lists, agreed by both teams."""

_KINDS: dict[int, tuple[tuple[str, float], ...]] = {
    LINKEDIN: (("leadform", 0.55), ("guide", 0.30), ("visit", 0.15)),
    GOOGLE: (("demo", 0.30), ("contact", 0.12), ("guide", 0.38), ("visit", 0.20)),
    BRAND: (("demo", 0.38), ("contact", 0.17), ("visit", 0.45)),
    ORGANIC: (("guide", 0.42), ("demo", 0.10), ("contact", 0.08), ("visit", 0.40)),
    WEBINAR: (("webinar", 1.0),),
    SHOW: (("show", 1.0),),
    EMAIL: (("emailclick", 0.85), ("guide", 0.15)),
    RETARGETING: (("visit", 0.8), ("guide", 0.2)),
    REFERRAL: (("demo", 0.5), ("contact", 0.5)),
    DIRECT: (("visit", 0.65), ("demo", 0.35)),
}
_MQL = {"demo": 0.58, "contact": 0.32, "webinar": 0.12, "show": 0.17, "guide": 0.07, "leadform": 0.10}
"""Chance that an inquiry of that kind is handed to sales when the firm opens no deal soon after."""
_DAY_OF_HANDOVER = {"demo": 0, "contact": 0, "webinar": 1, "show": 3, "guide": 6, "leadform": 3}


def day_of(week: int, dice: Random) -> date:
    """A day of that week of the story."""
    return min(
        START + timedelta(days=7 * week + (dice.randrange(5) if dice.random() < 0.93 else dice.randrange(7))), END
    )


def owner_of(firm: Firm, day: date, dice: Random) -> str:
    """The colleague who receives the leads of that firm."""
    if firm.unit == "sextan":
        return "nadege"
    if firm.headcount >= 250 and day >= date(2025, 10, 1):
        return "elodie"
    if day <= date(2025, 11, 14):
        return "thibault" if (firm.number + dice.randrange(3)) % 2 else "ines"
    return "elodie" if dice.random() < 0.25 else "ines"


def respond(world: World, dice: Random) -> None:
    """Turns the touches of the demand, firm by firm, into answers of single people."""
    staff: dict[int, list[Person]] = defaultdict(list)
    for person in world.people:
        staff[person.firm].append(person)
    by_channel: dict[int, list[Campaign]] = defaultdict(list)
    for one in world.campaigns:
        if one.spend_known:
            by_channel[one.channel].append(one)
    for week, firm, channel in world.demand.touches.tolist():
        if channel == OUTBOUND:
            continue
        team = staff[firm]
        person = team[0] if dice.random() < 0.35 else dice.choice(team)
        day = day_of(week, dice)
        running = [
            c
            for c in by_channel[channel]
            if c.runs_on(day) or (channel in (SHOW, WEBINAR) and abs((c.starts - day).days) < 9)
        ]
        campaign: Campaign | None = dice.choice(running) if running else None
        if campaign is not None and channel in (SHOW, WEBINAR):
            day = campaign.starts
        kind = dice.choices(*zip(*_KINDS[channel], strict=True))[0]
        if kind in ("webinar", "show") and campaign is None:
            continue
        at = in_office(day, dice) if kind in ("webinar", "show") else any_time(day, dice)
        if at.date() > END:
            continue
        migrated = day >= MIGRATED
        tool = {
            "leadform": "linkedin",
            "demo": "webflow",
            "contact": "webflow",
            "webinar": "salesforce",
            "show": "salesforce",
        }.get(kind)
        content = {
            "demo": "Demande de démonstration", "contact": "Contact", "guide": GUIDES[4] if person.language == "en"
            else dice.choice(GUIDES[:4]),
            "leadform": "LI Livre blanc 2025" if day < MIGRATED else "LI Livre blanc 2026", "webinar": campaign.name
            if campaign else "", "show": campaign.name if campaign else "",
        }.get(kind, "")  # fmt: skip
        world.responses.append(
            Response(
                person.number,
                at,
                channel,
                kind,
                tool or ("hubspot" if migrated else "marketo"),
                campaign,
                content,
                dice.random() < 0.88,
            )
        )
        if person.known_on is None and kind in INQUIRIES:
            person.known_on = day
    world.responses.sort(key=lambda response: response.at)
    for response in world.responses:  # the first inquiry may have been written after a later one
        known = world.people[response.person].known_on
        if response.kind in INQUIRIES and known is not None and response.at.date() < known:
            world.people[response.person].known_on = response.at.date()


def hand_over(world: World, dice: Random) -> None:
    """Makes the ways through the funnel: those that end in a deal first, then the others as chance has it."""
    inquiries: dict[int, list[Response]] = defaultdict(list)
    for response in world.responses:
        if response.kind in INQUIRIES:
            inquiries[response.person].append(response)
    of_firm: dict[int, list[Response]] = defaultdict(list)
    for person_number, answers in inquiries.items():
        of_firm[world.people[person_number].firm].extend(answers)
    taken: dict[int, tuple[Response, int]] = {}  # id of a response → the deal it leads to
    for deal in world.deals:
        near = [
            r
            for r in of_firm[deal.firm]
            if timedelta(days=1) < deal.opened_at - r.at < timedelta(days=150) and id(r) not in taken
        ]
        if near:
            chosen = max(near, key=lambda r: (r.at, r.person))
            taken[id(chosen)] = (chosen, deal.number)
            if chosen.person in deal.people:
                deal.people.remove(chosen.person)
            deal.people.insert(0, chosen.person)
            deal.source = chosen.kind
        else:
            world.cycles.append(_found_by_sales(world, deal.people[0], deal.number, deal.opened_at, dice))
    for person_number, answers in sorted(inquiries.items()):
        person = world.people[person_number]
        firm = world.firms[person.firm]
        busy_until = wall(START)
        for response in answers:
            lead = taken.get(id(response))
            if lead is None and response.at < busy_until:
                continue
            cycle = _cycle(world, person, firm, response, None if lead is None else lead[1], dice)
            if cycle is None:
                continue
            world.cycles.append(cycle)
            busy_until = response.at + timedelta(days=70 if cycle.deal is None else 200)
    world.cycles.sort(key=lambda c: (c.started_at, c.person))


def _found_by_sales(world: World, person: int, deal: int, opened: datetime, dice: Random) -> Cycle:
    """No inquiry: sales found them, so there is no MQL; they are qualified at the first meeting."""
    met = max(opened - timedelta(days=dice.randrange(1, 15)), wall(date(2025, 1, 2), 10))
    owner = owner_of(world.firms[world.people[person].firm], met.date(), dice)
    return Cycle(
        person, None, owner, None, None, min(in_office(met.date(), dice), opened - timedelta(hours=2)), deal=deal
    )


def _at_work(moment: datetime, limit: datetime) -> datetime:
    """The next moment of work, unless that is too late."""
    return min(after_business(moment, 0), limit)


def _cycle(
    world: World, person: Person, firm: Firm, response: Response, deal: int | None, dice: Random
) -> Cycle | None:
    project = (
        world.demand.project_start[firm.number]
        <= (response.at.date() - START).days // 7
        < world.demand.project_start[firm.number] + world.demand.project_weeks[firm.number]
    )
    lift = (
        (0.12 if project else 0.0)
        + 0.05 * max(-1.5, min(1.5, firm.fit))
        + (0.06 if person.title in DECIDERS else -0.02)
    )
    if deal is None and dice.random() > _MQL[response.kind] + lift:
        return None
    opened = None if deal is None else world.deals[deal].opened_at
    room = timedelta(days=999) if opened is None else opened - response.at
    wait = timedelta(hours=dice.random() * 2 + 24 * _DAY_OF_HANDOVER[response.kind] * dice.random())
    mql_at = response.at + min(wait, room * 0.2)
    owner = owner_of(firm, mql_at.date(), dice)
    cycle = Cycle(person.number, response, owner, mql_at, deal=deal)
    decided = after_business(mql_at, dice.lognormvariate(2.3, 0.8) * (2 if mql_at.month == SLOW_MONTH else 1))
    if opened is not None:
        cycle.sal_at = _at_work(min(decided, mql_at + (opened - mql_at) * 0.4), opened)
        qualified = after_business(cycle.sal_at, dice.lognormvariate(2.6, 0.7))
        cycle.sql_at = _at_work(min(qualified, cycle.sal_at + (opened - cycle.sal_at) * 0.8), opened)
        return cycle
    if owner == "thibault" and mql_at.date() > date(2025, 11, 3):
        return cycle  # nobody took over his last leads
    luck = dice.random() - 0.06 * firm.fit - (0.05 if project else 0)
    if luck < 0.05:
        pass  # never decided
    elif luck < 0.64:
        cycle.sal_at = decided
        later = after_business(decided, dice.lognormvariate(3.2, 0.7))
        fate = dice.random()
        if fate < 0.22:
            cycle.sql_at = later
            if dice.random() < 0.6:
                cycle.recycled_at, cycle.reason = (
                    after_business(later, 60 + 120 * dice.random()),
                    dice.choice(RECYCLINGS),
                )
        elif fate < 0.80:
            cycle.recycled_at, cycle.reason = (
                after_business(decided, 20 + 120 * dice.random()),
                dice.choices(RECYCLINGS, (5, 4, 2, 1))[0],
            )
    else:
        cycle.refused_at, cycle.reason = decided, dice.choices(REFUSALS, (8, 7, 3, 3, 2, 1))[0]
    last = wall(END, 23)
    for name in ("sal_at", "sql_at", "refused_at", "recycled_at"):
        moment = getattr(cycle, name)
        if moment is not None and moment > last:
            setattr(cycle, name, None)
    return cycle if mql_at <= last else None

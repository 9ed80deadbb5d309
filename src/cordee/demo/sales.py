"""What sales did: attempts on leads, prospecting, the work on deals, and what was said in the recorded calls."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random

from cordee.demo.cast import BY_KEY, END, START
from cordee.demo.days import SLOW_MONTH, after_business, in_office, wall
from cordee.demo.demand import OUTBOUND
from cordee.demo.people import Person
from cordee.demo.story import day_of, owner_of
from cordee.demo.voice import conversation
from cordee.demo.world import Act, Cycle, Deal, World

AIRCALL_SINCE = date(2025, 3, 3)
_LAST = wall(END, 18)
_STEPS = ("Votre demande", "Relance", "Une question rapide", "Exemple d'un site comparable", "Dernier message")
_COLD = (
    "Vos arrêts machine",
    "Idée pour votre atelier",
    "Suite à mon message",
    "15 minutes la semaine prochaine ?",
    "Je referme le dossier",
)
_MEETINGS = ("Découverte", "Démonstration", "Point avec le directeur de site", "Proposition", "Négociation")


def work(world: World, dice: Random) -> None:
    """Fills ``world.acts``, in time order."""
    for cycle in world.cycles:
        if cycle.mql_at is not None:
            _pursue(world, cycle, dice)
    _prospect(world, dice)
    for deal in world.deals:
        _sell(world, deal, dice)
    world.acts = sorted((a for a in world.acts if a.at <= _LAST), key=lambda a: (a.at, a.person, a.kind))


def sequence_tool(user: str) -> str:
    """Where that colleague's e-mails and steps are kept."""
    return {"ines": "salesloft", "thibault": "salesloft", "elodie": "outreach", "nadege": "pipedrive"}.get(
        user, "salesforce"
    )


def _call(
    world: World,
    person: Person,
    at: datetime,
    user: str,
    dice: Random,
    *,
    warmth: float,
    deal: int | None = None,
    inbound: bool = False,
) -> Act:
    tool = "aircall" if at.date() >= AIRCALL_SINCE and user != "nadege" else sequence_tool(user)
    answered = inbound or dice.random() < 0.24 + 0.45 * warmth
    ringing = dice.randrange(6, 34)
    act = Act(person.number, at, "call", user, tool, outcome="no_answer", seconds=ringing, inbound=inbound, deal=deal)
    if not answered:
        act.outcome = dice.choices(("no_answer", "voicemail", "busy", "wrong_number"), (55, 34, 7, 4))[0]
        if act.outcome == "voicemail":
            act.seconds += dice.randrange(15, 50)
        return act
    act.talk = int(dice.lognormvariate(4.9 + 0.6 * warmth, 0.8))
    act.seconds, act.outcome = ringing + act.talk, "connected"
    if act.talk >= 45 and dice.random() < 0.8:
        act.recorded = tool in ("aircall", "salesloft")
        act.summary, act.objections = conversation(
            dice, language=person.language, name=person.name, title=person.job(), warmth=warmth
        )
        if dice.random() < 0.12 + 0.3 * warmth:
            act.outcome = "meeting_booked"
    return act


def _mail(
    person: Person,
    at: datetime,
    user: str,
    subject: str,
    step: int,
    dice: Random,
    *,
    warmth: float,
    deal: int | None = None,
) -> Act:
    act = Act(person.number, at, "email", user, sequence_tool(user), subject, step=step, deal=deal)
    if act.tool in ("salesloft", "outreach"):
        if dice.random() < 0.025:
            act.bounced = True
        elif dice.random() < 0.38 + 0.3 * warmth:
            act.opened_at = at + timedelta(minutes=int(dice.lognormvariate(4.5, 1.3)) + 1)
            if dice.random() < 0.06 + 0.25 * warmth:
                act.replied_at = act.opened_at + timedelta(minutes=dice.randrange(3, 600))
    return act


def _pursue(world: World, cycle: Cycle, dice: Random) -> None:
    """Attempts after an MQL: the first in a few business hours as a rule, late in August, now and then never."""
    handed_over = cycle.started_at
    left = BY_KEY[cycle.owner].left
    gone = left is not None and handed_over.date() > left - timedelta(days=11)
    if gone or (cycle.deal is None and dice.random() < 0.06):
        return
    person = world.people[cycle.person]
    slow = 2.2 if handed_over.month == SLOW_MONTH else 1.0
    hot = cycle.response is not None and cycle.response.kind in ("demo", "contact")
    at = after_business(handed_over, min(dice.lognormvariate(0.6 if hot else 1.3, 1.1) * slow, 90))
    if cycle.sal_at is not None and cycle.deal is not None:
        at = after_business(min(at, cycle.sal_at), 0) if cycle.sal_at > handed_over else at
    end = cycle.refused_at or cycle.recycled_at or cycle.sql_at or at + timedelta(days=12)
    warmth = 0.75 if cycle.deal is not None else 0.45 if cycle.sql_at is not None else 0.2
    for step in range(dice.choice((2, 3, 4, 5, 6))):
        if step and (at > end or (left is not None and at.date() > left)):
            break
        if (step + (0 if hot else 1)) % 2 == 0 and (person.mobile is not None or dice.random() < 0.3):
            act = _call(world, person, at, cycle.owner, dice, warmth=warmth)
        else:
            act = _mail(person, at, cycle.owner, _STEPS[min(step, 4)], step + 1, dice, warmth=warmth)
        world.acts.append(act)
        if act.replied_at is not None or act.outcome == "meeting_booked":
            break
        at = after_business(at, 6 + 20 * dice.random())
    if cycle.sql_at is not None and cycle.owner in ("ines", "thibault", "elodie"):
        world.acts.append(
            Act(
                person.number,
                cycle.sql_at,
                "meeting",
                cycle.owner,
                "salesforce",
                "Rendez-vous de qualification",
                "Honoré",
                seconds=1800,
            )
        )


def _prospect(world: World, dice: Random) -> None:
    """Cold sequences: the touches of the demand that outbound made, and many more that came to nothing."""
    staff: dict[int, list[Person]] = defaultdict(list)
    for person in world.people:
        staff[person.firm].append(person)
    heard = [(week, firm) for week, firm, channel in world.demand.touches.tolist() if channel == OUTBOUND]
    tries = [(dice.choice(staff[firm]), day_of(week, dice), True) for week, firm in heard]
    span = (END - START).days - 10
    tries += [
        (dice.choice(world.people), START + timedelta(days=dice.randrange(span)), False) for _ in range(len(heard) // 3)
    ]
    for person, day, answered in sorted(tries, key=lambda t: (t[1], t[0].number)):
        user = owner_of(world.firms[person.firm], day, dice)
        at = in_office(day - timedelta(days=dice.randrange(9)) if day > START + timedelta(days=9) else day, dice)
        if dice.random() < 0.15 and person.linkedin is not None and sequence_tool(user) in ("pipedrive", "salesforce"):
            world.acts.append(Act(person.number, at, "linkedin", user, sequence_tool(user), "Demande de connexion"))
        for step in range(dice.choice((2, 3, 4, 5))):
            if step % 3 == 2:
                act = _call(world, person, at, user, dice, warmth=0.3 if answered else 0.05)
            else:
                act = _mail(person, at, user, _COLD[min(step, 4)], step + 1, dice, warmth=0.3 if answered else 0.0)
            world.acts.append(act)
            left = BY_KEY[user].left
            at = after_business(at, 14 + 20 * dice.random())
            if act.replied_at is not None or (left is not None and at.date() > left):
                break


def _sell(world: World, deal: Deal, dice: Random) -> None:
    """Meetings, e-mails and calls between the opening of a deal and its end."""
    end = deal.closed_at or _LAST
    days = max((end - deal.opened_at).days, 1)
    tool = "pipedrive" if deal.owner == "nadege" else "salesforce"
    warmth = 0.8 if deal.outcome == "won" else 0.5
    for meeting in range(2 + deal.stage):
        at = in_office(
            (deal.opened_at + timedelta(days=days * (meeting + 0.3 * dice.random()) / (3 + deal.stage))).date(), dice
        )
        if deal.opened_at <= at <= end:
            person = dice.choice(deal.people)
            world.acts.append(
                Act(
                    person,
                    at,
                    "meeting",
                    deal.owner,
                    tool,
                    _MEETINGS[min(meeting, 4)],
                    "Honoré" if dice.random() < 0.9 else "Annulé",
                    seconds=1800 if meeting % 2 else 3600,
                    deal=deal.number,
                )
            )
    for _ in range(dice.randrange(3, 12)):
        at = in_office((deal.opened_at + timedelta(days=days * dice.random())).date(), dice)
        if deal.opened_at <= at <= end:
            person_number = dice.choice(deal.people)
            if dice.random() < 0.7:
                world.acts.append(
                    _mail(
                        world.people[person_number],
                        at,
                        deal.owner,
                        f"RE: {deal.name}",
                        0,
                        dice,
                        warmth=warmth,
                        deal=deal.number,
                    )
                )
            else:
                world.acts.append(
                    _call(
                        world,
                        world.people[person_number],
                        at,
                        deal.owner,
                        dice,
                        warmth=warmth,
                        deal=deal.number,
                        inbound=dice.random() < 0.3,
                    )
                )

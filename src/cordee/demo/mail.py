"""Newsletters and invitations: to whom, who opened, clicked, left."""

from bisect import bisect_right
from datetime import date, datetime, timedelta
from random import Random

from cordee.demo.cast import END, MIGRATED, START
from cordee.demo.days import next_open, wall
from cordee.demo.world import Mailing, Send, World

_SUBJECTS = (
    "Trois signaux faibles avant la panne", "Le vrai coût d'une heure d'arrêt",
    "Vos gammes de maintenance en un après-midi",
    "Invitation : webinaire maintenance", "Ce que nos clients ont changé cette année",
    "Audit ISO 55001 : la liste à cocher",
)  # fmt: skip


def send(world: World, dice: Random) -> None:
    """One newsletter a month, to all who are known and not opted out; the demand's clicks fall on the last one."""
    day = START + timedelta(days=13)
    while day <= END:
        sent_on = next_open(day)
        number = len(world.mailings)
        subject = _SUBJECTS[number % len(_SUBJECTS)]
        world.mailings.append(
            Mailing(
                number,
                f"NL {sent_on:%Y-%m} {subject}",
                subject,
                sent_on,
                "hubspot" if sent_on >= MIGRATED else "marketo",
            )
        )
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=14)
    days = [mailing.day for mailing in world.mailings]
    clicks: dict[tuple[int, int], datetime] = {}
    for response in world.responses:
        if response.kind == "emailclick":
            place = bisect_right(days, response.at.date() - timedelta(days=1)) - 1
            if place >= 0:
                clicks[place, response.person] = response.at
    readers = sorted((p for p in world.people if p.known_on is not None), key=lambda p: p.number)
    for mailing in world.mailings:
        start = wall(mailing.day, 9, 30)
        for person in readers:
            click = clicks.get((mailing.number, person.number))
            known = person.known_on or date.max
            if known >= mailing.day or (person.opted_out_on is not None and person.opted_out_on < mailing.day):
                continue
            if person.moved is not None and mailing.day >= person.moved[1]:
                continue  # the old address bounced once and was cleaned
            if click is None and dice.random() < 0.12:
                continue  # not in this month's segment
            mail = Send(mailing.number, person.number, start + timedelta(seconds=person.number % 2400))
            world.sends.append(mail)
            luck = dice.random()
            if click is not None:
                mail.opened_at, mail.clicked_at = click - timedelta(minutes=2), click
            elif luck < 0.012:
                mail.bounced = True
            elif luck < 0.30:
                mail.opened_at = mail.at + timedelta(minutes=int(dice.lognormvariate(5, 1.5)) + 1)
                if luck < 0.036:
                    mail.clicked_at = mail.opened_at + timedelta(minutes=1 + dice.randrange(30))
                elif luck > 0.2965:
                    mail.left_at = mail.opened_at + timedelta(minutes=2)
                    person.opted_out_on = mail.left_at.date()

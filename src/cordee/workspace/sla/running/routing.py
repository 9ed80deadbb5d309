"""Who gets a lead that no tool gave to anybody: the owner of its account, else the next one in turn, else the fallback."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.promises import Member, Queue, Routing
from cordee.workspace.activity.models import record
from cordee.workspace.insight import sla
from cordee.workspace.insight.window import Window, window
from cordee.workspace.jobs.models import Job
from cordee.workspace.people import mail
from cordee.workspace.people.models import Person
from cordee.workspace.sla.models import Version
from cordee.workspace.sla.models.decision import Assignment, Why
from cordee.workspace.sla.running import leads
from cordee.workspace.sla.running.deciding import RECORD, of_lead


@dataclass(frozen=True, slots=True)
class Given:
    """To whom a lead goes, by which queue, and why."""

    to: str
    queue: str
    why: Why


@dataclass(slots=True)
class Counts:
    """How many leads each member of each queue had in all, and today."""

    ever: Counter[tuple[str, str]]
    today: Counter[str]


def choose(
    lead: sla.Lead, routing: Routing, queue: Queue | None, counts: Counts, is_there: Callable[[str], bool]
) -> Given | None:
    """To whom the lead goes; None: it waits.

    Weighted round robin: of those who are there and under their daily limit, the one whose share after this lead,
    (had + 1) / weight, is least; the first in the list where two are equal. ``counts`` are brought up to date.
    """
    there = is_there if routing.skip_absent else (lambda _: True)
    if routing.account_owner_first and lead.account_owner and there(lead.account_owner):
        return _count(Given(lead.account_owner, "", Why.ACCOUNT_OWNER), counts)
    if queue is not None:
        able = [one for one in queue.members if one.weight and there(one.person.lower()) and _under_limit(one, counts)]
        if able:
            turn = min(able, key=lambda one: (counts.ever[queue.key, one.person.lower()] + 1) / one.weight)
            return _count(Given(turn.person.lower(), queue.key, Why.TURN), counts)
    if routing.fallback:
        return _count(Given(routing.fallback.lower(), queue.key if queue else "", Why.FALLBACK), counts)
    return None


def _under_limit(member: Member, counts: Counts) -> bool:
    return member.most_a_day is None or counts.today[member.person.lower()] < member.most_a_day


def _count(given: Given, counts: Counts) -> Given:
    counts.ever[given.queue, given.to] += 1
    counts.today[given.to] += 1
    return given


def away(terms: Terms, day: date) -> Callable[[str], bool]:
    """Whether a person is there on a day, by the absences of the calendar; part of a day is not an absence here."""
    gone = {
        worker.person.lower()
        for worker in terms.calendar.people
        for absence in worker.absences
        if absence.first <= day <= absence.last and absence.hours is None
    }
    return lambda email: email.lower() not in gone


def run(job: Job) -> dict[str, Any]:
    """Gives every lead that nobody has. Done twice, it gives nothing twice."""
    found, holds = window(), Version.in_force()
    if found is None or holds is None:
        return {"given": 0}
    terms, given = holds.document, 0
    routing, day = terms.routing, leads.present(found).date()
    waiting = [row.lead for row in leads.undecided(found) if row.holder is None]
    placed = place(found, routing.queues, waiting)
    counts = counted(day)
    for lead in sorted(waiting, key=lambda one: one.mql_at):
        chosen = choose(lead, routing, placed.get(lead.person_id), counts, away(terms, day))
        given += chosen is not None and _give(found, lead, chosen, holds)
    if given:
        Job.enqueue(RECORD, unique=RECORD)
    return {"given": given}


def place(found: Window, queues: Sequence[Queue], waiting: Sequence[sla.Lead]) -> Mapping[int, Queue]:
    """Person → the first queue whose rule holds for them."""
    left = {lead.person_id: lead.mql_at for lead in waiting}
    placed: dict[int, Queue] = {}
    for queue in queues:
        meets = frozenset(left) if queue.when is None else sla.matching(found, queue.when, left)
        placed |= dict.fromkeys(meets, queue)
        left = {person: at for person, at in left.items() if person not in meets}
    return placed


def counted(day: date) -> Counts:
    """What was given so far."""
    ever: Counter[tuple[str, str]] = Counter()
    today: Counter[str] = Counter()
    for queue, email, at in Assignment.objects.values_list("queue", "to_email", "at"):
        ever[queue, email] += 1
        today[email] += _day(at) == day
    return Counts(ever, today)


def _day(at: datetime) -> date:
    return leads.naive(at).date()


def _give(found: Window, lead: sla.Lead, chosen: Given, holds: Version) -> bool:
    known = sla.record_of(found, lead.person_id)
    if known is None:
        return False
    person = Person.objects.filter(email=chosen.to, is_active=True).first()
    try:
        with transaction.atomic():
            made = Assignment.objects.create(
                **of_lead(known, lead),
                to=person,
                to_email=chosen.to,
                queue=chosen.queue,
                why=chosen.why,
                version=holds,
                at=leads.aware(leads.present(found)),
            )
            record("sla.lead_assigned", subject=made.name, ref=f"assignment:{made.pk}", to=made.to_email, why=made.why)
            if person is not None:
                transaction.on_commit(partial(_tell, made, person))
    except IntegrityError:
        return False
    return True


def _tell(made: Assignment, person: Person) -> None:
    from cordee.workspace.sla.running.links import address

    context = {
        "name": made.name,
        "account": made.account,
        "link": address(person, made.person_id, leads.naive(made.mql_at)),
        "all": mail.absolute(reverse("sla:leads")),
    }
    mail.send(person, _("A lead for you"), "sla/mail/lead", context)


def due(now: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Every ten minutes, while an SLA is in force."""
    turn = timezone.localtime(now)
    return [(f"sla.route:{turn:%Y-%m-%dT%H}:{turn.minute // 10}", {})] if Version.in_force(now) else []

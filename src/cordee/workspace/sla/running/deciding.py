"""Accepting and refusing a lead, and answering a refusal."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordee.vocabulary.sla_terms.promises import Destination, Reason
from cordee.vocabulary.sla_terms.value import Owes
from cordee.workspace.activity.models import record
from cordee.workspace.insight import sla
from cordee.workspace.insight.window import Window
from cordee.workspace.jobs.models import Job
from cordee.workspace.people import mail
from cordee.workspace.people.models import Person, Refusal, Role, Side
from cordee.workspace.sla.models import Version
from cordee.workspace.sla.models.decision import Answer, Decision, Outcome, Verdict
from cordee.workspace.sla.running import leads

RECORD = "home.decisions"
"""The job that hands decisions to the data plane (``recording``)."""


class NothingInForce(Refusal):
    """No SLA is in force: there are no reasons to give."""


class NoSuchReason(Refusal):
    """The reason is none of those that both sides agreed on."""


class TooEarly(Refusal):
    """The reason needs more logged attempts than were made."""

    def __init__(self, needed: int, made: int) -> None:
        self.needed, self.made = needed, made
        super().__init__(f"{made} of {needed} attempts")


class NoDay(Refusal):
    """The reason needs the day on which to come back, and it lies ahead."""


class Decided(Refusal):
    """Somebody decided on this lead already."""


class NotSales(Refusal):
    """Sales accept and refuse leads; marketing answers."""


class Untraceable(Refusal):
    """No tool keeps this person under a name of its own: the decision could not be tied to anything."""


@dataclass(frozen=True, slots=True)
class Follow:
    """What becomes of a refused lead: which side, who of it, and when."""

    side: str
    by: Person | None
    on: date


def reasons() -> tuple[Reason, ...]:
    """Those of the SLA in force."""
    holds = Version.in_force()
    return holds.document.reasons if holds is not None else ()


def accept(window: Window, row: leads.Row, *, by: Person, address: str | None = None) -> Decision:
    """Sales take the lead."""
    return _decide(window, row, Verdict.ACCEPTED, by=by, address=address)


def refuse(
    window: Window,
    row: leads.Row,
    *,
    by: Person,
    reason: str,
    text: str = "",
    back_on: date | None = None,
    address: str | None = None,
) -> Decision:
    """Sales send the lead back, with a reason of the SLA in force."""
    if Version.in_force() is None:
        raise NothingInForce
    why = next((one for one in reasons() if one.key == reason), None)
    if why is None:
        raise NoSuchReason
    if why.after_attempts:
        made = sla.attempts(window, row.lead.person_id, row.lead.mql_at)
        if made < why.after_attempts:
            raise TooEarly(why.after_attempts, made)
    today = leads.aware(leads.present(window)).date()
    if why.needs_date and (back_on is None or back_on <= today):
        raise NoDay
    follow = _follow(row, why, by, back_on or today + timedelta(days=max(why.cool_down_days, 1)))
    return _decide(window, row, Verdict.REFUSED, by=by, address=address, why=why, text=text, follow=follow)


def _decide(
    window: Window,
    row: leads.Row,
    verdict: Verdict,
    *,
    by: Person,
    address: str | None,
    why: Reason | None = None,
    text: str = "",
    follow: Follow | None = None,
) -> Decision:
    if by.side == Side.MARKETING or by.role == Role.READ_ONLY:
        raise NotSales
    found = sla.record_of(window, row.lead.person_id)
    if found is None:
        raise Untraceable
    given = (
        {
            "reason": why.key,
            "reason_fr": why.name.fr,
            "reason_en": why.name.en,
            "destination": why.destination,
            "counts_against": why.counts_against,
        }
        if why
        else {}
    )
    try:
        with transaction.atomic():
            made = Decision.objects.create(
                **of_lead(found, row.lead),
                **given,
                verdict=verdict,
                at=leads.aware(leads.present(window)),
                text=text,
                follow_side=follow.side if follow else "",
                follow_by=follow.by if follow else None,
                follow_on=follow.on if follow else None,
                version=Version.in_force(),
                by=by,
                by_name=by.name,
                by_email=by.email,
            )
            about: dict[str, Any] = {"by": by, "subject": made.name, "ref": f"decision:{made.pk}", "address": address}
            if verdict == Verdict.ACCEPTED:
                record("sla.lead_accepted", **about)
            else:
                record("sla.lead_refused", **about, reason=made.reason)
            Job.enqueue(RECORD, by=by, unique=RECORD)
    except IntegrityError as error:
        raise Decided from error
    return made


def of_lead(found: sla.Record, lead: sla.Lead) -> dict[str, object]:
    """The fields that every fact about a lead keeps of it."""
    return {
        "record": found.id,
        "source": found.source,
        "object": found.object,
        "source_id": found.source_id,
        "person_id": lead.person_id,
        "name": lead.name[:200],
        "account": (lead.account or "")[:200],
        "mql_at": leads.aware(lead.mql_at),
    }


def _follow(row: leads.Row, why: Reason, by: Person, on: date) -> Follow:
    """Who has the lead after a refusal: on the side that the reason names, the owner of the account, who refused, or who leads."""
    if why.owner is Owes.SALES:
        wanted = row.lead.account_owner if why.destination is Destination.ACCOUNT_OWNER else by.email
        owner = Person.objects.filter(email=wanted or by.email, is_active=True).first() or by
        return Follow(Side.SALES, owner, on)
    return Follow(Side.MARKETING, _leader(Side.MARKETING), on)


def _leader(side: str) -> Person | None:
    """Who leads a side; where nobody does, who joined it first."""
    people = Person.objects.filter(side=side, is_active=True).order_by("pk")
    return people.filter(role=Role.LEADERSHIP).first() or people.first()


def answer(
    found: Window | None, decision: Decision, *, by: Person, outcome: str, text: str, address: str | None = None
) -> Answer:
    """Marketing says what became of a refusal; who refused is told. Raises ``Decided`` when it was answered already."""
    if by.side == Side.SALES or by.role == Role.READ_ONLY:
        raise NotSales
    try:
        with transaction.atomic():
            made = Answer.objects.create(
                decision=decision,
                outcome=Outcome(outcome),
                text=text,
                by=by,
                by_name=by.name,
                by_email=by.email,
                at=max(decision.at, leads.aware(leads.present(found)) if found else timezone.now()),
            )
            record(
                "sla.refusal_answered",
                by=by,
                subject=decision.name,
                ref=f"decision:{decision.pk}",
                address=address,
                outcome=outcome,
            )
            Job.enqueue(RECORD, by=by, unique=RECORD)
            if decision.by is not None and decision.by.is_active:
                transaction.on_commit(partial(_tell, made, decision.by))
    except IntegrityError as error:
        raise Decided from error
    return made


def _tell(made: Answer, person: Person) -> None:
    context = {"answer": made, "decision": made.decision, "link": mail.absolute(reverse("sla:leads"))}
    subject = _("Marketing answered your refusal")
    mail.send_unseen(person, subject, "sla/mail/answer", context)


def mark_read(person: Person) -> list[Answer]:
    """The answers to one's refusals that one had not seen, now seen."""
    found = list(Answer.objects.filter(decision__by=person, read_at__isnull=True).select_related("decision"))
    Answer.objects.filter(pk__in=[one.pk for one in found]).update(read_at=timezone.now())
    return found

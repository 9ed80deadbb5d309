"""The SLA of an invented company: versions that were signed in the past, decisions taken from its own refusals."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from cordee.vocabulary.sla_terms.document import Terms
from cordee.workspace.insight import sla
from cordee.workspace.insight.window import window
from cordee.workspace.people.models import Person
from cordee.workspace.sla import exporting
from cordee.workspace.sla.models import Comment, Signature, Version
from cordee.workspace.sla.models.decision import Answer, Decision, Verdict
from cordee.workspace.sla.running import recording
from cordee.workspace.sla.running.deciding import of_lead
from cordee.workspace.sla.running.leads import aware, naive

OPEN_FOR = timedelta(days=12)
"""Refusals of the last days wait for an answer; the earlier ones have theirs, most in time."""


class Agreed(Protocol):
    """A version of the invented company (``cordee.demo.agreements``)."""

    @property
    def terms(self) -> Terms: ...
    @property
    def proposed_by(self) -> str: ...
    @property
    def proposed_at(self) -> datetime: ...
    @property
    def holds_from(self) -> date | None: ...
    @property
    def signed_by(self) -> tuple[str, ...]: ...
    @property
    def comments(self) -> tuple[tuple[str, str, str], ...]: ...


def agree(agreements: Sequence[Agreed]) -> int:
    """Makes the versions and hands those in force over; a second time makes nothing. Gives how many were made."""
    if Version.objects.exists():
        return 0
    zone = ZoneInfo(settings.TIME_ZONE)
    people = {one.email: one for one in Person.objects.all()}
    with transaction.atomic():
        for one in agreements:
            at = one.proposed_at.replace(tzinfo=zone)
            made = Version.draft(one.terms, by=people[one.proposed_by], based_on=Version.objects.first())
            starts = datetime.combine(one.holds_from, time.min, zone) if one.holds_from else None
            Version.objects.filter(pk=made.pk).update(
                drafted_at=at - timedelta(days=2),
                edited_at=at,
                proposed_at=at,
                proposed_by_name=people[one.proposed_by].name,
            )
            for place, email in enumerate(one.signed_by):
                who, signed = people[email], at + timedelta(hours=20 + 3 * place)
                Signature.objects.create(
                    version=made,
                    side=who.side,
                    person=who,
                    name=who.name,
                    title=who.title,
                    content_hash=made.content_hash,
                    at=signed,
                )
            for clause, email, text in one.comments:
                said = Comment.tell(made, clause, text, by=people[email])
                Comment.objects.filter(pk=said.pk).update(at=at + timedelta(days=1))
            if starts is not None:
                Version.objects.filter(pk=made.pk).update(wanted_on=one.holds_from, in_force_at=starts)
    exporting.export()
    return len(agreements)


def decide(reasons: Mapping[str, str], answers: Mapping[str, tuple[str, str]], answered_by: str) -> int:
    """Makes the refusals since the SLA holds decisions of it, the earlier ones answered. Gives how many were made.

    ``reasons``: the CRM's words → the key of a reason; ``answers``: key → what was decided and what changed.
    """
    found, holds = window(), Version.in_force()
    if found is None or holds is None or Decision.objects.exists():
        return 0
    assert holds.in_force_at is not None  # noqa: S101 -- for the type checker: it is in force
    now = found.snapshot.data_as_of or found.snapshot.built_at
    known = {one.key: one for one in holds.document.reasons}
    people = {one.name: one for one in Person.objects.all()}
    answering = Person.objects.get(email=answered_by)
    made = 0
    listed = sla.refusals(found, naive(holds.in_force_at))
    records = sla.records_of(found, (told.lead.person_id for told in listed))
    for told in listed:
        why, tied = known.get(reasons.get(told.reason, "")), records.get(told.lead.person_id)
        if why is None or tied is None:
            continue
        who = people.get(told.by.rpartition(" · ")[2])
        given: dict[str, Any] = of_lead(tied, told.lead)
        decision, created = Decision.objects.get_or_create(
            record=given.pop("record"),
            mql_at=given.pop("mql_at"),
            defaults={
                **given,
                "verdict": Verdict.REFUSED,
                "at": aware(told.at),
                "reason": why.key,
                "reason_fr": why.name.fr,
                "reason_en": why.name.en,
                "destination": why.destination,
                "counts_against": why.counts_against,
                "follow_side": why.owner,
                "follow_by": answering if why.owner == "marketing" else who,
                "follow_on": told.at.date() + timedelta(days=max(why.cool_down_days, 14)),
                "told_by": told.tool,
                "version": holds,
                "by": who,
                "by_name": told.by.rpartition(" · ")[2],
                "by_email": who.email if who else "",
            },
        )
        made += created
        if created and told.at < now - OPEN_FOR and why.key in answers:
            outcome, text = answers[why.key]
            at = aware(told.at + timedelta(days=1 + tied.id % 8, hours=3))
            Answer.objects.create(
                decision=decision,
                outcome=outcome,
                text=text,
                by=answering,
                by_name=answering.name,
                by_email=answering.email,
                at=at,
                read_at=at + timedelta(days=1),
            )
    return made if made and sla.hand_over(settings.CORDEE_HOME, recording.acts()) else 0

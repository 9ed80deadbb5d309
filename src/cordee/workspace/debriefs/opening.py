"""Which deals open a debrief, and who sits: a recurring job, which done twice opens nothing twice."""

from typing import Any

from cordee.workspace.debriefs.models import Debrief, Outcome, Rule, Subject
from cordee.workspace.insight import debriefs as deals
from cordee.workspace.insight.window import Window, window
from cordee.workspace.jobs.models import Job
from cordee.workspace.people.models import Person, Role, Side
from cordee.workspace.rituals.moments import now
from cordee.workspace.ui.templatetags.formats import local

LOOKED_BACK = 21
"""Days: one remembers a deal that was closed three weeks ago; later, one invents."""
AT_ONCE = 5
"""Debriefs that wait for an answer at a time, largest first: of more, none would be answered well."""


def run(job: Job) -> dict[str, Any]:
    """Opens what is due."""
    found = window()
    return {"opened": len(open_due(found)) if found is not None else 0}


def due(found: Window, rule: Rule) -> list[tuple[Subject, str | None]]:
    """(deal, e-mail of its owner) of every deal that the rule asks a debrief of and that has none, largest first."""
    currency = found.snapshot.currency
    known = set(Debrief.objects.values_list("deal_id", "outcome"))
    asked: list[tuple[Subject, str | None]] = []
    for closed in deals.closed(found, days=LOOKED_BACK, least=rule.least_amount):
        if (closed.deal_id, closed.outcome) not in known and closed.closed_at is not None:
            subject = Subject(
                deal_id=closed.deal_id,
                records=deals.records_of(found, closed.deal_id),
                outcome=closed.outcome,
                name=closed.name,
                account=closed.account or "",
                account_id=closed.account_id,
                amount=closed.amount,
                currency=currency,
                happened_on=local(closed.closed_at).date(),
                segment=closed.segment or "",
                channel=closed.channel or "",
                reason=closed.reason or "",
            )
            asked.append((subject, closed.owner_email))
    for quiet in deals.silent(found, days=rule.silent_days, least=rule.least_amount):
        last = quiet.last_act_at or quiet.opened_at
        if (quiet.deal_id, Outcome.SILENT) in known or last is None:
            continue
        facts = deals.facts(found, quiet.deal_id)
        subject = Subject(
            deal_id=quiet.deal_id,
            records=deals.records_of(found, quiet.deal_id),
            outcome=Outcome.SILENT.value,
            name=quiet.name,
            account=quiet.account or "",
            account_id=quiet.account_id,
            amount=quiet.amount,
            currency=currency,
            happened_on=local(last).date(),
            segment=(facts.segment if facts else None) or "",
            channel=(facts.channel if facts else None) or "",
        )
        asked.append((subject, quiet.owner))
    return sorted(asked, key=lambda one: (-(one[0].amount or 0.0), one[0].deal_id))


def open_due(found: Window, *, limit: int = AT_ONCE) -> list[Debrief]:
    """Opens the largest of those that are due, each with somebody of both sides where there is one, while fewer than ``limit`` wait."""
    made = []
    waiting = sum(1 for one in Debrief.objects.filter(agreed_at=None) if not one.is_revealed)
    for subject, owner in due(found, Rule.in_force())[: max(0, limit - waiting)]:
        sales = _colleague(Side.SALES, owner)
        marketing = _colleague(Side.MARKETING, None)
        opened = Debrief.open(subject, marketing=marketing, sales=sales, at=now())
        if opened is not None:
            made.append(opened)
    return made


def _colleague(side: str, email: str | None) -> Person | None:
    """The deal's owner where they are of the side; else who of the side sits in the fewest open debriefs."""
    able = Person.objects.filter(is_active=True, side=side).exclude(role=Role.READ_ONLY)
    if email and (owner := able.filter(email=email.lower()).first()) is not None:
        return owner
    return min(
        able, key=lambda one: (Debrief.objects.filter(agreed_at=None, **{side: one}).count(), one.pk), default=None
    )

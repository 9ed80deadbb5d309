"""Warns once, before a delay is broken and when it is: one e-mail a person with all that is new, and one message in the chat."""

import json
import logging
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cordee.vocabulary.sla_terms.delays import Delay, Tell
from cordee.workspace.insight import sla
from cordee.workspace.insight.window import window
from cordee.workspace.jobs.models import Job, Later
from cordee.workspace.people import mail
from cordee.workspace.people.models import Person, Role, Side
from cordee.workspace.sla.models import Version
from cordee.workspace.sla.models.decision import Warned
from cordee.workspace.sla.running import leads
from cordee.workspace.sla.running.links import address

log = logging.getLogger(__name__)

OLD = timedelta(days=1)
"""What fell due longer ago is no news: the page tells it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Who is to be told of a clock now, and the key by which it is told once."""

    key: str
    email: str
    clock: sla.Standing


def steps(clock: sla.Standing, delay: Delay, holder: str | None, leaders: dict[str, list[str]]) -> Iterator[Step]:
    """What the clause says must be told of a clock as it stands: its holder from the warning on, then its escalation."""
    if clock.stopped_at is not None or clock.state not in ("at_risk", "broken"):
        return
    share = clock.business_minutes / clock.target_minutes if clock.target_minutes else 1.0
    reached = max(share, 1.0) if clock.state == "broken" else max(share, delay.warn_at)
    told = [(delay.warn_at, Tell.OWNER), *((one.at, one.tell) for one in delay.escalation)]
    for at, whom in dict.fromkeys(told):
        if reached < at:
            continue
        lead = Side.MARKETING if whom is Tell.MARKETING_LEAD else Side.SALES
        if whom is Tell.OWNER:
            people = [holder] if holder and clock.side == "sales" else leaders.get(clock.side, [])
        else:
            people = leaders.get(lead, [])
        for email in people:
            step = "before" if at < 1 else f"{at:g}"
            yield Step(f"{clock.person_id}:{clock.clause}:{clock.started_at.isoformat()}:{step}:{email}", email, clock)


def run(job: Job) -> dict[str, Any]:
    """Tells what was not told yet. Done twice, nobody is told twice; a mail server that is away is tried again."""
    found, holds = window(), Version.in_force()
    if found is None or holds is None:
        return {"told": 0}
    now = leads.present(found)
    delays = {delay.key: delay for delay in holds.document.delays}
    given = leads.holders(found)
    leaders = {
        side: list(
            Person.objects.filter(side=side, role=Role.LEADERSHIP, is_active=True).values_list("email", flat=True)
        )
        for side in (Side.MARKETING.value, Side.SALES.value)
    }
    new: dict[str, list[Step]] = {}
    for clock in sla.clocks(found, now, days=0):
        delay = delays.get(clock.clause.partition(".")[0])
        if delay is None or clock.due_at is None or clock.due_at < now - OLD:
            continue
        for step in steps(clock, delay, given.get(clock.person_id) or (clock.owner or "").lower() or None, leaders):
            new.setdefault(step.email, []).append(step)
    told = sum(_tell(email, listed, delays) for email, listed in new.items())
    return {"told": told}


def _tell(email: str, listed: list[Step], delays: dict[str, Delay]) -> int:
    """How many clocks a person is told of now."""
    known = set(Warned.objects.filter(key__in=[step.key for step in listed]).values_list("key", flat=True))
    fresh = list({step.key: step for step in listed if step.key not in known}.values())
    person = Person.objects.filter(email=email, is_active=True).first()
    if not fresh or person is None:
        return 0
    Warned.objects.bulk_create([Warned(key=step.key) for step in fresh], ignore_conflicts=True)
    lines = [_line(step, person, delays) for step in {(s.clock.person_id, s.clock.clause): s for s in fresh}.values()]
    context = {"lines": lines, "all": mail.absolute(reverse("sla:leads"))}
    if not mail.send(person, _("Delays of the SLA that are about to be broken"), "sla/mail/clocks", context):
        Warned.objects.filter(key__in=[step.key for step in fresh]).delete()
        raise Later(timedelta(minutes=5))
    _chat(person, lines)
    return len(lines)


def _line(step: Step, person: Person, delays: dict[str, Delay]) -> dict[str, Any]:
    clock = step.clock
    name = delays[clock.clause.partition(".")[0]].name.said(person.language)
    link = address(person, clock.person_id, clock.started_at) if clock.side == "sales" else ""
    return {"clock": clock, "delay": name, "link": link}


def _chat(person: Person, lines: list[dict[str, Any]]) -> None:
    """One message to the incoming webhook of Slack or Teams, where one is set: both take ``{"text": …}``. No buyer's name leaves."""
    if not settings.CORDEE_CHAT_WEBHOOK:
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = ngettext(
            "%(name)s: %(n)s delay of the SLA is about to be broken, or is. %(link)s",
            "%(name)s: %(n)s delays of the SLA are about to be broken, or are. %(link)s",
            len(lines),
        ) % {"name": person.name, "n": len(lines), "link": mail.absolute(reverse("sla:leads"))}
    body = json.dumps({"text": text}).encode()
    asked = urllib.request.Request(settings.CORDEE_CHAT_WEBHOOK, body, {"Content-Type": "application/json"})  # noqa: S310 -- the setting is checked to be https
    try:
        urllib.request.urlopen(asked, timeout=10).close()  # noqa: S310 -- as above
    except OSError as error:
        log.error("sla.chat_failed", extra={"reason": type(error).__name__})


def due(now: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Every five minutes, while an SLA is in force."""
    turn = timezone.localtime(now)
    return [(f"sla.warn:{turn:%Y-%m-%dT%H}:{turn.minute // 5}", {})] if Version.in_force(now) else []

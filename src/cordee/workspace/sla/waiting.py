"""What of the SLA waits for one person, for Today: each a line at most (``settings.WAITING``)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from cordee.workspace.insight import sla
from cordee.workspace.insight.window import Window
from cordee.workspace.people.models import Person, Role, Side
from cordee.workspace.sla.models import Version
from cordee.workspace.sla.models.decision import Decision, Verdict
from cordee.workspace.sla.paper import may_sign
from cordee.workspace.sla.running import leads
from cordee.workspace.ui.templatetags.formats import quantity


@dataclass(frozen=True, slots=True)
class Wait:
    """One line: a sentence, where it opens, how many, and whether it presses."""

    sentence: str
    address: str
    count: int
    late: bool = False


def leads_to_decide(person: Person, window: Window) -> Wait | None:
    """Leads to accept or refuse, of whoever sells, while an SLA is in force."""
    if person.side != Side.SALES or Version.in_force() is None:
        return None
    mine = leads.mine(window, person.email)
    if not mine:
        return None
    late = any(row.state == "broken" for row in mine)
    text = ngettext("%(n)s lead to accept or refuse", "%(n)s leads to accept or refuse", len(mine))
    return Wait(text % {"n": quantity(len(mine))}, reverse("sla:leads"), len(mine), late)


def clocks_at_risk(person: Person, window: Window) -> Wait | None:
    """Delays that one owes and that are about to be broken: the holder's, and marketing's to its leaders."""
    if Version.in_force() is None:
        return None
    given = leads.holders(window)
    leads_side = person.role == Role.LEADERSHIP and person.side in (Side.MARKETING, Side.SALES)

    def owes(clock: sla.Standing) -> bool:
        holder = given.get(clock.person_id) or (clock.owner or "").lower()
        return holder == person.email.lower() or (leads_side and clock.side == person.side)

    found = [
        one
        for one in sla.clocks(window, leads.present(window), days=0)
        if one.stopped_at is None and one.state == "at_risk" and owes(one)
    ]
    if not found:
        return None
    text = ngettext("%(n)s delay of the SLA is about to be broken", "%(n)s delays of the SLA are about to be broken", len(found))  # fmt: skip
    return Wait(text % {"n": quantity(len(found))}, reverse("sla:leads"), len(found), late=True)


def signatures(person: Person, window: Window) -> Wait | None:
    """A proposed version that waits for the person's side."""
    open_ = Version.objects.filter(proposed_at__isnull=False, in_force_at__isnull=True, abandoned_at__isnull=True)
    waiting = [one for one in open_.prefetch_related("signatures") if may_sign(person, one)]
    if not waiting or person.role != Role.LEADERSHIP:
        return None
    number = waiting[0].number
    text = gettext("Version %(number)s of the SLA waits for the signature of your side") % {"number": number}
    return Wait(text, reverse("sla:version", args=[number]), len(waiting))


def refusals_to_answer(person: Person, window: Window) -> Wait | None:
    """Refusals that nobody answered, for marketing."""
    if person.side != Side.MARKETING:
        return None
    count = Decision.objects.filter(verdict=Verdict.REFUSED, answer__isnull=True).count()
    if not count:
        return None
    text = ngettext("%(n)s refusal by sales waits for an answer", "%(n)s refusals by sales wait for an answer", count)
    return Wait(text % {"n": quantity(count)}, reverse("sla:refusals"), count)

"""Leads whose hand-over went wrong, each with its story."""

from collections import Counter
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cordee.workspace.insight import channels
from cordee.workspace.insight import rituals as happened
from cordee.workspace.insight.rituals import Lead
from cordee.workspace.rituals.agenda import Asked, Block, Found, Item
from cordee.workspace.ui.templatetags.formats import duration, moment, quantity


def refused(asked: Asked) -> Found:
    found = happened.refused(asked.window, asked.span)
    worth = happened.lead_worth(asked.window)
    reasons = Counter(one.reason or gettext("no reason given") for one in found)
    if not found:
        return Found(items=[], headline=gettext("Sales refused no lead."))
    reason, most = reasons.most_common(1)[0]
    headline = ngettext("%(n)s lead refused", "%(n)s leads refused", len(found)) % {"n": quantity(len(found))}
    if most > 1:
        headline += gettext("; first reason: %(reason)s (%(n)s)") % {"reason": reason, "n": quantity(most)}
    return Found(
        items=[
            Item(
                title=_who(one),
                facts=(one.reason or gettext("no reason given"), channels.label(one.channel), moment(one.at)),
                stake=worth.value if worth else None,
                side="joint",
                address=reverse("journeys:person", args=[one.person_id]),
            )
            for one in found
        ],
        headline=headline,
        stake=worth.value * len(found) if worth else None,
        note=_worth_note(asked, len(found)),
        more_address=f"{reverse('journeys:search')}?{urlencode({'stage': 'refused'})}",
    )


def broken(asked: Asked) -> Found:
    found = happened.late(asked.window, asked.span)
    worth = happened.lead_worth(asked.window)
    if not found:
        return Found(items=[], headline=gettext("Every hand-over was answered within its delay."))
    unanswered = sum(1 for one in found if one.minutes is None)
    headline = ngettext(
        "%(n)s hand-over beyond its delay, %(unanswered)s unanswered to this day",
        "%(n)s hand-overs beyond their delay, %(unanswered)s unanswered to this day",
        len(found),
    ) % {"n": quantity(len(found)), "unanswered": quantity(unanswered)}
    return Found(
        items=[
            Item(
                title=_who(one),
                facts=(_waited(one), gettext("handed over on %(moment)s") % {"moment": moment(one.at)}),
                stake=worth.value if worth else None,
                side="sales",
                address=reverse("journeys:person", args=[one.person_id]),
            )
            for one in found
        ],
        headline=headline,
        stake=worth.value * len(found) if worth else None,
        note=_worth_note(asked, len(found)),
        more_address=f"{reverse('today:leads')}?{urlencode({'whose': 'all', 'late': 1})}",
    )


def _who(one: Lead) -> str:
    return f"{one.name}, {one.account}" if one.account else one.name


def _waited(one: Lead) -> str:
    target = duration(one.target)
    if one.minutes is None:
        return gettext("nobody has tried yet; %(target)s of work time were promised") % {"target": target}
    return gettext("first tried after %(delay)s of work time; %(target)s were promised") % {
        "delay": duration(one.minutes),
        "target": target,
    }


def _worth_note(asked: Asked, count: int) -> str:
    worth = happened.lead_worth(asked.window)
    if worth is None:
        return gettext("What a lead is worth is not known yet: too few deals were won.")
    return gettext("At stake: their number times an MQL's chance to become a customer times a won deal.")


REFUSED = Block("refused", _("Refused leads"), _("Leads that sales refused, with the reason and the story."), refused)
BROKEN = Block("broken", _("Broken delays"), _("Leads that waited longer than was promised."), broken)

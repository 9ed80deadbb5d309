"""Campaigns that ended."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cordee.workspace.insight import channels
from cordee.workspace.insight import rituals as happened
from cordee.workspace.insight.rituals import Campaign
from cordee.workspace.rituals.agenda import Asked, Block, Found, Item
from cordee.workspace.ui.templatetags.formats import day_short, money_short, quantity


def ended(asked: Asked) -> Found:
    found = happened.ended_campaigns(asked.window, asked.span)
    if not found:
        return Found(items=[], headline=gettext("No campaign ended."))
    cost = sum(one.cost or 0.0 for one in found)
    headline = ngettext(
        "%(n)s campaign ended; it cost %(cost)s", "%(n)s campaigns ended; they cost %(cost)s", len(found)
    ) % {"n": quantity(len(found)), "cost": money_short(cost, asked.currency)}
    return Found(
        items=[
            Item(
                title=one.name,
                facts=(_days(one), channels.label(one.channel), _brought(asked, one)),
                stake=one.cost,
                side="marketing",
                address=reverse("scoreboard:definition", args=["cost_per_lead"]),
            )
            for one in found
        ],
        headline=headline,
        stake=cost,
        note=gettext("What the last leads become is not known yet: a campaign is judged on more than its first weeks."),
    )


def _days(one: Campaign) -> str:
    return gettext("%(first)s to %(last)s") % {"first": day_short(one.first), "last": day_short(one.last)}


def _brought(asked: Asked, one: Campaign) -> str:
    return gettext("%(leads)s leads, %(mqls)s MQLs, %(deals)s opportunities, %(pipeline)s of pipeline so far") % {
        "leads": quantity(one.leads),
        "mqls": quantity(one.mqls),
        "deals": quantity(one.opportunities),
        "pipeline": money_short(one.pipeline, asked.currency),
    }


ENDED = Block("campaigns", _("Campaigns that ended"), _("What they cost and what they brought so far."), ended)

"""The field's voice: objections that colleagues noted, and calls worth hearing."""

from datetime import UTC

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cordee.workspace.insight import rituals as happened
from cordee.workspace.insight import words
from cordee.workspace.journeys.models import Insight, Kind
from cordee.workspace.rituals.agenda import Asked, Block, Found, Item
from cordee.workspace.ui.templatetags.formats import day_short, duration, moment, quantity


def objections(asked: Asked) -> Found:
    found = list(
        Insight.objects.filter(
            kind=Kind.OBJECTION,
            withdrawn_at=None,
            at__gte=asked.span.since.replace(tzinfo=UTC),
        )
        .prefetch_related("wordings")
        .order_by("-at")
    )
    if not found:
        return Found(items=[], headline=gettext("Nobody noted an objection."))
    headline = ngettext("%(n)s objection noted", "%(n)s objections noted", len(found)) % {"n": quantity(len(found))}
    return Found(
        items=[
            Item(
                title=one.text,
                facts=(one.about_name, f"{one.author_name}, {day_short(one.at)}"),
                side="joint",
                address=reverse(f"journeys:{one.about_kind}", args=[one.about_id]),
            )
            for one in found
        ],
        headline=headline,
    )


def calls(asked: Asked) -> Found:
    found = happened.calls(asked.window, asked.span)
    if not found:
        return Found(items=[], headline=gettext("No call of a minute or more."))
    return Found(
        items=[
            Item(
                title=" · ".join(filter(None, (one.person, one.account))) or gettext("somebody unknown"),
                facts=(
                    duration(one.seconds / 60),
                    words.said(words.OUTCOMES, one.outcome) if one.outcome else "",
                    moment(one.at),
                ),
                side="sales",
                address=reverse("journeys:person", args=[one.person_id]) if one.person_id else "",
            )
            for one in found
        ],
        headline=gettext("The longest conversations, to be heard together"),
        note=gettext("Chosen by length, not by who called: nobody is ranked."),
    )


OBJECTIONS = Block("objections", _("Objections"), _("What buyers object, as colleagues noted it."), objections)
CALLS = Block("calls", _("Calls to listen to"), _("The longest conversations since last time."), calls)

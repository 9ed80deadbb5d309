"""What was promised: actions that are due, decisions that are to be checked."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cordee.workspace.insight import figures
from cordee.workspace.rituals.agenda import Asked, Block, Found, Item
from cordee.workspace.rituals.models import Action, Decision
from cordee.workspace.ui.templatetags.formats import day_short, quantity


def actions(asked: Asked) -> Found:
    """The open actions of this ritual, those that are due by the meeting first."""
    day = timezone.localtime(asked.meeting.starts_at).date()
    found = list(
        Action.objects.filter(ritual=asked.ritual, done_at=None, made_at__lte=asked.now).select_related("owner")
    )
    due = sum(1 for one in found if one.due_on <= day)
    if not found:
        return Found(items=[], headline=gettext("Every action is done."))
    headline = ngettext("%(n)s open action, %(due)s due", "%(n)s open actions, %(due)s due", len(found)) % {
        "n": quantity(len(found)),
        "due": quantity(due),
    }
    return Found(
        items=[
            Item(
                title=one.text,
                facts=(one.owner.name if one.owner else "–", _due(one, day)),
                side="joint" if one.side == "both" else one.side,
                address=f"{reverse('rituals:show', args=[asked.ritual.pk])}#action-{one.pk}",
            )
            for one in found
        ],
        headline=headline,
        more_address=reverse("rituals:show", args=[asked.ritual.pk]),
    )


def _due(one: Action, day: date) -> str:
    said = gettext("due on %(day)s") % {"day": day_short(one.due_on)}
    return f"{said} ({gettext('late')})" if one.due_on < day else said


def decisions(asked: Asked) -> Found:
    """Decisions of this ritual that were read since last time, or whose day has come."""
    day = timezone.localtime(asked.meeting.starts_at).date()
    found = [
        one
        for one in Decision.objects.filter(meeting__ritual=asked.ritual, check_on__lte=day).prefetch_related("readings")
        if not (one.readings.all() and one.readings.all()[0].at.replace(tzinfo=None) < asked.span.since)
    ]
    if not found:
        return Found(items=[], headline=gettext("No decision is to be checked."))
    headline = ngettext("%(n)s decision to check", "%(n)s decisions to check", len(found)) % {"n": quantity(len(found))}
    return Found(
        items=[
            Item(
                title=one.text,
                facts=(
                    gettext("decided on %(day)s") % {"day": day_short(one.decided_on)},
                    figures.definition(one.metric).name,
                    one.readings.all()[0].get_verdict_display() if one.readings.all() else gettext("not read yet"),
                ),
                side="joint",
                address=reverse("rituals:decision", args=[one.pk]),
            )
            for one in found
        ],
        headline=headline,
        more_address=reverse("rituals:decisions"),
    )


ACTIONS = Block("actions", _("Actions"), _("Open actions of this ritual, those that are due first."), actions)
DECISIONS = Block(
    "decisions", _("Decisions to check"), _("What earlier decisions changed, as the software read it."), decisions
)

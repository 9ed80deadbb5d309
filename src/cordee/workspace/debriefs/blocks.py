"""Blocks that the agendas of rituals may hold (``settings.AGENDA_BLOCKS``): debriefs that wait, and where the sides differ."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cordee.workspace.debriefs.models import SIDES, Answer, Debrief
from cordee.workspace.debriefs.themes import judged, themes
from cordee.workspace.insight import words
from cordee.workspace.rituals.agenda import Asked, Block, Found, Item
from cordee.workspace.ui.templatetags.formats import day_short, money_short, quantity


def waiting(asked: Asked) -> Found:
    """Open debriefs in which an answer is missing. Which side is missing is told, not what the other said."""
    found = [one for one in Debrief.objects.filter(agreed_at=None) if not one.is_revealed]
    found.sort(key=lambda one: -(one.amount or 0.0))
    if not found:
        return Found(items=[], headline=gettext("No debrief waits for an answer."))
    amount = sum(one.amount or 0.0 for one in found)
    headline = ngettext(
        "%(n)s debrief waits for an answer (%(amount)s)", "%(n)s debriefs wait for an answer (%(amount)s)", len(found)
    ) % {"n": quantity(len(found)), "amount": money_short(amount, asked.currency)}
    return Found(items=[_item(one, _missing(one)) for one in found], headline=headline, stake=amount)


def differences(asked: Asked) -> Found:
    """Debriefs that both answered and that are not agreed yet, or were since last time; those that differ most first."""
    since = asked.span.since
    open_ones = [
        one
        for one in Debrief.objects.filter(pk__in=Answer.objects.revealed().values("debrief_id"))
        if one.agreed_at is None or one.agreed_at.replace(tzinfo=None) >= since
    ]
    if not open_ones:
        return Found(items=[], headline=gettext("No debrief is to be talked about."))
    rows = []
    for one in open_ones:
        [told] = judged([one])
        what = gettext("they do not see the same outcome") if told.differs_on_outcome else gettext("the same outcome")
        drivers = gettext("%(n)s of %(all)s drivers judged differently") % {
            "n": quantity(len(told.differing)),
            "all": quantity(len(told.compared)),
        }
        weight = (told.differs_on_outcome, len(told.differing), one.amount or 0.0)
        rows.append((weight, _item(one, f"{what}, {drivers}")))
    rows.sort(key=lambda row: row[0], reverse=True)
    together = themes(judged(open_ones))
    headline = gettext("The sides disagree on the outcome of %(n)s of %(all)s deals") % {
        "n": quantity(together.outcome_differs.hits),
        "all": quantity(together.outcome_differs.n),
    }
    return Found(
        items=[item for _weight, item in rows],
        headline=headline,
        stake=sum(one.amount or 0.0 for one in open_ones),
        more_address=reverse("debriefs:themes"),
    )


def _item(one: Debrief, fact: str) -> Item:
    return Item(
        title=one.account or one.name,
        facts=(str(one.get_outcome_display()), day_short(one.happened_on), fact),
        stake=one.amount,
        side="joint",
        address=reverse("debriefs:show", args=[one.pk]),
    )


def _missing(one: Debrief) -> str:
    there = set(one.answers.values_list("side", flat=True))
    names = [words.said(words.SIDES, side) for side in SIDES if side not in there]
    return gettext("missing: %(sides)s") % {"sides": ", ".join(names)}


WAITING = Block(
    "debriefs", _("Debriefs that wait"), _("Important deals that one of the two has not judged yet."), waiting
)
DIFFERENCES = Block(
    "differences",
    _("Where the sides differ"),
    _("Deals that both judged, with what they see differently."),
    differences,
)

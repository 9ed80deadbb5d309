"""What waits for a person, on Today: their actions (``settings.WAITING``)."""

from django.urls import reverse
from django.utils.translation import ngettext

from cordee.workspace.insight.window import Window
from cordee.workspace.people.models import Person
from cordee.workspace.rituals.models import Action
from cordee.workspace.rituals.moments import today
from cordee.workspace.today.waiting import Wait
from cordee.workspace.ui.templatetags.formats import quantity


def actions_due(person: Person, window: Window) -> Wait | None:
    """Open actions that I agreed to, with how many are late."""
    mine = list(Action.objects.filter(owner=person, done_at=None))
    if not mine:
        return None
    late = sum(1 for one in mine if one.is_late(today()))
    sentence = ngettext(
        "%(n)s action that you agreed to is open; late: %(late)s",
        "%(n)s actions that you agreed to are open; late: %(late)s",
        len(mine),
    ) % {"n": quantity(len(mine)), "late": quantity(late)}
    return Wait(sentence, f"{reverse('rituals:index')}#mine", len(mine), late=late > 0)

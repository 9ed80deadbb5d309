"""What waits for a person, on Today: debriefs in which they sit and have not answered (``settings.WAITING``)."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext

from cordee.workspace.debriefs.models import Debrief
from cordee.workspace.insight.window import Window
from cordee.workspace.people.models import Person
from cordee.workspace.today.waiting import Wait
from cordee.workspace.ui.templatetags.formats import quantity


def debriefs_to_answer(person: Person, window: Window) -> Wait | None:
    """Answers that are mine to give: a minute and a half each."""
    found = list(mine_to_answer(person))
    if not found:
        return None
    sentence = ngettext(
        "%(n)s debrief waits for your answer: a minute and a half",
        "%(n)s debriefs wait for your answer: a minute and a half each",
        len(found),
    ) % {"n": quantity(len(found))}
    address = reverse("debriefs:show", args=[found[0].pk]) if len(found) == 1 else reverse("debriefs:index")
    return Wait(sentence, address, len(found))


def mine_to_answer(person: Person) -> list[Debrief]:
    """Open debriefs in which the person sits and has not answered."""
    sitting = Debrief.objects.filter(Q(marketing=person) | Q(sales=person), agreed_at=None)
    return list(sitting.exclude(answers__by=person).distinct())

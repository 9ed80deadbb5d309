"""What a page says when the model refuses."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cordee.workspace.people.models import Refusal
from cordee.workspace.sla.models import (
    AlreadySigned,
    ChangedMeanwhile,
    InForce,
    NotOfOneSide,
    NotProposed,
    NotReady,
    NotYours,
    SamePerson,
    Sealed,
    Tampered,
)
from cordee.workspace.sla.paper import language


def sentence(refusal: Refusal) -> str:
    """Why not, and what to do, in the reader's language."""
    match refusal:
        case InForce():
            return _("This version is in force, or was: it is never changed. Start a new version from it.")
        case Sealed():
            return _("Both sides have signed: one of them takes its signature back before anything is changed.")
        case NotProposed():
            return _("This version is still a draft: propose it first.")
        case ChangedMeanwhile():
            return _("Somebody changed the terms while you had them open. Read them again: nothing of yours was kept.")
        case AlreadySigned():
            return _("Your side has signed these terms already.")
        case SamePerson():
            return _("You signed for the other side: a second person is needed.")
        case NotOfOneSide():
            return _(
                "Somebody of marketing and somebody of sales sign. Whoever is of both sides, administers or only reads does not."
            )
        case NotYours():
            return _("Only who signed, or a leader of the same side, takes a signature back.")
        case Tampered():
            return _("The terms in the database are not those that were written: their hash differs. Restore a backup.")
        case NotReady():
            first = refusal.problems[0].said(language())
            return _("Not ready to be signed: %(problem)s") % {"problem": first}
    return str(refusal)


def refuse(request: HttpRequest, refusal: Refusal) -> None:
    """Leaves the sentence for the next page."""
    messages.error(request, sentence(refusal))

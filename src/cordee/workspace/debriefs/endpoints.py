"""Debriefs for programs, in the name of the token's person: they see what that person sees, no answer before both."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from cordee.workspace.api.endpoints import Bearer
from cordee.workspace.api.models import Scope, Token
from cordee.workspace.debriefs.models import SIDES, Answer, Debrief
from cordee.workspace.insight.programs import Unknown
from cordee.workspace.people.models import Person

router = Router(auth=Bearer(Scope.PEOPLE))


@router.get("", summary="Debriefs, latest first", url_name="debriefs")
def listed(request: HttpRequest) -> list[dict[str, Any]]:
    """Every debrief, with the answers that the token's person may read."""
    return [_told(one, _person(request)) for one in Debrief.objects.select_related("decision")]


@router.get("/{number}", summary="One debrief", url_name="debrief")
def one(request: HttpRequest, number: int) -> dict[str, Any]:
    """A debrief, with the answers that the token's person may read."""
    found = Debrief.objects.select_related("decision").filter(pk=number).first()
    if found is None:
        raise Unknown(f"There is no debrief {number}.")
    return _told(found, _person(request))


def _person(request: HttpRequest) -> Person:
    token: Token = vars(request)["auth"]
    return token.person


def _told(debrief: Debrief, person: Person) -> dict[str, Any]:
    answers = Answer.objects.seen_by(person).filter(debrief=debrief).prefetch_related("drivers")
    return {
        "id": debrief.pk,
        "outcome": debrief.outcome,
        "deal": debrief.name,
        "account": debrief.account,
        "amount": debrief.amount,
        "currency": debrief.currency,
        "happened_on": debrief.happened_on.isoformat(),
        "segment": debrief.segment or None,
        "answered": {side: debrief.has_answered(side) for side in SIDES},
        "answers": [_answer(one) for one in answers],
        "lessons": debrief.lessons or None,
        "decision": debrief.decision.text if debrief.decision else None,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "side": answer.side,
        "outcome": answer.kind,
        "drivers": [
            {"driver": one.key, "part": one.part, "evidence": one.evidence or None, "knot": one.knot or None}
            for one in answer.drivers.all()
        ],
        "marketing_well": answer.marketing_well,
        "marketing_missed": answer.marketing_missed,
        "sales_well": answer.sales_well,
        "sales_missed": answer.sales_missed,
    }

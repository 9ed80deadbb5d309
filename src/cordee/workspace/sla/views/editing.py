"""Editing a version clause by clause: the list, one clause, a new one, taking one out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import ValidationError

from cordee.vocabulary.sla_terms.clauses import clauses
from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.soundness import problems
from cordee.workspace.insight import sla
from cordee.workspace.people.access import writers_only
from cordee.workspace.people.models import Refusal
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.sla import telling
from cordee.workspace.sla.editing import posted
from cordee.workspace.sla.editing.clause import Editing, given
from cordee.workspace.sla.editing.kinds import BY_SLUG, KINDS, Kind, found, kind_of, position, put
from cordee.workspace.sla.editing.nodes import every
from cordee.workspace.sla.editing.slots import Asks, fresh, slots
from cordee.workspace.sla.models import ChangedMeanwhile, Version
from cordee.workspace.sla.paper import language
from cordee.workspace.sla.views.document import one
from cordee.workspace.sla.views.refusing import refuse, sentence


@require_safe
@writers_only
def edit(request: PersonRequest, number: int) -> HttpResponse:
    """Every clause by its kind, and what may be added."""
    shown = one(number)
    spoken, terms = language(), shown.document
    held = {
        kind.slug: [(each, each.reading(spoken)) for each in clauses(terms) if kind_of(each.id) is kind]
        for kind in KINDS
    }
    rows = [(kind, held[kind.slug]) for kind in KINDS]
    return render(
        request,
        "sla/edit.html",
        {
            "version": shown,
            "rows": [
                (kind, [(each.id, each.title.said(spoken), " ".join(said)) for each, said in listed])
                for kind, listed in rows
            ],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def clause(request: PersonRequest, number: int, clause: str) -> HttpResponse:
    """One clause in its form."""
    shown, kind = one(number), kind_of(clause)
    if kind is None:
        raise Http404
    try:
        position(shown.document, kind, clause)
    except LookupError as error:
        raise Http404 from error
    return _form(request, shown, kind, clause)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def addition(request: PersonRequest, number: int, slug: str) -> HttpResponse:
    """A clause that is not there yet."""
    kind = BY_SLUG.get(slug)
    if kind is None or not kind.many:
        raise Http404
    return _form(request, one(number), kind, "")


def _form(request: PersonRequest, shown: Version, kind: Kind, clause: str) -> HttpResponse:
    terms, spoken = shown.document, language()
    editing = Editing(terms, kind, spoken, clause)
    act, status = "", 200
    if request.method == "POST":
        act = request.POST.get("do", "read")
        values = posted.nested(request.POST)
        if act.partition(":")[0] in {"add", "group", "remove"}:
            posted.press(values, act, _blank(kind, act.partition(":")[2]))
        editing = Editing(terms, kind, spoken, clause, values)
        if act == "save":
            if request.POST.get("seen") != editing.seen:
                messages.error(request, sentence(ChangedMeanwhile()))
                status = 409
            elif editing.is_right:
                return _save(request, shown, editing)
            else:
                status = 422
    drawn = editing.nodes(given(terms, spoken))
    context = {
        "version": shown,
        "kind": kind,
        "clause": clause,
        "title": held.title.said(spoken) if (held := found(terms, clause)) and kind.many else "",
        "nodes": drawn,
        "sentences": editing.sentences if clause or request.method == "POST" or not kind.many else [],
        "errors": [(node, node.errors) for node in every(drawn) if node.errors] if act in {"save", "read"} else [],
        "general": editing.general_errors if act in {"save", "read"} else [],
        "seen": editing.seen if request.method != "POST" or status == 409 else request.POST.get("seen"),
        "signed": shown.live_signatures,
    }
    return render(request, "sla/clause.html", context, status=status)


def _blank(kind: Kind, name: str) -> dict[str, object]:
    """What a further row of a list begins with."""
    model = kind.model
    for step in name.split("."):
        if step.isdecimal():
            continue
        slot = next((each for each in slots(model) if each.name == step), None)
        if slot is None or slot.asks is Asks.RULE or slot.model is None:
            return {}
        model = slot.model
    return fresh(model)


def _save(request: PersonRequest, shown: Version, editing: Editing) -> HttpResponse:
    terms = editing.result
    try:
        voided = _keep(request, shown, terms)
    except Refusal as refusal:
        refuse(request, refusal)
        return redirect("sla:version", shown.number)
    _say(request, voided)
    anchor = (editing.id_in(terms) or "").replace(".", "-").replace("@", "-at-")
    return redirect(reverse("sla:version", args=[shown.number]) + (f"#{anchor}" if anchor else ""))


def _keep(request: PersonRequest, shown: Version, terms: Terms) -> list[str]:
    """Keeps the terms; gives the names of those whose signature this voided."""
    voided = shown.edit(terms, by=request.user, seen=shown.content_hash, address=request.META.get("REMOTE_ADDR"))
    telling.voided(shown, voided, request.user)
    return [each.name for each in voided]


def _say(request: PersonRequest, voided: list[str]) -> None:
    if voided:
        names = ", ".join(voided)
        text = ngettext(
            "Saved. A signature bound the former words and no longer counts: %(names)s.",
            "Saved. The signatures bound the former words and no longer count: %(names)s.",
            len(voided),
        )
        messages.warning(request, text % {"names": names})
    else:
        messages.success(request, _("Saved."))


@require_POST
@writers_only
def removal(request: PersonRequest, number: int, clause: str) -> HttpResponse:
    """Takes a clause out of the terms, unless another one needs it."""
    shown, kind = one(number), kind_of(clause)
    if kind is None or not kind.many:
        raise Http404
    terms = shown.document
    try:
        at = position(terms, kind, clause)
    except LookupError as error:
        raise Http404 from error
    try:
        left = Terms.model_validate(put(terms, kind, at, None))
    except ValidationError as error:
        raise Http404 from error
    before = {each.what_en for each in problems(terms, metrics=sla.metric_units())}
    needs = [each for each in problems(left, metrics=sla.metric_units()) if each.what_en not in before]
    if needs:
        messages.error(request, needs[0].said(language()))
        return redirect("sla:edit", number)
    try:
        _say(request, _keep(request, shown, left))
    except Refusal as refusal:
        refuse(request, refusal)
    return redirect("sla:edit", number)

"""Duplicates: pairs to review two by two, what was decided about them, and taking apart what was wrongly made one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.workspace.activity.models import record
from cordee.workspace.insight import choices, duplicates, identities
from cordee.workspace.insight.choices import Choice
from cordee.workspace.insight.duplicates import Pair
from cordee.workspace.insight.identities import Decision, Entity
from cordee.workspace.insight.window import Window, window
from cordee.workspace.people.access import may_write, writers_change
from cordee.workspace.people.models import Person
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.sources import comparing
from cordee.workspace.sources.waiting import waiting

PAGE = 50
KINDS = {"people": "person", "companies": "account"}
PLURALS = {kind: name for name, kind in KINDS.items()}
LATER, LATER_KEPT = "duplicates_later", 500


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the history: a decision about who is who, or a choice of a value."""

    act: str
    at: datetime
    decided: identities.Decided | None = None
    chosen: choices.Chosen | None = None


def opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the window; before the first refresh there is nothing to look at."""

    @wraps(view)
    def asked(request: PersonRequest, *args: Any, **values: Any) -> HttpResponse:
        found = window()
        if found is None:
            return render(request, "sources/nothing_yet.html", status=200 if request.method == "GET" else 404)
        return view(request, found, *args, **values)

    return asked


@require_safe
@opened
def queue(request: PersonRequest, found: Window) -> HttpResponse:
    """What is to be decided, by what is at stake."""
    kind = KINDS.get(request.GET.get("kind", ""))
    waiting_pairs = _open(request, found)
    listed = [pair for pair in waiting_pairs if kind in (None, pair.kind)]
    pages = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    counts = {name: sum(1 for pair in waiting_pairs if pair.kind == KINDS[name]) for name in KINDS}
    context = {
        "pages": pages,
        "pager_address": f"?kind={PLURALS[kind]}&" if kind else "?",
        "kind": PLURALS.get(kind or "", ""),
        "counts": counts,
        "total": len(listed),
        "first": listed[0] if listed else None,
        "stake": sum(pair.stake for pair in listed[:1]),
        **_common(request, found),
    }
    return render(request, "sources/duplicates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_change
@opened
def pair(request: PersonRequest, found: Window, kind: str, a: int, b: int) -> HttpResponse:
    """One pair: both records, the evidence, what the merge would give; POST decides."""
    asked, sides = _asked(found, kind, a, b)
    if request.method == "POST":
        return _decide(request, found, kind, asked, sides)
    return render(request, "sources/duplicate.html", _pair_context(request, found, kind, asked, sides))


@require_safe
@opened
def merged(request: PersonRequest, found: Window, kind: str, a: int, b: int) -> HttpResponse:
    """What the merge would give, with the values chosen in the address."""
    asked, sides = _asked(found, kind, a, b)
    chosen = _chosen(request.GET, asked.kind, sides)
    kept, told = identities.what_if(found, asked.kind, (asked.a, asked.b), chosen)
    context = {
        "kind": kind,
        "pair": asked,
        "merged": comparing.merged_rows(asked.kind, kept, told),
        "chosen": {choice.field for choice in chosen},
        **_common(request, found),
    }
    response = render(request, "sources/_merged.html" if request.htmx else "sources/merged.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@writers_change
@opened
def entity(request: PersonRequest, found: Window, kind: str, pk: int) -> HttpResponse:
    """The records of one person or company; POST takes some of them apart."""
    of = identities.entity(found, KINDS.get(kind, ""), pk) if kind in KINDS else None
    if of is None:
        raise Http404
    errors = ""
    if request.method == "POST":
        apart = [int(text) for text in request.POST.getlist("apart") if text.isdigit()]
        try:
            with transaction.atomic():
                by = request.user.email
                decision = identities.split(found, of, apart, by=by, because=request.POST.get("because", "").strip())
                _record(request, "sources.split", decision, of.name)
            return _back(found, decision, reverse("sources:duplicates_history"))
        except identities.NothingToSplit:
            errors = "nothing"
        except identities.Contradiction as refusal:
            errors = str(refusal)
    context = {"kind": kind, "entity": of, "errors": errors, "apart": request.POST.getlist("apart")}
    page = "sources/duplicates_entity.html"
    return render(request, page, context | _common(request, found), status=422 if errors else 200)


@require_safe
@opened
def history(request: PersonRequest, found: Window) -> HttpResponse:
    """Every decision and choice: who, when, what; each can be undone."""
    lines = [_Line(one.decision.act, one.at, decided=one) for one in identities.history(found)]
    lines += [_Line(one.choice.act, one.at, chosen=one) for one in choices.history(found)]
    listed = sorted(lines, key=lambda line: line.at, reverse=True)
    pages = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    names = dict(Person.objects.values_list("email", "name"))
    context = {"pages": pages, "pager_address": "?", "names": names, **_common(request, found)}
    return render(request, "sources/duplicates_history.html", context)


@require_POST
@writers_change
@opened
def withdraw(request: PersonRequest, found: Window, number: int) -> HttpResponse:
    """Undoes a decision: the two are undecided again."""
    try:
        with transaction.atomic():
            lifted = identities.withdraw(found, number, by=request.user.email)
            if request.POST.get("alone") != "1":
                choices.withdraw_with(found, lifted, by=request.user.email)
            _record(request, "sources.decision_withdrawn", lifted, "")
    except LookupError as error:
        raise Http404 from error
    except identities.NothingDecided:
        return _told(request, found, "undone")
    return HttpResponseRedirect(f"{reverse('sources:duplicates_history')}?undone={number}")


@require_POST
@writers_change
@opened
def withdraw_choice(request: PersonRequest, found: Window, number: int) -> HttpResponse:
    """Undoes a choice: the rules decide again."""
    try:
        with transaction.atomic():
            lifted = choices.withdraw(found, number, by=request.user.email)
            record(
                "sources.choice_withdrawn",
                by=request.user,
                subject=lifted.field,
                ref=f"{lifted.entity}:{lifted.record}",
                address=request.META.get("REMOTE_ADDR"),
                act=lifted.act,
                written=lifted.written,
                meant=lifted.meant,
            )
    except LookupError as error:
        raise Http404 from error
    except choices.NothingChosen:
        return _told(request, found, "undone")
    return HttpResponseRedirect(f"{reverse('sources:duplicates_history')}?undone={number}")


def _decide(
    request: PersonRequest, found: Window, kind: str, asked: Pair, sides: tuple[Entity, Entity]
) -> HttpResponse:
    act, by, because = request.POST.get("act", ""), request.user.email, request.POST.get("because", "").strip()[:400]
    if act == "later":
        kept = [key for key in request.session.get(LATER, []) if key != list(asked.key)]
        request.session[LATER] = [*kept, list(asked.key)][-LATER_KEPT:]
        return HttpResponseRedirect(_next(request, found, asked))
    verbs = {"merge": identities.merge, "never_merge": identities.never_merge}
    if act not in verbs:
        context = _pair_context(request, found, kind, asked, sides)
        return render(request, "sources/duplicate.html", context | {"errors": "act"}, status=422)
    try:
        with transaction.atomic():
            decision = verbs[act](found, sides, by=by, because=because)
            if act == "merge":
                for choice in _chosen(request.POST, asked.kind, sides, by=by):
                    choices.choose(found, choice)
            _record(request, f"sources.{act}", decision, f"{asked.a_name} / {asked.b_name}")
    except identities.AlreadyDecided as quicker:
        return _told(request, found, "decided", decision=quicker.decision, pair=asked, kind=kind)
    except identities.Contradiction as refusal:
        context = _pair_context(request, found, kind, asked, sides)
        return render(request, "sources/duplicate.html", context | {"errors": str(refusal)}, status=422)
    return _back(found, decision, _next(request, found, asked))


def _chosen(given: Any, kind: str, sides: tuple[Entity, Entity], *, by: str = "") -> list[Choice]:
    """The values that somebody picked instead of what the rules would keep."""
    records = tuple(sorted((*sides[0].record_ids, *sides[1].record_ids)))
    found = []
    for field in sorted(identities.CHOOSABLE[kind]):
        text = given.get(f"choose-{field}", "")
        if text.isdigit() and int(text) in records:
            found.append(Choice("value", kind, field, record=int(text), among=records, by=by))
    return found


def _asked(found: Window, kind: str, a: int, b: int) -> tuple[Pair, tuple[Entity, Entity]]:
    asked = duplicates.pair(found, KINDS.get(kind, ""), a, b)
    if asked is None:
        raise Http404
    one, two = identities.entities(found, asked.kind, asked.a, asked.b)
    if one is None or two is None:
        raise Http404
    return asked, (one, two)


def _pair_context(
    request: PersonRequest, found: Window, kind: str, asked: Pair, sides: tuple[Entity, Entity]
) -> dict[str, Any]:
    language = (translation.get_language() or "en")[:2]
    left = _open(request, found)
    rows = comparing.rows(asked.kind, *sides)
    decision = identities.decided_between(found, asked.kind, asked.a, asked.b)
    return {
        "kind": kind,
        "pair": asked,
        "sides": sides,
        "rows": rows,
        "verdicts": {verdict: sum(1 for row in rows if row.verdict == verdict) for verdict in ("same", "differs")},
        "waterfall": comparing.waterfall(duplicates.evidence(found, asked), asked.probability, language),
        "choosable": may_write(request.user) and decision is None and any(row.choosable for row in rows),
        "decision": decision,
        "number": identities.number_of(found, decision) if decision else None,
        "left": len(left),
        **_common(request, found),
    }


def _common(request: PersonRequest, found: Window) -> dict[str, Any]:
    """What every page of these has: whether one may decide, what waits, and what was just done."""
    done = request.GET.get("done", "")
    return {
        "may_write": may_write(request.user),
        "waiting": waiting(found),
        "snapshot": found.snapshot,
        "here": "duplicates",
        "done": int(done) if done.isdigit() else None,
        "done_act": request.GET.get("act", ""),
        "undone": request.GET.get("undone", ""),
    }


def _open(request: PersonRequest, found: Window) -> list[Pair]:
    """The pairs that nobody decided; those put off for later come last."""
    settled = identities.decided(found)
    later = {tuple(key) for key in request.session.get(LATER, [])}
    open_pairs = [one for one in duplicates.queue(found) if one.key not in settled]
    return sorted(open_pairs, key=lambda one: one.key in later) if later else open_pairs


def _next(request: PersonRequest, found: Window, after: Pair) -> str:
    """The next pair of the same kind, or the queue when there is none."""
    coming = next((one for one in _open(request, found) if one.kind == after.kind and one.key != after.key), None)
    if coming is None:
        return reverse("sources:duplicates")
    return reverse("sources:duplicate", args=(PLURALS[coming.kind], coming.a, coming.b))


def _back(found: Window, decision: Decision, to: str) -> HttpResponse:
    return HttpResponseRedirect(f"{to}?done={identities.number_of(found, decision)}&act={decision.act}")


def _told(request: PersonRequest, found: Window, what: str, **more: Any) -> HttpResponse:
    """Somebody was quicker: who, when, what; nothing was changed."""
    names = dict(Person.objects.values_list("email", "name"))
    context = {"what": what, "names": names, **more, **_common(request, found)}
    return render(request, "sources/duplicates_told.html", context, status=409)


def _record(request: PersonRequest, kind: str, decision: Decision, subject: str) -> None:
    record(
        kind,
        by=request.user,
        subject=subject,
        ref=f"{decision.kind}:{decision.a[0]}",
        address=request.META.get("REMOTE_ADDR"),
        a=list(decision.a),
        b=list(decision.b),
        because=decision.because,
    )

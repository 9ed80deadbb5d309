"""The objections: how often, to whom, in which words, what answers them; and the random check that makes the counts true."""

import random
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.vocabulary.speech import OBJECTIONS, Label
from cordee.workspace.activity.models import record
from cordee.workspace.calls import objections
from cordee.workspace.calls.forms import AnswerForm, RequestForm
from cordee.workspace.calls.models import Answer, AnswerRequest, Call, Moment, Turn
from cordee.workspace.calls.views import label_choices
from cordee.workspace.calls.words import CODES, LABELS, OUTCOMES, PERSONAS
from cordee.workspace.insight import calls, words
from cordee.workspace.insight.window import window
from cordee.workspace.people.access import may_write, writers_change
from cordee.workspace.people.requests import PersonRequest

CHECKED_AT_A_TIME = 10


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Every objection, by the group that was chosen."""
    chosen = request.GET.get("by", "persona")
    by = chosen if chosen in dict(objections.BY) else "persona"
    found = window()
    rows, groups = objections.table(found, by)
    context = {
        "rows": rows,
        "groups": [group_word(by, group) for group in groups],
        "by": by,
        "bys": objections.BY,
        "fewest": objections.FEWEST_CALLS,
        "heard": Call.objects.filter(emptied_at=None, heard_at__isnull=False).count(),
        "requests": AnswerRequest.objects.select_related("marketing", "sales")[:20],
        "resonance": objections.resonance(found),
        "can_suggest": calls.can_suggest(),
        "may_write": may_write(request.user),
    }
    return render(request, "calls/objections.html", context)


def group_word(by: str, group: str) -> Any:
    """A group as people call it."""
    if by == "persona":
        return PERSONAS.get(group, group)
    if by == "outcome":
        return OUTCOMES.get(group, group)
    if by == "stage":
        return words.said(words.STAGES, group)
    return group


@require_http_methods(["GET", "HEAD", "POST"])
@writers_change
def show(request: PersonRequest, label: str) -> HttpResponse:
    """One objection: verbatims, answers, and what is asked for. POST keeps an answer, or asks for one."""
    if label not in OBJECTIONS:
        raise Http404
    asks = request.method == "POST" and "need" in request.POST
    answer = AnswerForm(request.POST if request.method == "POST" and not asks else None)
    wanted = RequestForm(request.POST if asks else None, prefix=None)
    if request.method == "POST":
        if asks and wanted.is_valid():
            with transaction.atomic():
                AnswerRequest.objects.create(label=label, asked_by=request.user.name, **wanted.cleaned_data)
                record(
                    "calls.answer_asked",
                    by=request.user,
                    subject=wanted.cleaned_data["need"][:120],
                    ref=f"objection:{label}",
                )
            return redirect("calls:objection", label)
        if not asks and answer.is_valid():
            Answer.objects.create(label=label, text=answer.cleaned_data["text"], author_name=request.user.name)
            return redirect("calls:objection", label)
    kept, looked = objections.corrected(label)
    context = {
        "label": label,
        "word": LABELS[Label(label)],
        "verbatims": objections.verbatims(label),
        "answers": Answer.objects.filter(label=label),
        "requests": AnswerRequest.objects.filter(label=label).select_related("marketing", "sales"),
        "answer_form": answer,
        "request_form": wanted,
        "kept": kept,
        "looked": looked,
        "may_write": may_write(request.user),
    }
    return render(request, "calls/objection.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@writers_change
def answered(request: PersonRequest, pk: int) -> HttpResponse:
    """The request is answered: by whoever made the answer, or anybody who may write."""
    wanted = get_object_or_404(AnswerRequest, pk=pk)
    wanted.state, wanted.answered_at = AnswerRequest.State.ANSWERED, timezone.now()
    wanted.save(update_fields=["state", "answered_at"])
    return redirect("calls:objection", wanted.label)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_change
def check(request: PersonRequest) -> HttpResponse:
    """Ten utterances drawn at random among those of which nothing was suggested: what they are tells how much is missed."""
    if request.method == "POST":
        for name, label in request.POST.items():
            turn_id, _, place = name.removeprefix("u").partition("-")
            if (
                not isinstance(label, str)
                or not name.startswith("u")
                or label not in CODES
                or not (turn_id.isdigit() and place.isdigit())
            ):
                continue
            turn = Turn.objects.filter(pk=int(turn_id)).first()
            said = calls.utterances(turn.text) if turn else []
            if turn is not None and int(place) < len(said):
                moment, _new = Moment.objects.get_or_create(
                    call_id=turn.call_id, turn=turn, text=said[int(place)], defaults={"suggested": ""}
                )
                moment.decide(label, by=request.user)
        return redirect("calls:check")
    context = {"drawn": _drawn(), "labels": label_choices(), "may_write": may_write(request.user)}
    context["done"] = Moment.objects.filter(suggested="").exclude(label="").count()
    return render(request, "calls/check.html", context)


def _drawn() -> list[tuple[str, str, Call]]:
    """(name of the field, words, call); each call with turns is as likely as any other."""
    heard = list(Call.objects.filter(emptied_at=None, heard_at__isnull=False).values_list("pk", flat=True))
    random.shuffle(heard)
    drawn = []
    for call in Call.objects.filter(pk__in=heard[: 4 * CHECKED_AT_A_TIME]).prefetch_related("turns__moments"):
        told = [
            (f"u{turn.pk}-{place}", said, call)
            for turn in call.turns.all()
            if turn.side != calls.OURS
            for place, said in enumerate(calls.utterances(turn.text))
            if said not in {moment.text for moment in turn.moments.all()}
        ]
        if told:
            drawn.append(random.choice(told))  # noqa: S311 -- a sample, not a secret
        if len(drawn) == CHECKED_AT_A_TIME:
            break
    return drawn

"""The library of calls; one call: its turns, what they were taken for, remarks."""

import secrets
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.vocabulary.speech import OBJECTIONS, Label
from cordee.workspace.activity.models import record
from cordee.workspace.calls import hearing
from cordee.workspace.calls.forms import DebriefForm, TranscriptForm
from cordee.workspace.calls.models import Call, Comment, Moment, Origin, Session, Turn
from cordee.workspace.calls.words import CODES, LABELS
from cordee.workspace.insight import calls
from cordee.workspace.insight.window import window
from cordee.workspace.jobs.models import Job
from cordee.workspace.people.access import may_write, writers_change, writers_only
from cordee.workspace.people.requests import PersonRequest

PAGE = 30
FOUND = 60


@require_safe
def library(request: PersonRequest) -> HttpResponse:
    """Every call with words, the latest first; by what was said in it."""
    asked, label = request.GET.get("q", "").strip()[:200], request.GET.get("label", "")
    kept = Call.objects.filter(emptied_at=None)
    if label in CODES:
        heard = Moment.objects.filter(Q(label=label) | Q(label="", suggested=label))
        kept = kept.filter(pk__in=heard.values("call"))
    objections = Q(moments__label__in=OBJECTIONS) | Q(moments__label="", moments__suggested__in=OBJECTIONS)
    pages = Paginator(
        kept.annotate(objections=Count("moments", filter=objections)).order_by("-at", "-pk"), PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "hits": found(asked) if asked else [],
        "pages": pages,
        "label": label,
        "labels": [(one.value, LABELS[one]) for one in Label if one != Label.NONE],
        "pager_address": f"?label={label}&",
        "can_suggest": calls.can_suggest(),
        "job": Job.objects.filter(kind="calls.take").exclude(state__in=("done", "cancelled")).order_by("-pk").first(),
        "may_write": may_write(request.user),
    }
    return render(request, "calls/library.html", context)


def found(asked: str) -> list[dict[str, Any]]:
    """The turns that have every word, with the words marked."""
    hits = calls.index().search(asked, limit=FOUND)
    turns = Turn.objects.in_bulk([hit.turn for hit in hits])
    known = Call.objects.filter(emptied_at=None).in_bulk([hit.call for hit in hits])
    return [
        {"turn": turns[hit.turn], "call": known[hit.call], "excerpt": _marked(hit.excerpt)}
        for hit in hits
        if hit.turn in turns and hit.call in known
    ]


def _marked(excerpt: str) -> SafeString:
    start, end = calls.MARKS
    return SafeString(escape(excerpt).replace(start, "<mark>").replace(end, "</mark>"))


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def new(request: PersonRequest) -> HttpResponse:
    """Takes a transcript: a file is read by a job that tells how far it is, a text at once."""
    posted = request.method == "POST"
    form = (
        TranscriptForm(request.POST, request.FILES) if posted else TranscriptForm(initial={"at": timezone.localdate()})
    )
    if posted and form.is_valid():
        values = form.cleaned_data
        told: list[calls.Turn] = []
        if not values["file"]:
            try:
                told = calls.transcript(values["text"], ours=calls.colleagues(window()))
            except calls.NotATranscript as problem:
                form.add_error("text", str(problem))
                return render(request, "calls/new.html", {"form": form}, status=422)
        call = _added(request, Origin.FILE, values)
        name = ""
        if values["file"]:
            folder = settings.CORDEE_HOME.path / "calls" / "incoming"
            folder.mkdir(parents=True, exist_ok=True)
            name = secrets.token_hex(8) + "." + values["file"].name.rpartition(".")[2].lower()
            with (folder / name).open("wb") as kept:
                for block in values["file"].chunks():
                    kept.write(block)
        else:
            hearing.keep(call, told)
        call.job_id = Job.enqueue("calls.read", {"call": call.pk, "file": name or "none"}, by=request.user).pk
        call.save(update_fields=["job_id"])
        return redirect("calls:show", call.pk)
    return render(request, "calls/new.html", {"form": form}, status=422 if posted else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def debrief(request: PersonRequest) -> HttpResponse:
    """A card of sixty seconds: what was heard, in the buyer's words, where nobody recorded."""
    posted = request.method == "POST"
    form = DebriefForm(request.POST if posted else None, initial={"at": timezone.localdate()})
    if posted and form.is_valid():
        values = form.cleaned_data
        with transaction.atomic():
            call = _added(request, Origin.DEBRIEF, values)
            turns = [calls.Turn(text=values["words"].strip(), side=calls.THEIRS)]
            if values["next_step"]:
                turns.append(calls.Turn(text=values["next_step"].strip(), side=calls.OURS))
            hearing.keep(call, turns)
            if values["objection"]:
                moment = Moment.objects.create(call=call, turn=call.turns.first(), text=values["words"].strip())
                moment.decide(values["objection"], real=values["real"], by=request.user)
        return redirect("calls:show", call.pk)
    return render(request, "calls/debrief.html", {"form": form}, status=422 if posted else 200)


def _added(request: PersonRequest, origin: str, values: dict[str, Any]) -> Call:
    call = Call.objects.create(
        origin=origin,
        title=values["title"],
        at=timezone.make_aware(datetime.combine(values["at"], time(12))),
        recording=values.get("recording") or "",
        added_by=request.user,
    )
    record(
        "calls.added",
        by=request.user,
        subject=call.title,
        ref=f"call:{call.pk}",
        address=request.META.get("REMOTE_ADDR"),
    )
    return call


@require_POST
@writers_change
def take(request: PersonRequest) -> HttpResponse:
    """Asks for the tools' calls to be taken over."""
    Job.enqueue("calls.take", by=request.user, unique="calls.take")
    return redirect("calls:library")


@require_safe
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """One call, turn by turn."""
    call = get_object_or_404(Call, pk=pk)
    turns = call.turns.prefetch_related("moments", "comments")
    pages = Paginator(turns, 400).get_page(request.GET.get("page"))
    fact = calls.facts(found_window).get(call.record_id or 0) if (found_window := window()) else None
    context = {
        "call": call,
        "fact": fact,
        "pages": pages,
        "pager_address": "?",
        "apart": call.moments.filter(turn=None) if call.emptied_at else [],
        "labels": label_choices(),
        "objections": [(one.value, LABELS[one]) for one in OBJECTIONS],
        "sessions": Session.objects.filter(on__gte=timezone.localdate()).order_by("on")[:10],
        "job": Job.objects.filter(pk=call.job_id).exclude(state="done").first() if call.job_id else None,
        "can_suggest": calls.can_suggest(),
        "may_write": may_write(request.user),
    }
    return render(request, "calls/show.html", context)


def label_choices() -> list[tuple[str, Any]]:
    """Every label, as a person may give it."""
    return [(one.value, LABELS[one]) for one in Label]


@require_POST
@writers_change
def verdict(request: PersonRequest, pk: int) -> HttpResponse:
    """What a moment is: one click confirms what was suggested, two correct it."""
    moment = get_object_or_404(Moment.objects.select_related("turn", "call"), pk=pk)
    label, real = request.POST.get("label", ""), request.POST.get("real", "")
    if label not in CODES or (real and real not in OBJECTIONS):
        return HttpResponse(status=400)
    moment.decide(label, real=real, by=request.user)
    if request.htmx:
        context = {"moment": moment, "labels": label_choices(), "may_write": True}
        context["objections"] = [(one.value, LABELS[one]) for one in OBJECTIONS]
        return render(request, "calls/_moment.html", context)
    place = f"#turn-{moment.turn.place}" if moment.turn else ""
    return redirect(reverse("calls:show", args=(moment.call_id,)) + place)


@require_POST
@writers_change
def mark(request: PersonRequest, pk: int) -> HttpResponse:
    """Somebody hears in a turn what was not suggested."""
    call = get_object_or_404(Call, pk=pk)
    turn = get_object_or_404(call.turns, pk=_number(request.POST.get("turn")))
    label = request.POST.get("label", "")
    if label not in CODES:
        return HttpResponse(status=400)
    moment, _new = Moment.objects.get_or_create(call=call, turn=turn, text=turn.text, defaults={"suggested": ""})
    moment.decide(label, by=request.user)
    return redirect(reverse("calls:show", args=(call.pk,)) + f"#turn-{turn.place}")


@require_POST
@writers_change
def comment(request: PersonRequest, pk: int) -> HttpResponse:
    """A remark at a turn, that is, at a second."""
    call = get_object_or_404(Call, pk=pk)
    turn = get_object_or_404(call.turns, pk=_number(request.POST.get("turn")))
    text = request.POST.get("text", "").strip()[:2000]
    if text:
        Comment.objects.create(
            call=call, turn=turn, text=text, author=request.user, author_name=request.user.name, side=request.user.side
        )
    return redirect(reverse("calls:show", args=(call.pk,)) + f"#turn-{turn.place}")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0

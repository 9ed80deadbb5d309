"""Rituals: the list, one of them, its making; decisions and what they changed; the calendar feed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.workspace.insight import figures
from cordee.workspace.insight.window import window
from cordee.workspace.people.access import may_write, writers_change
from cordee.workspace.people.mail import absolute
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.rituals import calendars, invitations
from cordee.workspace.rituals.agenda import blocks
from cordee.workspace.rituals.forms import RitualForm, initial_of
from cordee.workspace.rituals.health import health, together
from cordee.workspace.rituals.kinds import KINDS, OWN
from cordee.workspace.rituals.models import Action, Decision, Feed, Ritual, Topic
from cordee.workspace.rituals.moments import now, today
from cordee.workspace.rituals.reading import figure_of, waits_for_data


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Every ritual with its next meeting; my actions; my calendar address; the health of all."""
    moment = now()
    going = list(Ritual.objects.filter(ended_at=None).prefetch_related("people"))
    rows = [(one, one.next_meeting(moment)) for one in going]
    rows.sort(key=lambda row: (row[1] is None, row[1].starts_at if row[1] else moment, row[0].pk))
    context = {
        "rows": rows,
        "ended": Ritual.objects.exclude(ended_at=None),
        "health": together(going, moment),
        "mine": Action.objects.filter(owner=request.user, done_at=None).select_related("ritual"),
        "today": today(),
        "feed": absolute(reverse("rituals:feed", args=[Feed.of(request.user).token]), request),
        "may_write": may_write(request.user),
        "kinds": [(key, kind) for key, kind in KINDS.items()],
    }
    return render(request, "rituals/index.html", context)


@require_safe
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """One ritual: its next meeting, its agenda, what is open, what was, how it fares."""
    ritual = get_object_or_404(Ritual.objects.select_related("organiser"), pk=pk)
    moment = now()
    known = blocks()
    context = {
        "ritual": ritual,
        "kind": KINDS.get(ritual.kind, KINDS[OWN]),
        "meeting": ritual.next_meeting(moment) if not ritual.ended_at else None,
        "held": ritual.meetings.filter(opened_at__isnull=False).prefetch_related("present", "decisions", "actions"),
        "cancelled": ritual.meetings.exclude(cancelled_at=None)[:5],
        "agenda": [(known[key], minutes) for key, minutes in ritual.blocks if key in known],
        "actions": ritual.actions.filter(done_at=None).select_related("owner", "meeting"),
        "done": ritual.actions.exclude(done_at=None).select_related("owner")[:20],
        "topics": Topic.objects.waiting(ritual).select_related("by", "carried_from__meeting"),
        "people": ritual.people.order_by("side", "name"),
        "health": health(ritual, moment),
        "today": today(),
        "may_write": may_write(request.user),
    }
    return render(request, "rituals/show.html", context)


@require_http_methods(["GET", "POST"])
@writers_change
def new(request: PersonRequest) -> HttpResponse:
    """First a template is chosen (``?kind=``), then said what is different here."""
    kind = request.GET.get("kind", "")
    if kind not in KINDS:
        return render(request, "rituals/kinds.html", {"kinds": KINDS.items(), "may_write": may_write(request.user)})
    initial = initial_of(kind, today()) | {"people": [request.user.pk]}
    form = RitualForm(request.POST or None, initial=initial, agenda=list(KINDS[kind].blocks))
    if request.method == "POST" and form.is_valid():
        ritual = Ritual.create(by=request.user, address=request.META.get("REMOTE_ADDR"), kind=kind, **form.chosen)
        _invite(request, ritual)
        return redirect("rituals:show", ritual.pk)
    context = {"form": form, "kind": KINDS[kind]}
    return render(request, "rituals/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@writers_change
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """Another rule, agenda, name or company of people."""
    ritual = get_object_or_404(Ritual, pk=pk, ended_at=None)
    form = RitualForm(
        request.POST or None,
        instance=ritual,
        initial={"people": [one.pk for one in ritual.people.all()]},
        agenda=ritual.blocks,
    )
    if request.method == "POST" and form.is_valid():
        ritual.change(by=request.user, address=request.META.get("REMOTE_ADDR"), **form.chosen)
        _invite(request, ritual)
        return redirect("rituals:show", ritual.pk)
    context = {"form": form, "ritual": ritual, "kind": KINDS.get(ritual.kind, KINDS[OWN])}
    return render(request, "rituals/edit.html", context, status=422 if form.errors else 200)


def _invite(request: PersonRequest, ritual: Ritual) -> None:
    meeting = ritual.next_meeting(now())
    if meeting is not None:
        invitations.enqueue(meeting, "invitation", by=request.user)
        messages.success(request, _("The participants get an invitation for the next meeting."))


@require_POST
@writers_change
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """No further meeting; what was is kept."""
    ritual = get_object_or_404(Ritual, pk=pk)
    meeting = ritual.next_meeting(now()) if not ritual.ended_at else None
    ritual.end(by=request.user, at=now(), address=request.META.get("REMOTE_ADDR"))
    if meeting is not None and meeting.opened_at is None:
        meeting.refresh_from_db()
        invitations.enqueue(meeting, "invitation", by=request.user)
    return redirect("rituals:index")


@require_POST
@writers_change
def bring(request: PersonRequest, pk: int) -> HttpResponse:
    """A topic for the next meeting."""
    ritual = get_object_or_404(Ritual, pk=pk, ended_at=None)
    text = " ".join(request.POST.get("text", "").split())[:200]
    if text:
        Topic.bring(ritual, text, by=request.user)
    return redirect(f"{reverse('rituals:show', args=[pk])}#topics")


@require_POST
@writers_change
def complete(request: PersonRequest, pk: int) -> HttpResponse:
    """An action is done."""
    action = get_object_or_404(Action, pk=pk)
    action.mark_done(by=request.user, at=now(), address=request.META.get("REMOTE_ADDR"))
    messages.success(request, _("Done: %(action)s") % {"action": action.text})
    if request.POST.get("then") == "index":
        return redirect(f"{reverse('rituals:index')}#mine")
    return redirect(f"{reverse('rituals:show', args=[action.ritual_id])}#actions")


@require_safe
def decisions(request: PersonRequest) -> HttpResponse:
    """What was decided, and what it changed."""
    found = Decision.objects.select_related("meeting__ritual", "owner").prefetch_related("readings")
    return render(request, "rituals/decisions.html", {"rows": [_told(one) for one in found], "today": today()})


@require_safe
def decision(request: PersonRequest, pk: int) -> HttpResponse:
    """One decision: the figure before and after, the interval of each, and what the comparison cannot say."""
    one = get_object_or_404(Decision.objects.select_related("meeting__ritual", "owner", "decided_by"), pk=pk)
    return render(request, "rituals/decision.html", _told(one) | {"today": today()})


def _told(one: Decision) -> dict[str, Any]:
    kept = list(one.readings.all())
    latest = kept[0] if kept else None
    return {
        "decision": one,
        "metric": figures.definition(one.metric) if one.metric in figures.every() else None,
        "reading": latest,
        "before": figure_of(latest.before) if latest else None,
        "after": figure_of(latest.after) if latest else None,
        "as_expected": latest is not None and (one.expected, latest.verdict) in {("up", "rose"), ("down", "fell")},
        "waits": latest is None and bool(one.check_on) and waits_for_data(window(), one, today()),
    }


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's meetings for their calendar program, which cannot sign in: the token is the key."""
    found = Feed.objects.select_related("person").filter(token=token, person__is_active=True).first()
    if found is None:
        raise Http404
    with translation.override(found.person.language):
        content = calendars.feed(found.person, now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="cordee.ics"'
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
def renew_feed(request: PersonRequest) -> HttpResponse:
    """A new calendar address; the former one is dead at once."""
    Feed.of(request.user).renew(address=request.META.get("REMOTE_ADDR"))
    messages.success(request, _("Your calendar has a new address; the former one answers nothing any more."))
    return redirect(f"{reverse('rituals:index')}#calendar")

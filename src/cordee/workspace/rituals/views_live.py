"""The meeting itself: who speaks, on what, since when; notes together; decisions and actions."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.workspace.people.access import may_write, writers_change
from cordee.workspace.people.models import Person
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.rituals import invitations, pack
from cordee.workspace.rituals.forms import ActionForm, DecisionForm
from cordee.workspace.rituals.models import Action, Decision, Meeting, Notes, Topic
from cordee.workspace.rituals.models.notes import LONGEST
from cordee.workspace.rituals.moments import now, today
from cordee.workspace.rituals.views_meeting import language, meeting_or_404


@require_POST
@writers_change
def open_(request: PersonRequest, pk: int) -> HttpResponse:
    """Freezes the pack; the meeting begins."""
    meeting = meeting_or_404(pk)
    if meeting.state == "planned":
        try:
            content = pack.build(meeting)
        except pack.NothingToShow as nothing:
            raise Http404 from nothing
        meeting.open(content, by=request.user, at=now(), address=request.META.get("REMOTE_ADDR"))
    return redirect("rituals:live", pk)


@require_safe
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """The page that everybody has open; who comes is there."""
    meeting = _running(pk)
    if (
        may_write(request.user)
        and meeting.ritual.people.filter(pk=request.user.pk).exists()
        and not meeting.present.filter(pk=request.user.pk).exists()
    ):
        meeting.present.add(request.user)
        meeting.touch()
    return render(request, "rituals/live.html", _context(request, meeting))


@require_safe
def state(request: PersonRequest, pk: int) -> HttpResponse:
    """What changed since ``?seen=``: nothing (204), or the parts of the page anew, without the notes that somebody writes."""
    meeting = meeting_or_404(pk)
    if meeting.closed_at is not None:
        response = HttpResponse(status=200)
        response["HX-Redirect"] = reverse("rituals:meeting", args=[pk])
        return response
    if meeting.opened_at is None:
        raise Http404
    if request.GET.get("seen") == str(meeting.version):
        return HttpResponse(status=204)
    return render(request, "rituals/_live_state.html", _context(request, meeting))


@require_POST
@writers_change
def turn(request: PersonRequest, pk: int) -> HttpResponse:
    """On to a topic; back to one that was treated; or leave the present one for later (``later``)."""
    meeting = _running(pk)
    number = request.POST.get("topic", "")
    topic = get_object_or_404(Topic, pk=number, meeting=meeting) if number.isdecimal() else None
    if topic is not None:
        Topic.objects.filter(pk=topic.pk).update(treated_at=None)
    meeting.turn_to(topic, at=timezone.now(), treated="later" not in request.POST)
    return _answer(request, meeting)


@require_POST
@writers_change
def presence(request: PersonRequest, pk: int) -> HttpResponse:
    """Who is there, and who speaks."""
    meeting = _running(pk)
    number = request.POST.get("person", "")
    person = get_object_or_404(Person, pk=number, is_active=True) if number.isdecimal() else None
    if person is not None and "speaks" in request.POST:
        meeting.speaker = None if meeting.speaker_id == person.pk else person
        meeting.save(update_fields=["speaker"])
        meeting.present.add(person)
    elif person is not None and meeting.present.filter(pk=person.pk).exists():
        meeting.present.remove(person)
    elif person is not None:
        meeting.present.add(person)
    meeting.touch()
    return _answer(request, meeting)


@require_POST
@writers_change
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """A decision, with the figure that it should move if the two teams want to know."""
    meeting = _running(pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _answer(request, meeting, decision_form=form)
    Decision.take(
        by=request.user, on=today(), meeting=meeting, address=request.META.get("REMOTE_ADDR"), **form.cleaned_data
    )
    return _answer(request, meeting)


@require_POST
@writers_change
def agree(request: PersonRequest, pk: int) -> HttpResponse:
    """An action: who does what by when."""
    meeting = _running(pk)
    form = ActionForm(request.POST)
    if not form.is_valid():
        return _answer(request, meeting, action_form=form)
    Action.agree(meeting, by=request.user, at=now(), address=request.META.get("REMOTE_ADDR"), **form.cleaned_data)
    return _answer(request, meeting)


@require_http_methods(["GET", "POST"])
@writers_change
def notes(request: PersonRequest, pk: int, topic: int) -> HttpResponse:
    """GET: the text that all see. POST: mine, merged into it. ``topic`` 0 is the meeting as a whole.

    Programs of the page get JSON; a form without JavaScript leads back to the page.
    """
    meeting = _running(pk)
    about = get_object_or_404(Topic, pk=topic, meeting=meeting) if topic else None
    kept = Notes.of(meeting, about)
    if request.method == "GET":
        if request.GET.get("seen") == str(kept.head):
            return HttpResponse(status=204)
        return JsonResponse({"text": kept.text, "head": kept.head})
    text, base = request.POST.get("text", "").replace("\r\n", "\n"), request.POST.get("base", "")
    if len(text) > 2 * LONGEST or not base.lstrip("-").isdecimal():
        return HttpResponse(status=422)
    done = kept.write(text, base=int(base), nonce=request.POST.get("nonce", "")[:40], by=request.user)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"text": done.text, "head": done.head, "sent": done.sent})
    return redirect(f"{reverse('rituals:live', args=[pk])}#notes-{topic}")


@require_POST
@writers_change
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """Ends the meeting: minutes leave, what was not treated is carried over."""
    meeting = meeting_or_404(pk)
    if meeting.is_open:
        meeting.close(by=request.user, at=now(), address=request.META.get("REMOTE_ADDR"))
        invitations.enqueue(meeting, "minutes", by=request.user)
    return redirect("rituals:meeting", pk)


def _running(pk: int) -> Meeting:
    meeting = meeting_or_404(pk)
    if not meeting.is_open:
        raise Http404
    return meeting


def _answer(request: PersonRequest, meeting: Meeting, **forms: Any) -> HttpResponse:
    if not request.htmx and not forms:
        return redirect("rituals:live", meeting.pk)
    fresh = meeting_or_404(meeting.pk)
    template = "rituals/_live_state.html" if request.htmx else "rituals/live.html"
    response = render(request, template, _context(request, fresh) | forms, status=422 if forms else 200)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _context(request: PersonRequest, meeting: Meeting) -> dict[str, Any]:
    content = pack.read(meeting.pack.content, language())
    sections = {one["block"]: one for one in content["sections"]}
    texts = {one.topic_id: one for one in Notes.objects.filter(meeting=meeting)}
    topics = list(meeting.topics.select_related("by"))
    there = set(meeting.present.values_list("pk", flat=True))
    spent = sum(one.seconds for one in topics)
    if meeting.topic_id and meeting.topic_since:
        spent += int((timezone.now() - meeting.topic_since).total_seconds())
    following = next((one for one in topics if one.treated_at is None and one.pk != meeting.topic_id), None)
    return {
        "meeting": meeting,
        "ritual": meeting.ritual,
        "topics": [(one, sections.get(one.block), texts.get(one.pk)) for one in topics],
        "current": meeting.topic,
        "current_section": sections.get(meeting.topic.block) if meeting.topic else None,
        "current_notes": texts.get(meeting.topic_id) if meeting.topic else None,
        "whole_notes": texts.get(None),
        "following": following,
        "treated": sum(1 for one in topics if one.treated_at is not None),
        "spent": spent // 60,
        "planned": sum(one.minutes for one in topics),
        "people": [(one, one.pk in there) for one in meeting.ritual.people.order_by("side", "name")],
        "guests": meeting.present.exclude(pk__in=meeting.ritual.people.all()),
        "decisions": meeting.decisions.order_by("pk").select_related("owner"),
        "actions": meeting.actions.order_by("pk").select_related("owner"),
        "action_form": ActionForm(initial={"due_on": today() + timedelta(days=7), "owner": request.user.pk}),
        "decision_form": DecisionForm(),
        "currency": content["currency"],
        "nonce": f"{request.user.pk}-{timezone.now().timestamp()}",
        "may_write": may_write(request.user),
    }

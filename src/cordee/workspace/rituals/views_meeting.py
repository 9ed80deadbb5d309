"""A meeting before and after: its pack, its minutes, a move, a cancellation."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.workspace.people.access import may_write, writers_change
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.rituals import invitations, pack
from cordee.workspace.rituals import minutes as left
from cordee.workspace.rituals.forms import BecauseForm, MoveForm
from cordee.workspace.rituals.models import Meeting
from cordee.workspace.rituals.recurrence import instant
from cordee.workspace.ui.pictures import Picture, Row


def meeting_or_404(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("ritual__organiser", "pack", "topic", "speaker"), pk=pk)


def language() -> str:
    return (translation.get_language() or settings.LANGUAGE_CODE)[:2]


def picture_of(chart: dict[str, Any] | None) -> Picture | None:
    """A chart as it was kept in the pack: our own drawing, made when the pack was."""
    if not chart:
        return None
    return Picture(
        finding=chart["finding"],
        name=chart["name"],
        drawings=tuple(mark_safe(one) for one in chart["drawings"]),  # noqa: S308 -- drawn by ui.pictures, which escapes
        columns=tuple(chart["columns"]),
        rows=tuple(Row(label=row[0], cells=tuple(row[1:])) for row in chart["rows"]),
        note=chart["note"],
    )


@require_safe
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """The pack: as the data stand before the meeting, as they stood afterwards; then the minutes come first."""
    meeting = meeting_or_404(pk)
    try:
        content, frozen = pack.of(meeting)
    except pack.NothingToShow:
        return redirect(settings.WELCOME)
    shown = pack.read(content, language())
    context = {
        "meeting": meeting,
        "ritual": meeting.ritual,
        "shown": shown,
        "sections": [(section, picture_of(section["chart"])) for section in shown["sections"]],
        "frozen": frozen,
        "whole": meeting.pack.is_whole if frozen else None,
        "minutes": left.of(meeting) if meeting.opened_at else None,
        "move_form": MoveForm(
            initial={
                "day": timezone.localtime(meeting.starts_at).date(),
                "at": timezone.localtime(meeting.starts_at).time(),
            }
        ),
        "may_write": may_write(request.user),
    }
    return render(request, "rituals/meeting.html", context)


@require_http_methods(["GET", "POST"])
@writers_change
def move(request: PersonRequest, pk: int) -> HttpResponse:
    """To another day or hour, with the reason; calendars follow."""
    meeting = meeting_or_404(pk)
    if meeting.state != "planned":
        raise Http404
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        meeting.move(
            instant(values["day"], values["at"], settings.TIME_ZONE),
            because=values["because"],
            by=request.user,
            address=request.META.get("REMOTE_ADDR"),
        )
        invitations.enqueue(meeting, "invitation", by=request.user)
        return redirect("rituals:meeting", pk)
    context = {"form": form, "meeting": meeting}
    return render(request, "rituals/move.html", context, status=422 if form.errors else 200)


@require_POST
@writers_change
def cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Not held, with the reason; calendars follow."""
    meeting = meeting_or_404(pk)
    form = BecauseForm(request.POST)
    if meeting.state != "planned" or not form.is_valid():
        return redirect("rituals:meeting", pk)
    meeting.cancel(because=form.cleaned_data["because"], by=request.user, address=request.META.get("REMOTE_ADDR"))
    invitations.enqueue(meeting, "invitation", by=request.user)
    return redirect("rituals:show", meeting.ritual_id)

"""The pack as a file: PDF, Markdown; and by e-mail."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordee.workspace.activity.models import record
from cordee.workspace.people.access import writers_change
from cordee.workspace.people.mail import absolute
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.rituals import invitations, pack, printing
from cordee.workspace.rituals import minutes as left
from cordee.workspace.rituals.models import Meeting
from cordee.workspace.rituals.views_meeting import language, meeting_or_404


def _file(request: PersonRequest, meeting: Meeting, content: bytes, kind: str, extension: str) -> HttpResponse:
    record(
        "rituals.pack_taken",
        by=request.user,
        subject=str(meeting),
        ref=meeting.ref,
        address=request.META.get("REMOTE_ADDR"),
        format=extension,
    )
    response = HttpResponse(content, content_type=kind)
    name = f"{slugify(meeting.ritual.name) or 'pack'}-{timezone.localtime(meeting.starts_at).date()}.{extension}"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_safe
def pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """A document to print or to hand on."""
    meeting = meeting_or_404(pk)
    try:
        content, frozen = pack.of(meeting)
    except pack.NothingToShow as nothing:
        raise Http404 from nothing
    told = left.of(meeting) if meeting.opened_at else None
    made = printing.pdf(pack.read(content, language()), meeting=meeting, frozen=frozen, minutes=told)
    return _file(request, meeting, made, "application/pdf", "pdf")


@require_safe
def markdown(request: PersonRequest, pk: int) -> HttpResponse:
    """Plain text for a wiki or a chat."""
    meeting = meeting_or_404(pk)
    try:
        content, _frozen = pack.of(meeting)
    except pack.NothingToShow as nothing:
        raise Http404 from nothing
    told = left.of(meeting) if meeting.opened_at else None
    text = pack.as_markdown(pack.read(content, language()), base=absolute("", request).rstrip("/"), minutes=told)
    return _file(request, meeting, text.encode(), "text/markdown; charset=utf-8", "md")


@require_POST
@writers_change
def sending(request: PersonRequest, pk: int) -> HttpResponse:
    """The pack, or the minutes once there are some, to every participant."""
    meeting = meeting_or_404(pk)
    what = "minutes" if meeting.closed_at else "pack"
    count = invitations.enqueue(meeting, what, by=request.user, again=timezone.now().isoformat(timespec="minutes"))
    record(
        "rituals.pack_sent",
        by=request.user,
        subject=str(meeting),
        ref=meeting.ref,
        address=request.META.get("REMOTE_ADDR"),
        what=what,
        to=count,
    )
    messages.success(request, _("On its way to %(n)s participants.") % {"n": count})
    return redirect("rituals:meeting", pk)

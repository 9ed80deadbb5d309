"""The administrators' pages: who is here and as what, who was invited, where they are signed in."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.workspace.activity.models import record
from cordee.workspace.people import factors, mail
from cordee.workspace.people.access import administrators_only
from cordee.workspace.people.arrivals import address_of
from cordee.workspace.people.forms import Invite, TakePart
from cordee.workspace.people.models import Invitation, LastAdministrator, Person, Refusal, Session
from cordee.workspace.people.requests import PersonRequest

SAID = {
    "invited": _("The invitation is on its way."),
    "invited_unsent": _("The invitation is ready: copy its link below and hand it over yourself."),
    "withdrawn": _("The invitation was withdrawn; its link opens nothing any more."),
    "no_longer": _("This invitation was used or withdrawn in the meantime."),
    "changed": pgettext_lazy("preferences", "Saved."),
    "deactivated": _("Deactivated: signed out everywhere, and cannot sign in any more. What they did stays."),
    "reactivated": _("Reactivated."),
    "ended": _("Signed out."),
    "factor_removed": _("The second factor was removed. They can set it up again in their preferences."),
    "last": _("Nobody else is an administrator: make somebody else one first."),
}


def _back(name: str, said: str, *args: int) -> HttpResponse:
    return redirect(f"{reverse(name, args=args)}?said={said}")


@administrators_only
@require_GET
def index(request: PersonRequest) -> HttpResponse:
    return _index(request, Invite(initial={"language": request.user.language}))


def _index(request: PersonRequest, form: Invite) -> HttpResponse:
    now = timezone.now()
    open_sessions = Q(sessions__expire_date__gt=now)
    people = Person.objects.annotate(
        open_sessions=Count("sessions", filter=open_sessions, distinct=True),
        seen_at=Max("sessions__seen_at", filter=open_sessions),
        factor_count=Count("authenticator", distinct=True),
    ).order_by("-is_active", "name", "pk")
    invitations = Invitation.waiting().select_related("invited_by")
    context = {
        "people": people,
        "invitations": [(one, mail.absolute(reverse("people:join", args=[one.token]), request)) for one in invitations],
        "form": form,
        "server": mail.server_configured(),
        "outbox": mail.OUTBOX,
        "said": SAID.get(request.GET.get("said", "")),
    }
    return render(request, "people/index.html", context, status=422 if form.errors else 200)


@administrators_only
@require_POST
def invitations(request: PersonRequest) -> HttpResponse:
    """A new invitation, sent at once."""
    form = Invite(request.POST)
    if not form.is_valid():
        return _index(request, form)
    said = form.cleaned_data
    made = Invitation.make(
        said["email"],
        side=said["side"],
        role=said["role"],
        language=said["language"],
        by=request.user,
        address=address_of(request),
    )
    return _back("people:index", _send(request, made))


def _send(request: PersonRequest, invitation: Invitation) -> str:
    """What to say of it: whether the message left, or the link is to be handed over by hand."""
    context = {
        "invitation": invitation,
        "by": request.user,
        "link": mail.absolute(reverse("people:join", args=[invitation.token]), request),
    }
    with override(invitation.language):
        subject = str(_("%(name)s invites you to Cordée") % {"name": request.user.name})
    sent = mail.send(invitation.email, subject, "people/mail/invitation", context, invitation.language)
    return "invited" if sent and mail.server_configured() else "invited_unsent"


@administrators_only
@require_POST
def invitation(request: PersonRequest, pk: int) -> HttpResponse:
    """Sends it again, with a new link."""
    one = get_object_or_404(Invitation, pk=pk)
    try:
        one.send_again(by=request.user, address=address_of(request))
    except Refusal:
        return _back("people:index", "no_longer")
    return _back("people:index", _send(request, one))


@administrators_only
@require_POST
def withdrawal(request: PersonRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Invitation, pk=pk)
    try:
        one.withdraw(by=request.user, address=address_of(request))
    except Refusal:
        return _back("people:index", "no_longer")
    return _back("people:index", "withdrawn")


@administrators_only
@require_http_methods(["GET", "POST"])
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """One person: side and role, sessions, second factor."""
    person = get_object_or_404(Person, pk=pk)
    before = person.side, person.role
    form = TakePart(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        side, role = form.cleaned_data["side"], form.cleaned_data["role"]
        person.side, person.role = before  # the form has written its values into the person
        return _done(
            person,
            "changed",
            lambda: person.take_part_as(side=side, role=role, by=request.user, address=address_of(request)),
        )
    context = {
        "person": person,
        "form": form,
        "sessions": Session.open_of(person),
        "here": request.session.session_key,
        "factors": factors.of(person),
        "said": SAID.get(request.GET.get("said", "")),
    }
    return render(request, "people/show.html", context, status=422 if form.errors else 200)


@administrators_only
@require_POST
def deactivation(request: PersonRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    return _done(person, "deactivated", lambda: person.deactivate(by=request.user, address=address_of(request)))


@administrators_only
@require_POST
def reactivation(request: PersonRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    return _done(person, "reactivated", lambda: person.reactivate(by=request.user, address=address_of(request)))


def _done(person: Person, said: str, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except LastAdministrator:
        said = "last"
    return _back("people:show", said, person.pk)


@administrators_only
@require_POST
def sessions(request: PersonRequest, pk: int) -> HttpResponse:
    """Signs somebody out: of one session, or of all."""
    person = get_object_or_404(Person, pk=pk)
    chosen, address = request.POST.get("session", ""), address_of(request)
    for one in Session.open_of(person).exclude(pk=request.session.session_key):
        if chosen in {"all", one.handle}:
            with transaction.atomic():
                one.delete()
                record(
                    "people.session_ended",
                    by=request.user,
                    subject=person.email,
                    ref=person.ref,
                    address=address,
                    device=one.device,
                )
    return _back("people:show", "ended", person.pk)


@administrators_only
@require_POST
def factor_removal(request: PersonRequest, pk: int) -> HttpResponse:
    """For somebody who lost their telephone and their recovery codes."""
    person = get_object_or_404(Person, pk=pk)
    with transaction.atomic():
        factors.remove(person)
        record(
            "people.factor_removed",
            by=request.user,
            subject=person.email,
            ref=person.ref,
            address=address_of(request),
            factor="all",
        )
    return _back("people:show", "factor_removed", person.pk)

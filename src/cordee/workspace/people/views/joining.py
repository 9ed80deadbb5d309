"""How somebody gets an account: the first administrator of an installation, then whoever is invited."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cordee.workspace.activity.models import record
from cordee.workspace.people import mail
from cordee.workspace.people.arrivals import address_of, arrive
from cordee.workspace.people.forms import FirstAdministrator, Join
from cordee.workspace.people.models import FailedSignIn, Invitation, Link, Person, Refusal, Role, Side
from cordee.workspace.people.models.link import Purpose
from cordee.workspace.people.views.door import ways

FIRST = "first administrator"


@login_not_required
@sensitive_post_parameters("password", "again", "code")
@require_http_methods(["GET", "POST"])
def first_administrator(request: HttpRequest) -> HttpResponse:
    """Only while there is nobody at all, and only for whoever reads what ``cordee serve`` prints."""
    if Person.objects.exists():
        raise Http404
    initial = {"code": request.GET.get("code", ""), "language": translation.get_language()}
    form = FirstAdministrator(request.POST or None, person=Person(), initial=initial)
    if request.method == "POST" and form.is_valid():
        person = _create_first(form, address_of(request))
        if person is not None:
            return arrive(request, person, way="first")
    return render(request, "people/first_administrator.html", {"form": form}, status=422 if form.errors else 200)


def _create_first(form: FirstAdministrator, address: str) -> Person | None:
    said = form.cleaned_data
    if FailedSignIn.must_wait(email=FIRST, address=address):
        form.add_error("code", _("Too many tries. Wait a quarter of an hour, then try again."))
        return None
    link = Link.valid(Purpose.FIRST, said["code"].strip())
    with transaction.atomic():
        if link is None or not link.use() or Person.objects.exists():
            FailedSignIn.record(email=FIRST, address=address)
            form.add_error(
                "code", _("This is not the code. Stop “cordee serve” and start it again: it prints a new one.")
            )
            return None
        person = Person.objects.create_user(
            said["email"],
            said["password"],
            name=said["name"],
            side=Side.BOTH,
            role=Role.ADMIN,
            language=said["language"],
        )
        record("people.first_administrator", by=person, subject=person.email, ref=person.ref, address=address)
    return person


@login_not_required
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Behind an invitation: a name, a password or another way in, a language."""
    invitation = Invitation.of_token(token)
    if invitation is None:
        return render(request, "people/link_dead.html", {"invitation": True}, status=404)
    # Before a choice is made, the page speaks the language that the inviter thought of.
    translation.activate(invitation.language)
    without = mail.server_configured()
    form = Join(
        request.POST or None,
        person=Person(email=invitation.email),
        without_password=without,
        initial={"language": invitation.language},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            person = invitation.accept(
                said["name"],
                password=said["password"] or None,
                language=said["language"],
                address=address_of(request),
                way="invitation",
            )
        except Refusal:
            return render(request, "people/link_dead.html", {"invitation": True}, status=404)
        return arrive(request, person, way="invitation")
    context = {"form": form, "invitation": invitation, "ways": ways(), "without_password": without}
    return render(request, "people/join.html", context, status=422 if form.errors else 200)

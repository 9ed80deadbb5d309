"""The door: signing in by password, by link, as someone of the demo; out again; the language."""

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from cordee.workspace.activity.models import record
from cordee.workspace.people import mail
from cordee.workspace.people.access import demo_people, is_demo_home
from cordee.workspace.people.arrivals import address_of, arrive, next_of
from cordee.workspace.people.forms import AskForLink, NewPassword, SignIn
from cordee.workspace.people.models import Language, Link, Person
from cordee.workspace.people.models.link import Purpose

SAID = {
    "not_invited": _("You are known there, but nobody has invited you here. Ask an administrator."),
    "failed": _("The identity provider did not sign you in. Try again, or use another way."),
    "password": _("Your password was changed. Sign in with the new one."),
    "expired": _("This took too long, or was tried too often. Sign in again."),
}
"""What brought somebody back to the door."""


def ways() -> list[tuple[str, str]]:
    """The company's identity providers: name, and address of their button."""
    where = {
        "openid": lambda: reverse("openid_connect_login", args=["openid"]),
        "saml": lambda: reverse("saml_login", args=["saml"]),
    }
    return [(name, where[kind]()) for kind, name in settings.SIGN_IN.shown]


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, the other ways in; a demo home also offers its people, an empty one its first account."""
    if request.user.is_authenticated:
        return redirect(next_of(request))
    form = SignIn(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid() and form.person is not None:
        return arrive(request, form.person, way="password", going_to=next_of(request))
    context = {
        "form": form,
        "next": next_of(request),
        "people": demo_people(),
        "ways": ways(),
        "said": SAID.get(request.GET.get("said", "")),
        "nobody": not Person.objects.exists(),
    }
    return render(request, "people/sign_in.html", context, status=422 if form.errors else 200)


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """One click for someone of the demo company. Refused as not found in a home that is not a demo."""
    if not is_demo_home():
        raise Http404
    chosen = request.POST.get("person", "")
    person = get_object_or_404(demo_people(), pk=int(chosen) if chosen.isdecimal() else 0)
    return arrive(request, person, way="demo", going_to=next_of(request))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Person):
        person = request.user
        record("people.signed_out", by=person, subject=person.email, ref=person.ref, address=address_of(request))
    auth.logout(request)
    return redirect("people:sign_in")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the language with the person, or in a cookie for whoever has not signed in."""
    chosen = request.POST.get("language", "")
    if chosen not in Language.values:
        raise Http404
    if request.user.is_authenticated:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    response = redirect(next_of(request))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=60 * 60 * 24 * 365, samesite="Lax")
    return response


@login_not_required
@require_http_methods(["GET", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """A link that signs in once."""
    return _ask(request, Purpose.SIGN_IN)


@login_not_required
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """A link that opens the choice of a new password once."""
    return _ask(request, Purpose.PASSWORD)


def _ask(request: HttpRequest, purpose: Purpose) -> HttpResponse:
    """The answer is the same, and as quick, whether the e-mail is somebody's or not."""
    form = AskForLink(request.POST or None)
    context = {
        "form": form,
        "next": next_of(request),
        "forgotten": purpose == Purpose.PASSWORD,
        "server": mail.server_configured(),
        "asked": "",
    }
    if request.method == "POST" and form.is_valid():
        context["asked"] = form.cleaned_data["email"]
        if not _mail_link(request, purpose, form.cleaned_data["email"].lower(), next_of(request)):
            form.add_error(None, _("Too many links were asked for. Wait a quarter of an hour, then try again."))
            context["asked"] = ""
    return render(request, "people/link_asked.html", context, status=422 if form.errors else 200)


@sensitive_variables("token")
def _mail_link(request: HttpRequest, purpose: Purpose, email: str, going_to: str) -> bool:
    """False where too many were asked for."""
    address = address_of(request)
    if Link.asked_too_often(email=email, address=address):
        return False
    person = Person.objects.filter(email=email, is_active=True).first()
    _link, token = Link.make(purpose, person=person, email=email, address=address, going_to=going_to)
    record("people.link_asked", subject=email, address=address, purpose=str(purpose))
    name = "people:signing_link" if purpose == Purpose.SIGN_IN else "people:password_link"
    context = {
        "link": mail.absolute(reverse(name, args=[token]), request),
        "person": person,
        "forgotten": purpose == Purpose.PASSWORD,
    }
    subject = _("Choose a new password for Cordée") if context["forgotten"] else _("Your link to sign in to Cordée")
    if person:
        mail.send_unseen(person, subject, "people/mail/link", context)
    else:
        mail.compose(email, subject, "people/mail/link", context)  # as much work; nothing leaves
    return True


@login_not_required
@require_http_methods(["GET", "POST"])
def signing_link(request: HttpRequest, token: str) -> HttpResponse:
    """Behind a mailed link: one button, because only a person presses it."""
    link = Link.valid(Purpose.SIGN_IN, token)
    if link is None or link.person is None:
        return render(request, "people/link_dead.html", status=404)
    if request.method == "POST":
        if not link.use():
            return render(request, "people/link_dead.html", status=404)
        return arrive(request, link.person, way="link", going_to=link.going_to)
    return render(request, "people/link.html", {"person": link.person})


@login_not_required
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def password_link(request: HttpRequest, token: str) -> HttpResponse:
    """Behind a mailed link: a new password. It signs nobody in by itself: a second factor stays due."""
    link = Link.valid(Purpose.PASSWORD, token)
    if link is None or link.person is None:
        return render(request, "people/link_dead.html", status=404)
    form = NewPassword(request.POST or None, person=link.person)
    if request.method == "POST" and form.is_valid():
        if not link.use():
            return render(request, "people/link_dead.html", status=404)
        link.person.choose_password(form.cleaned_data["password"], address=address_of(request))
        return redirect(f"{reverse('people:sign_in')}?said=password")
    context = {"form": form, "person": link.person}
    return render(request, "people/new_password.html", context, status=422 if form.errors else 200)

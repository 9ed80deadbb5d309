"""Signing in and out, the language, the preferences."""

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cordee.workspace.people.access import demo_people, is_demo_home
from cordee.workspace.people.forms import Preferences, SignIn
from cordee.workspace.people.models import Language
from cordee.workspace.people.requests import PersonRequest


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form; a demo home also offers its four people."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignIn(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid() and form.person is not None:
        auth.login(request, form.person)
        return redirect(_next(request))
    context = {"form": form, "next": _next(request), "people": demo_people()}
    return render(request, "people/sign_in.html", context, status=422 if form.errors else 200)


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """One click for someone of the demo company. Refused as not found in a home that is not a demo."""
    if not is_demo_home():
        raise Http404
    chosen = request.POST.get("person", "")
    person = get_object_or_404(demo_people(), pk=int(chosen) if chosen.isdecimal() else 0)
    auth.login(request, person)
    return redirect(_next(request))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
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
    response = redirect(_next(request))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=60 * 60 * 24 * 365, samesite="Lax")
    return response


@require_http_methods(["GET", "POST"])
def preferences(request: PersonRequest) -> HttpResponse:
    form = Preferences(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = form.save()
        translation.activate(person.language)
        return redirect("people:preferences")
    return render(request, "people/preferences.html", {"form": form}, status=422 if form.errors else 200)


def _next(request: HttpRequest) -> str:
    """Where the person was going; never another site."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else "/"

"""One's own: name, language, appearance, password, and where one is signed in."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cordee.workspace.activity.models import record
from cordee.workspace.people import factors, forms
from cordee.workspace.people.arrivals import address_of
from cordee.workspace.people.models import Session
from cordee.workspace.people.requests import PersonRequest

SAID = {
    "kept": pgettext_lazy("preferences", "Saved."),
    "password": _("Your password was changed; every other session has ended."),
    "session": _("The session has ended."),
    "sessions": _("Every other session has ended."),
}


@require_http_methods(["GET", "POST"])
def preferences(request: PersonRequest) -> HttpResponse:
    form = forms.Preferences(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = form.save()
        translation.activate(person.language)
        return redirect(f"{reverse('people:preferences')}?said=kept")
    return _page(request, preferences=form)


def _page(
    request: PersonRequest, *, preferences: forms.Preferences | None = None, password: forms.OwnPassword | None = None
) -> HttpResponse:
    person = request.user
    given = preferences if preferences is not None and preferences.is_bound else password
    context = {
        "form": preferences or forms.Preferences(instance=person),
        "password_form": password or forms.OwnPassword(person=person),
        "factors": factors.of(person),
        "sessions": Session.open_of(person),
        "here": request.session.session_key,
        "said": SAID.get(request.GET.get("said", "")),
    }
    return render(
        request, "people/preferences.html", context, status=422 if given is not None and given.errors else 200
    )


@sensitive_post_parameters("current", "password", "again")
@require_POST
def password(request: PersonRequest) -> HttpResponse:
    """Another password; this session goes on, every other one ends."""
    form = forms.OwnPassword(request.POST, person=request.user)
    if not form.is_valid():
        return _page(request, password=form)
    request.user.choose_password(
        form.cleaned_data["password"], address=address_of(request), keep=request.session.session_key
    )
    update_session_auth_hash(request, request.user)
    return redirect(f"{reverse('people:preferences')}?said=password")


@require_POST
def sessions(request: PersonRequest) -> HttpResponse:
    """Ends one session, or all but this one."""
    person, chosen = request.user, request.POST.get("session", "")
    address = address_of(request)
    others = Session.open_of(person).exclude(pk=request.session.session_key)
    if chosen == "others":
        others.delete()
        record("people.sessions_ended", by=person, subject=person.email, ref=person.ref, address=address)
        return redirect(f"{reverse('people:preferences')}?said=sessions")
    one = next((one for one in others if one.handle == chosen), None)
    if one is None:
        return redirect("people:preferences")
    one.delete()
    record("people.session_ended", by=person, subject=person.email, ref=person.ref, address=address, device=one.device)
    return redirect(f"{reverse('people:preferences')}?said=session")

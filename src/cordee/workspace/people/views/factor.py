"""The second factor: shown at the door, set up and taken away in the preferences."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.workspace.activity.models import record
from cordee.workspace.people import factors
from cordee.workspace.people.arrivals import PENDING, address_of, admit, pending
from cordee.workspace.people.forms import Code, NewApp, NewPasskey
from cordee.workspace.people.models import FailedSignIn, Person
from cordee.workspace.people.requests import PersonRequest

SECRET = "app_secret"  # noqa: S105 -- a key of the session
SHOW_CODES = "show_codes"


@login_not_required
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Between the first proof and the workspace. Five wrong codes end the attempt, wherever they come from."""
    waiting = pending(request)
    if waiting is None:
        return redirect("people:sign_in")
    person, way, going_to = waiting
    form = Code(request.POST if request.method == "POST" and "code" in request.POST else None)
    if request.method == "POST":
        if FailedSignIn.must_wait(email=person.email, address=f"code:{person.pk}"):
            request.session.pop(PENDING, None)
            return redirect(f"{reverse('people:sign_in')}?said=expired")
        used = _proved(request, person, form)
        if used:
            FailedSignIn.forgive(email=person.email, address=f"code:{person.pk}")
            return admit(request, person, way=way, going_to=going_to, factor=used)
    context = {
        "key_failed": request.method == "POST" and not form.is_bound,
        "form": form,
        "app": factors.app_of(person) is not None,
        "challenge": factors.passkey_challenge(request, person),
    }
    return render(request, "people/second_factor.html", context, status=422 if request.method == "POST" else 200)


def _proved(request: HttpRequest, person: Person, form: Code) -> str:
    """Which factor was proved; a failure is counted and recorded."""
    if credential := request.POST.get("credential"):
        used = str(factors.Kind.WEBAUTHN) if factors.check_passkey(request, person, credential) else ""
    elif form.is_valid():
        used = factors.check_code(person, form.cleaned_data["code"])
        if not used:
            form.add_error("code", _("This code is not right, or was used already. Take the next one."))
    else:
        return ""
    if not used:
        FailedSignIn.record(email=person.email, address=f"code:{person.pk}")
        record("people.sign_in_failed", subject=person.email, ref=person.ref, address=address_of(request), way="totp")
    return used


@require_GET
def factors_page(request: PersonRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: PersonRequest, *, app: NewApp | None = None, key: NewPasskey | None = None, code: Code | None = None
) -> HttpResponse:
    """What protects the person now, and what can be added."""
    person = request.user
    context = {
        "passkeys": factors.passkeys_of(person),
        "app": factors.app_of(person),
        "codes_left": len(factors.recovery_codes(person)),
        "app_form": app or NewApp(person=person, prefix="app"),
        "key_form": key or NewPasskey(person=person, prefix="key"),
        "code_form": code or Code(prefix="proof"),
        "offer": factors.passkey_offer(request, person),
    }
    if not context["app"]:
        secret = request.session.setdefault(SECRET, factors.new_secret())
        side, path = factors.picture(factors.address_for_app(person, secret))
        plain = factors.read(secret)
        context |= {
            "picture_side": side,
            "picture_path": path,
            "secret": " ".join(plain[at : at + 4] for at in range(0, len(plain), 4)),
        }
    bound = any(form is not None for form in (app, key, code))
    return render(request, "people/factors.html", context, status=422 if bound else 200)


@require_POST
def create_app(request: PersonRequest) -> HttpResponse:
    """Turns on the authenticator app, once it has shown a right code."""
    form = NewApp(request.POST, person=request.user, prefix="app")
    secret = request.session.get(SECRET, "")
    if form.is_valid():
        if secret and factors.add_app(request.user, secret, form.cleaned_data["code"]):
            request.session.pop(SECRET, None)
            return _added(request, str(factors.Kind.TOTP))
        form.add_error(
            "code", _("This is not the code that the app should show now. Look at the clock of the telephone.")
        )
    return _page(request, app=form)


@require_POST
def create_passkey(request: PersonRequest) -> HttpResponse:
    form = NewPasskey(request.POST, person=request.user, prefix="key")
    if form.is_valid():
        if factors.add_passkey(request, request.user, form.cleaned_data["name"], form.cleaned_data["credential"]):
            return _added(request, str(factors.Kind.WEBAUTHN))
        form.add_error(None, _("This device did not make a key."))
    return _page(request, key=form)


def _added(request: PersonRequest, kind: str) -> HttpResponse:
    person = request.user
    record(
        "people.factor_added", by=person, subject=person.email, ref=person.ref, address=address_of(request), factor=kind
    )
    request.session[SHOW_CODES] = True
    return redirect("people:recovery_codes")


@require_http_methods(["GET", "POST"])
def recovery_codes(request: PersonRequest) -> HttpResponse:
    """GET: the codes, once after they were made. POST: new ones, for whoever proves a factor."""
    person = request.user
    if request.method == "POST":
        form = Code(request.POST, prefix="proof")
        if not _confirmed(person, form):
            return _page(request, code=form)
        factors.renew_recovery_codes(person)
        record(
            "people.recovery_codes_renewed",
            by=person,
            subject=person.email,
            ref=person.ref,
            address=address_of(request),
        )
        request.session[SHOW_CODES] = True
        return redirect("people:recovery_codes")
    if not request.session.pop(SHOW_CODES, False):
        return redirect("people:factors")
    return render(request, "people/recovery_codes.html", {"codes": factors.recovery_codes(person)})


@require_POST
def remove_factor(request: PersonRequest) -> HttpResponse:
    """Takes one factor away, for whoever proves one."""
    person = request.user
    form = Code(request.POST, prefix="proof")
    if not _confirmed(person, form):
        return _page(request, code=form)
    chosen = request.POST.get("factor", "")
    one = next((one for one in factors.of(person) if str(one.pk) == chosen), None)
    if one is None:
        return redirect("people:factors")
    factors.remove(person, one.pk)
    record(
        "people.factor_removed",
        by=person,
        subject=person.email,
        ref=person.ref,
        address=address_of(request),
        factor=str(one.type),
    )
    return redirect("people:factors")


def _confirmed(person: Person, form: Code) -> bool:
    if not form.is_valid():
        return False
    where = {"email": person.email, "address": f"code:{person.pk}"}
    if FailedSignIn.must_wait(**where):
        form.add_error("code", _("Too many tries. Wait a quarter of an hour, then try again."))
        return False
    if not factors.check_code(person, form.cleaned_data["code"]):
        FailedSignIn.record(**where)
        form.add_error("code", _("This code is not right, or was used already. Take the next one."))
        return False
    return True

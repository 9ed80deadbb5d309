"""One door for every way in: whoever has shown who they are passes here, by a second factor if they have one."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from cordee.workspace.activity.models import record
from cordee.workspace.people import factors
from cordee.workspace.people.models import Person, Session
from cordee.workspace.people.sessions import ORIGIN

PENDING = "pending"
PENDING_FOR = timedelta(minutes=10)


def address_of(request: HttpRequest) -> str:
    """Where the request comes from (people.middleware.Doorstep sees to proxies)."""
    return str(request.META.get("REMOTE_ADDR") or "")


def arrive(request: HttpRequest, person: Person, *, way: str, going_to: str = "/") -> HttpResponse:
    """Lets ``person`` in, or asks for the second factor first. ``way``: password, link, openid, saml, invitation…"""
    if not factors.protects(person):
        return admit(request, person, way=way, going_to=going_to)
    auth.logout(request)  # whoever was signed in in this browser is not the one who arrives
    request.session[PENDING] = {
        "person": person.pk,
        "way": way,
        "going_to": going_to,
        "at": timezone.now().isoformat(),
        # A password that changes in between makes the first half worthless.
        "hash": person.get_session_auth_hash(),
    }
    return redirect("people:second_factor")


def pending(request: HttpRequest) -> tuple[Person, str, str] | None:
    """Who still owes a second factor here, by which way they came, where they were going."""
    said: dict[str, Any] | None = request.session.get(PENDING)
    if not said or timezone.now() - datetime.fromisoformat(said["at"]) > PENDING_FOR:
        return None
    person = Person.objects.filter(pk=said["person"], is_active=True).first()
    if person is None or person.get_session_auth_hash() != said["hash"]:
        return None
    return person, said["way"], said["going_to"]


def admit(request: HttpRequest, person: Person, *, way: str, going_to: str = "/", factor: str = "") -> HttpResponse:
    """Signs in, under a new session key."""
    address = address_of(request)
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    with transaction.atomic():
        request.session.pop(PENDING, None)
        auth.login(request, person)
        request.session[ORIGIN] = {
            "at": timezone.now().isoformat(),
            "address": address[:45],
            "agent": request.headers.get("user-agent", "")[:300],
        }
        record(
            "people.signed_in", by=person, subject=person.email, ref=person.ref, address=address, way=way, factor=factor
        )
    return redirect(going_to)


def next_of(request: HttpRequest) -> str:
    """Where the person was going; never another site."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else "/"

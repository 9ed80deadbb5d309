"""Somebody arrives from the company's identity provider: who it is here, or why not. The protocol is django-allauth's."""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cordee.workspace.activity.models import record
from cordee.workspace.people.arrivals import address_of, arrive
from cordee.workspace.people.models import Invitation, Person


class Newcomers(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Takes over from allauth as soon as it knows who arrives, so that none of its own pages is ever shown."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        raise ImmediateHttpResponse(_welcome(request, sociallogin))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> NoReturn:
        record("people.sign_in_failed", address=address_of(request), way=provider.app.provider_id, why=str(error))
        raise ImmediateHttpResponse(_refused("failed"))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


def _refused(why: str) -> HttpResponse:
    return redirect(f"{reverse('people:sign_in')}?said={why}")


def _welcome(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    way = str(login.account.provider)
    with transaction.atomic():
        person = _person_of(request, login, way)
    if person is None or not person.is_active:
        record(
            "people.sign_in_failed",
            subject=str(login.user.email)[:254],
            address=address_of(request),
            way=way,
            why="deactivated" if person else "not_invited",
        )
        return _refused("not_invited")
    return arrive(request, person, way=way, going_to=login.get_redirect_url(request) or "/")


def _person_of(request: HttpRequest, login: SocialLogin, way: str) -> Person | None:
    """Known by the provider's own number for them, else by e-mail: already here, invited, or of the company's domain."""
    if login.account.pk:
        return Person.objects.get(pk=login.account.user_id)
    email = str(login.user.email).lower()
    if not email or _unverified(login.account.extra_data):
        return None
    address = address_of(request)
    person = Person.objects.filter(email=email).first()
    if person is None and (invitation := Invitation.open_for(email)):
        person = invitation.accept(
            _name_of(login, email), password=None, language=invitation.language, address=address, way=way
        )
    if person is None and _of_the_company(email):
        person = Person.objects.create_user(
            email,
            None,
            name=_name_of(login, email),
            side=settings.SIGN_IN.side,
            role=settings.SIGN_IN.role,
            language=settings.LANGUAGE_CODE,
        )
        record("people.joined", by=person, subject=email, ref=person.ref, address=address, way=way)
    if person is not None and person.is_active:
        login.account.user = person
        login.account.save()
        record("people.way_connected", by=person, subject=email, ref=person.ref, address=address, way=way)
    return person


def _of_the_company(email: str) -> bool:
    """Whether the company lets in whoever has an e-mail like this; not before it has its first administrator."""
    domain = settings.SIGN_IN.domain
    return bool(domain) and email.rpartition("@")[2] == domain and Person.objects.exists()


def _claims(data: dict[str, Any]) -> dict[str, Any]:
    """What the provider says of the person: beside one another, or below userinfo and id_token."""
    return {**data, **(data.get("id_token") or {}), **(data.get("userinfo") or {})}


def _unverified(data: dict[str, Any]) -> bool:
    """Whether the provider itself says that it does not know if this e-mail is theirs."""
    said = _claims(data).get("email_verified")
    return said is not None and str(said).strip("[]'\"").lower() not in {"true", "1", "yes"}


def _name_of(login: SocialLogin, email: str) -> str:
    claims = _claims(login.account.extra_data)
    said = claims.get(settings.SIGN_IN.name_attribute or "name") or " ".join(
        filter(None, (claims.get("given_name"), claims.get("family_name")))
    )
    if isinstance(said, list):  # SAML gives every attribute as a list
        said = " ".join(map(str, said))
    return str(said or email.partition("@")[0].replace(".", " ").title())[:120]

"""At the door: where a request comes from, when its session was last seen, in which language it is answered."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from cordee.workspace.people.models import Session
from cordee.workspace.people.models.session import SEEN_EVERY

Answer = Callable[[HttpRequest], HttpResponse]


class Doorstep:
    """First of all. REMOTE_ADDR becomes the caller's address, seen through as many proxies as CORDEE_PROXIES says, and
    never more: the rest of X-Forwarded-For is what the caller claims. Over https every cookie is for https only.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META["REMOTE_ADDR"] = self._address(request)
        response = self.get_response(request)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response

    @staticmethod
    def _address(request: HttpRequest) -> str:
        said = str(request.META.get("REMOTE_ADDR") or "")
        if settings.CORDEE_PROXIES:
            hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            said = hops[-settings.CORDEE_PROXIES].strip() if len(hops) >= settings.CORDEE_PROXIES else said
        try:
            return str(ip_address(said))
        except ValueError:
            return ""


class OwnLanguage:
    """After authentication: every page speaks the language that its reader chose."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language() or user.language
        return self.get_response(request)


class LastSeen:
    """After authentication: notes when a session was last used, at most once a minute."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        row = getattr(request.session, "row", None) if request.user.is_authenticated else None
        now = timezone.now()
        if isinstance(row, Session) and now - row.seen_at > SEEN_EVERY:
            Session.objects.filter(pk=row.pk).update(seen_at=now)
        return self.get_response(request)

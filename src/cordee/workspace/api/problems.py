"""Errors as RFC 9457 asks: what, where, what to do."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from cordee.workspace.insight.programs import Several, Unanswered, Unknown

MEDIA_TYPE = "application/problem+json"


class Forbidden(Exception):
    """The token lacks a scope; the message names it."""


class NotYet(Exception):
    """Nothing is published yet."""


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """One problem; ``title`` is the status in words."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)


def teach(api: NinjaAPI) -> None:
    """Gives ``api`` a problem for each of the errors that a question may meet."""

    @api.exception_handler(AuthenticationError)
    def _unsigned(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        answer = problem(401, "Send a token: Authorization: Bearer cordee_…; make one under Preferences, Tokens.")
        answer["WWW-Authenticate"] = 'Bearer realm="cordee"'
        return answer

    @api.exception_handler(Forbidden)
    def _forbidden(request: HttpRequest, error: Forbidden) -> HttpResponse:
        return problem(403, str(error))

    @api.exception_handler(Unknown)
    def _unknown(request: HttpRequest, error: Unknown) -> HttpResponse:
        return problem(404, str(error))

    @api.exception_handler(Several)
    def _several(request: HttpRequest, error: Several) -> HttpResponse:
        return problem(409, str(error), candidates=error.candidates)

    @api.exception_handler(Unanswered)
    def _unanswered(request: HttpRequest, error: Unanswered) -> HttpResponse:
        return problem(422, str(error))

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [{"where": ".".join(str(part) for part in one["loc"]), "what": one["msg"]} for one in error.errors]
        return problem(422, "A value does not fit; see errors.", errors=errors)

    @api.exception_handler(Throttled)
    def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
        answer = problem(429, "Too many questions. Wait, then go on.")
        if error.wait:
            answer["Retry-After"] = str(int(error.wait) + 1)
        return answer

    @api.exception_handler(NotYet)
    def _not_yet(request: HttpRequest, error: NotYet) -> HttpResponse:
        return problem(503, "Nothing is published yet. Import some files, then refresh.")

    @api.exception_handler(HttpError)
    def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, str(error))

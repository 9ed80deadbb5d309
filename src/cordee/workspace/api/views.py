"""The page that describes the interface, a person's tokens, and whether all is well."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.workspace.api.endpoints import api
from cordee.workspace.api.models import Scope, Token
from cordee.workspace.insight.window import window
from cordee.workspace.people.requests import PersonRequest


class NewToken(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What it may read"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )


@require_safe
def described(request: PersonRequest) -> HttpResponse:
    """Every address of the interface, from its own description."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    operations = [
        {
            "address": address,
            "summary": operation["summary"],
            "parameters": [_parameter(one) for one in operation.get("parameters", ())],
        }
        for address, methods in schema["paths"].items()
        for operation in methods.values()
    ]
    return render(request, "api/described.html", {"operations": operations, "host": request.get_host()})


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    schema = one.get("schema", {})
    return {
        "name": one["name"],
        "required": one.get("required", False),
        "description": one.get("description") or schema.get("description", ""),
    }


@require_http_methods(["GET", "POST"])
def tokens(request: PersonRequest) -> HttpResponse:
    """The person's tokens; a new one is shown once, in the answer to its form."""
    form = NewToken(request.POST or None, initial={"scopes": [Scope.FIGURES]})
    issued = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        _token, issued = Token.issue(
            by=request.user, name=values["name"], scopes=values["scopes"], address=request.META.get("REMOTE_ADDR")
        )
        form = NewToken(initial={"scopes": [Scope.FIGURES]})
    context = {
        "form": form,
        "tokens": Token.objects.filter(person=request.user),
        "issued": issued,
        "scopes": dict(Scope.choices),
    }
    response = render(request, "api/tokens.html", context, status=422 if form.errors else 200)
    if issued:
        response["Cache-Control"] = "no-store"
    return response


@require_POST
def create_revocation(request: PersonRequest, pk: int) -> HttpResponse:
    """Ends one of the person's own tokens."""
    token = get_object_or_404(Token, pk=pk, person=request.user)
    token.revoke(by=request.user, address=request.META.get("REMOTE_ADDR"))
    return redirect("api:tokens")


@login_not_required
@require_safe
def health(request: PersonRequest) -> JsonResponse:
    """200 while the database answers; which snapshot is served. No figure, no name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    found = window()
    return JsonResponse({"status": "ok", "snapshot": found.snapshot.number if found else None})

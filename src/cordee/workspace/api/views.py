"""The page of tokens, the description of the interface, and what an operator asks."""

import json
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.workspace.api.doors import api
from cordee.workspace.api.models import SCOPES, Token
from cordee.workspace.insight.window import window
from cordee.workspace.people.requests import PersonRequest


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What it may read"), choices=tuple(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: PersonRequest) -> HttpResponse:
    """My tokens, and a new one: its secret is shown on the answer, once."""
    form, secret = TokenForm(request.POST or None, initial={"scopes": ["read:figures"]}), ""
    if request.method == "POST" and form.is_valid():
        _made, secret = Token.make(
            request.user,
            form.cleaned_data["name"],
            form.cleaned_data["scopes"],
            address=request.META.get("REMOTE_ADDR"),
        )
        form = TokenForm(initial={"scopes": ["read:figures"]})
    mine = Token.objects.filter(person=request.user)
    listed = [(one, [SCOPES[scope] for scope in one.scopes]) for one in mine]
    context = {"form": form, "secret": secret, "tokens": listed}
    response = render(request, "api/tokens.html", context, status=422 if form.errors else 200)
    if secret:
        response["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    """One of my own; no call with it is answered any more."""
    token = get_object_or_404(Token, pk=pk, person=request.user, revoked_at=None)
    token.revoke(by=request.user, address=request.META.get("REMOTE_ADDR"))
    return redirect("api:tokens")


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the interface, for programs: it holds nobody's data."""
    return JsonResponse(_schema(), json_dumps_params={"ensure_ascii": False})


@require_safe
def docs(request: PersonRequest) -> HttpResponse:
    """The same description, for people; nothing is loaded from elsewhere."""
    schema = _schema()
    parts = schema["components"]["schemas"]
    calls = [
        {
            "method": method.upper(),
            "path": path,
            "summary": one.get("summary", ""),
            "description": one.get("description", ""),
            "parameters": [
                {
                    "name": part["name"],
                    "required": part.get("required", False),
                    "type": _type(part["schema"]),
                    "description": part.get("description") or part["schema"].get("description", ""),
                }
                for part in one.get("parameters", [])
            ],
        }
        for path, methods in schema["paths"].items()
        for method, one in methods.items()
    ]
    figure = json.dumps({name: _type(part) for name, part in parts["Figure"]["properties"].items()}, indent=2)
    return render(request, "api/docs.html", {"calls": calls, "figure": figure, "scopes": SCOPES.items()})


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether this process can serve: its database answers. Says which snapshot is published, and nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, ImproperlyConfigured):
        return JsonResponse({"ok": False, "database": False}, status=503)
    found = window()
    return JsonResponse({"ok": True, "database": True, "snapshot": found.snapshot.number if found else None})


def _schema() -> dict[str, Any]:
    schema = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    return schema


def _type(part: dict[str, Any]) -> str:
    if "anyOf" in part:
        return " | ".join(_type(one) for one in part["anyOf"])
    if "enum" in part:
        return " | ".join(map(str, part["enum"]))
    return str(part.get("const") or part.get("format") or part.get("type", "object"))

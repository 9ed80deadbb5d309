"""The data room: what came in, how fresh it is, and its imports."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordee.workspace.people.requests import PersonRequest


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    return render(request, "sources/home.html")

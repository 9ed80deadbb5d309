"""Search everywhere: a page, and while one types the answers alone."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from cordee.workspace.insight.window import window
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.search import recent
from cordee.workspace.search.answers import answers


@require_safe
def show(request: PersonRequest) -> HttpResponse:
    """What answers to ``q``; without a question, what was opened lately and the pages."""
    text = request.GET.get("q", "").strip()[:200]
    found = answers(window(), text, request.user, recent.opened(request))
    template = "search/_answers.html" if request.htmx else "search/show.html"
    response = render(request, template, {"text": text, "groups": found})
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_safe
def go(request: PersonRequest) -> HttpResponse:
    """Opens an answer, and remembers that it was opened. Only our own pages."""
    address = request.GET.get("to", "")
    if not address.startswith("/") or not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return HttpResponseRedirect("/")
    try:
        resolve(address.partition("?")[0])
    except Resolver404:
        return HttpResponseRedirect("/")
    recent.note(
        request,
        address=address[:300],
        title=request.GET.get("title", "")[:120],
        under=request.GET.get("under", "")[:160],
    )
    return HttpResponseRedirect(address)

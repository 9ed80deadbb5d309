"""Pages for what goes wrong: they say what happened and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/not_found.html", status=404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Something that this person's role does not allow."""
    return render(request, "ui/refused.html", status=403)


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own page, or whose page was open for too long."""
    return render(request, "ui/forgery.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/broken.html", {"menu": ()}, status=500)

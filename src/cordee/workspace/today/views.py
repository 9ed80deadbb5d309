"""Today: what to do together, then what waits for me."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cordee.workspace.insight import situation
from cordee.workspace.insight.situation import OpenDeal
from cordee.workspace.insight.window import Window, window
from cordee.workspace.people.access import may_write, writers_change
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.today.matters import AT_MOST, Matter, past_close, seen, silent, unpriced
from cordee.workspace.today.models import DELAYS, SetAside
from cordee.workspace.today.waiting import untidy, waits

PAGE = 50


@require_safe
def show(request: PersonRequest) -> HttpResponse:
    """The first page of the day; before anything was published, where to begin."""
    found = window()
    if found is None:
        return redirect(settings.WELCOME)
    aside = {one.matter: one for one in SetAside.in_force()}
    everything = seen(found)
    matters = [(one, _address(one)) for one in everything if one.key not in aside]
    context = {
        "matters": matters[:AT_MOST],
        "others": max(0, len(matters) - AT_MOST),
        "aside": [(aside[one.key], one) for one in everything if one.key in aside],
        "waits": waits(request.user, found),
        "snapshot": found.snapshot,
        "delays": DELAYS.items(),
        "may_write": may_write(request.user),
    }
    return render(request, "today/show.html", context)


@require_safe
def leads(request: PersonRequest) -> HttpResponse:
    """The MQLs handed to me on whom nobody acted yet; of everybody with ``?whose=all``."""
    found = _published()
    everyone = request.GET.get("whose") == "all"
    late, now = "late" in request.GET, situation.now(found)
    rows = [
        one
        for one in situation.waiting(found)
        if (everyone or one.owner == request.user.email.lower()) and (not late or one.due_at < now)
    ]
    pages = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "pages": pages,
        "everyone": everyone,
        "now": now,
        "pager_address": f"?{urlencode({'whose': 'all'} if everyone else {})}{'&late=1' if late else ''}&",
    }
    return render(request, "today/leads.html", context)


@require_safe
def deals(request: PersonRequest, which: str) -> HttpResponse:
    """Open deals on which something is to be done: silent, past their expected close, or mine to tidy."""
    found = _published()
    rows = _deals(found, which, request.user.email.lower())
    pages = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "pages": pages,
        "which": which,
        "total": sum(one.amount or 0.0 for one in rows),
        "snapshot": found.snapshot,
        "today": situation.now(found).date(),
        "pager_address": "?",
    }
    return render(request, "today/deals.html", context)


@require_POST
@writers_change
def set_aside(request: PersonRequest) -> HttpResponse:
    """Not now, for everybody, with the reason."""
    days = request.POST.get("days", "")
    reason, key = request.POST.get("reason", "").strip()[:200], request.POST.get("matter", "")[:120]
    found = _published()
    if not reason or not key or not days.isdecimal() or int(days) not in DELAYS:
        return redirect("today:show")
    if key not in {one.key for one in seen(found)}:
        raise Http404
    if not SetAside.in_force().filter(matter=key).exists():
        SetAside.put(key, reason=reason, days=int(days), by=request.user, address=request.META.get("REMOTE_ADDR"))
    return redirect("today:show")


@require_POST
@writers_change
def take_up(request: PersonRequest, pk: int) -> HttpResponse:
    """Shown to everybody again."""
    get_object_or_404(SetAside.in_force(), pk=pk).take_up(by=request.user, address=request.META.get("REMOTE_ADDR"))
    return redirect("today:show")


def _deals(found: Window, which: str, me: str) -> list[OpenDeal]:
    match which:
        case "silent":
            return silent(found)
        case "past-close":
            return past_close(found)
        case "unpriced":
            return unpriced(found)
        case "untidy":
            return [one for one in untidy(found) if one.owner == me]
        case _:
            raise Http404


def _address(matter: Matter) -> str:
    address = reverse(matter.page, args=[] if matter.argument is None else [matter.argument])
    return f"{address}?{matter.query}" if matter.query else address


def _published() -> Window:
    found = window()
    if found is None:
        raise Http404
    return found

"""Contradictions between tools, what is odd, and campaign names without a campaign: read, choose, trust, link."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cordee.workspace.activity.models import record
from cordee.workspace.insight import choices
from cordee.workspace.insight import contradictions as read
from cordee.workspace.insight.choices import Choice
from cordee.workspace.insight.window import Window
from cordee.workspace.people.access import may_write, writers_change
from cordee.workspace.people.models import Person
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.sources.duplicates import PAGE, opened
from cordee.workspace.sources.waiting import waiting

UNKNOWN_REFERENCE = "_ref"


@require_http_methods(["GET", "HEAD", "POST"])
@writers_change
@opened
def listed(request: PersonRequest, found: Window) -> HttpResponse:
    """What the tools disagree about, by entity, field and pair of tools; POST reads a misspelt word otherwise."""
    if request.method == "POST":
        return _read_otherwise(request, found)
    everything = read.listed(found)
    wanted = {name: request.GET.get(name, "") for name in ("entity", "field", "tools")}
    rows = [
        one
        for one in everything
        if wanted["entity"] in ("", one.entity)
        and wanted["field"] in ("", one.field)
        and wanted["tools"] in ("", "-".join(one.tools))
    ]
    pages = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    address = "&".join(f"{name}={value}" for name, value in wanted.items() if value)
    context = {
        "pages": pages,
        "pager_address": f"?{address}&" if address else "?",
        "total": len(rows),
        "wanted": wanted,
        "entities": [name for name in read.ENTITIES if any(one.entity == name for one in everything)],
        "fields": Counter(one.field for one in everything).most_common(),
        "tool_pairs": [("-".join(pair), pair, n) for pair, n in Counter(one.tools for one in everything).most_common()],
        "oddities": [
            (one, choices.about(found, "reading", one.entity, one.field, [one.written])) for one in read.oddities(found)
        ],
        **_common(request, found, "contradictions"),
    }
    return render(request, "sources/contradictions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_change
@opened
def one(request: PersonRequest, found: Window, entity: str, pk: int, field: str) -> HttpResponse:
    """What every record says of one field; POST chooses one, or trusts its tool from now on."""
    told = read.values(found, entity, pk, field)
    name = read.name_of(found, entity, pk) if told else None
    if name is None:
        raise Http404
    records = tuple(sorted(value.record for value in told))
    chosen = choices.about(found, "value", entity, field, records)
    context = {
        "entity": entity,
        "pk": pk,
        "field": field,
        "name": name,
        "values": told,
        "chosen": chosen,
        "number": choices.number_of(found, chosen) if chosen else None,
        "trusted": found.home.settings.trusted.get(field, ()),
        "tools": list(dict.fromkeys(value.tool for value in told)),
        "names": dict(Person.objects.values_list("email", "name")),
        **_common(request, found, "contradictions"),
    }
    if request.method != "POST":
        return render(request, "sources/contradiction.html", context)
    by, because = request.user.email, request.POST.get("because", "").strip()[:400]
    picked, trusted = request.POST.get("record", ""), request.POST.get("trust", "")
    here = reverse("sources:contradiction", args=(entity, pk, field))
    try:
        with transaction.atomic():
            if trusted in context["tools"]:
                choice = choices.trust(found, field, trusted, by=by, because=because)
                _record(request, "sources.tool_trusted", choice, name)
                return HttpResponseRedirect(f"{here}?trusted={trusted}")
            if picked.isdigit() and int(picked) in records:
                choice = Choice("value", entity, field, record=int(picked), among=records, by=by, because=because)
                seen = request.POST.get("seen", "")
                choices.choose(found, choice, first=seen == "none")
                _record(request, "sources.value_chosen", choice, name)
                return HttpResponseRedirect(here)
    except choices.AlreadyChosen as quicker:
        return render(request, "sources/contradiction.html", context | {"quicker": quicker.choice}, status=409)
    except choices.HomeError as refusal:
        return render(request, "sources/contradiction.html", context | {"refused": str(refusal)}, status=422)
    return render(request, "sources/contradiction.html", context | {"errors": True}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_change
@opened
def campaigns(request: PersonRequest, found: Window) -> HttpResponse:
    """Names that no campaign bears, with the campaigns that they may mean; POST links one."""
    listed_ = read.unmatched(found)
    errors = False
    if request.method == "POST":
        names, known = {one.name for one in listed_}, {one.record for one in read.campaigns(found)}
        written, meant = request.POST.get("written", ""), request.POST.get("record", "")
        if written in names and meant.isdigit() and int(meant) in known:
            choice = Choice("campaign", "campaign", "name", record=int(meant), written=written, by=request.user.email)
            try:
                with transaction.atomic():
                    choices.choose(found, choice, first=True)
                    _record(request, "sources.campaign_linked", choice, written)
            except choices.AlreadyChosen as quicker:
                return _campaigns(request, found, status=409, quicker=quicker.choice)
            return HttpResponseRedirect(reverse("sources:campaigns"))
        errors = True
    return _campaigns(request, found, status=422 if errors else 200, errors=errors)


def _campaigns(request: PersonRequest, found: Window, *, status: int, **more: Any) -> HttpResponse:
    listed_ = read.unmatched(found)
    pages = Paginator(listed_, PAGE).get_page(request.GET.get("page"))
    records = {one.record: one.name for one in read.campaigns(found)}
    linked = [(one, choices.about(found, "campaign", "campaign", "name", [one.name])) for one in pages]
    context = {
        "rows": [
            (one, choice, records.get(choice.record, ""), choices.number_of(found, choice))
            if choice
            else (one, None, "", None)
            for one, choice in linked
        ],
        "pages": pages,
        "pager_address": "?",
        "total": len(listed_),
        "cost": sum(one.cost for one in listed_),
        "campaigns": read.campaigns(found),
        "names": dict(Person.objects.values_list("email", "name")),
        **_common(request, found, "campaigns"),
        **more,
    }
    return render(request, "sources/campaigns.html", context, status=status)


def _read_otherwise(request: PersonRequest, found: Window) -> HttpResponse:
    """A word that looks misspelt is read as the proposed one everywhere."""
    asked = (request.POST.get("entity", ""), request.POST.get("field", ""), request.POST.get("written", ""))
    odd = next((one for one in read.oddities(found) if (one.entity, one.field, one.written) == asked), None)
    if odd is None or odd.meant is None or (odd.entity, odd.field) not in choices.READ_ANEW:
        raise Http404
    choice = Choice("reading", odd.entity, odd.field, written=odd.written, meant=odd.meant, by=request.user.email)
    with transaction.atomic():
        try:
            choices.choose(found, choice, first=True)
        except choices.AlreadyChosen:
            return HttpResponseRedirect(f"{reverse('sources:contradictions')}#odd")
        _record(request, "sources.word_read", choice, odd.written)
    return HttpResponseRedirect(f"{reverse('sources:contradictions')}#odd")


def _common(request: PersonRequest, found: Window, here: str) -> dict[str, Any]:
    return {
        "here": here,
        "may_write": may_write(request.user),
        "waiting": waiting(found),
        "snapshot": found.snapshot,
    }


def _record(request: PersonRequest, kind: str, choice: Choice, subject: str) -> None:
    record(
        kind,
        by=request.user,
        subject=subject,
        ref=f"{choice.entity}:{choice.record}",
        address=request.META.get("REMOTE_ADDR"),
        field=choice.field,
        written=choice.written,
        meant=choice.meant,
        because=choice.because,
    )

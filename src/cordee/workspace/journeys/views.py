"""Searching people and companies; the journey of one."""

import csv
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cordee.workspace.activity.models import record
from cordee.workspace.insight import channels, directory, journeys, situation, source_records, words
from cordee.workspace.insight.journeys import Journey
from cordee.workspace.insight.window import Window, window
from cordee.workspace.journeys.asking import PER_PAGE, SORTS, Asked
from cordee.workspace.journeys.brief import Brief, group_of
from cordee.workspace.journeys.narrowing import SIDES, Narrowed
from cordee.workspace.journeys.notes import notes_context, told_of
from cordee.workspace.journeys.story import PRINTED, SHOWN_AT_ONCE, tell
from cordee.workspace.people.requests import PersonRequest


@require_safe
def search(request: PersonRequest) -> HttpResponse:
    """A page of people or of accounts with its filters; while one types, the answers alone."""
    found = window()
    asked = Asked.of(request.GET)
    context: dict[str, object] = {"asked": asked, "text": asked.question.text, "published": found is not None}
    if found is not None:
        start = (asked.page - 1) * PER_PAGE
        cards, total = directory.listed(found, asked.question, sort=asked.sort, limit=PER_PAGE, offset=start)
        other = asked.of_kind("person" if asked.question.kind == "account" else "account")
        others = directory.counted(found, other.question)
        if not cards and others and "kind" not in request.GET and asked.page == 1:
            asked, other = other, asked  # nobody, but companies answer: those are shown
            total, others = others, 0
            cards, _ = directory.listed(found, asked.question, sort=asked.sort, limit=PER_PAGE)
        context |= {
            "asked": asked,
            "cards": cards,
            "total": total,
            "tabs": sorted(((asked, total), (other, others)), key=lambda one: one[0].question.kind == "account"),
            "pages": {"last": -(-total // PER_PAGE), "here": asked.page},
            "snapshot": found.snapshot,
        }
        if not request.htmx:
            context |= {"filters": asked.filters(found), "sorts": SORTS.items()}
    response = render(request, "journeys/_found.html" if request.htmx else "journeys/search.html", context)
    if request.htmx:
        response["HX-Replace-Url"] = f"{request.path}?{asked.query}" if asked.values else request.path
    patch_vary_headers(response, ("HX-Request",))
    return response


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


@require_safe
def export(request: PersonRequest) -> HttpResponseBase:
    """The whole list as CSV. Who took it, and what was asked, is recorded."""
    found = _window()
    asked = Asked.of(request.GET)
    with transaction.atomic():
        record(
            "journeys.exported",
            by=request.user,
            subject=gettext("People") if asked.question.kind == "person" else gettext("Companies"),
            address=request.META.get("REMOTE_ADDR"),
            query=asked.query,
            rows=directory.counted(found, asked.question),
        )
    headings = [gettext("Name"), "E-mail", gettext("Telephone"), gettext("Job title"), gettext("Company"), gettext("Domain"), gettext("Stage"),
        gettext("Channel"), gettext("Owner"), gettext("Team"), gettext("Country"), gettext("Open deals"), gettext("Deals won"), gettext("Amount"),
        gettext("Last activity"), gettext("Known by")]  # fmt: skip

    def lines() -> Iterator[str]:
        writer: Any = csv.writer(_Line(), delimiter=";")
        yield "\ufeff" + writer.writerow(headings)
        for card in directory.every(found, asked.question, sort=asked.sort):
            yield writer.writerow(
                _plain(value)
                for value in (
                    card.name, card.email, card.phone, card.job_title, card.account, card.domain, words.said(words.STAGES, card.stage) if card.stage else "",
                    channels.label(card.channel), card.owner, card.team, card.country, card.n_open, card.n_won, card.amount,
                    card.last_at.isoformat(" ", "minutes") if card.last_at else "", ", ".join(words.said(words.TOOLS, tool) for tool in card.tools),
                )
            )  # fmt: skip

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{asked.kind}.csv"'
    return response


def _plain(value: object) -> object:
    """A text that a spreadsheet would take for a formula is told to be a text; a telephone number is one."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


@require_safe
def person(request: PersonRequest, pk: int) -> HttpResponse:
    return _told(request, "person", pk)


@require_safe
def account(request: PersonRequest, pk: int) -> HttpResponse:
    return _told(request, "account", pk)


@require_safe
def person_on_paper(request: PersonRequest, pk: int) -> HttpResponse:
    return _told(request, "person", pk, on_paper=True)


@require_safe
def account_on_paper(request: PersonRequest, pk: int) -> HttpResponse:
    return _told(request, "account", pk, on_paper=True)


@require_safe
def source(request: PersonRequest, tool: str, kind: str, number: int) -> HttpResponse:
    """A record exactly as a tool sent it, every version: in the panel while one reads a journey, or as a page."""
    found = source_records.received(_window(), tool, kind, number)
    if found is None:
        raise Http404
    template = "journeys/_source.html" if request.htmx else "journeys/source.html"
    response = render(request, template, {"received": found})
    patch_vary_headers(response, ("HX-Request",))
    return response


def _window() -> Window:
    found = window()
    if found is None:
        raise Http404
    return found


def _told(request: PersonRequest, kind: directory.Kind, pk: int, *, on_paper: bool = False) -> HttpResponse:
    """A journey on the screen, or alone on paper."""
    found = _window()
    journey = _journey(found, kind, pk)
    if journey is None:
        moved = journeys.moved_to(found, kind, pk)
        if moved is None:
            raise Http404
        return redirect(request.resolver_match.view_name if request.resolver_match else f"journeys:{kind}", moved)
    told = told_of(found, kind, pk)
    narrowed = Narrowed.of(request.GET, journey)
    about = {one.pk: narrowed.person for one in told_of(found, "person", narrowed.person)} if narrowed.person else {}
    largest = PRINTED if on_paper else SHOWN_AT_ONCE
    story = tell(journey, told=told, narrowed=narrowed, about=about, largest=largest)
    heard, rest = group_of(journey)
    context = notes_context(request, journey, told) | {
        "story": story,
        "narrowed": narrowed,
        "sides": SIDES,
        "filtering": bool(narrowed.count or request.htmx),
        "brief": Brief.of(journey, situation.now(found), told),
        "group": heard,
        "group_rest": rest,
        "snapshot": found.snapshot,
    }
    if not on_paper:
        return render(request, "journeys/show.html", context)
    return render(request, "journeys/paper.html", context | {"may_write": False, "on_paper": True, "theme": "light"})


def _journey(found: Window, kind: directory.Kind, pk: int) -> Journey | None:
    return journeys.person(found, pk) if kind == "person" else journeys.account(found, pk)

"""Telling a note or a feedback, correcting and withdrawing it: in the page while one reads, or as a page of its own."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from cordee.workspace.activity.models import record
from cordee.workspace.insight import anchors, directory, journeys
from cordee.workspace.insight.journeys import Journey
from cordee.workspace.insight.window import Window, window
from cordee.workspace.journeys.models import FEEDBACK, WRITTEN, Insight, Kind, Reason
from cordee.workspace.people.access import may_administer, may_write, writers_change
from cordee.workspace.people.models import Person
from cordee.workspace.people.requests import PersonRequest

LONGEST = 4000


class NoteForm(forms.Form):
    """A note: what it is, and the words. Feedback on a lead may go without words; a refusal says why."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Kind.choices, initial=Kind.NOTE)
    reason = forms.ChoiceField(label=_("Why?"), choices=[("", ""), *Reason.choices], required=False)
    text = forms.CharField(
        label=_("What did you learn?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        kind, text = values.get("kind"), (values.get("text") or "").strip()
        if kind in WRITTEN and not text and "text" not in self.errors:
            self.add_error("text", _("Write what you learnt."))
        if kind == Kind.BAD_LEAD and not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why: marketing learns from it."))
        if kind != Kind.BAD_LEAD:
            values["reason"] = ""
        return values


class WordsForm(forms.Form):
    """Other words for what was told."""

    text = forms.CharField(
        label=_("What did you learn?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4, "class": "input"})
    )


def told_of(found: Window, kind: str, pk: int) -> list[Insight]:
    """What was told of a person; of an account and of everybody in it."""
    records = anchors.records_of(found, kind, pk)
    if kind == "account":
        records += anchors.people_of(found, pk)
    return list(Insight.objects.about(records))


def notes_context(request: PersonRequest, journey: Journey, told: list[Insight]) -> dict[str, Any]:
    """What the part of the page about notes needs."""
    return {
        "journey": journey,
        "told": [one for one in reversed(told) if one.withdrawn_at is None],
        "withdrawn": [one for one in reversed(told) if one.withdrawn_at is not None],
        "may_write": may_write(request.user),
        "may_administer": may_administer(request.user),
        "me": request.user.pk,
        "note_kinds": [(kind.value, kind.label) for kind in WRITTEN],
        "reasons": Reason.choices,
        "note_address": reverse(f"journeys:{journey.kind}_note", args=(journey.id,)),
        "feedback_given": next(
            (one for one in reversed(told) if one.kind in FEEDBACK and one.withdrawn_at is None), None
        ),
    }


@require_POST
@writers_change
def add(request: PersonRequest, pk: int, kind: directory.Kind) -> HttpResponse:
    """Tells something of a person or an account."""
    found = window()
    journey = (
        None if found is None else (journeys.person(found, pk) if kind == "person" else journeys.account(found, pk))
    )
    if found is None or journey is None:
        raise Http404
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _answer(request, found, journey, form)
    values = form.cleaned_data
    with transaction.atomic():
        insight = Insight.tell(
            kind=values["kind"],
            text=values["text"].strip(),
            reason=values["reason"],
            by=request.user,
            about=(kind, pk, journey.name),
            records=anchors.records_of(found, kind, pk),
        )
        _recorded("journeys.insight_told", request, insight, what=insight.kind)
    return _answer(request, found, journey)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_change
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Other words: the author's alone."""
    insight = get_object_or_404(Insight, pk=pk, withdrawn_at=None)
    if insight.author_id != request.user.pk or not may_write(request.user):
        raise PermissionDenied
    form = WordsForm(request.POST if request.method == "POST" else None, initial={"text": insight.text})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if form.cleaned_data["text"] != insight.text:
                insight.reword(form.cleaned_data["text"], by=request.user)
                _recorded("journeys.insight_reworded", request, insight)
        return redirect(_back(insight))
    status = 422 if request.method == "POST" else 200
    return render(
        request, "journeys/note.html", {"insight": insight, "form": form, "back": _back(insight)}, status=status
    )


@require_POST
@writers_change
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Out of the story: by its author or an administrator."""
    insight = get_object_or_404(Insight, pk=pk)
    if insight.author_id != request.user.pk and not may_administer(request.user):
        raise PermissionDenied
    with transaction.atomic():
        insight.withdraw(by=request.user)
        _recorded("journeys.insight_withdrawn", request, insight)
    return redirect(_back(insight))


def _back(insight: Insight) -> str:
    return reverse(f"journeys:{insight.about_kind}", args=(insight.about_id,)) + "#notes"


def _answer(request: PersonRequest, found: Window, journey: Journey, form: NoteForm | None = None) -> HttpResponse:
    """The notes again, with what was wrong; without htmx, back to the page, or a page of its own where it was wrong."""
    if form is None and not request.htmx:
        return redirect(reverse(f"journeys:{journey.kind}", args=(journey.id,)) + "#notes")
    context = notes_context(request, journey, told_of(found, journey.kind, journey.id)) | {"note_form": form}
    template = "journeys/_notes.html" if request.htmx else "journeys/notes.html"
    return render(request, template, context, status=200 if form is None else 422)


def _recorded(kind: str, request: PersonRequest, insight: Insight, **detail: str) -> None:
    author: Person = request.user
    record(
        kind,
        by=author,
        subject=insight.about_name,
        ref=f"insight:{insight.pk}",
        address=request.META.get("REMOTE_ADDR"),
        **detail,
    )

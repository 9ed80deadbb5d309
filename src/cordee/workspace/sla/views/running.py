"""Leads to accept or refuse, the link of a mail, refusals and their answers, the scorecard."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.workspace.insight.window import Window, window
from cordee.workspace.people.access import may_write, writers_change
from cordee.workspace.people.models import Person, Refusal, Side
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.sla.models import Version
from cordee.workspace.sla.models.decision import Answer, Decision, Outcome, Verdict
from cordee.workspace.sla.paper import language
from cordee.workspace.sla.running import deciding, leads, links
from cordee.workspace.sla.scorecard import WEEKS, card, records

PAGE = 25


class RefusalForm(forms.Form):
    """Why a lead is sent back, by the reasons of the SLA in force."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    back_on = forms.DateField(
        label=gettext_lazy("To be taken up again on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    text = forms.CharField(
        label=gettext_lazy("What marketing should know"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        chosen = [(one.key, one.name.said(spoken)) for one in deciding.reasons()]
        self.fields["reason"].choices = [("", "–"), *chosen]  # type: ignore[attr-defined]  # it is a ChoiceField


class AnswerForm(forms.Form):
    """What marketing answers: what was decided, and what changed."""

    outcome = forms.ChoiceField(label=gettext_lazy("Decision"), choices=Outcome.choices)
    text = forms.CharField(
        label=gettext_lazy("What changes, in a sentence"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


def sentence(refusal: Refusal) -> str:
    """Why a decision was not taken, and what to do."""
    match refusal:
        case deciding.NothingInForce():
            return _("No SLA is in force: its reasons are needed to refuse a lead.")
        case deciding.NoSuchReason():
            return _("Choose one of the reasons that both sides agreed on.")
        case deciding.TooEarly():
            text = ngettext(
                "This reason needs %(needed)s logged attempt; %(made)s was found since the lead was handed over.",
                "This reason needs %(needed)s logged attempts; %(made)s were found since the lead was handed over.",
                refusal.needed,
            )
            return text % {"needed": refusal.needed, "made": refusal.made}
        case deciding.NoDay():
            return _("This reason needs the day on which to come back, in the future.")
        case deciding.Decided():
            return _("Somebody decided on this meanwhile.")
        case deciding.NotSales():
            return _("Sales accept or refuse leads; marketing answers refusals.")
        case deciding.Untraceable():
            return _("No tool keeps this person under a number of its own, so nothing can be recorded of them here.")
    return str(refusal)


def _published() -> Window:
    found = window()
    if found is None:
        raise Http404
    return found


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """The leads that one has to accept or refuse, with their clocks; everybody's with ``?whose=all``."""
    found = window()
    holds = Version.in_force()
    context: dict[str, Any] = {"holds": holds, "may_decide": _may_decide(request.user), "nothing": found is None}
    if found is not None:
        everyone = request.GET.get("whose") == "all" or request.user.side != Side.SALES
        rows = leads.undecided(found) if everyone else leads.mine(found, request.user.email)
        pages = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        mine = Decision.objects.filter(by=request.user).select_related("answer")[:10]
        context |= {
            "everyone": everyone,
            "pages": pages,
            "pager_address": "?whose=all&" if everyone else "?",
            "form": RefusalForm(),
            "now": leads.present(found),
            "delays": _delays(holds),
            "news": Answer.objects.filter(decision__by=request.user, read_at__isnull=True).select_related("decision"),
            "decisions": mine,
        }
    return render(request, "sla/leads.html", context)


def _delays(holds: Version | None) -> dict[str, str]:
    """Key of a delay → its name."""
    return {one.key: one.name.said(language()) for one in holds.document.delays} if holds else {}


def _may_decide(person: Person) -> bool:
    return may_write(person) and person.side != Side.MARKETING


@require_http_methods(["GET", "HEAD", "POST"])
@writers_change
def lead(request: PersonRequest, pk: int) -> HttpResponse:
    """One lead: accept it, or refuse it with a reason."""
    found = _published()
    row = leads.one(found, pk)
    if row is None:
        if request.method == "POST":
            messages.error(request, sentence(deciding.Decided()))
            return redirect("sla:leads")
        raise Http404
    return _decided(request, found, row, request.user, lambda: redirect("sla:leads"), "sla/lead.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same from the link of a mail, in the language of who received it. Opening it changes nothing."""
    opened = links.opened(token)
    found = window()
    if opened is None or found is None or not may_write(opened[0]):
        raise Http404
    person, number, mql_at = opened
    with translation.override(person.language):
        row = leads.one(found, number)
        if row is None or row.lead.mql_at != mql_at:
            return render(request, "sla/link_over.html", status=410 if request.method == "POST" else 200)
        over = partial(render, request, "sla/link_done.html", {"row": row})
        return _decided(request, found, row, person, over, "sla/link.html")


def _decided(
    request: HttpRequest,
    found: Window,
    row: leads.Row,
    person: Person,
    done: Callable[[], HttpResponse],
    template: str,
) -> HttpResponse:
    form = RefusalForm(request.POST if request.method == "POST" and "refuse" in request.POST else None)
    address = request.META.get("REMOTE_ADDR")
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if "accept" in request.POST:
                deciding.accept(found, row, by=person, address=address)
                messages.success(request, _("Accepted: %(name)s is yours to work.") % {"name": row.lead.name})
                return done()
            if form.is_valid():
                deciding.refuse(
                    found,
                    row,
                    by=person,
                    reason=form.cleaned_data["reason"],
                    text=form.cleaned_data["text"].strip(),
                    back_on=form.cleaned_data["back_on"],
                    address=address,
                )
                messages.success(request, _("Refused: marketing is told why, and owes you an answer."))
                return done()
        except deciding.TooEarly as refusal:
            form.add_error("reason", sentence(refusal))
        except deciding.NoDay as refusal:
            form.add_error("back_on", sentence(refusal))
        except Refusal as refusal:
            if form.is_bound:
                form.add_error(None, sentence(refusal))
            else:
                messages.error(request, sentence(refusal))
    context = {
        "row": row,
        "form": form,
        "may_decide": _may_decide(person),
        "delays": _delays(Version.in_force()),
        "person": person,
    }
    return render(request, template, context, status=status)


@require_POST
@writers_change
def read(request: PersonRequest) -> HttpResponse:
    """The answers to one's refusals were read."""
    deciding.mark_read(request.user)
    return redirect("sla:leads")


@require_safe
def refusals(request: PersonRequest) -> HttpResponse:
    """What sales sent back: reason, what follows and when, what was answered."""
    listed = Decision.objects.filter(verdict=Verdict.REFUSED).select_related("answer", "follow_by", "version")
    waiting = request.GET.get("which") != "answered"
    listed = listed.filter(answer__isnull=waiting)
    pages = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    found = window()
    context = {
        "pages": pages,
        "waiting": waiting,
        "counts": _counts(),
        "pager_address": "?" if waiting else "?which=answered&",
        "form": AnswerForm(auto_id=False),
        "may_answer": may_write(request.user) and request.user.side != Side.SALES,
        "today": leads.present(found).date() if found else timezone.localdate(),
        "spoken": language(),
    }
    return render(request, "sla/refusals.html", context)


def _counts() -> list[tuple[str, int]]:
    """Reason in words → how many refusals, most frequent first."""
    found: dict[str, int] = {}
    for one in Decision.objects.filter(verdict=Verdict.REFUSED):
        said = one.reason_in(language())
        found[said] = found.get(said, 0) + 1
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


@require_POST
@writers_change
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Marketing answers a refusal; who refused is told."""
    decision = get_object_or_404(Decision, pk=pk, verdict=Verdict.REFUSED)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what was decided, and what changes."))
        return redirect("sla:refusals")
    address = request.META.get("REMOTE_ADDR")
    try:
        deciding.answer(window(), decision, by=request.user, **form.cleaned_data, address=address)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Answered: %(name)s is told.") % {"name": decision.by_name})
    return redirect("sla:refusals")


@require_safe
def scorecard(request: PersonRequest) -> HttpResponse:
    """What both sides kept of what they promised, clause by clause and week by week."""
    found = window()
    context = {"card": card(found) if found else None, "weeks": WEEKS, "holds": Version.in_force()}
    return render(request, "sla/scorecard.html", context)


@require_safe
def scorecard_records(request: PersonRequest) -> HttpResponse:
    """The clocks that one figure of the scorecard counts: ``?clause=first_attempt&week=2026-06-22``."""
    found = _published()
    try:
        week = date.fromisoformat(request.GET.get("week", ""))
    except ValueError as error:
        raise Http404 from error
    clause = request.GET.get("clause", "")
    rows = records(found, clause, week)
    pages = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {
        "pages": pages,
        "clause": card(found).names.get(clause, clause),
        "week": week,
        "pager_address": f"?clause={clause}&week={week}&",
    }
    return render(request, "sla/records.html", context)

"""What people do with a version: draft, propose, comment, settle, sign, take back, abandon."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cordee.vocabulary.sla_terms.clauses import clauses
from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.presets import PRESETS, preset
from cordee.vocabulary.sla_terms.problems import TermsError
from cordee.vocabulary.sla_terms.reading import read
from cordee.workspace.insight import sla
from cordee.workspace.people.access import writers_change, writers_only
from cordee.workspace.people.models import Refusal
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.sla import telling
from cordee.workspace.sla.models import Comment, Version
from cordee.workspace.sla.paper import language
from cordee.workspace.sla.views.document import one, presets
from cordee.workspace.sla.views.refusing import refuse

LARGEST_FILE = 1 << 20

View = Callable[..., HttpResponse]


class StartForm(forms.Form):
    """Where a draft starts from: the version in force (or any other), a preset, or a file."""

    start = forms.ChoiceField(label=gettext_lazy("Start from"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("A YAML file"),
        required=False,
        help_text=gettext_lazy("As another installation exported it, or as the schema describes it."),
        widget=forms.FileInput(attrs={"accept": ".yml,.yaml,.json"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holds = Version.in_force()
        versions = [
            (f"v{each.number}", _("Version %(number)s") % {"number": each.number}) for each in Version.objects.all()
        ]
        if holds is not None:
            held = f"v{holds.number}"
            in_force = (held, _("The version in force (%(number)s)") % {"number": holds.number})
            versions = [in_force, *(each for each in versions if each[0] != held)]
        choices = [*versions[:6], *presets(), ("file", _("A YAML file"))]
        self.fields["start"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField
        self.fields["start"].initial = choices[0][0]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("start") == "file":
            self._read(values)
        return values

    def _read(self, values: dict[str, Any]) -> None:
        file = values.get("file")
        if not file:
            self.add_error("file", _("Choose the file."))
            return
        if file.size > LARGEST_FILE:
            self.add_error("file", _("This file is too large to be an SLA."))
            return
        try:
            values["terms"] = read(file.read().decode("utf-8-sig"), metrics=sla.metric_units())
        except UnicodeDecodeError:
            self.add_error("file", _("This file is not text in UTF-8."))
        except TermsError as error:
            for problem in error.problems[:20]:
                self.add_error("file", problem.said(language()))


class ProposalForm(forms.Form):
    """From when the version is to hold."""

    wanted_on = forms.DateField(
        label=gettext_lazy("In force from"),
        required=False,
        help_text=gettext_lazy("Empty: as soon as both sides have signed."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_wanted_on(self) -> Any:
        day = self.cleaned_data["wanted_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("That day has passed: what was done then is judged by what held then."))
        return day


def _told(view: View) -> View:
    """A refusal of the model becomes a message on the version's page."""

    @wraps(view)
    def acted(request: PersonRequest, number: int, *args: Any, **values: Any) -> HttpResponse:
        shown = one(number)
        try:
            with transaction.atomic():
                return view(request, shown, *args, **values)
        except Refusal as refusal:
            refuse(request, refusal)
        return _to(shown)

    return acted


def _to(shown: Version, anchor: str = "") -> HttpResponse:
    return redirect(reverse("sla:version", args=[shown.number]) + (f"#{anchor}" if anchor else ""))


def _address(request: PersonRequest) -> str | None:
    return request.META.get("REMOTE_ADDR")


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def new(request: PersonRequest) -> HttpResponse:
    """Starts a draft."""
    form = StartForm(request.POST or None, request.FILES or None, initial={"start": request.GET.get("start")})
    if request.method == "POST" and form.is_valid():
        start = form.cleaned_data["start"]
        based_on: Version | None = None
        if start in PRESETS:
            terms: Terms = preset(start)
        elif start == "file":
            terms = form.cleaned_data["terms"]
        else:
            based_on = get_object_or_404(Version, number=int(start[1:]))
            terms = based_on.document
        made = Version.draft(terms, by=request.user, based_on=based_on, address=_address(request))
        return _to(made)
    return render(request, "sla/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def proposal(request: PersonRequest, number: int) -> HttpResponse:
    """Puts a draft before both sides, or moves the day of a proposal."""
    shown = one(number)
    form = ProposalForm(request.POST or None, initial={"wanted_on": shown.wanted_on})
    if request.method == "POST" and form.is_valid():
        first = shown.proposed_at is None
        try:
            with transaction.atomic():
                shown.propose(by=request.user, wanted_on=form.cleaned_data["wanted_on"], address=_address(request))
                if first:
                    telling.proposed(shown, request.user)
        except Refusal as refusal:
            refuse(request, refusal)
        else:
            messages.success(request, _("Proposed to both sides."))
        return _to(shown)
    return render(request, "sla/proposal.html", {"form": form, "version": shown}, status=422 if form.errors else 200)


@require_POST
@writers_change
@_told
def signature(request: PersonRequest, shown: Version) -> HttpResponse:
    """Signs, for the side of the person, the words that the form names by their hash."""
    if not request.POST.get("read"):
        messages.error(request, _("Say that you have read the terms: tick the box, then sign."))
        return _to(shown, "signatures")
    shown.sign(by=request.user, seen=request.POST.get("seen", ""), address=_address(request))
    if shown.in_force_at is not None:
        telling.sealed(shown)
        messages.success(request, _("Signed. Both sides have signed: it holds from the day that was agreed."))
    else:
        messages.success(request, _("Signed. The other side has yet to sign."))
    return _to(shown, "signatures")


@require_POST
@writers_change
@_told
def withdrawal(request: PersonRequest, shown: Version) -> HttpResponse:
    """Takes a signature back, before the version holds."""
    shown.withdraw_signature(by=request.user, address=_address(request))
    telling.withdrawn(shown, request.user)
    messages.success(request, _("The signature was taken back. The version waits again."))
    return _to(shown, "signatures")


@require_POST
@writers_change
@_told
def abandonment(request: PersonRequest, shown: Version) -> HttpResponse:
    """Sets a version aside for good."""
    signed = shown.live_signatures
    shown.abandon(by=request.user, address=_address(request))
    telling.voided(shown, signed, request.user)
    messages.success(request, _("The version was set aside. It stays readable."))
    return _to(shown)


@require_POST
@writers_change
@_told
def comments(request: PersonRequest, shown: Version) -> HttpResponse:
    """Says something of a clause, or of the whole."""
    text, clause = request.POST.get("text", "").strip()[:4000], request.POST.get("clause", "")
    known = {each.id for each in clauses(shown.document)}
    if not text:
        messages.error(request, _("Write what you want to say."))
    else:
        Comment.tell(shown, clause if clause in known else "", text, by=request.user, address=_address(request))
    return _to(shown, clause.replace(".", "-").replace("@", "-at-") if clause in known else "comments")


@require_POST
@writers_change
def resolution(request: PersonRequest, pk: int) -> HttpResponse:
    """Says that a comment is settled."""
    comment = get_object_or_404(Comment.objects.select_related("version"), pk=pk)
    comment.resolve(by=request.user, address=_address(request))
    return _to(comment.version, comment.clause.replace(".", "-").replace("@", "-at-") or "comments")

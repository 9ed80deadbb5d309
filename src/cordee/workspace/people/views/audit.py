"""The audit log: what happened that somebody may have to answer for."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from cordee.workspace.activity.kinds import KINDS, sentence
from cordee.workspace.activity.models import Event, record_export
from cordee.workspace.people.access import administrators_only
from cordee.workspace.people.arrivals import address_of
from cordee.workspace.people.requests import PersonRequest

PER_PAGE = 50


class Filter(forms.Form):
    """Which events. Everything is in the address of the page."""

    person = forms.CharField(label=_("Person or e-mail"), required=False, max_length=254)
    kind = forms.ChoiceField(label=pgettext_lazy("audit", "What"), required=False)
    since = forms.DateField(
        label=pgettext_lazy("audit", "From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=pgettext_lazy("audit", "Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = sorted(
            ((kind, sentence(kind, {}).partition(":")[0].strip()) for kind in KINDS), key=lambda one: one[1].lower()
        )
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [("", pgettext_lazy("audit", "Everything")), *said]

    def events(self) -> "QuerySet[Event]":
        """Newest first; a filter that cannot be understood finds nothing rather than everything."""
        if not self.is_valid():
            return Event.objects.none()
        found, said = Event.objects.all(), self.cleaned_data
        if said["person"]:
            found = found.filter(Q(actor__icontains=said["person"]) | Q(subject__icontains=said["person"]))
        if said["kind"]:
            found = found.filter(kind=said["kind"])
        if said["since"]:
            found = found.filter(at__gte=_start(said["since"]))
        if said["until"]:
            found = found.filter(at__lt=_start(said["until"] + timedelta(days=1)))
        return found


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 -- made aware in the company's zone


@administrators_only
@require_GET
def audit(request: PersonRequest) -> HttpResponse:
    form = Filter(request.GET)
    pages = Paginator(form.events(), PER_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "pages": pages,
        "events": [(event, sentence(event.kind, event.detail)) for event in pages],
        "query": asked.urlencode(),
        "pager_address": f"?{asked.urlencode()}&" if asked else "?",
        "filtered": any(value for value in asked.values()),
    }
    return render(request, "people/audit.html", context)


class _Echo:
    """csv writes into it, the answer streams what it wrote."""

    def write(self, value: str) -> str:
        return value


@administrators_only
@require_GET
def audit_csv(request: PersonRequest) -> StreamingHttpResponse:
    """The same events as a file; taking them away is itself an event."""
    found = Filter(request.GET).events()
    record_export("people.audit", found.count(), by=request.user, address=address_of(request))

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff"  # spreadsheets then read the accents
        yield writer.writerow(
            [
                pgettext("audit", "When"),
                pgettext("audit", "Who"),
                pgettext("audit", "What"),
                pgettext("audit", "About"),
                pgettext("audit", "Address"),
                "kind",
                "detail",
            ]
        )
        for event in found.iterator(chunk_size=1000):
            yield writer.writerow(
                [
                    timezone.localtime(event.at).isoformat(timespec="seconds"),
                    *map(_harmless, (event.actor, sentence(event.kind, event.detail), event.subject)),
                    event.address or "",
                    event.kind,
                    _harmless(str(event.detail or "")),
                ]
            )

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cordee-audit-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


def _harmless(text: str) -> str:
    """A cell that a spreadsheet would run as a formula: what was typed at the door is anybody's."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text

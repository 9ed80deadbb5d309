"""Listening in pairs: extracts chosen together, a sheet each, shown once both are filled; and the plan that the law asks for."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.workspace.activity.models import record
from cordee.workspace.calls.forms import PlanForm, SessionForm, SheetForm
from cordee.workspace.calls.models import Call, Extract, Plan, Session, Sheet
from cordee.workspace.people.access import may_write, writers_change
from cordee.workspace.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@writers_change
def index(request: PersonRequest) -> HttpResponse:
    """The sessions, those to come first; POST prepares one."""
    posted = request.method == "POST"
    form = SessionForm(request.POST if posted else None, initial={"on": timezone.localdate()})
    if posted and form.is_valid():
        session = Session.objects.create(created_by=request.user.name, **form.cleaned_data)
        return redirect("calls:session", session.pk)
    sessions = Session.objects.select_related("marketing", "sales").prefetch_related("sheets", "extracts")
    context = {
        "form": form,
        "sessions": sessions[:40],
        "plan": Plan.objects.first(),
        "today": timezone.localdate(),
        "may_write": may_write(request.user),
    }
    return render(request, "calls/listening.html", context, status=422 if posted else 200)


@require_safe
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """A session: what is listened to, and each one's sheet."""
    session = get_object_or_404(Session, pk=pk)
    return render(request, "calls/session.html", _context(request, session, SheetForm()))


def _context(request: PersonRequest, session: Session, form: SheetForm) -> dict[str, object]:
    """Before both are filled, a person sees their own sheet and whether the other's is; nobody else sees any."""
    sheets = list(session.sheets.order_by("side"))
    return {
        "session": session,
        "extracts": session.extracts.select_related("turn__call"),
        "mine": next((sheet for sheet in sheets if sheet.person_id == request.user.pk), None),
        "sheets": sheets if session.is_shown else [],
        "filled": len(sheets),
        "takes_part": request.user.pk in {session.marketing_id, session.sales_id},
        "form": form,
        "may_write": may_write(request.user),
    }


@require_POST
@writers_change
def fill(request: PersonRequest, pk: int) -> HttpResponse:
    """One's own sheet, once: what the other wrote must not change it."""
    session = get_object_or_404(Session, pk=pk)
    if request.user.pk not in {session.marketing_id, session.sales_id}:
        raise PermissionDenied
    form = SheetForm(request.POST)
    if not form.is_valid():
        return render(request, "calls/session.html", _context(request, session, form), status=422)
    values = form.cleaned_data | {"person_name": request.user.name, "side": request.user.side}
    Sheet.objects.get_or_create(session=session, person=request.user, defaults=values)
    return redirect("calls:session", session.pk)


@require_POST
@writers_change
def extract(request: PersonRequest, pk: int) -> HttpResponse:
    """Puts a turn of a call on the list of a session."""
    call = get_object_or_404(Call, pk=pk)
    numbers = [request.POST.get(name, "") for name in ("turn", "session")]
    turn, session = (
        int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0 for number in numbers
    )
    said = get_object_or_404(call.turns, pk=turn)
    Extract.objects.get_or_create(session=get_object_or_404(Session, pk=session), turn=said)
    return redirect(reverse("calls:show", args=(call.pk,)) + f"#turn-{said.place}")


@require_http_methods(["GET", "HEAD", "POST"])
@writers_change
def plan(request: PersonRequest) -> HttpResponse:
    """Which calls may be recorded, until when, for what, and what people are told."""
    latest = Plan.objects.first()
    posted = request.method == "POST"
    form = PlanForm(request.POST) if posted else PlanForm(instance=latest)
    if posted and form.is_valid():
        with transaction.atomic():
            kept = form.save(commit=False)
            kept.by_name = request.user.name
            kept.save()
            record("calls.plan_changed", by=request.user, subject=kept.purpose[:120], share=kept.share)
        return redirect("calls:listening")
    context = {"form": form, "plans": Plan.objects.all()[:10], "may_write": may_write(request.user)}
    return render(request, "calls/plan.html", context, status=422 if posted else 200)

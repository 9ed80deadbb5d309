"""What people keep: objectives, saved views, the weekly e-mail."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from cordee.vocabulary.periods import Period
from cordee.workspace.activity.models import record
from cordee.workspace.insight.window import window
from cordee.workspace.people.access import may_write
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.scoreboard import digest as digests
from cordee.workspace.scoreboard.calendar import following, quarter_of, written
from cordee.workspace.scoreboard.cell import cell
from cordee.workspace.scoreboard.forms import DigestForm, ObjectiveForm, ViewForm
from cordee.workspace.scoreboard.models import METRICS, Habit, Objective, SavedView, may_set
from cordee.workspace.scoreboard.objectives import progress
from cordee.workspace.scoreboard.question import Question


@require_http_methods(["GET", "HEAD", "POST"])
def objectives(request: PersonRequest) -> HttpResponse:
    """What each quarter is to reach, and how it was set: everybody reads, the leadership sets."""
    allowed = may_set(request.user)
    if request.method == "POST" and not allowed:
        raise PermissionDenied
    found = window()
    if found is None:
        raise Http404
    current = Period.parse(quarter_of(found.last_day))
    quarters = [written(one) for one in (current.previous, current, following(current), following(following(current)))]
    chosen = wanted if (wanted := request.GET.get("quarter", "")) in quarters else written(current)
    initial = {"quarter": chosen, "metric": request.GET.get("metric", "revenue")}
    form = ObjectiveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        Objective.set(**values, by=request.user, address=request.META.get("REMOTE_ADDR"))
        return redirect(f"{reverse('scoreboard:objectives')}?quarter={values['quarter']}")
    known = Objective.in_force(quarters)
    rows = []
    for text in quarters:
        question = Question(text=text, period=Period.parse(text), versus="none")
        cells = [cell(found, question, metric) for metric in METRICS]
        told = [(one, progress(one.figure, question, known, today=found.known_until)) for one in cells]
        rows.append((question, [(one, p, known.get((one.figure.metric, text))) for one, p in told]))
    context = {
        "form": form if allowed else None,
        "rows": rows,
        "history": Objective.objects.select_related("marketing_owner", "sales_owner", "set_by")[:50],
        "currency": found.snapshot.currency,
    }
    return render(request, "scoreboard/objectives.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: PersonRequest) -> HttpResponse:
    """The questions that have a name; one more. Sharing is for those who may write."""
    form = ViewForm(request.POST or None, initial={"query": request.GET.urlencode()[:500]})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["is_shared"] and not may_write(request.user):
            raise PermissionDenied
        form.instance.owner = request.user
        try:
            with transaction.atomic():
                view = form.save()
                if view.is_shared:
                    _record("scoreboard.view_shared", request, view)
        except IntegrityError:
            form.add_error("name", gettext("You have a view of this name already."))
        else:
            return redirect(f"{reverse('scoreboard:show')}?{view.query}")
    context = {
        "form": form,
        "views": [(one, one.may_be_changed_by(request.user)) for one in SavedView.seen_by(request.user)],
        "habit": Habit.of(request.user),
        "may_write": may_write(request.user),
    }
    return render(request, "scoreboard/views.html", context, status=422 if form.errors else 200)


@require_POST
def delete_view(request: PersonRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    with transaction.atomic():
        if view.is_shared:
            _record("scoreboard.view_deleted", request, view)
        view.delete()
    return redirect("scoreboard:views")


@require_POST
def share_view(request: PersonRequest, pk: int) -> HttpResponse:
    """Shares a view with everybody, or takes it back."""
    if not may_write(request.user):
        raise PermissionDenied
    view = _own(request, pk)
    with transaction.atomic():
        view.is_shared = not view.is_shared
        view.save(update_fields=["is_shared"])
        _record("scoreboard.view_shared" if view.is_shared else "scoreboard.view_unshared", request, view)
    return redirect("scoreboard:views")


@require_POST
def open_on_view(request: PersonRequest, pk: int) -> HttpResponse:
    """The scoreboard opens on this view from now on; asked again of the same, no more."""
    view = get_object_or_404(SavedView.seen_by(request.user), pk=pk)
    habit = Habit.of(request.user)
    habit.view = None if habit.view_id == view.pk else view
    habit.save()
    return redirect("scoreboard:views")


@require_http_methods(["GET", "HEAD", "POST"])
def digest(request: PersonRequest) -> HttpResponse:
    """Which day, which view; and what the e-mail would be today."""
    habit = Habit.of(request.user)
    initial = {"day": "" if habit.digest_day is None else habit.digest_day, "view": habit.digest_view}
    form = DigestForm(request.POST or None, person=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        habit.digest_day, habit.digest_view = form.cleaned_data["day"], form.cleaned_data["view"]
        habit.save()
        return redirect("scoreboard:digest")
    found = window()
    mail = digests.build(found, habit, base=request.build_absolute_uri("/").rstrip("/")) if found else None
    context = {"form": form, "habit": habit, "mail": mail}
    return render(request, "scoreboard/digest.html", context, status=422 if form.errors else 200)


def _own(request: PersonRequest, pk: int) -> SavedView:
    view = get_object_or_404(SavedView.seen_by(request.user), pk=pk)
    if not view.may_be_changed_by(request.user):
        raise PermissionDenied
    return view


def _record(kind: str, request: PersonRequest, view: SavedView) -> None:
    record(kind, by=request.user, subject=view.name, ref=f"view:{view.pk}", address=request.META.get("REMOTE_ADDR"))

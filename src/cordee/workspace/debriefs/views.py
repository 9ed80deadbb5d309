"""Debriefs: those that wait, one of them with its journey, the agreement, the themes."""

import time
from statistics import median
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cordee.workspace.debriefs.forms import PRAISE, AgreementForm, AnswerForm, RuleForm, began
from cordee.workspace.debriefs.models import (
    SIDES,
    Answer,
    AnsweredAlready,
    Debrief,
    DriverKey,
    NotYourSeat,
    Rule,
)
from cordee.workspace.debriefs.themes import judged, themes
from cordee.workspace.debriefs.waiting import mine_to_answer
from cordee.workspace.insight import debriefs as deals
from cordee.workspace.insight import journeys
from cordee.workspace.insight.window import window
from cordee.workspace.journeys.notes import told_of
from cordee.workspace.journeys.story import Story, tell
from cordee.workspace.people.access import may_write, writers_change
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.rituals.moments import now, today
from cordee.workspace.scoreboard.calendar import label
from cordee.workspace.scoreboard.models import may_set
from cordee.workspace.ui.templatetags.formats import day_short

KNOTS = 60
"""Knots that an answer may point at: the latest of the journey."""


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """What waits for me, what is open, what was agreed, and which deals are debriefed."""
    everything = list(Debrief.objects.select_related("marketing", "sales", "decision").prefetch_related("answers"))
    mine = {one.pk for one in mine_to_answer(request.user)}
    took = [one for one in Answer.objects.values_list("seconds", flat=True) if one is not None]
    context = {
        "mine": [one for one in everything if one.pk in mine],
        "open": [one for one in everything if one.pk not in mine and one.agreed_at is None],
        "done": [one for one in everything if one.agreed_at is not None],
        "rule": Rule.in_force(),
        "rule_form": RuleForm(
            initial={"least_amount": Rule.in_force().least_amount, "silent_days": Rule.in_force().silent_days}
        ),
        "may_set": may_set(request.user),
        "typical": int(median(took)) if took else None,
        "answered": len(took),
        "currency": _currency(),
    }
    return render(request, "debriefs/index.html", context)


@require_safe
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """One debrief beside its journey: my answer, then the difference, then the agreement."""
    return _page(request, _debrief(pk))


@require_POST
@writers_change
def create_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """My side's answer, once."""
    debrief = _debrief(pk)
    form = AnswerForm(request.POST, outcome=debrief.outcome, knots=_knots(_story(debrief)))
    if not form.is_valid():
        return _page(request, debrief, answer_form=form)
    try:
        debrief.answer(
            by=request.user,
            kind=form.cleaned_data["kind"],
            drivers=form.drivers,
            praise={name: form.cleaned_data[name] for name in PRAISE},
            seconds=form.seconds(time.time()),
            at=now(),
            address=request.META.get("REMOTE_ADDR"),
        )
    except NotYourSeat as refused:
        raise PermissionDenied from refused
    except AnsweredAlready:
        pass  # a second click: the page shows the first
    return redirect("debriefs:show", pk)


@require_POST
@writers_change
def take_seat(request: PersonRequest, pk: int) -> HttpResponse:
    """Sits for a side, also in place of a colleague who has not answered."""
    debrief = _debrief(pk)
    try:
        debrief.sit(request.user, request.POST.get("side", ""), address=request.META.get("REMOTE_ADDR"))
    except NotYourSeat as refused:
        raise PermissionDenied from refused
    return redirect("debriefs:show", pk)


@require_POST
@writers_change
def create_agreement(request: PersonRequest, pk: int) -> HttpResponse:
    """What both learn, one decision, one owner."""
    debrief = _debrief(pk)
    form = AgreementForm(request.POST)
    if not debrief.seat_of(request.user) or not debrief.is_revealed:
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, debrief, agreement_form=form)
    values = dict(form.cleaned_data)
    debrief.agree(
        by=request.user,
        decision=values.pop("text"),
        on=today(),
        at=now(),
        address=request.META.get("REMOTE_ADDR"),
        **values,
    )
    return redirect("debriefs:show", pk)


@require_safe
def show_themes(request: PersonRequest) -> HttpResponse:
    """What the debriefs say together, of one segment or quarter if asked."""
    rows = judged(Debrief.objects.all())
    segments, quarters = sorted({one.segment for one in rows}), sorted({one.quarter for one in rows}, reverse=True)
    segment, quarter, outcome = (request.GET.get(name, "") for name in ("segment", "quarter", "outcome"))
    kept = [
        one
        for one in rows
        if (not segment or one.segment == segment)
        and (not quarter or one.quarter == quarter)
        and (not outcome or one.outcome == outcome)
    ]
    context = {
        "found": themes(kept),
        "all": len(rows),
        "segments": segments,
        "quarters": [(one, label(one)) for one in quarters],
        "segment": segment,
        "quarter": quarter,
        "outcome": outcome,
        "by_quarter": [(one, label(one.name)) for one in themes(kept).by_quarter],
    }
    return render(request, "debriefs/themes.html", context)


@require_POST
@writers_change
def set_rule(request: PersonRequest) -> HttpResponse:
    """Leadership says which deals are debriefed."""
    if not may_set(request.user):
        raise PermissionDenied
    form = RuleForm(request.POST)
    if form.is_valid():
        Rule.set(by=request.user, address=request.META.get("REMOTE_ADDR"), **form.cleaned_data)
    return redirect("debriefs:index")


def _debrief(pk: int) -> Debrief:
    return get_object_or_404(Debrief.objects.select_related("marketing", "sales", "decision__owner"), pk=pk)


def _currency() -> str:
    found = window()
    return found.snapshot.currency if found else "EUR"


def _story(debrief: Debrief) -> Story | None:
    """The journey of the deal's company, as it is told now."""
    found = window()
    if found is None:
        return None
    number = deals.account_of(found, debrief.records) or debrief.account_id
    journey = journeys.account(found, number) if number else None
    if journey is None or number is None:
        return None
    return tell(journey, told=told_of(found, "account", number))


def _knots(story: Story | None) -> list[str]:
    """What an answer may point at, latest first: the day and the words of each knot, once."""
    if story is None:
        return []
    named = (f"{day_short(one.at)} · {one.title}"[:200] for one in reversed(story.entries))
    return list(dict.fromkeys(named))[:KNOTS]


def _page(request: PersonRequest, debrief: Debrief, **forms: Any) -> HttpResponse:
    story = _story(debrief)
    seen = {
        one.side: one
        for one in Answer.objects.seen_by(request.user).filter(debrief=debrief).prefetch_related("drivers")
    }
    revealed = debrief.is_revealed
    seat = debrief.seat_of(request.user)
    writes = may_write(request.user)
    context: dict[str, Any] = {
        "debrief": debrief,
        "story": story,
        "journey": story.journey if story else None,
        "seats": [
            {
                "side": side,
                "person": getattr(debrief, side),
                "answered": debrief.has_answered(side),
                "may_sit": writes and debrief.may_sit(request.user, side),
            }
            for side in SIDES
        ],
        "seat": seat,
        "mine": seen.get(seat) if seat else None,
        "revealed": revealed,
        "answers": [seen[side] for side in SIDES] if revealed else [],
        "rows": _difference(seen) if revealed else [],
        "may_write": writes,
    }
    if seat and seat not in seen and writes:
        context["answer_form"] = AnswerForm(
            initial={"began": began(time.time())}, outcome=debrief.outcome, knots=_knots(story)
        )
    if seat and revealed and debrief.agreed_at is None and writes:
        context["agreement_form"] = AgreementForm(initial={"owner": request.user.pk})
    failed = any(form.errors for form in forms.values())
    return render(request, "debriefs/show.html", context | forms, status=422 if failed else 200)


def _difference(seen: dict[str, Answer]) -> list[dict[str, Any]]:
    """One row per driver that somebody judged; those on which the sides differ come first."""
    said = {side: {one.key: one for one in seen[side].drivers.all()} for side in SIDES}
    rows = []
    for key, name in DriverKey.choices:
        both = [said[side].get(key) for side in SIDES]
        if any(both):
            parts = [one.part if one else "" for one in both]
            rows.append({"name": name, "both": both, "differs": all(parts) and parts[0] != parts[1]})
    rows.sort(key=lambda row: not row["differs"])
    return rows

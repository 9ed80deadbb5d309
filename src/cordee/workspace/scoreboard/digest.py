"""The weekly e-mail: the common result, what moved and why, and links. A pure function builds it; a job sends it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import unescape

from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext

from cordee.vocabulary.figures import Figure
from cordee.workspace.insight.templatetags.figures import shown_short
from cordee.workspace.insight.window import Window, window
from cordee.workspace.jobs.models import Job, Later
from cordee.workspace.people.mail import send_written
from cordee.workspace.scoreboard import board as boards
from cordee.workspace.scoreboard import why as reasons
from cordee.workspace.scoreboard.cell import Cell
from cordee.workspace.scoreboard.models import Habit, Objective
from cordee.workspace.scoreboard.objectives import Progress, progress, quarters_of
from cordee.workspace.scoreboard.question import Question

MOVED = 5
"""Changes told at most."""
FROM_HOUR = 7
"""Nobody wants it in the night."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that changed beyond chance, and the group that weighs most in it."""

    cell: Cell
    why: reasons.Why | None


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    text: str
    html: str


def build(found: Window, habit: Habit, *, base: str) -> Mail:
    """What ``habit``'s person would get today, in their language. ``base`` is the site's address, without a slash."""
    with translation.override(habit.person.language):
        query = habit.digest_view.query if habit.digest_view else ""
        question = Question.asked(QueryDict(query), found)
        board = boards.board(found, question)
        known = Objective.in_force(quarters_of(question.period))
        common = [(one, progress(one.figure, question, known, today=found.known_until)) for one in board.common]
        context = {
            "person": habit.person,
            "question": question,
            "common": common,
            "moved": moved(found, question, board),
            "snapshot": found.snapshot,
            "base": base,
            "view": habit.digest_view,
        }
        return Mail(
            subject=_subject(question, common),
            text=_tidy(render_to_string("scoreboard/digest_mail.txt", context)),
            html=render_to_string("scoreboard/digest_mail.html", context),
        )


def moved(found: Window, question: Question, board: boards.Board) -> list[Moved]:
    """What changed beyond chance, worst first."""
    everything = (*board.common, *board.marketing, *board.sales, *(step.cell for step in board.funnel))
    told = [one for one in everything if one.delta and one.delta.verdict in {"better", "worse"}]
    told.sort(key=lambda one: (one.delta is not None and one.delta.verdict != "worse", one.figure.metric))
    return [Moved(one, reasons.why(found, question, one.figure.metric, "channel")) for one in told[:MOVED]]


def due(now: datetime) -> Iterator[tuple[str, dict[str, int]]]:
    """Whose day it is, and who has not had theirs: for the worker, which asks every minute (``workspace.jobs``)."""
    local = timezone.localtime(now)
    if local.hour < FROM_HOUR:
        return
    for habit in Habit.objects.filter(digest_day__isnull=False, person__is_active=True):
        if habit.is_due(local):
            yield f"weekly-digest:{local.date()}:{habit.pk}", {"habit": habit.pk, "day": local.date().toordinal()}


def run(job: Job) -> dict[str, bool]:
    """Sends one digest. Done twice on a day, it is sent once."""
    day = date.fromordinal(job.payload["day"])
    habit = Habit.objects.select_related("person", "digest_view").filter(pk=job.payload["habit"]).first()
    found = window()
    if found is None or habit is None or not habit.person.is_active or habit.digest_sent_on == day:
        return {"sent": False}
    mail = build(found, habit, base=settings.CORDEE_URL or "http://localhost:8000")
    if not send_written(habit.person, mail.subject, mail.text, mail.html):
        raise Later(timedelta(minutes=10))
    Habit.objects.filter(pk=habit.pk).update(digest_sent_on=day)
    return {"sent": True}


def _subject(question: Question, common: list[tuple[Cell, Progress | None]]) -> str:
    revenue, towards = common[0]
    if revenue.figure.value is None:
        return gettext("%(period)s, together") % {"period": question.label}
    if towards:
        return pgettext("the subject of an e-mail", "%(period)s: %(value)s of %(target)s") % {
            "period": question.label,
            "value": shown_short(revenue.figure),
            "target": shown_short(_as(revenue, towards.target)),
        }
    return pgettext("the subject of an e-mail", "%(period)s: %(value)s") % {
        "period": question.label,
        "value": shown_short(revenue.figure),
    }


def _as(one: Cell, value: float) -> Figure:
    return replace(one.figure, value=value)


def _tidy(text: str) -> str:
    """A plain text: no markup entities, at most one empty line in a row."""
    lines = [line.strip() for line in unescape(text).splitlines()]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept).strip() + "\n"

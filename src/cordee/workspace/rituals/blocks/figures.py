"""The common figures: the passages between the teams, and the objectives of the quarter."""

from datetime import timedelta
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period
from cordee.vocabulary.stages import PATH
from cordee.workspace.insight import figures, words
from cordee.workspace.insight.templatetags.figures import interval, measure, shown_short
from cordee.workspace.rituals.agenda import Asked, Block, Found, Item
from cordee.workspace.scoreboard.calendar import label, quarter_of
from cordee.workspace.scoreboard.models import Objective
from cordee.workspace.ui.pictures import Dot, dots
from cordee.workspace.ui.templatetags.formats import percent

FOLLOWED = 30
"""Days for which each cohort is followed."""
COHORT = 90


def passages(asked: Asked) -> Found:
    end = asked.window.last_day - timedelta(days=FOLLOWED)
    now = Period(end - timedelta(days=COHORT - 1), end)
    before = Period(now.start - timedelta(days=COHORT), now.start - timedelta(days=1))
    items, points, apart = [], [], []
    for start, stage in pairwise(PATH):
        key = figures.conversion_key(start, stage)
        one = figures.figure(asked.window, key, now, horizon=FOLLOWED)
        other = figures.figure(asked.window, key, before, horizon=FOLLOWED)
        if one.value is None:
            continue
        name = f"{words.said(words.STAGES, start)} → {words.said(words.STAGES, stage)}"
        verdict = _verdict(one, other)
        apart += [name] if verdict else []
        items.append(
            Item(
                title=name,
                facts=(
                    f"{shown_short(one)} {interval(one)}, n = {int(one.n or 0)}",
                    gettext("the 90 days before: %(value)s") % {"value": shown_short(other)},
                    verdict or gettext("no difference that chance would not make"),
                ),
                side="joint",
                address=reverse("scoreboard:definition", args=[key]),
            )
        )
        points.append(Dot(label=name, value=one.value, low=one.low, high=one.high, side="joint"))
    if not items:
        return Found(items=[], headline=gettext("Too few leads to judge the passages."))
    headline = (
        gettext("Beyond chance: %(passages)s") % {"passages": ", ".join(apart)}
        if apart
        else gettext("No passage changed beyond chance in 90 days.")
    )
    chart = dots(
        points,
        finding=headline,
        name=gettext("Conversion within 30 days"),
        of=gettext("Passage"),
        shown=percent,
        note=gettext(
            "Those who entered in the last 90 days that could be followed for 30, each share with its interval."
        ),
    )
    return Found(items=items, headline=headline, chart=chart)


def _verdict(one: Figure, other: Figure) -> str:
    if None in {one.low, one.high, other.low, other.high} or one.immature or other.immature:
        return ""
    if (one.low or 0.0) > (other.high or 0.0):
        return gettext("rose beyond chance")
    return gettext("fell beyond chance") if (one.high or 0.0) < (other.low or 0.0) else ""


def objectives(asked: Asked) -> Found:
    quarter = quarter_of(asked.window.last_day)
    period = Period.parse(quarter)
    known = Objective.in_force([quarter])
    items = []
    for metric in ("revenue", "pipeline_generated", "closing_rate"):
        found = figures.figure(asked.window, metric, period)
        target = known.get((metric, quarter))
        facts = [shown_short(found) if found.value is not None else found.note or ""]
        if target is not None and target.target:
            facts.append(gettext("objective %(value)s") % {"value": measure(target.target, found.unit, short=True)})
            if found.value is not None and found.unit != "share":
                facts.append(gettext("%(share)s of it") % {"share": percent(found.value / target.target)})
        items.append(
            Item(
                title=figures.definition(metric).name,
                facts=tuple(facts),
                side="joint",
                address=f"{reverse('scoreboard:definition', args=[metric])}?period={quarter}",
            )
        )
    return Found(items=items, headline=gettext("The common result in %(quarter)s") % {"quarter": label(quarter)})


PASSAGES = Block(
    "passages", _("Passages between the teams"), _("Conversions of the last cohorts, with intervals."), passages
)
OBJECTIVES = Block(
    "objectives", _("Objectives of the quarter"), _("The common result against its objectives."), objectives
)

"""What did that decision change? The figure before and after, read on the day that was agreed.

Two spans of the same length, one on each side of the decision. A figure that follows people for a while (a conversion) is read
with one horizon for both, and those of before had been followed to its end when the decision was taken. Intervals that do not
meet are a change beyond chance; intervals that meet are none; and where the data cannot answer, the reading says why. It never says
that the decision made the change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period
from cordee.workspace.insight import figures
from cordee.workspace.insight.window import Window, window
from cordee.workspace.jobs.models import Job, said
from cordee.workspace.rituals.models import Decision, Reading
from cordee.workspace.rituals.models.promise import Verdict
from cordee.workspace.rituals.moments import now as present
from cordee.workspace.rituals.moments import today

SHORTEST = 14
"""Days on each side under which nobody could tell anything."""
HORIZON = 30
PATIENCE = timedelta(days=21)
"""So long after its day a decision waits for the data to get there."""


@dataclass(frozen=True, slots=True)
class Spans:
    """What is compared. ``horizon``: for how many days each cohort is followed; None where the figure has none."""

    before: Period
    after: Period
    horizon: int | None


def spans(decided_on: date, check_on: date, *, has_horizon: bool) -> Spans | None:
    """Equal lengths on both sides of the decision; None where they would be under two weeks."""
    days = (check_on - decided_on).days
    horizon = min(HORIZON, days // 2) if has_horizon else None
    length = days - (horizon or 0)
    if length < SHORTEST or (has_horizon and (horizon or 0) < 7):
        return None
    gap = horizon or 0
    before = Period(decided_on - timedelta(days=gap + length), decided_on - timedelta(days=gap + 1))
    after = Period(decided_on, decided_on + timedelta(days=length - 1))
    return Spans(before, after, horizon)


@dataclass(frozen=True, slots=True)
class Read:
    verdict: Verdict
    why: Promise | str
    before: Figure | None = None
    after: Figure | None = None
    horizon: int | None = None


def read(found: Window, decision: Decision) -> Read:
    """The verdict on a decision that names a figure and a day."""
    if decision.metric not in figures.every() or decision.check_on is None:
        return Read(Verdict.CANNOT_TELL, _("The figure is not in the registry any more."))
    definition = figures.definition(decision.metric)
    compared = spans(decision.decided_on, decision.check_on, has_horizon=definition.has_horizon)
    if compared is None:
        return Read(
            Verdict.CANNOT_TELL,
            _("Too few days between the decision and the reading: two weeks on each side are the least."),
        )
    if compared.before.start < found.first_day:
        return Read(Verdict.CANNOT_TELL, _("The data begin too late: there is no before of the same length."))
    if found.known_until < decision.check_on - timedelta(days=1):
        return Read(Verdict.CANNOT_TELL, _("The data end before the day of the reading: an export is missing."))
    before = figures.figure(found, decision.metric, compared.before, horizon=compared.horizon)
    after = figures.figure(found, decision.metric, compared.after, horizon=compared.horizon)
    verdict, why = judge(before, after)
    return Read(verdict, why, before, after, compared.horizon)


def judge(before: Figure, after: Figure) -> tuple[Verdict, Promise | str]:
    """Whether the intervals are apart, and in which direction."""
    if before.value is None or after.value is None:
        return Verdict.CANNOT_TELL, _("One of the two spans has no value: too little happened in it.")
    if before.immature or after.immature:
        return Verdict.CANNOT_TELL, _("One of the two spans is too young to be judged.")
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return Verdict.CANNOT_TELL, _("The figure has no interval: a difference could be chance.")
    if after.low > before.high:
        return Verdict.ROSE, _("The intervals do not meet. What made it rise, the figure does not say.")
    if after.high < before.low:
        return Verdict.FELL, _("The intervals do not meet. What made it fall, the figure does not say.")
    return Verdict.NO_DIFFERENCE, _("The intervals meet: a difference of this size happens by chance.")


def waits_for_data(found: Window | None, decision: Decision, day: date) -> bool:
    """Whether the data do not reach the day yet, and are still awaited."""
    if decision.check_on is None:
        return False
    reached = found is not None and found.known_until >= decision.check_on - timedelta(days=1)
    return not reached and day <= decision.check_on + PATIENCE


def due(now: datetime) -> Iterator[tuple[str, dict[str, int]]]:
    """Decisions whose day has come and that nobody read: for the worker. At most a try a day, until the data are there."""
    day, found = today(), window()
    for one in Decision.objects.filter(check_on__lte=day, readings=None).exclude(metric=""):
        if not waits_for_data(found, one, day):
            yield f"decision:{one.pk}:{day}", {"decision": one.pk}


def run(job: Job) -> dict[str, Any]:
    """Reads one decision. Done twice, it is read once."""
    decision = Decision.objects.filter(pk=job.payload["decision"]).first()
    found = window()
    if decision is None or decision.is_read or found is None:
        return {"read": False}
    kept = keep(found, decision)
    return {"read": True, "verdict": kept.verdict}


def keep(found: Window, decision: Decision) -> Reading:
    """Reads, and keeps what was read."""
    one = read(found, decision)
    return Reading.keep(
        decision,
        {
            "at": present(),
            "snapshot": found.snapshot.number,
            "verdict": one.verdict,
            "before": dict(one.before.as_json()) if one.before else {},
            "after": dict(one.after.as_json()) if one.after else {},
            "horizon": one.horizon,
            "why": said(one.why),
        },
    )


def figure_of(plain: dict[str, Any]) -> Figure | None:
    """A figure as it was kept."""
    if not plain:
        return None
    kept = {key: value for key, value in plain.items() if key not in {"from", "to", "as_of"}}
    return Figure(
        **kept,
        start=date.fromisoformat(plain["from"]),
        end=date.fromisoformat(plain["to"]),
        as_of=datetime.fromisoformat(plain["as_of"]) if plain["as_of"] else None,
    )

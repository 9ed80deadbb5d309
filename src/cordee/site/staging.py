"""Plays what the demo company's teams said (``demo/rituals.py``) by the doors that people use, on the days on which they said it."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cordee.demo import rituals as script
from cordee.demo.cast import BY_KEY

if TYPE_CHECKING:
    from cordee.workspace.people.models import Person
    from cordee.workspace.rituals.models import Ritual

ENOUGH_AMOUNT = 15_000


def play() -> dict[str, int]:
    """Rituals, two weekly points and the debriefs; nothing where there are rituals already. Call ``create_demo_people`` before."""
    from cordee.workspace.insight.window import window
    from cordee.workspace.people.models import Person
    from cordee.workspace.rituals import reading
    from cordee.workspace.rituals.models import Decision, Ritual

    found = window()
    if Ritual.objects.exists() or found is None:
        return {}
    people = {key: Person.objects.get(email=BY_KEY[key].email) for key in ("camille", "marc", "ines", "karim")}
    made = [_ritual(one, people) for one in script.RITUALS]
    for point in script.POINTS:
        _hold(made[0], point, people)
    for decision in Decision.objects.filter(check_on__lte=found.known_until).exclude(metric=""):
        reading.keep(found, decision)
    return {"rituals": len(made), "meetings": len(script.POINTS), "debriefs": _debriefs(people)}


def _ritual(one: script.Ritual, people: Mapping[str, "Person"]) -> "Ritual":
    from cordee.workspace.rituals.kinds import KINDS
    from cordee.workspace.rituals.models import Ritual

    kind = KINDS[one.kind]
    return Ritual.create(
        by=people[one.organiser],
        people=[people[key] for key in one.people],
        name=one.name,
        kind=one.kind,
        cadence=one.cadence,
        first_on=one.first,
        at=one.at,
        minutes=kind.minutes,
        place=one.place,
        agenda=[{"block": block, "minutes": minutes} for block, minutes in kind.blocks],
    )


def _hold(ritual: "Ritual", point: script.Point, people: Mapping[str, "Person"]) -> None:
    from cordee.workspace.rituals import pack
    from cordee.workspace.rituals.models import Action, Decision, Notes, Topic

    chair = people[point.present[0]]
    [occurrence] = ritual.occurrences(point.day, point.day)
    meeting = ritual.meeting_of(occurrence)
    for key, text in point.brought:
        Topic.bring(ritual, text, by=people[key])
    meeting.open(pack.build(meeting), by=chair, at=meeting.starts_at)
    meeting.present.set([people[key] for key in point.present])
    at = meeting.starts_at
    for block, seconds in point.treated:
        topic = meeting.topics.filter(block=block).order_by("position").first()
        if topic is None:
            continue
        meeting.turn_to(topic, at=at)
        at += timedelta(seconds=seconds)
        if noted := point.notes.get(block):
            Notes.of(meeting, topic).write(noted, base=0, nonce=f"{block or 'free'}", by=chair)
    for action in point.actions:
        agreed = Action.agree(meeting, action.text, owner=people[action.owner], due_on=action.due, by=chair, at=at)
        if action.done:
            agreed.mark_done(by=people[action.owner], at=_noon(action.done))
    for decision in point.decisions:
        Decision.take(
            decision.text,
            by=chair,
            on=point.day,
            meeting=meeting,
            owner=people[decision.owner],
            metric=decision.metric,
            expected=decision.expected,
            check_on=decision.check,
        )
    meeting.refresh_from_db()
    meeting.close(by=chair, at=at)


def _noon(day: object) -> datetime:
    from django.conf import settings

    return datetime.combine(day, time(12), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)  # type: ignore[arg-type]  # a date


def _debriefs(people: Mapping[str, "Person"]) -> int:
    """The largest deals of the half year, latest last: agreed, but for the last ones."""
    from cordee.workspace.debriefs import opening
    from cordee.workspace.debriefs.models import Debrief, Subject
    from cordee.workspace.insight import debriefs as deals
    from cordee.workspace.insight.window import window

    found = window()
    if found is None:
        return 0
    largest = deals.closed(found, days=180, least=ENOUGH_AMOUNT)[: script.DEBRIEFED_FROM]
    dated = sorted((one.closed_at.replace(tzinfo=UTC), one.deal_id, one) for one in largest if one.closed_at)
    for place, (closed, _number, deal) in enumerate(dated, 1):
        sales = people["karim"] if deal.owner_email == people["karim"].email else people["marc"]
        debrief = Debrief.open(
            Subject(
                deal_id=deal.deal_id,
                records=deals.records_of(found, deal.deal_id),
                outcome=deal.outcome,
                name=deal.name,
                account=deal.account or "",
                account_id=deal.account_id,
                amount=deal.amount,
                currency=found.snapshot.currency,
                happened_on=closed.date(),
                segment=deal.segment or "",
                channel=deal.channel or "",
                reason=deal.reason or "",
            ),
            marketing=people["camille"],
            sales=sales,
            at=closed,
        )
        if debrief is not None:
            _answer(debrief, script.pair_of(deal.reason or "", deal.outcome), left=len(dated) - place, at=closed)
    opening.open_due(found, limit=4)
    return Debrief.objects.count()


def _answer(debrief: object, pair: script.Pair, *, left: int, at: datetime) -> None:
    """``left``: how many follow; the last but two is not agreed, the last but one waits for marketing, the last for both."""
    from cordee.workspace.debriefs.models import Debrief

    if not isinstance(debrief, Debrief) or left == 0:
        return
    for side, view in (("sales", pair.sales), ("marketing", pair.marketing)):
        if side == "marketing" and left == 1:
            return
        debrief.answer(
            by=getattr(debrief, side),
            kind=view.kind,
            drivers=[(key, part, text, "") for key, part, text in view.drivers],
            praise={
                name: getattr(view, name)
                for name in ("marketing_well", "marketing_missed", "sales_well", "sales_missed")
            },
            seconds=58 + 7 * (left % 4) + (11 if side == "sales" else 0),
            at=at + timedelta(days=4),
        )
    if left > 2:
        debrief.agree(
            by=debrief.sales or debrief.marketing,  # type: ignore[arg-type]  # both sit, in the demo
            lessons=pair.lessons,
            decision=pair.decision,
            owner=debrief.marketing,  # type: ignore[arg-type]  # both sit, in the demo
            on=(at + timedelta(days=7)).date(),
            at=at + timedelta(days=7),
        )

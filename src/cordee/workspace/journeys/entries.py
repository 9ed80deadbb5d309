"""The steps of a journey, as its timeline tells them: acts, clusters of like acts, passages, turns of deals, what people told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordee.workspace.insight import channels, words
from cordee.workspace.insight.journeys import Act, DealStory, Journey, Passage, SourceRecord
from cordee.workspace.journeys.models import Insight
from cordee.workspace.ui.templatetags import formats

CLUSTER_FROM, CLUSTER_UP_TO = 3, 50
"""So many acts of one kind in a row become one knot that opens; of more, several."""
LONG_SILENCE = 35
"""Days without anything that are worth saying."""
PASSAGE, DEAL, TOLD = "passage", "deal_change", "told"
KINDS: Mapping[str, Promise] = {
    PASSAGE: _("Passages"),
    DEAL: _("Changes of deals"),
    TOLD: _("Told here"),
    **words.TOUCHES,
}
"""What a step may be."""
KINDS_OF_WEIGHT = {
    "original_source": 0,
    "list_import": 0,
    "meeting": 5,
    "webinar": 4,
    "event": 4,
    "email_reply": 4,
    "call": 3,
    "form_fill": 3,
    "lead_form": 3,
    "download": 3,
    "chat": 3,
}
PASSAGES_OF_WEIGHT = {"customer": 13, "mql": 12, "opportunity": 11}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One knot of the timeline: an act, a cluster of like acts, a passage, or a turn of a deal."""

    key: str
    kind: str  # of KINDS
    at: datetime
    until: datetime
    title: str
    side: str  # marketing, sales, joint
    theirs: bool = False
    person_id: int | None = None
    weight: int = 0
    said: tuple[str, ...] = ()  # of what is no act
    names: bool = False  # whether an act's line names its person
    acts: tuple[Act, ...] = ()
    sources: tuple[SourceRecord, ...] = ()
    silence: str = ""

    @property
    def is_passage(self) -> bool:
        return self.kind == PASSAGE

    @property
    def is_told(self) -> bool:
        """By a colleague, here."""
        return self.kind == TOLD

    @property
    def lines(self) -> tuple[str, ...]:
        """What is known of it, most telling first; a cluster's acts tell it themselves."""
        return _lines(self.acts[0], with_person=self.names) if len(self.acts) == 1 else self.said

    @property
    def recording(self) -> str | None:
        """Where the call can be listened to; a cluster names each of its own."""
        return self.acts[0].recording if len(self.acts) == 1 else None

    @property
    def count(self) -> int:
        return max(len(self.acts), 1)


def entries_of(
    journey: Journey, told: Sequence[Insight], *, clustered: bool = True, about: Mapping[int, int] | None = None
) -> list[Entry]:
    """Every step of a journey, earliest first, with the silences between them. ``about``: whom an insight is about."""
    found = [
        *_passages(journey),
        *_deals(journey.deals),
        *_acts(journey, CLUSTER_FROM if clustered else len(journey.acts) + 1),
        *_told(told, about or {}),
    ]
    found.sort(key=lambda entry: (entry.at, not entry.is_passage, entry.key))
    return _with_silences(found)


def _acts(journey: Journey, cluster_from: int) -> list[Entry]:
    found: list[Entry] = []
    run: list[Act] = []
    turns = sorted(passage.at for passage in journey.passages)

    def close() -> None:
        if len(run) >= cluster_from:
            found.append(_cluster(tuple(run)))
        else:
            found.extend(_act(act, journey) for act in run)
        run.clear()

    for act in journey.acts:
        if run and (
            len(run) == CLUSTER_UP_TO
            or (act.kind, act.side, act.direction, act.person_id)
            != (run[-1].kind, run[-1].side, run[-1].direction, run[-1].person_id)
            or any(run[-1].at < turn <= act.at for turn in turns)
        ):
            close()
        run.append(act)
    close()
    return found


def _act(act: Act, journey: Journey) -> Entry:
    return Entry(
        key=f"a{act.id}",
        kind=act.kind,
        person_id=act.person_id,
        at=act.at,
        until=act.at,
        title=words.said(words.TOUCHES, act.kind),
        side=act.side,
        theirs=act.direction == "in",
        weight=KINDS_OF_WEIGHT.get(act.kind, 1) + (1 if act.direction == "in" else 0),
        names=journey.kind == "account",
        acts=(act,),
        sources=act.sources,
    )


def _lines(act: Act, *, with_person: bool) -> tuple[str, ...]:
    """What is known of an act, most telling first."""
    told = [gettext("“%(text)s”") % {"text": act.about} if act.about else ""]
    if with_person and act.person:
        told.append(act.person)
    if act.outcome:
        told.append(words.said(words.OUTCOMES, act.outcome))
    if act.duration_s:
        told.append(formats.duration(act.duration_s / 60))
    if act.user:
        told.append(gettext("by %(who)s") % {"who": act.user})
    if act.channel and act.channel != "unknown":
        told.append(channels.label(act.channel))
    return tuple(filter(None, told))


def _cluster(run: tuple[Act, ...]) -> Entry:
    first = run[0]
    named = words.said(words.TOUCHES, first.kind)
    return Entry(
        key=f"a{first.id}",
        kind=first.kind,
        person_id=first.person_id,
        at=first.at,
        until=run[-1].at,
        title=gettext("%(kind)s, %(n)s times") % {"kind": named, "n": formats.quantity(len(run))},
        side=first.side,
        theirs=first.direction == "in",
        weight=KINDS_OF_WEIGHT.get(first.kind, 1),
        acts=run,
        sources=tuple(source for act in run for source in act.sources),
    )


def _passages(journey: Journey) -> list[Entry]:
    return [
        Entry(
            key=f"p{number}",
            kind=PASSAGE,
            person_id=passage.person_id,
            at=passage.at,
            until=passage.at,
            title=_passage_title(passage),
            side="joint" if passage.stage in {"mql", "customer"} else words.STAGE_SIDES.get(passage.stage, "joint"),
            weight=PASSAGES_OF_WEIGHT.get(passage.stage, 10) if passage.nth == 1 else 6,
            said=tuple(
                filter(None, (passage.person if journey.kind == "account" else "", passage.reason, _teller(passage)))
            ),
            sources=passage.sources,
        )
        for number, passage in enumerate(journey.passages)
    ]


def _teller(passage: Passage) -> str:
    """Who dated the passage: a tool and a colleague, or ourselves by a rule."""
    if not passage.tool:
        return passage.by or ""
    tool = words.said(words.TOOLS, passage.tool)
    if not passage.by:
        return gettext("according to %(who)s") % {"who": tool}
    if passage.by in words.RULES:
        return gettext("deduced: %(why)s") % {"why": words.said(words.RULES, passage.by)}
    return gettext("by %(person)s, according to %(who)s") % {"person": passage.by, "who": tool}


def _passage_title(passage: Passage) -> str:
    stage = words.said(words.STAGES, passage.stage)
    if passage.nth > 1:
        return gettext("%(stage)s again (time %(n)s)") % {"stage": stage, "n": passage.nth}
    return stage


def _told(told: Sequence[Insight], about: Mapping[int, int]) -> list[Entry]:
    """What people told, as knots of their side; what was withdrawn is out of the story."""
    return [
        Entry(
            key=f"n{one.pk}",
            kind=TOLD,
            person_id=about.get(one.pk),
            at=_naive(one.at),
            until=_naive(one.at),
            title=str(one.get_kind_display()),
            side=one.hue,
            weight=2,
            said=tuple(filter(None, (str(one.get_reason_display()) if one.reason else "", one.text, one.author_name))),
        )
        for one in told
        if one.withdrawn_at is None
    ]


def _naive(moment: datetime) -> datetime:
    """As the data plane writes times: UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def as_written(field_: str, value: str | None) -> str:
    """A tool's own text, amounts and days in the reader's way of writing them; as it is where it is neither."""
    if not value:
        return "–"
    try:
        if field_ in {"amount", "headcount"}:
            return formats.quantity(float(value), 0 if float(value).is_integer() else 2)
        if field_ == "close_date":
            return formats.day(date.fromisoformat(value[:10]))
    except ValueError:
        return value
    return value


def _deals(deals: Sequence[DealStory]) -> list[Entry]:
    """The turns of deals that no passage tells: opened, won and lost are passages already."""
    return [
        Entry(
            key=f"d{deal.id}-{number}",
            kind=DEAL,
            at=turn.at,
            until=turn.at,
            title=f"{words.said(words.FIELDS, turn.field)}{gettext(': ')}{as_written(turn.field, turn.new)}",
            side="sales",
            weight=2,
            said=tuple(
                filter(
                    None,
                    (
                        deal.name or "",
                        gettext("was %(before)s") % {"before": as_written(turn.field, turn.old)} if turn.old else "",
                        turn.by or "",
                    ),
                )
            ),
            sources=turn.sources,
        )
        for deal in deals
        for number, turn in enumerate(deal.turns)
    ]


def _with_silences(entries: Sequence[Entry]) -> list[Entry]:
    """Says the long gaps: what did not happen is part of the story."""
    told: list[Entry] = []
    for entry in entries:
        silence = ""
        if told and (entry.at - told[-1].until).days >= LONG_SILENCE:
            silence = gettext("%(time)s of silence") % {"time": formats.days_between((entry.at - told[-1].until).days)}
        told.append(replace(entry, silence=silence) if silence else entry)
    return told

"""From acts and passages to what the page draws: knots on the rope, months of the timeline, the finding in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from cordee.workspace.insight import channels, words
from cordee.workspace.insight.journeys import Act, DealStory, Journey, Passage, SourceRecord
from cordee.workspace.journeys.models import Insight
from cordee.workspace.ui import charts
from cordee.workspace.ui.templatetags import formats

CLUSTER_FROM = 3
"""So many acts of one kind in a row become one knot that opens."""
LONG_SILENCE = 35
"""Days without anything that are worth saying."""
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
SHOWN_AT_ONCE = 400
"""Knots on one page; the earliest of a longer journey are behind a link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One knot of the timeline: an act, a cluster of like acts, a passage, or a turn of a deal."""

    key: str
    at: datetime
    until: datetime
    title: str
    side: str  # marketing, sales, joint
    theirs: bool = False
    is_passage: bool = False
    is_told: bool = False  # by a colleague, here
    weight: int = 0
    lines: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    sources: tuple[SourceRecord, ...] = ()
    silence: str = ""

    @property
    def count(self) -> int:
        return max(len(self.acts), 1)


@dataclass(frozen=True, slots=True)
class Month:
    first: datetime
    entries: list[Entry]


@dataclass
class Story:
    """A journey as told on its page."""

    journey: Journey
    entries: list[Entry]
    hidden: int = 0
    rope: charts.Rope = field(init=False)

    def __post_init__(self) -> None:
        self.rope = charts.rope(_knots(self.entries))

    @cached_property
    def months(self) -> list[Month]:
        """The timeline, earliest first, in the company's zone."""
        found: list[Month] = []
        for entry in self.entries:
            here = formats.local(entry.at)
            if not found or (here.year, here.month) != (
                formats.local(found[-1].first).year,
                formats.local(found[-1].first).month,
            ):
                found.append(Month(entry.at, []))
            found[-1].entries.append(entry)
        return found

    @cached_property
    def finding(self) -> str:
        """One sentence: how long from the first contact to where it stands now, and how long the hand-over took."""
        if not self.entries:
            return gettext("Nothing is known of this journey yet")
        first = self.entries[0].at
        won = next((p.at for p in reversed(self.journey.passages) if p.stage == "customer"), None)
        if won is not None:
            told = gettext("%(time)s from the first contact to the signature") % {
                "time": formats.days_between((won - first).days)
            }
        else:
            told = gettext("%(time)s since the first contact, and not signed yet") % {
                "time": formats.days_between((self.entries[-1].until - first).days)
            }
        relay = self._relay()
        return gettext("%(told)s: the hand-over took %(relay)s") % {"told": told, "relay": relay} if relay else told

    def _relay(self) -> str:
        """From the first MQL to the first act of sales towards the buyer after it."""
        handed = next((p.at for p in self.journey.passages if p.stage == "mql"), None)
        if handed is None:
            return ""
        answered = next(
            (a.at for a in self.journey.acts if a.at >= handed and a.side == "sales" and a.direction == "out"), None
        )
        if answered is None:
            return ""
        hours = (answered - handed).total_seconds() / 3600
        return formats.duration(hours * 60) if hours < 48 else formats.days_between(round(hours / 24))

    @cached_property
    def sides(self) -> dict[str, int]:
        """How many acts each strand holds."""
        return {side: sum(1 for act in self.journey.acts if act.side == side) for side in ("marketing", "sales")}


def tell(journey: Journey, *, everything: bool = False, told: Sequence[Insight] = ()) -> Story:
    """The story of a journey, with what people told of it; of a very long one the latest part, unless everything is asked
    for.
    """
    entries = [*_passages(journey), *_deals(journey.deals), *_acts(journey), *_told(told)]
    entries.sort(key=lambda entry: (entry.at, not entry.is_passage, entry.key))
    hidden = 0 if everything else max(0, len(entries) - SHOWN_AT_ONCE)
    return Story(journey, _with_silences(entries[hidden:]), hidden)


def _acts(journey: Journey) -> list[Entry]:
    found: list[Entry] = []
    run: list[Act] = []
    turns = sorted(passage.at for passage in journey.passages)

    def close() -> None:
        if len(run) >= CLUSTER_FROM:
            found.append(_cluster(tuple(run)))
        else:
            found.extend(_act(act, journey) for act in run)
        run.clear()

    for act in journey.acts:
        if run and (
            (act.kind, act.side, act.direction, act.person_id)
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
        at=act.at,
        until=act.at,
        title=words.said(words.TOUCHES, act.kind),
        side=act.side,
        theirs=act.direction == "in",
        weight=KINDS_OF_WEIGHT.get(act.kind, 1) + (1 if act.direction == "in" else 0),
        lines=_lines(act, with_person=journey.kind == "account"),
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
            at=passage.at,
            until=passage.at,
            title=_passage_title(passage),
            side="joint" if passage.stage in {"mql", "customer"} else words.STAGE_SIDES.get(passage.stage, "joint"),
            is_passage=True,
            weight=PASSAGES_OF_WEIGHT.get(passage.stage, 10) if passage.nth == 1 else 6,
            lines=tuple(
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


def _told(told: Sequence[Insight]) -> list[Entry]:
    """What people told, as knots of their side; what was withdrawn is out of the story."""
    return [
        Entry(
            key=f"n{one.pk}",
            at=_naive(one.at),
            until=_naive(one.at),
            title=str(one.get_kind_display()),
            side=one.hue,
            is_told=True,
            weight=2,
            lines=tuple(filter(None, (str(one.get_reason_display()) if one.reason else "", one.text, one.author_name))),
        )
        for one in told
        if one.withdrawn_at is None
    ]


def _naive(moment: datetime) -> datetime:
    """As the data plane writes times: UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _written(field_: str, value: str | None) -> str:
    """A tool's own text, amounts and days in the reader's way of writing them; as it is where it is neither."""
    if value is None:
        return "–"
    try:
        if field_ == "amount":
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
            at=turn.at,
            until=turn.at,
            title=f"{words.said(words.FIELDS, turn.field)}{gettext(': ')}{_written(turn.field, turn.new)}",
            side="sales",
            weight=2,
            lines=tuple(
                filter(
                    None,
                    (
                        deal.name or "",
                        gettext("was %(before)s") % {"before": _written(turn.field, turn.old)} if turn.old else "",
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


def _knots(entries: Sequence[Entry]) -> list[charts.Knot]:
    """The weightiest entries get a knot of their own; what lies between them is gathered, so that none is forgotten."""
    ranked = sorted(range(len(entries)), key=lambda place: (-_weight(entries, place), place))
    for count in range(min(len(ranked), charts.KNOTS_SHOWN), 0, -1):
        knots = _tied(entries, set(ranked[:count]))
        if len(knots) <= charts.KNOTS_SHOWN:
            return knots
    return []


def _tied(entries: Sequence[Entry], kept: set[int]) -> list[charts.Knot]:
    knots: list[charts.Knot] = []
    between: list[Entry] = []
    for place, entry in enumerate(entries):
        if place not in kept:
            between.append(entry)
            continue
        if between:
            knots.append(_gathered(between))
            between = []
        knots.append(_knot(entry))
    if between:
        knots.append(_gathered(between))
    return knots


def _weight(entries: Sequence[Entry], index: int) -> int:
    """The first and the last always count."""
    return 99 if index in {0, len(entries) - 1} else entries[index].weight


def _knot(entry: Entry) -> charts.Knot:
    return charts.Knot(
        at=entry.at,
        label=entry.title,
        when=formats.day_short(entry.at),
        side=entry.side,
        href=f"#{entry.key}",
        theirs=entry.theirs,
        count=entry.count,
        weight=entry.weight,
    )


def _gathered(between: Sequence[Entry]) -> charts.Knot:
    if len(between) == 1:
        return _knot(between[0])
    count = sum(entry.count for entry in between)
    sides = {entry.side for entry in between}
    return charts.Knot(
        at=between[0].at,
        label=ngettext("%(n)s act", "%(n)s acts", count) % {"n": formats.quantity(count)},
        when=formats.days_between(max((between[-1].until - between[0].at).days, 1)),
        side=sides.pop() if len(sides) == 1 else "joint",
        href=f"#{between[0].key}",
        count=count,
        inside=tuple(_knot(entry) for entry in between),
    )

"""A journey as its page tells it: the rope, the part of the timeline that is read, the finding in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import cached_property
from django.utils.translation import gettext

from cordee.workspace.insight.journeys import Journey
from cordee.workspace.journeys.entries import Entry, entries_of
from cordee.workspace.journeys.knots import knots
from cordee.workspace.journeys.models import Insight
from cordee.workspace.journeys.narrowing import Choice, Narrowed, Pages
from cordee.workspace.ui import charts
from cordee.workspace.ui.templatetags import formats

SHOWN_AT_ONCE = 400
"""Acts on one page, or a few more: a cluster is not cut."""
PRINTED = 2000
"""Acts on paper: some forty sheets."""


@dataclass(frozen=True, slots=True)
class Month:
    first: datetime
    entries: list[Entry]
    opens_year: int | None  # where one jumps to


@dataclass(frozen=True, slots=True)
class Year:
    number: int
    href: str


class Story:
    """A journey as told on its page. ``whole``: every step; ``kept``: those that the filters keep; ``entries``: on this page."""

    def __init__(self, journey: Journey, whole: Sequence[Entry], narrowed: Narrowed, *, largest: int) -> None:
        self.journey, self.whole, self.narrowed = journey, whole, narrowed
        self.kept = [entry for entry in whole if narrowed.keeps(entry)]
        self.pages = Pages.of(self.kept, largest=largest)
        self.page = max(1, min(narrowed.page or self.pages.last, self.pages.last))
        self.entries = self.kept[self.pages.slice(self.page)]
        self._place = {entry.key: place for place, entry in enumerate(self.kept)}

    def href(self, entry: Entry) -> str:
        """Where a step is: on this page, or on another."""
        page = self.pages.at(self._place[entry.key])
        return f"#{entry.key}" if page == self.page else f"{self.address(page)}#{entry.key}"

    def address(self, page: int) -> str:
        """Of a page of this timeline, the filters kept."""
        query = self.narrowed.query
        return f"?{query}&page={page}" if query else f"?page={page}"

    @property
    def earlier(self) -> str:
        return self.address(self.page - 1) if self.page > 1 else ""

    @property
    def later(self) -> str:
        return self.address(self.page + 1) if self.page < self.pages.last else ""

    @property
    def total(self) -> int:
        """Acts that the filters keep; a passage counts as one."""
        return self.pages.acts[-1]

    @property
    def first_act(self) -> int:
        return self.pages.acts[self.page - 1] + 1

    @property
    def last_act(self) -> int:
        return self.pages.acts[self.page]

    @cached_property
    def rope(self) -> charts.Rope:
        return charts.rope(knots(self.kept, self.href))

    @cached_property
    def choices(self) -> list[Choice]:
        return self.narrowed.choices(self.whole)

    @cached_property
    def _openings(self) -> dict[int, Entry]:
        """Of each year, the first step."""
        found: dict[int, Entry] = {}
        for entry in self.kept:
            # Some hours of New Year's night apart, UTC tells the year; the zone is asked where it may differ.
            year = entry.at.year if entry.at.month in range(2, 12) else formats.local(entry.at).year
            found.setdefault(year, entry)
        return found

    @cached_property
    def years(self) -> list[Year]:
        """Years to jump to."""
        found = []
        for year, entry in self._openings.items():
            page = self.pages.at(self._place[entry.key])
            found.append(Year(year, f"#y{year}" if page == self.page else f"{self.address(page)}#y{year}"))
        return found

    @cached_property
    def months(self) -> list[Month]:
        """The timeline, earliest first, in the company's zone."""
        found: list[Month] = []
        known = None
        for entry in self.entries:
            here = formats.local(entry.at)
            if known != (here.year, here.month):
                known = (here.year, here.month)
                opens = self._openings.get(here.year) is entry
                found.append(Month(entry.at, [], here.year if opens else None))
            found[-1].entries.append(entry)
        return found

    @cached_property
    def finding(self) -> str:
        """One sentence: how long from the first contact to where it stands now, and how long the hand-over took."""
        if not self.whole:
            return gettext("Nothing is known of this journey yet")
        first = self.whole[0].at
        won = next((p.at for p in reversed(self.journey.passages) if p.stage == "customer"), None)
        if won is not None:
            told = gettext("%(time)s from the first contact to the signature") % {
                "time": formats.days_between((won - first).days)
            }
        else:
            told = gettext("%(time)s since the first contact, and not signed yet") % {
                "time": formats.days_between((self.whole[-1].until - first).days)
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


def tell(
    journey: Journey,
    *,
    told: Sequence[Insight] = (),
    narrowed: Narrowed | None = None,
    about: Mapping[int, int] | None = None,
    largest: int = SHOWN_AT_ONCE,
) -> Story:
    """The story of a journey, with what people told of it. Who asks for some kinds of steps sees each of them by itself."""
    asked = narrowed or Narrowed()
    whole = entries_of(journey, told, clustered=not asked.kinds, about=about)
    return Story(journey, whole, asked, largest=largest)

"""Which part of a timeline is read, whole in its address: kinds of steps, side, person, page."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from cordee.workspace.insight.journeys import Journey
from cordee.workspace.journeys.entries import KINDS, Entry

SIDES = ("marketing", "sales")


@dataclass(frozen=True, slots=True)
class Choice:
    """A box of the form, with how many acts it stands for."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What an address asks of a timeline; what nobody understands is left out."""

    kinds: tuple[str, ...] = ()
    side: str = ""
    person: int | None = None
    page: int | None = None

    @classmethod
    def of(cls, said: QueryDict, journey: Journey) -> "Narrowed":
        asked = set(said.getlist("kind"))
        people = {str(one.id): one.id for one in journey.people}
        page = said.get("page", "")
        return cls(
            kinds=tuple(kind for kind in KINDS if kind in asked),
            side=side if (side := said.get("side", "")) in SIDES else "",
            person=people.get(said.get("person", "")),
            page=int(page) if page.isdecimal() and len(page) < 9 else None,
        )

    @property
    def query(self) -> str:
        """The address, up to where the page is added."""
        said: list[tuple[str, object]] = [("kind", kind) for kind in self.kinds]
        said += [("side", self.side)] * bool(self.side) + [("person", self.person)] * bool(self.person)
        return urlencode(said)

    @property
    def count(self) -> int:
        """How many filters narrow the timeline."""
        return len(self.kinds) + bool(self.side) + bool(self.person)

    def keeps(self, entry: Entry) -> bool:
        """What both did together belongs to each side."""
        return (
            (not self.kinds or entry.kind in self.kinds)
            and (not self.side or entry.side in {self.side, "joint"})
            and (not self.person or entry.person_id == self.person)
        )

    def choices(self, entries: Iterable[Entry]) -> list[Choice]:
        """The kinds of steps that there are under the other filters, the most frequent first."""
        others = replace(self, kinds=())
        counted = Counter(dict.fromkeys(self.kinds, 0))
        for entry in entries:
            if others.keeps(entry):
                counted[entry.kind] += entry.count
        return [
            Choice(kind, str(KINDS.get(kind, kind)), count, kind in self.kinds) for kind, count in counted.most_common()
        ]


@dataclass(frozen=True, slots=True)
class Pages:
    """A timeline cut into pages of about as many acts each, the earliest first."""

    starts: tuple[int, ...]  # where each page begins
    acts: tuple[int, ...]  # before each page, and in all

    @classmethod
    def of(cls, entries: Sequence[Entry], *, largest: int) -> "Pages":
        total = sum(entry.count for entry in entries)
        count = max(1, -(-total // largest))
        starts, acts, passed = [0], [0], 0
        for place, entry in enumerate(entries):
            if place > starts[-1] and passed >= len(starts) * total / count:
                starts.append(place)
                acts.append(passed)
            passed += entry.count
        return cls(tuple(starts), (*acts, total))

    @property
    def last(self) -> int:
        return len(self.starts)

    def at(self, place: int) -> int:
        """The number of the page, from 1, on which an entry is."""
        return sum(start <= place for start in self.starts)

    def slice(self, page: int) -> slice:
        return slice(self.starts[page - 1], self.starts[page] if page < self.last else None)

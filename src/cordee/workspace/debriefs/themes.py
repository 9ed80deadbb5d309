"""What the debriefs say together: what helped and hurt, and how often the two sides disagree. Only those in which both have answered.

A pure function of the answers. Shares carry Wilson's interval; of fewer than five debriefs only counts are told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cordee.workspace.debriefs.models import Answer, Debrief, DriverKey, Part
from cordee.workspace.insight.debriefs import Share
from cordee.workspace.scoreboard.calendar import quarter_of

ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """One debrief with both answers: for each driver the part that marketing and sales gave it ("" where one did not judge it)."""

    segment: str
    quarter: str
    outcome: str
    kinds: tuple[str, str]
    parts: dict[str, tuple[str, str]]

    @property
    def differs_on_outcome(self) -> bool:
        return self.kinds[0] != self.kinds[1]

    @property
    def compared(self) -> list[str]:
        """Drivers that both judged."""
        return [key for key, both in self.parts.items() if all(both)]

    @property
    def differing(self) -> list[str]:
        return [key for key in self.compared if self.parts[key][0] != self.parts[key][1]]


@dataclass(frozen=True, slots=True)
class Theme:
    """A driver: in how many debriefs a side says that it helped or hurt, and on how many the sides disagree."""

    key: str
    helped: Share
    hurt: Share
    differs: Share  # of the debriefs in which both judged it

    @property
    def label(self) -> str:
        return str(DriverKey(self.key).label)


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    n: int
    differs: Share
    hurt_most: str  # driver; empty where nothing hurt


@dataclass(frozen=True, slots=True)
class Themes:
    n: int
    themes: tuple[Theme, ...]
    outcome_differs: Share
    driver_differs: Share
    by_segment: tuple[Group, ...]
    by_quarter: tuple[Group, ...]

    @property
    def is_enough(self) -> bool:
        return self.n >= ENOUGH


def judged(debriefs: Iterable[Debrief]) -> list[Judged]:
    """Those of ``debriefs`` in which both have answered."""
    found: dict[int, dict[str, Answer]] = {}
    kept = {one.pk: one for one in debriefs}
    for answer in Answer.objects.revealed().filter(debrief_id__in=kept).prefetch_related("drivers"):
        found.setdefault(answer.debrief_id, {})[answer.side] = answer
    told = []
    for number, both in found.items():
        marketing, sales = both["marketing"], both["sales"]
        said = [{one.key: one.part for one in answer.drivers.all()} for answer in (marketing, sales)]
        one = kept[number]
        told.append(
            Judged(
                segment=one.segment,
                quarter=quarter_of(one.happened_on),
                outcome=one.outcome,
                kinds=(marketing.kind, sales.kind),
                parts={key: (said[0].get(key, ""), said[1].get(key, "")) for key in {*said[0], *said[1]}},
            )
        )
    return told


def themes(rows: Sequence[Judged]) -> Themes:
    found = []
    for key in DriverKey.values:
        pairs = [one.parts.get(key, ("", "")) for one in rows]
        both = [pair for pair in pairs if all(pair)]
        found.append(
            Theme(
                key=key,
                helped=Share(sum(1 for pair in pairs if Part.HELPED in pair), len(rows)),
                hurt=Share(sum(1 for pair in pairs if Part.HURT in pair), len(rows)),
                differs=Share(sum(1 for pair in both if pair[0] != pair[1]), len(both)),
            )
        )
    found.sort(key=lambda one: (-one.hurt.hits, -one.helped.hits, one.key))
    return Themes(
        n=len(rows),
        themes=tuple(found),
        outcome_differs=Share(sum(1 for one in rows if one.differs_on_outcome), len(rows)),
        driver_differs=Share(sum(len(one.differing) for one in rows), sum(len(one.compared) for one in rows)),
        by_segment=_groups(rows, "segment"),
        by_quarter=_groups(rows, "quarter"),
    )


def _groups(rows: Sequence[Judged], by: str) -> tuple[Group, ...]:
    groups: dict[str, list[Judged]] = {}
    for one in rows:
        groups.setdefault(getattr(one, by), []).append(one)
    found = []
    for name, members in sorted(groups.items()):
        hurt = {key: sum(1 for one in members if Part.HURT in one.parts.get(key, ("", ""))) for key in DriverKey.values}
        most = max(hurt, key=lambda key: hurt[key])
        found.append(
            Group(
                name=name,
                n=len(members),
                differs=Share(sum(1 for one in members if one.differs_on_outcome), len(members)),
                hurt_most=str(DriverKey(most).label) if hurt[most] else "",
            )
        )
    return tuple(found)

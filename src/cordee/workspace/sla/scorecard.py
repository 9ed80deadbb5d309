"""The scorecard of both sides: what was kept, by clause and week. Hand-offs are shown, never a ranking of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordee.workspace.insight import sla
from cordee.workspace.insight.window import Window
from cordee.workspace.sla.models import Version
from cordee.workspace.sla.paper import language
from cordee.workspace.sla.running.leads import present

WEEKS = 8
"""Weeks shown, the last one not over yet."""


@dataclass(frozen=True, slots=True)
class Row:
    """A clause: its attainment in each week (None: nothing fell due), and over all of them."""

    clause: str
    name: str
    weeks: tuple[sla.Attainment | None, ...]

    @property
    def kept(self) -> int:
        return sum(one.kept for one in self.weeks if one)

    @property
    def broken(self) -> int:
        return sum(one.broken for one in self.weeks if one)

    @property
    def in_queue(self) -> int:
        return sum(one.broken_in_queue for one in self.weeks if one)

    @property
    def share(self) -> float | None:
        return self.kept / (self.kept + self.broken) if self.kept + self.broken else None


@dataclass(frozen=True, slots=True)
class Card:
    """Both sides with their clauses. ``names``: key of a clause → its words."""

    mondays: tuple[date, ...]
    sides: Mapping[str, tuple[Row, ...]]
    names: Mapping[str, str]
    today: date


def card(window: Window) -> Card:
    """The scorecard at the moment at which the installation stands."""
    now = present(window)
    last = sla.monday(now.date())
    mondays = tuple(last - timedelta(weeks=n) for n in reversed(range(WEEKS)))
    found = sla.attainment(window, now, weeks=WEEKS)
    names = clause_names({one.clause for one in found})
    sides = {side: _rows([one for one in found if one.side == side], mondays, names) for side in ("marketing", "sales")}
    return Card(mondays, sides, names, now.date())


def _rows(found: Sequence[sla.Attainment], mondays: Sequence[date], names: Mapping[str, str]) -> tuple[Row, ...]:
    cells = {(one.clause, one.week): one for one in found}
    clauses = dict.fromkeys(one.clause for one in found)
    return tuple(Row(clause, names[clause], tuple(cells.get((clause, week)) for week in mondays)) for clause in clauses)


ATTEMPTS: Promise = _("%(name)s: number of attempts")


def clause_names(keys: set[str]) -> Mapping[str, str]:
    """The words of clauses as the latest version that has them says; the settings' own promise has its own."""
    said: dict[str, str] = {"first_attempt": str(_("First attempt"))}
    for version in Version.objects.filter(in_force_at__isnull=False).order_by("in_force_at"):
        said |= {delay.key: delay.name.said(language()) for delay in version.document.delays}
    names = {}
    for key in keys:
        delay, _dot, part = key.partition(".")
        name = said.get(delay, delay)
        names[key] = str(ATTEMPTS) % {"name": name} if part == "attempts" else name
    return names


def records(window: Window, clause: str, week: date) -> list[sla.Judged]:
    """The clocks behind one figure: as many as it counts."""
    return sla.judged(window, present(window), clause, week)

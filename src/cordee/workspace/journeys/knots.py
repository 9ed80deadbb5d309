"""The rope of a journey: which steps get a knot of their own, and what is gathered between them."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby, pairwise

from django.utils.translation import ngettext

from cordee.workspace.journeys.entries import Entry
from cordee.workspace.ui import charts
from cordee.workspace.ui.templatetags import formats

Href = Callable[[Entry], str]
GATHERED_ONE_BY_ONE = 120
"""Beyond so many steps, a gathered knot opens on months, or on years, instead of steps."""


def knots(entries: Sequence[Entry], href: Href) -> list[charts.Knot]:
    """The weightiest entries get a knot of their own; what lies between them is gathered, so that none is forgotten."""
    last = len(entries) - 1
    # The first and the last always count; of equal ones, those that lie far apart come first.
    ranked = sorted(range(len(entries)), key=lambda at: (-99 if at in {0, last} else -entries[at].weight, _apart(at)))
    for count in range(min(len(ranked), charts.KNOTS_SHOWN), 0, -1):
        kept = [-1, *sorted(ranked[:count]), len(entries)]
        if count + sum(after - before > 1 for before, after in pairwise(kept)) <= charts.KNOTS_SHOWN:
            return _tied(entries, kept, href)
    return []


def _apart(place: int) -> int:
    """Orders places so that the first few are spread over all of them: the binary digits backwards (van der Corput)."""
    return int(f"{place:032b}"[::-1], 2)


def _tied(entries: Sequence[Entry], kept: Sequence[int], href: Href) -> list[charts.Knot]:
    """A knot for each of ``kept`` and for what lies between two; it begins before the first and ends after the last."""
    day = cache(formats.day_short)

    def knot(entry: Entry) -> charts.Knot:
        return charts.Knot(
            at=entry.at,
            label=entry.title,
            when=day(formats.local(entry.at).date()),
            side=entry.side,
            href=href(entry),
            theirs=entry.theirs,
            count=entry.count,
            weight=entry.weight,
        )

    tied: list[charts.Knot] = []
    for before, after in pairwise(kept):
        between = entries[before + 1 : after]
        if len(between) > GATHERED_ONE_BY_ONE:
            tied.append(_gathered(between, _by_time(between, href)))
        elif between:
            tied.append(_gathered(between, [knot(entry) for entry in between]))
        if after < len(entries):
            tied.append(knot(entries[after]))
    return tied


def _by_time(between: Sequence[Entry], href: Href) -> list[charts.Knot]:
    """A knot for each month of what is gathered, or for each year where the months would not be shown."""
    months = [
        list(found)
        for _, found in groupby(between, key=lambda one: (formats.local(one.at).year, formats.local(one.at).month))
    ]
    if len(months) <= charts.INSIDE_SHOWN:
        return [_span(found, formats.month(found[0].at), href) for found in months]
    years = [list(found) for _, found in groupby(between, key=lambda one: formats.local(one.at).year)]
    return [_span(found, str(formats.local(found[0].at).year), href) for found in years]


def _span(found: Sequence[Entry], label: str, href: Href) -> charts.Knot:
    count = sum(entry.count for entry in found)
    sides = {entry.side for entry in found}
    return charts.Knot(
        at=found[0].at,
        label=label,
        when=ngettext("%(n)s act", "%(n)s acts", count) % {"n": formats.quantity(count)},
        side=sides.pop() if len(sides) == 1 else "joint",
        href=href(found[0]),
        count=count,
        weight=count,
    )


def _gathered(between: Sequence[Entry], inside: Sequence[charts.Knot]) -> charts.Knot:
    if len(inside) == 1:
        return inside[0]
    count = sum(entry.count for entry in between)
    sides = {entry.side for entry in between}
    return charts.Knot(
        at=between[0].at,
        label=ngettext("%(n)s act", "%(n)s acts", count) % {"n": formats.quantity(count)},
        when=formats.days_between(max((between[-1].until - between[0].at).days, 1)),
        side=sides.pop() if len(sides) == 1 else "joint",
        href=inside[0].href,
        count=count,
        inside=tuple(inside),
    )

"""Channel days: what happened each day, by channel and campaign."""

from collections.abc import Sequence

import ibis
from ibis.expr.types import Table

from cordee.revenue.funnel.person_path import placed
from cordee.revenue.model.touches import PLACES
from cordee.revenue.model.zones import Offset, local_day_number, to_date
from cordee.vocabulary.words import Side

_SIDES = (None, str(Side.MARKETING), str(Side.SALES), str(Side.BOTH))
_CELL = PLACES * 2048  # more channels than anybody has


def channel_day(
    touch: Table, alias: Table, channel_code: Table, campaign_code: Table, *, offsets: Sequence[Offset]
) -> Table:
    """One row per day of the company's zone, channel, campaign and side: touches and the people they reached.

    ``alias`` (record_id, alias_id) has the person of each reference of a touch that is not itself the id of its person; NULL:
    nobody's. Day, side and place are packed into one number while people are told apart: that is several times faster.
    """
    side = touch.side.cases(*((name, code) for code, name in enumerate(_SIDES) if name), else_=0).cast("int64")
    day = local_day_number(touch.occurred_at, offsets).cast("int64")
    seen = touch.left_join(alias, touch.person_ref == alias.record_id)
    # The link of most records is their own id: only the others have a row in ``alias``.
    person = seen.record_id.notnull().ifelse(seen.alias_id, seen.person_ref)
    seen = seen.select(person=person, cell=(day * len(_SIDES) + side) * _CELL + touch.place)
    total = seen.group_by("cell").aggregate(touches=seen.count(), people=seen.person.nunique())
    rows = total.mutate(place=total.cell % _CELL, day_side=(total.cell / _CELL).floor().cast("int64"))
    rows = rows.mutate(
        day=to_date((rows.day_side / len(_SIDES)).floor().cast("int32")),
        side=(rows.day_side % len(_SIDES)).cases(
            *((code, name) for code, name in enumerate(_SIDES) if name), else_=ibis.null("string")
        ),
    )
    rows = placed(rows, "place", channel_code, campaign_code, channel="channel", campaign_id="campaign_id")
    return rows.drop("cell", "day_side")

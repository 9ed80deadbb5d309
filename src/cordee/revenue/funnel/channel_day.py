"""Channel days: what happened each day, by channel, campaign and side."""

from collections.abc import Sequence

from ibis.expr.types import Table

from cordee.revenue.funnel.person_path import placed, sided
from cordee.revenue.model.touches import PLACES, SIDES
from cordee.revenue.model.zones import Offset, local_day_sql, to_date

_CELL = PLACES * 4096  # more channels than anybody has


def touch_cell(touch: str, offsets: Sequence[Offset]) -> str:
    """The DuckDB text of one row per cell, which is a local day, a side and a place in one number: how many touches.

    Text and not an expression, because these whole numbers over fifty million rows take half the time of floats.
    """
    day = local_day_sql("occurred_at", offsets)
    cell = f"({day} * {len(SIDES)} + side_code) * {_CELL} + place"
    return f"SELECT {cell} AS cell, count(*) AS touches FROM {touch} GROUP BY 1"


def channel_day(touch_cell: Table, channel_code: Table, campaign_code: Table) -> Table:
    """One row per day of the company's zone, channel, campaign and side: how many touches."""
    cell = touch_cell.cell
    rows = touch_cell.mutate(place=cell % _CELL, day_side=(cell / _CELL).floor().cast("int64"))
    rows = rows.mutate(
        day=to_date((rows.day_side / len(SIDES)).floor().cast("int32")), side_code=rows.day_side % len(SIDES)
    )
    rows = placed(rows, "place", channel_code, campaign_code, channel="channel", campaign_id="campaign_id")
    return sided(rows).drop("cell", "day_side")

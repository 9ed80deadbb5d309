"""Channel days: what happened each day, by channel and campaign."""

from collections.abc import Sequence

from ibis.expr.types import Table

from cordee.revenue.model.zones import Offset, local_day_number, to_date


def channel_day(touch: Table, person_link: Table, *, offsets: Sequence[Offset]) -> Table:
    """One row per day of the company's zone, channel, campaign and side: touches and the people they reached."""
    links = person_link.select("record_id", "person_id")
    seen = touch.left_join(links, touch.person_ref == links.record_id)
    seen = seen.select(
        "channel", "campaign_id", "side", "person_id", day_number=local_day_number(seen.occurred_at, offsets)
    )
    by_person = seen.group_by("day_number", "channel", "campaign_id", "side", "person_id").aggregate(
        touches=seen.count()
    )
    total = by_person.group_by("day_number", "channel", "campaign_id", "side").aggregate(
        touches=by_person.touches.sum(), people=by_person.person_id.count()
    )
    return total.mutate(day=to_date(total.day_number)).drop("day_number")

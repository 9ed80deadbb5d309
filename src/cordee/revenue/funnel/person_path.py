"""Person paths: when and how a person's touches began."""

import ibis
from ibis.expr.types import Table

from cordee.revenue.model.touches import PLACES, SIDES
from cordee.vocabulary.words import Side


def path_record(touch: Table) -> Table:
    """One row per person record that touches name (``touch.person_ref``): what they say of it.

    Touches are summed up by record first and only then by human: fifty million rows never meet the links. Their columns
    are those of ``model.touches``: ``place`` packs the codes of channel and campaign, ``key`` time and id.
    """
    known = touch.filter(touch.person_ref.notnull())
    inbound = known.inbound
    # An open tells that a message reached somebody whom we wrote to, not where they came from.
    carried = inbound & (known.place >= PLACES) & ~known.passive
    return known.group_by("person_ref").aggregate(
        first_at=known.occurred_at.min(),
        last_at=known.occurred_at.max(),
        first_key=known.key.min(),
        first_place=known.place.argmin(known.key),
        inbound_key=known.key.min(where=inbound),
        first_inbound_at=known.occurred_at.min(where=inbound),
        inbound_place=known.place.argmin(known.key, where=inbound),
        carried_key=known.key.min(where=carried),
        carried_place=known.place.argmin(known.key, where=carried),
        first_inquiry_at=known.occurred_at.min(where=inbound & known.asks),
        touches=known.count(),
        marketing_touches=known.count(where=known.side_code == SIDES.index(Side.MARKETING)),
        sales_touches=known.count(where=known.side_code == SIDES.index(Side.SALES)),
    )


def person_path(
    by_record: Table, person_link: Table, person: Table, channel_code: Table, campaign_code: Table
) -> Table:
    """One row per person with touches: first and last, how many, on which side; from those of their records."""
    links = person_link.select("record_id", "person_id")
    linked = by_record.join(links, by_record.person_ref == links.record_id)
    total = linked.group_by("person_id").aggregate(
        first_at=linked.first_at.min(),
        last_at=linked.last_at.max(),
        first_place=linked.first_place.argmin(linked.first_key),
        first_inbound_at=linked.first_inbound_at.min(),
        inbound_place=linked.inbound_place.argmin(linked.inbound_key, where=linked.inbound_key.notnull()),
        carried_place=linked.carried_place.argmin(linked.carried_key, where=linked.carried_key.notnull()),
        first_inquiry_at=linked.first_inquiry_at.min(),
        touches=linked.touches.sum(),
        marketing_touches=linked.marketing_touches.sum(),
        sales_touches=linked.sales_touches.sum(),
    )
    rows = total.left_join(person.select("person_id", "account_id"), "person_id").drop("person_id_right")
    for place, channel, campaign_id in (
        ("first_place", "first_channel", None),
        ("inbound_place", "first_inbound_channel", "first_inbound_campaign_id"),
        ("carried_place", "inbound_channel", "inbound_campaign_id"),
    ):
        rows = placed(rows, place, channel_code, campaign_code, channel=channel, campaign_id=campaign_id)
    return rows


def placed(
    rows: Table, place: str, channel_code: Table, campaign_code: Table, *, channel: str, campaign_id: str | None
) -> Table:
    """The same rows with the channel and the campaign that a place stands for, instead of it."""
    names = channel_code.select(channel_at="code", **{channel: "channel"})
    rows = rows.mutate(channel_key=(rows[place] / PLACES).floor().cast("int32"))
    rows = rows.left_join(names, rows.channel_key == names.channel_at).drop("channel_key", "channel_at")
    if campaign_id is not None:
        ids = campaign_code.select(campaign_at="code", **{campaign_id: "campaign_id"})
        rows = rows.mutate(campaign_key=(rows[place] % PLACES).cast("int32"))
        rows = rows.left_join(ids, rows.campaign_key == ids.campaign_at).drop("campaign_key", "campaign_at")
    return rows.drop(place)


def sided(rows: Table) -> Table:
    """The same rows with the side that ``side_code`` stands for, instead of it."""
    names = ((code, name) for code, name in enumerate(SIDES) if name)
    return rows.mutate(side=rows.side_code.cases(*names, else_=ibis.null("string"))).drop("side_code")

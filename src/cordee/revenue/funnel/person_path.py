"""Person paths: when and how a person's touches began."""

import ibis
from ibis.expr.types import IntegerValue, Table

from cordee.vocabulary.words import INQUIRY_KINDS


def sort_key(touch: Table) -> IntegerValue:
    """Time, then id, as one whole number: ties are broken the same way on every engine."""
    return touch.occurred_at.epoch_seconds() * 2147483648 + touch.touch_id % 2147483648


def person_path(touch: Table, person_link: Table, person: Table) -> Table:
    """One row per person with touches: first and last, how many, on which side.

    Touches are summed up by person record first (``touch.person_ref``) and only then by human: fifty million rows
    never meet the links.
    """
    known = touch.filter(touch.person_ref.notnull())
    known = known.mutate(key=sort_key(known))
    inbound = known.direction == "in"
    carried = inbound & (known.channel != "unknown")
    by_record = known.group_by("person_ref").aggregate(
        first_at=known.occurred_at.min(),
        last_at=known.occurred_at.max(),
        first_key=known.key.min(),
        first_channel=known.channel.argmin(known.key),
        inbound_key=known.key.min(where=inbound),
        first_inbound_at=known.occurred_at.min(where=inbound),
        first_inbound_channel=known.channel.argmin(known.key, where=inbound),
        first_inbound_campaign_id=_campaign(known, inbound),
        carried_key=known.key.min(where=carried),
        inbound_channel=known.channel.argmin(known.key, where=carried),
        inbound_campaign_id=_campaign(known, carried),
        first_inquiry_at=known.occurred_at.min(where=inbound & known.kind.isin(sorted(INQUIRY_KINDS))),
        touches=known.count(),
        marketing_touches=known.count(where=known.side == "marketing"),
        sales_touches=known.count(where=known.side == "sales"),
    )
    linked = by_record.join(person_link, by_record.person_ref == person_link.record_id).drop(
        "record_id", "rule", "probability", "since"
    )
    total = linked.group_by("person_id").aggregate(
        first_at=linked.first_at.min(),
        last_at=linked.last_at.max(),
        first_channel=linked.first_channel.argmin(linked.first_key),
        first_inbound_at=linked.first_inbound_at.min(),
        first_inbound_channel=linked.first_inbound_channel.argmin(
            linked.inbound_key, where=linked.inbound_key.notnull()
        ),
        first_inbound_campaign_id=_unpacked(
            linked.first_inbound_campaign_id.argmin(linked.inbound_key, where=linked.inbound_key.notnull())
        ),
        inbound_channel=linked.inbound_channel.argmin(linked.carried_key, where=linked.carried_key.notnull()),
        inbound_campaign_id=_unpacked(
            linked.inbound_campaign_id.argmin(linked.carried_key, where=linked.carried_key.notnull())
        ),
        first_inquiry_at=linked.first_inquiry_at.min(),
        touches=linked.touches.sum(),
        marketing_touches=linked.marketing_touches.sum(),
        sales_touches=linked.sales_touches.sum(),
    )
    accounts = person.select("person_id", "account_id")
    return total.left_join(accounts, "person_id").drop("person_id_right")


def _campaign(touch: Table, where: ibis.expr.types.BooleanValue) -> IntegerValue:
    # argmin skips NULL values: a touch without a campaign must not lend its place to the next one.
    return touch.campaign_id.fill_null(_NONE).argmin(touch.key, where=where)


def _unpacked(campaign_id: IntegerValue) -> IntegerValue:
    return campaign_id.nullif(_NONE)


_NONE = -1

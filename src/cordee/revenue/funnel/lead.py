"""Leads: what became of everybody who ever entered a stage."""

from ibis.expr.types import Table

from cordee.vocabulary.stages import EXITS, PATH, Stage


def lead(
    stage_event: Table,
    person: Table,
    account: Table,
    user_account: Table,
    person_path: Table,
    source: Table,
    attempt: Table,
) -> Table:
    """One row per person who ever entered a stage: what became of them, first passages only.

    ``source`` is what the CRM says of a person's origin (person_id, channel), used where no touch tells it. ``stage``
    is where
    they are now: customer once they bought, else the exit if that was the last thing to happen, else the furthest
    stage of the current cycle.
    """
    e = stage_event
    firsts = {f"{stage}_at": e.occurred_at.min(where=e.stage == stage) for stage in (*PATH, *sorted(EXITS))}
    passed = e.group_by("person_id").aggregate(
        **firsts,
        refused_reason=e.reason.argmin(e.nth, where=(e.stage == Stage.REFUSED) & e.reason.notnull()),
        n_cycles=e.cycle.max(),
    )
    now = _stage_now(e)
    inquiry = e.filter(e.stage == Stage.INQUIRY)
    told_by = inquiry.group_by("person_id").aggregate(source=inquiry.source.argmin(inquiry.nth))
    first_attempt = attempt.filter(attempt.cycle == 1).select("person_id", first_attempt_at="attempt_at")
    people = person.select("person_id", "account_id", "owner_id")
    rows = passed.join(people, "person_id")
    for other in (now, told_by, first_attempt, source.rename(source_channel="channel")):
        rows = rows.left_join(other, "person_id").drop("person_id_right")
    path = person_path.select("person_id", "inbound_channel", campaign_id="inbound_campaign_id")
    rows = rows.left_join(path, "person_id").drop("person_id_right")
    rows = rows.left_join(account.select("account_id", segment="headcount_band"), "account_id").drop("account_id_right")
    teams = user_account.select("user_id", "team")
    rows = rows.left_join(teams, rows.owner_id == teams.user_id)
    return rows.mutate(channel=rows.inbound_channel.coalesce(rows.source_channel, "unknown")).select(
        "person_id",
        "account_id",
        "channel",
        "campaign_id",
        "segment",
        "team",
        *(f"{stage}_at" for stage in PATH),
        "refused_at",
        "refused_reason",
        "recycled_at",
        "lost_at",
        "disqualified_at",
        "first_attempt_at",
        "n_cycles",
        "stage",
        "source",
    )


def _stage_now(e: Table) -> Table:
    places = {stage: place for place, stage in enumerate(PATH)}
    ranked = e.mutate(place=e.stage.cases(*((str(stage), place) for stage, place in places.items()), else_=-1))
    latest = ranked.group_by("person_id").aggregate(
        cycle=ranked.cycle.max(), has_bought=(ranked.stage == Stage.CUSTOMER).any()
    )
    current = ranked.join(latest, "person_id").filter(lambda t: t.cycle == t.cycle_right)
    summed = current.group_by("person_id").aggregate(
        has_bought=current.has_bought.any(),
        furthest=current.place.max(),
        left_as=current.stage.argmax(current.occurred_at.epoch_seconds() * 1000 + current.nth, where=current.place < 0),
    )
    names = summed.furthest.cases(*((place, str(stage)) for stage, place in places.items()), else_=None)
    # A cycle that has an exit ended with it: whatever came later began the next one.
    return summed.select(
        "person_id", stage=summed.has_bought.ifelse(str(Stage.CUSTOMER), summed.left_as.coalesce(names))
    )

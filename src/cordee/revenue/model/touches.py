"""Touches while a snapshot is built: the staged segments with their channel and campaign, read where they lie.

``touch_live``: every live touch. ``touch_near``: those that this build needs (all, or the touches of the people and
accounts that moved, fetched in one scan). Keys order touches in time, ties by id, in one whole number.
"""

from cordee.revenue.model.build import Build
from cordee.revenue.model.staged import Staged

SORT_KEY = "(epoch(occurred_at)::BIGINT * 2147483648 + touch_id % 2147483648)"


def touch_live(build: Build, staged: Staged) -> None:
    """Defines the temporary view ``touch_live`` over the acknowledged segments."""
    build.con.execute(
        f"""
        CREATE OR REPLACE TEMP VIEW touch_live AS
        SELECT t.record_id AS touch_id, t.person_ref, t.account_ref, t.deal_ref, t.occurred_at, t.kind, t.side,
            t.direction,
            coalesce(o.channel, 'unknown') AS channel, {campaign_of_touch()} AS campaign_id
        FROM {staged.rows("stg_touch")} AS t
        LEFT JOIN origin AS o ON o.origin_id = t.origin_id
        {campaign_joins(build)}
        WHERE t.occurred_at IS NOT NULL AND NOT coalesce(t.deleted, false) {live(build)}
        """
    )


def campaign_joins(build: Build) -> str:
    """The joins that find the campaign of a touch ``t``; spared where no campaign could be found."""
    joins = ""
    if build.number("SELECT count(*) FROM campaign_link"):
        joins += " LEFT JOIN campaign_link AS cl ON cl.record_id = t.campaign_ref"
    else:
        joins += " CROSS JOIN (SELECT NULL::BIGINT AS campaign_id) AS cl"
    return joins + " LEFT JOIN campaign_name AS cn ON cn.name = t.campaign_name"


def campaign_of_touch() -> str:
    """By the tool's id, else by name, else by the tags of the link."""
    return "coalesce(cl.campaign_id, cn.campaign_id, o.campaign_id)"


def live(build: Build) -> str:
    """A condition that leaves out versions of touches ``t`` that a later one replaced."""
    if build.number("SELECT count(*) FROM superseded") == 0:
        return ""
    return "AND NOT EXISTS (SELECT 1 FROM superseded AS s WHERE s.record_id = t.record_id AND t.version <= s.version)"


def touch_near(build: Build) -> None:
    """Makes ``touch_near`` and ``touch_of_people``: all live touches, or those of who moved.

    Reads ``moved_record`` (person records of ``moved_person``), ``near_record`` and ``near_account`` (who the deals in
    scope need).
    """
    if build.full:
        build.con.execute("CREATE OR REPLACE TEMP VIEW touch_near AS FROM touch_live")
        build.con.execute("CREATE OR REPLACE TEMP VIEW touch_of_people AS FROM touch_live WHERE person_ref IS NOT NULL")
        return
    build.temp("near", "SELECT record_id FROM moved_record UNION SELECT record_id FROM near_record")
    build.temp(
        "touch_near",
        """
        SELECT * FROM touch_live WHERE person_ref IN (FROM near)
        UNION ALL
        SELECT * FROM touch_live WHERE account_ref IN (FROM near_account)
            AND (person_ref IS NULL OR person_ref NOT IN (FROM near))
        UNION ALL
        SELECT * FROM touch_live WHERE deal_ref IN (SELECT record_id FROM near_deal)
            AND (person_ref IS NULL OR person_ref NOT IN (FROM near))
                AND (account_ref IS NULL OR account_ref NOT IN (FROM near_account))
        """
        if build.number("SELECT (SELECT count(*) FROM near_account) + (SELECT count(*) FROM near_deal)")
        else "SELECT * FROM touch_live WHERE person_ref IN (FROM near)",
    )
    build.con.execute(
        "CREATE OR REPLACE TEMP VIEW touch_of_people AS FROM touch_near WHERE person_ref IN (FROM moved_record)"
    )

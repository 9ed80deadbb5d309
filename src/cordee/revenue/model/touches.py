"""Touches while a snapshot is built: the staged segments with their channel and campaign, read where they lie.

``touch_live``: every live touch. ``touch_near``: those that this build needs (all, or the touches of the people and
accounts that moved, fetched in one scan). Keys order touches in time, ties by id, in one whole number.
"""

from cordee.revenue.model.build import Build
from cordee.revenue.model.channels import UNKNOWN
from cordee.revenue.model.staged import Staged

PLACES = 1 << 20
"""A place is the code of a channel times this, plus the code of a campaign; 0 for unknown and none."""

SORT_KEY = "(epoch(occurred_at)::BIGINT * 2147483648 + touch_id % 2147483648)"


def touch_live(build: Build, staged: Staged) -> None:
    """Defines the temporary view ``touch_live`` over the acknowledged segments.

    ``place`` is where a touch came from in one number, channel and campaign: fifty million rows carry
    no text.
    """
    build.temp(
        "channel_code",
        f"""
        SELECT channel, row_number() OVER (ORDER BY channel)::INTEGER AS code
        FROM (SELECT DISTINCT channel FROM origin WHERE channel <> '{UNKNOWN}')
        UNION ALL SELECT '{UNKNOWN}', 0
        """,
    )
    build.temp(
        "campaign_code",
        """
        SELECT campaign_id, row_number() OVER (ORDER BY campaign_id)::INTEGER AS code FROM campaign
        UNION ALL SELECT NULL, 0
        """,
    )
    build.temp(
        "origin_code",
        """
        SELECT o.origin_id, h.code AS channel, c.code AS campaign
        FROM origin AS o JOIN channel_code AS h USING (channel) LEFT
            JOIN campaign_code AS c ON c.campaign_id = o.campaign_id
        """,
    )
    for table, key in (("campaign_link", "record_id"), ("campaign_name", "name")):
        build.temp(
            f"{table}_code", f"SELECT t.{key}, c.code FROM {table} AS t JOIN campaign_code AS c USING (campaign_id)"
        )
    build.con.execute(
        f"""
        CREATE OR REPLACE TEMP VIEW touch_live AS
        SELECT t.record_id AS touch_id, t.person_ref, t.account_ref, t.deal_ref, t.occurred_at, t.kind, t.side,
            t.direction, coalesce(o.channel, 0) * {PLACES} + coalesce(cl.code, cn.code, o.campaign, 0) AS place
        FROM {staged.rows("stg_touch")} AS t
        LEFT JOIN origin_code AS o ON o.origin_id = t.origin_id
        LEFT JOIN campaign_link_code AS cl ON cl.record_id = t.campaign_ref
        LEFT JOIN campaign_name_code AS cn ON cn.name = t.campaign_name
        WHERE t.occurred_at IS NOT NULL AND NOT coalesce(t.deleted, false) {live(build)}
        """
    )


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

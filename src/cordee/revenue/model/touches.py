"""Touches while a snapshot is built: the staged segments with their channel and campaign, read where they lie.

``touch_live``: every live touch. ``touch_near``: those that this build needs (all, or the touches of the people and
accounts that moved, fetched in one scan). Keys order touches in time, ties by id, in one whole number.
"""

from collections.abc import Iterable

from cordee.revenue.model.build import Build
from cordee.revenue.model.channels import UNKNOWN
from cordee.revenue.model.staged import Staged
from cordee.revenue.warehouse.engine import quoted
from cordee.vocabulary.words import INQUIRY_KINDS, PASSIVE_KINDS, SALES_ATTEMPTS, Direction, Side

PLACES = 1 << 20
"""A place is the code of a channel times this, plus the code of a campaign; 0 for unknown and none."""

SIDES = (None, str(Side.MARKETING), str(Side.SALES), str(Side.BOTH))
"""Sides by their code."""


def sides_sql() -> str:
    """``SIDES`` as the rows of a VALUES clause: code, side."""
    return ", ".join(f"({code}, {quoted(side) if side else 'NULL::VARCHAR'})" for code, side in enumerate(SIDES))


_KEY = "epoch_us(t.occurred_at) // 1000000 * 2147483648 + t.record_id % 2147483648"
"""Time, then id, as one whole number: ties are broken the same way everywhere."""


def _among(column: str, words: Iterable[str]) -> str:
    """Whether a word is one of several. Segments hold words as numbers of a dictionary, and a *function* of one column is
    asked once per word of it; ``IN`` and ``CASE`` are asked once per row, which takes twice as long."""
    return f"coalesce(list_contains([{', '.join(map(quoted, sorted(words)))}], {column}), false)"


_SIDE_CODE = f"coalesce(list_position([{', '.join(quoted(side) for side in SIDES if side)}], t.side), 0)"


def touch_live(build: Build, staged: Staged) -> None:
    """Defines the temporary view ``touch_live`` over the acknowledged segments.

    Fifty million rows carry no text: ``place`` is where a touch came from in one number, channel and campaign;
    ``side_code`` its side (``SIDES``); ``inbound``, ``outbound``, ``asks`` (an inquiry), ``passive`` and ``tries`` (a sales
    attempt, if outbound and of sales) are what its direction and its kind say.
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
        f"""
        SELECT o.origin_id, h.code::BIGINT * {PLACES} + coalesce(c.code, 0) AS place
        FROM origin AS o JOIN channel_code AS h USING (channel) LEFT
            JOIN campaign_code AS c ON c.campaign_id = o.campaign_id
        """,
    )
    rows = staged.rows("stg_touch")
    build.con.execute(f"CREATE OR REPLACE TEMP VIEW touch_live AS {_coded(build, staged, rows)}")


def _coded(build: Build, staged: Staged, rows: str) -> str:
    """The select of the live ones among ``rows`` of staged touches, in codes."""
    # Joins that no touch needs cost as much as those that all need.
    joins, codes = "", ""
    for table, key, column, alias in (
        ("campaign_link", "record_id", "campaign_ref", "cl"),
        ("campaign_name", "name", "campaign_name", "cn"),
    ):
        if told(build, staged.rows("stg_touch"), column):
            build.temp(
                f"{table}_code", f"SELECT t.{key}, c.code FROM {table} AS t JOIN campaign_code AS c USING (campaign_id)"
            )
            joins += f" LEFT JOIN {table}_code AS {alias} ON {alias}.{key} = t.{column}"
            codes += f"{alias}.code, "
    place = "o.place"
    if joins:
        place = f"coalesce(o.place, 0) // {PLACES} * {PLACES} + coalesce({codes}o.place % {PLACES}, 0)"
    return f"""
        SELECT t.person_ref, t.account_ref, t.deal_ref, t.occurred_at, t.direction, {_SIDE_CODE} AS side_code,
            {_among("t.direction", [Direction.IN])} AS inbound, {_among("t.direction", [Direction.OUT])} AS outbound,
            {_among("t.kind", INQUIRY_KINDS)} AS asks, {_among("t.kind", PASSIVE_KINDS)} AS passive,
            {_among("t.kind", SALES_ATTEMPTS)} AS tries, coalesce({place}, 0) AS place, {_KEY} AS key
        FROM {rows} AS t
        LEFT JOIN origin_code AS o ON o.origin_id = t.origin_id
        {joins}
        WHERE t.occurred_at IS NOT NULL AND NOT coalesce(t.deleted, false) {live(build)}
    """


def told(build: Build, rows: str, column: str) -> bool:
    """Whether any row fills a column. Files say so in their footers: where none does, nothing is read."""
    return build.con.execute(f"SELECT 1 FROM {rows} WHERE {column} IS NOT NULL LIMIT 1").fetchone() is not None


def live(build: Build) -> str:
    """A condition that leaves out versions of touches ``t`` that a later one replaced."""
    if build.number("SELECT count(*) FROM superseded") == 0:
        return ""
    return "AND NOT EXISTS (SELECT 1 FROM superseded AS s WHERE s.record_id = t.record_id AND t.version <= s.version)"


_RAW = (
    "record_id, version, deleted, person_ref, account_ref, deal_ref, campaign_ref, campaign_name, origin_id, occurred_at, "
    "kind, side, direction"
)


def touch_near(build: Build, staged: Staged) -> None:
    """Makes ``touch_near`` and ``touch_of_people``: all live touches, or those of who moved.

    Reads ``moved_record`` (person records of ``moved_person``), ``near_record`` and ``near_account`` (who the deals in
    scope need).
    """
    if build.full:
        build.con.execute("CREATE OR REPLACE TEMP VIEW touch_near AS FROM touch_live")
        build.con.execute("CREATE OR REPLACE TEMP VIEW touch_of_people AS FROM touch_live WHERE person_ref IS NOT NULL")
        return
    build.temp("near", "SELECT record_id FROM moved_record UNION SELECT record_id FROM near_record")
    # They are picked as they lie in the segments: one in thirty is put in codes then, not all and most in vain.
    rows = staged.rows("stg_touch")
    near = f"SELECT {_RAW} FROM {rows} WHERE person_ref IN (FROM near)"
    if told(build, rows, "account_ref") or told(build, rows, "deal_ref"):
        near += f"""
            UNION ALL
            SELECT {_RAW} FROM {rows} WHERE account_ref IN (FROM near_account)
                AND (person_ref IS NULL OR person_ref NOT IN (FROM near))
            UNION ALL
            SELECT {_RAW} FROM {rows} WHERE deal_ref IN (SELECT record_id FROM near_deal)
                AND (person_ref IS NULL OR person_ref NOT IN (FROM near))
                AND (account_ref IS NULL OR account_ref NOT IN (FROM near_account))
        """
    build.temp("touch_raw", near)
    build.con.execute(f"CREATE OR REPLACE TEMP VIEW touch_near AS {_coded(build, staged, 'touch_raw')}")
    build.con.execute(
        "CREATE OR REPLACE TEMP VIEW touch_of_people AS FROM touch_near WHERE person_ref IN (FROM moved_record)"
    )

"""The steps of a refresh, in order: the whole journey at a glance."""

from collections.abc import Callable

from cordee.revenue.attribution.deal_touch import deal_touch
from cordee.revenue.model.accounts import accounts as build_accounts
from cordee.revenue.model.campaigns import campaigns as build_campaigns
from cordee.revenue.model.campaigns import spend, traffic
from cordee.revenue.model.deals import calls as build_calls
from cordee.revenue.model.deals import deal_bases, deal_links, deal_parts
from cordee.revenue.model.deals import deals as build_deals
from cordee.revenue.model.oddities import campaign_oddities, oddities
from cordee.revenue.model.people import people as build_people
from cordee.revenue.model.stages import stage_events
from cordee.revenue.model.touches import touch_live, touch_near
from cordee.revenue.model.users import users as build_users
from cordee.revenue.model.words import countries
from cordee.revenue.pipeline import marts, scope
from cordee.revenue.pipeline.moments import data_as_of
from cordee.revenue.pipeline.work import NeedsFull, Work
from cordee.revenue.sla.attempts import attempts as build_attempts
from cordee.revenue.warehouse.tables import STAGED

Step = Callable[[Work], int]

_CAMPAIGN_INPUTS = ("stg_campaign", "stg_spend", "stg_origin", "stg_touch", "stg_traffic")
_ODDITY_INPUTS = tuple(sorted(set(STAGED) - {"stg_touch", "stg_origin", "stg_traffic"}))
_USER_INPUTS = ("stg_user", "stg_person", "stg_account", "stg_deal", "stg_call")


def staged(work: Work) -> int:
    """Reads what is known now: segments of touches, current versions of passages, deals and calls."""
    b, con = work.build, work.con
    scope.open_scope(work)
    con.execute("DELETE FROM superseded")
    b.add(
        "superseded",
        f"SELECT record_id, max(version) AS version FROM {work.staged.rows('superseded')} GROUP BY record_id",
    )
    for name, table in (
        ("deal_record", "stg_deal"),
        ("deal_event_record", "stg_deal_event"),
        ("deal_person_record", "stg_deal_person"),
        ("call_record", "stg_call"),
    ):
        work.staged.current(b, name, table)
    con.execute("CREATE OR REPLACE TEMP TABLE country_word (word VARCHAR, code VARCHAR)")
    values = ", ".join(f"('{word}', '{code}')" for word, code in countries())
    con.execute(f"INSERT INTO country_word VALUES {values}")
    con.execute("DELETE FROM staged_file")
    con.executemany("INSERT INTO staged_file VALUES (?, ?)", sorted(work.staged.all().items()) or [("", 0)])
    con.execute("DELETE FROM staged_file WHERE path = ''")
    con.execute("DELETE FROM segment_file")
    files = work.staged.files["stg_touch"]
    if files:
        rows = con.execute(
            "SELECT file_name, num_rows FROM parquet_file_metadata($1)",
            [[str(work.home.path / path) for path in sorted(files)]],
        ).fetchall()
        by_name = dict(rows)
        con.executemany(
            "INSERT INTO segment_file VALUES (?, ?)", [(p, by_name[str(work.home.path / p)]) for p in sorted(files)]
        )
    work.data_as_of = data_as_of(work)
    return len(work.staged.all())


def identity(work: Work) -> int:
    """Says which record speaks of whom; skipped when no record of people or companies, and no decision, is new."""
    b, con = work.build, work.con
    needed = work.full or work.decisions_changed or work.new.has("stg_person", "stg_account")
    work.links_changed = needed
    scope.links_before(work)
    if not needed:
        for name, table in (("person_record", "stg_person"), ("account_record", "stg_account")):
            b.temp(name, f"SELECT * FROM {work.staged.rows(table)} WHERE false")
        return 0
    work.staged.current(b, "person_record", "stg_person")
    work.staged.current(b, "account_record", "stg_account")
    snapshot = work.file.stem
    aside = work.file.with_name(f"{work.file.name}.identity")
    con.execute(f"ATTACH '{aside}' AS identity_work")
    try:
        con.execute("USE identity_work")
        work.resolve(con, work.home, previous=snapshot)
        con.execute(f"USE {snapshot}")
        for table in ("person_link", "account_link", "person_review", "account_review"):
            con.execute(f"DELETE FROM {table}")
            b.add(table, f"SELECT * FROM identity_work.{table}")
        if b.number(
            "SELECT count(*) FROM duckdb_tables() "
            "WHERE database_name = 'identity_work' AND table_name = 'identity_model'"
        ):
            con.execute("CREATE OR REPLACE TABLE identity_model AS FROM identity_work.identity_model")
    finally:
        con.execute(f"USE {snapshot}")
        con.execute("DETACH identity_work")
        aside.unlink(missing_ok=True)
        aside.with_name(f"{aside.name}.wal").unlink(missing_ok=True)
    if not work.full:
        scope.after_identity(work)
    return b.number("SELECT count(*) FROM person_link")


def colleagues(work: Work) -> int:
    """Our users, and the names by which tools call them."""
    if not work.full and not work.new.has(*_USER_INPUTS):
        return 0
    work.build.temp("user_account_before", "FROM user_account")
    work.build.temp("user_key_before", "FROM user_key")
    rows = build_users(work.build, work.staged)
    if not work.full:
        scope.unchanged(work, "user_account", "user_id, name, email, team, side, active")
        scope.unchanged(work, "user_key", "source, key, user_id")
    return rows


def campaigns(work: Work) -> int:
    """Campaigns, origins with their channel, spend and traffic."""
    b = work.build
    if not work.full and not work.new.has(*_CAMPAIGN_INPUTS):
        return 0
    for table in ("campaign_link", "campaign_name", "origin", "campaign"):
        b.temp(f"{table}_before", f"FROM {table}")
    rows = build_campaigns(b, work.staged, work.channels)
    rows += spend(b, work.staged, work.channels) + traffic(b, work.staged)
    if not work.full:
        scope.unchanged(work, "campaign_link", "record_id, campaign_id")
        scope.unchanged(work, "campaign_name", "name, campaign_id")
        scope.unchanged(work, "origin", "origin_id, channel, campaign_id")
        late = "SELECT record_id FROM campaign_link EXCEPT SELECT record_id FROM campaign_link_before"
        if b.number(f"SELECT count(*) FROM ({late})"):
            waiting = b.number(
                f"""
                SELECT (SELECT count(*) FROM {work.staged.rows("stg_touch")} WHERE campaign_ref IN ({late}))
                    + (SELECT count(*) FROM deal_record WHERE campaign_ref IN ({late}))
                """
            )
            if waiting:
                raise NeedsFull("campaigns became known that earlier records speak of")
    touch_live(b, work.staged)
    return rows


def accounts(work: Work) -> int:
    """Companies, each field with the value that survives."""
    return build_accounts(work.build) if work.links_changed else 0


def people(work: Work) -> int:
    """Humans, each field with the value that survives."""
    if not work.links_changed:
        return 0
    if not work.full:
        # A company that changed its name changes how its people are found; one that is new brings its people along.
        work.con.execute(
            """
            INSERT INTO changed_person
            SELECT l.person_id FROM account_link AS a JOIN person_link AS l USING (record_id)
                WHERE a.account_id IN (FROM changed_account)
            """
        )
        work.build.temp("changed_person", "SELECT DISTINCT person_id FROM changed_person WHERE person_id IS NOT NULL")
    rows = build_people(work.build)
    # Little of them is still needed; a million wide records would stand in the way of the touches.
    work.build.temp("person_record", "SELECT record_id, source, created_at, source_raw, deleted FROM person_record")
    return rows


def deals(work: Work) -> int:
    """Opportunities, their events and their people; what their touches say comes later."""
    b = work.build
    if not work.full:
        scope.before_deals(work)
    deal_links(b)
    if not work.full:
        scope.after_deal_links(work)
    rows = deal_parts(b)
    if not work.full:
        scope.after_deal_parts(work)
    deal_bases(b)
    if not work.full:
        scope.after_deal_bases(work)
    dates = "deal_id, opened_at, closed_at, outcome, reason"
    b.con.execute(
        f"CREATE OR REPLACE TEMP VIEW deal_dates AS SELECT {dates} FROM deal_base"
        + ("" if work.full else f" UNION ALL SELECT {dates} FROM deal WHERE deal_id NOT IN (FROM changed_deal)")
    )
    _half_life(work)
    return rows + b.number("SELECT count(*) FROM deal_base")


def touches(work: Work) -> int:
    """What each person's touches say, and each deal's."""
    touch_live(work.build, work.staged)
    touch_near(work.build, work.staged)
    return marts.person_path(work)


def stages(work: Work) -> int:
    """Passages, told by the tools and derived."""
    b = work.build
    where = "true" if work.full else "person_ref IN (FROM moved_record)"
    work.staged.current(b, "stage_record", "stg_stage_event", where)
    where = "source_raw IS NOT NULL AND created_at IS NOT NULL"
    if not work.full:
        where += " AND record_id IN (FROM moved_record)"
    if work.links_changed:
        b.temp("person_told_source", f"SELECT * FROM person_record WHERE {where}")
    else:
        work.staged.current(b, "person_told_source", "stg_person", where)
    marts.person_sources(work)
    rows = stage_events(b)
    b.drop("person_told_source")
    return rows


def attempts(work: Work) -> int:
    """The first sales act after each MQL."""
    return build_attempts(work.build)


def credits(work: Work) -> int:  # noqa: A001 -- the word of the domain
    """The touches behind each deal, and what each is credited with."""
    b = work.build
    deal_touch(b, half_life_days=work.half_life_days)
    b.con.execute(
        "CREATE OR REPLACE TEMP VIEW scoped_deal AS " + ("FROM deal_base" if work.full else "FROM changed_deal")
    )
    b.drop("record_account", "record_window", "lone_window", "deal_record_window")
    rows = build_deals(b)
    rows += marts.deal_credit(work)
    b.drop("deal_touch")
    return rows


def leads(work: Work) -> int:
    """What became of everybody who entered a stage."""
    return marts.lead(work)


def clocks(work: Work) -> int:
    """Delays from MQL to the first attempt, judged as of the data."""
    return marts.clock(work)


def channel_days(work: Work) -> int:
    """What happened each day, by channel and campaign."""
    if not work.full:
        scope.days(work)
    return marts.channel_day(work)


def calls(work: Work) -> int:
    """Telephone calls."""
    return build_calls(work.build)


def contradictions(work: Work) -> int:
    """What is odd: unknown products, near-misses, references to nothing."""
    b = work.build
    if not work.full and not work.links_changed and not work.new.has(*_ODDITY_INPUTS):
        return campaign_oddities(b)
    if not work.full:
        work.staged.current(b, "stage_record", "stg_stage_event")
        work.staged.current(b, "spend_record", "stg_spend", "NOT coalesce(deleted, false)")
    return oddities(b, work.staged)


STEPS: tuple[Step, ...] = (
    staged,
    identity,
    colleagues,
    campaigns,
    accounts,
    people,
    deals,
    touches,
    stages,
    attempts,
    credits,
    leads,
    clocks,
    channel_days,
    calls,
    contradictions,
)
"""After these come the checks, then publication (``refreshing``)."""


_ENOUGH_WON = 10


def _half_life(work: Work) -> None:
    """A quarter of the median cycle of won deals, in whole days, at least 1; 30 days while fewer than ten are known."""
    row = work.con.execute(
        """
        SELECT count(*), round(median(epoch(closed_at) - epoch(opened_at)) / 86400 / 4)::INTEGER
        FROM deal_dates WHERE outcome = 'won' AND closed_at >= opened_at
        """
    ).fetchone()
    closed, quarter = row or (0, None)
    found = max(1, quarter) if closed >= _ENOUGH_WON else 30
    before = work.con.execute("SELECT half_life_days FROM snapshot").fetchone()
    if not work.full and before is not None and before[0] != found:
        raise NeedsFull(f"the half-life of time decay went from {before[0]} to {found} days")
    work.half_life_days = found

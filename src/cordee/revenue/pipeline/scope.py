"""Scope: who an incremental refresh must build again. What a new file can reach is named here.

| table | holds |
|---|---|
| relinked_person, relinked_account | records that speak of another entity than before, or of one for the first time |
| changed_person, changed_account | entities whose records or links changed, old and new ids: they are assembled again |
| changed_deal | deals whose records, people, account or touches changed |
| moved_person | people whose touches, passages or deals changed: their path, stages and attempts are told again |
| changed_day | local days whose touches changed |
"""

from cordee.revenue.model.zones import local_day_sql, offsets
from cordee.revenue.pipeline.work import NeedsFull, Work
from cordee.vocabulary.words import INQUIRY_KINDS

_TABLES = {
    "relinked_person": "record_id BIGINT",
    "relinked_account": "record_id BIGINT",
    "changed_person": "person_id BIGINT",
    "changed_account": "account_id BIGINT",
    "changed_deal": "deal_id BIGINT",
    "moved_person": "person_id BIGINT",
    "changed_day": "day_number INTEGER",
}


def open_scope(work: Work) -> None:
    """Empties every scope."""
    for name, columns in _TABLES.items():
        work.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")


def links_before(work: Work) -> None:
    """Remembers the links of the last snapshot."""
    for kind in ("person", "account"):
        work.build.temp(f"{kind}_link_before", f"SELECT record_id, {kind}_id FROM {kind}_link")


def after_identity(work: Work) -> None:
    """Names the entities that new records or new links change."""
    b, new = work.build, work.new
    for kind in ("person", "account"):
        b.con.execute(
            f"""
            INSERT INTO relinked_{kind}
            SELECT coalesce(o.record_id, n.record_id) FROM {kind}_link_before AS o
            FULL JOIN {kind}_link AS n USING (record_id) WHERE o.{kind}_id IS DISTINCT FROM n.{kind}_id
            """
        )
    touched = f"SELECT record_id FROM {new.rows('stg_person')} UNION FROM relinked_person UNION FROM relinked_account"
    companies = f"SELECT record_id FROM {new.rows('stg_account')} UNION FROM relinked_account"
    companies += f" UNION SELECT record_id FROM {new.rows('stg_person')}"
    b.con.execute(
        f"""
        INSERT INTO changed_account
        SELECT account_id FROM account_link WHERE record_id IN ({companies})
        UNION SELECT account_id FROM account_link_before WHERE record_id IN ({companies})
        UNION
        -- Subsidiaries of a company that became part of another one.
        SELECT l.account_id FROM account_record AS r JOIN account_link AS l USING (record_id)
        WHERE r.parent_ref IN (FROM relinked_account)
        """
        if work.links_changed
        else "INSERT INTO changed_account SELECT NULL WHERE false"
    )
    b.con.execute(
        f"""
        INSERT INTO changed_person
        SELECT person_id FROM person_link WHERE record_id IN ({touched})
        UNION SELECT person_id FROM person_link_before WHERE record_id IN ({touched})
        UNION SELECT person_id FROM person WHERE account_id IN (FROM changed_account)
        """
    )


def before_deals(work: Work) -> None:
    """Names the deals whose records, people or account changed, and moves the people who took part in them."""
    b, new = work.build, work.new
    b.temp("deal_link_before", "FROM deal_link")
    refs = " UNION ".join(
        f"SELECT {column} AS record_id FROM {new.rows(table)}"
        for table, column in (
            ("stg_deal", "record_id"),
            ("stg_deal_event", "deal_ref"),
            ("stg_deal_person", "deal_ref"),
        )
    )
    # A new version may name another deal than the one that it replaces.
    for table in ("stg_deal_event", "stg_deal_person"):
        if new.has(table):
            again = f"SELECT record_id FROM {new.rows(table)} WHERE version > 1"
            refs += f" UNION SELECT deal_ref FROM {work.staged.rows(table)} WHERE record_id IN ({again})"
    b.temp("deal_reached", refs)


def after_deal_links(work: Work) -> None:
    """Completes ``changed_deal`` once deals are linked."""
    b = work.build
    b.con.execute(
        """
        INSERT INTO changed_deal
        SELECT deal_id FROM deal_link WHERE record_id IN (FROM deal_reached)
        UNION SELECT deal_id FROM deal_link_before WHERE record_id IN (FROM deal_reached)
        UNION SELECT unnest([o.deal_id, n.deal_id]) FROM deal_link_before AS o
            JOIN deal_link AS n USING (record_id) WHERE o.deal_id <> n.deal_id
        UNION SELECT deal_id FROM deal_person WHERE person_id IN (FROM changed_person)
        UNION SELECT deal_id FROM deal WHERE account_id IN (FROM changed_account)
        UNION SELECT l.deal_id FROM deal_record AS r JOIN deal_link AS l USING (record_id)
            WHERE r.account_ref IN (FROM relinked_account)
        UNION SELECT l.deal_id FROM (SELECT record_id, unnest(person_refs) AS ref FROM deal_record) AS r
            JOIN deal_link AS l USING (record_id) WHERE r.ref IN (FROM relinked_person)
        UNION SELECT l.deal_id FROM deal_person_record AS r JOIN deal_link AS l ON l.record_id = r.deal_ref
            WHERE r.person_ref IN (FROM relinked_person)
        """
    )
    b.con.execute("DELETE FROM changed_deal WHERE deal_id IS NULL")
    b.con.execute(
        "INSERT INTO moved_person SELECT DISTINCT person_id FROM deal_person WHERE deal_id IN (FROM changed_deal)"
    )


def after_deal_parts(work: Work) -> None:
    """Names everybody whose touches or passages changed, the deals that those touches belong to, and the days."""
    b, new, staged = work.build, work.new, work.staged
    old = staged.only(set(staged.all()) - set(new.all()))
    gone = f"SELECT record_id FROM {new.rows('superseded')}"
    columns = "record_id, person_ref, account_ref, deal_ref, occurred_at, kind, direction"
    select = f"SELECT {columns}, false AS gone FROM {new.rows('stg_touch')}"
    if new.has("superseded"):
        select += f" UNION ALL SELECT {columns}, true FROM {old.rows('stg_touch')} WHERE record_id IN ({gone})"
        select += f" UNION ALL SELECT {columns}, true FROM {new.rows('stg_touch')} WHERE record_id IN ({gone})"
    b.temp("touch_news", select)
    again = f"SELECT record_id FROM {new.rows('stg_stage_event')}"
    b.temp(
        "moved_otherwise",
        f"""
        SELECT person_id FROM changed_person
        UNION SELECT person_id FROM deal_person WHERE deal_id IN (FROM changed_deal)
        UNION FROM moved_person
        UNION SELECT l.person_id FROM {staged.rows("stg_stage_event")} AS s
            JOIN person_link AS l ON l.record_id = s.person_ref
            WHERE s.record_id IN ({again})
        UNION SELECT l.person_id FROM touch_news AS t JOIN person_link AS l ON l.record_id = t.person_ref WHERE t.gone
        """
        if new.has("stg_stage_event")
        else """
        SELECT person_id FROM changed_person
        UNION SELECT person_id FROM deal_person WHERE deal_id IN (FROM changed_deal)
        UNION FROM moved_person
        UNION SELECT l.person_id FROM touch_news AS t JOIN person_link AS l ON l.record_id = t.person_ref WHERE t.gone
        """,
    )
    kinds = ", ".join(f"'{kind}'" for kind in sorted(INQUIRY_KINDS))
    # A late act by which somebody makes themselves known moves their first inquiry, and with it a milestone
    # of every deal.
    b.con.execute(
        f"""
        INSERT INTO moved_otherwise
        SELECT l.person_id FROM touch_news AS t JOIN person_link AS l ON l.record_id = t.person_ref
        LEFT JOIN person_path AS p USING (person_id)
        WHERE t.direction = 'in' AND t.kind IN ({kinds}) AND (p.first_inquiry_at IS NULL
            OR t.occurred_at < p.first_inquiry_at)
        """
    )
    b.con.execute("DELETE FROM moved_person")
    b.con.execute(
        """
        INSERT INTO moved_person
        SELECT person_id FROM moved_otherwise WHERE person_id IS NOT NULL
        UNION SELECT l.person_id FROM touch_news AS t JOIN person_link AS l ON l.record_id = t.person_ref
        UNION SELECT person_id FROM attempt WHERE attempt_at > (SELECT data_as_of
            FROM snapshot) -- planned then, done now?
        """
    )
    b.con.execute(
        f"""
        INSERT INTO changed_deal
        WITH met AS (
            SELECT coalesce(a.account_id, p.account_id) AS account_id, t.occurred_at, l.person_id, t.deal_ref
            FROM touch_news AS t LEFT JOIN person_link AS l ON l.record_id = t.person_ref LEFT
                JOIN person AS p USING (person_id)
            LEFT JOIN account_link AS a ON a.record_id = t.account_ref
        )
        SELECT d.deal_id FROM deal AS d JOIN met AS m ON m.account_id = d.account_id
            AND m.occurred_at >= d.opened_at - INTERVAL {work.settings.lookback_days} DAY
            AND m.occurred_at <= coalesce(d.closed_at, TIMESTAMP '9999-01-01')
        UNION SELECT d.deal_id FROM deal AS d JOIN person AS p ON p.account_id = d.account_id
            WHERE p.person_id IN (FROM moved_otherwise)
        UNION SELECT l.deal_id FROM met AS m JOIN deal_link AS l ON l.record_id = m.deal_ref
        UNION SELECT deal_id FROM deal_person WHERE person_id IN (FROM moved_person)
        UNION SELECT d.deal_id FROM deal AS d JOIN account_link AS a USING (account_id)
            WHERE a.record_id IN (SELECT account_ref FROM touch_news WHERE gone)
        """
    )
    b.temp("changed_deal", "SELECT DISTINCT deal_id FROM changed_deal")
    b.temp("moved_record", "SELECT record_id FROM person_link WHERE person_id IN (FROM moved_person)")


def after_deal_bases(work: Work) -> None:
    """Names the records and accounts whose touches the deals in scope need."""
    b = work.build
    b.temp("near_account_id", "SELECT DISTINCT account_id FROM deal_base WHERE account_id IS NOT NULL")
    b.temp("near_account", "SELECT record_id FROM account_link WHERE account_id IN (FROM near_account_id)")
    b.temp("near_deal", "SELECT record_id FROM deal_link WHERE deal_id IN (FROM changed_deal)")
    b.temp(
        "near_record",
        """
        SELECT l.record_id FROM person AS p JOIN person_link AS l USING (person_id)
            WHERE p.account_id IN (FROM near_account_id)
        UNION
        SELECT l.record_id FROM deal_base AS d JOIN deal_person AS p USING (deal_id)
            JOIN person_link AS l USING (person_id)
        """,
    )


def days(work: Work) -> None:
    """Fills ``changed_day`` from the new touches, and from those of records that changed hands."""
    b = work.build
    bounds = b.con.execute("SELECT min(occurred_at), max(occurred_at) FROM touch_news").fetchone()
    moments = "SELECT occurred_at FROM touch_news WHERE occurred_at IS NOT NULL"
    if b.number("SELECT count(*) FROM relinked_person"):
        moments += " UNION ALL SELECT occurred_at FROM touch_live WHERE person_ref IN (FROM relinked_person)"
        bounds = b.con.execute(f"SELECT min(occurred_at), max(occurred_at) FROM ({moments})").fetchone()
    if bounds is None or bounds[0] is None:
        return
    given = offsets(work.settings.zone, *bounds)
    b.con.execute(f"INSERT INTO changed_day SELECT DISTINCT {local_day_sql('occurred_at', given)} FROM ({moments})")


def unchanged(work: Work, table: str, columns: str) -> None:
    """Raises ``NeedsFull`` if rows of ``<table>_before`` are gone from ``table``: others lean on them."""
    lost = work.build.number(
        f"SELECT count(*) FROM (SELECT {columns} FROM {table}_before EXCEPT SELECT {columns} FROM {table})"
    )
    if lost:
        raise NeedsFull(f"{lost} rows of {table} changed")

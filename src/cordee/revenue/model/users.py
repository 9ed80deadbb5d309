"""Users: our colleagues, from the tools' lists of users and from the names that own records."""

from cordee.revenue.model import words
from cordee.revenue.model.build import Build
from cordee.revenue.model.staged import Staged
from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.ids import record_id_sql

_OWNERS = (("stg_person", "owner"), ("stg_account", "owner"), ("stg_deal", "owner"), ("stg_call", '"user"'))


def users(build: Build, staged: Staged) -> int:
    """Fills ``user_account`` and ``user_key``. One row per e-mail address, else per name.

    Owners that no list of users knows become colleagues too: a record's owner is never lost.
    """
    staged.current(build, "user_record", "stg_user")
    named = " UNION ".join(
        f"SELECT source, trim({column}) AS owner FROM {staged.rows(table)} WHERE nullif(trim({column}), '') IS NOT NULL"
        for table, column in _OWNERS
    )
    team = words.plain("concat_ws(' ', team, role)")
    build.temp(
        "user_told",
        f"""
        WITH told AS (
            SELECT *, lower({words.filled("email")}) AS mail, {words.plain("name")} AS plain_name,
                coalesce(modified_at, received_at) AS fresh_at
            FROM user_record
        ),
        known AS (
            -- The same name with and without an address, or in two tools, is one colleague; two addresses are two.
            SELECT *, coalesce(mail, max(mail) OVER (PARTITION BY nullif(plain_name, '')), nullif(plain_name, ''),
                record_id::VARCHAR) AS one
            FROM told
        )
        SELECT *, min(record_id) OVER (PARTITION BY one) AS user_id FROM known
        """,
    )
    build.temp("owner_named", f"SELECT DISTINCT source, owner, lower(owner) AS key FROM ({named})")
    build.temp(
        "user_key_new",
        f"""
        WITH listed AS (
            SELECT source, lower(source_id) AS key, user_id FROM user_told
            UNION ALL SELECT NULL, mail, user_id FROM user_told WHERE mail IS NOT NULL
            UNION ALL SELECT NULL, lower(trim(name)), user_id FROM user_told WHERE nullif(trim(name), '') IS NOT NULL
        ),
        once AS (SELECT source, key, min(user_id) AS user_id FROM listed GROUP BY ALL),
        unlisted AS (
            SELECT DISTINCT CASE WHEN contains(o.key, '@') OR contains(o.key, ' ') THEN NULL ELSE o.source END
                AS source, o.key
            FROM owner_named AS o
            WHERE NOT EXISTS (SELECT 1 FROM once AS k WHERE k.key = o.key AND (k.source IS NULL OR k.source = o.source))
        )
        SELECT * FROM once
        UNION ALL
        SELECT source, key, {record_id_sql("concat('user/', coalesce(source, ''), '/', key)")} FROM unlisted
        """,
    )
    build.temp(
        "user_account_new",
        f"""
        SELECT user_id,
            arg_min(name, place) FILTER (nullif(trim(name), '') IS NOT NULL) AS name, min(mail) AS email,
            arg_min(team, place) FILTER (nullif(trim(team), '') IS NOT NULL) AS team,
            coalesce(
                arg_min(side, place) FILTER (side IS NOT NULL),
                CASE WHEN bool_or(regexp_matches({team},
                    {quoted(words.lists()["sides"]["marketing"])})) THEN 'marketing'
                    WHEN bool_or(regexp_matches({team}, {quoted(words.lists()["sides"]["sales"])})) THEN 'sales' END
            ) AS side,
            bool_or(coalesce(active, true) AND NOT deleted) AS active
        FROM (SELECT *, row_number() OVER (PARTITION BY user_id ORDER BY deleted, fresh_at DESC, record_id)
            AS place FROM user_told)
        GROUP BY user_id
        UNION ALL
        SELECT k.user_id, min(o.owner), CASE WHEN contains(min(k.key), '@') THEN min(k.key) END, NULL, NULL, true
        FROM user_key_new AS k JOIN owner_named AS o ON o.key = k.key AND (k.source IS NULL OR k.source = o.source)
        WHERE k.user_id NOT IN (SELECT user_id FROM user_told)
        GROUP BY k.user_id
        """,
    )
    build.con.execute("DELETE FROM user_key")
    build.add("user_key", "SELECT * FROM user_key_new")
    build.con.execute("DELETE FROM user_account")
    return build.add("user_account", "SELECT * FROM user_account_new")


def owner(record: str, column: str = "owner") -> tuple[str, str]:
    """``(joins, value)``: the user that a record's owner text names; ``record`` is the alias of the record."""
    key = f"lower(trim({record}.{column}))"
    return (
        f"LEFT JOIN user_key AS us ON us.source = {record}.source AND us.key = {key} "
        f"LEFT JOIN user_key AS ua ON ua.source IS NULL AND ua.key = {key}",
        "coalesce(us.user_id, ua.user_id)",
    )

"""The directory of a snapshot: everybody and every company with what lists filter by, and the words by which one finds them.

A folder beside the snapshot, ``warehouse/search_<n>/``, made by SQL alone after the snapshot is published, or by the first who
needs it. In ``cards.duckdb``, ``person_card`` and ``account_card`` stand in order of importance (``place`` 0 first: those with
an open deal, with any deal, then the latest to act), so that the best answers are the least numbers. Beside it, the words that
lead to them (``words.Words``).

So that a journey opens in the blink of an eye, ``cards.duckdb`` also holds ``lineage`` (which tool's record each record id is)
and, up to ``TOUCHES_COPIED`` of them, ``near``: the touches, those of a company and its people side by side.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cordee.revenue.journeys.sources import listed
from cordee.revenue.journeys.words import Words
from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.engine import connect, quoted
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.raw import entries
from cordee.vocabulary.stages import PATH

EDITION = 3
"""Raise it when the tables below change: directories of another edition are built again."""

_STAGES = ", ".join(quoted(stage) for stage in PATH)

_DEALS = """
CREATE TEMP TABLE {kind}_deal AS
SELECT {kind}_id, count(*) FILTER (WHERE outcome = 'open') AS n_open, count(*) FILTER (WHERE outcome = 'won') AS n_won,
    sum(amount) FILTER (WHERE outcome IN ('open', 'won')) AS amount
FROM (SELECT DISTINCT {kind}_id, deal_id, outcome, amount FROM m.deal {people}) WHERE {kind}_id IS NOT NULL GROUP BY 1
"""

_PEOPLE = """
CREATE TEMP TABLE person_made AS
SELECT (-1 + row_number() OVER (
        ORDER BY coalesce(d.n_open, 0) > 0 DESC, d.person_id IS NULL, t.last_at DESC NULLS LAST, p.n_records DESC, p.name, p.person_id
    ))::INTEGER AS place,
    p.person_id AS id, coalesce(p.name, p.email, '') AS name, p.email, p.phone, p.job_title, p.account_id, a.name AS account,
    a.domain, p.city, p.country, l.stage, l.refused_reason, coalesce(l.channel, t.inbound_channel, 'unknown') AS channel,
    a.headcount_band AS segment, p.owner_id, u.name AS owner, u.team,
    coalesce(d.n_open, 0)::INTEGER AS n_open, coalesce(d.n_won, 0)::INTEGER AS n_won, d.amount,
    t.last_at, coalesce(t.touches, 0)::INTEGER AS acts, p.created_at, p.sources, p.n_records, coalesce(p.opted_out, false) AS opted_out,
    p.search
FROM m.person AS p
LEFT JOIN m.account AS a ON a.account_id = p.account_id
LEFT JOIN m.lead AS l ON l.person_id = p.person_id
LEFT JOIN m.person_path AS t ON t.person_id = p.person_id
LEFT JOIN m.user_account AS u ON u.user_id = p.owner_id
LEFT JOIN person_deal AS d ON d.person_id = p.person_id
"""

_ACCOUNTS = f"""
CREATE TEMP TABLE account_made AS
WITH crowd AS (
    SELECT p.account_id, count(*) AS people, max(t.last_at) AS last_at, coalesce(sum(t.touches), 0) AS acts,
        max(list_position([{_STAGES}], l.stage)) AS reached,
        bool_or(l.stage = 'refused') AS refused, any_value(l.refused_reason) FILTER (WHERE l.stage = 'refused') AS refused_reason,
        arg_min(l.channel, l.inquiry_at) FILTER (WHERE l.channel <> 'unknown') AS channel
    FROM m.person AS p
    LEFT JOIN m.person_path AS t ON t.person_id = p.person_id
    LEFT JOIN m.lead AS l ON l.person_id = p.person_id
    WHERE p.account_id IS NOT NULL GROUP BY 1
), domains AS (SELECT account_id, string_agg(domain, ' ' ORDER BY domain) AS said FROM m.account_domain GROUP BY 1)
SELECT (-1 + row_number() OVER (
        ORDER BY coalesce(d.n_open, 0) > 0 DESC, d.account_id IS NULL, c.last_at DESC NULLS LAST, a.n_records DESC, a.name, a.account_id
    ))::INTEGER AS place,
    a.account_id AS id, coalesce(a.name, a.domain, '') AS name, a.domain, a.siren, a.industry, a.headcount, a.city, a.country,
    CASE WHEN c.reached > 0 THEN [{_STAGES}][c.reached] WHEN c.refused THEN 'refused' END AS stage, c.refused_reason,
    coalesce(c.channel, 'unknown') AS channel, a.headcount_band AS segment, a.owner_id, u.name AS owner, u.team,
    coalesce(d.n_open, 0)::INTEGER AS n_open, coalesce(d.n_won, 0)::INTEGER AS n_won, d.amount,
    c.last_at, coalesce(c.acts, 0)::INTEGER AS acts, coalesce(c.people, 0)::INTEGER AS people, a.created_at, a.sources, a.n_records,
    concat_ws(' ', a.search, o.said, a.siren, lower(a.vat)) AS search
FROM m.account AS a
LEFT JOIN crowd AS c ON c.account_id = a.account_id
LEFT JOIN domains AS o ON o.account_id = a.account_id
LEFT JOIN m.user_account AS u ON u.user_id = a.owner_id
LEFT JOIN account_deal AS d ON d.account_id = a.account_id
"""

_WORDS = r"""
CREATE TEMP TABLE {kind}_word AS
WITH token AS (
    SELECT place, unnest(list_distinct(string_split(replace(replace(replace(search, 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), ' '))) AS token
    FROM {kind}_made
), part AS (
    SELECT place, token AS word FROM token WHERE regexp_full_match(token, '[\pL\pN]+')
    UNION ALL  -- an address or a domain is found whole, from its domain on, and by each of its parts but the last
    SELECT place, unnest(
        [token, split_part(token, '@', 2)]
        || string_split_regex(regexp_replace(token, '[.][a-z0-9]+$', ''), '[^\pL\pN]+')
    ) FROM token WHERE contains(token, '@')
    UNION ALL
    SELECT place, unnest([ltrim(token, '+')] || string_split_regex(regexp_replace(token, '[.][a-z0-9]+$', ''), '[^\pL\pN]+'))
    FROM token WHERE NOT contains(token, '@') AND NOT regexp_full_match(token, '[\pL\pN]+')
)
SELECT DISTINCT word, place FROM part WHERE word <> ''
"""


ROW_GROUP = 8192
"""Rows that are read together: a page of answers touches few."""


@dataclass(frozen=True)
class Directory:
    """One directory, open. ``cards`` is shared by threads: each asks through a cursor of its own."""

    folder: Path
    cards: duckdb.DuckDBPyConnection
    words: dict[str, Words]
    country: str
    has_lineage: bool
    has_near: bool


TOUCHES_COPIED = 5_000_000
"""Beyond so many, touches are read where they lie: copying them would cost more than it spares."""

LINEAGE = ("stg_stage_event", "stg_deal_event", "stg_deal", "stg_person", "stg_account", "stg_call", "stg_touch")
"""Staged tables whose records are named on pages; touches that are copied name their own."""

_NEAR = """
CREATE TABLE d.near AS
WITH t AS (SELECT * FROM read_parquet([{files}]) WHERE NOT deleted), colleague AS (
    SELECT k.key, k.source, any_value(u.name) AS name FROM m.user_key AS k JOIN m.user_account AS u USING (user_id) GROUP BY 1, 2
), told AS (
    SELECT t.record_id, t.occurred_at, t.kind, t.side, t.direction, coalesce(o.channel, 'unknown') AS channel,
        coalesce(c.name, t.campaign_name) AS campaign, t.content, t.subject, t.outcome, t.duration_s,
        coalesce(w.name, v.name, t."user") AS "user", l.person_id, t.source, t.object, t.source_id, t.raw_id,
        p.account_id AS of_person, a.account_id AS of_account
    FROM t
    LEFT JOIN m.person_link AS l ON l.record_id = t.person_ref
    LEFT JOIN m.person AS p ON p.person_id = l.person_id
    LEFT JOIN m.account_link AS a ON a.record_id = t.account_ref
    LEFT JOIN m.origin AS o ON o.origin_id = t.origin_id
    LEFT JOIN m.campaign_link AS k ON k.record_id = t.campaign_ref
    LEFT JOIN m.campaign AS c ON c.campaign_id = coalesce(k.campaign_id, t.campaign_ref)
    LEFT JOIN colleague AS w ON w.key = lower(trim(t."user")) AND w.source = t.source
    LEFT JOIN colleague AS v ON v.key = lower(trim(t."user")) AND v.source IS NULL
    WHERE NOT EXISTS (SELECT 1 FROM m.superseded AS s WHERE s.record_id = t.record_id AND t.version <= s.version)
        AND (l.person_id IS NOT NULL OR a.account_id IS NOT NULL)
)
SELECT unnest(list_distinct([coalesce(of_person, person_id, of_account), coalesce(of_account, of_person, person_id)])) AS shelf,
    * EXCLUDE (of_person, of_account)
FROM told ORDER BY shelf, person_id, occurred_at, record_id
"""


def folder_of(file: Path) -> Path:
    """Where the directory of the snapshot ``file`` is."""
    return file.with_name(f"search_{snapshots.number(file)}")


def build(home: Home, file: Path, *, threads: int | None = None, memory: str = "4GB") -> Path:
    """Builds the directory of the snapshot ``file``, whole or not at all, and drops those of snapshots that are gone."""
    folder = folder_of(file)
    draft = folder.with_name(f"{folder.name}.{os.getpid()}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        with closing(connect(memory=memory, threads=threads, spill=draft / "spill")) as con:
            con.execute("SET preserve_insertion_order = true")  # cards are written in the order of their places
            con.execute(f"ATTACH {quoted(file)} AS m (READ_ONLY)")
            con.execute(f"ATTACH {quoted(draft / 'cards.duckdb')} AS d (ROW_GROUP_SIZE {ROW_GROUP})")
            con.execute(_DEALS.format(kind="account", people=""))
            con.execute(_DEALS.format(kind="person", people="JOIN m.deal_person USING (deal_id)"))
            for kind, cards in (("person", _PEOPLE), ("account", _ACCOUNTS)):
                con.execute(cards)
                con.execute(f"CREATE TABLE d.{kind}_card AS SELECT * EXCLUDE (search) FROM {kind}_made ORDER BY place")
                con.execute(_WORDS.format(kind=kind))
                con.execute(f"DROP TABLE {kind}_made")
                Words.write(con, f"{kind}_word", draft / kind)
                con.execute(f"DROP TABLE {kind}_word")
            _shelve(con, home)
            con.execute("CHECKPOINT d")
        shutil.rmtree(draft / "spill", ignore_errors=True)
        (draft / "edition").write_text(str(EDITION), encoding="ascii")
        shutil.rmtree(folder, ignore_errors=True)
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    for old in home.warehouse.glob("search_*"):
        if old.is_dir() and old.suffix == "" and not old.with_name(f"marts_{old.name[7:]}.duckdb").exists():
            shutil.rmtree(old, ignore_errors=True)
    return folder


def _shelve(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Writes what journeys are told from."""
    row = con.execute("SELECT coalesce(sum(rows), 0) FROM m.segment_file").fetchone()
    is_small = row is not None and row[0] <= TOUCHES_COPIED
    known = entries(home)
    selects = [
        f"SELECT '{table}' AS tbl, record_id, source, object, source_id, raw_id FROM read_parquet([{listed(files)}])"
        for table in LINEAGE
        if not (is_small and table == "stg_touch")
        if (files := [home.path / entry.staged[table] for entry in known if table in entry.staged])
    ]
    if selects:
        con.execute(
            f"CREATE TABLE d.lineage AS SELECT DISTINCT * FROM ({' UNION ALL '.join(selects)}) ORDER BY record_id"
        )
    segments = [home.path / path for (path,) in con.execute("SELECT path FROM m.segment_file ORDER BY path").fetchall()]
    if is_small and segments:
        con.execute(_NEAR.format(files=listed(segments)))


def is_built(file: Path) -> bool:
    """Whether the directory of the snapshot ``file`` is there, in this edition."""
    edition = folder_of(file) / "edition"
    return edition.exists() and edition.read_text(encoding="ascii") == str(EDITION)


def open_directory(home: Home, file: Path, *, threads: int | None = None) -> Directory:
    """The directory of the snapshot ``file``, built first where it is not there yet."""
    if not is_built(file):
        with building(home):
            if not is_built(file):
                build(home, file, threads=threads)
    folder = folder_of(file)
    cards = connect(folder / "cards.duckdb", read_only=True, threads=threads, memory="1GB")
    tables = {name for (name,) in cards.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    return Directory(
        folder,
        cards,
        {kind: Words(folder / kind) for kind in ("person", "account")},
        home.settings.country,
        "lineage" in tables,
        "near" in tables,
    )


@contextmanager
def building(home: Home) -> Iterator[None]:
    """One process builds at a time; who comes second waits and finds it done."""
    with (home.warehouse / ".search.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

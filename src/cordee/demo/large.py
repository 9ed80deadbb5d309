"""A home at benchmark scale, written straight in the staged layout: a million people, fifty million touches, links given.

The rows are made by DuckDB out of their own numbers and the seed, so the same arguments give the same rows. Nothing was
received, so there are no raw files; each run has its ledger entry, as if it had been imported.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from cordee.demo.cast import COLLEAGUES
from cordee.demo.firms import FRENCH_TOWNS, SECTORS
from cordee.demo.names import MEN, SURNAMES, WOMEN, slug
from cordee.revenue.warehouse.engine import connect, quoted
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.ids import record_id_sql
from cordee.revenue.warehouse.raw import Entry, write_durably
from cordee.revenue.warehouse.tables import MODEL, STAGED

SEGMENT = 2_000_000
"""Touches per file."""
ORIGINS = 240
CAMPAIGNS = 180
_START = "TIMESTAMP '2025-01-01'"
_RECEIVED = "TIMESTAMP '2026-07-01 06:00:00'"
_SPAN = 546 * 86_400
_CHANNELS = (
    ("linkedin", "paid_social", "", "LinkedIn Ads"), ("google", "cpc", "", "Google Ads"), ("google", "organic",
    "www.google.com", ""), ("newsletter", "email", "", "Email marketing"),
    ("", "", "", "Direct"), ("annuaire", "referral", "www.annuaire-maintenance.fr", ""), ("google", "display", "",
    ""), ("", "", "", "Salon"),
)  # fmt: skip
_KINDS = "['email_sent','email_sent','email_sent','email_sent','email_open','email_open','page_view','page_view','page_view','email_click','call','sequence_step','form_fill','meeting','webinar','task']"
_SALES = "('call','sequence_step','meeting','task')"
_INBOUND = "('email_open','page_view','email_click','form_fill','webinar')"


@dataclass(frozen=True, slots=True)
class LargeHome:
    """What ``write_large`` made: rows per staged table."""

    home: Home
    rows: dict[str, int]


def write_large(
    home: Home,
    *,
    people: int = 1_000_000,
    touches: int = 50_000_000,
    accounts: int = 100_000,
    seed: int = 1,
    threads: int | None = None,
) -> LargeHome:
    """Fills an empty home with staged files. People have 1.2 records each; deals are 3 % of people, calls 1 % of touches.

    Refresh it with ``refresh(home, links=given_links)``: who is who is given, so that the model alone is measured.
    Raises ``FileExistsError`` where the home already holds staged files.
    """
    if any(home.staged.glob("*/*.parquet")):
        raise FileExistsError(f"{home.path} already holds staged files; write_large fills an empty home.")
    with home.writing(), connect(threads=threads, spill=home.path / "spill") as con:
        con.execute("SET preserve_insertion_order = true")
        _words(con)
        rows = _write(_Writer(con, home, seed), people, touches, accounts)
    return LargeHome(home, rows)


def write_more(
    home: Home, *, first: int, touches: int, people: int, accounts: int, seed: int = 1, threads: int | None = None
) -> None:
    """Adds one run of ``touches`` new touches, numbered from ``first``: what a refresh after an import has to take in.

    ``people`` and ``accounts`` are what the home was written with.
    """
    with home.writing(), connect(threads=threads) as con:
        writer = _Writer(con, home, seed)
        _touches(writer, first, first + touches, people, accounts, f"9{first:012d}")


def given_links(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    *,
    people: str = "person_record",
    accounts: str = "account_record",
    previous: str | None = None,
) -> None:
    """Stands in for identity resolution: ``same_as`` names each human's first record, ``account_ref`` each one's company."""
    since = _RECEIVED
    for name in ("person_link", "account_link", "person_review", "account_review"):
        con.execute(f"DROP TABLE IF EXISTS {name}")
        con.execute(MODEL[name].ddl)
    con.execute(
        f"INSERT INTO person_link SELECT record_id, coalesce(same_as[1], record_id), 'key:given', 1.0, {since} FROM {people}"
    )
    con.execute(f"INSERT INTO account_link SELECT record_id, record_id, 'single', 1.0, {since} FROM {accounts}")
    con.execute(
        f"INSERT INTO account_link SELECT record_id, account_ref, 'key:given', 1.0, {since} FROM {people} WHERE account_ref IS NOT NULL"
    )


@dataclass(slots=True)
class _Writer:
    """Writes one staged table of one run; columns not given are NULL."""

    con: duckdb.DuckDBPyConnection
    home: Home
    seed: int

    def write(
        self,
        table: str,
        run: str,
        relation: str,
        *,
        key: str,
        source: str,
        object_: str,
        source_id: str,
        **columns: str,
    ) -> int:
        given = {
            "record_id": record_id_sql(key), "raw_id": record_id_sql(key), "source": f"'{source}'",
            "object": f"'{object_}'", "source_id": source_id, "version": "1",
            "received_at": _RECEIVED, "deleted": "false", "run_id": f"'{run}'", "row_no": "i + 1", **columns,
        }  # fmt: skip
        listed = ", ".join(
            f'CAST({given.get(c.name, "NULL")} AS {c.type}) AS "{c.name}"' for c in STAGED[table].columns
        )
        file = self.home.staged / table / f"{run}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        done = self.con.execute(
            f"COPY (SELECT {listed} FROM {relation}) TO {quoted(file)} (FORMAT parquet, COMPRESSION zstd)"
        ).fetchone()
        count = int(done[0]) if done else 0
        self._acknowledge(table, run, source, object_, count)
        return count

    def _acknowledge(self, table: str, run: str, source: str, object_: str, rows: int) -> None:
        entry = Entry(
            run_id=run, received_at="2026-07-01T06:00:00+00:00", source=source, object=object_,
            file_name=f"{table}.parquet", file_hash="", file_bytes=0, mapping="", headers=[],
            readings={}, rows=rows, new=rows, changed=0, unchanged=0, rejected=0,
            staged={table: f"staged/{table}/{run}.parquet"},
        )  # fmt: skip
        write_durably(self.home.ledger / f"{run}.json", json.dumps(asdict(entry), indent=1))

    def draw(self, number: str, salt: int) -> str:
        """A number in [0, 1) out of another one, the seed and a salt."""
        return f"(hash({number}, {self.seed}, {salt}) % 1000003 / 1000003.0)"


def _words(con: duckdb.DuckDBPyConnection) -> None:
    """Names as variables, so that a row picks its own."""
    for name, words in {
        "given": WOMEN + MEN, "family": SURNAMES, "given_slug": [slug(w) for w in WOMEN + MEN],
        "family_slug": [slug(w, "") for w in SURNAMES],
        "town": [t.name for t in FRENCH_TOWNS], "sector": [s[0] for s in SECTORS], "trade": [w for s in SECTORS
        for w in s[2]], "seller": [c.email for c in COLLEAGUES],
    }.items():  # fmt: skip
        con.execute(f"SET VARIABLE {name} = [{', '.join(quoted(word) for word in words)}]")


def _pick(name: str, draw: str) -> str:
    return f"getvariable('{name}')[1 + CAST(floor({draw} * len(getvariable('{name}'))) AS INTEGER)]"


def _write(w: _Writer, people: int, touches: int, accounts: int) -> dict[str, int]:
    day = datetime(2026, 7, 1).strftime("%Y%m%dT")  # noqa: DTZ001 -- a label
    run = iter(f"{day}{place:012d}-demo" for place in range(1, 100))
    rows: dict[str, int] = {}

    def write(table: str, relation: str, **columns: str) -> None:
        rows[table] = rows.get(table, 0) + w.write(table, next(run), relation, **columns)  # type: ignore[arg-type] -- key, source, object_ and source_id are among them

    account = record_id_sql("'salesforce/account/A' || (hash(p, 7) % {n})").replace("{n}", str(accounts))
    write(
        "stg_account", f"(SELECT range AS i FROM range({accounts}))", key="'salesforce/account/A' || i",
        source="salesforce", object_="account", source_id="'A' || i",
        name=f"{_pick('trade', w.draw('i', 1))} || ' ' || {_pick('family', w.draw('i', 2))} || ' ' || i",
        domain="'firme' || i || '.fr'", country="'FR'", city=_pick("town", w.draw("i", 3)),
        industry=_pick("sector", w.draw("i", 4)), headcount=f"5 + floor(exp(7 * {w.draw('i', 5)}))",
        created_at=f"{_START} - to_days(CAST(i % 400 AS INTEGER))", owner=_pick("seller", w.draw("i", 6)),
    )  # fmt: skip
    for source, object_, count, stem in (("hubspot", "contact", people, "P"), ("salesforce", "lead", people // 5, "L")):
        same = f"[{record_id_sql(chr(39) + 'hubspot/contact/P' + chr(39) + ' || p')}]" if object_ == "lead" else "NULL"
        write(
            "stg_person", f"(SELECT range AS i, range * {5 if object_ == 'lead' else 1} AS p FROM range({count}))",
            key=f"'{source}/{object_}/{stem}' || i", source=source, object_=object_, source_id=f"'{stem}' || i",
            given_name=_pick("given", w.draw("p", 11)), family_name=_pick("family", w.draw("p", 12)),
            email=f"{_pick('given_slug', w.draw('p', 11))} || '.' || {_pick('family_slug', w.draw('p', 12))} || p || '@firme' || (hash(p, 7) % {accounts}) || '.fr'",
            phones=f"CASE WHEN {w.draw('p', 13)} < 0.5 THEN ['+336' || lpad(CAST(hash(p, 14) % 100000000 AS VARCHAR), 8, '0')] END", job_title="['Responsable maintenance','Directeur industriel','Acheteur','DSI','Technicien méthodes'][1 + p % 5]",
            company_domain=f"'firme' || (hash(p, 7) % {accounts}) || '.fr'", country="'FR'", city=_pick("town",
            w.draw("p", 15)), created_at=f"{_START} + to_seconds(CAST({w.draw('p', 16)} * {_SPAN} AS BIGINT))",
            account_ref=account, same_as=same, owner=_pick("seller", w.draw("p", 17)),
            modified_at=f"{_START} + to_days(CAST(p % 540 AS INTEGER))",
        )  # fmt: skip
    _passages(w, write, people, account)
    _small_tables(w, write)
    listed = str(CAMPAIGNS)
    write(
        "stg_call", f"(SELECT range AS i, CAST(floor({w.draw('range', 61)} * {people}) AS BIGINT) AS p FROM range({max(1, touches // 100)}))", key="'aircall/call/' || i", source="aircall", object_="call", source_id="CAST(i AS VARCHAR)",
        occurred_at=f"{_START} + to_seconds(CAST({w.draw('i', 62)} * {_SPAN} AS BIGINT))",
        person_ref=record_id_sql("'hubspot/contact/P' || p"), direction="'out'", duration_s="20 + i % 300",
        talk_s="CASE WHEN i % 3 = 0 THEN i % 280 END",
        outcome="CASE WHEN i % 3 = 0 THEN 'connected' ELSE 'no_answer' END", user=_pick("seller", w.draw("i", 63)),
    )  # fmt: skip
    rows["stg_origin"] = _origins(w, next(run), listed)
    rows["stg_touch"] = 0
    for place, first in enumerate(range(0, touches, SEGMENT)):
        last = min(first + SEGMENT, touches)
        rows["stg_touch"] += _touches(w, first, last, people, accounts, f"{day}{500 + place:012d}-demo")
    return rows


def _passages(w: _Writer, write: object, people: int, account: str) -> None:
    """Four people in ten inquire, one in eight becomes an MQL, one in thirty has a deal, one deal in four is won."""
    assert callable(write)
    for place, (stage, share, salt, wait) in enumerate(
        (
            ("inquiry", 0.40, 21, 0),
            ("mql", 0.125, 21, 4),
            ("sal", 0.085, 21, 6),
            ("sql", 0.05, 21, 12),
            ("refused", 0.125, 22, 7),
        )
    ):
        low = 0.085 if stage == "refused" else 0.0
        chance = w.draw("range", 21)
        write(
            "stg_stage_event", f"(SELECT range AS i, range AS p FROM range({people}) WHERE {chance} < {share} AND {chance} >= {low})", key=f"'hubspot/contact/P' || p || '#{stage}'", source="hubspot", object_="contact", source_id="'P' || p",
            person_ref=record_id_sql("'hubspot/contact/P' || p"), stage=f"'{stage}'",
            occurred_at=f"{_START} + to_seconds(CAST({w.draw('p', 16)} * {_SPAN * 8 // 10} AS BIGINT)) + to_hours({24 * wait + place})",
            reason="'Hors cible'" if stage == "refused" else "NULL", stage_raw=f"'{stage}'",
        )  # fmt: skip
    deals = f"(SELECT range AS i, range AS p, {_START} + to_seconds(CAST({w.draw('range', 16)} * {_SPAN * 8 // 10} AS BIGINT)) + to_hours(480) AS opened, {w.draw('range', 31)} AS luck FROM range({people}) WHERE {w.draw('range', 21)} < 0.03)"
    deal = "'salesforce/opportunity/D' || p"
    write(
        "stg_deal", deals, key=deal, source="salesforce", object_="opportunity", source_id="'D' || p",
        name="'Affaire ' || p", account_ref=account,
        person_refs=f"[{record_id_sql(chr(39) + 'hubspot/contact/P' + chr(39) + ' || p')}]",
        stage_raw="CASE WHEN luck < 0.2 THEN 'Fermée gagnée' WHEN luck < 0.75 THEN 'Fermée perdue' ELSE 'Proposition' END", amount="3000 + 90 * (hash(p, 32) % 400)", currency="'EUR'", created_at="opened",
        expected_close="CAST(opened + INTERVAL 60 DAY AS DATE)",
        closed_at="CASE WHEN luck < 0.75 THEN opened + to_days(CAST(10 + p % 90 AS INTEGER)) END",
        outcome="CASE WHEN luck < 0.2 THEN 'won' WHEN luck < 0.75 THEN 'lost' ELSE 'open' END",
        reason="CASE WHEN luck >= 0.2 AND luck < 0.75 THEN 'Prix' END", owner=_pick("seller", w.draw("p", 33)),
    )  # fmt: skip
    write(
        "stg_deal_event", deals, key="'salesforce/opportunity_field_history/' || p", source="salesforce",
        object_="opportunity_field_history", source_id="CAST(p AS VARCHAR)", deal_ref=record_id_sql(deal),
        occurred_at="opened + INTERVAL 8 DAY", field="'stage'", old_value="'Découverte'", new_value="'Proposition'",
    )  # fmt: skip
    write(
        "stg_deal_person", deals, key="'salesforce/opportunity_contact_role/' || p", source="salesforce",
        object_="opportunity_contact_role", source_id="CAST(p AS VARCHAR)", deal_ref=record_id_sql(deal),
        person_ref=record_id_sql("'hubspot/contact/P' || p"), role="'Décideur'", is_primary="true",
    )  # fmt: skip


def _small_tables(w: _Writer, write: object) -> None:
    """Campaigns, what they cost per day, and colleagues."""
    assert callable(write)
    campaign = "'linkedin_ads/campaign/C' || c"
    write(
        "stg_campaign", f"(SELECT range AS i, range AS c FROM range({CAMPAIGNS}))", key=campaign,
        source="linkedin_ads", object_="campaign", source_id="'C' || c", name="'Campagne ' || c",
        kind="'Lead generation'",
        channel_raw="'LinkedIn Ads'", utm_campaign="'campagne-' || c", starts_on="DATE '2025-01-01'",
        ends_on="DATE '2026-06-30'", currency="'EUR'",
    )  # fmt: skip
    write(
        "stg_spend", f"(SELECT range AS i, range % {CAMPAIGNS} AS c, range // {CAMPAIGNS} AS d FROM range({CAMPAIGNS * 546}))", key="'linkedin_ads/campaign_day/' || i", source="linkedin_ads", object_="campaign_day", source_id="CAST(i AS VARCHAR)",
        campaign_ref=record_id_sql(campaign), campaign_name="'Campagne ' || c", channel_raw="'LinkedIn Ads'",
        utm_campaign="'campagne-' || c", day="DATE '2025-01-01' + CAST(d AS INTEGER)",
        impressions="500 + i % 3000", clicks="5 + i % 40", cost="20 + i % 150", currency="'EUR'",
    )  # fmt: skip
    for place, colleague in enumerate(COLLEAGUES):
        write(
            "stg_user", f"(SELECT {place} AS i)", key=f"'salesforce/user/U{place}'", source="salesforce",
            object_="user", source_id=f"'U{place}'", name=quoted(colleague.name), email=quoted(colleague.email),
            team=quoted(colleague.team), side=quoted(colleague.side), active="true" if colleague.left is None
            else "false",
        )  # fmt: skip


def _origins(w: _Writer, run: str, campaigns: str) -> int:
    values = ", ".join(f"({quoted(a)}, {quoted(b)}, {quoted(c)}, {quoted(d)})" for a, b, c, d in _CHANNELS)
    file = w.home.staged / "stg_origin" / f"{run}.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    done = w.con.execute(
        f"""
        COPY (
            SELECT {record_id_sql("'origin/' || o")} AS origin_id, nullif(t[4], '') AS channel_raw, nullif(t[1], '') AS utm_source, nullif(t[2], '') AS utm_medium,
                CASE WHEN t[1] IN ('linkedin', 'google') THEN 'campagne-' || (o % {campaigns}) END AS utm_campaign, NULL::VARCHAR AS utm_content, NULL::VARCHAR AS utm_term,
                nullif(t[3], '') AS referrer_host, NULL::VARCHAR AS click_id
            FROM (SELECT range AS o, (SELECT list([a, b, c, d]) FROM (VALUES {values}) AS v(a, b, c, d))[1 + range % {len(_CHANNELS)}] AS t FROM range({ORIGINS}))
        ) TO {quoted(file)} (FORMAT parquet)
        """
    ).fetchone()
    w._acknowledge("stg_origin", run, "webflow", "form_submission", ORIGINS)
    return int(done[0]) if done else 0


def _touches(w: _Writer, first: int, last: int, people: int, accounts: int, run: str) -> int:
    """Some people have many touches, most a few; one in four carries a channel; times rise with their number, as they arrive."""
    del accounts  # a touch finds its account by its person
    person = f"CAST(floor({people} * pow({w.draw('range', 41)}, 1.5)) AS BIGINT)"
    # Files hold what arrived together: segment n of N covers its own part of the eighteen months, a little shuffled.
    moment = (
        f"{_START} + to_seconds(CAST(({w.draw('range', 42)} * 0.9 + 0.1 * {w.draw('range', 43)}) * {_SPAN} AS BIGINT))"
    )
    relation = f"(SELECT range AS i, {person} AS p, ({_KINDS})[1 + CAST(hash(range, {w.seed}, 44) % 16 AS INTEGER)] AS k, {moment} AS moment, {w.draw('range', 45)} AS luck FROM range({first}, {last}))"
    return w.write(
        "stg_touch", run, relation, key="'marketo/activity/' || i", source="marketo", object_="activity",
        source_id="CAST(i AS VARCHAR)", row_no=f"i - {first} + 1",
        occurred_at="moment", kind="k", side=f"CASE WHEN k IN {_SALES} THEN 'sales' ELSE 'marketing' END",
        direction=f"CASE WHEN k IN {_INBOUND} THEN 'in' ELSE 'out' END",
        person_ref=record_id_sql("'hubspot/contact/P' || p"),
        campaign_ref=f"CASE WHEN luck < 0.15 THEN {record_id_sql(f'{chr(39)}linkedin_ads/campaign/C{chr(39)} || (hash(i, 46) % {CAMPAIGNS})')} END",
        origin_id=f"CASE WHEN luck < 0.30 THEN {record_id_sql(f'{chr(39)}origin/{chr(39)} || (hash(i, 47) % {ORIGINS})')} END", content="CASE WHEN k IN ('email_sent','email_open','email_click') THEN 'NL ' || (i % 60) WHEN k = 'form_fill' THEN 'Livre blanc ' || (i % 12) END",
        outcome="CASE WHEN k = 'call' THEN CASE WHEN luck < 0.3 THEN 'connected' ELSE 'no_answer' END END",
        duration_s="CASE WHEN k = 'call' THEN 20 + i % 400 END",
    )  # fmt: skip


def touch_files(home: Home) -> list[Path]:
    """The segments, in order."""
    return sorted((home.staged / "stg_touch").glob("*.parquet"))

"""A home at benchmark scale, written straight in the staged layout: a million people, fifty million touches.

The rows are made by DuckDB out of their own numbers and the seed, so the same arguments give the same rows. Nothing was
received, so there are no raw files; each run has its ledger entry, as if it had been imported.
"""

from dataclasses import dataclass
from typing import Final

import duckdb

from cordee.demo.cast import COLLEAGUES
from cordee.demo.staged_home import RECEIVED, Named, StagedWriter, set_words
from cordee.revenue.warehouse.engine import connect, quoted
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.ids import record_id_sql
from cordee.revenue.warehouse.tables import MODEL

SEGMENT: Final = 2_000_000
"""Touches per file."""
ORIGINS: Final = 240
CAMPAIGNS: Final = 180
_START = "TIMESTAMP '2025-01-01'"
_DAYS = 546
_SPAN = _DAYS * 86_400
_CHANNELS = (
    ("linkedin", "paid_social", "", "LinkedIn Ads"), ("google", "cpc", "", "Google Ads"),
    ("google", "organic", "www.google.com", ""), ("newsletter", "email", "", "Email marketing"), ("", "", "",
    "Direct"),
    ("annuaire", "referral", "www.annuaire-maintenance.fr", ""), ("google", "display", "", ""), ("", "", "", "Salon"),
)  # fmt: skip
_KINDS = (
    *["email_sent"] * 4, *["email_open"] * 2, *["page_view"] * 3,
    "email_click", "call", "sequence_step", "form_fill", "meeting", "webinar", "task",
)  # fmt: skip
"""What a touch is: each place is as likely as another."""
_SALES = "('call', 'sequence_step', 'meeting', 'task')"
_INBOUND = "('email_open', 'page_view', 'email_click', 'form_fill', 'webinar')"
_PERSON = Named("hubspot", "contact", "'P' || p")
_DEAL = Named("salesforce", "opportunity", "'D' || p")
_CAMPAIGN = Named("linkedin_ads", "campaign", "'C' || c")


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
    """Fills an empty home with staged files: 1.2 records per person, a deal for 3 % of them, a call per 100 touches.

    Refresh it with ``refresh(home, links=given_links)``: who is who is given, so that the model alone is measured.
    Raises ``FileExistsError`` where the home already holds staged files.
    """
    if any(home.staged.glob("*/*.parquet")):
        raise FileExistsError(f"{home.path} already holds staged files; write_large fills an empty home.")
    with home.writing(), connect(threads=threads) as con:
        set_words(con)
        con.execute("SET preserve_insertion_order = true")  # the same bytes each time
        writer = StagedWriter(con, home, seed, {})
        _companies(writer, accounts)
        _people(writer, people, accounts)
        _passages(writer, people)
        _deals(writer, people, accounts)
        _campaigns(writer)
        _colleagues(writer)
        _calls(writer, touches // 100, people)
        _origins(writer)
        for first in range(0, touches, SEGMENT):
            _touches(writer, first, min(first + SEGMENT, touches), people)
    return LargeHome(home, writer.rows)


def write_more(home: Home, *, touches: int, people: int, seed: int = 2, threads: int | None = None) -> None:
    """Adds one run of ``touches`` touches of the last days: what a refresh after an import has to take in.

    ``people`` is what the home was written with. Each call needs a seed of its own: it numbers the touches.
    """
    with home.writing(), connect(threads=threads) as con:
        set_words(con)
        writer = StagedWriter(con, home, seed, {}, run=900_000_000_000 + seed)
        first = seed * 1_000_000_000_000
        _touches(writer, first, first + touches, people, late=True)


def given_links(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    *,
    people: str = "person_record",
    accounts: str = "account_record",
    previous: str | None = None,
) -> None:
    """Stands in for identity resolution: ``same_as`` names a human's first record, ``account_ref`` their company."""
    for name in ("person_link", "account_link", "person_review", "account_review"):
        con.execute(f"DROP TABLE IF EXISTS {name}")
        con.execute(MODEL[name].ddl)
    human = "coalesce(same_as[1], record_id)"
    con.execute(f"INSERT INTO person_link SELECT record_id, {human}, 'key:given', 1.0, {RECEIVED} FROM {people}")
    con.execute(f"INSERT INTO account_link SELECT record_id, record_id, 'single', 1.0, {RECEIVED} FROM {accounts}")
    con.execute(
        f"""
        INSERT INTO account_link SELECT record_id, account_ref, 'key:given', 1.0, {RECEIVED}
        FROM {people} WHERE account_ref IS NOT NULL
        """
    )


def _company_of(accounts: int) -> str:
    return f"(hash(p, 7) % {accounts})"


def _moment(draw: str, share: float = 1.0) -> str:
    return f"{_START} + to_seconds(CAST({draw} * {int(_SPAN * share)} AS BIGINT))"


def _companies(w: StagedWriter, accounts: int) -> None:
    w.write(
        "stg_account", f"(SELECT range AS i FROM range({accounts}))", Named("salesforce", "account", "'A' || i"),
        name=f"{w.pick('trade', 'i', 1)} || ' ' || {w.pick('family', 'i', 2)} || ' ' || i",
        domain="'firme' || i || '.fr'",
        country="'FR'", city=w.pick("town", "i", 3), industry=w.pick("sector", "i", 4),
        headcount=f"5 + floor(exp(7 * {w.draw('i', 5)}))", created_at=f"{_START} - to_days(CAST(i % 400 AS INTEGER))",
        owner=w.pick("seller", "i", 6),
    )  # fmt: skip


def _people(w: StagedWriter, people: int, accounts: int) -> None:
    """A HubSpot contact each, and a Salesforce lead for one in five."""
    firm = _company_of(accounts)
    title = "['Responsable maintenance', 'Directeur industriel', 'Acheteur', 'DSI', 'Technicien méthodes'][1 + p % 5]"
    mailbox = f"{w.pick('given_slug', 'p', 11)} || '.' || {w.pick('family_slug', 'p', 12)} || p"
    mobile = "['+336' || lpad(CAST(hash(p, 14) % 100000000 AS VARCHAR), 8, '0')]"
    for named, count, every in ((_PERSON, people, 1), (Named("salesforce", "lead", "'L' || i"), people // 5, 5)):
        w.write(
            "stg_person", f"(SELECT range AS i, range * {every} AS p FROM range({count}))", named,
            given_name=w.pick("given", "p", 11), family_name=w.pick("family", "p", 12),
            email=f"{mailbox} || '@firme' || {firm} || '.fr'", phones=f"CASE WHEN p % 2 = 0 THEN {mobile} END",
            job_title=title, company_domain=f"'firme' || {firm} || '.fr'", country="'FR'", city=w.pick("town", "p",
            15),
            created_at=_moment(w.draw("p", 16)), modified_at=f"{_START} + to_days(CAST(p % 540 AS INTEGER))",
            account_ref=record_id_sql(f"'salesforce/account/A' || {firm}"),
            same_as="NULL" if every == 1 else f"[{_PERSON.record}]", owner=w.pick("seller", "p", 17),
        )  # fmt: skip


def _passages(w: StagedWriter, people: int) -> None:
    """Four people in ten inquire, one in eight becomes an MQL, most are accepted, some go on."""
    chance, everybody = w.draw("range", 21), f"range({people})"
    for stage, low, high, days in (
        ("inquiry", 0.0, 0.40, 0), ("mql", 0.0, 0.125, 4), ("sal", 0.0, 0.085, 6), ("refused", 0.085, 0.125, 7),
        ("sql", 0.0, 0.05, 12),
    ):  # fmt: skip
        w.write(
            "stg_stage_event",
            f"(SELECT range AS i, range AS p FROM {everybody} WHERE {chance} >= {low} AND {chance} < {high})",
            Named("hubspot", "contact", "'P' || p", stage), person_ref=_PERSON.record, stage=quoted(stage),
            stage_raw=quoted(stage),
            occurred_at=f"{_moment(w.draw('p', 16), 0.8)} + to_days({days})",
            reason="'Hors cible'"
            if stage == "refused" else "NULL",
        )  # fmt: skip


def _deals(w: StagedWriter, people: int, accounts: int) -> None:
    """One person in thirty-three has a deal; one in five of these is won, one in four still open."""
    opened = f"{_moment(w.draw('range', 16), 0.8)} + to_days(20)"
    deals = f"""(
        SELECT range AS i, range AS p, {opened} AS opened, {w.draw("range", 31)} AS luck
        FROM range({people}) WHERE {w.draw("range", 21)} < 0.03
    )"""
    won, lost = "WHEN luck < 0.2 THEN", "WHEN luck < 0.75 THEN"
    w.write(
        "stg_deal", deals, _DEAL, name="'Affaire ' || p",
        account_ref=record_id_sql(f"'salesforce/account/A' || {_company_of(accounts)}"),
        person_refs=f"[{_PERSON.record}]", amount="3000 + 90 * (hash(p, 32) % 400)", currency="'EUR'",
        created_at="opened",
        stage_raw=f"CASE {won} 'Fermée gagnée' {lost} 'Fermée perdue' ELSE 'Proposition' END",
        outcome=f"CASE {won} 'won' {lost} 'lost' ELSE 'open' END",
        closed_at="CASE WHEN luck < 0.75 THEN opened + to_days(CAST(10 + p % 90 AS INTEGER)) END",
        expected_close="CAST(opened + INTERVAL 60 DAY AS DATE)",
        reason="CASE WHEN luck >= 0.2 AND luck < 0.75 THEN 'Prix' END", owner=w.pick("seller", "p", 33),
    )  # fmt: skip
    w.write(
        "stg_deal_event", deals, Named("salesforce", "opportunity_field_history", "p"), deal_ref=_DEAL.record,
        occurred_at="opened + INTERVAL 8 DAY", field="'stage'", old_value="'Découverte'", new_value="'Proposition'",
    )  # fmt: skip
    w.write(
        "stg_deal_person", deals, Named("salesforce", "opportunity_contact_role", "p"),
        deal_ref=_DEAL.record, person_ref=_PERSON.record, role="'Décideur'", is_primary="true",
    )  # fmt: skip


def _campaigns(w: StagedWriter) -> None:
    """Campaigns, and what each cost on each day."""
    w.write(
        "stg_campaign", f"(SELECT range AS i, range AS c FROM range({CAMPAIGNS}))", _CAMPAIGN, name="'Campagne ' || c",
        kind="'Lead generation'", channel_raw="'LinkedIn Ads'", utm_campaign="'campagne-' || c",
        starts_on="DATE '2025-01-01'", ends_on="DATE '2026-06-30'", currency="'EUR'",
    )  # fmt: skip
    days = f"(SELECT range AS i, range % {CAMPAIGNS} AS c, range // {CAMPAIGNS} AS d FROM range({CAMPAIGNS * _DAYS}))"
    w.write(
        "stg_spend", days, Named("linkedin_ads", "campaign_day", "i"), campaign_ref=_CAMPAIGN.record,
        campaign_name="'Campagne ' || c", channel_raw="'LinkedIn Ads'", utm_campaign="'campagne-' || c",
        day="DATE '2025-01-01' + CAST(d AS INTEGER)", impressions="500 + i % 3000", clicks="5 + i % 40",
        cost="20 + i % 150", currency="'EUR'",
    )  # fmt: skip


def _colleagues(w: StagedWriter) -> None:
    for place, colleague in enumerate(COLLEAGUES):
        w.write(
            "stg_user", "(SELECT 0 AS i)", Named("salesforce", "user", f"'U{place}'"), name=quoted(colleague.name),
            email=quoted(colleague.email), team=quoted(colleague.team), side=quoted(colleague.side),
            active="true" if colleague.left is None else "false",
        )  # fmt: skip


def _calls(w: StagedWriter, calls: int, people: int) -> None:
    who = f"CAST(floor({w.draw('range', 61)} * {people}) AS BIGINT)"
    w.write(
        "stg_call", f"(SELECT range AS i, {who} AS p FROM range({calls}))", Named("aircall", "call", "i"),
        occurred_at=_moment(w.draw("i", 62)), person_ref=_PERSON.record, direction="'out'", duration_s="20 + i % 300",
        talk_s="CASE WHEN i % 3 = 0 THEN i % 280 END",
        outcome="CASE WHEN i % 3 = 0 THEN 'connected' ELSE 'no_answer' END",
        user=w.pick("seller", "i", 63),
    )  # fmt: skip


def _origins(w: StagedWriter) -> None:
    values = ", ".join(f"[{', '.join(quoted(word) for word in words)}]" for words in _CHANNELS)
    campaign = f"CASE WHEN t[1] IN ('linkedin', 'google') THEN 'campagne-' || (o % {CAMPAIGNS}) END"
    w.copy(
        "stg_origin",
        f"""
        SELECT {record_id_sql("'origin/' || o")} AS origin_id, nullif(t[4], '') AS channel_raw,
            nullif(t[1], '') AS utm_source, nullif(t[2], '') AS utm_medium, {campaign} AS utm_campaign,
            NULL::VARCHAR AS utm_content, NULL::VARCHAR AS utm_term, nullif(t[3], '') AS referrer_host,
            NULL::VARCHAR AS click_id
        FROM (
            SELECT range AS o, [{values}][1 + range % {len(_CHANNELS)}] AS t FROM range({ORIGINS})
        )
        """,
        Named("webflow", "form_submission", "o"),
    )


def _touches(w: StagedWriter, first: int, last: int, people: int, *, late: bool = False) -> None:
    """Some people have many touches, most a few; three in ten carry an origin, one in seven a campaign.

    ``late`` ones fall in the last three days.
    """
    filled = "WHEN k = 'form_fill' THEN"
    kinds = "[" + ", ".join(quoted(kind) for kind in _KINDS) + "]"
    moment = (
        f"TIMESTAMP '2026-06-28' + to_seconds(hash(range, {w.seed}, 42) % 259200)"
        if late
        else _moment(w.draw("range", 42))
    )
    relation = f"""(
        SELECT range AS i, CAST(floor({people} * pow({w.draw("range", 41)}, 1.5)) AS BIGINT) AS p, {moment} AS moment,
            {kinds}[1 + CAST(hash(range, {w.seed}, 44) % {len(_KINDS)} AS INTEGER)] AS k, {w.draw("range", 45)} AS luck,
            hash(range, {w.seed}, 46) % {CAMPAIGNS} AS c, hash(range, {w.seed}, 47) % {ORIGINS} AS o
        FROM range({first}, {last})
    )"""
    w.write(
        "stg_touch", relation, Named("marketo", "activity", "i"), row_no=f"i - {first} + 1", occurred_at="moment",
        kind="k",
        side=f"CASE WHEN k IN {_SALES} THEN 'sales' ELSE 'marketing' END",
        direction=f"CASE WHEN k IN {_INBOUND} THEN 'in' ELSE 'out' END", person_ref=_PERSON.record,
        campaign_ref=f"CASE WHEN luck < 0.15 THEN {_CAMPAIGN.record} END",
        origin_id=f"CASE WHEN luck < 0.30 THEN {record_id_sql(chr(39) + 'origin/' + chr(39) + ' || o')} END",
        content=f"CASE WHEN k LIKE 'email%' THEN 'NL ' || (i % 60) {filled} 'Livre blanc ' || (i % 12) END",
        outcome="CASE WHEN k = 'call' THEN CASE WHEN luck < 0.3 THEN 'connected' ELSE 'no_answer' END END",
        duration_s="CASE WHEN k = 'call' THEN 20 + i % 400 END",
    )  # fmt: skip

"""A small published snapshot with known people, made from the tables' own definitions: what the pages are tested on.

Cast: Claire Fontaine of Abeille Industrie has the whole story (advert to signature, four tools, one contradiction);
Paul Martin opened one e-mail; three hundred others fill the funnel by fixed arithmetic, without chance.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.tables import MODEL, STAGED, Table

CHANNELS = ("paid_search", "paid_social", "organic_search", "webinar", "event", "email", "direct", "unknown")
CLAIRE, PAUL = 1, 2
ABEILLE = 1001
END = datetime(2026, 6, 30, 18)
TODAY = date(2026, 6, 30)

Row = Mapping[str, Any]


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row]) -> None:
    """Rows into a model table; columns that a row does not name are NULL."""
    listed = list(rows)
    if not listed:
        return
    names = sorted({name for row in listed for name in row})
    assert set(names) <= set(MODEL[table].names), set(names) - set(MODEL[table].names)
    batch = pa.table({name: [row.get(name) for row in listed] for name in names})
    connection.register("batch", batch)
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM batch")
    connection.unregister("batch")


def write_staged(path: Path, table: Table, rows: Iterable[Row]) -> int:
    """Staged rows as a Parquet segment, with every column of the table."""
    listed = list(rows)
    connection = duckdb.connect()
    connection.execute(table.ddl)
    names = sorted({name for row in listed for name in row})
    connection.register("batch", pa.table({name: [row.get(name) for row in listed] for name in names}))
    connection.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM batch")
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(connection.execute(f"SELECT * FROM {table.name} ORDER BY occurred_at").to_arrow_table(), path)
    return len(listed)


def build(home: Home, *, people: int = 300, busy: int = 0) -> Home:
    """Publishes the snapshot in ``home``. ``busy``: so many acts happened with Paul, besides the e-mail that he opened."""
    home.path.mkdir(parents=True, exist_ok=True)
    file = snapshots.next_file(home)
    connection = duckdb.connect(str(file))
    for name, table in MODEL.items():
        if name != "touch":
            connection.execute(table.ddl)
    segment = home.staged / "touch" / "run1.parquet"
    count = write_staged(segment, STAGED["stg_touch"], touches(people, busy=busy))
    insert(connection, "segment_file", [{"path": str(segment.relative_to(home.path)), "rows": count}])
    for table_name, rows in model(people).items():
        insert(connection, table_name, rows)
    insert(
        connection,
        "snapshot",
        [
            {
                "number": snapshots.number(file),
                "built_at": END,
                "data_as_of": END,
                "currency": "EUR",
                "zone": "Europe/Paris",
                "seconds": 1.0,
            }
        ],
    )
    connection.execute("CHECKPOINT")
    connection.close()
    snapshots.publish(home, file)
    return home


def inquiry_of(index: int) -> datetime:
    """When the person number ``index`` made themselves known: one every 43 hours, back from the end of the data."""
    return END - timedelta(hours=43 * (index - 2) + 5)


def stages_of(index: int) -> dict[str, datetime]:
    """The passages of the person number ``index``: fewer and fewer by fixed divisors."""
    if index == CLAIRE:
        start = datetime(2026, 3, 3, 9)
        return {
            "inquiry": start + timedelta(days=8),
            "mql": datetime(2026, 4, 2, 13, 20),
            "sal": datetime(2026, 4, 2, 15, 5),
            "sql": datetime(2026, 4, 9, 9),
            "opportunity": datetime(2026, 4, 18, 9),
            "customer": datetime(2026, 5, 28, 14),
        }
    start = inquiry_of(index)
    found = {"inquiry": start}
    steps = (("mql", 3, 2), ("sal", 4, 1), ("sql", 6, 6), ("opportunity", 12, 9), ("customer", 24, 40))
    at = start
    for stage, divisor, days in steps:
        if index % divisor and not (stage == "sal" and index % 6 == 0):
            break
        at = at + timedelta(days=days, hours=index % 7)
        if at > END:
            break
        found[stage] = at
    if "mql" in found and "sal" not in found and index % 9 == 0:
        found["refused"] = found["mql"] + timedelta(days=1)
    if "opportunity" in found and "customer" not in found and index % 36 == 0:
        found["lost"] = min(found["opportunity"] + timedelta(days=30), END)
    return found


def channel_of(index: int) -> str:
    return "paid_social" if index == CLAIRE else CHANNELS[index % len(CHANNELS)]


def account_of(index: int) -> int:
    return ABEILLE if index == CLAIRE else 1000 + 2 + index // 4


def touches(people: int, *, busy: int = 0) -> list[dict[str, Any]]:
    """Staged touches: Claire's story, one e-mail for Paul, three acts for everyone else."""
    rows: list[dict[str, Any]] = []

    def add(who: int, at: datetime, kind: str, side: str, direction: str, source: str, **more: Any) -> None:
        number = 100_000 + len(rows)
        rows.append(
            {
                "record_id": number,
                "raw_id": number + 500_000,
                "source": source,
                "object": "activity",
                "source_id": str(number),
                "version": 1,
                "received_at": END,
                "deleted": False,
                "run_id": "run1",
                "row_no": len(rows) + 1,
                "occurred_at": at,
                "kind": kind,
                "side": side,
                "direction": direction,
                "person_ref": 10_000 + who,
                "origin_id": CHANNELS.index(channel_of(who)),
                **more,
            }
        )

    add(CLAIRE, datetime(2026, 3, 3, 9), "ad_click", "marketing", "in", "linkedin_ads", content="Arrêts de ligne")
    add(
        CLAIRE,
        datetime(2026, 3, 11, 9, 42),
        "download",
        "marketing",
        "in",
        "hubspot",
        content="Réduire les arrêts de ligne",
    )
    for hour in range(6):
        add(CLAIRE, datetime(2026, 3, 11, 10 + hour), "page_view", "marketing", "in", "hubspot", content="/tarifs")
    add(
        CLAIRE,
        datetime(2026, 4, 2, 12, 0),
        "webinar",
        "marketing",
        "in",
        "hubspot",
        content="Maintenance prédictive",
        duration_s=2520,
    )
    add(
        CLAIRE,
        datetime(2026, 4, 2, 15, 5),
        "call",
        "sales",
        "out",
        "aircall",
        outcome="connected",
        duration_s=360,
        user="Inès Benali",
    )
    add(
        CLAIRE,
        datetime(2026, 4, 10, 8),
        "email_sent",
        "sales",
        "out",
        "outreach",
        subject="Le cas client Dupont",
        user="Inès Benali",
    )
    add(CLAIRE, datetime(2026, 4, 10, 10), "email_reply", "sales", "in", "outreach", subject="Re: Le cas client Dupont")
    add(
        CLAIRE,
        datetime(2026, 4, 18, 9),
        "meeting",
        "sales",
        "out",
        "salesforce",
        subject="Démonstration à trois",
        user="Karim Haddad",
    )
    add(PAUL, datetime(2026, 6, 1, 9), "email_open", "marketing", "in", "hubspot", subject="Lettre de juin")
    kinds = (("page_view", "in"), ("email_sent", "out"), ("email_open", "in"), ("page_view", "in"), ("page_view", "in"))
    for number in range(busy):
        kind, direction = kinds[number % 5]
        at = datetime(2022, 3, 1) + timedelta(hours=7 * number)
        add(PAUL, at, kind, "marketing", direction, "hubspot", content=f"/page-{number}")
    for index in range(3, people + 1):
        passages = stages_of(index)
        add(index, passages["inquiry"], "form_fill", "marketing", "in", "webflow", content="Demander une démonstration")
        add(
            index,
            passages["inquiry"] + timedelta(hours=1),
            "email_sent",
            "marketing",
            "out",
            "hubspot",
            subject="Bienvenue",
        )
        if "mql" in passages:
            add(
                index,
                passages["mql"] + timedelta(hours=1 + index % 5),
                "call",
                "sales",
                "out",
                "aircall",
                outcome="connected",
                duration_s=120,
            )
    return rows


def model(people: int) -> dict[str, list[dict[str, Any]]]:
    """Rows of the model tables and marts."""
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in MODEL if name not in {"touch", "segment_file", "snapshot"}
    }
    rows["origin"] = [{"origin_id": i, "channel": channel, "rule": "test"} for i, channel in enumerate(CHANNELS)]
    rows["user_account"] = [
        {
            "user_id": 1,
            "name": "Inès Benali",
            "email": "ines.benali@rivelaine.fr",
            "team": "SDR",
            "side": "sales",
            "active": True,
        }
    ]
    for index in range(1, people + 1):
        _person(rows, index)
    rows["account_domain"].append({"account_id": ABEILLE, "domain": "abeille-industrie.fr"})
    rows["contradiction"].append(
        {
            "entity": "account",
            "entity_id": ABEILLE,
            "field": "headcount",
            "kept_value": "1200",
            "kept_source": "salesforce",
            "kept_record": 77,
            "other_value": "250",
            "other_source": "hubspot",
            "other_record": 78,
        }
    )
    for value, tool, record, kept in (("1200", "salesforce", 77, True), ("250", "hubspot", 78, False)):
        rows["field_value"].append(
            {
                "entity": "account",
                "entity_id": ABEILLE,
                "field": "headcount",
                "value": value,
                "kept": kept,
                "record_id": record,
                "source": tool,
                "modified_at": END,
                "rule": "freshest" if kept else None,
            }
        )
    rows["person_review"].append(
        {
            "a": 3,
            "b": 4,
            "probability": 0.8,
            "evidence": '{"prior": -2.0, "evidence": [{"comparison": "family", "level": "differs", "bits": -1.5}, '
            '{"comparison": "company", "level": "same name", "bits": 5.5}]}',
        }
    )
    for month in range(18):
        day = date(2025 + month // 12, month % 12 + 1, 15)
        for campaign, channel, cost in ((1, "paid_social", 900.0), (2, "paid_search", 640.0)):
            rows["spend"].append(
                {
                    "campaign_id": campaign,
                    "day": day,
                    "channel": channel,
                    "cost": cost,
                    "currency": "EUR",
                    "source": "linkedin_ads",
                    "record_id": 900 + month * 2 + campaign,
                    "clicks": 90,
                    "impressions": 9000,
                }
            )
    rows["campaign"] = [
        {"campaign_id": 1, "name": "Arrêts de ligne", "channel": "paid_social", "source": "linkedin_ads"},
        {"campaign_id": 2, "name": "GMAO", "channel": "paid_search", "source": "ga4"},
    ]
    return rows


def _person(rows: dict[str, list[dict[str, Any]]], index: int) -> None:
    names = {CLAIRE: ("Claire", "Fontaine"), PAUL: ("Paul", "Martin")}
    given, family = names.get(index, (f"Prénom{index}", f"Nom{index:03d}"))
    account = account_of(index)
    company = "Abeille Industrie" if account == ABEILLE else f"Société {account - 1000:03d}"
    domain = "abeille-industrie.fr" if account == ABEILLE else f"societe{account - 1000:03d}.fr"
    email = f"{given}.{family}@{domain}".lower().replace("é", "e")
    tools = ["aircall", "hubspot", "linkedin_ads", "salesforce"] if index == CLAIRE else ["hubspot"]
    rows["person"].append(
        {
            "person_id": index,
            "name": f"{given} {family}",
            "given_name": given,
            "family_name": family,
            "email": email,
            "job_title": "Directrice industrielle" if index == CLAIRE else None,
            "account_id": account,
            "owner_id": 1,
            "opted_out": False,
            "sources": tools,
            "n_records": len(tools),
            "search": f"{given} {family} {email} {company}".lower().replace("é", "e"),
            "created_at": inquiry_of(index),
            "language": "fr",
            "country": "FR",
        }
    )
    rows["person_email"].append({"person_id": index, "email": email, "is_work": True, "is_role": False})
    rows["person_link"].append(
        {"record_id": 10_000 + index, "person_id": index, "rule": "single", "probability": 1.0, "since": END}
    )
    if index == CLAIRE:
        rows["person_link"].append(
            {"record_id": 5_001, "person_id": index, "rule": "key:email", "probability": 0.999, "since": END}
        )
    rows["account_link"].append(
        {"record_id": 10_000 + index, "account_id": account, "rule": "key:domain", "probability": 1.0, "since": END}
    )
    if not any(known["account_id"] == account for known in rows["account"][-1:]):
        rows["account"].append(
            {
                "account_id": account,
                "name": company,
                "domain": domain,
                "headcount": 1200 if account == ABEILLE else 60,
                "headcount_band": "1000+" if account == ABEILLE else "50-249",
                "country": "FR",
                "city": "Lyon",
                "sources": ["hubspot", "salesforce"],
                "n_records": 2,
                "search": f"{company} {domain}".lower().replace("é", "e"),
                "created_at": inquiry_of(index),
                "owner_id": 1,
            }
        )
    if index == PAUL:
        return
    passages = stages_of(index)
    _lead(rows, index, account, passages)


def _lead(rows: dict[str, list[dict[str, Any]]], index: int, account: int, passages: Mapping[str, datetime]) -> None:
    segment, channel = ("1000+" if account == ABEILLE else "50-249"), channel_of(index)
    common = {"person_id": index, "account_id": account}
    attempt = None
    if "mql" in passages:
        attempt = passages["mql"] + timedelta(hours=1 + index % 5)
        kept = index % 5 < 3
        rows["clock"].append(
            {
                **common,
                "clause": "first_attempt",
                "started_at": passages["mql"],
                "due_at": passages["mql"] + timedelta(hours=4),
                "stopped_at": attempt,
                "business_minutes": 60.0 * (1 + index % 5),
                "target_minutes": 240,
                "state": "kept" if kept else "broken",
                "channel": channel,
                "segment": segment,
                "team": "SDR",
                "terms": "default",
            }
        )
    exits = {f"{stage}_at": passages.get(stage) for stage in ("refused", "lost")}
    rows["lead"].append(
        {
            **common,
            "channel": channel,
            "campaign_id": 1 if channel == "paid_social" else None,
            "segment": segment,
            "team": "SDR",
            **exits,
            **{
                f"{stage}_at": passages.get(stage)
                for stage in ("inquiry", "mql", "sal", "sql", "opportunity", "customer")
            },
            "refused_reason": "Pas de budget" if "refused" in passages else None,
            "first_attempt_at": attempt,
            "n_cycles": 1,
            "stage": list(passages)[-1],
            "source": "hubspot",
        }
    )
    deal = 50_000 + index if "opportunity" in passages else None
    for number, (stage, at) in enumerate(passages.items()):
        rows["stage_event"].append(
            {
                **common,
                "record_id": 20_000_000 + index * 10 + number,
                "stage": stage,
                "occurred_at": at,
                "cycle": 1,
                "nth": 1,
                "source": "hubspot",
                "by": "hubspot",
                "deal_id": deal if stage in {"opportunity", "customer", "lost"} else None,
            }
        )
    if deal is None:
        return
    closed = passages.get("customer") or passages.get("lost")
    outcome = "won" if "customer" in passages else "lost" if "lost" in passages else "open"
    amount = 24_000.0 if index == CLAIRE else 6_000.0 + 500 * (index % 30)
    rows["deal"].append(
        {
            "deal_id": deal,
            "name": "Abeille Industrie, GMAO" if index == CLAIRE else f"Affaire {index}",
            "account_id": account,
            "outcome": outcome,
            "amount": amount,
            "amount_at_opening": amount,
            "amount_original": int(amount),
            "currency": "EUR",
            "rate": 1.0,
            "opened_at": passages["opportunity"],
            "closed_at": closed,
            "stage_raw": outcome,
            "owner_id": 1,
            "channel": channel,
            "segment": segment,
            "team": "PME",
            "first_touch_side": "marketing",
            "is_sourced": True,
            "is_influenced": True,
            "n_people": 1,
            "sources": ["salesforce"],
            "reason": "Prix" if outcome == "lost" else None,
        }
    )
    rows["deal_person"].append({"deal_id": deal, "person_id": index, "role": "decision_maker", "is_primary": True})
    rows["deal_link"].append({"record_id": 60_000 + index, "deal_id": deal})

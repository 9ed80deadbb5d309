"""What the tools of a small company exported: enough of everything for each rule of the model to have its case."""

from datetime import date, datetime, timedelta
from typing import Any

Rows = dict[str, list[dict[str, Any]]]

MONDAY = datetime(2026, 1, 5, 9)  # 10:00 in Paris


def after(days: float, hours: float = 0) -> datetime:
    """A moment counted from the first Monday of 2026, 09:00 UTC."""
    return MONDAY + timedelta(days=days, hours=hours)


def first_exports() -> Rows:
    """Two companies, five people known by nine records, three deals, touches on both sides, spend in two currencies."""
    return {
        "user": [
            {"key": "hubspot/owner/7", "name": "Karim Alaoui", "email": "karim@us.fr", "team": "Sales France"},
            {"key": "salesforce/user/U1", "name": "Karim ALAOUI", "email": "karim@us.fr", "role": "AE"},
            {"key": "hubspot/owner/8", "name": "Camille Roy", "email": "camille@us.fr", "team": "Marketing"},
        ],
        "account": [
            {
                "key": "hubspot/company/1",
                "name": "Abeille Industrie",
                "domain": "abeille.fr",
                "industry": "technolgy",
                "headcount": 120,
                "country": "France",
            },
            {
                "key": "salesforce/account/A1",
                "name": "ABEILLE INDUSTRIE",
                "domain": "abeille.fr",
                "industry": "Manufacturing",
                "headcount": 130,
                "country": "FR",
            },
            {
                "key": "hubspot/company/2",
                "name": "Bolt Santé",
                "domain": "bolt.fr",
                "industry": "Medical",
                "headcount": 2000,
                "country": "Allemagne",
            },
        ],
        "person": [
            {
                "key": "hubspot/contact/1",
                "given_name": "Claire",
                "family_name": "Martin",
                "email": "claire@abeille.fr",
                "job_title": "Directrice marketing",
                "account_ref": "hubspot/company/1",
                "created_at": after(0),
                "owner": "7",
                "phones": ["06 12 34 56 78"],
                "source_raw": "Organic search",
                "modified_at": after(3),
            },
            {
                "key": "salesforce/lead/L1",
                "given_name": "Claire",
                "family_name": "MARTIN",
                "email": "Claire@abeille.fr",
                "job_title": "CMO",
                "created_at": after(4),
                "city": "Lyon",
            },
            {
                "key": "hubspot/contact/2",
                "full_name": "Bob Durand",
                "email": "bob@gmail.com",
                "created_at": after(1),
                "source_raw": "Offline sources",
            },
            {
                "key": "hubspot/contact/3",
                "given_name": "Zoé",
                "family_name": "Petit",
                "email": "zoe@bolt.fr",
                "created_at": after(2),
                "account_ref": "hubspot/company/2",
                "job_title": "Responsable achats",
                "owner": "8",
            },
            {
                "key": "hubspot/contact/4",
                "given_name": "Hugo",
                "family_name": "Blanc",
                "email": "hugo@bolt.fr",
                "created_at": after(2),
                "account_ref": "hubspot/company/2",
            },
            {
                "key": "hubspot/contact/5",
                "email": "old@abeille.fr",
                "deleted": True,
                "account_ref": "hubspot/company/1",
            },
        ],
        "origin": [
            {"origin_id": "o1", "utm_source": "linkedin", "utm_medium": "cpc", "utm_campaign": "q1-launch"},
            {"origin_id": "o2", "referrer_host": "www.google.fr"},
            {"origin_id": "o3", "channel_raw": "Webinar"},
        ],
        "campaign": [
            {"key": "hubspot/campaign/1", "name": "Q1-launch"},
            {"key": "salesforce/campaign/C1", "name": "Q1 launch", "utm_campaign": "q1-launch"},
        ],
        "spend": [
            {
                "key": "linkedin_ads/day/1",
                "campaign_name": "Q1 Launch",
                "day": date(2026, 1, 5),
                "cost": "120.5",
                "currency": "EUR",
                "impressions": 1000,
                "clicks": 12,
            },
            {
                "key": "linkedin_ads/day/2",
                "campaign_name": "Q1 Launch",
                "day": date(2026, 1, 1),
                "until": date(2026, 1, 31),
                "cost": "310",
                "currency": "USD",
                "impressions": 1001,
                "clicks": 12,
            },
            {
                "key": "linkedin_ads/day/3",
                "campaign_name": "Nobody knows",
                "undated": True,
                "cost": "9",
                "currency": "EUR",
            },
        ],
        "traffic": [{"key": "ga4/traffic/1", "day": date(2026, 1, 5), "origin_id": "o2", "sessions": 40, "users": 31}],
        "touch": [
            _touch("webflow/form/1", 1, "form_fill", "hubspot/contact/1", "o1"),
            _touch("hubspot/page/1", 0, "page_view", "hubspot/contact/1", "o2"),
            _touch("hubspot/page/2", 0, "page_view", "hubspot/contact/1", "o1"),
            _call("aircall/call/1", 7, "salesforce/lead/L1"),
            _touch("hubspot/mail/1", 7, "email_open", "hubspot/contact/2"),
            _touch("webflow/form/2", 3, "webinar", "hubspot/contact/3", "o3"),
            _call("aircall/call/2", 10.2, "hubspot/contact/3"),
            _touch("hubspot/page/9", 30, "page_view", "hubspot/contact/4", "o2"),
            {
                "key": "salesforce/task/1",
                "occurred_at": after(12),
                "kind": "meeting",
                "side": "sales",
                "direction": "out",
                "account_ref": "hubspot/company/2",
                "deal_ref": "salesforce/opportunity/O2",
            },
        ],
        "stage_event": [
            _stage("hubspot/contact/1", "mql", 4),
            _stage("salesforce/lead/L1", "mql", 4.3),
            _stage("hubspot/contact/1", "sal", 8),
            _stage("hubspot/contact/3", "mql", 5),
            _stage("hubspot/contact/3", "refused", 6, reason="pas le moment"),
            _stage("hubspot/contact/3", "mql", 9, part="mql2"),
            _stage("hubspot/contact/4", "mql", 58),
        ],
        "deal": [
            {
                "key": "salesforce/opportunity/O1",
                "name": "Abeille 2026",
                "account_ref": "salesforce/account/A1",
                "person_refs": ["salesforce/lead/L1"],
                "amount": "12000.50",
                "currency": "EUR",
                "created_at": after(15),
                "closed_at": after(55),
                "stage_raw": "Closed Won",
                "owner": "Karim Alaoui",
            },
            {
                "key": "hubspot/deal/D1",
                "name": "Abeille",
                "same_as": ["salesforce/opportunity/O1"],
                "account_ref": "hubspot/company/1",
                "amount": "11000",
                "currency": "EUR",
                "created_at": after(15),
                "stage_raw": "closedwon",
                "closed_at": after(55),
            },
            {
                "key": "salesforce/opportunity/O2",
                "name": "Bolt",
                "account_ref": "hubspot/company/2",
                "amount": "5000",
                "currency": "USD",
                "created_at": after(11),
                "stage_raw": "Négociation",
            },
            {
                "key": "salesforce/opportunity/O3",
                "name": "Sans compte",
                "person_refs": ["hubspot/contact/2"],
                "amount": "700",
                "created_at": after(20),
                "closed_at": after(40),
                "stage_raw": "Perdu",
                "reason": "Budget",
            },
        ],
        "deal_event": [
            {
                "key": "salesforce/history/1",
                "deal_ref": "salesforce/opportunity/O1",
                "occurred_at": after(25),
                "field": "amount",
                "old_value": "10000",
                "new_value": "12000.5",
            },
            {
                "key": "salesforce/history/2",
                "deal_ref": "salesforce/opportunity/O2",
                "occurred_at": after(13),
                "field": "stage",
                "old_value": "Qualification",
                "new_value": "Négociation",
            },
        ],
        "deal_person": [
            {
                "key": "salesforce/role/1",
                "deal_ref": "salesforce/opportunity/O2",
                "person_ref": "hubspot/contact/3",
                "role": "Decision Maker",
                "is_primary": True,
            }
        ],
        "call": [
            {
                "key": "aircall/call/1",
                "occurred_at": after(7),
                "person_ref": "salesforce/lead/L1",
                "direction": "out",
                "duration_s": 90,
                "outcome": "connected",
                "user": "karim@us.fr",
            }
        ],
    }


def later_exports() -> list[Rows]:
    """What came afterwards, file by file: late records, corrections, merges, a person who changed company."""
    return [
        {"touch": [_touch("hubspot/page/20", 31, "page_view", "hubspot/contact/1", "o2"), _touch("webflow/form/20", 0.5, "download", "hubspot/contact/2", "o1")]},
        {"stage_event": [_stage("hubspot/contact/3", "sal", 14), _stage("hubspot/contact/9", "mql", 30)]},
        {"touch": [_touch("hubspot/page/30", 2, "page_view", "hubspot/contact/9", "o2"), _call("aircall/call/9", 31, "hubspot/contact/9")]},
        # Two tools learn of people who were only referred to so far; one of them turns out to be Bob.
        {"person": [
            {"key": "hubspot/contact/9", "given_name": "Bob", "family_name": "Durand", "email": "bob@gmail.com", "created_at": after(33), "phones": ["+33 6 99 99 99 99"]},
            {"key": "pipedrive/person/5", "full_name": "Zoé Petit-Jean", "email": "zoe@bolt.fr", "city": "Nantes"},
        ]},
        {"account": [{"key": "hubspot/company/2", "name": "Bolt Santé SAS", "domain": "bolt.fr", "headcount": 40, "version": 2, "modified_at": after(60)}]},
        {"person": [{"key": "hubspot/contact/4", "given_name": "Hugo", "family_name": "Blanc", "email": "hugo@abeille.fr", "account_ref": "hubspot/company/1", "version": 2, "modified_at": after(61)}]},
        {"deal": [
            {"key": "salesforce/opportunity/O2", "name": "Bolt", "account_ref": "hubspot/company/2", "amount": "6000", "currency": "USD", "created_at": after(11), "closed_at": after(70), "stage_raw": "Closed Lost", "version": 2, "modified_at": after(70)},
            {"key": "salesforce/opportunity/O4", "name": "Nouvelle", "account_ref": "hubspot/company/1", "created_at": after(65), "stage_raw": "Open", "amount": "10"},
        ]},
        {"deal_person": [{"key": "salesforce/role/9", "deal_ref": "salesforce/opportunity/O4", "person_ref": "hubspot/contact/4", "is_primary": False}]},
        {"deal_event": [{"key": "salesforce/history/9", "deal_ref": "salesforce/opportunity/O4", "occurred_at": after(65.5), "field": "amount", "old_value": None, "new_value": "10"}]},
        {"call": [{"key": "aircall/call/77", "occurred_at": after(72), "person_ref": "hubspot/contact/4", "direction": "in", "duration_s": 30}]},
        {"touch": [_touch("hubspot/page/2", 0, "page_view", "hubspot/contact/4", "o1", version=2)], "superseded": {"hubspot/page/2": 1}},
    ]  # fmt: skip


def _touch(key: str, days: float, kind: str, person: str, origin: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "occurred_at": after(days),
        "kind": kind,
        "side": "marketing",
        "direction": "in",
        "person_ref": person,
        "origin_id": origin,
        **more,
    }


def _call(key: str, days: float, person: str) -> dict[str, Any]:
    return {
        "key": key,
        "occurred_at": after(days),
        "kind": "call",
        "side": "sales",
        "direction": "out",
        "person_ref": person,
    }


def _stage(person: str, stage: str, days: float, part: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "key": person,
        "part": part or stage,
        "person_ref": person,
        "stage": stage,
        "occurred_at": after(days),
        **more,
    }

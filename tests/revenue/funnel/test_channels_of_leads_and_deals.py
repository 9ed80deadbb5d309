"""Which channel a lead and a deal are said to come from."""

from pathlib import Path

from cordee.revenue.pipeline import refresh
from cordee.revenue.warehouse.snapshots import reading
from tests.revenue.pipeline.given import Staging, by_key


def test_an_open_never_names_the_channel_and_a_deal_takes_the_first_touch_that_has_one(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "home")
    staging.run(
        origin=[{"origin_id": word, "channel_raw": word} for word in ("Email", "Paid search", "Organic social")],
        account=[{"key": "salesforce/account/A", "name": "Abeille", "domain": "abeille.fr"}],
        person=[
            {"key": "hubspot/contact/1", "email": "claire@abeille.fr", "account_ref": "salesforce/account/A"},
            {"key": "hubspot/contact/2", "email": "conseil@ailleurs.fr"},
        ],
        touch=[
            _touch("t1", "2026-01-05", "email_open", "hubspot/contact/1", origin_id="Email"),
            _touch("t2", "2026-01-06", "page_view", "hubspot/contact/1"),
            _touch("t3", "2026-01-07", "form_fill", "hubspot/contact/1", origin_id="Paid search"),
            _touch("t4", "2026-01-08", "webinar", "hubspot/contact/2", origin_id="Organic social"),
        ],
        deal=[
            {
                "key": "salesforce/opportunity/O1",
                "name": "One",
                "account_ref": "salesforce/account/A",
                "created_at": "2026-02-01",
                "stage_raw": "Open",
            },
            {
                "key": "salesforce/opportunity/O2",
                "name": "Two",
                "account_ref": "salesforce/account/B",
                "person_refs": ["hubspot/contact/2"],
                "created_at": "2026-02-01",
                "stage_raw": "Open",
            },
        ],
    )
    refresh(staging.home, links=by_key, threads=2)

    with reading(staging.home, threads=2) as con:
        leads = con.execute("SELECT email, channel FROM lead JOIN person USING (person_id) ORDER BY 1").fetchall()
        deals = con.execute("SELECT name, channel FROM deal ORDER BY 1").fetchall()

    assert leads == [("claire@abeille.fr", "paid_search"), ("conseil@ailleurs.fr", "organic_social")]
    assert deals == [("One", "paid_search"), ("Two", "organic_social")]


def _touch(key: str, day: str, kind: str, person: str, **origin: str) -> dict[str, object]:
    return {
        "key": f"hubspot/act/{key}",
        "occurred_at": f"{day} 10:00",
        "kind": kind,
        "side": "marketing",
        "direction": "in",
        "person_ref": person,
        **origin,
    }

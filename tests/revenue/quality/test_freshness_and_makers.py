"""How long a tool is usually silent, and which tool makes duplicates."""

from datetime import date, timedelta
from pathlib import Path

from cordee.revenue.pipeline import refresh
from cordee.revenue.quality.freshness import Freshness, usual_silence
from cordee.revenue.quality.makers import doubles, makers, origins
from cordee.revenue.warehouse.snapshots import reading
from tests.revenue.pipeline.given import Staging, by_key


def test_the_usual_silence_is_what_nine_in_ten_do_not_pass() -> None:
    working_days = [date(2026, 6, 1) + timedelta(days=n) for n in range(60) if n % 7 < 5]

    assert usual_silence(working_days) == 3.0
    assert usual_silence(working_days[:9]) is None


def _fresh(silent: int | None, usual: float | None) -> Freshness:
    return Freshness("hubspot", "contact", 1, date(2026, 6, 1), usual, silent, None, 0)


def test_a_tool_is_late_after_three_usual_silences_and_a_long_weekend() -> None:
    assert [_fresh(*pair).is_late for pair in ((5, 1.0), (6, 1.0), (21, 7.0), (22, 7.0), (300, None))] == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_a_record_of_whom_the_same_tool_knew_is_a_double_and_the_other_tool_makes_none(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "home")
    zoe = {"email": "zoe@bolt.fr", "full_name": "Zoé Petit"}
    staging.run(
        person=[
            zoe | {"key": "hubspot/contact/1", "created_at": "2026-05-01", "source_raw": "Form"},
            zoe | {"key": "hubspot/contact/2", "created_at": "2026-06-15", "source_raw": "Import", "owner": "Inès"},
            zoe | {"key": "salesforce/lead/9", "created_at": "2026-06-20"},
            zoe | {"key": "salesforce/contact/9", "created_at": "2026-06-21"},
            {"key": "hubspot/contact/3", "email": "paul@bolt.fr", "created_at": "2026-06-01", "source_raw": "Import"},
        ]
    )
    refresh(staging.home, links=by_key, threads=2)

    with reading(staging.home, threads=2) as con:
        found = {(one.source, one.object): one for one in makers(con, staging.home) if one.kind == "person"}
        listed = doubles(con, staging.home, "person", "hubspot", "contact", limit=10, offset=0)
        sources = origins(con, staging.home, "person", "hubspot", "contact")

    assert {key: (one.records, one.doubles) for key, one in found.items()} == {
        ("hubspot", "contact"): (3, 1),
        ("salesforce", "lead"): (1, 0),
        ("salesforce", "contact"): (1, 0),
    }
    assert sum(n for month, n in found["hubspot", "contact"].months if month == date(2026, 6, 1)) == 1
    assert [(one.record, one.first, one.owner) for one in listed] == [("2", "1", "Inès")]
    assert [(one.by, one.value, one.records, one.doubles) for one in sources] == [
        ("source_raw", "Import", 2, 1),
        ("owner", "Inès", 1, 1),
    ]

"""Exports that others published, imported by the mappings of ours. Skipped where the files are not at hand."""

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cordee.revenue.imports import import_files
from cordee.revenue.warehouse.home import Home

DATA = Path(os.environ.get("CORDEE_DATA", Path(__file__).parents[4] / "shared" / "data"))

pytestmark = pytest.mark.skipif(not (DATA / "olist").is_dir(), reason=f"no published data in {DATA} (set CORDEE_DATA)")

Rows = Callable[..., list[Any]]


def test_olist_is_read_day_first_without_being_told(home: Home, staged: Rows) -> None:
    report = import_files(home, [DATA / "olist"])

    assert {(file.object, file.new, file.rejected_rows, tuple(file.dates.values())) for file in report.files} == {
        ("mql", 4171, 0, ("dmy",)),
        ("closed_deal", 189, 0, ("dmy",)),
        ("seller", 3095, 0, ()),
    }
    day = "CAST(timezone('Europe/Paris', timezone('UTC', {})) AS DATE)"
    assert staged("stg_stage_event", f"stage, count(*), max({day.format('occurred_at')})", "true GROUP BY stage") == [
        ("customer", 189, date(2018, 2, 28)),
        ("inquiry", 4171, date(2018, 2, 28)),
        ("mql", 4171, date(2018, 2, 28)),
    ]
    assert staged("stg_deal", "outcome, count(*), count(amount)", "true GROUP BY outcome") == [("won", 189, 0)]
    assert staged("stg_origin", "count(*), count(*) FILTER (WHERE channel_raw = 'unknown')") == [(10, 1)]


def test_losses_that_are_not_recorded_are_said(home: Home) -> None:
    (report,) = import_files(home, [DATA / "olist" / "closed_deals.csv"]).files

    assert report.warnings[0].message.startswith("Losses are not recorded")


def test_spend_without_a_date_is_kept_and_belongs_to_no_period(home: Home, staged: Rows) -> None:
    (report,) = import_files(home, [DATA / "kag_ads"]).files

    assert (report.source, report.new, report.rejected_rows) == ("kag_ads", 1143, 0)
    assert staged("stg_spend", "round(sum(cost), 2), sum(clicks), bool_and(undated), count(day), max(currency)") == [
        (Decimal("58705.23"), 38165, True, 0, "USD")
    ]


def test_planted_defects_arrive_as_they_are(home: Home, staged: Rows) -> None:
    report = import_files(home, [DATA / "maven_crm"])

    assert {(file.object, file.new, file.rejected_rows) for file in report.files} == {
        ("account", 85, 0),
        ("opportunity", 8800, 0),
        ("product", 7, 0),
        ("sales_agent", 35, 0),
    }
    products = set(staged("stg_product", "name"))
    assert set(staged("stg_deal", "DISTINCT product")) - products == {"GTXPro"}
    assert "technolgy" in staged("stg_account", "DISTINCT industry")
    assert staged("stg_deal", "outcome, count(*)", "true GROUP BY outcome") == [
        ("lost", 2473),
        ("open", 2089),
        ("won", 4238),
    ]

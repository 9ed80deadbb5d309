"""Campaigns, spend, origins, and what is odd."""

import pytest

from tests.revenue.model.conftest import Rows


def test_campaigns_of_two_tools_are_one_by_name(rows: Rows) -> None:
    assert rows("SELECT count(DISTINCT campaign_id) FROM campaign_link") == [(1,)]
    assert rows("SELECT name, channel FROM campaign ORDER BY name") == [
        ("Nobody knows", "unknown"),
        ("Q1-launch", "paid_social"),
    ]


def test_touches_find_their_campaign_by_the_tags_of_the_link(rows: Rows) -> None:
    assert rows(
        "SELECT DISTINCT channel, campaign_id = (SELECT min(campaign_id) FROM campaign_link) FROM touch WHERE channel = 'paid_social'"
    ) == [("paid_social", True)]


def test_a_span_is_spread_over_its_days_and_loses_nothing(rows: Rows) -> None:
    assert rows(
        "SELECT count(*), sum(cost_original)::DOUBLE, sum(impressions), sum(clicks) FROM spend WHERE currency = 'USD'"
    ) == [(31, pytest.approx(310.0), 1001, 12)]


def test_each_day_converts_at_its_own_rate_and_waits_for_the_first(rows: Rows) -> None:
    assert rows(
        "SELECT rate, rate_on::VARCHAR, count(*), round(sum(cost), 6) FROM spend WHERE currency = 'USD' GROUP BY ALL ORDER BY rate"
    ) == [
        (0.9, "2026-01-15", 17, 153.0),
        (None, None, 14, None),
    ]


def test_undated_spend_is_kept_and_belongs_to_no_day(rows: Rows) -> None:
    assert rows("SELECT day, cost, channel FROM spend WHERE day IS NULL") == [(None, 9.0, "paid_social")]


def test_traffic_has_the_channel_of_its_origin(rows: Rows) -> None:
    assert rows("SELECT day::VARCHAR, channel, sessions FROM traffic") == [("2026-01-05", "organic_search", 40)]


@pytest.mark.parametrize(
    ("entity", "detail"),
    [
        ("account", '"technolgy" is not among the sectors that we know; "technology" is one letter away'),
        ("deal", 'The product list does not know "GTXPro"; the closest is "GTX Pro"'),
        ("campaign", 'No campaign record is called "Nobody knows"; touches or spend name it'),
    ],
)
def test_what_is_odd_is_said(rows: Rows, entity: str, detail: str) -> None:
    found = [
        said for (said,) in rows(f"SELECT detail FROM contradiction WHERE entity = '{entity}' AND detail IS NOT NULL")
    ]
    assert found == [detail]


def test_amounts_without_a_rate_are_said(rows: Rows) -> None:
    assert rows(
        "SELECT entity, kept_value, detail LIKE '14 amounts in USD have no rate%' FROM contradiction WHERE field = 'currency'"
    ) == [("spend", "USD", True)]

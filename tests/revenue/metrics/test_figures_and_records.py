"""Every figure opens on as many records as its numerator, or on amounts that add up to it: all metrics, all
dimensions.
"""

import math
from collections import Counter

import duckdb
import pytest
from company import company

from cordee.revenue.metrics import REGISTRY, CannotAnswer, Unit, UnknownMetric, compute, records
from cordee.revenue.metrics.listing import ORDERS
from cordee.vocabulary.periods import Period

QUARTER = Period.parse("2026-Q2")
MONEY = {Unit.CURRENCY, Unit.CURRENCY_PER_DAY, Unit.RATIO}


@pytest.fixture(scope="module")
def reader() -> duckdb.DuckDBPyConnection:
    return company(people=240, deals=90)


def _sums(key: str) -> bool:
    return REGISTRY[key].unit in MONEY or key == "closing_rate_amount"


@pytest.mark.parametrize("key", REGISTRY)
def test_the_records_of_every_figure_and_group_add_up_to_its_numerator(
    reader: duckdb.DuckDBPyConnection, key: str
) -> None:
    dimensions = [None, *(by for by in REGISTRY[key].dimensions if by != "week")]
    if key.startswith("conversion_") and key != "conversion_mql_customer":
        dimensions = [None, "channel"]  # one rule makes all fifteen
    for by in dimensions:
        for figure in compute(reader, key, QUARTER, by=by):
            found = records(reader, key, QUARTER, by=by, group=figure.group)
            if _sums(key):
                assert math.isclose(sum(one.amount or 0 for one in found), figure.numerator or 0, abs_tol=1e-4)
                assert len(found) == figure.n
            else:
                assert len(found) == figure.numerator


@pytest.mark.parametrize("key", [key for key, metric in REGISTRY.items() if metric.method.denominator is not None])
def test_the_records_of_every_denominator_add_up_to_it(reader: duckdb.DuckDBPyConnection, key: str) -> None:
    for figure in compute(reader, key, QUARTER, by="channel"):
        found = records(reader, key, QUARTER, by="channel", group=figure.group, part="denominator")
        if key in ("closing_rate_amount", "roi"):
            assert math.isclose(sum(one.amount or 0 for one in found), figure.denominator or 0, abs_tol=1e-4)
        else:
            assert len(found) == figure.denominator


@pytest.mark.parametrize("key", ["leads", "revenue", "spend", "opportunities", "mql"])
@pytest.mark.parametrize("by", ["channel", "campaign", "week", "month", "quarter"])
def test_the_groups_of_a_count_or_a_sum_add_up_to_the_whole(
    reader: duckdb.DuckDBPyConnection, key: str, by: str
) -> None:
    (whole,) = compute(reader, key, QUARTER)
    parts = compute(reader, key, QUARTER, by=by)

    assert math.isclose(sum(part.numerator or 0 for part in parts), whole.numerator or 0, abs_tol=1e-6)


@pytest.mark.parametrize("key", REGISTRY)
def test_the_value_lies_within_its_interval(reader: duckdb.DuckDBPyConnection, key: str) -> None:
    for figure in compute(reader, key, QUARTER, by="channel"):
        if figure.low is not None and figure.high is not None:
            assert figure.value is not None
            assert figure.low <= figure.value * (1 + 1e-9) and figure.value <= figure.high * (1 + 1e-9)


@pytest.mark.parametrize("key", REGISTRY)
def test_no_value_always_comes_with_the_reason(reader: duckdb.DuckDBPyConnection, key: str) -> None:
    for by in (None, "channel", "month"):
        for language in ("en", "fr"):
            for figure in compute(reader, key, Period.parse("2025"), by=by, language=language):
                assert figure.value is not None or figure.note


def test_a_filter_keeps_one_group(reader: duckdb.DuckDBPyConnection) -> None:
    by_channel = {figure.group: figure.value for figure in compute(reader, "leads", QUARTER, by="channel")}
    (email,) = compute(reader, "leads", QUARTER, filters={"channel": "email"})
    (both,) = compute(reader, "leads", QUARTER, filters={"channel": ["email", "unknown"]})

    assert email.value == by_channel["email"]
    assert both.value == by_channel["email"] + by_channel["unknown"]


def test_the_unknown_channel_comes_last_and_says_so(reader: duckdb.DuckDBPyConnection) -> None:
    figures = compute(reader, "leads", QUARTER, by="channel")

    assert figures[-1].group == "unknown"
    assert figures[-1].note == "No tool recorded where these came from."


def test_a_record_has_what_it_takes_to_open_its_journey(reader: duckdb.DuckDBPyConnection) -> None:
    lead = records(reader, "leads", QUARTER)[0]
    deal = records(reader, "opportunities", QUARTER)[0]

    assert (lead.record, lead.name, lead.email) == (
        "person",
        f"Person {lead.person_id}",
        f"p{lead.person_id}@example.com",
    )
    assert (deal.record, deal.name) == ("deal", f"Deal {deal.deal_id}")


def test_records_come_by_pages_newest_first(reader: duckdb.DuckDBPyConnection) -> None:
    everything = records(reader, "leads", QUARTER)

    assert [one.at for one in everything] == sorted((one.at for one in everything), reverse=True)
    assert records(reader, "leads", QUARTER, limit=10, offset=5) == everything[5:15]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("key", ["leads", "revenue", "spend", "sla_compliance", "closing_rate", "roi"])
def test_records_come_in_every_order_and_stay_the_same_records(
    reader: duckdb.DuckDBPyConnection, key: str, order: str
) -> None:
    newest = records(reader, key, QUARTER)
    up, down = (records(reader, key, QUARTER, order=order, descending=way) for way in (False, True))

    assert len(newest) > 1
    assert Counter(map(repr, up)) == Counter(map(repr, down)) == Counter(map(repr, newest))
    said = [text.casefold() for one in up if (text := one.name)] if order == "name" else []
    assert said == sorted(said)


def test_the_same_question_has_the_same_answer_to_the_last_digit(reader: duckdb.DuckDBPyConnection) -> None:
    for key in ("roi", "revenue", "closing_rate_amount", "velocity", "conversion_mql_customer"):
        assert compute(reader, key, QUARTER, by="channel") == compute(reader, key, QUARTER, by="channel")


def test_spend_cannot_be_cut_by_segment(reader: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(CannotAnswer, match="spend cannot be cut by segment"):
        compute(reader, "spend", QUARTER, by="segment")


def test_an_unknown_metric_names_its_neighbours(reader: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UnknownMetric, match="Did you mean revenue"):
        compute(reader, "revenu", QUARTER)


def test_an_unknown_attribution_model_names_those_there_are(reader: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(CannotAnswer, match="There are: first, last, linear, u, w, time_decay"):
        compute(reader, "roi", QUARTER, model="magic")

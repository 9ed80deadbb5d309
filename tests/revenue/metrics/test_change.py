"""Why a figure changed: the parts add up to the change, and say which of mix and rate made it."""

import math
from datetime import date

import duckdb
import pytest
from company import company

from cordee.revenue.metrics import compute
from cordee.revenue.metrics.change import explain
from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period

Q1, Q2 = Period.parse("2026-Q1"), Period.parse("2026-Q2")


def ratio(spend: float, leads: float, group: str | None = None) -> Figure:
    return Figure(
        metric="cost_per_lead",
        value=spend / leads if leads else None,
        unit="EUR",
        start=date(2026, 4, 1),
        end=date(2026, 6, 30),
        as_of=None,
        group=group,
        n=1,
        numerator=spend,
        denominator=leads,
    )


def test_the_same_costs_with_more_of_the_dear_channel_is_all_mix() -> None:
    before = {"cheap": ratio(500, 50), "dear": ratio(5000, 50)}
    now = {"cheap": ratio(200, 20), "dear": ratio(8000, 80)}

    found = explain(ratio(8200, 100), ratio(5500, 100), parts_now=now, parts_before=before)

    assert found is not None
    assert (round(found.total, 9), round(found.mix, 9), round(found.rate, 9)) == (27.0, 27.0, 0.0)


def test_the_same_mix_with_one_channel_dearer_is_all_that_channel_s_rate() -> None:
    before = {"cheap": ratio(500, 50), "dear": ratio(5000, 50)}
    now = {"cheap": ratio(500, 50), "dear": ratio(7500, 50)}

    found = explain(ratio(8000, 100), ratio(5500, 100), parts_now=now, parts_before=before)

    assert found is not None
    assert [(part.group, part.rate, part.mix) for part in found.parts] == [("dear", 25.0, 0.0)]


def test_spend_that_brought_nobody_weighs_as_rate() -> None:
    before = {"cheap": ratio(500, 50)}
    now = {"cheap": ratio(500, 50), "new": ratio(1000, 0)}

    found = explain(ratio(1500, 50), ratio(500, 50), parts_now=now, parts_before=before)

    assert found is not None
    assert [(part.group, part.rate, part.mix) for part in found.parts] == [("new", 20.0, 0.0)]


@pytest.fixture(scope="module")
def reader() -> duckdb.DuckDBPyConnection:
    return company(people=240, deals=90)


@pytest.mark.parametrize(
    "key", ["cost_per_lead", "cac", "closing_rate", "acceptance_rate", "revenue", "leads", "spend"]
)
@pytest.mark.parametrize("by", ["channel", "campaign"])
def test_the_parts_add_up_to_the_change(reader: duckdb.DuckDBPyConnection, key: str, by: str) -> None:
    now, before = compute(reader, key, Q2)[0], compute(reader, key, Q1)[0]
    parts = [{one.group: one for one in compute(reader, key, period, by=by)} for period in (Q2, Q1)]

    found = explain(now, before, parts_now=parts[0], parts_before=parts[1])  # type: ignore[arg-type] -- groups have names

    assert found is not None
    assert math.isclose(found.unexplained, 0, abs_tol=1e-6 * max(1, abs(found.total)))


def test_a_median_is_not_taken_apart(reader: duckdb.DuckDBPyConnection) -> None:
    now, before = compute(reader, "sales_cycle", Q2)[0], compute(reader, "sales_cycle", Q1)[0]

    assert explain(now, before, parts_now={}, parts_before={}) is None

"""What each figure says on rows that one can count on one's fingers, and what it says when it cannot know."""

from datetime import date, datetime, timedelta

import duckdb
import numpy as np
import pytest
from company import AS_OF, company, empty, insert

from cordee.revenue.metrics import compute, records, whole_period
from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period

Q2 = Period.parse("2026-Q2")
APRIL = datetime(2026, 4, 10)
LEAD = dict.fromkeys(
    ("inquiry_at", "mql_at", "sal_at", "sql_at", "opportunity_at", "customer_at", "refused_at", "lost_at", "channel")
)


def one(reader: duckdb.DuckDBPyConnection, key: str, period: Period = Q2, **asked: object) -> Figure:
    (figure,) = compute(reader, key, period, **asked)  # type: ignore[arg-type]
    return figure


def leads(reader: duckdb.DuckDBPyConnection, *rows: dict[str, object]) -> duckdb.DuckDBPyConnection:
    insert(reader, "lead", [{"person_id": place, **LEAD, **row} for place, row in enumerate(rows, 1)])
    return reader


def deals(
    reader: duckdb.DuckDBPyConnection, *rows: tuple[str, float | None, int | None, int | None]
) -> duckdb.DuckDBPyConnection:
    """(outcome, amount, days from 10 April to opening, to closing)"""

    def day(days: int | None) -> datetime | None:
        return None if days is None else APRIL + timedelta(days=days)

    insert(
        reader,
        "deal",
        [
            {"deal_id": place, "outcome": outcome, "amount": amount, "opened_at": day(opened), "closed_at": day(closed)}
            for place, (outcome, amount, opened, closed) in enumerate(rows, 1)
        ],
    )
    return reader


def spend(reader: duckdb.DuckDBPyConnection, channel: str, day: date | None, cost: float) -> None:
    insert(reader, "spend", [{"channel": channel, "day": day, "cost": cost}])


def test_a_lead_of_half_past_midnight_in_paris_belongs_to_the_new_month() -> None:
    reader = leads(empty(), {"inquiry_at": datetime(2026, 3, 31, 22, 30)})

    assert one(reader, "leads", Period.parse("2026-04")).value == 1
    assert one(reader, "leads", Period.parse("2026-03")).value == 0


def test_cost_per_lead_divides_the_spend_of_a_channel_by_its_leads() -> None:
    reader = leads(empty(), *({"inquiry_at": APRIL, "channel": "paid_search"} for _ in range(4)))
    spend(reader, "paid_search", date(2026, 5, 1), 100.0)

    figure = one(reader, "cost_per_lead", by="channel")

    assert (figure.value, figure.numerator, figure.denominator) == (25.0, 100.0, 4)


def test_cost_per_lead_is_undefined_without_a_lead_and_unknown_without_spend() -> None:
    reader = leads(empty(), {"inquiry_at": APRIL, "channel": "email"})
    spend(reader, "paid_search", date(2026, 5, 1), 100.0)

    search, email = compute(reader, "cost_per_lead", Q2, by="channel")

    assert (search.value, search.note) == (None, "Undefined: leads is 0 here in this period.")
    assert (email.value, email.note) == (
        None,
        "No dated spend is recorded here for this period: the cost is unknown, not zero.",
    )


def test_undated_spend_belongs_to_no_period_and_is_told() -> None:
    reader = empty()
    spend(reader, "paid_social", None, 1234.0)
    spend(reader, "paid_social", date(2026, 5, 1), 10.0)

    figure = one(reader, "spend")

    assert figure.value == 10.0
    assert figure.note == "Spend without a date: 1,234 EUR. It belongs to no period and is left out."
    assert "Dépense sans date : 1\u202f234 EUR." in str(one(reader, "spend", language="fr").note)


def test_acceptance_counts_whoever_goes_beyond_and_the_first_decision_only() -> None:
    later = APRIL + timedelta(days=3)
    reader = leads(
        empty(),
        {"mql_at": APRIL, "sal_at": later},
        {"mql_at": APRIL, "sql_at": later},  # no tool has a word for SAL: qualified is accepted
        {"mql_at": APRIL, "refused_at": later},
        {"mql_at": APRIL, "refused_at": later, "sal_at": later + timedelta(days=9)},  # refused first
        {"mql_at": APRIL},  # not decided yet
    )

    figure = one(reader, "acceptance_rate")

    assert (figure.value, figure.numerator, figure.denominator) == (0.5, 2, 4)


def test_acceptance_is_not_known_where_nobody_ever_records_a_refusal() -> None:
    reader = leads(empty(), {"mql_at": APRIL, "sal_at": APRIL + timedelta(days=1)})

    figure = one(reader, "acceptance_rate")

    assert figure.value is None
    assert str(figure.note).startswith("No tool records a refusal, ever")


def test_the_closing_rate_is_not_known_where_no_loss_is_ever_recorded() -> None:
    reader = deals(empty(), ("won", 10.0, 0, 20), ("won", 10.0, 0, 30))

    for key in ("closing_rate", "closing_rate_amount"):
        figure = one(reader, key)
        assert (figure.value, str(figure.note)[:41]) == (None, "No tool records a lost deal, ever: the ra")


def test_closing_by_count_and_by_amount() -> None:
    reader = deals(empty(), ("won", 30.0, 0, 20), ("lost", 10.0, 0, 20), ("lost", 20.0, 5, 30), ("open", 99.0, 1, None))

    assert one(reader, "closing_rate").value == pytest.approx(1 / 3)
    assert one(reader, "closing_rate_amount").value == pytest.approx(0.5)


def test_a_deal_without_an_amount_is_counted_and_told() -> None:
    reader = deals(empty(), ("open", None, 0, None), ("open", 500.0, 1, None))

    figure = one(reader, "pipeline_generated")

    assert (figure.value, figure.n, figure.note) == (500.0, 2, "Deals without an amount: 1, counted as 0.")


def test_a_mature_cohort_converts_as_its_plain_share() -> None:
    entered = datetime(2026, 1, 10)
    rows = [{"mql_at": entered, "customer_at": entered + timedelta(days=d)} for d in (5, 40, 89, 120)]
    rows += [{"mql_at": entered, "lost_at": entered + timedelta(days=d)} for d in (3, 50)]
    # Recycled, came back, and bought on day 60: that is a conversion.
    rows += [{"mql_at": entered, "lost_at": entered + timedelta(days=9), "customer_at": entered + timedelta(days=60)}]
    rows += [{"mql_at": entered}] * 3
    reader = leads(empty(), *({**LEAD, **row} for row in rows))

    figure = one(reader, "conversion_mql_customer", Period.parse("2026-01"), horizon=90)

    assert figure.value == pytest.approx(0.4)
    assert (figure.numerator, figure.denominator, figure.immature) == (4, 10, False)


def test_a_cohort_that_nobody_has_watched_long_enough_is_refused_with_the_horizon_that_can_be_answered() -> None:
    entered = AS_OF - timedelta(days=40)
    bought = {"mql_at": entered, "customer_at": entered + timedelta(days=2)}
    reader = leads(empty(), *[bought] * 3, *[{"mql_at": entered}] * 17)
    period = Period(entered.date(), AS_OF.date())

    refused = one(reader, "conversion_mql_customer", period, horizon=90)
    answered = one(reader, "conversion_mql_customer", period, horizon=30)

    assert (refused.value, refused.immature, refused.numerator) == (None, True, 3)
    assert refused.note == (
        "Too early: 0 of 20 have been followed for 90 days. A horizon that can be answered today: 40 days."
    )
    assert answered.value == pytest.approx(0.15)


def test_conversion_of_a_growing_flow_is_not_pulled_down_by_those_who_just_came() -> None:
    rng = np.random.default_rng(4)
    rows: list[dict[str, object]] = []
    for _ in range(1500):
        entered = AS_OF - timedelta(days=180 * (1 - np.sqrt(rng.uniform())))  # twice as many at the end
        bought = entered + timedelta(days=rng.exponential(40)) if rng.uniform() < 0.3 else None
        rows.append({"mql_at": entered, "customer_at": bought if bought and bought <= AS_OF else None})
    reader = leads(empty(), *rows)

    figure = one(reader, "conversion_mql_customer", Period.parse("2026"), horizon=90)

    truth, raw = 0.3 * (1 - np.exp(-90 / 40)), figure.numerator / figure.denominator
    assert figure.low < truth < figure.high
    assert raw < figure.low


def test_no_recorded_exit_is_told_beside_a_conversion() -> None:
    entered = datetime(2026, 1, 10)
    reader = leads(empty(), {"mql_at": entered, "customer_at": entered + timedelta(days=5)}, {"mql_at": entered})

    figure = one(reader, "conversion_mql_customer", Period.parse("2026-01"))

    assert figure.value == pytest.approx(0.5)
    assert "No tool records exits (refused, recycled, lost, disqualified)" in str(figure.note)


def test_who_was_there_before_does_not_enter_the_cohort() -> None:
    entered = datetime(2026, 1, 10)
    reader = leads(empty(), {"mql_at": entered, "customer_at": entered - timedelta(days=30)}, {"mql_at": entered})

    assert one(reader, "conversion_mql_customer", Period.parse("2026-01")).denominator == 1


def test_leads_that_still_wait_lengthen_the_median_instead_of_vanishing() -> None:
    reader = empty()
    waits = [(10, True), (20, True), (30, True), (400, False), (500, False)]
    insert(
        reader,
        "clock",
        [
            {
                "person_id": place,
                "clause": "first_attempt",
                "started_at": APRIL,
                "stopped_at": APRIL if ended else None,
                "business_minutes": float(minutes),
                "state": "kept" if ended else "running",
            }
            for place, (minutes, ended) in enumerate(waits)
        ],
    )

    figure = one(reader, "speed_to_lead")

    assert (figure.value, figure.n) == (30.0, 5)
    assert figure.note == "Still waiting: 2 of 5; they count as longer than what they have waited."


@pytest.mark.parametrize("key", ["sla_compliance", "speed_to_lead"])
def test_promises_are_not_judged_where_no_act_of_sales_is_ever_recorded(key: str) -> None:
    reader = empty()
    broken = {
        "clause": "first_attempt",
        "started_at": APRIL,
        "due_at": APRIL,
        "business_minutes": 900.0,
        "state": "broken",
    }
    insert(reader, "clock", [{"person_id": 1, **broken}, {"person_id": 2, **broken}])

    figure = one(reader, key)

    assert (figure.value, figure.n) == (None, 2)
    assert str(figure.note).startswith("No tool records an act of sales")


def test_the_cycle_says_on_what_it_stands_and_asks_for_six_wins_before_an_interval() -> None:
    reader = deals(empty(), ("won", 1.0, 0, 20), ("won", 1.0, 0, 40), ("lost", 1.0, 0, 10), ("open", 1.0, 0, None))

    figure = one(reader, "sales_cycle")

    assert (figure.value, figure.n, figure.low, figure.high) == (20.0, 2, None, None)
    assert str(figure.note).startswith("Won: 2; lost: 1, as a competing end; still open: 1")


@pytest.mark.parametrize("period", ["2026", "2026-Q2"])
def test_the_cycle_of_a_flow_that_began_with_the_data_is_not_too_short(period: str) -> None:
    # Deals close after 0 to 119 days, evenly; a third are won. Whoever looks only at closed deals misses the long ones.
    reader = company(people=1, deals=1500, seed=2)
    over = Period.parse(period)

    figure = one(reader, "sales_cycle", over)
    plain = float(np.median([record.measure for record in records(reader, "sales_cycle", over)]))

    assert figure.low <= 59.5 <= figure.high
    assert plain < figure.value


def test_velocity_is_the_product_of_its_parts() -> None:
    reader = company(people=1, deals=400, seed=3)
    count, rate = one(reader, "opportunities").value, one(reader, "closing_rate").value
    revenue, cycle = one(reader, "revenue"), one(reader, "sales_cycle").value

    figure = one(reader, "velocity")

    assert figure.value == pytest.approx(count * rate * (revenue.value / revenue.n) / cycle)


def test_the_return_credits_marketing_by_the_named_model() -> None:
    reader = deals(empty(), ("won", 1000.0, 0, 20))
    spend(reader, "email", date(2026, 4, 20), 200.0)
    insert(
        reader,
        "deal_credit",
        [
            {"deal_id": 1, "channel": "email", "side": side, "share_first": first, "share_linear": linear}
            for side, first, linear in (("marketing", 1.0, 0.6), ("sales", 0.0, 0.4))
        ],
    )

    assert one(reader, "roi", model="first").value == pytest.approx(4.0)
    assert one(reader, "roi", model="linear").value == pytest.approx(2.0)


def test_the_return_is_unknown_without_spend() -> None:
    figure = one(deals(empty(), ("won", 1000.0, 0, 20)), "roi")

    assert figure.value is None
    assert str(figure.note).startswith("No dated spend is recorded here")


def test_a_period_after_the_data_has_no_value_and_one_that_outlasts_it_says_so() -> None:
    reader = leads(empty(), {"inquiry_at": APRIL})

    after, across = one(reader, "leads", Period.parse("2027")), one(reader, "leads", Period.parse("2026"))

    assert (after.value, after.note) == (None, "The data ends on 2026-09-30, before this period begins.")
    assert (across.value, across.note) == (1, "The data ends on 2026-09-30: what happened later is not known.")


def test_the_whole_period_runs_from_the_first_record_to_the_end_of_the_data() -> None:
    reader = leads(empty(), {"inquiry_at": APRIL})
    spend(reader, "email", date(2026, 2, 3), 1.0)

    assert whole_period(reader) == Period(date(2026, 2, 3), date(2026, 9, 30))


def test_deals_of_which_none_carries_an_amount_sum_to_nothing_known() -> None:
    figure = one(deals(empty(), ("won", None, 0, 20), ("lost", 5.0, 0, 20)), "revenue")

    assert (figure.value, figure.n) == (None, 1)
    assert figure.note == (
        "None of these deals has an amount that adds up: 1 (none is recorded, or its currency has no dated rate). "
        "The sum is unknown, not zero."
    )


def test_deals_recorded_only_when_won_have_no_known_cycle() -> None:
    figure = one(deals(empty(), ("won", 1.0, 0, 0), ("won", 1.0, 5, 5)), "sales_cycle")

    assert (figure.value, figure.n) == (None, 2)
    assert str(figure.note).startswith("Every deal won is recorded as opened at the moment that it was won")


def test_entries_long_before_the_first_arrival_on_record_are_told_to_be_in_doubt() -> None:
    early, late = datetime(2026, 1, 10), datetime(2026, 5, 20)
    rows = [{"mql_at": early}, {"mql_at": late}, {"mql_at": late, "customer_at": datetime(2026, 6, 1)}]
    reader = leads(empty(), *rows)

    doubtful = one(reader, "conversion_mql_customer", Period.parse("2026-01"), horizon=30)
    sound = one(reader, "conversion_mql_customer", Period.parse("2026-05"), horizon=30)

    assert "The first customer on record is of 2026-06-01" in str(doubtful.note)
    assert "on record" not in str(sound.note)


def test_a_deal_won_at_the_first_midnight_of_the_period_belongs_to_it() -> None:
    reader = empty()
    midnight = datetime(2026, 3, 31, 22)  # in Paris, 1 April
    insert(
        reader, "deal", [{"deal_id": 1, "outcome": "won", "opened_at": datetime(2026, 3, 1, 22), "closed_at": midnight}]
    )

    figure = one(reader, "sales_cycle")

    assert (figure.value, figure.n) == (30.0, 1)

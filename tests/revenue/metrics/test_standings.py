"""Where those who did not pass stand: together they are the cohort, and each place opens on its people."""

from datetime import datetime
from itertools import pairwise

import duckdb
import pytest
from company import company, empty, insert

from cordee.revenue.metrics import CannotAnswer, Standing, compute, record_count, records, standings
from cordee.vocabulary.periods import Period
from cordee.vocabulary.stages import PATH

QUARTER = Period.parse("2026-Q2")
PASSAGES = [f"conversion_{a}_{b}" for a, b in pairwise(PATH)]


@pytest.fixture(scope="module")
def reader() -> duckdb.DuckDBPyConnection:
    return company(people=240, deals=90)


@pytest.mark.parametrize("key", PASSAGES)
def test_the_places_add_up_to_the_cohort_and_open_on_their_people(reader: duckdb.DuckDBPyConnection, key: str) -> None:
    (figure,) = compute(reader, key, QUARTER)

    found = standings(reader, key, QUARTER)

    assert sum(one.people for one in found) == figure.denominator
    assert sum(one.people for one in found if one.place == "passed") == figure.numerator
    for one in found:
        asked = {"place": one.place, "reason": one.reason}
        assert record_count(reader, key, QUARTER, **asked) == one.people
        assert len(records(reader, key, QUARTER, **asked)) == one.people


def test_each_stands_where_they_went_last() -> None:
    connection = empty()
    day = [datetime(2026, 4, n) for n in range(1, 29)]
    columns = ("mql_at", "sal_at", "refused_at", "refused_reason", "recycled_at", "lost_at", "disqualified_at")
    cast = [
        (day[0], day[3], None, None, None, None, None),  # passed
        (day[0], None, None, None, None, None, None),  # waiting
        (day[0], None, day[2], "budget", None, None, None),  # refused
        (day[0], None, day[2], "budget", day[5], None, None),  # refused, then recycled
        (day[0], None, None, None, None, None, day[4]),  # disqualified
        (day[6], None, day[2], "early", None, None, None),  # refused before this passage: waiting
        (day[0], datetime(2026, 9, 1), None, None, None, None, None),  # passed, after the horizon
    ]
    insert(
        connection,
        "lead",
        [{"person_id": n, **dict(zip(columns, values, strict=True))} for n, values in enumerate(cast)],
    )

    assert standings(connection, "conversion_mql_sal", QUARTER, horizon=90) == [
        Standing("waiting", None, 2),
        Standing("disqualified", None, 1),
        Standing("later", None, 1),
        Standing("passed", None, 1),
        Standing("recycled", None, 1),
        Standing("refused", "budget", 1),
    ]


def test_only_a_passage_has_places(reader: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(CannotAnswer, match="not a passage"):
        standings(reader, "revenue", QUARTER)


def test_the_time_of_a_passage_counts_who_may_still_arrive() -> None:
    """Ten arrive after 1 to 10 days; ten more have waited for 4 days and may still arrive: the median grows."""
    connection = empty()
    start = datetime(2026, 4, 1)
    arrived = [{"person_id": n, "mql_at": start, "sal_at": datetime(2026, 4, 1 + n)} for n in range(1, 11)]
    insert(connection, "lead", arrived)
    (alone,) = compute(connection, "time_mql_sal", QUARTER)
    insert(connection, "lead", [{"person_id": n, "mql_at": datetime(2026, 9, 26, 16)} for n in range(11, 21)])
    (with_waiting,) = compute(connection, "time_mql_sal", Period.parse("2026"))

    assert (alone.value, alone.low, alone.high, alone.n) == (5.0, 2.0, 9.0, 10)
    assert (with_waiting.value or 0) > 5.0

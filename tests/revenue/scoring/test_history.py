"""The workspace's own history: only what was known at the first request, only leads that had their time."""

from datetime import datetime, timedelta

import duckdb
import numpy as np
import pytest

from cordee.revenue.scoring.history import COUNTS, TEXTS, facts_sql, learn_from_history, past_of
from cordee.revenue.scoring.words import CannotLearn
from cordee.vocabulary.stages import Stage
from tests import firm

ASKED = datetime(2026, 1, 10, 9)
TOUCHES = [  # person, account, days from the request, kind, direction, channel, content
    (1, 7, -100, "page_view", "in", "organic", None),
    (1, 7, -5, "page_view", "in", "paid_search", None),
    (1, 7, -4, "webinar", "in", None, "Lean"),
    (1, 7, -1, "email_sent", "out", None, None),
    (1, 7, 0, "form_fill", "in", None, "Demo"),
    (2, 7, -3, "page_view", "in", None, None),
    (3, 7, 3, "page_view", "in", None, None),
    (1, 7, 1, "webinar", "in", None, "After"),
]


@pytest.fixture
def snapshot() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE touch (person_id BIGINT, account_id BIGINT, occurred_at TIMESTAMP, kind VARCHAR, direction VARCHAR, "
        "channel VARCHAR, content VARCHAR);"
        "CREATE TABLE lead (person_id BIGINT, account_id BIGINT, inquiry_at TIMESTAMP, sql_at TIMESTAMP);"
        "CREATE TABLE stage_event (occurred_at TIMESTAMP)"
    )
    connection.executemany(
        "INSERT INTO touch VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(person, account, ASKED + timedelta(days=days), *rest) for person, account, days, *rest in TOUCHES],
    )
    connection.execute("INSERT INTO stage_event VALUES (?)", [ASKED + timedelta(days=200)])
    return connection


def facts_of(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    leads = f"(SELECT 1 AS lead_id, 1 AS person_id, 7 AS account_id, TIMESTAMP '{ASKED}' AS as_of)"
    found = connection.execute(facts_sql(leads))
    return dict(zip([one[0] for one in found.description or ()], found.fetchall()[0], strict=True))


def test_the_facts_are_those_of_the_moment(snapshot: duckdb.DuckDBPyConnection) -> None:
    nothing = dict.fromkeys(COUNTS, 0)

    assert facts_of(snapshot) == nothing | {
        "lead_id": 1,
        "as_of": ASKED,
        "channel": "organic",
        "request": "form_fill",
        "content": "Demo",
        "page_views": 1,
        "webinars": 1,
        "colleagues": 1,
        "days_known": 100,
    }


def test_what_happens_later_changes_no_fact(snapshot: duckdb.DuckDBPyConnection) -> None:
    before = facts_of(snapshot)
    snapshot.execute(
        "INSERT INTO touch SELECT p, 7, ?, k, 'in', 'referral', 'later' "
        "FROM unnest([1, 2, 3, 4]) AS a(p), unnest(['page_view', 'webinar', 'form_fill', 'download']) AS b(k)",
        [ASKED + timedelta(seconds=1)],
    )

    assert facts_of(snapshot) == before


def test_who_had_no_time_yet_or_was_there_before_does_not_count(snapshot: duckdb.DuckDBPyConnection) -> None:
    days = [  # inquiry, sql: days from ASKED
        (0, 10),  # in time
        (1, 95),  # too late: it counts as not reached
        (2, None),
        (3, 2),  # reached before it asked
        (150, 155),  # too young
    ]
    snapshot.executemany(
        "INSERT INTO lead VALUES (?, 7, ?, ?)",
        [
            (person, ASKED + timedelta(days=asked), None if sql is None else ASKED + timedelta(days=sql))
            for person, (asked, sql) in enumerate(days, 10)
        ],
    )

    past = past_of(snapshot, Stage.SQL, 90)

    assert past.won.tolist() == [True, False, False]
    assert np.all(np.diff(past.order) > 0)  # type: ignore[arg-type]  # there is one
    assert tuple(column.name for column in past.columns) == (*TEXTS, *COUNTS)


def test_a_young_firm_is_told_that_it_has_too_few(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = firm.home(tmp_path_factory.mktemp("score")).place

    assert [one.code for one in learn_from_history(home, "sql").advice] == ["too_few", "history"]
    with pytest.raises(CannotLearn, match="opportunity"):
        learn_from_history(home, "inquiry")

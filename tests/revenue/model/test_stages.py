"""Passages: told, derived, collapsed, numbered."""

from tests.revenue.model.conftest import Rows
from tests.revenue.pipeline.story import after


def passages(rows: Rows, email: str) -> list[tuple]:  # type: ignore[type-arg]
    return rows(
        f"""
        SELECT stage, occurred_at, cycle, nth, e.sources FROM stage_event AS e JOIN person USING (person_id)
        WHERE email = '{email}' ORDER BY occurred_at, stage
        """
    )


def test_two_tools_that_tell_the_same_passage_tell_it_once(rows: Rows) -> None:
    assert passages(rows, "claire@abeille.fr") == [
        ("inquiry", after(0), 1, 1, ["cordee"]),  # created with an inbound source, a day before the form
        ("mql", after(4), 1, 1, ["hubspot", "salesforce"]),
        ("sal", after(8), 1, 1, ["hubspot"]),
        ("opportunity", after(15), 1, 1, ["cordee"]),
        ("customer", after(55), 1, 1, ["cordee"]),
    ]


def test_a_refusal_ends_a_cycle_and_the_next_passage_begins_another(rows: Rows) -> None:
    assert passages(rows, "zoe@bolt.fr") == [
        ("inquiry", after(3), 1, 1, ["cordee"]),
        ("mql", after(5), 1, 1, ["hubspot"]),
        ("refused", after(6), 1, 1, ["hubspot"]),
        ("mql", after(9), 2, 2, ["hubspot"]),
        ("opportunity", after(11), 2, 1, ["cordee"]),
    ]


def test_a_lost_deal_is_a_passage_with_its_reason(rows: Rows) -> None:
    assert rows("SELECT stage, reason, deal_id IS NOT NULL FROM stage_event WHERE stage = 'lost'") == [
        ("lost", "Budget", True)
    ]


def test_somebody_of_an_offline_list_never_inquired(rows: Rows) -> None:
    assert rows(
        "SELECT stage FROM stage_event JOIN person USING (person_id) WHERE email = 'bob@gmail.com' ORDER BY occurred_at"
    ) == [
        ("opportunity",),
        ("lost",),
    ]


def test_every_passage_names_its_records(rows: Rows) -> None:
    assert rows("SELECT len(records) FROM stage_event WHERE stage = 'mql' ORDER BY 1 DESC") == [(2,), (1,), (1,), (1,)]


def test_leads_tell_where_they_are_now(rows: Rows) -> None:
    assert rows("SELECT p.email, l.stage, l.n_cycles, l.channel, l.refused_reason, l.segment FROM lead AS l JOIN person AS p USING (person_id) ORDER BY 1") == [
        ("bob@gmail.com", "lost", 1, "offline", None, None),
        ("claire@abeille.fr", "customer", 1, "paid_social", None, "50-249"),  # two acts at once: the least id is first
        ("hugo@bolt.fr", "mql", 1, "organic_search", None, "1000+"),
        ("zoe@bolt.fr", "opportunity", 2, "webinar", "pas le moment", "1000+"),
    ]  # fmt: skip


def test_the_first_attempt_is_an_act_after_the_mql(rows: Rows) -> None:
    assert rows(
        "SELECT p.email, a.cycle, a.attempt_at FROM attempt AS a JOIN person AS p USING (person_id) ORDER BY 1, 2"
    ) == [
        ("claire@abeille.fr", 1, after(7)),
        ("hugo@bolt.fr", 1, None),
        ("zoe@bolt.fr", 1, after(10.2)),
        ("zoe@bolt.fr", 2, after(10.2)),
    ]


def test_a_clock_judges_each_cycle(rows: Rows) -> None:
    assert rows(
        "SELECT p.email, c.started_at, c.state FROM clock AS c JOIN person AS p USING (person_id) ORDER BY 1, 2"
    ) == [
        ("claire@abeille.fr", after(4), "broken"),
        ("hugo@bolt.fr", after(58), "running"),
        ("zoe@bolt.fr", after(5), "broken"),
        ("zoe@bolt.fr", after(9), "broken"),
    ]

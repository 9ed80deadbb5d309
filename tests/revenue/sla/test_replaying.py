"""Replays: who would have been an MQL and when, as of then; three parts apart; the same to the lead every time."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cordee.revenue.pipeline import refresh
from cordee.revenue.sla.replaying import CannotReplay, Replay, last_quarter, replay
from cordee.revenue.sla.replaying_words import sentences
from cordee.revenue.sla.terms import publish
from cordee.vocabulary.periods import Period
from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.reading import read
from tests.revenue.pipeline.given import Staging, by_key, ref
from tests.revenue.sla.test_clocks_on_terms import act, at, logged, passage, person

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
TERMS = """
title: {fr: Accord, en: Agreement}
stages:
  - stage: mql
    name: {fr: MQL, en: MQL}
    owner: marketing
    rule:
      all:
        - {field: score.total, operator: at_least, value: 30}
        - {field: person.opted_out, operator: is_not, value: true}
scoring:
  engagement:
    - {key: form, field: touch.form_fill, operator: at_least, value: 1, points: 40, each: true, cap: 80}
    - {key: view, field: touch.page_view, operator: at_least, value: 1, points: 10, each: true, cap: 20}
  half_life_days: 10
delays:
  - key: first_attempt
    name: {fr: Première tentative, en: First attempt}
    owed_by: sales
    starts: mql
    stops: [call, email_sent, meeting, linkedin_message, sequence_step]
    tiers:
      - {key: hot, when: {field: score.total, operator: at_least, value: 80}, target_minutes: 60}
      - {key: others, target_minutes: 480}
"""


def terms(*changes: tuple[str, str]) -> Terms:
    text = TERMS
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return read(text)


def does(number: int, kind: str, when: datetime) -> dict[str, Any]:
    return act(number, kind, when, side="marketing", direction="in")


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    given = Staging(tmp_path / "home")
    given.run(
        person=[person(n) for n in range(1, 9)],
        stage_event=[passage(1, "mql", at(0, 1)), passage(2, "mql", at(1)), passage(8, "mql", at(2))],
        touch=[
            does(1, "form_fill", at(0)),  # MQL either way
            act(1, "call", at(0, 2)),
            act(1, "call", at(3)),
            does(2, "page_view", at(1)),  # recorded as an MQL on 10 points
            does(3, "form_fill", at(4)),  # new: 40 points on the same day, nobody tried
            does(4, "form_fill", at(-20)),  # long before the period
            does(5, "page_view", at(5)),  # 10 points, then 20, then 40 × ½ + …
            does(5, "page_view", at(6)),
            does(6, "form_fill", at(7)),  # unsubscribes later, so not yet then
            does(6, "unsubscribe", at(9)),
            does(7, "form_fill", at(28, 12)),  # 31 March, late evening in Paris: April there is none
            does(8, "form_fill", at(2, 3)),  # an MQL of the records three hours before it has the points
            does(8, "form_fill", at(2, 4)),
            act(8, "call", at(2, 2)),
            does(9, "page_view", at(40)),
        ],
    )
    refresh(given.home, links=by_key, threads=2)
    return given


def places(found: Replay) -> dict[int, str]:
    number = {ref(f"crm/contact/{n}"): n for n in range(1, 10)}
    return {number[lead.person_id]: lead.place for lead in found.leads}


def test_each_lead_stands_where_the_proposal_would_have_put_it(staging: Staging) -> None:
    found = replay(staging.home, terms(), MARCH)

    assert places(found) == {1: "both", 2: "dropped", 3: "new", 6: "new", 7: "new", 8: "both"}
    assert (found.proposal, found.actual) == (5, 3)
    assert [(week.proposal, week.actual) for week in found.weeks if week.proposal + week.actual] == [(3, 3), (1, 0), (1, 0)]  # fmt: skip


def test_scores_are_those_of_the_moment(staging: Staging) -> None:
    found = {places_of.person_id: places_of for places_of in replay(staging.home, terms(), MARCH).leads}

    assert found[ref("crm/contact/3")].would_at == at(4)
    assert (found[ref("crm/contact/3")].total, found[ref("crm/contact/8")].total) == (40, 40)


def test_hours_follow_from_the_attempts_that_were_logged(staging: Staging) -> None:
    work = replay(staging.home, terms(), MARCH, minutes_per_attempt=20).workload

    assert work.attempts_per_lead == 1  # two, none and one on three MQLs
    assert work.actual_hours_per_week == pytest.approx(3 * 20 / 60 / (31 / 7))
    assert work.proposal_hours_per_week == pytest.approx((3 + 3 * 1) * 20 / 60 / (31 / 7))
    assert work.promised_hours_per_week is None


def test_clocks_are_those_of_the_proposal_on_the_acts_that_there_were(staging: Staging) -> None:
    strict = terms(("target_minutes: 480", "target_minutes: 30"))
    (easy,), (hard,) = replay(staging.home, terms(), MARCH).clocks, replay(staging.home, strict, MARCH).clocks

    assert (easy.clause, easy.kept, easy.broken) == ("first_attempt", 2, 0)
    assert (hard.kept, hard.broken, hard.kept_then, hard.broken_then) == (0, 2, 2, 0)


def test_what_happens_after_the_period_changes_nothing_of_it(staging: Staging) -> None:
    before = replay(staging.home, terms(), MARCH)
    staging.run(touch=[does(2, "form_fill", at(35)), does(5, "form_fill", at(36)), does(3, "page_view", at(37))])
    refresh(staging.home, links=by_key, threads=2)
    after = replay(staging.home, terms(), MARCH)

    assert before.digest != replay(staging.home, terms(("value: 30", "value: 50")), MARCH).digest
    assert (after.weeks, after.workload, after.clocks) == (before.weeks, before.workload, before.clocks)
    moved = {ref("crm/contact/2")}  # would be an MQL in April
    assert [one for one in after.leads if one.person_id not in moved] == [one for one in before.leads if one.person_id not in moved]  # fmt: skip


def test_a_replay_is_the_same_to_the_lead_on_one_thread_or_two(staging: Staging) -> None:
    one, two = (replay(staging.home, terms(), MARCH, threads=threads) for threads in (1, 2))

    assert one.digest == two.digest
    assert one.as_json() == two.as_json()


def test_a_rule_over_passages_finds_the_recorded_ones(staging: Staging) -> None:
    recorded = terms(
        ("{field: score.total, operator: at_least, value: 30}", "{field: passage.mql, operator: is, value: true}")
    )
    found = replay(staging.home, recorded, MARCH)

    assert set(places(found).values()) == {"both"}
    assert found.proposal == found.actual == 3


def test_without_a_rule_the_recorded_mqls_stay_and_it_says_so(staging: Staging) -> None:
    found = replay(staging.home, terms().model_copy(update={"stages": ()}), MARCH)

    assert found.proposal == found.actual == 3
    assert "no rule for an MQL" in sentences(found, "en")["exact"][0]


def test_the_three_parts_are_said_apart_in_both_languages(staging: Staging) -> None:
    found = replay(staging.home, terms(), MARCH)
    english, french = sentences(found, "en"), sentences(found, "fr")

    assert english["exact"][0] == "With these terms, the period from 2026-03-01 to 2026-03-31 would have had 1.1 MQLs a week instead of 0.7 (5 instead of 3)."  # fmt: skip
    assert french["exact"][0] == "Avec ces termes, la période du 01/03/2026 au 31/03/2026 aurait compté 1,1 MQL par semaine au lieu de 0,7 (5 au lieu de 3)."  # fmt: skip
    assert {part: len(said) for part, said in english.items()} == {part: len(said) for part, said in french.items()}
    assert english["extrapolated"] == ("Nothing is extrapolated: too few outcomes, or no new lead.",)


def test_a_period_after_the_data_is_refused(staging: Staging) -> None:
    with pytest.raises(CannotReplay, match="before this period begins"):
        replay(staging.home, terms(), Period.parse("2027-Q1"))


def test_the_last_whole_quarter_is_meant_where_none_is_said() -> None:
    assert last_quarter(date(2026, 7, 2)) == Period.parse("2026-Q2")
    assert last_quarter(date(2026, 3, 31)) == Period.parse("2025-Q4")


def test_explored_leads_are_used_when_a_version_in_force_had_the_quota(staging: Staging) -> None:
    """Twelve explored leads of which four won: the newcomers are estimated at a third of them."""
    many = range(100, 112)
    staging.run(
        person=[person(n) for n in many],
        touch=[
            *(does(n, "page_view", at(-40)) for n in many),
            *(act(n, "call", at(-39)) for n in many),
            *(does(n, "form_fill", at(4)) for n in range(20, 30)),
            does(99, "page_view", at(200)),
        ],
        stage_event=[
            *(passage(n, "mql", at(-40)) for n in many),
            *(passage(n, "customer", at(-30)) for n in list(many)[:4]),
        ],
    )
    staging.run(person=[person(n) for n in range(20, 30)])
    logged(staging, *({"act": "explored", "record": ref(f"crm/contact/{n}"), "at": at(-40), "by": None} for n in many))
    refresh(staging.home, links=by_key, threads=2)

    assert replay(staging.home, terms(), MARCH).bounded.explored == 0  # no version in force had the quota

    publish(staging.home, 1, terms(), in_force_from=date(2026, 1, 1))
    found = replay(staging.home, terms(), MARCH).bounded

    assert found.explored == 12
    assert found.explored_wins is not None
    assert found.explored_wins.value == pytest.approx(found.leads * 4 / 12)


def test_a_snapshot_is_only_read(staging: Staging) -> None:
    file = max((staging.home.path / "warehouse").glob("marts_*.duckdb"))
    before = file.read_bytes()
    replay(staging.home, terms(), MARCH)

    assert file.read_bytes() == before
    with duckdb.connect(str(file), read_only=True, config={"threads": 2}) as con:
        assert con.execute("SELECT count(*) FROM clock").fetchone() == (3,)


def test_progress_is_told_up_to_the_end(staging: Staging) -> None:
    told: list[float] = []
    replay(staging.home, terms(), MARCH, tell=told.append)

    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)

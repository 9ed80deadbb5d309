"""Clocks that run on signed terms: which version judges, which act stops, what tiers, pauses, owners and merges do."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cordee.revenue.pipeline import refresh
from cordee.revenue.sla.terms import DEFAULT, default, in_force, publish, versions
from cordee.revenue.warehouse.home import HomeError, Settings
from cordee.revenue.warehouse.snapshots import reading
from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.reading import read
from tests.revenue.pipeline.given import Staging, by_key, ref

MONDAY = datetime(2026, 3, 2, 9)  # 10:00 in Paris
TERMS = """
title: {fr: Accord, en: Agreement}
delays:
  - key: first_attempt
    name: {fr: Première tentative, en: First attempt}
    owed_by: sales
    starts: mql
    stops: [call, email_sent, meeting, linkedin_message, sequence_step]
    tiers:
      - {key: all, target_minutes: 240}
"""


def terms(*changes: tuple[str, str]) -> Terms:
    text = TERMS
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return read(text)


def at(days: float, hours: float = 0) -> datetime:
    return MONDAY + timedelta(days=days, hours=hours)


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    return Staging(tmp_path / "home")


def person(number: int, **more: Any) -> dict[str, Any]:
    return {"key": f"crm/contact/{number}", "email": f"p{number}@firm{number}.fr", "created_at": at(-30), **more}


def passage(number: int, stage: str, when: datetime) -> dict[str, Any]:
    return {"key": f"crm/stage/{number}-{stage}-{when:%d%H%M}", "person_ref": f"crm/contact/{number}", "stage": stage, "occurred_at": when}  # fmt: skip


def act(number: int, kind: str, when: datetime, side: str = "sales", direction: str = "out") -> dict[str, Any]:
    return {"key": f"crm/act/{number}-{kind}-{when:%d%H%M}", "person_ref": f"crm/contact/{number}", "kind": kind, "occurred_at": when, "side": side, "direction": direction}  # fmt: skip


LATEST = act(99, "page_view", at(20), side="marketing", direction="in")
"""Something on a later day, so that the data reach beyond what is judged."""


def logged(staging: Staging, *acts: dict[str, Any]) -> None:
    """What people logged in Cordée itself."""
    file = staging.home.path / "sla" / "acts.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        for one in acts:
            said = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in one.items()}
            out.write(json.dumps(said) + "\n")


def clocks(staging: Staging, columns: str, where: str = "true", *, full: bool = False) -> list[tuple[Any, ...]]:
    refresh(staging.home, full=full, links=by_key, threads=2)
    with reading(staging.home, threads=2) as con:
        return con.execute(
            f"SELECT {columns} FROM clock JOIN person AS p USING (person_id) WHERE {where} ORDER BY p.email, started_at, clause"
        ).fetchall()


def test_without_terms_the_settings_judge_and_say_so(staging: Staging) -> None:
    staging.run(person=[person(1)], stage_event=[passage(1, "mql", at(0))], touch=[act(1, "call", at(0, 3)), LATEST])

    assert clocks(staging, "clause, terms, tier, side, cycle, state, due_at, warns_at, queue_minutes") == [
        ("first_attempt", "default", "all", "sales", 1, "kept", at(0, 4), at(0, 3), None)
    ]


def test_a_clock_is_judged_to_its_end_by_the_version_in_force_when_it_started(staging: Staging) -> None:
    publish(staging.home, 1, terms(), in_force_from=date(2026, 3, 3))
    publish(staging.home, 2, terms(("240", "60")), in_force_from=date(2026, 3, 5))
    midnight = datetime(2026, 3, 4, 23)  # in Paris, the 5th begins
    staging.run(
        person=[person(n) for n in (1, 2, 3, 4)],
        stage_event=[passage(1, "mql", at(0)), passage(2, "mql", at(2, 7.5)), passage(3, "mql", midnight), passage(4, "mql", midnight - timedelta(seconds=1))],
        touch=[act(1, "call", at(0, 5)), act(2, "call", at(3, 1)), act(3, "call", at(3, 1)), act(4, "call", at(3, 1)), LATEST],
    )  # fmt: skip

    assert clocks(staging, "terms, target_minutes, business_minutes, state") == [
        ("default", 240, 300.0, "broken"),
        ("1", 240, 150.0, "kept"),  # signed again while it ran
        ("2", 60, 120.0, "broken"),
        ("1", 240, 120.0, "kept"),
    ]


def test_only_the_acts_that_the_clause_names_stop_it_and_only_by_who_owes_it(staging: Staging) -> None:
    publish(staging.home, 1, terms(("[call, email_sent, meeting, linkedin_message, sequence_step]", "[call]")), in_force_from=date(2026, 1, 1))  # fmt: skip
    staging.run(
        person=[person(1)],
        stage_event=[passage(1, "mql", at(0)), passage(1, "sal", at(0, 0.5))],
        touch=[act(1, "email_sent", at(0, 1)), act(1, "call", at(0, 1.5), side="marketing"), act(1, "call", at(0, 1.75), direction="in"), act(1, "call", at(0, 2)), LATEST],
    )  # fmt: skip

    assert clocks(staging, "stopped_at, state") == [(at(0, 2), "kept")]


def test_a_decision_may_be_told_by_a_tool_as_a_passage_and_going_further_is_accepting(staging: Staging) -> None:
    publish(staging.home, 1, terms(("[call, email_sent, meeting, linkedin_message, sequence_step]", "[accepted, refused]")), in_force_from=date(2026, 1, 1))  # fmt: skip
    ways = {1: "sal", 2: "sql", 3: "refused", 4: "recycled"}
    staging.run(
        person=[person(n) for n in ways],
        stage_event=[passage(n, "mql", at(0)) for n in ways] + [passage(n, way, at(0, n)) for n, way in ways.items()],
        touch=[act(1, "call", at(0, 0.5)), LATEST],
    )

    assert clocks(staging, "stopped_at") == [(at(0, 1),), (at(0, 2),), (at(0, 3),), (None,)]


def test_the_first_tier_whose_rule_holds_sets_the_target(staging: Staging) -> None:
    tiers = """      - {key: hot, when: {field: touch.webinar, operator: at_least, value: 1, within_days: 7}, target_minutes: 15}
      - {key: large, when: {all: [{field: account.headcount, operator: at_least, value: 1000}, {field: account.country, operator: is, value: fr}]}, target_minutes: 60}
      - {key: graded, when: {field: score.grade, operator: is, value: A1}, target_minutes: 30}
      - {key: others, target_minutes: 240}"""
    publish(staging.home, 1, terms(("      - {key: all, target_minutes: 240}", tiers)), in_force_from=date(2026, 1, 1))
    staging.run(
        account=[{"key": f"crm/company/{n}", "domain": f"firm{n}.fr", "headcount": size, "country": "France"} for n, size in ((1, 2000), (2, 2000), (3, 50), (4, 50))],
        person=[person(n, account_ref=f"crm/company/{n}") for n in (1, 2, 3, 4)],
        stage_event=[passage(n, "mql", at(0)) for n in (1, 2, 3, 4)],
        touch=[act(1, "webinar", at(-2), "marketing", "in"), act(3, "webinar", at(-8), "marketing", "in"), act(4, "webinar", at(1), "marketing", "in"), LATEST],
    )  # fmt: skip

    assert clocks(staging, "tier, target_minutes") == [("hot", 15), ("large", 60), ("others", 240), ("others", 240)]


def test_a_lead_to_which_no_tier_applies_was_promised_nothing(staging: Staging) -> None:
    tier = "      - {key: large, when: {field: account.headcount, operator: at_least, value: 1000}, target_minutes: 60}"
    publish(staging.home, 1, terms(("      - {key: all, target_minutes: 240}", tier)), in_force_from=date(2026, 1, 1))
    staging.run(person=[person(1)], stage_event=[passage(1, "mql", at(0))], touch=[LATEST])

    assert clocks(staging, "tier") == []


def test_attempts_are_a_promise_of_their_own_over_working_days(staging: Staging) -> None:
    promise = "    tiers:\n", "    attempts: {count: 3, within_days: 3}\n    tiers:\n"
    publish(staging.home, 1, terms(promise), in_force_from=date(2026, 1, 1))
    friday = at(4)
    staging.run(
        person=[person(n) for n in (1, 2, 3, 4)],
        stage_event=[passage(n, "mql", friday) for n in (1, 2, 3, 4)],
        touch=[
            *(act(1, "call", friday + timedelta(days=day)) for day in (0, 3, 4)),
            *(act(2, "call", friday + timedelta(days=day)) for day in (0, 3, 5)),
            act(3, "call", friday), act(3, "email_reply", friday + timedelta(days=3), "marketing", "in"),
            act(4, "call", friday), LATEST,
        ],
    )  # fmt: skip

    # Friday, Monday, Tuesday: due on Tuesday at closing (18:00 in Paris).
    assert clocks(staging, "stopped_at, due_at, state", "clause = 'first_attempt.attempts'") == [
        (datetime(2026, 3, 10, 9), datetime(2026, 3, 10, 17), "kept"),
        (datetime(2026, 3, 11, 9), datetime(2026, 3, 10, 17), "broken"),
        (datetime(2026, 3, 9, 9), datetime(2026, 3, 10, 17), "kept"),  # they answered
        (None, datetime(2026, 3, 10, 17), "broken"),
    ]


def test_marketing_owes_an_answer_to_a_refusal_and_is_timed_alike(staging: Staging) -> None:
    answer = """
  - key: refusal_answer
    name: {fr: Réponse, en: Answer}
    owed_by: marketing
    starts: refused
    stops: [answered, recycled]
    tiers: [{key: all, target_minutes: 540}]
"""
    publish(staging.home, 1, terms(("target_minutes: 240}\n", "target_minutes: 240}" + answer)), in_force_from=date(2026, 1, 1))  # fmt: skip
    logged(staging, {"act": "answered", "record": ref("crm/contact/1"), "at": at(1, 2), "by": "camille@us.fr"})
    staging.run(
        person=[person(1), person(2), person(3)],
        stage_event=[passage(n, "refused", at(0)) for n in (1, 2, 3)] + [passage(2, "recycled", at(0, 4))],
        touch=[LATEST],
    )

    assert clocks(staging, "side, clause, stopped_at, state") == [
        ("marketing", "refusal_answer", at(1, 2), "broken"),  # 660 minutes
        ("marketing", "refusal_answer", at(0, 4), "kept"),
        ("marketing", "refusal_answer", None, "broken"),
    ]
    assert clocks(staging, "business_minutes", "stopped_at IS NOT NULL") == [(660.0,), (240.0,)]


def test_a_clock_counts_in_the_hours_of_its_owner(staging: Staging) -> None:
    calendar = """    hours: owner
    tiers:
"""
    people = """calendar:
  teams: [{key: sdr, name: SDR, week: {mon: ["13:00-15:00"], tue: ["13:00-15:00"]}}]
  people:
    - {person: ines@us.fr, week: {tue: ["09:00-12:00"], wed: ["09:00-12:00"]}, absences: [{first: 2026-03-03, last: 2026-03-03}]}
title:"""
    publish(staging.home, 1, terms(("    tiers:\n", calendar), ("title:", people)), in_force_from=date(2026, 1, 1))
    staging.run(
        user=[
            {"key": "crm/user/1", "name": "Inès", "email": "ines@us.fr", "team": "SDR"},
            {"key": "crm/user/2", "name": "Paul", "email": "paul@us.fr", "team": "sdr"},
        ],
        person=[person(1, owner="1"), person(2, owner="2"), person(3)],
        stage_event=[passage(n, "mql", at(0)) for n in (1, 2, 3)],
        touch=[LATEST],
    )

    assert clocks(staging, "due_at") == [
        (datetime(2026, 3, 10, 9),),  # 3 h on Wednesday the 4th, then an hour on Tuesday the 10th
        (datetime(2026, 3, 3, 14),),  # the team: 2 h on Monday, 2 h on Tuesday
        (at(0, 4),),
    ]


def test_queue_time_is_told_apart_and_not_counted_where_the_clause_says_so(staging: Staging) -> None:
    given = {
        "person": [person(1), person(2)],
        "stage_event": [passage(1, "mql", at(0)), passage(2, "mql", at(0))],
        "touch": [act(1, "call", at(0, 6)), act(2, "call", at(0, 3)), LATEST],
    }
    publish(staging.home, 1, terms(("    tiers:\n", "    pauses: [unassigned, postponed]\n    tiers:\n")), in_force_from=date(2026, 1, 1))  # fmt: skip
    logged(
        staging,
        {"act": "assigned", "record": ref("crm/contact/1"), "at": at(0, 3), "by": "routing"},
        {"act": "assigned", "record": ref("crm/contact/2"), "at": at(-1), "by": "routing"},
        {"act": "postponed", "record": ref("crm/contact/2"), "at": at(0, 1), "until": at(0, 2), "by": "ines@us.fr"},
    )
    staging.run(**given)

    assert clocks(staging, "business_minutes, queue_minutes, due_at, state") == [
        (180.0, 180.0, at(0, 7), "kept"),
        (120.0, 0.0, at(0, 5), "kept"),
    ]


def test_a_lead_merged_while_its_clock_runs_has_one_clock_from_its_first_passage(staging: Staging) -> None:
    publish(staging.home, 1, terms(), in_force_from=date(2026, 1, 1))
    logged(staging, {"act": "assigned", "record": ref("crm/contact/2"), "at": at(0, 2), "by": "routing"})
    staging.run(
        person=[person(1), person(2)],
        stage_event=[passage(1, "mql", at(0)), passage(2, "mql", at(0, 1.5))],
        touch=[act(2, "call", at(0, 3)), LATEST],
    )
    before = clocks(staging, "started_at, stopped_at, state")
    assert [row[:2] for row in before] == [(at(0), None), (at(0, 1.5), at(0, 3))]

    staging.run(person=[{**person(2), "email": "p1@firm1.fr", "version": 2}])
    merged = clocks(staging, "started_at, stopped_at, business_minutes, queue_minutes, state")

    assert merged == [(at(0), at(0, 3), 180.0, 120.0, "kept")]
    assert clocks(staging, "started_at, stopped_at, business_minutes, queue_minutes, state", full=True) == merged


def test_acts_logged_later_are_judged_by_the_next_refresh_without_rebuilding_everybody(staging: Staging) -> None:
    publish(staging.home, 1, terms(("[call, email_sent, meeting, linkedin_message, sequence_step]", "[accepted]")), in_force_from=date(2026, 1, 1))  # fmt: skip
    staging.run(person=[person(1)], stage_event=[passage(1, "mql", at(0))], touch=[LATEST])
    assert clocks(staging, "state, stopped_at") == [("broken", None)]

    logged(staging, {"act": "accepted", "record": ref("crm/contact/1"), "at": at(0, 1), "by": "ines@us.fr"})
    report = refresh(staging.home, links=by_key, threads=2)

    assert not report.is_full
    assert clocks(staging, "state, stopped_at") == [("kept", at(0, 1))]


def test_the_same_version_published_again_changes_nothing_and_another_is_refused(staging: Staging) -> None:
    home = staging.home
    file = publish(home, 1, terms(), in_force_from=date(2026, 3, 3))
    written = file.read_bytes()

    assert publish(home, 1, terms(), in_force_from=date(2026, 3, 3)) == file and file.read_bytes() == written
    with pytest.raises(HomeError, match="version 1 is in force as it was signed"):
        publish(home, 1, terms(("240", "60")), in_force_from=date(2026, 3, 3))
    with pytest.raises(HomeError, match="would begin before 2026-03-03"):
        publish(home, 2, terms(("240", "60")), in_force_from=date(2026, 3, 3))


def test_terms_that_are_not_what_was_signed_stop_the_refresh(staging: Staging) -> None:
    file = publish(staging.home, 1, terms(), in_force_from=date(2026, 3, 3))
    staging.run(person=[person(1)], stage_event=[passage(1, "mql", at(0))], touch=[LATEST])
    file.write_text(file.read_text(encoding="utf-8").replace("240", "2400"), encoding="utf-8")

    with pytest.raises(HomeError, match="is not what was signed"):
        refresh(staging.home, links=by_key, threads=2)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "1.yml").unlink(), "is missing, though it is in force"),
        (lambda folder: (folder / "1.yml").write_text("title: {"), "cannot be read"),
        (lambda folder: (folder / "index.json").write_text('{"versions": [{}]}'), "Publish the versions again"),
    ],
)
def test_files_that_cannot_be_read_are_said(staging: Staging, spoil: Any, said: str) -> None:
    publish(staging.home, 1, terms(), in_force_from=date(2026, 3, 3))
    spoil(staging.home.path / "sla")

    with pytest.raises(HomeError, match=said):
        versions(staging.home)


def test_an_act_that_cannot_be_read_is_said_with_its_line(staging: Staging) -> None:
    logged(staging, {"act": "assigned", "record": 1, "at": at(0)}, {"act": "assigned"})
    staging.run(person=[person(1)], stage_event=[passage(1, "mql", at(0))], touch=[LATEST])

    with pytest.raises(HomeError, match=r"acts\.jsonl, line 2"):
        refresh(staging.home, links=by_key, threads=2)


def test_each_moment_has_one_version(staging: Staging) -> None:
    publish(staging.home, 1, terms(), in_force_from=date(2026, 3, 3))
    publish(staging.home, 2, terms(("240", "60")), in_force_from=date(2026, 6, 1))
    found = versions(staging.home)

    said = [in_force(found, when).label for when in (datetime(2026, 3, 2, 22, 59, 59), datetime(2026, 3, 2, 23), datetime(2026, 5, 31, 21, 59), datetime(2026, 5, 31, 22))]  # fmt: skip
    assert said == [DEFAULT, "1", "1", "2"]
    assert found[0].terms == default(Settings())

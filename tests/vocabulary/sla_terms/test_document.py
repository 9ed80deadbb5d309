"""The document of the SLA: in and out, its hash, its clauses, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from cordee.revenue.metrics import REGISTRY
from cordee.vocabulary.sla_terms import reference
from cordee.vocabulary.sla_terms.clauses import SECTIONS, clauses, content_hash
from cordee.vocabulary.sla_terms.difference import Change, difference
from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.presets import PRESETS, preset
from cordee.vocabulary.sla_terms.problems import TermsError
from cordee.vocabulary.sla_terms.reading import read, to_json, to_yaml
from cordee.vocabulary.sla_terms.soundness import problems

SCHEMA = Path(__file__).parents[3] / "docs" / "reference" / "sla.schema.json"
METRICS = {key: str(metric.unit) for key, metric in REGISTRY.items()}
SMALL = """
title: {fr: Accord, en: Agreement}
stages:
  - stage: mql
    name: {fr: MQL, en: MQL}
    owner: marketing
    rule:
      all:
        - {field: account.headcount, operator: between, value: [50, 1000]}
        - {field: touch.webinar, operator: at_least, value: 1, within_days: 30}
delays:
  - key: first_attempt
    name: {fr: Première tentative, en: First attempt}
    owed_by: sales
    starts: mql
    stops: [call]
    tiers:
      - {key: all, target_minutes: 240}
"""


def wrong(text: str) -> list[tuple[int | None, str]]:
    """Line and path of each problem."""
    with pytest.raises(TermsError) as caught:
        read(text, metrics=METRICS)
    return [(problem.line, problem.path) for problem in caught.value.problems]


@pytest.mark.parametrize("key", PRESETS)
def test_a_preset_is_sound_against_the_registry(key: str) -> None:
    assert problems(preset(key), metrics=METRICS) == ()


@pytest.mark.parametrize("key", PRESETS)
def test_yaml_and_json_come_back_equal_with_the_same_hash(key: str) -> None:
    terms = preset(key)

    for text in (to_yaml(terms), json.dumps(to_json(terms), ensure_ascii=False)):
        back = read(text)
        assert back == terms
        assert content_hash(back) == content_hash(terms)
        assert to_yaml(back) == to_yaml(terms)


def test_the_hash_is_of_the_content_not_of_its_writing() -> None:
    longer = SMALL.replace("value: [50, 1000]", "value: [50.0, 1000]") + "exploration: {share: 0.05}\n"

    assert content_hash(read(longer)) == content_hash(read(SMALL))
    assert content_hash(read(SMALL.replace("240", "241"))) != content_hash(read(SMALL))
    assert len(content_hash(read(SMALL))) == 64


def test_yaml_is_read_as_version_1_2() -> None:
    terms = read(SMALL + "calendar: {country: NO, zone: Europe/Oslo, week: {mon: [09:00-12:30, 13:30-18:00]}}\n")

    assert (terms.calendar.country, terms.calendar.week.mon) == ("NO", ("09:00-12:30", "13:30-18:00"))
    assert read(to_yaml(terms)) == terms


def test_terms_cannot_be_changed() -> None:
    terms = read(SMALL)

    with pytest.raises(ValidationError, match="frozen"):
        terms.delays[0].warn_at = 0.5  # type: ignore[misc] -- the very thing that is refused
    assert hash(terms) == hash(read(SMALL))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("operator: between", "operator: entre", [(9, "stages[0].rule.all[0].operator")], id="an operator that is none"),
        pytest.param("account.headcount", "account.head", [(9, "stages[0].rule.all[0].field")], id="a field that nobody knows"),
        pytest.param("[50, 1000]", "[1000, 50]", [(9, "stages[0].rule.all[0].value")], id="bounds the wrong way round"),
        pytest.param("[50, 1000]", "50", [(9, "stages[0].rule.all[0].value")], id="one bound"),
        pytest.param("[50, 1000]", "[50, many]", [(9, "stages[0].rule.all[0].value")], id="a number that is none"),
        pytest.param("value: [50, 1000]", "value: [50, 1000], within_days: 3", [(9, "stages[0].rule.all[0].within_days")], id="days for what has none"),
        pytest.param("operator: at_least", "operator: contains", [(10, "stages[0].rule.all[1].operator")], id="an operator that does not suit"),
        pytest.param("target_minutes: 240", "target_minutes: soon", [(18, "delays[0].tiers[0].target_minutes")], id="a target that is none"),
        pytest.param("target_minutes: 240", "target: 240", [(18, "delays[0].tiers[0].target_minutes"), (18, "delays[0].tiers[0].target")], id="a key that is not there"),
        pytest.param("stops: [call]", "stops: [contacted]", [(16, "delays[0].stops[0]")], id="a status instead of an act"),
        pytest.param("stops: [call]", "stops: []", [(16, "delays[0].stops")], id="a clock that never stops"),
        pytest.param("starts: mql", "starts: mql\n    starts: sal", [(16, "delays[0].starts")], id="a key said twice"),
        pytest.param("  - key: first_attempt", "  - key: First Attempt", [(12, "delays[0].key")], id="a key with spaces"),
        pytest.param("owner: marketing", "owner: both", [(6, "stages[0].owner")], id="a promise of nobody"),
        pytest.param("title: {fr: Accord, en: Agreement}", "title: {fr: Accord}", [(2, "title.en")], id="one language"),
        pytest.param("stages:", "stages: [", [(4, "")], id="not YAML"),
        pytest.param("delays:", "calendar: {week: {mon: ['9h-18h']}}\ndelays:", [(11, "calendar.week.mon[0]")], id="hours that are none"),
        pytest.param("delays:", "calendar: {week: {mon: ['09:00-13:00', '12:00-18:00']}}\ndelays:", [(11, "calendar.week")], id="shifts that overlap"),
        pytest.param("delays:", "calendar: {week: {sun: ['22:00-06:00'], mon: ['05:00-09:00']}}\ndelays:", [(11, "calendar.week")], id="a night that runs into Monday"),
        pytest.param("delays:", "calendar: {zone: Europe/Pari}\ndelays:", [(11, "calendar.zone")], id="a zone that is none"),
        pytest.param("delays:", "calendar: {closures: [{first: 2026-12-31, last: 2026-12-24}]}\ndelays:", [(11, "calendar.closures[0]")], id="a closure that ends before it starts"),
        pytest.param("delays:", "calendar: {people: [{person: ines@x.fr, team: sdr}]}\ndelays:", [(11, "calendar.people[0].team")], id="a team that is not there"),
        pytest.param("delays:", "scoring: {fit_thresholds: {A: 10, B: 20}}\ndelays:", [(11, "scoring.fit_thresholds")], id="thresholds the wrong way round"),
        pytest.param("delays:", "scoring: {fit: [{key: a, field: score.total, operator: at_least, value: 1, points: 5}]}\ndelays:", [(11, "scoring.fit[0].field")], id="a score of the score"),
        pytest.param("delays:", "scoring: {fit: [{key: a, field: account.industry, operator: is, value: x, points: 5, each: true}]}\ndelays:", [(11, "scoring.fit[0].each")], id="each of what cannot be counted"),
        pytest.param("delays:", "objectives: [{key: a, metric: mqls, name: {fr: a, en: a}, promised_by: sales, every: week, target: 1}]\ndelays:", [(11, "objectives[0].metric")], id="a metric that the registry has not"),
        pytest.param("delays:", "objectives: [{key: a, metric: acceptance_rate, name: {fr: a, en: a}, promised_by: sales, every: week, target: 1}]\ndelays:", [(11, "objectives[0].unit")], id="a share counted as a number"),
        pytest.param("      - {key: all, target_minutes: 240}", "      - {key: all, target_minutes: 240}\n      - {key: other, target_minutes: 60}", [(18, "delays[0].tiers[0]")], id="a tier that hides the next"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(before: str, after: str, expected: list[Any]) -> None:
    assert before in SMALL

    assert wrong(SMALL.replace(before, after, 1)) == expected


def test_a_problem_says_what_and_what_to_do_in_both_languages() -> None:
    with pytest.raises(TermsError) as caught:
        read(SMALL.replace("account.headcount", "acount.headcount").replace("240", "0"))

    assert caught.value.said("en") == "line 18, delays[0].tiers[0].target_minutes: 0 is too small. At least 1."
    with pytest.raises(TermsError) as caught:
        read(SMALL.replace("account.headcount", "acount.headcount"))
    (problem,) = caught.value.problems
    assert problem.said("fr") == (
        "ligne 9, stages[0].rule.all[0].field\u202f: aucun champ ne s’appelle acount.headcount. "
        "Vouliez-vous dire account.headcount ou account.country\u202f?"
    )
    assert problem.said("en") == (
        "line 9, stages[0].rule.all[0].field: no field is called acount.headcount. "
        "Did you mean account.headcount or account.country?"
    )


@pytest.mark.parametrize("key", PRESETS)
def test_every_clause_has_its_own_id_a_title_and_a_reading(key: str) -> None:
    found = clauses(preset(key))

    assert len({clause.id for clause in found}) == len(found)
    places = [SECTIONS.index(clause.section) for clause in found]
    assert places == sorted(places)
    for clause in found:
        for language in ("fr", "en"):
            assert clause.title.said(language)
            assert all(sentence.strip() for sentence in clause.reading(language)) and clause.reading(language)
        assert clause.reading("fr") != clause.reading("en")


def test_a_clause_keeps_its_id_when_it_moves() -> None:
    terms = preset("demand_waterfall")
    moved = terms.model_copy(
        update={"reasons": terms.reasons[::-1], "glossary": terms.glossary[1:] + terms.glossary[:1]}
    )

    assert difference(terms, moved) == ()
    assert {clause.id for clause in clauses(moved)} == {clause.id for clause in clauses(terms)}


def test_a_difference_tells_each_clause_with_both_readings() -> None:
    before = preset("demand_waterfall")
    after = preset("small_team")

    found = difference(before, after)

    assert [(one.id, one.change) for one in found] == [
        ("title", Change.CHANGED),
        ("delay.first_attempt", Change.CHANGED),
        ("delay.refusal_answer", Change.CHANGED),
        ("delay.decision", Change.REMOVED),
        ("objective.mql_volume", Change.CHANGED),
        ("objective.mql_quality", Change.CHANGED),
        ("objective.delays_kept", Change.CHANGED),
        ("objective.speed", Change.REMOVED),
    ]
    first = found[1]
    assert first.before is not None and first.after is not None
    assert "Échéance\u202f: 4\u00a0h ouvrées." in first.before.reading("fr")
    assert "Target: 24\u00a0h of business time otherwise." in first.after.reading("en")
    assert [one.change for one in difference(after, before)].count(Change.ADDED) == 2


def test_a_change_of_anything_changes_its_clause_and_the_hash() -> None:
    terms = preset("demand_waterfall")
    for name, part in terms.model_dump().items():
        if name in ("format", "own_fields") or not part:
            continue
        other = terms.model_copy(
            update={name: getattr(preset("small_team").model_copy(update=_other(name, terms)), name)}
        )
        assert content_hash(other) != content_hash(terms), name
        assert difference(terms, other), name


def _other(name: str, terms: Terms) -> dict[str, Any]:
    part = getattr(terms, name)
    if isinstance(part, tuple):
        return {name: part[:-1]}
    match name:
        case "scoring":
            return {name: part.model_copy(update={"half_life_days": 7})}
        case "calendar":
            return {name: part.model_copy(update={"zone": "Europe/Zurich"})}
        case "routing":
            return {name: part.model_copy(update={"skip_absent": False})}
        case "exploration":
            return {name: part.model_copy(update={"share": 0.0})}
        case "review":
            return {name: part.model_copy(update={"every_months": 6})}
        case _:
            return {}


def test_the_schema_in_the_documentation_is_that_of_the_types() -> None:
    """To mend: python -m cordee.vocabulary.sla_terms.reference docs/reference/sla.schema.json"""
    assert SCHEMA.read_text(encoding="utf-8") == reference.text()

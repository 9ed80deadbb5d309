"""Drafts: what the data say is proposed with its evidence; where they cannot say, the preset stands and says so."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cordee.revenue.pipeline import refresh
from cordee.revenue.sla.drafting import Draft, draft
from cordee.revenue.sla.drafting_delays import Waits, instrument, risk_difference, target
from cordee.revenue.sla.drafting_evidence import product
from cordee.revenue.sla.drafting_objectives import Passage, Won, backwards
from cordee.revenue.sla.drafting_reasons import kind_of
from cordee.revenue.sla.replaying import replay
from cordee.vocabulary.periods import Period
from cordee.vocabulary.sla_terms.clauses import clauses
from cordee.vocabulary.sla_terms.presets import preset
from cordee.vocabulary.sla_terms.reading import read, to_yaml
from cordee.vocabulary.stages import Stage
from tests.revenue.pipeline.given import Staging, by_key
from tests.revenue.sla.test_clocks_on_terms import act, passage, person

START = datetime(2025, 9, 1, 8)
PRESET = preset("demand_waterfall")


def company(folder: Path) -> Staging:
    """300 leads over 300 days: those who come to a webinar win half of the time, the others one time in ten; each is called an
    hour or ten days later; refusals carry reasons."""
    staging = Staging(folder)
    dice = np.random.default_rng(5)
    people, events, touches = [], [], []
    for n in range(300):
        at = START + timedelta(days=n)
        while at.weekday() > 4:
            at += timedelta(days=1)
        seminar = n % 3 == 0
        won = dice.random() < (0.6 if seminar else 0.1)
        people.append(person(n))
        touches.append(act(n, "webinar" if seminar else "form_fill", at, side="marketing", direction="in"))
        events.append(passage(n, "mql", at + timedelta(minutes=1)))
        touches.append(act(n, "call", at + (timedelta(hours=1) if n % 5 else timedelta(days=10))))
        if won:
            events += [passage(n, "sal", at + timedelta(hours=2)), passage(n, "opportunity", at + timedelta(days=9))]
        else:
            reason = ("Injoignable", "Hors cible", "Pas le moment", "Allergique aux bateaux")[n % 4]
            events.append({**passage(n, "refused", at + timedelta(hours=3)), "reason": reason})
    touches.append(act(999, "page_view", START + timedelta(days=420), side="marketing", direction="in"))
    staging.run(person=people, stage_event=events, touch=touches)
    refresh(staging.home, links=by_key, threads=2)
    return staging


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Staging:
    return company(tmp_path_factory.mktemp("draft") / "home")


@pytest.fixture(scope="module")
def drafted(staging: Staging) -> Draft:
    return draft(staging.home)


def test_what_is_proposed_is_what_a_file_holds(drafted: Draft) -> None:
    assert read(to_yaml(drafted.terms)) == drafted.terms


def test_every_clause_has_evidence_or_says_that_the_preset_stands(drafted: Draft) -> None:
    asked = {one.id for one in clauses(drafted.terms) if one.section in ("stage", "delay", "reason", "objective", "exploration")}  # fmt: skip
    told = {one.clause for one in drafted.evidence}

    assert asked <= told
    for one in drafted.evidence:
        assert one.said("en") != one.said("fr")
        assert one.from_history or "stands" in one.en


def test_the_card_finds_what_wins_and_leaves_out_what_has_no_date(drafted: Draft) -> None:
    points = {one.field: one.points for one in drafted.terms.scoring.fit}

    assert points["touch.webinar"] > 0 or points["touch.form_fill"] < 0
    assert all(not field.startswith(("account.", "person.")) for field in points)
    (rule,) = (stage.rule for stage in drafted.terms.stages if stage.stage is Stage.MQL)
    assert "score.total" in str(rule)


def test_a_larger_capacity_lowers_the_threshold(staging: Staging) -> None:
    few, many = (draft(staging.home, capacity=places).of("stage.mql")[0].value for places in (2, 7))

    assert few is not None
    assert many is not None
    assert few < many


def test_the_threshold_says_what_the_next_score_down_would_bring(staging: Staging) -> None:
    (said,) = draft(staging.home, capacity=3).of("stage.mql")

    assert re.search(r"They are \d+ a week; from \d+ points on, \d+\.$", said.en)


def test_a_share_of_accepted_leads_needs_refusals(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "home")
    days = [START + timedelta(days=n) for n in range(40)]
    staging.run(
        person=[person(n) for n in range(40)],
        stage_event=[
            *(passage(n, "mql", at) for n, at in enumerate(days)),
            *(passage(n, "sal", at + timedelta(hours=2)) for n, at in enumerate(days)),
        ],
        touch=[act(999, "page_view", START + timedelta(days=60), side="marketing", direction="in")],
    )
    refresh(staging.home, links=by_key, threads=2)
    (said,) = draft(staging.home).of("objective.mql_quality")

    assert (said.from_history, "recorded a refusal" in said.en) == (False, True)


def test_the_delay_is_what_three_leads_in_four_are_given_today(drafted: Draft) -> None:
    (delay,) = (one for one in drafted.terms.delays if one.key == "first_attempt")

    assert [tier.target_minutes for tier in delay.tiers] == [60]
    assert any("people hurry to the leads that look urgent" in one.en for one in drafted.of("delay.first_attempt"))


def test_the_reasons_are_those_that_sales_wrote(drafted: Draft) -> None:
    kept = {one.key: one for one in drafted.terms.reasons}

    assert {"unreachable", "not_our_target", "not_now"} <= set(kept)
    own = next(key for key in kept if key.startswith("own_"))
    assert kept[own].name.fr == "Allergique aux bateaux"
    assert "check who owns it" in drafted.of(f"reason.{own}")[0].en
    assert len(kept) == 4


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Déjà client", "already_known"), ("Étudiant ou concurrent", "not_a_buyer"), ("Injoignable", "unreachable"),
        ("Budget reporté", "no_budget"), ("Projet gelé", "not_now"), ("Pas de projet", "no_need"), ("Hors cible", "not_our_target"),
        ("Bad timing", "not_now"), ("No response", "unreachable"), ("Coordonnées invalides", "wrong_data"), ("Mystère", None),
    ],
)  # fmt: skip
def test_written_reasons_are_read_in_both_languages(said: str, kind: str | None) -> None:
    assert kind_of(said) == kind


def test_a_draft_can_be_replayed(staging: Staging, drafted: Draft) -> None:
    found = replay(staging.home, drafted.terms, Period(date(2026, 1, 1), date(2026, 3, 31)))

    assert found.actual > 0
    assert 0 < found.proposal <= found.actual + found.count("new")


def test_without_history_every_value_is_that_of_the_preset(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "home")
    staging.run(person=[person(1)], touch=[act(1, "form_fill", START, side="marketing", direction="in")])
    refresh(staging.home, links=by_key, threads=2)
    found = draft(staging.home, revenue_target=1e6, by=date(2027, 1, 1))

    assert (found.terms.scoring, found.terms.delays, found.terms.reasons) == (PRESET.scoring, PRESET.delays, PRESET.reasons)  # fmt: skip
    assert (found.terms.objectives, found.terms.stages) == (PRESET.objectives, PRESET.stages)
    assert found.needed == ()
    card = found.of("scoring.scale")[0]
    assert (card.from_history, "Too few" in card.en) == (False, True)


def test_a_revenue_is_taken_back_stage_by_stage() -> None:
    steps = (
        Passage(Stage.SQL, Stage.OPPORTUNITY, 100, 0.5, 0.4, 0.6, 30.0),
        Passage(Stage.OPPORTUNITY, Stage.CUSTOMER, 100, 0.25, 0.2, 0.3, 60.0),
    )
    won = Won(40, 10_000.0, 8_000.0, 12_500.0, 1.5)
    customer, opportunity, sql = backwards(100_000, date(2026, 12, 31), date(2026, 7, 1), won, steps)

    assert (customer.number, opportunity.number, sql.number) == pytest.approx((15, 60, 120))
    assert (customer.enter_by, opportunity.enter_by, sql.enter_by) == (date(2026, 12, 31), date(2026, 11, 1), date(2026, 10, 2))  # fmt: skip
    assert (customer.low, customer.high) == pytest.approx((15 * 0.8, 15 * 1.25))
    assert sql.low / sql.number < opportunity.low / opportunity.number < 1


def test_a_day_that_is_past_has_no_rhythm() -> None:
    steps = (Passage(Stage.OPPORTUNITY, Stage.CUSTOMER, 100, 0.25, 0.2, 0.3, 200.0),)
    _, opportunity = backwards(1e5, date(2026, 9, 1), date(2026, 7, 1), Won(40, 1e4, 9e3, 1.1e4, 1), steps)

    assert opportunity.per_month is None


def test_widths_add_in_squares_on_the_log_scale() -> None:
    value, low, high = product((2.0, 1.0, 4.0), (3.0, 1.5, 6.0))

    assert value == 6
    assert (low, high) == pytest.approx((6 * 2 ** -(2**0.5), 6 * 2 ** (2**0.5)))


def served(seed: int, n: int = 40_000) -> tuple[Any, ...]:
    """Leads whose urgency makes them both be served fast and win; to be served fast adds 5 points to the chance of winning. Those
    that come after hours are served fast half as often."""
    dice = np.random.default_rng(seed)
    urgent, away = dice.random(n) < 0.4, dice.random(n) < 0.4
    fast = dice.random(n) < np.where(urgent, 0.8, 0.4) * np.where(away, 0.5, 1.0)
    won = dice.random(n) < 0.05 + 0.10 * urgent + 0.05 * fast
    return won, fast, away, urgent


def test_the_instrument_finds_the_effect_that_the_plain_difference_overstates() -> None:
    won, fast, away, urgent = served(1)
    told = instrument(won, fast, away)
    plain, low, _ = risk_difference(won, fast, ~fast, np.zeros(won.size, dtype=np.int64))
    stratified, *bounds = risk_difference(won, fast, ~fast, urgent.astype(np.int64))

    assert told is not None
    assert told[1] < 0.05 < told[2]
    assert low > 0.05
    assert plain > 0.07
    assert bounds[0] < 0.05 < bounds[1]
    assert stratified < plain


def test_an_hour_of_arrival_that_changes_nothing_is_no_instrument() -> None:
    won, fast, away, _ = served(2, 2000)

    assert instrument(won, fast, np.random.default_rng(3).permutation(away)) is None
    assert instrument(won[:300], fast[:300], away[:300]) is None


def test_a_delay_that_most_leads_never_get_keeps_the_preset() -> None:
    delay = PRESET.delays[0]
    n = 200
    ended = np.arange(n) < 60
    waits = Waits(np.where(ended, 30.0, 9000.0), ended, ended, ended, np.zeros(n, dtype=np.int64), ~ended)
    kept, (said,) = target(delay, waits, "a first attempt", "une première tentative")

    assert kept == delay
    assert "never had a first attempt" in said.en

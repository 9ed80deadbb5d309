"""What the demo's two sides signed."""

from cordee.demo.agreements import ANSWERS, REASONS, agreements
from cordee.demo.cast import BY_KEY, MIGRATED
from cordee.revenue.metrics.registry import REGISTRY
from cordee.vocabulary.sla_terms.clauses import content_hash
from cordee.vocabulary.sla_terms.difference import difference
from cordee.vocabulary.sla_terms.soundness import problems


def test_one_was_superseded_one_holds_and_one_is_proposed() -> None:
    first, second, third = agreements()

    assert first.holds_from is not None and first.holds_from < MIGRATED
    assert (second.holds_from, third.holds_from) == (MIGRATED, None)
    sides = [{BY_KEY[who.partition(".")[0]].side for who in one.signed_by} for one in (first, second, third)]
    assert sides == [{"marketing", "sales"}, {"marketing", "sales"}, {"marketing"}]


def test_the_terms_are_sound_and_could_be_signed() -> None:
    units = {key: str(metric.unit) for key, metric in REGISTRY.items()}
    versions = [one.terms for one in agreements()]

    assert [problems(terms, metrics=units) for terms in versions] == [(), (), ()]
    assert len({content_hash(terms) for terms in versions}) == 3
    assert all(one.owners.marketing and one.owners.sales for terms in versions for one in terms.objectives)


def test_the_first_attempt_is_promised_as_the_settings_say_so_that_figures_agree() -> None:
    for one in agreements()[:2]:
        (tier,) = one.terms.delays[0].tiers
        assert (one.terms.delays[0].key, tier.target_minutes) == ("first_attempt", 240)


def test_what_is_proposed_changes_what_its_comments_speak_of() -> None:
    _, second, third = agreements()
    changed = {one.id for one in difference(second.terms, third.terms)}

    assert "delay.first_attempt" in changed and "objective.mql_quality" in changed
    assert {clause for clause, _, _ in third.comments} == {"delay.first_attempt", "stage.mql"}


def test_every_word_of_the_crm_is_a_reason_that_gets_an_answer() -> None:
    known = {one.key for one in agreements()[1].terms.reasons}

    assert set(REASONS.values()) <= known
    assert set(ANSWERS) == set(REASONS.values())

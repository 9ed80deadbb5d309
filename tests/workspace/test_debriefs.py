"""A debrief in pairs: blind until both have answered, nothing without evidence, one decision and one owner."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.api.models import Scope, Token
from cordee.workspace.debriefs import opening
from cordee.workspace.debriefs.models import (
    Answer,
    AnsweredAlready,
    Debrief,
    Driver,
    NoEvidence,
    NotBoth,
    NotYourSeat,
    Rule,
    Subject,
)
from cordee.workspace.debriefs.themes import Judged, judged, themes
from cordee.workspace.debriefs.waiting import debriefs_to_answer
from cordee.workspace.insight import debriefs as deals
from cordee.workspace.insight import situation
from cordee.workspace.insight.window import Window, window
from cordee.workspace.people.models import Person
from cordee.workspace.rituals.models import Decision
from tests.workspace import world
from tests.workspace.rituals_world import NOW

pytestmark = pytest.mark.django_db

SECRET_OF_SALES = "Le DAF a bloqué le budget en avril"
SECRET_OF_MARKETING = "Optimaint faisait une meilleure offre"
PRAISE = dict.fromkeys(("marketing_well", "marketing_missed", "sales_well", "sales_missed"), "")


@pytest.fixture(autouse=True)
def on_30_june() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def marc(db: None) -> Person:
    return Person.objects.create(
        email="marc@rivelaine.fr", name="Marc Delorme", side="sales", role="leadership", language="fr"
    )


def published() -> Window:
    found = window()
    assert found is not None
    return found


def subject(**more: Any) -> Subject:
    said: dict[str, Any] = {
        "deal_id": 50_000 + world.CLAIRE,
        "records": [60_000 + world.CLAIRE],
        "outcome": "lost",
        "name": "Abeille Industrie, GMAO",
        "account": "Abeille Industrie",
        "account_id": world.ABEILLE,
        "amount": 24_000.0,
        "currency": "EUR",
        "happened_on": date(2026, 5, 28),
        "segment": "1000+",
        "reason": "Prix",
    }
    return Subject(**{**said, **more})


def opened(camille: Person, karim: Person, **more: Any) -> Debrief:
    found = Debrief.open(subject(**more), marketing=camille, sales=karim)
    assert found is not None
    return found


def of_marketing(debrief: Debrief, by: Person) -> Answer:
    drivers = [
        ("competition", "hurt", SECRET_OF_MARKETING, ""),
        ("price", "none", "", ""),
        ("proof", "helped", "", "12 mars 2026 · Téléchargement"),
        ("fit", "none", "", ""),
    ]
    praise = {**PRAISE, "marketing_well": "Le livre blanc", "sales_missed": "Trois semaines sans nouvelles"}
    return debrief.answer(by=by, kind="competitor", drivers=drivers, praise=praise, seconds=70)


def of_sales(debrief: Debrief, by: Person) -> Answer:
    drivers = [
        ("timing", "hurt", SECRET_OF_SALES, ""),
        ("price", "none", "", ""),
        ("proof", "none", "", ""),
        ("competition", "none", "", ""),
    ]
    return debrief.answer(by=by, kind="no_decision", drivers=drivers, praise=PRAISE, seconds=80)


# Which deals.


def test_large_deals_that_closed_or_fell_silent_open_a_debrief_once(home: Home, camille: Person, karim: Person) -> None:
    rule = Rule.set(least_amount=15_000, silent_days=20, by=camille)

    due = opening.due(published(), rule)

    closed = {(one.deal_id, one.outcome) for one in deals.closed(published(), days=opening.LOOKED_BACK, least=15_000)}
    silent = {(one.deal_id, "silent") for one in deals.silent(published(), days=20, least=15_000)}
    assert {(one.deal_id, one.outcome) for one, _owner in due} == closed | silent
    assert closed | silent
    assert all((one.amount or 0) >= 15_000 for one, _owner in due)
    first = opening.open_due(published(), limit=100)
    assert len(first) == len(due) and opening.open_due(published(), limit=1000) == []
    assert all((one.marketing, one.sales) == (camille, karim) for one in first)
    assert Event.objects.filter(kind="debriefs.opened").count() == len(first)


def test_the_threshold_is_a_setting_of_leadership(
    home: Home, camille: Person, karim: Person, signed_in: Callable[[Person], Client]
) -> None:
    assert (Rule.in_force().least_amount, Rule.in_force().silent_days) == (15_000, 30)

    refused = signed_in(karim).post("/debriefs/rule/", {"least_amount": "1", "silent_days": "30"})
    signed_in(camille).post("/debriefs/rule/", {"least_amount": "40000", "silent_days": "45"})

    assert refused.status_code == 403
    assert (Rule.in_force().least_amount, Rule.in_force().silent_days) == (40_000, 45)
    assert opening.due(published(), Rule.in_force()) == []
    assert Event.objects.filter(kind="debriefs.rule_set").count() == 1


def test_the_owner_of_the_deal_sits_for_sales(home: Home, camille: Person, karim: Person) -> None:
    ines = Person.objects.create(email="ines.benali@rivelaine.fr", name="Inès Benali", side="sales", role="sales")
    Rule.set(least_amount=15_000, silent_days=20, by=camille)

    made = opening.open_due(published(), limit=2)

    assert {one.sales for one in made} == {ines}  # as the small world's CRM says of every deal


def test_a_debrief_finds_its_company_by_the_records_of_the_deal(home: Home, camille: Person, karim: Person) -> None:
    debrief = opened(camille, karim)

    assert deals.account_of(published(), debrief.records) == world.ABEILLE
    assert deals.account_of(published(), [1]) is None and deals.account_of(published(), []) is None


# Blind: the model, the pages, the interface for programs.


def test_nobody_is_given_the_other_sides_answer_before_both_have_answered(
    home: Home, camille: Person, karim: Person, ada: Person, marc: Person
) -> None:
    debrief = opened(camille, karim)
    given = of_sales(debrief, karim)

    assert list(Answer.objects.seen_by(karim)) == [given]
    for other in (camille, marc, ada):  # the other side, leadership of the same side, an administrator
        assert list(Answer.objects.seen_by(other)) == []
    assert list(Answer.objects.revealed()) == [] and not debrief.is_revealed
    assert judged([debrief]) == []

    of_marketing(debrief, camille)

    for anybody in (camille, karim, marc, ada):
        assert Answer.objects.seen_by(anybody).count() == 2
    assert debrief.is_revealed


def test_another_debrief_of_the_same_two_reveals_nothing_of_this_one(
    home: Home, camille: Person, karim: Person
) -> None:
    whole, half = opened(camille, karim), opened(camille, karim, deal_id=7, records=[])
    of_sales(whole, karim)
    of_marketing(whole, camille)
    of_sales(half, karim)

    assert set(Answer.objects.seen_by(camille).values_list("debrief_id", flat=True)) == {whole.pk}


def test_no_page_shows_it_either(
    home: Home, camille: Person, karim: Person, ada: Person, marc: Person, signed_in: Callable[[Person], Client]
) -> None:
    debrief = opened(camille, karim)
    of_sales(debrief, karim)
    pages = (f"/debriefs/{debrief.pk}/", "/debriefs/", "/debriefs/themes/", "/", "/rituals/")

    for person in (camille, marc, ada):
        for page in pages:
            text = signed_in(person).get(page).content.decode()
            assert SECRET_OF_SALES not in text, (person, page)
            assert "Ils n’ont rien décidé</strong>" not in text and "They decided nothing</strong>" not in text
    audit = signed_in(ada).get("/audit/").content.decode()
    assert SECRET_OF_SALES not in audit and "no_decision" not in audit
    mine = signed_in(karim).get(f"/debriefs/{debrief.pk}/").content.decode()
    assert SECRET_OF_SALES in mine and "The other side sees it once it has answered too" in mine

    of_marketing(debrief, camille)

    both = signed_in(marc).get(f"/debriefs/{debrief.pk}/").content.decode()
    assert SECRET_OF_SALES in both and SECRET_OF_MARKETING in both
    assert "Les deux côtés ne voient pas la même issue" in both


def test_no_program_is_given_it_either(home: Home, camille: Person, karim: Person, ada: Person) -> None:
    debrief = opened(camille, karim)
    of_sales(debrief, karim)
    tokens = {
        person: Token.issue(by=person, name="t", scopes=[Scope.PEOPLE.value])[1] for person in (camille, karim, ada)
    }

    def ask(person: Person, address: str) -> Any:
        response = Client().get(address, headers={"authorization": f"Bearer {tokens[person]}"})
        assert response.status_code == 200
        return response

    for address in (f"/api/v1/debriefs/{debrief.pk}", "/api/v1/debriefs"):
        for person in (camille, ada):
            response = ask(person, address)
            assert SECRET_OF_SALES not in response.content.decode() and "no_decision" not in response.content.decode()
    assert ask(camille, f"/api/v1/debriefs/{debrief.pk}").json()["answered"] == {"marketing": False, "sales": True}
    assert [one["outcome"] for one in ask(karim, f"/api/v1/debriefs/{debrief.pk}").json()["answers"]] == ["no_decision"]

    of_marketing(debrief, camille)

    answers = ask(ada, f"/api/v1/debriefs/{debrief.pk}").json()["answers"]
    assert [(one["side"], one["outcome"]) for one in answers] == [("marketing", "competitor"), ("sales", "no_decision")]


def test_a_program_needs_a_token_with_the_scope(home: Home, camille: Person, karim: Person) -> None:
    debrief = opened(camille, karim)
    _token, text = Token.issue(by=karim, name="t", scopes=[Scope.FIGURES.value])

    assert Client().get(f"/api/v1/debriefs/{debrief.pk}").status_code == 401
    refused = Client().get(f"/api/v1/debriefs/{debrief.pk}", headers={"authorization": f"Bearer {text}"})
    assert refused.status_code == 403
    _token, text = Token.issue(by=karim, name="t", scopes=[Scope.PEOPLE.value])
    assert Client().get("/api/v1/debriefs/999", headers={"authorization": f"Bearer {text}"}).status_code == 404


# Answering.


def test_only_who_sits_for_a_side_answers_and_only_once(
    home: Home, camille: Person, karim: Person, marc: Person
) -> None:
    debrief = opened(camille, karim)

    with pytest.raises(NotYourSeat):
        of_sales(debrief, marc)
    of_sales(debrief, karim)
    with pytest.raises(AnsweredAlready):
        of_sales(debrief, karim)
    with pytest.raises(NotYourSeat):
        debrief.sit(marc, "sales")  # too late: sales has answered
    with pytest.raises(NotYourSeat):
        debrief.sit(marc, "marketing")  # not his side


def test_a_colleague_of_the_side_may_take_the_seat(home: Home, camille: Person, karim: Person, marc: Person) -> None:
    debrief = opened(camille, karim)

    debrief.sit(marc, "sales")
    of_sales(debrief, marc)

    assert Answer.objects.get().by == marc
    with pytest.raises(NotYourSeat):
        of_sales(debrief, karim)


def test_whoever_is_of_both_sides_answers_for_one_of_them_only(home: Home, karim: Person, camille: Person) -> None:
    both = Person.objects.create(email="h@rivelaine.fr", name="Hélène", side="both", role="leadership")
    debrief = opened(camille, karim)

    debrief.sit(both, "sales")

    assert not debrief.may_sit(both, "marketing")


@pytest.mark.parametrize(
    "drivers",
    [
        [("price", "hurt", "", ""), ("fit", "none", "", ""), ("proof", "none", "", ""), ("timing", "none", "", "")],
        [("price", "hurt", " no ", ""), ("fit", "none", "", ""), ("proof", "none", "", ""), ("timing", "none", "", "")],
        [("price", "none", "", ""), ("fit", "none", "", "")],
        [(key, "none", "", "") for key in ("fit", "price", "timing", "champion", "competition", "proof", "follow_up")],
    ],
    ids=["none", "no words", "too few", "too many"],
)
def test_no_reason_survives_without_evidence(
    home: Home, camille: Person, karim: Person, drivers: list[tuple[str, str, str, str]]
) -> None:
    debrief = opened(camille, karim)

    with pytest.raises(NoEvidence):
        debrief.answer(by=karim, kind="competitor", drivers=drivers, praise=PRAISE)

    assert not Answer.objects.exists()


def test_the_database_refuses_a_part_without_evidence_too(home: Home, camille: Person, karim: Person) -> None:
    answer = of_sales(opened(camille, karim), karim)

    with pytest.raises(IntegrityError), transaction.atomic():
        Driver.objects.create(answer=answer, key="champion", part="hurt")


def test_not_knowing_is_an_answer(home: Home, camille: Person, karim: Person) -> None:
    debrief = opened(camille, karim)

    answer = debrief.answer(by=karim, kind="unknown", drivers=[], praise=PRAISE)

    assert answer.kind == "unknown" and not answer.drivers.exists()
    with pytest.raises(TypeError):
        answer.save()


def test_the_form_says_what_is_missing_and_keeps_what_was_written(
    home: Home, camille: Person, karim: Person, signed_in: Callable[[Person], Client]
) -> None:
    debrief = opened(camille, karim)
    client = signed_in(karim)
    page = client.get(f"/debriefs/{debrief.pk}/").content.decode()
    began = page.split('name="began" value="')[1].split('"')[0]
    given = {"kind": "competitor", "part_price": "hurt", "part_fit": "none", "sales_missed": "Too slow", "began": began}

    refused = client.post(f"/debriefs/{debrief.pk}/answer/", given)

    assert refused.status_code == 422
    text = refused.content.decode()
    assert (
        "Nothing helped or hurt without evidence" in text and "Judge four to six drivers" in text and "Too slow" in text
    )
    whole = {**given, "part_proof": "none", "part_timing": "none", "evidence_price": "She said it was twice the other"}
    with time_machine.travel(NOW.timestamp() + 75, tick=False):
        assert client.post(f"/debriefs/{debrief.pk}/answer/", whole).status_code == 302
    answer = Answer.objects.get()
    assert answer.seconds == 75
    assert {(one.key, one.part) for one in answer.drivers.all()} == {
        ("price", "hurt"),
        ("fit", "none"),
        ("proof", "none"),
        ("timing", "none"),
    }


def test_it_waits_on_the_day_of_who_has_to_answer(home: Home, camille: Person, karim: Person) -> None:
    debrief = opened(camille, karim)

    before = debriefs_to_answer(karim, published())
    of_sales(debrief, karim)

    assert before is not None and (before.count, before.address) == (1, f"/debriefs/{debrief.pk}/")
    assert debriefs_to_answer(karim, published()) is None
    assert debriefs_to_answer(camille, published()) is not None


# Together.


def test_one_agrees_after_both_have_answered_on_one_decision_with_one_owner(
    home: Home, camille: Person, karim: Person, marc: Person, signed_in: Callable[[Person], Client]
) -> None:
    debrief = opened(camille, karim)
    of_sales(debrief, karim)
    said = {"lessons": "Demander le budget plus tôt", "text": "Ajouter la question au formulaire", "owner": camille.pk}
    with pytest.raises(NotBoth):
        debrief.agree(by=karim, lessons="x", decision="y", owner=karim, on=date(2026, 6, 30))
    assert signed_in(karim).post(f"/debriefs/{debrief.pk}/agreement/", said).status_code == 403
    of_marketing(debrief, camille)

    assert signed_in(marc).post(f"/debriefs/{debrief.pk}/agreement/", said).status_code == 403
    ownerless = signed_in(karim).post(f"/debriefs/{debrief.pk}/agreement/", {**said, "owner": ""})
    signed_in(karim).post(f"/debriefs/{debrief.pk}/agreement/", said)
    signed_in(camille).post(f"/debriefs/{debrief.pk}/agreement/", {**said, "text": "Une autre"})

    assert ownerless.status_code == 422
    debrief.refresh_from_db()
    decision = Decision.objects.get()
    assert (debrief.decision, decision.text, decision.owner) == (decision, "Ajouter la question au formulaire", camille)
    assert (debrief.agreed_by, debrief.lessons) == (karim, "Demander le budget plus tôt")
    assert {"debriefs.answered", "debriefs.agreed", "rituals.decided"} <= set(
        Event.objects.values_list("kind", flat=True)
    )


def test_disagreement_is_itself_a_figure(home: Home, camille: Person, karim: Person) -> None:
    first = opened(camille, karim)
    of_sales(first, karim)
    of_marketing(first, camille)
    second = opened(camille, karim, deal_id=8, records=[], segment="50-249", happened_on=date(2026, 2, 3))
    for person in (camille, karim):
        second.answer(by=person, kind="unknown", drivers=[], praise=PRAISE)
    half = opened(camille, karim, deal_id=9, records=[])
    of_sales(half, karim)

    found = themes(judged(Debrief.objects.all()))

    assert found.n == 2 and not found.is_enough
    assert (found.outcome_differs.hits, found.outcome_differs.n) == (1, 2)
    # Both judged price, proof and competition; they differ on proof and competition.
    assert (found.driver_differs.hits, found.driver_differs.n) == (2, 3)
    by_key = {one.key: one for one in found.themes}
    assert (by_key["timing"].hurt.hits, by_key["proof"].helped.hits, by_key["price"].hurt.hits) == (1, 1, 0)
    assert [(one.name, one.n) for one in found.by_segment] == [("1000+", 1), ("50-249", 1)]
    assert [(one.name, one.n) for one in found.by_quarter] == [("2026-Q1", 1), ("2026-Q2", 1)]


def test_a_share_of_few_is_wide_and_a_share_of_none_has_no_value() -> None:
    one = deals.Share(2, 8)

    assert one.value == 0.25 and one.low is not None and one.high is not None
    assert one.low == pytest.approx(0.0715, abs=5e-4) and one.high == pytest.approx(0.5907, abs=5e-4)  # Wilson, 1927
    assert themes([]).outcome_differs.value is None
    assert themes([Judged("", "2026-Q2", "lost", ("unknown", "unknown"), {})]).driver_differs.value is None


def test_a_silent_deal_is_one_on_which_nobody_says_anything(home: Home) -> None:
    before = situation.now(published())

    found = deals.silent(published(), days=20, least=1)

    assert found
    assert all((before - (one.last_act_at or one.opened_at)).days >= 20 for one in found)  # type: ignore[operator]

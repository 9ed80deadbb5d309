import json

import pytest

from cordee.revenue.identity.decisions import merge, never_merge
from cordee.revenue.identity.explain import why
from cordee.revenue.warehouse.home import Home, HomeError
from cordee.revenue.warehouse.snapshots import NothingPublished
from tests.revenue.identity.staged_world import CROWD, refreshed

PEOPLE = [
    {"id": 1, "given_name": "Claire", "family_name": "Martin", "email": "claire.martin@abeille.fr", "phones": ["06 12 34 56 78"]},
    {"id": 2, "given_name": "Claire", "family_name": "MARTIN", "email": "claire.martin@abeille.fr"},
    {"id": 3, "given_name": "Paul", "family_name": "Roux", "email": "paul.roux@kolibree.fr"},
    *CROWD,
]  # fmt: skip
COMPANIES = [
    {"id": 11, "name": "Abeille SAS", "domain": "abeille.fr", "city": "Lyon"},
    {"id": 12, "name": "Abeille", "domain": "abeille.fr", "city": "LYON"},
    {"id": 13, "name": "Abeille", "domain": "abeille.fr", "siren": "732829320", "country": "FR"},
    {"id": 14, "name": "Abeille GmbH", "domain": "abeille.fr", "country": "Allemagne"},
]


@pytest.fixture
def home(tmp_path):
    home = Home.at(tmp_path / "home")
    refreshed(home, companies=COMPANIES, people=PEOPLE)
    return home


def test_two_records_of_one_person(home):
    told = why(home, [1], [2])

    assert (told.kind, told.same, told.rule) == ("person", True, "key:email")
    assert told.probability > 0.9
    (step,) = told.steps
    bits = {item.field_en: item.bits for item in step.evidence}
    assert max(bits, key=bits.__getitem__) in ("e-mail", "given name", "family name")
    assert bits["prior"] < 0 < bits["e-mail"]
    assert abs(sum(bits.values()) - _log2_odds(step.probability)) < 0.1


def test_two_people(home):
    told = why(home, "claire.martin@abeille.fr", "paul.roux@kolibree.fr")

    assert (told.same, told.rule) == (False, "evidence")
    assert told.probability < 0.5
    assert told.en[0].startswith("claire.martin@abeille.fr and paul.roux@kolibree.fr are two people: the evidence")
    assert told.fr[0].startswith("claire.martin@abeille.fr et paul.roux@kolibree.fr sont deux personnes : les indices")


def test_two_records_of_one_account(home):
    told = why(home, 11, 12)

    assert (told.kind, told.same, told.rule) == ("account", True, "key:domain")
    (step,) = told.steps
    assert {item.field_en: item.level_en for item in step.evidence if item.bits > 0} == {
        "domain": "the same",
        "name": "the same",
        "place": "the same city",
    }
    assert "nom : le même" in " ".join(told.fr)


def test_a_veto_is_told(home):
    told = why(home, 13, 14)

    assert (told.same, told.probability) == (False, 0.0)
    assert "veto: companies of two countries stay two" in " ".join(told.en)
    assert "veto : des sociétés de deux pays restent deux" in " ".join(told.fr)


def test_a_decision_is_what_decided_and_the_evidence_is_still_told(home):
    merge(home, 1, 3, by="ines@cordee.fr", because="same voice")
    refreshed(home, companies=COMPANIES, people=PEOPLE)

    told = why(home, 1, 3)

    assert (told.same, told.rule) == (True, "decision")
    assert told.probability < 0.5
    assert told.en[1].startswith("ines@cordee.fr decided that they are one")
    assert told.en[1].endswith("same voice.")
    assert told.fr[1].startswith("ines@cordee.fr a décidé que c’est la même entité")


def test_a_decision_to_keep_apart_is_told(home):
    never_merge(home, 1, 2, by="karim@cordee.fr")
    refreshed(home, companies=COMPANIES, people=PEOPLE)

    told = why(home, 1, 2)

    assert (told.same, told.rule) == (False, "decision")
    assert told.probability > 0.9


def test_the_answer_is_json(home):
    told = json.loads(why(home, 1, 2).as_json())

    assert (told["kind"], told["same"], told["steps"][0]["a"]) == ("person", True, 1)


def test_a_person_and_an_account_are_not_compared(home):
    with pytest.raises(HomeError, match="only two of a kind"):
        why(home, 1, 11)


def test_nothing_can_be_explained_before_the_first_refresh(tmp_path):
    with pytest.raises(NothingPublished):
        why(Home.at(tmp_path), "a@b.fr", "c@d.fr")


def _log2_odds(probability):
    from math import log2

    return log2(probability / (1 - probability))

"""The evidence of a pair in review, as kept with it: in words, adding up to its probability."""

import json
from math import log2

import pytest

from cordee.revenue.identity.explain import Evidence, reviewed

PERSON = {
    "prior": -2.0,
    "reason": "unsure",
    "evidence": [
        {"comparison": "family", "level": "differs", "bits": -1.5},
        {"comparison": "company", "level": "same name", "bits": 5.5},
    ],
}


def test_a_pair_of_people_is_told_piece_by_piece() -> None:
    probability = 0.8  # two bits: what the pieces add up to

    assert reviewed("person", json.dumps(PERSON), probability) == (
        Evidence("prior", "a priori", "", "", -2.0),
        Evidence("family name", "nom", "differs", "différent", -1.5),
        Evidence("company", "société", "the same name", "le même nom", 5.5),
    )


@pytest.mark.parametrize("probability", [0.55, 0.9, 0.99])
def test_what_fixed_rules_add_or_hold_back_makes_up_the_sum(probability: float) -> None:
    told = reviewed("person", json.dumps(PERSON), probability)

    assert told[-1].level_fr == "ce que permettent les règles fixes"
    assert sum(one.bits for one in told) == pytest.approx(log2(probability / (1 - probability)), abs=0.01)


def test_a_pair_of_companies_names_its_veto() -> None:
    evidence = {"prior": -15.0, "name": {"level": "same", "bits": 22.0}, "veto": "region"}

    told = reviewed("account", json.dumps(evidence), 0.9)

    assert [one.level_en for one in told] == ["", "the same", "one name speaks of a country, the other does not"]


def test_no_evidence_is_no_evidence() -> None:
    assert [one.bits for one in reviewed("person", None, 0.7)] == [0.0]

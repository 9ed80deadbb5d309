"""Firms and people: numbers that hold their checks, telephones that ring, names written by hand."""

from datetime import datetime
from random import Random

import numpy as np
import phonenumbers
import pytest
from stdnum.fr import siren, tva

from cordee.demo.files import comma, eastern_iso, iso_z, salesforce_id
from cordee.demo.firms import Firm, make_firms
from cordee.demo.hand import written_phone
from cordee.demo.names import MEN, SURNAMES, WOMEN, slip
from cordee.demo.people import Person, make_people


@pytest.fixture(scope="module")
def firms() -> list[Firm]:
    return make_firms(2_000, np.random.default_rng(5))


def test_french_firms_have_valid_and_distinct_numbers(firms: list[Firm]) -> None:
    french = [firm for firm in firms if firm.siren is not None]

    assert all(siren.is_valid(firm.siren) and tva.is_valid(firm.vat) for firm in french)
    assert len({firm.siren for firm in french}) == len(french)
    assert {firm.town.country for firm in firms if firm.siren is None} == {"GB", "BE", "CH", "US"}


def test_domains_are_distinct_even_without_their_hyphens(firms: list[Firm]) -> None:
    assert len({firm.domain.replace("-", "") for firm in firms}) == len(firms)


def test_namesakes_are_rare_but_exist(firms: list[Firm]) -> None:
    assert 0 < len(firms) - len({firm.name for firm in firms}) < 0.02 * len(firms)


@pytest.fixture(scope="module")
def people(firms: list[Firm]) -> list[Person]:
    return make_people(firms, 4_000, np.random.default_rng(5), Random(5))  # noqa: S311 -- a fixed seed, not a secret


def test_telephones_are_possible_numbers(firms: list[Firm], people: list[Person]) -> None:
    numbers = [firm.switchboard for firm in firms] + [person.mobile for person in people if person.mobile is not None]

    assert all(phonenumbers.is_possible_number(phonenumbers.parse(number)) for number in numbers)


@pytest.mark.parametrize("style", range(8))
def test_a_french_number_is_read_back_from_every_way_of_writing_it(style: int) -> None:
    read = phonenumbers.parse(written_phone("+33612345678", style), "FR")

    assert phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164) == "+33612345678"


def test_nobody_shares_a_work_address(people: list[Person]) -> None:
    assert len({person.email for person in people}) == len(people)


def test_there_are_enough_names() -> None:
    assert len(WOMEN) + len(MEN) >= 300
    assert len(SURNAMES) >= 1500


@pytest.mark.parametrize(("pick", "written"), [(0, "Gréard"), (1, "Géérard"), (2, "Grard"), (3, "Grrard")])
def test_a_slip_swaps_doubles_drops_or_misses_a_letter(pick: int, written: str) -> None:
    assert slip("Gérard", pick) == written


def test_a_salesforce_id_of_18_begins_with_its_15() -> None:
    # The three letters hold which of the five characters of each group are capitals, lowest bit first.
    assert salesforce_id("001", 62 * 10 + 36, long=False) == "0015g00000000Aa"
    assert salesforce_id("001", 62 * 10 + 36) == "0015g00000000AaAAI"


@pytest.mark.parametrize(
    ("paris", "new_york"),
    [
        pytest.param(datetime(2025, 1, 15, 9, 0), "2025-01-15T03:00:00-05:00", id="winter on both sides"),
        pytest.param(
            datetime(2025, 3, 20, 9, 0),
            "2025-03-20T04:00:00-04:00",
            id="three weeks in March when only New York is on summer time",
        ),
        pytest.param(datetime(2025, 7, 15, 9, 0), "2025-07-15T03:00:00-04:00", id="summer on both sides"),
    ],
)
def test_times_on_the_clock_of_new_york(paris: datetime, new_york: str) -> None:
    assert eastern_iso(paris) == new_york


def test_times_in_utc_and_amounts_in_french() -> None:
    assert iso_z(datetime(2025, 7, 15, 9, 30)) == "2025-07-15T07:30:00Z"
    assert comma(12_345.5) == "12 345,50"

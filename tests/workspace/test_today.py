"""Today: each detector on both sides of its threshold, the order by money, setting aside, and what waits for whom."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.insight import situation
from cordee.workspace.insight.situation import OpenDeal, Waiting, Worth
from cordee.workspace.insight.window import Window, window
from cordee.workspace.people.models import Person
from cordee.workspace.today import matters, waiting
from cordee.workspace.today.models import SetAside
from tests.workspace import world

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
MINE = ["cordee.workspace.today.waiting.leads_to_accept", "cordee.workspace.today.waiting.deals_to_tidy"]
"""The other providers have tests of their own, beside what they tell of."""


@pytest.fixture
def found(tmp_path: Path, settings: LazySettings) -> Window:
    """A snapshot of its own: what a test lets it remember is forgotten with it."""
    settings.CORDEE_HOME = world.build(Home.at(tmp_path), people=300)
    settings.WAITING = MINE
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()  # WhiteNoise warns about a directory that is not there
    opened = window()
    assert opened is not None
    return opened


def given(found: Window, question: object, answer: object) -> None:
    """The window already knows the answer: the facts of the test instead of the world's."""
    found._answers[question] = answer  # type: ignore[index] -- every question is hashable


def late_leads(count: int, *, days: float = 2) -> list[Waiting]:
    since = world.END - timedelta(days=days)
    return [
        Waiting(person_id=n, name=f"P{n}", account=None, since=since, due_at=since + timedelta(hours=4), owner=None)
        for n in range(count)
    ]


def deal(number: int, amount: float | None, *, silent: float = 1, close: int | None = None) -> OpenDeal:
    return OpenDeal(
        deal_id=number,
        name=f"Deal {number}",
        account_id=number,
        account=f"Company {number}",
        amount=amount,
        opened_at=world.END - timedelta(days=100),
        expected_close=None if close is None else world.TODAY - timedelta(days=close),
        last_act_at=world.END - timedelta(days=silent),
        owner="ines.benali@rivelaine.fr",
        owner_name="Inès Benali",
    )


@pytest.mark.parametrize(("count", "days", "seen"), [(2, 2, []), (3, 2, [3]), (3, 0.1, [])])
def test_mqls_beyond_their_delay(found: Window, count: int, days: float, seen: list[int]) -> None:
    given(found, "waiting", late_leads(count, days=days))

    assert [one.facts["count"] for one in matters.mqls_waiting(found)] == seen


def test_what_waiting_mqls_are_worth_is_their_number_times_conversion_times_a_won_deal(found: Window) -> None:
    given(found, "waiting", late_leads(10))
    given(found, "a won deal", Worth(10_000.0, 8_000.0, 12_000.0, 30))

    [matter] = matters.mqls_waiting(found)

    rate = situation.becomes_customer(found, "mql")
    assert rate is not None
    assert matter.stake.value == pytest.approx(10 * rate.value * 10_000)
    assert matter.stake.low < matter.stake.value < matter.stake.high


@pytest.mark.parametrize(
    ("silent", "amount", "seen"),
    [(20.9, 10_000.0, []), (21.1, 10_000.0, [1]), (21.1, 900.0, [])],
    ids=["acted on", "silent", "silent, too small"],
)
def test_open_deals_without_an_act(found: Window, silent: float, amount: float, seen: list[int]) -> None:
    given(found, "open deals", [deal(1, 100_000.0), deal(2, amount, silent=silent)])

    assert [one.facts["count"] for one in matters.silent_deals(found)] == seen


@pytest.mark.parametrize(("close", "seen"), [(7, []), (8, [1]), (None, [])])
def test_open_deals_past_their_expected_close(found: Window, close: int | None, seen: list[int]) -> None:
    given(found, "open deals", [deal(1, 10_000.0, close=close)])

    assert [one.facts["count"] for one in matters.deals_past_close(found)] == seen


@pytest.mark.parametrize(
    ("now", "low", "seen"),
    [(60.0, 55.0, ["paid_search"]), (60.0, 45.0, []), (55.0, 51.0, [])],
    ids=["beyond chance", "as chance makes it", "beyond chance, but hardly"],
)
def test_a_channel_whose_leads_became_dearer(found: Window, now: float, low: float, seen: list[str]) -> None:
    for period, value, bounds in zip(matters._last(found, 90), (now, 50.0), ((low, 70.0), (48.0, 50.5)), strict=True):
        figure = dataclasses.replace(
            matters.figures.figure(found, "cost_per_lead", period, cut=matters.figures.Cut(channel="paid_search")),
            value=value,
            low=bounds[0],
            high=bounds[1],
            denominator=40,
        )
        given(
            found,
            ("by", "channel", "cost_per_lead", period, matters.figures.EVERYTHING, None, "fr"),
            {"paid_search": figure},
        )
        given(
            found,
            ("by", "channel", "cost_per_lead", period, matters.figures.EVERYTHING, None, "en"),
            {"paid_search": figure},
        )

    assert [one.facts["channel"] for one in matters.dearer_channels(found)] == seen


@pytest.mark.parametrize(
    ("now", "high", "seen"), [(0.30, 0.35, ["mql"]), (0.30, 0.45, []), (0.47, 0.39, [])],
    ids=["beyond chance", "as chance makes it", "hardly"],
)  # fmt: skip
def test_a_passage_that_fell(found: Window, now: float, high: float, seen: list[str]) -> None:
    end = found.last_day - timedelta(days=30)
    latest = matters.Period(end - timedelta(days=89), end)
    before = matters.Period(latest.start - timedelta(days=90), latest.start - timedelta(days=1))
    for period, value, bounds in ((latest, now, (0.2, high)), (before, 0.5, (0.4, 0.6))):
        for language in ("fr", "en"):
            question = ("figure", "conversion_mql_sal", period, matters.figures.EVERYTHING, 30, language)
            figure = matters.figures.figure(found, "conversion_mql_sal", period, horizon=30)
            given(
                found,
                question,
                dataclasses.replace(
                    figure, value=value, low=bounds[0], high=bounds[1], denominator=100, immature=False
                ),
            )

    assert [one.facts["start"] for one in matters.falling_passages(found) if one.facts["start"] == "mql"] == seen


def test_refused_mqls_that_went_back_to_nobody(found: Window) -> None:
    [matter] = matters.refused_for_good(found, least=1)
    count = int(str(matter.facts["count"]))

    assert matter.facts["reason"] == "Pas de budget"
    assert matters.refused_for_good(found, least=count) != []
    assert matters.refused_for_good(found, least=count + 1) == []


def test_deals_won_without_an_amount(found: Window) -> None:
    assert matters.deals_without_amount(found) == []

    question = ("unpriced", matters.Period(found.last_day - timedelta(days=364), found.last_day))
    given(found, question, [deal(1, None)])

    assert [one.facts["count"] for one in matters.deals_without_amount(found)] == [1]
    assert matters.deals_without_amount(found, least=2) == []


def test_the_most_money_comes_first_and_five_are_enough(found: Window, karim: Person, signed_in: SignIn) -> None:
    everything = [
        matters.Matter(key=f"m{n}", kind="silent_deals", side="sales", stake=Worth(n, n, n, 1), page="today:show",
                       facts={"count": 1, "days": 21, "amount": 1.0, "first": f"Company {n}"}, parts={"amount": 1.0})
        for n in range(7)
    ]  # fmt: skip
    given(found, "matters", sorted(everything, key=lambda one: -one.stake.value))

    response = signed_in(karim).get("/")

    assert [one.key for one, _ in response.context["matters"]] == ["m6", "m5", "m4", "m3", "m2"]
    assert "2 smaller matters are left for another day." in response.content.decode()


def test_it_says_so_when_there_is_nothing(found: Window, karim: Person, signed_in: SignIn) -> None:
    given(found, "matters", [])

    text = signed_in(karim).get("/").content.decode()

    assert "Nothing to do together today" in text and "Nothing waits for you." in text


@pytest.mark.parametrize("detect", matters.DETECTORS, ids=lambda detect: detect.__name__)
def test_every_matter_opens_on_a_page_and_tells_why_its_amount(
    found: Window, karim: Person, signed_in: SignIn, detect: matters.Detector
) -> None:
    given(found, "waiting", late_leads(5))
    given(found, "open deals", [deal(1, 90_000.0, silent=40, close=30)])
    given(found, "matters", detect(found))
    client = signed_in(karim)

    response = client.get("/")

    for matter, address in response.context["matters"]:
        assert client.get(address).status_code == 200
        assert matter.parts
    assert response.content.decode().count("Why this amount?") == len(response.context["matters"])


def test_a_matter_set_aside_is_hidden_from_all_until_its_day_and_can_be_taken_up(
    found: Window, karim: Person, camille: Person, signed_in: SignIn
) -> None:
    given(found, "waiting", late_leads(5))
    given(found, "matters", matters.mqls_waiting(found))
    client, other = signed_in(karim), signed_in(camille)

    def shown() -> list[str]:
        return [one.key for one, _ in other.get("/").context["matters"]]

    with time_machine.travel(datetime(2026, 7, 1, 9, tzinfo=UTC), tick=False):
        assert shown() == ["mqls_waiting"]
        for _ in range(2):  # twice is once
            client.post("/today/set-aside/", {"matter": "mqls_waiting", "reason": "Salon cette semaine", "days": "7"})
        text = other.get("/").content.decode()
        assert shown() == [] and "Salon cette semaine" in text and "Karim Haddad" in text
    with time_machine.travel(datetime(2026, 7, 8, 9, 1, tzinfo=UTC), tick=False):
        assert shown() == ["mqls_waiting"]
    with time_machine.travel(datetime(2026, 7, 2, 9, tzinfo=UTC), tick=False):
        other.post(f"/today/set-aside/{SetAside.objects.get().pk}/taking-up/")
        assert shown() == ["mqls_waiting"]
    assert [(one.kind, one.actor) for one in Event.objects.order_by("pk")] == [
        ("today.set_aside", karim.email),
        ("today.taken_up", camille.email),
    ]


def test_a_reason_is_needed_and_who_only_reads_may_not(found: Window, karim: Person, signed_in: SignIn) -> None:
    given(found, "waiting", late_leads(5))
    given(found, "matters", matters.mqls_waiting(found))

    signed_in(karim).post("/today/set-aside/", {"matter": "mqls_waiting", "reason": " ", "days": "7"})
    reader = Person.objects.create_user("l@rivelaine.fr", "p" * 12, name="L", side="both", role="read_only")
    refused = signed_in(reader).post("/today/set-aside/", {"matter": "mqls_waiting", "reason": "x", "days": "7"})

    assert refused.status_code == 403
    assert "Not now" not in signed_in(reader).get("/").content.decode()
    assert list(SetAside.objects.all()) == []


def test_what_waits_is_found_by_e_mail(found: Window) -> None:
    ines = Person(email="ines.benali@rivelaine.fr", name="Inès Benali", side="sales", role="sales")
    other = Person(email="camille@rivelaine.fr", name="Camille Roussel", side="marketing", role="leadership")
    mine = [dataclasses.replace(one, owner="ines.benali@rivelaine.fr") for one in late_leads(2)]
    given(found, "waiting", [*mine, *late_leads(3)])
    given(found, "open deals", [deal(1, None), deal(2, 5_000.0, close=30), deal(3, 5_000.0, close=-30)])

    assert [(one.count, one.late, one.address) for one in waiting.waits(ines, found)] == [
        (2, True, "/today/leads/"),
        (2, False, "/today/deals/untidy/"),
    ]
    assert waiting.waits(other, found) == []


def test_a_product_of_two_estimates_is_as_unsure_as_both() -> None:
    one, other = Worth(0.1, 0.07, 0.14, 50), Worth(1_000.0, 600.0, 1_400.0, 20)

    product = one * other

    assert (product.value, product.n) == (100.0, 20)
    assert product.low == pytest.approx(100 * (1 - (0.3**2 + 0.4**2) ** 0.5))
    assert product.high == pytest.approx(100 * (1 + (0.4**2 + 0.4**2) ** 0.5))

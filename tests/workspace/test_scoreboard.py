"""The scoreboard's contract: its numbers are the registry's, and every figure opens on as many records as it counts."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.test import Client

from cordee.revenue import metrics
from cordee.revenue.metrics import REGISTRY
from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.home import Home
from cordee.vocabulary.periods import Period
from cordee.workspace.insight.figures import typeset
from cordee.workspace.insight.templatetags.figures import shown, shown_short
from cordee.workspace.people.models import Person
from cordee.workspace.scoreboard.board import cells
from tests.workspace import world

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]


@pytest.mark.parametrize(
    "address",
    [
        "?period=2026-Q1",
        "?period=2026-05&vs=year",
        "?period=2025&vs=none&horizon=30",
        "?period=2026-Q1&channel=paid_search",
    ],
)
def test_every_number_on_the_page_is_the_registry_s(home: Home, karim: Person, signed_in: SignIn, address: str) -> None:
    response = signed_in(karim).get(f"/scoreboard/{address}")

    question, found = response.context["question"], cells(response.context["board"])
    assert len(found) > 15
    with snapshots.reading(home, threads=2) as reader:
        for cell in found:
            key, group = cell.figure.metric, cell.figure.group
            filters = question.cut.filters
            horizon = question.horizon if REGISTRY[key].has_horizon else None
            by = "channel" if group else None
            computed = metrics.compute(
                reader, key, question.period, by=by, language="en", filters=filters, horizon=horizon
            )
            expected = [figure for figure in computed if figure.group == group]
            assert [cell.figure] == expected or (
                expected == [] and cell.figure.value in {0, None} and cell.figure.n == 0
            )


def test_the_numbers_are_written_on_the_page_as_its_reader_writes_them(
    home: Home, camille: Person, karim: Person, signed_in: SignIn
) -> None:
    for person in (camille, karim):
        response = signed_in(person).get("/scoreboard/?period=2026-Q1")
        text = response.content.decode()

        for cell in cells(response.context["board"]):
            if cell.figure.value is not None:
                assert shown(cell.figure) in text or shown_short(cell.figure) in text
    assert "€" in text


@pytest.mark.parametrize("key", sorted(REGISTRY))
def test_a_figure_opens_on_as_many_records_as_it_counts(home: Home, karim: Person, signed_in: SignIn, key: str) -> None:
    client = signed_in(karim)
    period = "2026-Q1"

    page = client.get(f"/figures/{key}/records/?period={period}&horizon=30")
    file = client.get(f"/figures/{key}/records.csv?period={period}&horizon=30")

    figure, total = page.context["cell"].figure, page.context["records"].total
    rows = list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"))))
    assert len(rows) == total
    if figure.unit == "count" or (figure.unit == "share" and key != "closing_rate_amount"):
        assert total == figure.numerator
    elif figure.unit == "EUR":
        assert sum(float(row["amount"]) for row in rows if row["amount"]) == pytest.approx(figure.numerator, abs=0.005)


def test_the_pages_of_records_show_each_record_once(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)
    address = "/figures/leads/records/?period=2025-01-01..2026-12-31"

    first = client.get(address)
    pages = [client.get(f"{address}&page={n}") for n in range(1, first.context["pages"].paginator.num_pages + 1)]

    people = [row.person_id for page in pages for row in page.context["records"].rows]
    assert len(pages) == 6
    assert len(people) == len(set(people)) == first.context["records"].total == 299


def test_a_record_opens_the_journey_of_its_person(home: Home, karim: Person, signed_in: SignIn) -> None:
    text = signed_in(karim).get("/figures/leads/records/?period=2026-03").content.decode()

    assert f'<a href="/journeys/people/{world.CLAIRE}/">Claire Fontaine</a>' in text


def test_a_definition_says_what_how_when_and_how_sure_in_both_languages(
    home: Home, camille: Person, signed_in: SignIn
) -> None:
    text = signed_in(camille).get("/figures/closing_rate/?period=2026-Q1").content.decode()

    metric = REGISTRY["closing_rate"]
    for said in (
        typeset(metric.name.fr, "fr"),
        typeset(metric.definition.fr, "fr"),
        metric.definition.en,
        typeset(metric.formula.fr, "fr"),
        typeset(metric.method.uncertainty.fr, "fr"),
        "T1\u00a02026",
        "1er janvier 2026",
    ):
        assert said in text


def test_the_panel_gets_the_definition_alone(home: Home, karim: Person, signed_in: SignIn) -> None:
    response = signed_in(karim).get("/figures/leads/", headers={"hx-request": "true"})

    assert "<html" not in response.content.decode()
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize(
    "address", ["/figures/nonsense/", "/figures/nonsense/records/", "/figures/nonsense/records.csv"]
)
def test_a_metric_that_does_not_exist_is_not_found(home: Home, karim: Person, signed_in: SignIn, address: str) -> None:
    assert signed_in(karim).get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "?period=nonsense",
        "?period=2026-Q9",
        "?vs=nonsense",
        "?channel=nonsense",
        "?horizon=-1",
        "?period=1999",
        "?period=2031-Q1",
    ],
)
def test_a_mistyped_address_still_answers(home: Home, karim: Person, signed_in: SignIn, address: str) -> None:
    assert signed_in(karim).get(f"/scoreboard/{address}").status_code == 200


def test_a_period_without_anything_says_so_and_offers_the_current_one(
    home: Home, karim: Person, signed_in: SignIn
) -> None:
    text = signed_in(karim).get("/scoreboard/?period=1999").content.decode()

    assert "Nothing happened in 1999" in text
    assert "See the current quarter" in text


def test_without_an_address_the_quarter_in_which_the_data_end_is_shown(
    home: Home, karim: Person, signed_in: SignIn
) -> None:
    assert signed_in(karim).get("/scoreboard/").context["question"].period == Period(
        date(2026, 4, 1), date(2026, 6, 30)
    )


def test_an_empty_installation_says_what_to_do_next(empty_home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    response = client.get("/scoreboard/", follow=True)

    assert response.redirect_chain == [("/data/first/", 302)]
    assert "Drop your files here" in response.content.decode()
    assert client.get("/journeys/?q=claire").status_code == 200
    assert [
        client.get(address).status_code
        for address in ("/figures/leads/", "/figures/leads/records/", "/journeys/people/1/")
    ] == [404] * 3


def test_a_formula_in_a_name_does_not_run_in_a_spreadsheet(home: Home, karim: Person, signed_in: SignIn) -> None:
    from cordee.workspace.scoreboard.exports import _cell

    assert [_cell(text) for text in ("=1+1", "+33 1", "-2", "@x", "Claire", -3.5)] == [
        "'=1+1",
        "'+33 1",
        "'-2",
        "'@x",
        "Claire",
        "-3.5",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/scoreboard/",
        "/figures/leads/",
        "/figures/leads/records/?period=2026-01",
        "/figures/leads/records/?period=2025-01-01..2026-12-31",
        "/journeys/?q=a",
        "/journeys/people/1/",
        "/journeys/accounts/1001/",
    ],
)
def test_a_page_asks_the_people_s_database_twice_whatever_it_lists(
    home: Home,
    karim: Person,
    signed_in: SignIn,
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
    address: str,
) -> None:
    client = signed_in(karim)

    # The session, the person; on Today what was set aside, and one for each that
    # has something to wait with (settings.WAITING): imports, refusals, versions of the SLA, actions, debriefs; on the scoreboard a habit, objectives and saved views besides; on a
    # journey what was told.
    told = "people/" in address or "accounts/" in address
    with django_assert_num_queries({"/": 9, "/scoreboard/": 5}.get(address, 3 if told else 2)):
        client.get(address)

"""One figure, five doors: the page, the CSV, the XLSX, the API and the command say exactly the same."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from python_calamine import CalamineWorkbook

from cordee.revenue.warehouse.home import Home
from cordee.site.command.group import cordee
from cordee.workspace.api.models import Scope, Token
from cordee.workspace.people.models import Person

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
KEYS = ("revenue", "leads", "closing_rate", "cost_per_lead", "conversion_mql_sal", "time_mql_sal", "sales_cycle", "roi")
DIMENSIONS = ("channel", "campaign", "segment", "team")
NUMBERS = ("value", "low", "high", "n", "numerator", "denominator")
QUESTIONS = [
    pytest.param({"period": "2026-Q1"}, id="a quarter"),
    pytest.param({"period": "2026-02-10..2026-05-20", "horizon": "30"}, id="two days"),
    pytest.param({"period": "2025", "channel": "paid_search"}, id="a year of one channel"),
    pytest.param({"period": "2026-03", "campaign": "GMAO"}, id="a month of one campaign"),
    pytest.param({"period": "2026-Q1", "horizon": "60", "segment": "50-249", "team": "SDR"}, id="a segment and a team"),
]


def numbers(row: Mapping[str, Any]) -> tuple[float | None, ...]:
    return tuple(None if row[name] in {None, ""} else float(row[name]) for name in NUMBERS)


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("key", KEYS)
def test_every_door_says_the_same(
    home: Home, karim: Person, signed_in: SignIn, key: str, asked: dict[str, str]
) -> None:
    client = signed_in(karim)
    dimensions = client.get("/figures/leads/").context["definition"].dimensions if key == "leads" else None
    question = {"horizon": "90", **asked}

    page = client.get(f"/figures/{key}/", question).context["cell"].figure
    if page.value is None and page.n == 0 and ("segment" in asked) and key in {"cost_per_lead", "roi"}:
        assert "Spend has neither segment nor team" in (page.note or "")
        return
    of_page = numbers(page.as_json())
    of_csv = list(
        csv.DictReader(io.StringIO(client.get(f"/figures/{key}/groups.csv", question).content.decode("utf-8-sig")))
    )
    of_xlsx = sheet(client.get(f"/figures/{key}/groups.xlsx", question).content)
    of_api = api(karim, f"/api/v1/metrics/{key}", question)
    of_command = command(home, key, question)

    assert dimensions is None or "segment" in dimensions
    assert [numbers(one) for one in (of_csv[0], of_xlsx[0], of_api[0], of_command[0])] == [of_page] * 4


@pytest.mark.parametrize("by", ["channel", "campaign", "month"])
@pytest.mark.parametrize("key", ["leads", "cost_per_lead", "revenue"])
def test_every_door_says_the_same_by_group(home: Home, karim: Person, signed_in: SignIn, key: str, by: str) -> None:
    client = signed_in(karim)
    question = {"period": "2025-07-01..2026-06-30", "by": by}

    text = client.get(f"/figures/{key}/groups.csv", question).content.decode("utf-8-sig")
    of_csv = {row["group"]: numbers(row) for row in csv.DictReader(io.StringIO(text)) if row["group"]}
    of_xlsx = {
        row["group"]: numbers(row)
        for row in sheet(client.get(f"/figures/{key}/groups.xlsx", question).content)
        if row["group"]
    }
    of_api = {row["group"]: numbers(row) for row in api(karim, f"/api/v1/metrics/{key}", question)}
    of_command = {row["group"]: numbers(row) for row in command(home, key, question)}

    assert len(of_csv) >= 1
    assert of_csv == of_xlsx == of_api == of_command


@pytest.mark.parametrize(
    "address", ["?period=2026-Q1", "?period=2026-05&channel=paid_search&horizon=30", "?period=2025&team=SDR"]
)
def test_the_board_s_files_hold_what_its_page_shows(home: Home, karim: Person, signed_in: SignIn, address: str) -> None:
    from cordee.workspace.scoreboard.board import cells

    client = signed_in(karim)

    shown = [
        (one.figure.metric, one.figure.group or "", *numbers(one.figure.as_json()))
        for one in cells(client.get(f"/scoreboard/{address}").context["board"])
    ]
    text = client.get(f"/scoreboard/board.csv{address}").content.decode("utf-8-sig")
    of_csv = [(row["metric"], row["group"], *numbers(row)) for row in csv.DictReader(io.StringIO(text))]
    of_xlsx = [
        (row["metric"], row["group"], *numbers(row))
        for row in sheet(client.get(f"/scoreboard/board.xlsx{address}").content)
    ]

    assert len(shown) > 30
    assert of_csv == shown
    assert of_xlsx == shown


@pytest.mark.parametrize("key", ["leads", "revenue", "conversion_mql_sal"])
def test_the_records_are_the_same_everywhere(home: Home, karim: Person, signed_in: SignIn, key: str) -> None:
    client = signed_in(karim)
    question = {"period": "2026-Q1", "horizon": "90"}
    ids = ("person_id", "deal_id", "at", "amount")

    text = client.get(f"/figures/{key}/records.csv", question).content.decode("utf-8-sig")
    of_csv = [one["person_id"] or one["deal_id"] for one in csv.DictReader(io.StringIO(text))]
    of_xlsx = [
        one["person_id"] or one["deal_id"]
        for one in sheet(client.get(f"/figures/{key}/records.xlsx", question).content)
    ]
    of_api = api(karim, f"/api/v1/metrics/{key}/records", {**question, "limit": "1000"})
    of_command = command(home, key, question, name="records")

    assert of_csv == of_xlsx == [one["person_id"] or one["deal_id"] for one in of_api]
    assert [[str(one[name]) for name in ids] for one in of_api] == [
        [str(one[name]) for name in ids] for one in of_command
    ]


def sheet(content: bytes) -> list[dict[str, Any]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def api(person: Person, address: str, question: Mapping[str, str]) -> Any:
    _, secret = Token.issue(by=person, name="a test", scopes=Scope.values)
    asked = {name: value for name, value in question.items() if name not in DIMENSIONS}
    filters = [f"{name}={question[name]}" for name in DIMENSIONS if name in question]
    response = Client().get(address, {**asked, "filter": filters}, headers={"authorization": f"Bearer {secret}"})
    assert response.status_code == 200, response.content
    return response.json()


def command(home: Home, key: str, question: Mapping[str, str], *, name: str = "metrics") -> Any:
    options = ["--json", "--period", question["period"]]
    for option in ("by", "horizon"):
        if option in question:
            options += [f"--{option}", question[option]]
    for dimension in DIMENSIONS:
        if dimension in question:
            options += ["--filter", f"{dimension}={question[dimension]}"]
    result = CliRunner().invoke(cordee, [name, key, *options], env={"CORDEE_HOME": str(home.path)})
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)

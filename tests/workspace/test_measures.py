"""What Prometheus reads: counts of all the processes, behind a token of its own."""

import json

import pytest
from django.conf import LazySettings
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.api import measures
from cordee.workspace.jobs.models import Job
from cordee.workspace.people.models import Person

pytestmark = pytest.mark.django_db
TOKEN = "a token for the one who watches"


@pytest.fixture
def watching(home: Home, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Client:
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(measures, "measures", measures.Measures())  # of a process that begins now
    for file in measures.folder().glob("*"):
        file.unlink()
    return Client(headers={"authorization": f"Bearer {TOKEN}"})


def told(client: Client) -> dict[str, float]:
    answer = client.get("/metrics")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, measures.MEDIA_TYPE)
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_without_a_token_there_is_no_such_page_and_with_another_it_stays_shut(
    home: Home, watching: Client, settings: LazySettings, karim: Person
) -> None:
    outsider = Client()
    outsider.force_login(karim)

    assert outsider.get("/metrics").status_code == 401
    assert Client(headers={"authorization": "Bearer guessed"}).get("/metrics").status_code == 401
    settings.METRICS_TOKEN = ""
    assert watching.get("/metrics").status_code == 404


def test_requests_are_counted_by_page_and_by_how_long_they_took(watching: Client, karim: Person) -> None:
    reader = Client()
    reader.force_login(karim)
    for path in ("/journeys/people/1/", "/journeys/people/2/", "/journeys/people/999999/", "/nowhere"):
        reader.get(path)

    found = told(watching)

    page = 'page="journeys:person"'
    assert found[f'cordee_http_requests_total{{{page},method="GET",status="200"}}'] == 2
    assert found[f'cordee_http_requests_total{{{page},method="GET",status="404"}}'] == 1
    assert found['cordee_http_requests_total{page="none",method="GET",status="404"}'] == 1
    classes = [value for name, value in found.items() if name.startswith(f"cordee_http_request_seconds_bucket{{{page}")]
    assert classes == sorted(classes) and classes[-1] == 3
    assert found[f"cordee_http_request_seconds_count{{{page}}}"] == 3
    assert found[f"cordee_http_request_seconds_sum{{{page}}}"] > 0


def test_the_counts_of_the_other_processes_are_added(watching: Client) -> None:
    key = "requests|journeys:person|GET|200"
    (measures.folder()).mkdir(parents=True, exist_ok=True)
    (measures.folder() / "1.json").write_text(json.dumps({key: 5}), encoding="utf-8")
    (measures.folder() / "2.json").write_text(json.dumps({key: 7}), encoding="utf-8")

    assert told(watching)['cordee_http_requests_total{page="journeys:person",method="GET",status="200"}'] == 12


def test_jobs_and_the_snapshot_are_told_and_no_name_is(watching: Client, karim: Person) -> None:
    Job.enqueue("home.refresh", by=karim)

    found = told(watching)

    assert found['cordee_jobs{kind="home.refresh",state="queued"}'] == 1
    assert found["cordee_snapshot_number"] == 1 and found["cordee_snapshot_age_seconds"] > 0
    assert not any("Fontaine" in name or "Haddad" in name for name in found)

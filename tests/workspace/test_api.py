"""The interface for programs: tokens, scopes, problems; and the same numbers through every door."""

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from cordee.revenue.library import Home as Library
from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.api.endpoints import PerToken
from cordee.workspace.api.models import Scope, Token
from cordee.workspace.people.models import Person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
ALL = [scope.value for scope in Scope]


@pytest.fixture(autouse=True)
def _fresh_rates() -> None:
    cache.clear()


def asking(person: Person, *scopes: str) -> Client:
    _, text = Token.issue(by=person, name="a notebook", scopes=list(scopes or ALL))
    return Client(headers={"authorization": f"Bearer {text}"})


class TestDoors:
    @pytest.mark.parametrize(
        "path", ["metrics", "metrics/leads", "metrics/leads/records", "journey?who=a", "search?q=claire"]
    )
    def test_without_a_token_nothing_is_told(self, home: Home, path: str) -> None:
        answer = Client().get(f"/api/v1/{path}")

        assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
        assert answer.json()["status"] == 401 and answer.headers["WWW-Authenticate"] == 'Bearer realm="cordee"'
        assert b"Fontaine" not in answer.content

    def test_a_session_is_not_a_token(self, home: Home, karim: Person, signed_in: SignIn) -> None:
        assert signed_in(karim).get("/api/v1/metrics").status_code == 401

    @pytest.mark.parametrize(
        ("path", "scope"),
        [
            ("metrics/leads", "read:figures"),
            ("metrics/spend/records", "read:records"),
            ("search?q=claire", "read:people"),
        ],
    )
    def test_a_scope_opens_its_own_door_only(self, home: Home, karim: Person, path: str, scope: str) -> None:
        assert asking(karim, scope).get(f"/api/v1/{path}").status_code == 200

        refused = asking(karim, *(one for one in ALL if one != scope)).get(f"/api/v1/{path}")
        assert refused.status_code == 403
        assert refused.json()["detail"] == f"This token lacks the scope {scope}."

    @pytest.mark.parametrize("key", ["leads", "revenue", "speed_to_lead"])
    def test_records_that_carry_names_need_the_scope_of_people_too(self, home: Home, karim: Person, key: str) -> None:
        refused = asking(karim, "read:records", "read:figures").get(f"/api/v1/metrics/{key}/records")
        opened = asking(karim, "read:records", "read:people").get(f"/api/v1/metrics/{key}/records")

        assert (refused.status_code, opened.status_code) == (403, 200)
        assert refused.json()["detail"] == "This token lacks the scope read:people: these records carry names."
        assert opened.json()[0]["name"]

    def test_a_revoked_token_and_that_of_somebody_who_left_open_nothing(self, home: Home, karim: Person) -> None:
        client = asking(karim)
        assert client.get("/api/v1/metrics").status_code == 200

        Token.objects.get().revoke(by=karim)
        assert client.get("/api/v1/metrics").status_code == 401

        client = asking(karim)
        karim.is_active = False
        karim.save()
        assert client.get("/api/v1/metrics").status_code == 401

    def test_only_the_digest_is_kept(self, karim: Person) -> None:
        _token, text = Token.issue(by=karim, name="x", scopes=ALL)

        assert text.startswith("cordee_") and text not in json.dumps(Token.objects.values().get(), default=str)
        assert [event.kind for event in Event.objects.all()] == ["api.token_issued"]
        assert text not in json.dumps(Event.objects.values().get(), default=str)

    def test_the_last_use_is_written_once_a_minute(self, home: Home, karim: Person) -> None:
        client = asking(karim)
        with time_machine.travel("2026-07-01 10:00:00Z", tick=False) as now:
            client.get("/api/v1/metrics")
            first = Token.objects.get().last_used_at
            now.shift(30)
            client.get("/api/v1/metrics")
            assert Token.objects.get().last_used_at == first
            now.shift(31)
            client.get("/api/v1/metrics")
            assert Token.objects.get().last_used_at != first

    def test_too_many_questions_must_wait(self, home: Home, karim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(PerToken, "parse_rate", lambda self, rate: (2, 60))
        from cordee.workspace.api.endpoints import api

        throttle = api.throttle[0] if isinstance(api.throttle, list) else api.throttle
        monkeypatch.setattr(throttle, "num_requests", 2)
        client = asking(karim)

        statuses = [client.get("/api/v1/metrics").status_code for _ in range(3)]

        assert statuses == [200, 200, 429]


class TestProblems:
    @pytest.mark.parametrize(
        ("path", "status", "says"),
        [
            ("metrics/leed", 404, "leads"),
            ("metrics/leads?period=soon", 422, "soon"),
            ("metrics/leads?period=2026&from=2026-01-01", 422, "either period, or from and to"),
            ("metrics/leads?by=weather", 422, "weather"),
            ("metrics/leads?filter=paid", 422, "DIM=VALUE"),
            ("metrics/leads?from=yesterday", 422, "does not fit"),
            ("journey?who=nobody@nowhere.fr", 404, "nobody@nowhere.fr"),
        ],
    )
    def test_an_error_says_what_and_where(self, home: Home, karim: Person, path: str, status: int, says: str) -> None:
        answer = asking(karim).get(f"/api/v1/{path}")

        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
        assert says in answer.json()["detail"]

    def test_before_anything_is_published_it_says_what_to_do(self, empty_home: Home, karim: Person) -> None:
        answer = asking(karim).get("/api/v1/metrics/leads")

        assert answer.status_code == 503 and "refresh" in answer.json()["detail"]


class TestSameNumbers:
    """One registry: the page, the file, the interface and the command never differ."""

    @pytest.mark.parametrize(
        "key", ["leads", "spend", "cost_per_lead", "closing_rate", "speed_to_lead", "revenue", "sla_compliance"]
    )
    @pytest.mark.parametrize("period", ["2026-Q1", "2026-Q2", "2026"])
    def test_figures_equal_those_of_the_command(self, home: Home, karim: Person, key: str, period: str) -> None:
        told = asking(karim).get(f"/api/v1/metrics/{key}", {"period": period, "by": "channel"}).json()
        library = Library(home).metrics(key, period=period, by="channel", language="en")

        assert told == [json.loads(json.dumps(dict(figure.as_json()))) for figure in library]

    @pytest.mark.parametrize("channel", ["webinar", "paid_search"])
    def test_a_filter_means_the_same(self, home: Home, karim: Person, channel: str) -> None:
        [told] = (
            asking(karim).get("/api/v1/metrics/leads", {"period": "2026-Q1", "filter": f"channel={channel}"}).json()
        )
        [figure] = Library(home).metrics("leads", period="2026-Q1", filters={"channel": channel}, language="en")

        assert told == dict(figure.as_json())

    def test_records_are_those_of_the_page_and_of_its_file(self, home: Home, karim: Person, signed_in: SignIn) -> None:
        asked = {"period": "2026-Q1"}
        told = asking(karim).get("/api/v1/metrics/leads/records", asked).json()
        [figure] = asking(karim).get("/api/v1/metrics/leads", asked).json()
        client = signed_in(karim)
        page = client.get("/figures/leads/records/", asked).content.decode()
        address = re.search(r'href="([^"]+\.csv[^"]*|[^"]+/records/csv/[^"]*)"', page)
        assert address
        file = client.get(address[1].replace("&amp;", "&")).getvalue().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(file)))

        assert len(told) == figure["numerator"] == len(rows)
        assert [one["person_id"] for one in told] == [row["person_id"] for row in rows]

    def test_records_are_paged(self, home: Home, karim: Person) -> None:
        client, address = asking(karim), "/api/v1/metrics/leads/records"
        whole = client.get(address, {"period": "2026"}).json()

        parts = [client.get(address, {"period": "2026", "limit": 7, "offset": start}).json() for start in (0, 7)]

        assert parts[0] + parts[1] == whole[:14]

    def test_a_journey_is_that_of_the_command(self, home: Home, karim: Person) -> None:
        told = asking(karim).get("/api/v1/journey", {"who": "Claire Fontaine"}).json()

        assert told == json.loads(json.dumps(Library(home).journey("Claire Fontaine").as_json(), default=str))


class TestPages:
    def test_a_token_is_made_shown_once_and_revoked(self, home: Home, karim: Person, signed_in: SignIn) -> None:
        client = signed_in(karim)

        shown = client.post("/api/tokens/", {"name": "A sheet", "scopes": ["read:figures"]})
        text = re.search(r"cordee_[\w-]{40,}", shown.content.decode())
        assert text and "no-store" in shown.headers["Cache-Control"]
        program = Client(headers={"authorization": f"Bearer {text[0]}"})
        assert program.get("/api/v1/metrics").status_code == 200
        assert text[0] not in client.get("/api/tokens/").content.decode()

        client.post(f"/api/tokens/{Token.objects.get().pk}/revocation/")

        assert program.get("/api/v1/metrics").status_code == 401

    def test_nobody_revokes_the_token_of_another(
        self, home: Home, karim: Person, camille: Person, signed_in: SignIn
    ) -> None:
        token, _ = Token.issue(by=karim, name="Karim’s notebook", scopes=ALL)

        assert signed_in(camille).post(f"/api/tokens/{token.pk}/revocation/").status_code == 404
        assert Token.objects.get().revoked_at is None
        assert "Karim’s notebook" not in signed_in(camille).get("/api/tokens/").content.decode()

    def test_a_form_without_a_scope_is_refused_in_place(self, home: Home, karim: Person, signed_in: SignIn) -> None:
        assert signed_in(karim).post("/api/tokens/", {"name": "A sheet"}).status_code == 422
        assert list(Token.objects.all()) == []

    def test_every_address_is_described(self, home: Home, karim: Person, signed_in: SignIn) -> None:
        page = signed_in(karim).get("/api/").content.decode()
        schema = Client().get("/api/v1/openapi.json").json()

        assert len(schema["paths"]) == 7
        assert all(address in page for address in schema["paths"])

    def test_health_tells_the_snapshot_and_nothing_else(self, home: Home) -> None:
        assert Client().get("/healthz").json() == {"status": "ok", "snapshot": 1}

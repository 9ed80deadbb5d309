"""Reviewing duplicates: what is at stake, the decision, its undoing, and who may not decide. On a home of real imports."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cordee.revenue import library
from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.insight import duplicates, identities, situation
from cordee.workspace.insight.window import window
from cordee.workspace.people.models import Person
from tests import firm
from tests.workspace import world
from tests.workspace.conftest import _serve
from tests.workspace.refreshing import refreshed

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def firm_home(tmp_path: Path, settings: LazySettings) -> library.Home:
    """Two people are called Jean Martin: nobody knows whether they are one."""
    home = firm.home(tmp_path)
    _serve(home.place, settings)
    return home


@pytest.fixture
def reader(db: None) -> Person:
    return Person.objects.create_user(
        "lecture@rivelaine.fr", "une phrase assez longue", name="Lecture", side="both", role="read_only", language="fr"
    )


def address() -> str:
    found = window()
    assert found is not None
    (pair,) = duplicates.queue(found)
    return f"/data/duplicates/people/{pair.a}/{pair.b}/"


def martins(home: library.Home) -> int:
    with home.reading() as con:
        row = con.execute("SELECT count(*) FROM person WHERE name = 'Jean Martin'").fetchone()
    assert row is not None
    return int(row[0])


def lines(home: Home) -> list[str]:
    return (
        [json.loads(line)["act"] for line in home.decisions.read_text().splitlines()] if home.decisions.exists() else []
    )


def test_a_pair_shows_what_each_tool_says_and_what_the_evidence_weighs(
    firm_home: library.Home, karim: Person, signed_in: SignIn
) -> None:
    page = signed_in(karim).get(address()).content.decode()

    assert "Twice Jean Martin: one person?" in page
    assert "jean.martin@abeille-industrie.fr" in page and "jean.martin@martin-conseil.fr" in page
    assert "The evidence adds up to 89%" in page
    assert "<kbd>M</kbd>" in page


def test_merge_regret_undo(firm_home: library.Home, karim: Person, signed_in: SignIn) -> None:
    client, pair = signed_in(karim), address()
    assert martins(firm_home) == 2

    response = client.post(pair, {"act": "merge", "because": "même carte"})

    assert (response.status_code, response.headers["Location"]) == (302, "/data/duplicates/?done=1&act=merge")
    told = client.get(response.headers["Location"]).content.decode()
    assert "No pair to review" in told and "1 decision waits for a refresh." in told
    assert martins(firm_home) == 2
    refreshed(firm_home.place)
    assert martins(firm_home) == 1

    assert client.post("/data/duplicates/decisions/1/withdrawal/").status_code == 302
    refreshed(firm_home.place)

    assert martins(firm_home) == 2
    assert "1 pair to review" in client.get("/data/duplicates/").content.decode()
    assert [(event.kind, event.actor) for event in Event.objects.order_by("pk")] == [
        ("sources.merge", karim.email),
        ("sources.decision_withdrawn", karim.email),
    ]


def test_what_the_preview_shows_is_what_the_refresh_makes(
    firm_home: library.Home, karim: Person, signed_in: SignIn
) -> None:
    found = window()
    assert found is not None
    (pair,) = duplicates.queue(found)
    kept, _ = identities.what_if(found, "person", (pair.a, pair.b))
    other = next(
        record
        for pk in (pair.a, pair.b)
        if (of := identities.entity(found, "person", pk)) is not None
        for record in of.records
        if record.values["email"] != kept["email"]
    )
    asked = {"choose-email": str(other.id)}
    shown = signed_in(karim).get(f"{address()}merged/", asked).content.decode()
    assert "you choose it" in shown

    signed_in(karim).post(address(), {"act": "merge", **asked})
    refreshed(firm_home.place)

    with firm_home.reading() as con:
        row = con.execute("SELECT email, phone, job_title FROM person WHERE name = 'Jean Martin'").fetchone()
    assert row == (other.values["email"], kept["phone"], kept["job_title"])


def test_undoing_a_merge_undoes_the_values_chosen_with_it(
    firm_home: library.Home, karim: Person, signed_in: SignIn
) -> None:
    found = window()
    assert found is not None
    (pair,) = duplicates.queue(found)
    client = signed_in(karim)
    client.post(address(), {"act": "merge", "choose-email": str(pair.a)})
    assert len(firm_home.place.choices.read_text().splitlines()) == 1

    client.post("/data/duplicates/decisions/1/withdrawal/")

    withdrawn = [json.loads(line)["withdrawn"] for line in firm_home.place.choices.read_text().splitlines()]
    assert withdrawn == [False, True]


def test_kept_apart_is_left_out_of_the_queue_until_it_is_undone(
    firm_home: library.Home, karim: Person, signed_in: SignIn
) -> None:
    client = signed_in(karim)
    client.post(address(), {"act": "never_merge"})
    assert "No pair to review" in client.get("/data/duplicates/").content.decode()

    client.post("/data/duplicates/decisions/1/withdrawal/")

    assert "1 pair to review" in client.get("/data/duplicates/").content.decode()
    assert lines(firm_home.place) == ["never_merge", "withdraw"]


def test_the_history_asks_as_much_of_the_database_with_three_decisions_as_with_one(
    firm_home: library.Home, karim: Person, signed_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(karim)
    firm_home.merge("hubspot:contact:103", "hubspot:contact:104", by=karim.email)
    with django_assert_num_queries(3):
        client.get("/data/duplicates/history/")
    for contact in ("101", "102"):
        firm_home.never_merge(f"hubspot:contact:{contact}", "hubspot:contact:105", by=karim.email)

    with django_assert_num_queries(3):
        page = client.get("/data/duplicates/history/").content.decode()

    assert page.count("Karim Haddad</td>") == 3


def test_later_decides_nothing(firm_home: library.Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    assert client.post(address(), {"act": "later"}).status_code == 302

    assert lines(firm_home.place) == []
    assert "1 pair to review" in client.get("/data/duplicates/").content.decode()


def test_the_second_of_two_people_is_told_who_was_quicker(
    firm_home: library.Home, karim: Person, camille: Person, signed_in: SignIn
) -> None:
    pair = address()
    signed_in(karim).post(pair, {"act": "merge"})

    response = signed_in(camille).post(pair, {"act": "never_merge"})

    assert response.status_code == 409
    assert "Karim Haddad en a décidé entre-temps" in response.content.decode()
    assert lines(firm_home.place) == ["merge"]


def test_undoing_what_was_undone_changes_nothing(firm_home: library.Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)
    client.post(address(), {"act": "merge"})
    client.post("/data/duplicates/decisions/1/withdrawal/")

    assert client.post("/data/duplicates/decisions/1/withdrawal/").status_code == 409
    assert lines(firm_home.place) == ["merge", "withdraw"]
    assert client.post("/data/duplicates/decisions/7/withdrawal/").status_code == 404


def test_an_answer_that_is_none_is_asked_again(firm_home: library.Home, karim: Person, signed_in: SignIn) -> None:
    response = signed_in(karim).post(address(), {"act": "perhaps"})

    assert response.status_code == 422
    assert "Say which: merge, not the same, or later." in response.content.decode()


def test_who_may_only_read_sees_everything_and_decides_nothing(
    firm_home: library.Home, reader: Person, signed_in: SignIn
) -> None:
    client, pair = signed_in(reader), address()
    page = client.get(pair).content.decode()

    assert "jean.martin@martin-conseil.fr" in page and "Fusionner" not in page.replace("Si on les fusionne", "")
    for place in (pair, "/data/duplicates/decisions/1/withdrawal/", "/data/choices/1/withdrawal/"):
        assert client.post(place, {"act": "merge"}).status_code == 403
    assert lines(firm_home.place) == []


def claire(home: library.Home) -> int:
    with home.reading() as con:
        row = con.execute("SELECT person_id FROM person WHERE name = 'Claire Moreau'").fetchone()
    assert row is not None
    return int(row[0])


def test_records_wrongly_made_one_are_taken_apart(firm_home: library.Home, karim: Person, signed_in: SignIn) -> None:
    client, place = signed_in(karim), f"/data/duplicates/people/{claire(firm_home)}/"
    found = window()
    assert found is not None
    of = identities.entity(found, "person", claire(firm_home))
    assert of is not None
    caller = next(record for record in of.records if record.tool == "aircall")

    assert client.post(place).status_code == 422
    assert client.post(place, {"apart": [str(record) for record in of.record_ids]}).status_code == 422
    assert client.post(place, {"apart": str(caller.id), "because": "un collègue"}).status_code == 302

    refreshed(firm_home.place)
    with firm_home.reading() as con:
        sources = con.execute("SELECT sources FROM person WHERE name = 'Claire Moreau'").fetchall()
    assert sources == [(["hubspot"],)]
    assert "Taken apart" in client.get("/data/duplicates/history/").content.decode()


def test_a_value_is_chosen_and_left_to_the_rules_again(
    firm_home: library.Home, karim: Person, camille: Person, signed_in: SignIn
) -> None:
    pk = claire(firm_home)
    place, client = f"/data/contradictions/person/{pk}/phone/", signed_in(karim)
    with firm_home.reading() as con:
        records = con.execute(
            "SELECT record_id FROM field_value WHERE entity_id = $1 AND field = 'phone' ORDER BY kept", [pk]
        ).fetchall()
    loser = records[0][0]

    assert client.post(place, {"record": "12"}).status_code == 422
    assert client.post(place, {"record": str(loser), "seen": "none"}).status_code == 302
    assert signed_in(camille).post(place, {"record": str(loser), "seen": "none"}).status_code == 409
    assert "Karim Haddad" in signed_in(camille).get(place).content.decode()
    refreshed(firm_home.place)
    with firm_home.reading() as con:
        kept = con.execute(
            "SELECT record_id, rule FROM field_value WHERE entity_id = $1 AND field = 'phone' AND kept", [pk]
        ).fetchall()
    assert kept == [(loser, "chosen")]

    assert client.post("/data/choices/1/withdrawal/").status_code == 302
    assert client.post("/data/choices/1/withdrawal/").status_code == 409


def test_a_tool_is_trusted_from_now_on_and_the_trust_taken_back(
    firm_home: library.Home, karim: Person, signed_in: SignIn
) -> None:
    client = signed_in(karim)
    settings = firm_home.path / "cordee.toml"
    settings.write_text('# Ours\ncompany = "Ardoise"\n', encoding="utf-8")

    client.post(f"/data/contradictions/person/{claire(firm_home)}/phone/", {"trust": "aircall"})

    assert settings.read_text(encoding="utf-8") == ('# Ours\ncompany = "Ardoise"\n\n[trusted]\nphone = ["aircall"]\n')
    client.post("/data/choices/1/withdrawal/")
    assert firm_home.settings.trusted == {}
    assert [event.kind for event in Event.objects.order_by("pk")] == [
        "sources.tool_trusted",
        "sources.choice_withdrawn",
    ]


def test_a_pair_of_which_one_side_is_nobody_any_more_is_neither_listed_nor_counted(
    tmp_path: Path, settings: LazySettings, camille: Person, signed_in: SignIn
) -> None:
    _serve(world.build(Home.at(tmp_path), people=30), settings)
    found = window()
    assert found is not None
    file = found.file
    known = len(duplicates.queue(found))
    with duckdb.connect(str(tmp_path / "next.duckdb")) as con:
        con.execute(f"ATTACH '{file}' AS old (READ_ONLY)")
        con.execute("COPY FROM DATABASE old TO next")
        con.execute("INSERT INTO account_review (a, b, probability) VALUES (1001, 999999, 0.9)")
    following = snapshots.next_file(found.home)
    (tmp_path / "next.duckdb").rename(following)
    snapshots.publish(found.home, following)

    newer = window()

    assert newer is not None and newer.file == following
    assert len(duplicates.queue(newer)) == known == sum(situation.reviews(newer))
    assert signed_in(camille).get("/data/duplicates/companies/1001/999999/").status_code == 404

"""What people keep of the scoreboard: objectives and their history, saved views, the weekly e-mail."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.models import Event
from cordee.workspace.insight.window import window
from cordee.workspace.people.models import Person
from cordee.workspace.scoreboard import digest
from cordee.workspace.scoreboard.forms import number
from cordee.workspace.scoreboard.models import Habit, Objective, SavedView
from tests.workspace import world

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
REVENUE = {"metric": "revenue", "quarter": "2026-Q2", "target": "100 000 €"}


@pytest.fixture
def marc(db: None) -> Person:
    """Leads sales."""
    return Person.objects.create_user(
        "marc@rivelaine.fr", "une phrase assez longue", name="Marc Delorme", side="sales", role="leadership"
    )


def test_the_leadership_sets_an_objective_and_its_history_is_kept(
    home: Home, camille: Person, marc: Person, signed_in: SignIn
) -> None:
    owners = {"marketing_owner": camille.pk, "sales_owner": marc.pk}

    signed_in(camille).post("/scoreboard/objectives/", {**REVENUE, **owners})
    signed_in(marc).post("/scoreboard/objectives/", {**REVENUE, **owners, "target": "120000"})

    assert [(one.target, one.set_by, one.marketing_owner, one.sales_owner) for one in Objective.objects.all()] == [
        (120_000.0, marc, camille, marc),
        (100_000.0, camille, camille, marc),
    ]
    assert Objective.in_force(["2026-Q2"])["revenue", "2026-Q2"].target == 120_000
    assert [(one.kind, one.actor, one.detail) for one in Event.objects.order_by("pk")] == [
        ("scoreboard.objective_set", camille.email, {"target": 100_000.0}),
        ("scoreboard.objective_set", marc.email, {"target": 120_000.0}),
    ]


def test_an_empty_target_withdraws_the_objective(home: Home, camille: Person, marc: Person, signed_in: SignIn) -> None:
    owners = {"marketing_owner": camille.pk, "sales_owner": marc.pk}
    client = signed_in(camille)

    client.post("/scoreboard/objectives/", {**REVENUE, **owners})
    client.post("/scoreboard/objectives/", {**REVENUE, **owners, "target": ""})

    assert Objective.in_force(["2026-Q2"]) == {}
    assert "retiré" in client.get("/scoreboard/objectives/").content.decode()


def test_others_read_the_objectives_and_set_none(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    assert "Set the objective" not in client.get("/scoreboard/objectives/").content.decode()
    assert client.post("/scoreboard/objectives/", REVENUE).status_code == 403
    assert list(Objective.objects.all()) == []


@pytest.mark.parametrize("wrong", [{"target": "many"}, {"target": "-3"}, {"quarter": "2026-05"}, {"quarter": "soon"}])
def test_an_objective_that_cannot_be_read_is_refused_in_words(
    home: Home, camille: Person, marc: Person, signed_in: SignIn, wrong: dict[str, str]
) -> None:
    values = {**REVENUE, "marketing_owner": camille.pk, "sales_owner": marc.pk, **wrong}

    response = signed_in(camille).post("/scoreboard/objectives/", values)

    assert response.status_code == 422 and "crire un" in response.content.decode()
    assert list(Objective.objects.all()) == []


def test_an_objective_is_never_changed(home: Home, camille: Person) -> None:
    made = Objective.set(
        metric="revenue", quarter="2026-Q2", target=1.0, marketing_owner=None, sales_owner=None, by=camille
    )

    with pytest.raises(TypeError, match="never changed"):
        made.save()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200000", 1_200_000),
        ("1 200 000 €", 1_200_000),
        ("1,200,000", 1_200_000),
        ("1.200.000,50", 1_200_000.5),
        ("27,5 %", 27.5),
        ("27.5", 27.5),
        ("12k", None),
        ("", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: float | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("target", "verdict"), [(10_000.0, "reached"), (10_000_000.0, "missed")], ids=["reached", "not reached"]
)
def test_progress_is_said_against_the_objective_of_the_quarter(
    home: Home, camille: Person, signed_in: SignIn, target: float, verdict: str
) -> None:
    Objective.set(
        metric="revenue", quarter="2026-Q2", target=target, marketing_owner=None, sales_owner=None, by=camille
    )

    response = signed_in(camille).get("/scoreboard/?period=2026-Q2")

    cell, progress = response.context["common"][0]
    assert (progress.target, progress.verdict, progress.days_elapsed, progress.days) == (target, verdict, 91, 91)
    assert progress.share == cell.figure.value / target


def test_what_is_expected_by_now_is_the_elapsed_share_of_the_quarter(home: Home, camille: Person) -> None:
    from cordee.vocabulary.periods import Period
    from cordee.workspace.insight import figures
    from cordee.workspace.scoreboard.objectives import progress
    from cordee.workspace.scoreboard.question import Question

    found = window()
    assert found is not None
    Objective.set(metric="revenue", quarter="2026-Q2", target=1e7, marketing_owner=None, sales_owner=None, by=camille)
    question = Question(text="2026-Q2", period=Period.parse("2026-Q2"))
    figure = figures.figure(found, "revenue", question.period)

    told = progress(figure, question, Objective.in_force(["2026-Q2"]), today=datetime(2026, 5, 15).date())

    assert told is not None
    assert (told.days_elapsed, told.days, told.expected, told.verdict) == (45, 91, 45 / 91, "behind")
    filtered = question.only("channel", "event")
    assert progress(figure, filtered, Objective.in_force(["2026-Q2"]), today=world.TODAY) is None


def test_a_view_is_mine_or_everybody_s_and_the_board_may_open_on_it(
    home: Home, camille: Person, karim: Person, signed_in: SignIn
) -> None:
    client, other = signed_in(camille), signed_in(karim)
    query = "period=last-quarter&vs=year&channel=webinar"

    kept = client.post("/scoreboard/views/", {"name": "Webinaires", "query": query})
    view = SavedView.objects.get()

    assert kept.headers["Location"] == f"/scoreboard/?{query}"
    assert list(other.get("/scoreboard/views/").context["views"]) == []
    assert other.post(f"/scoreboard/views/{view.pk}/default/").status_code == 404

    client.post(f"/scoreboard/views/{view.pk}/sharing/")
    other.post(f"/scoreboard/views/{view.pk}/default/")

    assert other.get("/scoreboard/").headers["Location"] == f"/scoreboard/?{query}"
    assert other.get(f"/scoreboard/?{query}").context["question"].period.start.isoformat() == "2026-01-01"
    assert other.post(f"/scoreboard/views/{view.pk}/deletion/").status_code == 403
    client.post(f"/scoreboard/views/{view.pk}/deletion/")
    assert other.get("/scoreboard/").status_code == 200
    assert [one.kind for one in Event.objects.order_by("pk")] == ["scoreboard.view_shared", "scoreboard.view_deleted"]


@pytest.mark.parametrize("query", ["//elsewhere.example", "period=1&x=<script>", "javascript:alert(1)"])
def test_a_view_holds_a_question_and_nothing_else(home: Home, karim: Person, signed_in: SignIn, query: str) -> None:
    response = signed_in(karim).post("/scoreboard/views/", {"name": "x", "query": query})

    assert response.status_code == 422 and list(SavedView.objects.all()) == []


def test_two_views_of_one_name_are_refused_in_words(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    client.post("/scoreboard/views/", {"name": "x", "query": ""})
    again = client.post("/scoreboard/views/", {"name": "x", "query": ""})

    assert again.status_code == 422 and "You have a view of this name already." in again.content.decode()


def test_who_may_only_read_keeps_views_but_shares_none(home: Home, signed_in: SignIn) -> None:
    reader = Person.objects.create_user("l@rivelaine.fr", "p" * 12, name="L", side="both", role="read_only")
    client = signed_in(reader)

    assert client.post("/scoreboard/views/", {"name": "x", "query": "", "is_shared": "on"}).status_code == 403
    client.post("/scoreboard/views/", {"name": "x", "query": ""})
    view = SavedView.objects.get()
    assert client.post(f"/scoreboard/views/{view.pk}/sharing/").status_code == 403


def test_the_digest_says_the_common_result_and_what_moved(home: Home, camille: Person) -> None:
    found = window()
    assert found is not None
    view = SavedView.objects.create(name="v", query="period=2026-Q1", owner=camille)

    mail = digest.build(found, Habit(person=camille, digest_view=view), base="https://cordee.example")

    assert mail.subject.startswith("T1\u00a02026")
    assert mail.text.splitlines()[0] == "T1\u00a02026, à deux"
    for told in (mail.text, mail.html):
        assert "Chiffre d’affaires" in told and "https://cordee.example/scoreboard/?period=2026-Q1" in told
    assert "<" not in mail.text and "{" not in mail.text and "&amp;" not in mail.text


def test_the_page_shows_what_one_would_get_and_keeps_the_choice(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    client.post("/scoreboard/digest/", {"day": "0", "view": ""})
    page = client.get("/scoreboard/digest/")

    assert Habit.of(karim).digest_day == 0
    assert page.context["mail"].text.startswith("Q2 2026, together")
    client.post("/scoreboard/digest/", {"day": "", "view": ""})
    assert Habit.of(karim).digest_day is None


def test_every_export_is_recorded(home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)

    with time_machine.travel(datetime(2026, 7, 1, tzinfo=UTC), tick=False):
        client.get("/scoreboard/board.csv?period=2026-Q1")
        client.get("/figures/leads/records.xlsx?period=2026-Q1")

    assert [(one.kind, one.actor, one.subject) for one in Event.objects.order_by("pk")] == [
        ("scoreboard.exported", karim.email, "cordee-2026-Q1.csv"),
        ("scoreboard.exported", karim.email, "leads-2026-Q1.xlsx"),
    ]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", ["/scoreboard/views/", "/scoreboard/objectives/", "/scoreboard/"])
def test_lists_ask_as_much_for_three_as_for_one(
    home: Home,
    camille: Person,
    signed_in: SignIn,
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
    address: str,
    count: int,
) -> None:
    for n in range(count):
        SavedView.objects.create(name=f"v{n}", query="period=2026-Q1", owner=camille)
        Objective.set(
            metric="revenue", quarter="2026-Q2", target=1.0, marketing_owner=camille, sales_owner=None, by=camille
        )
    client = signed_in(camille)
    client.get(address)

    with django_assert_num_queries({"/scoreboard/views/": 4, "/scoreboard/objectives/": 6, "/scoreboard/": 5}[address]):
        client.get(address)

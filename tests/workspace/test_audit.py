"""The audit log: what is written, how it reads, who reads it."""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone, translation

from cordee.revenue.warehouse.home import Home
from cordee.workspace.activity.kinds import KINDS, sentence
from cordee.workspace.activity.models import Event, record
from cordee.workspace.people.models import Person

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Person], Client]
SOURCE = Path(__file__).parents[2] / "src" / "cordee"


def recorded_kinds() -> set[str]:
    """Every kind that the code records by name."""
    return {
        node.args[0].value
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
        if (node.func.id if isinstance(node.func, ast.Name) else node.func.attr) == "record"
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }


def test_every_kind_that_is_recorded_has_words_and_no_words_are_left_over() -> None:
    """To mend: ``activity.kinds.register`` in the ``events.py`` of the capability, imported by its ``apps.py``."""
    assert recorded_kinds() ^ set(KINDS) == set()


def test_an_event_reads_as_a_sentence_in_the_reader_s_language() -> None:
    detail = {"role_before": "sales", "side_before": "sales", "role": "admin", "side": "both"}

    with translation.override("en"):
        assert sentence("people.role_changed", detail) == "From Sales, Sales to Administrator, Both sides"
    with translation.override("fr"):
        assert sentence("people.role_changed", detail) == "De Ventes, Ventes à Administration, Les deux côtés"
        assert sentence("people.signed_in", {}) == "Connexion\u202f: –"
        assert sentence("unknown.kind", {"a": 1}) == "unknown.kind"


def test_signing_in_failing_and_signing_out_are_recorded(home: Home, camille: Person) -> None:
    client = Client(REMOTE_ADDR="192.0.2.7")
    client.post("/sign-in/", {"email": "Camille@rivelaine.fr", "password": "non"})
    client.post("/sign-in/", {"email": camille.email, "password": "une phrase assez longue"})
    client.post("/sign-out/")

    assert list(Event.objects.order_by("pk").values_list("kind", "actor", "subject", "address")) == [
        ("people.sign_in_failed", "", camille.email, "192.0.2.7"),
        ("people.signed_in", camille.email, camille.email, "192.0.2.7"),
        ("people.signed_out", camille.email, camille.email, "192.0.2.7"),
    ]
    assert "non" not in [value for event in Event.objects.all() for value in event.detail.values()]


@pytest.fixture
def history(home: Home, camille: Person, karim: Person) -> None:
    for number in range(60):
        record("people.signed_in", by=camille, subject=camille.email, way="password", factor="")
        Event.objects.filter(kind="people.signed_in").update(at=timezone.now() - timedelta(days=number % 3))
    record("people.deactivated", by=karim, subject="=cmd|' /C calc'!A0", address="192.0.2.9")


def test_it_is_filtered_by_person_kind_and_period_and_paged(history: None, ada: Person, signed_in: SignedIn) -> None:
    client = signed_in(ada)

    def count(query: str) -> int:
        return int(client.get(f"/people/audit/?{query}").context["pages"].paginator.count)

    today = timezone.localdate()
    assert count("") == 61
    assert count("person=KARIM") == 1
    assert count("kind=people.deactivated") == 1
    assert count(f"since={today:%Y-%m-%d}") + count(f"until={today - timedelta(days=1):%Y-%m-%d}") == 61
    assert count("since=never") == 0
    page = client.get("/people/audit/?person=camille&page=2")
    assert len(page.context["events"]) == 10 and 'href="?person=camille&amp;page=1"' in page.content.decode()


def test_a_page_costs_the_same_for_one_and_for_many(
    history: None, ada: Person, signed_in: SignedIn, django_assert_num_queries: Callable[..., object]
) -> None:
    client = signed_in(ada)
    for query in ("", "kind=people.deactivated"):
        with django_assert_num_queries(4):  # session, person, count, page
            client.get(f"/people/audit/?{query}")


def test_the_file_holds_the_same_events_runs_no_formula_and_is_itself_recorded(
    history: None, ada: Person, signed_in: SignedIn
) -> None:
    response = signed_in(ada).get("/people/audit.csv?kind=people.deactivated")

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined] -- a stream
    assert len(lines) == 2 and lines[0].startswith("When,Who,What,About,Address")
    assert ",'=cmd" in lines[1] and "192.0.2.9" in lines[1]
    exported = Event.objects.latest("pk")
    assert (exported.kind, exported.actor, exported.detail) == (
        "activity.exported",
        ada.email,
        {"what": "people.audit", "rows": 1},
    )


def test_what_is_no_address_is_not_kept_as_one(camille: Person) -> None:
    assert record("people.signed_out", by=camille, address="unix:/tmp/socket").address is None

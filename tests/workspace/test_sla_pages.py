"""The pages of the agreement: reading, proposing, commenting, signing, comparing, the file."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from cordee.revenue.warehouse.home import Home
from cordee.vocabulary.sla_terms.document import Review
from cordee.vocabulary.sla_terms.reading import read, to_yaml
from cordee.workspace.people import mail as people_mail
from cordee.workspace.people.models import Person
from cordee.workspace.sla.models import Comment, Signature, Standing, Version
from cordee.workspace.sla.paper import diff_lines
from tests.workspace import agreement

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def marc(db: None) -> Person:
    return Person.objects.create_user(
        "marc@rivelaine.fr",
        "une phrase assez longue",
        name="Marc Delorme",
        side="sales",
        role="leadership",
        language="fr",
    )


def test_before_any_version_the_page_says_how_to_begin(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    page = signed_in(camille).get("/sla/").content.decode()

    assert "Aucun SLA n’est encore en vigueur" in page
    assert "/sla/versions/new/?start=small_team" in page


def test_a_draft_starts_from_a_preset_or_from_a_file(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    client = signed_in(camille)
    assert client.post("/sla/versions/new/", {"start": "small_team"}).status_code == 302
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("sla.yml", to_yaml(agreement.terms("sqo")).encode())
    client.post("/sla/versions/new/", {"start": "file", "file": file})

    assert Version.objects.get(number=2).document == agreement.terms("sqo")
    broken = SimpleUploadedFile("sla.yml", b"format: 1\ntitle: {fr: a, en: b}\nstages:\n  - stage: mqll\n")
    answer = client.post("/sla/versions/new/", {"start": "file", "file": broken})
    assert answer.status_code == 422
    assert "ligne 4, stages[0].stage" in answer.content.decode()
    assert Version.objects.count() == 2


def test_the_document_reads_in_the_readers_language(
    empty_home: Home, camille: Person, karim: Person, marc: Person, signed_in: SignIn
) -> None:
    agreement.in_force(camille, marc)

    french, english = (signed_in(who).get("/sla/").content.decode() for who in (camille, karim))

    assert "Le délai part avec le passage en MQL." in french and "Le marketing promet" in french
    assert "The clock starts with the passage to MQL." in english and "Marketing promises" in english
    version = Version.objects.get()
    assert french.count(version.content_hash) >= 3  # on each signature, and under them


def test_both_sign_on_the_page(
    empty_home: Home,
    camille: Person,
    marc: Person,
    signed_in: SignIn,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    version = agreement.proposed(camille)
    hers, his = signed_in(camille), signed_in(marc)
    signing = {"seen": version.content_hash, "read": "1"}

    assert "Signer pour le marketing" in hers.get("/sla/versions/1/").content.decode()
    hers.post("/sla/versions/1/signature/", {"seen": version.content_hash})
    assert not Signature.objects.exists()  # the box was not ticked
    hers.post("/sla/versions/1/signature/", signing)
    his.post("/sla/versions/1/signature/", signing | {"seen": "0" * 64})
    assert Signature.objects.count() == 1  # other words than he read
    with django_capture_on_commit_callbacks(execute=True):
        his.post("/sla/versions/1/signature/", signing)

    version.refresh_from_db()
    assert version.standing() == Standing.IN_FORCE
    people_mail.settle()
    assert {message.to[0] for message in mail.outbox} == {camille.email, marc.email}


def test_a_comment_stands_at_its_clause_and_is_settled(
    empty_home: Home, camille: Person, marc: Person, signed_in: SignIn
) -> None:
    agreement.proposed(camille)
    his = signed_in(marc)

    answer = his.post("/sla/versions/1/comments/", {"clause": "delay.first_attempt", "text": "Quatre heures ?"})
    assert answer.headers["Location"] == "/sla/versions/1/#delay-first_attempt"
    his.post("/sla/versions/1/comments/", {"clause": "delay.nowhere", "text": "Sur le tout."})
    signed_in(camille).post(f"/sla/comments/{Comment.objects.earliest('pk').pk}/resolution/")

    assert [(one.clause, one.resolved_by_name) for one in Comment.objects.all()] == [
        ("delay.first_attempt", "Camille Roussel"),
        ("", ""),
    ]
    page = his.get("/sla/versions/1/").content.decode()
    assert "Quatre heures ?" in page and "Réglé par Camille Roussel" in page


def test_two_versions_are_compared_clause_by_clause(
    empty_home: Home, camille: Person, marc: Person, signed_in: SignIn
) -> None:
    agreement.in_force(camille, marc)
    agreement.proposed(camille, agreement.faster(agreement.terms()))

    page = signed_in(camille).get("/sla/comparison/?from=1&to=2").content.decode()

    assert "1 clause diffère." in page
    assert "Échéance\u202f: 4\u00a0h ouvrées." in page and "Échéance\u202f: 2\u00a0h ouvrées." in page
    assert "Rien ne diffère" in signed_in(camille).get("/sla/comparison/?from=1&to=1").content.decode()
    assert signed_in(camille).get("/sla/comparison/?from=1&to=x").status_code == 404


def test_the_file_is_what_was_written(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    version = agreement.proposed(camille)

    answer = signed_in(camille).get("/sla/versions/1/file/")

    assert read(answer.content.decode()) == version.document
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sla-v1.yml"'


def test_terms_altered_in_the_database_are_not_shown(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    agreement.proposed(camille)
    Version.objects.update(terms=agreement.terms("sqo").model_dump(mode="json"))

    answer = signed_in(camille).get("/sla/versions/1/")

    assert answer.status_code == 500
    assert "n’est pas ce qui a été écrit" in answer.content.decode()


@pytest.mark.parametrize(("due", "late"), [(date(2020, 1, 6), True), (date(2099, 1, 6), False), (None, False)])
def test_a_review_that_is_overdue_turns_red(
    empty_home: Home, camille: Person, marc: Person, signed_in: SignIn, due: date | None, late: bool
) -> None:
    given = agreement.terms().model_copy(update={"review": Review(due=due, every_months=3)})
    agreement.in_force(camille, marc, given)

    page = signed_in(camille).get("/sla/").content.decode()

    assert ("Revue en retard" in page) is late
    assert "À revoir ensemble avant le" in page


def test_of_a_clause_that_stays_only_the_sentences_that_differ_are_compared(camille: Person) -> None:
    with translation.override("en"):
        (line,) = diff_lines(agreement.terms(), agreement.faster(agreement.terms()))

    assert (line["before"], line["after"]) == (
        "Target: 4\u00a0h of business time.",
        "Target: 2\u00a0h of business time.",
    )

"""The life of a version: drafted, proposed, signed by one person of each side, in force, superseded; never changed since."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from cordee.vocabulary.sla_terms.presets import preset
from cordee.workspace.activity.models import Event
from cordee.workspace.jobs.models import Job
from cordee.workspace.people.models import Person
from cordee.workspace.sla.models import (
    AlreadySigned,
    ChangedMeanwhile,
    Comment,
    InForce,
    NotOfOneSide,
    NotProposed,
    NotReady,
    NotYours,
    SamePerson,
    Sealed,
    Signature,
    Standing,
    Tampered,
    Version,
)
from tests.workspace import agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def marc(db: None) -> Person:
    """Leads sales, reads French."""
    return person("marc", "sales", "leadership")


def person(name: str, side: str, role: str) -> Person:
    return Person.objects.create_user(
        f"{name}@rivelaine.fr", "une phrase assez longue", name=name.title(), side=side, role=role, language="fr"
    )


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="sla.").order_by("pk").values_list("kind", flat=True))


def test_a_version_goes_from_draft_to_in_force_by_one_signature_of_each_side(camille: Person, marc: Person) -> None:
    version = Version.draft(agreement.terms(), by=camille)
    assert version.standing() == Standing.DRAFT
    with pytest.raises(NotProposed):
        version.sign(by=camille, seen=version.content_hash)
    version.propose(by=camille)
    assert version.standing() == Standing.PROPOSED

    version.sign(by=camille, seen=version.content_hash)
    assert (version.standing(), version.in_force_at) == (Standing.PROPOSED, None)
    version.sign(by=marc, seen=version.content_hash)

    assert version.standing() == Standing.IN_FORCE
    assert [(one.side, one.name) for one in version.live_signatures] == [
        ("marketing", "Camille Roussel"),
        ("sales", "Marc"),
    ]
    assert {one.content_hash for one in version.live_signatures} == {version.content_hash}
    assert Version.in_force() == version
    assert kinds() == ["sla.drafted", "sla.proposed", "sla.signed", "sla.signed", "sla.sealed"]
    assert Job.objects.filter(kind="sla.export").count() == 1


def test_a_day_that_is_wanted_is_waited_for_in_the_zone_of_the_company(camille: Person, marc: Person) -> None:
    version = Version.draft(agreement.terms(), by=camille)
    version.propose(by=camille, wanted_on=date(2030, 7, 1))
    version.sign(by=marc, seen=version.content_hash)
    version.sign(by=camille, seen=version.content_hash)

    assert version.in_force_at == datetime(2030, 6, 30, 22, tzinfo=UTC)  # midnight in Paris
    assert version.standing() == Standing.SIGNED
    assert version.standing(datetime(2030, 6, 30, 22, tzinfo=UTC)) == Standing.IN_FORCE


def test_the_next_version_supersedes_the_former_which_keeps_its_time(camille: Person, marc: Person) -> None:
    first = agreement.in_force(camille, marc)
    second = agreement.in_force(camille, marc, agreement.faster(agreement.terms()))

    assert (first.standing(), second.standing()) == (Standing.SUPERSEDED, Standing.IN_FORCE)
    assert first.superseded_at == second.in_force_at
    assert (second.number, second.superseded_at) == (2, None)


def test_who_is_of_no_single_side_does_not_sign(camille: Person, ada: Person) -> None:
    version = agreement.proposed(camille)
    chief, auditor = person("helene", "both", "leadership"), person("lea", "sales", "read_only")
    sales_admin = person("rachid", "sales", "admin")

    for who in (ada, chief, auditor, sales_admin):
        with pytest.raises(NotOfOneSide):
            version.sign(by=who, seen=version.content_hash)
    assert not Signature.objects.exists()


def test_a_side_signs_once_and_a_person_never_for_both(camille: Person, marc: Person) -> None:
    version = agreement.proposed(camille)
    version.sign(by=camille, seen=version.content_hash)

    with pytest.raises(AlreadySigned):
        version.sign(by=person("hugo", "marketing", "marketing"), seen=version.content_hash)
    camille.side = "sales"  # she changed sides meanwhile
    camille.save()
    with pytest.raises(SamePerson):
        version.sign(by=camille, seen=version.content_hash)
    assert Signature.objects.count() == 1


def test_the_database_refuses_a_second_signature_of_a_side(camille: Person, marc: Person) -> None:
    version = agreement.proposed(camille)
    version.sign(by=camille, seen=version.content_hash)

    with pytest.raises(DatabaseError), transaction.atomic():
        Signature.objects.create(version=version, side="marketing", person=marc, name="Marc", content_hash="0" * 64)


def test_an_edit_voids_the_signatures_and_says_so(camille: Person, marc: Person) -> None:
    version = agreement.proposed(camille)
    version.sign(by=camille, seen=version.content_hash)
    read = version.content_hash

    voided = version.edit(agreement.faster(version.document), by=marc, seen=read)

    assert [(one.name, one.ended_because, one.ended_by_name) for one in voided] == [
        ("Camille Roussel", "edited", "Marc")
    ]
    assert version.live_signatures == []
    assert Event.objects.get(kind="sla.edited").detail == {"clauses": "delay.first_attempt"}
    assert Event.objects.get(kind="sla.signature_voided").detail == {"side": "marketing", "of": "Camille Roussel"}
    with pytest.raises(ChangedMeanwhile):
        version.sign(by=camille, seen=read)  # the page that she had open
    version.sign(by=camille, seen=version.content_hash)


def test_an_edit_that_changes_nothing_voids_nothing(camille: Person, marc: Person) -> None:
    version = agreement.proposed(camille)
    version.sign(by=camille, seen=version.content_hash)

    assert version.edit(version.document, by=marc, seen=version.content_hash) == []
    assert len(version.live_signatures) == 1


def test_two_who_edit_the_same_words_do_not_overwrite_each_other(camille: Person, marc: Person) -> None:
    version = agreement.proposed(camille)
    read = version.content_hash
    version.edit(agreement.faster(version.document), by=marc, seen=read)

    with pytest.raises(ChangedMeanwhile):
        version.edit(agreement.terms("sqo"), by=camille, seen=read)


def test_a_signature_is_withdrawn_before_the_version_holds(camille: Person, marc: Person) -> None:
    version = Version.draft(agreement.terms(), by=camille)
    version.propose(by=camille, wanted_on=timezone.now().date() + timedelta(days=30))
    version.sign(by=camille, seen=version.content_hash)
    version.sign(by=marc, seen=version.content_hash)
    with pytest.raises(Sealed):
        version.edit(agreement.faster(version.document), by=camille, seen=version.content_hash)
    with pytest.raises(NotYours):
        version.withdraw_signature(by=person("ines", "sales", "sales"))

    gone = version.withdraw_signature(by=marc)

    assert (gone.ended_because, version.standing(), version.in_force_at) == ("withdrawn", Standing.PROPOSED, None)
    assert [one.name for one in version.live_signatures] == ["Camille Roussel"]
    version.sign(by=marc, seen=version.content_hash)
    assert version.standing() == Standing.SIGNED
    assert Signature.objects.filter(side="sales").count() == 2  # what was withdrawn is still known


def test_what_is_in_force_is_never_changed(camille: Person, marc: Person) -> None:
    version = agreement.in_force(camille, marc)

    for act in (
        lambda: version.edit(agreement.terms("sqo"), by=camille, seen=version.content_hash),
        lambda: version.propose(by=camille),
        lambda: version.abandon(by=camille),
        lambda: version.withdraw_signature(by=marc),
        version.save,
    ):
        with pytest.raises(InForce):
            act()
    with pytest.raises(TypeError):
        version.delete()


def test_the_database_itself_refuses_to_change_what_is_in_force(camille: Person, marc: Person) -> None:
    version = agreement.in_force(camille, marc)
    other = agreement.proposed(camille)
    signature = version.live_signatures[0]

    for statement, values in (
        ("UPDATE sla_version SET content_hash = %s WHERE id = %s", ["0" * 64, version.pk]),
        ("UPDATE sla_version SET in_force_at = NULL WHERE id = %s", [version.pk]),
        ("DELETE FROM sla_version WHERE id = %s", [version.pk]),
        ("UPDATE sla_signature SET ended_at = %s WHERE id = %s", [timezone.now(), signature.pk]),
        ("UPDATE sla_signature SET name = %s WHERE id = %s", ["Nobody", signature.pk]),
        ("DELETE FROM sla_signature WHERE id = %s", [signature.pk]),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    Version.objects.filter(pk=other.pk).update(edited_by_name="Camille")  # a proposal may change
    version.refresh_from_db()
    assert version.standing() == Standing.IN_FORCE


def test_terms_that_were_changed_behind_our_back_are_not_read(camille: Person) -> None:
    version = agreement.proposed(camille)
    Version.objects.filter(pk=version.pk).update(terms=agreement.terms("sqo").model_dump(mode="json"))
    version.refresh_from_db()

    with pytest.raises(Tampered):
        _ = version.document
    with pytest.raises(Tampered):
        version.sign(by=camille, seen=version.content_hash)


def test_terms_are_not_signed_while_an_objective_lacks_an_owner(camille: Person) -> None:
    version = agreement.proposed(camille, preset("demand_waterfall"))

    with pytest.raises(NotReady) as refused:
        version.sign(by=camille, seen=version.content_hash)
    paths = [problem.path for problem in refused.value.problems]
    assert paths == [
        f"objectives[{n}].owners.{side}" for n in range(len(paths) // 2) for side in ("marketing", "sales")
    ]


def test_an_abandoned_version_stays_and_takes_nothing_more(camille: Person, marc: Person) -> None:
    version = agreement.proposed(camille)
    version.sign(by=marc, seen=version.content_hash)
    version.abandon(by=camille)

    assert (version.standing(), version.live_signatures) == (Standing.ABANDONED, [])
    with pytest.raises(InForce):
        version.sign(by=marc, seen=version.content_hash)


def test_a_comment_is_settled_once(camille: Person, marc: Person) -> None:
    version = agreement.proposed(camille)
    comment = Comment.tell(version, "delay.first_attempt", "Trop court le vendredi.", by=marc)

    assert (comment.resolve(by=camille), comment.resolve(by=marc)) == (True, False)
    assert comment.resolved_by_name == "Camille Roussel"


@pytest.mark.django_db(transaction=True)
def test_of_four_threads_that_sign_at_once_one_of_each_side_does(camille: Person, marc: Person) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("threads share one in-memory SQLite: four processes do it in test_sla_killed.py")
    version = agreement.proposed(camille)
    people = [camille, person("hugo", "marketing", "marketing"), marc, person("ines", "sales", "sales")]
    start, found = threading.Barrier(len(people)), []

    def sign(who: Person) -> None:
        start.wait()
        try:
            Version.objects.get(pk=version.pk).sign(by=who, seen=version.content_hash)
            found.append("signed")
        except AlreadySigned:
            found.append("already")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == ["already", "already", "signed", "signed"]
    version.refresh_from_db()
    assert version.standing() == Standing.IN_FORCE
    assert Job.objects.filter(kind="sla.export").count() == 1

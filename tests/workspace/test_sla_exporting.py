"""Signed terms, handed to the data plane as files."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from cordee.revenue.sla.terms import versions
from cordee.revenue.warehouse.home import Home
from cordee.workspace.jobs.models import Job
from cordee.workspace.people.models import Person
from cordee.workspace.sla import exporting
from cordee.workspace.sla.models import Version
from tests.workspace import agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def marc(db: None) -> Person:
    return Person.objects.create_user(
        "marc@rivelaine.fr", "une phrase assez longue", name="Marc Delorme", side="sales", role="leadership"
    )


def test_what_is_written_reads_back_as_what_was_signed(empty_home: Home, camille: Person, marc: Person) -> None:
    first = agreement.in_force(camille, marc)
    second = agreement.in_force(camille, marc, agreement.faster(agreement.terms()))
    agreement.proposed(camille)  # not signed: not handed over

    assert exporting.export() == ["1.yml", "2.yml", "index.json"]

    _, *found = versions(empty_home)
    assert [one.label for one in found] == ["1", "2"]
    for one, version in zip(found, (first, second), strict=True):
        assert (one.terms, one.content_hash) == (version.document, version.content_hash)
        assert version.in_force_at is not None
        assert one.since == version.in_force_at.astimezone(UTC).replace(tzinfo=None)  # to the microsecond
    assert (found[0].until, found[1].until) == (found[1].since, None)
    index = json.loads((empty_home.path / "sla" / "index.json").read_text(encoding="utf-8"))
    assert [one["side"] for one in index["versions"][0]["signatures"]] == ["marketing", "sales"]


def test_a_day_that_was_agreed_is_handed_over_as_a_day(empty_home: Home, camille: Person, marc: Person) -> None:
    version = Version.draft(agreement.terms(), by=camille)
    version.propose(by=camille, wanted_on=date(2030, 7, 1))
    for who in (camille, marc):
        version.sign(by=who, seen=version.content_hash)
    exporting.export()

    assert versions(empty_home)[1].since == datetime(2030, 6, 30, 22)  # midnight in Paris


def test_written_again_nothing_changes_and_nothing_is_due(empty_home: Home, camille: Person, marc: Person) -> None:
    agreement.in_force(camille, marc)
    assert list(exporting.due(timezone.now())) != []
    exporting.export()

    assert exporting.export() == []
    assert list(exporting.due(timezone.now())) == []


@pytest.mark.parametrize("harm", ["1.yml", "index.json"])
def test_what_is_missing_or_was_altered_is_written_again(
    empty_home: Home, camille: Person, marc: Person, harm: str
) -> None:
    agreement.in_force(camille, marc)
    exporting.export()
    (empty_home.path / "sla" / harm).unlink()
    assert exporting.export() == [harm]
    (empty_home.path / "sla" / harm).write_text("{}", encoding="utf-8")

    assert len(list(exporting.due(timezone.now()))) == 1
    assert exporting.export() == [harm]


def test_a_signature_withdrawn_before_the_day_takes_the_file_away(
    empty_home: Home, camille: Person, marc: Person
) -> None:
    version = Version.draft(agreement.terms(), by=camille)
    version.propose(by=camille, wanted_on=timezone.now().date() + timedelta(days=9))
    for who in (camille, marc):
        version.sign(by=who, seen=version.content_hash)
    exporting.export()
    version.withdraw_signature(by=camille)

    assert exporting.export() == ["index.json", "1.yml"]
    assert versions(empty_home)[1:] == ()
    assert exporting.export() == []


def test_a_company_without_a_signed_sla_gets_no_folder(empty_home: Home, camille: Person) -> None:
    agreement.proposed(camille)

    assert exporting.export() == []
    assert not (empty_home.path / "sla").exists()


def test_the_job_asks_for_a_refresh_only_when_something_changed(
    empty_home: Home, camille: Person, marc: Person
) -> None:
    agreement.in_force(camille, marc)
    job = Job.objects.get(kind="sla.export")

    assert exporting.run(job) == {"changed": ["1.yml", "index.json"]}
    assert Job.objects.filter(kind="home.refresh").count() == 1
    Job.objects.filter(kind="home.refresh").delete()
    assert exporting.run(job) == {"changed": []}
    assert not Job.objects.filter(kind="home.refresh").exists()

"""Rows of my imports that did not go in wait for me on Today, until they are corrected or the import is undone."""

from collections.abc import Callable

import pytest
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.insight.window import window
from cordee.workspace.people.models import Person
from cordee.workspace.sources.models import File
from cordee.workspace.today.waiting import Wait, rows_to_correct
from tests.journeys import exports
from tests.workspace.test_imports import bring, imported, work

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]


def waits(person: Person) -> Wait | None:
    found = window()
    assert found is not None
    return rows_to_correct(person, found)


@pytest.fixture
def run(empty_home: Home, camille: Person, signed_in: SignIn) -> str:
    """The run of a file that Camille brought, of which one row did not go in."""
    client = signed_in(camille)
    brought = bring(client, deals=exports.deals())
    client.post(f"/data/imports/{brought.pk}/files/{brought.files.get().pk}/answer/", {"dates": "dmy"})
    client.post(f"/data/imports/{brought.pk}/run/")
    work()
    return File.objects.get().run


def test_a_row_kept_aside_waits_for_whoever_brought_its_file(run: str, camille: Person, karim: Person) -> None:
    wait = waits(camille)

    assert wait is not None
    assert (wait.count, wait.address) == (1, f"/data/imports/runs/{run}/rejected/")
    assert waits(karim) is None


def test_several_files_lead_to_the_list_of_imports(run: str, camille: Person, signed_in: SignIn) -> None:
    imported(signed_in(camille), contacts=exports.contacts().replace("13/04/2026 09:15;20", "31/02/2026;20"))

    wait = waits(camille)

    assert wait is not None
    assert (wait.count, wait.address) == (2, "/data/imports/")


def test_a_row_that_was_corrected_waits_no_more(run: str, camille: Person, signed_in: SignIn) -> None:
    signed_in(camille).post(f"/data/imports/runs/{run}/rejected/", {"2:3": "12 000,00"})
    work()

    assert waits(camille) is None


def test_an_undone_import_waits_for_nobody_until_it_is_redone(run: str, camille: Person, signed_in: SignIn) -> None:
    client = signed_in(camille)
    client.post(f"/data/imports/runs/{run}/undo/")
    work()
    undone = waits(camille)
    client.post(f"/data/imports/runs/{run}/redo/")
    work()

    assert (undone, getattr(waits(camille), "count", 0)) == (None, 1)


def test_today_says_it(run: str, camille: Person, signed_in: SignIn) -> None:
    text = signed_in(camille).get("/").content.decode()

    assert "1 ligne d’un fichier que vous avez importé n’est pas entrée" in text
    assert f'href="/data/imports/runs/{run}/rejected/"' in text

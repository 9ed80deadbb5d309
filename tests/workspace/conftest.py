"""The cast, signed in to the pages over a small published snapshot."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from cordee.revenue.warehouse.home import Home
from cordee.workspace.people.models import Person
from tests.workspace import world


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a snapshot: read only, shared by all tests."""
    return world.build(Home.at(tmp_path_factory.mktemp("home")))


@pytest.fixture
def home(published: Home, settings: LazySettings) -> Home:
    """The pages serve the shared snapshot."""
    return _serve(published, settings)


@pytest.fixture
def empty_home(tmp_path: Path, settings: LazySettings) -> Home:
    """The pages of an installation into which nothing was imported."""
    return _serve(Home.at(tmp_path), settings)


def _serve(home: Home, settings: LazySettings) -> Home:
    settings.CORDEE_HOME = home
    static = home.path / "static"
    static.mkdir(exist_ok=True)  # WhiteNoise warns about a directory that is not there
    settings.STATIC_ROOT = static
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return home


@pytest.fixture
def camille(db: None) -> Person:
    """Leads marketing, reads French."""
    return Person.objects.create_user(
        "camille@rivelaine.fr",
        "une phrase assez longue",
        name="Camille Roussel",
        side="marketing",
        role="leadership",
        language="fr",
    )


@pytest.fixture
def karim(db: None) -> Person:
    """Account executive, reads English."""
    return Person.objects.create_user(
        "karim@rivelaine.fr", "a phrase that is long", name="Karim Haddad", side="sales", role="sales", language="en"
    )


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def ada(db: None) -> Person:
    """Administers, reads English."""
    return Person.objects.create_user(
        "ada@rivelaine.fr", "the first of all", name="Ada Morel", side="both", role="admin", language="en"
    )

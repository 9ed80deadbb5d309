"""Where people's database, e-mails and pages are: one setting each, documented, checked."""

import re
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cordee.revenue.warehouse.home import Home
from cordee.site import places, settings
from cordee.workspace.people import mail

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_every_setting_is_documented_and_nothing_else() -> None:
    told = set(re.findall(r"^\| `(CORDEE_\w+)` \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE))

    assert told == settings.KNOWN


class TestDatabase:
    def test_without_an_address_it_is_a_file(self, tmp_path: Path) -> None:
        said = places.database("", tmp_path / "app.sqlite3")

        assert (said["ENGINE"], said["NAME"]) == ("django.db.backends.sqlite3", tmp_path / "app.sqlite3")

    def test_an_address_names_a_server(self, tmp_path: Path) -> None:
        said = places.database("postgresql://cor%40dee:p%3Ass@db.example:5433/people?sslmode=require", tmp_path)

        picked = {key: said[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
        assert picked == {
            "NAME": "people",
            "USER": "cor@dee",
            "PASSWORD": "p:ss",
            "HOST": "db.example",
            "PORT": "5433",
            "OPTIONS": {"sslmode": "require"},
        }

    def test_a_folder_of_a_socket_may_stand_for_the_host(self, tmp_path: Path) -> None:
        said = places.database("postgresql://cordee@/people?host=/run/Postgres", tmp_path)

        assert (said["HOST"], said["OPTIONS"]) == ("/run/Postgres", {})

    @pytest.mark.parametrize(
        "address", ["mysql://u:secret@h/n", "postgresql://u:secret@h", "postgresql://u:secret@h:x/n"]
    )
    def test_another_kind_is_refused_without_telling_the_password(self, address: str, tmp_path: Path) -> None:
        with pytest.raises(places.PlaceError) as refused:
            places.database(address, tmp_path)

        assert "CORDEE_DATABASE_URL" in str(refused.value) and "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "smtp://ada%40x.fr:p%40ss@mail.x.fr",
            ("mail.x.fr", 587, "ada@x.fr", "p@ss", True, False, "Cordée <ada@x.fr>"),
        ),
        ("smtps://mail.x.fr?from=cordee@y.fr", ("mail.x.fr", 465, "", "", False, True, "Cordée <cordee@y.fr>")),
        ("smtp+plain://mail:2525", ("mail", 2525, "", "", False, False, "Cordée <cordee@mail>")),
    ],
)
def test_one_address_says_how_e_mails_leave(address: str, expected: tuple[Any, ...]) -> None:
    said = places.mail(address)

    assert (said.host, said.port, said.user, said.password, said.starttls, said.tls, said.sender) == expected


@pytest.mark.parametrize("address", ["mail.x.fr:587", "https://mail.x.fr", "smtp:///x"])
def test_what_is_no_mail_server_is_refused(address: str) -> None:
    with pytest.raises(places.PlaceError):
        places.mail(address)


@pytest.mark.parametrize("address", ["cordee.x.fr", "https://x.fr/cordee", "ftp://x.fr"])
def test_a_public_address_is_whole_and_has_no_path(address: str) -> None:
    with pytest.raises(places.PlaceError):
        places.public(address)

    assert places.public("https://cordee.x.fr/") == "https://cordee.x.fr"


class TestOutbox:
    @pytest.fixture
    def sent(self, empty_home: Home, settings: LazySettings) -> Any:
        settings.EMAIL_BACKEND = "cordee.workspace.people.outbox.Outbox"
        context = {"link": "https://cordee.example/x", "forgotten": False}
        assert mail.send("ada@rivelaine.fr", _("Your link to sign in to Cordée"), "people/mail/link", context, "fr")
        (file,) = (empty_home.path / "outbox").glob("*.eml")
        assert file.stat().st_mode & 0o077 == 0
        return message_from_bytes(file.read_bytes(), policy=policy.default)

    def test_without_a_mail_server_messages_wait_as_files(self, sent: Any) -> None:
        assert (sent["To"], sent["Subject"]) == ("ada@rivelaine.fr", "Votre lien de connexion à Cordée")

    def test_a_message_is_text_and_html_in_the_reader_s_language_without_a_picture(self, sent: Any) -> None:
        text, html = (sent.get_body((kind,)).get_content() for kind in ("plain", "html"))

        for said in (text, html):
            assert "https://cordee.example/x" in said and "Pour vous connecter" in said
        assert '<html lang="fr">' in html and "<img" not in html and "src=" not in html
        assert translation.get_language() != "de"

    def test_a_server_that_does_not_answer_is_told_and_loses_no_page(
        self, empty_home: Home, settings: LazySettings
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        context = {"link": "https://cordee.example/x", "forgotten": False}

        assert mail.send("ada@rivelaine.fr", "x", "people/mail/link", context) is False

"""``cordee sla sign``: the same signature as on the page, for one's own side, with one's own password."""

import io
import json
from typing import Any

import pytest

from cordee.revenue.warehouse.home import Home
from cordee.site.command import main
from cordee.workspace.people.models import Person
from cordee.workspace.sla.models import Version
from tests.workspace import agreement

PASSWORD = "une phrase assez longue"

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(home: Home) -> Version:
    people = {
        name: Person.objects.create_user(
            f"{name}@rivelaine.fr", PASSWORD, name=name.title(), side=side, role="leadership", language="en"
        )
        for name, side in (("camille", "marketing"), ("marc", "sales"))
    }
    version = Version.draft(agreement.terms(), by=people["camille"])
    version.propose(by=people["camille"])
    return version


@pytest.fixture
def cordee(home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CORDEE_HOME", str(home.path))  # the command sets it: put back afterwards

    def run(*arguments: object, password: str = PASSWORD) -> tuple[int, str, str]:
        monkeypatch.setattr("getpass.getpass", lambda *_, **__: password)
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        with pytest.raises(SystemExit) as ended:
            main(["--home", str(home.path), "--lang", "en", *(str(one) for one in arguments)])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


def test_one_of_each_side_signs_and_it_is_sealed(cordee: Any, proposed: Version) -> None:
    code, out, _ = cordee("sla", "sign", proposed.number, "--as", "camille@rivelaine.fr", "--json")
    assert (code, json.loads(out)["in_force_from"], json.loads(out)["side"]) == (0, None, "marketing")

    code, out, _ = cordee("sla", "sign", proposed.number, "--as", "marc@rivelaine.fr", "--json")
    assert code == 0 and json.loads(out)["in_force_from"] is not None
    assert Version.objects.get(pk=proposed.pk).in_force_at is not None


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (("9", "--as", "camille@rivelaine.fr"), PASSWORD, "no version 9"),
        (("1", "--as", "camille@rivelaine.fr"), "wrong", "another password"),
        (("1", "--as", "nobody@rivelaine.fr"), PASSWORD, "another password"),
    ],
)
def test_what_cannot_be_signed_is_refused_in_words(
    cordee: Any, proposed: Version, arguments: tuple[str, ...], password: str, said: str
) -> None:
    code, _, err = cordee("sla", "sign", *arguments, password=password)

    assert code == 2 and said in err
    assert proposed.signatures.count() == 0


def test_a_side_signs_once(cordee: Any, proposed: Version) -> None:
    cordee("sla", "sign", proposed.number, "--as", "camille@rivelaine.fr")

    code, _, err = cordee("sla", "sign", proposed.number, "--as", "camille@rivelaine.fr")

    assert code == 2 and "already" in err
    assert proposed.signatures.count() == 1

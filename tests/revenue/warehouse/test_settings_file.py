"""Trust is written in cordee.toml; what people wrote there stays as they wrote it."""

from pathlib import Path

import pytest

from cordee.revenue.warehouse.home import Home, HomeError
from cordee.revenue.warehouse.settings_file import trust


def _home(folder: Path, text: str | None) -> Home:
    home = Home.at(folder)
    if text is not None:
        (folder / "cordee.toml").write_text(text, encoding="utf-8")
    return home


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, '[trusted]\nphone = ["aircall"]\n'),
        (
            '# Who we are\ncompany = "Rivelaine"  # since 1998\n',
            '# Who we are\ncompany = "Rivelaine"  # since 1998\n\n[trusted]\nphone = ["aircall"]\n',
        ),
        (
            '[trusted]\n# the CRM knows\ncity = ["hubspot"]\n\n[rates]\n"USD:2026-01-01" = 0.9\n',
            '[trusted]\n# the CRM knows\ncity = ["hubspot"]\nphone = ["aircall"]\n\n[rates]\n"USD:2026-01-01" = 0.9\n',
        ),
        (
            '[trusted]\nphone = [\n  "hubspot", # first\n  "marketo",\n]  # decided in May\ncity = ["hubspot"]\n',
            '[trusted]\nphone = ["aircall"]  # decided in May\ncity = ["hubspot"]\n',
        ),
        (
            'trusted = {city = ["hubspot"]} # ours\ncurrency = "EUR"\n',
            'trusted = { city = ["hubspot"], phone = ["aircall"] }  # ours\ncurrency = "EUR"\n',
        ),
        (
            'trusted.city = ["hubspot"]\ncurrency = "EUR"\n',
            'trusted.city = ["hubspot"]\ntrusted.phone = ["aircall"]\ncurrency = "EUR"\n',
        ),
        ('zone = "Europe/Paris"', 'zone = "Europe/Paris"\n\n[trusted]\nphone = ["aircall"]\n'),
    ],
    ids=["no file", "no table", "a table", "several lines", "in braces", "dotted", "no last line break"],
)
def test_one_setting_is_written_and_the_rest_stays(tmp_path: Path, before: str | None, after: str) -> None:
    home = _home(tmp_path, before)

    trust(home, "phone", ["aircall"])

    assert (tmp_path / "cordee.toml").read_text(encoding="utf-8") == after
    assert home.settings.trusted["phone"] == ("aircall",)


def test_trust_is_taken_back_as_it_was(tmp_path: Path) -> None:
    text = 'currency = "EUR"\n\n[trusted]\nphone = ["hubspot"]\n'
    home = _home(tmp_path, text)

    before = trust(home, "phone", ["aircall"])
    trust(home, "phone", before)

    assert (tmp_path / "cordee.toml").read_text(encoding="utf-8") == text


def test_the_last_trust_taken_back_leaves_no_setting(tmp_path: Path) -> None:
    home = _home(tmp_path, 'trusted = {phone = ["hubspot"]}\ncurrency = "EUR"\n')

    trust(home, "phone", ())

    assert (tmp_path / "cordee.toml").read_text(encoding="utf-8") == 'currency = "EUR"\n'


def test_what_cannot_be_followed_is_left_alone_and_said(tmp_path: Path) -> None:
    text = 'company = """\n[trusted]\n"""\n'
    home = _home(tmp_path, text)

    with pytest.raises(HomeError, match=r'by hand: trusted.phone = \["aircall"\]'):
        trust(home, "phone", ["aircall"])
    assert (tmp_path / "cordee.toml").read_text(encoding="utf-8") == text


def test_a_field_that_is_no_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="cannot be a setting"):
        trust(_home(tmp_path, None), 'phone"]\nx', ["aircall"])

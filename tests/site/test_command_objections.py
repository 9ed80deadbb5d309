"""``cordee objections`` from outside: the shape of its JSON, its languages, its exit codes."""

import json
from pathlib import Path

import pytest

from tests.site.test_command_contract import run

CALL = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Inès>Bonjour.</v>

00:01:05.000 --> 00:01:09.500
<v Paul>Votre solution est trop chère pour nous.</v>
"""


@pytest.fixture
def call(tmp_path: Path) -> Path:
    (tmp_path / "call.vtt").write_text(CALL, encoding="utf-8")
    return tmp_path / "call.vtt"


def test_json_is_one_list_of_moments(capsys: pytest.CaptureFixture[str], call: Path) -> None:
    code, out, err = run(capsys, "objections", call, "--json")
    (moment,) = json.loads(out)
    probability = moment.pop("probability")

    assert (code, err) == (0, "")
    assert moment == {
        "file": str(call),
        "at": 65.0,
        "speaker": "Paul",
        "text": "Votre solution est trop chère pour nous.",
        "label": "price",
    }
    assert 0.5 < probability < 1


@pytest.mark.parametrize(("language", "label"), [("fr", "Prix ou valeur"), ("en", "Price or value")])
def test_people_read_it_in_their_language(
    capsys: pytest.CaptureFixture[str], call: Path, language: str, label: str
) -> None:
    code, out, _ = run(capsys, "--lang", language, "objections", call)

    assert code == 0
    assert label in out and "01:05" in out


def test_a_colleague_is_not_labelled(capsys: pytest.CaptureFixture[str], call: Path) -> None:
    assert run(capsys, "objections", call, "--ours", "Paul", "--json") == (0, "[]\n", "")


def test_a_broken_file_is_code_3_and_the_others_are_told(
    capsys: pytest.CaptureFixture[str], call: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.srt").write_text("1\n00:0x --> 2\nHi", encoding="utf-8")

    code, out, err = run(capsys, "--lang", "en", "objections", tmp_path / "bad.srt", call, "--json")

    assert code == 3
    assert [one["label"] for one in json.loads(out)] == ["price"]
    assert (
        err
        == f"{tmp_path / 'bad.srt'}: Line 2: '00:0x --> 2' is no span of time. It is written 00:01:02.500 --> 00:01:05.000.\n"
    )


def test_no_file_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "objections")[0] == 2

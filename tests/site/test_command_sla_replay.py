"""``cordee sla replay`` and ``draft``: one document with its three parts, the sentences that people read, and honest exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest

from cordee.site.command import main
from cordee.vocabulary.sla_terms.presets import preset
from cordee.vocabulary.sla_terms.reading import to_yaml
from tests.site.test_command_sla import staged


@pytest.fixture
def cordee(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return staged(tmp_path_factory.mktemp("replay") / "home", late=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    terms = preset("demand_waterfall")
    text = to_yaml(terms.model_copy(update={"stages": ()}))
    (tmp_path / "terms.yml").write_text(text, encoding="utf-8")
    return tmp_path / "terms.yml"


def test_the_document_keeps_its_three_parts_apart(cordee: Any, home: Path, file: Path) -> None:
    code, out, err = cordee(
        "--home", home, "sla", "replay", file, "--from", "2026-02-01", "--to", "2026-03-31", "--json"
    )
    told = json.loads(out)

    assert (code, err) == (0, "")
    assert {"exact", "bounded", "extrapolated"} <= set(told)
    assert told["period"] == {"from": "2026-02-01", "to": "2026-03-31"}
    assert (told["exact"]["mql"]["actual"], len(told["exact"]["leads"])) == (4, 4)
    assert all(isinstance(lead["person_id"], str) for lead in told["exact"]["leads"])
    assert told["extrapolated"]["assumption"] is True
    assert set(told["sentences"]) == {"fr", "en"}


def test_people_read_it_in_their_language(cordee: Any, home: Path, file: Path) -> None:
    asked = ("sla", "replay", file, "--period", "2026-Q1")
    code, english, _ = cordee("--home", home, "--lang", "en", *asked)
    _, french, _ = cordee("--home", home, "--lang", "fr", *asked)

    assert code == 0
    assert "BOUNDED: wins that nobody can know" in english
    assert "first_attempt" in english
    assert "BORNÉ\u202f: des gains que nul ne peut savoir" in french
    assert "le 1ᵉʳ trimestre 2026" in french


def test_a_file_that_is_no_terms_is_told_with_its_line(cordee: Any, home: Path, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("starts: mql", "starts: dawn"), encoding="utf-8")
    code, out, err = cordee("--home", home, "--lang", "en", "sla", "replay", file)

    assert (code, out) == (3, "")
    assert "line " in err
    assert "starts" in err
    assert cordee("--home", home, "sla", "replay", file.parent / "nothing.yml")[0] == 3


def test_half_a_period_and_a_period_to_come_are_wrong_usage(cordee: Any, home: Path, file: Path) -> None:
    assert cordee("--home", home, "sla", "replay", file, "--from", "2026-02-01")[0] == 2
    assert cordee("--home", home, "sla", "replay", file, "--period", "2026-Q1", "--to", "2026-02-01")[0] == 2
    code, _, err = cordee("--home", home, "--lang", "fr", "sla", "replay", file, "--period", "2028")
    assert code == 2
    assert "avant le début de cette période" in err


def test_a_draft_is_written_once_and_can_be_replayed(cordee: Any, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "draft.yml"
    code, told, err = cordee("--home", home, "sla", "draft", "--out", out, "--json")
    document = json.loads(told)

    assert (code, err, document["file"]) == (0, "", str(out))
    assert document["yaml"] == out.read_text(encoding="utf-8")
    assert {one["clause"] for one in document["evidence"]} >= {"stage.mql", "delay.first_attempt", "objective.speed"}
    assert cordee("--home", home, "sla", "replay", out, "--period", "2026-Q1")[0] == 0
    assert cordee("--home", home, "sla", "draft", "--out", out)[0] == 2


def test_a_target_needs_its_day(cordee: Any, home: Path) -> None:
    assert cordee("--home", home, "sla", "draft", "--revenue-target", "1000")[0] == 2
    code, english, _ = cordee("--home", home, "--lang", "en", "sla", "draft", "--revenue-target", "1000", "--by", "2027-01-01")  # fmt: skip
    assert code == 0
    assert "The value of the preset “Demand Waterfall” stands." in english

"""``cordee score learn`` at the keyboard: what it prints, its document, its exit codes, both languages."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cordee.site.command import main
from tests import firm

HEAD = ["Lead Number", "Source", "Seen pages", "Called back", "Converted"]


@pytest.fixture
def cordee(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Runs a command and gives (exit code, stdout, stderr)."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["--home", str(tmp_path / "home"), *(str(one) for one in arguments)])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    rng = np.random.default_rng(3)
    with (tmp_path / "leads.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for place in range(600):
            source, pages = rng.choice(["fair", "web", "advert"]), rng.integers(0, 10)
            won = rng.random() < 0.1 + 0.4 * (source == "fair") + 0.25 * (pages >= 6)
            called = rng.choice(["yes", "no"], p=[0.95, 0.05] if won else [0.05, 0.95])
            writer.writerow([5000 + place, source, pages, called, int(won)])
    return tmp_path / "leads.csv"


def test_the_document_has_the_promised_shape(cordee: Any, leads: Path) -> None:
    code, out, err = cordee("score", "learn", leads, "--outcome", "Converted", "--order", "Lead Number", "--json")
    document = json.loads(out)

    assert (code, err) == (0, "")
    assert {"points", "auc", "auc_time_ordered", "brier", "calibration", "suspects", "advice"} <= set(document)
    assert {point["field"] for point in document["points"]} == {"Source", "Seen pages"}
    assert {"field", "operator", "value", "points", "n", "rate", "sentence"} <= set(document["points"][0])
    assert [(one["column"], one["reason"]) for one in document["suspects"]] == [("Called back", "knows_the_outcome")]
    assert 0.6 < document["auc_time_ordered"] < 0.85


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["every lead begins with", "“Source” is “fair”", "Called back (left out): alone it ranks", "later leads"]),
        ("fr", ["tout lead commence avec", "«\u202fSource\u202f» est «\u202ffair\u202f»", "Called back (écartée)\u202f: à elle seule", "leads ultérieurs"]),
    ],
)  # fmt: skip
def test_people_read_it_in_their_language(cordee: Any, leads: Path, language: str, words: list[str]) -> None:
    code, out, _ = cordee(
        "--lang", language, "score", "learn", leads, "--outcome", "Converted", "--order", "Lead Number"
    )

    assert code == 0
    assert [word for word in words if word not in out] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["FILE", "--known-at", "Source", "Called back", "--outcome", "Converted"],
        ["FILE", "--outcome", "Converted", "--known-at", "Source", "--known-at", "Called back"],
        ["FILE", "--outcome", "Converted", "--known-at", "Source,Called back"],
        ["--outcome", "Converted", "--known-at", "Source", "Called back", "FILE"],
    ],
)
def test_known_columns_may_be_listed_in_any_way(cordee: Any, leads: Path, arguments: list[str]) -> None:
    code, out, _ = cordee("score", "learn", *(leads if one == "FILE" else one for one in arguments), "--json")
    document = json.loads(out)

    assert code == 0
    assert {point["field"] for point in document["points"]} == {"Source", "Called back"}
    assert [(one["column"], one["kept"]) for one in document["suspects"]] == [("Called back", True)]


def test_rows_kept_aside_are_code_1_and_listed(cordee: Any, leads: Path) -> None:
    lines = leads.read_text().splitlines()
    lines[3] = lines[3].rpartition(",")[0] + ","
    leads.write_text("\n".join(lines))

    code, out, _ = cordee("--lang", "en", "score", "learn", leads, "--outcome", "Converted")

    assert code == 1
    assert "Rows kept aside: 1\n  row 3: Converted is empty: the outcome is not known" in out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nowhere.csv", "--outcome", "x"], 3, "nowhere.csv"),
        (["FILE"], 2, "--outcome"),
        (["FILE", "--outcome", "Colour"], 2, "Its columns: Lead Number"),
        (["FILE", "--outcome", "Source"], 2, "--positive"),
        (["FILE", "--outcome", "Converted", "--value", "10"], 2, "--capacity"),
        ([], 3, "cordee refresh"),
    ],
)
def test_errors_say_what_where_and_what_to_do(
    cordee: Any, leads: Path, arguments: list[str], code: int, says: str
) -> None:
    told = cordee("--lang", "en", "score", "learn", *(leads if one == "FILE" else one for one in arguments))

    assert (told[0], told[1]) == (code, "")
    assert says in told[2]


def test_without_a_file_the_workspace_itself_is_learnt_from(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    home = firm.home(tmp_path / "firm").path

    with pytest.raises(SystemExit) as ended:
        main(["--home", str(home), "--lang", "en", "score", "learn", "--outcome", "sql"])

    assert ended.value.code == 0
    assert "Too few to learn a card" in capsys.readouterr().out

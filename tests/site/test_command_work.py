"""The commands at work, from files to figures, on a firm that one can count."""

import json
from pathlib import Path
from typing import Any

import pytest

from cordee.site.command import main
from tests import firm


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return firm.home(tmp_path_factory.mktemp("work")).path


@pytest.fixture
def cordee(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command and gives (exit code, stdout, stderr)."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


def test_import_tells_what_came_in_and_the_second_time_that_nothing_did(cordee: Any, tmp_path: Path) -> None:
    files = firm.exports(tmp_path / "exports")[1:3]

    code, out, err = cordee("--home", tmp_path / "home", "import", *files, "--json")
    again = json.loads(cordee("--home", tmp_path / "home", "import", *files, "--json")[1])

    told = {Path(one["path"]).name: one for one in json.loads(out)["files"]}
    assert (code, err) == (0, "")
    assert (told["hubspot_contacts.csv"]["source"], told["hubspot_contacts.csv"]["new"]) == ("hubspot", 5)
    assert [(one["new"], one["unchanged"]) for one in again["files"]] == [(0, 5), (0, 2)]


def test_an_import_is_undone_and_redone(cordee: Any, tmp_path: Path) -> None:
    cordee("--home", tmp_path / "home", "import", *firm.exports(tmp_path / "exports")[1:3], "--json")
    listed = json.loads(cordee("--home", tmp_path / "home", "imports", "--json")[1])
    assert [(one["file"], one["new"], one["undone"]) for one in listed] == [
        ("hubspot_contacts.csv", 5, False),
        ("hubspot_deals.csv", 2, False),
    ]

    code, out, _ = cordee("--home", tmp_path / "home", "--lang", "en", "imports", "--undo", listed[1]["import"])
    after = json.loads(cordee("--home", tmp_path / "home", "imports", "--json")[1])
    cordee("--home", tmp_path / "home", "imports", "--redo", listed[1]["import"])

    assert code == 0 and "undone" in out and "Now: cordee refresh" in out
    assert [one["undone"] for one in after] == [False, True]
    assert json.loads(cordee("--home", tmp_path / "home", "imports", "--json")[1]) == listed
    assert cordee("--home", tmp_path / "home", "imports", "--undo", "7")[0] == 3


def test_a_rejected_row_is_code_1_and_is_told_with_its_remedy(cordee: Any, tmp_path: Path) -> None:
    (tmp_path / "spend.csv").write_text(firm.SPEND + "2026-13-45;spring-erp;paid_social;10,00\n", encoding="utf-8")
    (tmp_path / "spend.yml").write_text(firm.SPEND_MAPPING, encoding="utf-8")

    code, out, _ = cordee(
        "--home",
        tmp_path / "home",
        "--lang",
        "en",
        "import",
        tmp_path / "spend.csv",
        "--mapping",
        tmp_path / "spend.yml",
    )

    assert code == 1
    assert "rows rejected: 1" in out and "row 3" in out


def test_a_dry_run_changes_nothing(cordee: Any, tmp_path: Path) -> None:
    (file,) = firm.exports(tmp_path / "exports")[1:2]

    code, out, _ = cordee("--home", tmp_path / "home", "--lang", "fr", "import", file, "--dry-run")

    assert code == 0 and "Essai : rien n’a été modifié." in out
    assert not (tmp_path / "home" / "raw").exists()


def test_metrics_without_a_key_lists_the_definitions(cordee: Any, home: Path) -> None:
    listed = json.loads(cordee("--home", home, "--lang", "fr", "metrics", "--json")[1])

    by_key = {one["key"]: one for one in listed}
    assert by_key["cost_per_lead"]["name"] == "Coût par lead"
    assert by_key["conversion_mql_customer"]["basis"] == "cohort"


def test_figures_as_a_document(cordee: Any, home: Path) -> None:
    code, out, err = cordee("--home", home, "metrics", "leads", "--by", "channel", "--period", "2026-Q1", "--json")

    figures = json.loads(out)
    assert (code, err) == (0, "")
    promised = (
        "metric",
        "group",
        "value",
        "low",
        "high",
        "n",
        "numerator",
        "denominator",
        "unit",
        "from",
        "to",
        "as_of",
        "note",
    )
    assert [name for name in promised if name not in figures[0]] == []
    assert {one["group"]: one["value"] for one in figures} == {"organic_search": 1, "paid_social": 1}


def test_figures_for_people_say_what_is_not_known_in_their_language(cordee: Any, home: Path) -> None:
    # Entered in June; the data end in June: nobody has been followed for 180 days.
    asked = ("metrics", "conversion_inquiry_mql", "--period", "2026-06", "--horizon", "180")
    _, french, _ = cordee("--home", home, "--lang", "fr", *asked)
    _, english, _ = cordee("--home", home, "--lang", "en", *asked)

    assert "Conversion, lead → MQL" in french and "Trop tôt : 0 sur 1" in french
    assert "Too early: 0 of 1 have been followed for 180 days." in english


def test_records_of_a_group_need_no_dimension_when_only_one_has_it(cordee: Any, home: Path) -> None:
    code, out, _ = cordee("--home", home, "records", "revenue", "--group", "paid_social", "--json")

    assert code == 0
    assert [(one["name"], one["amount"], isinstance(one["deal_id"], str)) for one in json.loads(out)] == [
        ("Boréal - 40 seats", 18500.0, True)
    ]


def test_the_count_of_records_is_the_numerator(cordee: Any, home: Path) -> None:
    (figure,) = json.loads(cordee("--home", home, "metrics", "leads", "--period", "2026", "--json")[1])
    listed = json.loads(cordee("--home", home, "records", "leads", "--period", "2026", "--json")[1])

    assert len(listed) == figure["numerator"] == 5


def test_a_journey_for_people_and_for_programs(cordee: Any, home: Path) -> None:
    code, out, _ = cordee("--home", home, "--lang", "fr", "journey", "hubspot:contact:101")
    document = json.loads(cordee("--home", home, "journey", "hubspot:contact:101", "--json")[1])

    lines = out.splitlines()
    assert code == 0
    assert lines[0].startswith("Claire Moreau  ·  Head of Operations")
    assert [line[:16] for line in lines if "aircall:call:900001" in line and "call  " in line] == [
        "2026-03-11 09:30"
    ]  # Paris
    assert [touch["kind"] for touch in document["touches"]] == ["original_source", "form_fill", "call"]


def test_candidates_are_listed_as_a_document_too(cordee: Any, home: Path) -> None:
    code, out, _ = cordee("--home", home, "journey", "Jean Martin", "--json")

    assert code == 2
    assert [one["name"] for one in json.loads(out)["candidates"]] == ["Jean Martin", "Jean Martin"]


def test_a_decision_through_the_command_lasts(cordee: Any, tmp_path: Path) -> None:
    place = firm.home(tmp_path).path
    two = ("jean.martin@martin-conseil.fr", "jean.martin@abeille-industrie.fr")

    merged = cordee("--home", place, "merge", *two, "--because", "one card", "--by", "ines", "--json")
    refreshed = cordee("--home", place, "refresh", "--json")
    code, out, _ = cordee("--home", place, "--lang", "en", "why", *two)

    assert (merged[0], json.loads(merged[1])["by"]) == (0, "ines")
    assert (refreshed[0], set(json.loads(refreshed[1])) >= {"snapshot", "steps", "checks"}) == (0, True)
    assert code == 0 and "one card" in out


def test_dedupe_works_on_any_list_and_without_a_home(cordee: Any, tmp_path: Path) -> None:
    rows = [f"Prénom{i},Nom{i},p{i}@firme{i}.fr,06 12 34 56 {i:02d}" for i in range(60)]
    rows += [f"prenom{i},NOM{i},P{i}@firme{i}.fr,+33 6 12 34 56 {i:02d}" for i in range(20)]
    (tmp_path / "list.csv").write_text("Prénom,Nom,E-mail,Mobile\n" + "\n".join(rows) + "\n", encoding="utf-8")

    code, out, _ = cordee(
        "--home", tmp_path / "none", "dedupe", tmp_path / "list.csv", "--out", tmp_path / "out.csv", "--json"
    )

    told = json.loads(out)
    assert (code, told["rows"], told["clusters"]) == (0, 80, 60)
    assert "cluster_id" in (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[0]
    assert not (tmp_path / "none").exists()


def test_duplicates_are_a_document(cordee: Any, home: Path) -> None:
    code, out, _ = cordee("--home", home, "duplicates", "--json")

    assert code == 0 and isinstance(json.loads(out), list)


def test_the_doctor_finds_a_good_home_well_and_says_what_a_missing_one_needs(
    cordee: Any, home: Path, tmp_path: Path
) -> None:
    well = json.loads(cordee("--home", home, "doctor", "--json")[1])["checks"]
    code, out, _ = cordee("--home", tmp_path / "none", "doctor", "--json")

    assert [one["name"] for one in well if not one["ok"]] == []
    assert code == 1
    assert [one["remedy"] for one in json.loads(out)["checks"] if one["name"] == "home"] == [
        "Run cordee import, cordee demo, or name another with --home."
    ]


def test_the_doctor_finds_a_broken_snapshot_and_lost_files(cordee: Any, tmp_path: Path) -> None:
    place = firm.home(tmp_path).path
    (place / "warehouse" / (place / "warehouse" / "CURRENT").read_text().strip()).write_bytes(b"not a database")
    next((place / "staged").rglob("*.parquet")).unlink()

    code, out, _ = cordee("--home", place, "doctor", "--json")

    broken = {one["name"] for one in json.loads(out)["checks"] if not one["ok"]}
    assert (code, broken) == (1, {"snapshot", "ledger"})

"""``cordee sla``: what is in force, and how the clocks stand."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cordee.revenue.pipeline import refresh
from cordee.revenue.sla.terms import publish
from cordee.site.command import main
from cordee.vocabulary.sla_terms.presets import preset
from cordee.vocabulary.sla_terms.reading import read
from tests.revenue.pipeline.given import Staging, by_key

MONDAY = datetime(2026, 3, 2, 9)


@pytest.fixture
def cordee(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


def staged(folder: Path, *, late: bool) -> Path:
    """Four leads of one Monday: one kept, one running, one at risk, and (when ``late``) one broken."""
    staging = Staging(folder)
    starts = {1: MONDAY, 2: MONDAY + timedelta(hours=3), 3: MONDAY + timedelta(hours=0.5)}
    if late:
        starts[4] = MONDAY - timedelta(days=3)
    staging.run(
        person=[{"key": f"crm/contact/{n}", "full_name": f"Lead {n}", "email": f"p{n}@firm{n}.fr", "owner": "1", "created_at": MONDAY} for n in starts],
        user=[{"key": "crm/user/1", "name": "Inès", "email": "ines@us.fr", "team": "SDR"}],
        stage_event=[{"key": f"crm/stage/{n}", "person_ref": f"crm/contact/{n}", "stage": "mql", "occurred_at": at} for n, at in starts.items()],
        touch=[
            {"key": "crm/call/1", "person_ref": "crm/contact/1", "kind": "call", "occurred_at": MONDAY + timedelta(hours=1), "side": "sales", "direction": "out"},
            {"key": "crm/view/9", "person_ref": "crm/contact/9", "kind": "page_view", "occurred_at": MONDAY + timedelta(hours=4), "side": "marketing", "direction": "in"},
        ],
    )  # fmt: skip
    refresh(staging.home, links=by_key, threads=2)
    return staging.home.path


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("sla")
    return staged(folder / "late", late=True), staged(folder / "well", late=False)


def test_check_lists_the_clocks_and_fails_when_one_is_broken(cordee: Any, homes: tuple[Path, Path]) -> None:
    code, out, err = cordee("--home", homes[0], "sla", "check", "--json")
    told = json.loads(out)

    assert (code, err, told["as_of"]) == (1, "", "2026-03-02T13:00:00")
    assert told["counts"] == {"broken": 1, "at_risk": 1, "running": 1, "kept": 1}
    assert [(one["person"], one["state"], one["due_at"], one["owner"]) for one in told["clocks"]] == [
        ("Lead 4", "broken", "2026-02-27T13:00:00", "ines@us.fr"),
        ("Lead 3", "at_risk", "2026-03-02T13:30:00", "ines@us.fr"),
        ("Lead 2", "running", "2026-03-02T16:00:00", "ines@us.fr"),
        ("Lead 1", "kept", "2026-03-02T13:00:00", "ines@us.fr"),
    ]
    assert isinstance(told["clocks"][0]["person_id"], str)


def test_check_is_done_when_nothing_is_broken_and_by_the_clock_on_the_wall_everything_is(
    cordee: Any, homes: tuple[Path, Path]
) -> None:
    assert cordee("--home", homes[1], "--lang", "fr", "sla", "check")[:2] == (
        0,
        "Au 2026-03-02 14:00\u202f: 0 manqués, 1 à risque, 1 en cours, 1 tenus.\n\n"
        "État      Lead    Entreprise  À qui       Clause         Échéance                min  Version\n"
        "────────  ──────  ──────────  ──────────  ─────────────  ────────────────  ─────────  ───────\n"
        "à risque  Lead 3              ines@us.fr  first_attempt  2026-03-02 14:30  210 / 240  default\n"
        "en cours  Lead 2              ines@us.fr  first_attempt  2026-03-02 17:00   60 / 240  default\n",
    )
    code, out, _ = cordee("--home", homes[1], "sla", "check", "--now", "--json")
    assert code == 1 and json.loads(out)["counts"]["broken"] == 2


def test_show_tells_the_terms_in_force_at_a_day(cordee: Any, tmp_path: Path) -> None:
    staging = Staging(tmp_path / "home")
    staging.settings('language = "en"\n')
    publish(staging.home, 1, preset("small_team"), in_force_from=date(2026, 3, 3))

    code, out, _ = cordee("--home", staging.home.path, "sla", "show")
    assert code == 0
    assert out.startswith("Our agreement, for a small team, version 1, in force since 2026-03-03\n")
    assert "First attempt  [delay.first_attempt]\n  Sales must answer with a logged act: a call" in out
    before = cordee("--home", staging.home.path, "sla", "show", "--at", "2026-03-02")[1]
    assert before.startswith("Default settings, which nobody signed (no SLA is in force)\n")

    told = json.loads(cordee("--home", staging.home.path, "sla", "show", "--json")[1])
    assert (told["version"], told["in_force_from"], told["in_force_until"]) == ("1", "2026-03-02T23:00:00", None)
    assert read(json.dumps(told["terms"])) == preset("small_team")
    assert {clause["id"] for clause in told["clauses"]} >= {"delay.first_attempt", "reason.no_need", "review"}


def test_show_writes_a_file_that_is_read_back_equal(cordee: Any, tmp_path: Path) -> None:
    home = Staging(tmp_path / "home").home
    publish(home, 1, preset("demand_waterfall"), in_force_from=date(2026, 3, 3))

    assert read(cordee("--home", home.path, "sla", "show", "--yaml")[1]) == preset("demand_waterfall")
    assert cordee("--home", home.path, "sla", "show", "--yaml", "--json")[0] == 2


def test_check_before_anything_is_published_says_so(cordee: Any, tmp_path: Path) -> None:
    assert cordee("--home", tmp_path / "home", "sla", "check")[0] == 3

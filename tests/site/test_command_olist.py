"""Olist's real funnel through the command: its traps are handled and said. Needs the public files (CORDEE_DATA)."""

import csv
import json
import os
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lifelines import KaplanMeierFitter

from cordee.site.command import main

OLIST = Path(os.environ.get("CORDEE_DATA", Path(__file__).parents[3] / "shared" / "data")) / "olist"
LEADS, DEALS = OLIST / "marketing_qualified_leads.csv", OLIST / "closed_deals.csv"

pytestmark = pytest.mark.skipif(
    not LEADS.exists(), reason="Olist's files are not here: set CORDEE_DATA to their folder."
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("olist") / "home"
    for arguments in (["import", str(LEADS), str(DEALS)], ["refresh"]):
        with pytest.raises(SystemExit) as ended:
            main(["--home", str(place), *arguments])
        assert ended.value.code == 0
    return place


@pytest.fixture
def figures(home: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def ask(*arguments: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        with pytest.raises(SystemExit):
            main(["--home", str(home), "--lang", "en", *arguments, "--json"])
        told: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return told

    return ask


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_every_lead_is_counted_and_the_unknown_channel_is_flagged(figures: Any) -> None:
    origins = Counter(row["origin"] for row in _rows(LEADS))

    by_channel = {one["group"]: one for one in figures("metrics", "mql", "--by", "channel")}

    assert sum(one["value"] for one in by_channel.values()) == sum(origins.values())
    assert by_channel["paid_search"]["value"] == origins["paid_search"]
    assert "No tool recorded where these came from." in by_channel["unknown"]["note"]


def test_no_closing_rate_is_made_of_wins_alone(figures: Any) -> None:
    (rate,) = figures("metrics", "closing_rate")

    assert (rate["value"], rate["numerator"]) == (None, len(_rows(DEALS)))
    assert rate["note"].startswith("No tool records a lost deal, ever")


def test_conversion_at_ninety_days_is_the_textbook_estimate(figures: Any) -> None:
    leads = {row["mql_id"]: datetime.strptime(row["first_contact_date"], "%d-%m-%Y") for row in _rows(LEADS)}
    won = {row["mql_id"]: datetime.strptime(row["won_date"], "%d-%m-%Y %H:%M") for row in _rows(DEALS)}

    (conversion,) = figures("metrics", "conversion_mql_customer", "--horizon", "90")
    end = datetime.fromisoformat(conversion["as_of"]).replace(tzinfo=None)

    # No exits: Aalen–Johansen is one minus Kaplan–Meier. Zones shift all moments alike, but for the clocks' change.
    kept = {lead: at for lead, at in leads.items() if lead not in won or won[lead] >= at}
    days = [((won.get(lead, end)) - at).total_seconds() / 86400 for lead, at in kept.items()]
    fitted = KaplanMeierFitter().fit(np.array(days), [lead in won for lead in kept])
    assert conversion["value"] == pytest.approx(1 - fitted.predict(90), abs=2e-4)
    assert "No tool records exits" in conversion["note"]
    assert conversion["low"] < conversion["value"] < conversion["high"]

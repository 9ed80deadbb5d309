"""The page of addresses names what the pages read, and nothing else."""

import re
from pathlib import Path

from cordee.workspace.insight.figures import FILTERS, SORTABLE
from cordee.workspace.journeys import asking
from cordee.workspace.scoreboard.calendar import RELATIVE
from cordee.workspace.scoreboard.question import COMPARISONS, HORIZONS
from cordee.workspace.scoreboard.views import PLACES

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "addresses.md").read_text(encoding="utf-8")


def said(first: str) -> set[str]:
    """The words in type-writer of the row that begins with ``first``."""
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{first}`")]
    return set(re.findall(r"`([^`]+)`", row))


def test_the_scoreboard_s_parameters_are_those_that_it_reads() -> None:
    assert said("period") >= set(RELATIVE)
    assert said("vs") - {"vs"} == set(COMPARISONS)
    assert said("channel`, `campaign") == set(FILTERS)
    assert said("horizon") - {"horizon"} == {str(days) for days in HORIZONS}


def test_the_records_parameters_are_those_that_they_read() -> None:
    assert said("place") - {"place"} == set(PLACES)
    assert said("order") - {"order", "dir", "asc", "desc"} == set(SORTABLE)


def test_the_lists_parameters_are_those_that_they_read() -> None:
    assert said("deal") - {"deal"} == set(asking.DEALS)
    assert said("sort") - {"sort"} == set(asking.SORTS)
    assert said("untouched") - {"untouched", "active"} == {str(days) for days in asking.DAYS}
    assert {"stage", "team", "channel", "segment", "country", "tool", "reason"} == set(asking.TEXTS)
    assert said("team") >= set(asking.TEXTS) - {"stage"}

"""Small files, folder cards, reasons on every silence."""

import re
from pathlib import Path

from tests.architecture.catalogue import CAPABILITIES

SOURCE = Path(__file__).parents[2] / "src" / "cordee"
LONGEST = 500
TABLES = "revenue/warehouse/tables.py"
"""The list of every table and column: one would not look for half of it elsewhere."""


def modules() -> list[Path]:
    return [file for file in SOURCE.rglob("*.py") if "migrations" not in file.parts]


def test_no_file_is_longer_than_one_can_hold_in_mind() -> None:
    long = {
        str(file.relative_to(SOURCE)): lines
        for pattern in ("*.py", "*.css", "*.html", "*.js", "*.sql")
        for file in SOURCE.rglob(pattern)
        if "migrations" not in file.parts
        and str(file.relative_to(SOURCE)) != TABLES
        and (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST
    }

    assert long == {}


def test_every_folder_has_its_card() -> None:
    """The first thing that a newcomer reads: what the folder is, in one sentence, then where to start."""
    folders = [
        file
        for file in SOURCE.rglob("__init__.py")
        if not {"migrations", "templatetags"} & set(file.parts) and len([*file.parent.glob("*.py")]) > 1
    ]

    without = [
        str(file.relative_to(SOURCE)) for file in folders if not file.read_text(encoding="utf-8").startswith('"""')
    ]

    assert without == []


def test_every_capability_says_where_to_start() -> None:
    for name in CAPABILITIES:
        card = (SOURCE / "workspace" / name / "__init__.py").read_text(encoding="utf-8")

        assert all(word in card for word in ("Words:", "Rules:", "Start here:"))


def test_every_silence_has_a_reason() -> None:
    bare = [
        f"{file.relative_to(SOURCE)}:{number}"
        for file in modules()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#\s*(noqa|type:\s*ignore)", line)
        and not re.search(r"#\s*(noqa: [\w, ]+ -- |type: ignore\[[\w, -]+\]( --|  #) )\S", line)
    ]

    assert bare == []


def test_no_dustbin_folders() -> None:
    names = {path.stem for path in SOURCE.rglob("*") if path.suffix in {"", ".py"}}

    assert names & {"utils", "helpers", "common", "core", "misc"} == set()

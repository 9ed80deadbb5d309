"""The rules of the style sheets and of the markup, so that the look can change in one place."""

import gzip
import re
from pathlib import Path

import pytest

WORKSPACE = Path(__file__).parents[2] / "src" / "cordee" / "workspace"
SHEETS = sorted(WORKSPACE.rglob("*.css"))
TEMPLATES = sorted(WORKSPACE.rglob("*.html"))


def name(file: Path) -> str:
    return str(file.relative_to(WORKSPACE))


def rules(file: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_layers_decide_and_nothing_shouts(sheet: Path) -> None:
    assert "!important" not in rules(sheet)
    assert re.findall(r"^[^@\s}][^{]*{", rules(sheet), flags=re.MULTILINE) == []  # every rule is inside a layer


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet.name != "tokens.css"], ids=name)
def test_colours_are_named_in_the_tokens_only(sheet: Path) -> None:
    raw = re.findall(
        r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch|hwb|light-dark|color-mix)\(|:\s*(?:white|black|red|blue|green|gray|grey)\b",
        rules(sheet),
    )

    assert raw == []


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_directions_are_logical(sheet: Path) -> None:
    assert (
        re.findall(
            r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)|(?<![\w-])(?:left|right|top|bottom)\s*:|text-align:\s*(?:left|right)",
            rules(sheet),
        )
        == []
    )


def test_every_token_that_is_used_exists() -> None:
    everything = "\n".join(rules(sheet) for sheet in SHEETS)
    known = set(re.findall(r"(--[\w-]+)\s*:", everything))

    assert set(re.findall(r"var\((--[\w-]+)", everything)) - known == set()


def test_every_token_is_used() -> None:
    everything = "\n".join(rules(sheet) for sheet in SHEETS)
    tokens = set(re.findall(r"(--[\w-]+)\s*:", rules(WORKSPACE / "ui" / "static" / "ui" / "tokens.css")))

    assert tokens - set(re.findall(r"var\((--[\w-]+)", everything)) == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(template: Path) -> None:
    text = template.read_text(encoding="utf-8")

    assert re.findall(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)|hx-on|https?://|javascript:", text) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_translated_blocks_are_trimmed(template: Path) -> None:
    text = template.read_text(encoding="utf-8")

    assert re.findall(r"{%\s*blocktranslate(?!\s+trimmed)", text) == []


def test_no_safe_filter_lets_markup_through() -> None:
    assert [
        name(template)
        for template in TEMPLATES
        if re.search(r"\|safe\b|autoescape off", template.read_text(encoding="utf-8"))
    ] == []


UI = WORKSPACE / "ui"


def test_every_component_has_a_file_of_its_own_that_every_page_links() -> None:
    linked = re.findall(r"ui/([\w-]+\.css)", (UI / "templates" / "ui" / "_styles.html").read_text(encoding="utf-8"))

    assert sorted(linked) == sorted(
        sheet.name for sheet in (UI / "static" / "ui").glob("*.css") if sheet.name != "print.css"
    )


def test_the_style_of_a_first_visit_stays_small() -> None:
    """What a browser fetches once, compressed: styles and our own scripts."""
    files = [*(UI / "static" / "ui").glob("*.css"), *(UI / "static" / "ui").glob("*.js")]

    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 30_000


def test_every_component_is_shown_on_the_page_of_patterns() -> None:
    shown = "\n".join(
        (UI / "templates" / "ui" / name).read_text(encoding="utf-8")
        for name in ("patterns.html", "base.html", "_rope.html")
    )
    shown += (UI / "templatetags" / "tables.py").read_text(encoding="utf-8")
    components = {file.name for file in (UI / "templates" / "ui").glob("_*.html")} - {
        "_styles.html",
        "_rope_inside.html",
    }

    assert {name for name in components if f"ui/{name}" not in shown} == set()

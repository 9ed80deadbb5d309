"""The page ``docs/reference/exports.md``, made from the mappings.

``python -m cordee.revenue.connectors.reference > docs/reference/exports.md`` writes it anew.
"""

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from cordee.revenue.connectors import folder

TOOLS = {
    "hubspot": "HubSpot",
    "marketo": "Marketo",
    "ga4": "Google Analytics 4",
    "linkedin_ads": "LinkedIn Ads",
    "webflow": "Webflow",
    "salesforce": "Salesforce",
    "salesloft": "Salesloft",
    "pipedrive": "Pipedrive",
    "outreach": "Outreach",
    "aircall": "Aircall",
}
"""The tools whose own exports are recognised without being told, marketing's first."""

_TELLING = {"touch": "kind", "stage_event": "stage", "deal_event": "field"}


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Exports that Cordée reads"
    yield ""
    yield "Made from `src/cordee/revenue/connectors/*/*.yml` by `cordee.revenue.connectors.reference`; a test compares."
    yield ""
    yield (
        "`cordee import` recognises each of these by its headings, in English or in French, "
        "whatever the file is called. Every other column of the file is kept with the source record. "
        "Headings are compared without case, accents, punctuation and spaces. "
        "Each tool's folder has a README: where to click, and what to beware of."
    )
    for tool, name in TOOLS.items():
        yield from _tool(tool, name)


def _tool(tool: str, name: str) -> Iterator[str]:
    yield ""
    yield f"## {name}"
    yield ""
    yield "| export | headings that it must have | becomes |"
    yield "| --- | --- | --- |"
    for file in sorted((folder() / tool).glob("*.yml")):
        mapping = yaml.safe_load(file.read_text(encoding="utf-8"))
        link = f"[{mapping['label']['en']}](../../src/cordee/revenue/connectors/{tool}/{file.name})"
        yield f"| {link}<br>{mapping['label']['fr']} | {_needed(mapping)} | {_becomes(mapping)} |"


def _needed(mapping: dict[str, Any]) -> str:
    rules, columns = mapping["recognise"], mapping["columns"]
    words = [_heading(columns[name]) for name in rules.get("must", [])]
    if rules.get("any"):
        count = rules.get("at_least", 1)
        others = ", ".join(_heading(columns[name]) for name in rules["any"])
        words.append(f"and {'one' if count == 1 else count} of {others}")
    return ", ".join(words)


def _heading(headings: list[str]) -> str:
    """The heading as the tool's interface writes it: the first that is listed."""
    return str(headings[0]).replace("|", "\\|")


def _becomes(mapping: dict[str, Any]) -> str:
    found: dict[str, set[str]] = {}
    for record in mapping["records"]:
        name = record["record"]
        words = found.setdefault(name, set())
        if name in _TELLING:
            words.update(_words(record["fields"].get(_TELLING[name]), mapping))
    return "; ".join(f"{name}: {', '.join(sorted(words))}" if words else name for name, words in found.items())


def _words(value: Any, mapping: dict[str, Any]) -> Iterable[str]:
    """Every word that a field may take, where the mapping names them."""
    if isinstance(value, list):
        return [word for alternative in value for word in _words(alternative, mapping)]
    if not isinstance(value, dict):
        return []
    values = value.get("values", {})
    if isinstance(values, str):
        values = mapping["dictionaries"][values.lstrip("$")]
    return [str(word) for word in (value.get("const"), *values.values()) if word is not None]


if __name__ == "__main__":
    sys.stdout.write(page())

"""What must hold of every mapping that is shipped, whatever the engine makes of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cordee.revenue.connectors import folder
from cordee.revenue.connectors.reference import TOOLS
from cordee.revenue.imports.headers import plain

FILES = [file for tool in TOOLS for file in sorted((folder() / tool).glob("*.yml"))]
CONTENT = {f"{file.parent.name}/{file.stem}": yaml.safe_load(file.read_text(encoding="utf-8")) for file in FILES}
each_mapping = pytest.mark.parametrize("mapping", CONTENT.values(), ids=CONTENT.keys())


@pytest.mark.parametrize("name", CONTENT)
def test_a_file_is_called_after_its_tool_and_object(name: str) -> None:
    assert f"{CONTENT[name]['source']}/{CONTENT[name]['object']}" == name


@each_mapping
def test_no_heading_is_claimed_by_two_columns(mapping: dict[str, Any]) -> None:
    claims: dict[str, set[str]] = {}
    for column, headings in mapping["columns"].items():
        for heading in headings:
            claims.setdefault(plain(str(heading)), set()).add(column)
    assert {heading: sorted(columns) for heading, columns in claims.items() if len(columns) > 1} == {}


@each_mapping
def test_every_column_is_used(mapping: dict[str, Any]) -> None:
    """A column that nothing reads would be a promise not kept."""
    used = {
        word for part in ("recognise", "id", "modified_at", "deleted", "records") for word in words(mapping.get(part))
    }
    templates = " ".join(word for word in used if "{" in word)
    assert [name for name in mapping["columns"] if name not in used and f"{{{name}}}" not in templates] == []


@each_mapping
def test_a_value_that_is_let_in_is_translated(mapping: dict[str, Any]) -> None:
    """What ``when`` lets through by name must be in the dictionary that turns it into a kind or a stage."""
    for record in mapping["records"]:
        for name in ("kind", "stage", "field"):
            field = record.get("fields", {}).get(name)
            if not isinstance(field, dict) or "values" not in field:
                continue
            values = (
                field["values"]
                if isinstance(field["values"], dict)
                else mapping["dictionaries"][field["values"].lstrip("$")]
            )
            if field["column"] == "campaign_type":
                continue  # every response counts; the type of the campaign only says as what
            known = {said(key) for key, meaning in values.items() if meaning is not None and key not in {"default", ""}}
            let_in = {
                said(value)
                for test in record["when"]
                if test["column"] == field["column"]
                for value in test.get("in", ())
            }
            assert let_in - known == set()


@each_mapping
def test_no_dictionary_says_two_things_of_one_word(mapping: dict[str, Any]) -> None:
    for values in dictionaries(mapping):
        meanings: dict[str, set[object]] = {}
        for key, meaning in values.items():
            meanings.setdefault(said(key), set()).add(meaning)
        assert {key: found for key, found in meanings.items() if len(found) > 1} == {}


@each_mapping
def test_what_is_referred_to_is_made_somewhere(mapping: dict[str, Any]) -> None:
    made = {
        f"{other['source']}/{name}"
        for other in CONTENT.values()
        for name in (other["object"], *(record["object"] for record in other["records"] if "object" in record))
    }
    referred = {ref if "/" in ref else f"{mapping['source']}/{ref}" for ref in values_under(mapping["records"], "ref")}
    assert referred - made == set()


@each_mapping
def test_a_mapping_has_a_label_in_both_languages(mapping: dict[str, Any]) -> None:
    assert sorted(language for language, label in mapping["label"].items() if label.strip()) == ["en", "fr"]


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_has_a_readme(tool: str) -> None:
    text = (folder() / tool / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {TOOLS[tool]}\n") and "Beware" in text


def test_the_folder_holds_the_ten_tools_and_the_public_data_sets() -> None:
    found = {path.name for path in folder().iterdir() if path.is_dir() and any(path.glob("*.yml"))}
    assert set(TOOLS) - found == set()


def words(part: Any) -> Iterator[str]:
    """Every text inside, however deep."""
    if isinstance(part, dict):
        for value in part.values():
            yield from words(value)
    elif isinstance(part, list):
        for value in part:
            yield from words(value)
    elif isinstance(part, str):
        yield part


def values_under(part: Any, name: str) -> Iterator[str]:
    """Every text that stands under ``name``."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == name and isinstance(value, str):
                yield value
            else:
                yield from values_under(value, name)
    elif isinstance(part, list):
        for value in part:
            yield from values_under(value, name)


def dictionaries(part: Any) -> Iterator[dict[Any, Any]]:
    """Every value map, named or not."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "dictionaries":
                yield from value.values()
            elif key == "values" and isinstance(value, dict):
                yield value
            else:
                yield from dictionaries(value)
    elif isinstance(part, list):
        for value in part:
            yield from dictionaries(value)


def said(word: Any) -> str:
    """A word of a cell as the engine compares it: without case, accents and doubled spaces."""
    import unicodedata

    text = str(word).lower() if isinstance(word, bool) else str(word)
    folded = "".join(
        character
        for character in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(character)
    )
    return " ".join(folded.split())


def test_the_samples_are_about_invented_people_only() -> None:
    domains = {
        cell.rsplit("@", 1)[1].lower()
        for sample in (Path(__file__).parent / "samples").glob("*/*.csv")
        for cell in sample.read_text(encoding="utf-8").replace(";", ",").replace("\n", ",").replace('"', "").split(",")
        if cell.count("@") == 1 and " " not in cell
    }
    assert domains == {
        "boreal-logistique.fr",
        "boreal.eu",
        "free.fr",
        "gmail.com",
        "ardoise.example",
        "ardoise.example.crm",
        "linkedin.com",
    }

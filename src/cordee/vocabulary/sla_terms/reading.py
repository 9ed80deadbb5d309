"""Reading and writing terms: YAML and JSON in and out; what is wrong is said with its place, in both languages."""

import re
from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import ValidationError

from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.problems import Problem, TermsError, key_twice, not_yaml, of_shapes
from cordee.vocabulary.sla_terms.soundness import problems


def read(text: str, *, metrics: Mapping[str, str] | None = None) -> Terms:
    """The terms that a YAML (or JSON) text holds.

    ``metrics`` are the keys of the registry with their units; where given, objectives are checked against it. Raises
    ``TermsError`` with every problem: its path in the file, its line, what is wrong and what to do.
    """
    content, lines = _content(text)
    try:
        terms = Terms.model_validate(content)
    except ValidationError as error:
        raise TermsError(of_shapes(error.errors(), lines)) from error
    if found := problems(terms, metrics=metrics):
        raise TermsError(tuple(one.on(lines) for one in found))
    return terms


def to_yaml(terms: Terms) -> str:
    """The terms as YAML that ``read`` takes back to an equal value; what has its default value is left out."""
    content = {"format": terms.format, **terms.model_dump(mode="json", exclude_defaults=True)}
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def to_json(terms: Terms) -> dict[str, Any]:
    """The terms with every value written out, defaults too."""
    content: dict[str, Any] = terms.model_dump(mode="json")
    return content


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a terms file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Terms.model_json_schema()}


class _Loader(yaml.SafeLoader):
    """YAML as version 1.2 reads it: only true and false are booleans (NO is Norway), 12:30 is text, so are dates."""


class _Dumper(yaml.SafeDumper):
    """Writes what ``_Loader`` reads; several lines as a block; inner lists indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


_TAG = "tag:yaml.org,2002:"
for _class in (_Loader, _Dumper):
    _class.yaml_implicit_resolvers = {
        first: [
            (tag, pattern) for tag, pattern in found if tag not in (_TAG + "bool", _TAG + "timestamp", _TAG + "int")
        ]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    _class.add_implicit_resolver(_TAG + "bool", re.compile("^(?:true|false)$"), list("tf"))
    _class.add_implicit_resolver(_TAG + "int", re.compile("^[-+]?[0-9]+$"), list("-+0123456789"))


def _content(text: str) -> tuple[Any, Mapping[str, int]]:
    """What a text holds, and the line (from 1) of each path in it."""
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lines: dict[str, int] = {}
            twice: list[Problem] = []
            _walk(node, "", lines, twice)
            if twice:
                raise TermsError(tuple(twice))
            content = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise TermsError((not_yaml(getattr(error, "problem", None) or str(error), mark and mark.line + 1),)) from error
    return content, lines


def _walk(node: yaml.Node | None, path: str, lines: dict[str, int], twice: list[Problem]) -> None:
    if node is None:
        return
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            inner = f"{path}.{key.value}".lstrip(".")
            lines[inner] = key.start_mark.line + 1
            if str(key.value) in seen:
                twice.append(key_twice(inner, key.start_mark.line + 1))
            seen.add(str(key.value))
            _walk(value, inner, lines, twice)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            _walk(value, f"{path}[{place}]", lines, twice)

"""Mappings: how the columns of one export become records. Data in YAML, ours or anyone's.

The format is explained with worked examples in ``docs/how-to/import-any-csv.md``.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from cordee.revenue.imports.headers import plain
from cordee.revenue.warehouse.tables import STAGED, Table
from cordee.vocabulary.stages import Stage
from cordee.vocabulary.words import Direction, Outcome, Side, TouchKind

SHIPPED = Path(__file__).parents[1] / "connectors"

ORIGIN = (
    "channel_raw",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "utm_term",
    "referrer_host",
    "click_id",
)
"""Fields of touches and traffic that name where they came from; the engine makes ``origin_id`` and ``stg_origin`` of
them.
"""

LINEAGE = (
    "record_id",
    "raw_id",
    "source",
    "object",
    "source_id",
    "version",
    "received_at",
    "modified_at",
    "deleted",
    "run_id",
    "row_no",
)

_CLOSED: dict[str, frozenset[str]] = {
    "kind": frozenset(TouchKind),
    "side": frozenset(Side),
    "direction": frozenset(Direction),
    "stage": frozenset(Stage),
    "outcome": frozenset(Outcome),
}
_CLOSED_IN = {
    ("touch", "kind"),
    ("touch", "side"),
    ("touch", "direction"),
    ("call", "direction"),
    ("stage_event", "stage"),
    ("deal", "outcome"),
    ("user", "side"),
}


class MappingError(Exception):
    """A mapping cannot be used; the message says which file, which entry and what to write instead."""


def _text(value: Any) -> Any:
    """YAML reads yes, no, on and numbers as values of their own; in a mapping they are the text of a cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return value


def _one_or_more(value: Any) -> Any:
    return [_text(value)] if not isinstance(value, list) else [_text(entry) for entry in value]


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[list[str], BeforeValidator(_one_or_more)]
Reading = Literal["ymd", "dmy", "mdy", "epoch_s", "epoch_ms"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Recognise(Strict):
    """What tells this export from others."""

    must: list[str] = []
    any: list[str] = []
    at_least: int = 1
    file_name: str | None = None
    not_: list[str] = Field(default=[], alias="not")


class Deleted(Strict):
    column: str
    in_: Texts = Field(default=["true", "1", "yes", "oui", "vrai", "x"], alias="in")


class Formats(Strict):
    dates: Reading | None = None
    zone: str | None = None
    decimal: Literal[",", "."] | None = None
    currency: str | None = None


class Condition(Strict):
    column: str
    present: bool | None = None
    absent: bool | None = None
    in_: Texts | None = Field(default=None, alias="in")
    not_in: Texts | None = None
    matches: str | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        tests = [self.present, self.absent, self.in_, self.not_in, self.matches]
        if sum(test is not None for test in tests) != 1:
            raise ValueError("a condition has exactly one of present, absent, in, not_in, matches")
        return self


class Value(Strict):
    """Where the content of one field comes from."""

    column: str | None = None
    columns: list[str] | None = None
    const: Any = None
    template: str | None = None
    values: dict[Text, Any] | str | None = None
    split: str | None = None
    ref: str | None = None
    as_: Literal["salesforce_id"] | None = Field(default=None, alias="as")
    pattern: str | None = None
    lower: bool = False
    scale: float | None = None
    unit: Literal["hh:mm:ss", "mm:ss"] | None = None
    required: bool = False
    format: Reading | None = None
    when: list[Condition] = []
    alternatives: list["Value"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        """A name is that column; a list of names is ``columns``; a list with anything else is ``alternatives``."""
        if isinstance(value, str):
            return {"column": value}
        if isinstance(value, list):
            return {"columns": value} if all(isinstance(item, str) for item in value) else {"alternatives": value}
        if (
            isinstance(value, dict)
            and isinstance(value.get("columns"), list)
            and not all(isinstance(item, str) for item in value["columns"])
        ):
            return {
                **{name: content for name, content in value.items() if name != "columns"},
                "alternatives": value["columns"],
            }
        return value

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [name for name in ("column", "columns", "template", "alternatives") if getattr(self, name) is not None]
        if "const" in self.model_fields_set:
            given.append("const")
        if len(given) != 1:
            raise ValueError("a field has exactly one of column, columns, const, template, or is a list of such")
        if self.pattern is not None and re.compile(self.pattern).groups < 1:
            raise ValueError(f"pattern {self.pattern!r} has no group: put what is to be kept in brackets")
        return self

    @property
    def leaves(self) -> list["Value"]:
        """Itself, or its alternatives, each of which applies under its own conditions."""
        if self.alternatives is None:
            return [self]
        return [leaf for alternative in self.alternatives for leaf in alternative.leaves]

    @property
    def is_const(self) -> bool:
        return "const" in self.model_fields_set

    @property
    def inputs(self) -> list[str]:
        """The columns (our names) that it reads."""
        if self.alternatives is not None:
            return [name for leaf in self.leaves for name in leaf.inputs]
        if self.template is not None:
            return re.findall(r"\{(\w+)\}", self.template)
        return [self.column] if self.column is not None else list(self.columns or [])


class Record(Strict):
    """One record that a row gives."""

    record: str
    part: str | None = None
    object: str | None = None
    id: Value | None = None
    when: list[Condition] = []
    fields: dict[str, Value] = {}

    @property
    def table(self) -> Table:
        return STAGED[f"stg_{self.record}"]

    @property
    def own(self) -> bool:
        """Whether it is about the row itself, rather than about someone whom the row speaks of."""
        return self.id is None

    @property
    def origin_fields(self) -> list[str]:
        return [name for name in self.fields if name in (*ORIGIN, "url", "referrer")] if self.has_origin else []

    @property
    def has_origin(self) -> bool:
        return "origin_id" in self.table.names


class Mapping(Strict):
    """One export of one tool."""

    source: str
    object: str
    label: dict[str, str] = {}
    recognise: Recognise = Recognise()
    preamble: str | None = None
    footer: str | None = None
    sheet: str | None = None
    columns: dict[Text, Texts]
    id: Value | None = None
    modified_at: str | None = None
    deleted: Deleted | None = None
    formats: Formats = Formats()
    dictionaries: dict[str, dict[Text, Any]] = {}
    chronology: list[tuple[str, str]] = []
    note: dict[str, str] | None = None
    records: list[Record]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for name in (self.source, self.object):
            if not re.fullmatch(r"[a-z0-9][a-z0-9_]*", name):
                raise ValueError(f"{name!r}: source and object are written in lower case letters, digits and _")
        problems = list(self._problems())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _problems(self) -> Iterable[str]:
        known = set(self.columns)
        for name in [*self.recognise.must, *self.recognise.any, *self.recognise.not_]:
            if name not in known:
                yield f"recognise names {name!r}, which is not under columns"
        for name in [
            *(self.id.inputs if self.id else []),
            *([self.modified_at] if self.modified_at else []),
            *(column for pair in self.chronology for column in pair),
        ]:
            if name not in known:
                yield f"{name!r} is not under columns"
        if self.deleted and self.deleted.column not in known:
            yield f"deleted names {self.deleted.column!r}, which is not under columns"
        taken: set[tuple[str, str | None, str | None]] = set()
        for position, record in enumerate(self.records, start=1):
            where = f"record {position} ({record.record})"
            if f"stg_{record.record}" not in STAGED or record.record == "origin":
                names = sorted(name.removeprefix("stg_") for name in STAGED if name != "stg_origin")
                yield f"{where}: there is no such record; write one of {', '.join(names)}"
                continue
            key = (record.record, record.part, record.object if record.id else None)
            if key in taken:
                yield f"{where}: two records of one table need different parts; add part:"
            taken.add(key)
            if record.object and not record.id:
                yield f"{where}: object needs an id"
            yield from self._record_problems(where, record)

    def _record_problems(self, where: str, record: Record) -> Iterable[str]:
        known = set(self.columns)
        for condition in record.when:
            if condition.column not in known:
                yield f"{where}: when names {condition.column!r}, which is not under columns"
        for name in record.id.inputs if record.id else []:
            if name not in known:
                yield f"{where}: id names {name!r}, which is not under columns"
        fields = {column.name for column in record.table.columns} - set(LINEAGE) - {"origin_id"}
        if record.has_origin:
            fields |= {*ORIGIN, "url", "referrer"}
        for name, field in record.fields.items():
            if name not in fields:
                yield f"{where}: it has no field {name!r}; it has {', '.join(sorted(fields))}"
                continue
            for column in [
                *field.inputs,
                *(condition.column for leaf in (field, *field.leaves) for condition in leaf.when),
            ]:
                if column not in known:
                    yield f"{where}, {name}: {column!r} is not under columns"
            for leaf in field.leaves:
                yield from self._leaf_problems(where, record, name, leaf)

    def _leaf_problems(self, where: str, record: Record, name: str, leaf: Value) -> Iterable[str]:
        if isinstance(leaf.values, str) and leaf.values.lstrip("$") not in self.dictionaries:
            yield f"{where}, {name}: {leaf.values} is not under dictionaries"
            return
        if (name.endswith(("_ref", "_refs")) or name == "same_as") and leaf.ref is None and not leaf.is_const:
            yield f"{where}, {name}: write ref: and the object that the value is the id of"
        if (record.record, name) in _CLOSED_IN:
            allowed = _CLOSED[name]
            values = self.values_of(leaf)
            given = [leaf.const] if leaf.is_const else list(values.values()) if values else []
            for value in given:
                if value is not None and value not in allowed:
                    yield f"{where}, {name}: {value!r} is none of {', '.join(sorted(allowed))}"

    def values_of(self, field: Value) -> dict[str, Any] | None:
        """The value map of a field, its dictionary looked up."""
        return self.dictionaries[field.values.lstrip("$")] if isinstance(field.values, str) else field.values

    @property
    def name(self) -> str:
        return f"{self.source}/{self.object}"

    @cached_property
    def digest(self) -> str:
        """Changes whenever anything in the mapping does."""
        return hashlib.sha256(self.as_json.encode()).hexdigest()[:24]

    @cached_property
    def known(self) -> dict[str, tuple[str, ...]]:
        """The columns and their headings as they are compared."""
        return {name: tuple(plain(header) for header in headers) for name, headers in self.columns.items()}

    @cached_property
    def as_json(self) -> str:
        return json.dumps(
            self.model_dump(mode="json", by_alias=True, exclude_unset=True), sort_keys=True, ensure_ascii=False
        )


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # its base is known when it runs
    """Reads yes, no, on and off as the words that cells hold, and days as text; only true and false are booleans."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag != "tag:yaml.org,2002:timestamp" and (first in "tTfF" or tag != "tag:yaml.org,2002:bool")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse(text: str, where: str) -> Mapping:
    """The mapping written in YAML; raises ``MappingError`` naming ``where`` and every entry that is wrong."""
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 -- a safe loader
    except yaml.YAMLError as error:
        raise MappingError(f"{where} is not valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise MappingError(f"{where} holds no mapping: it starts with source:, object:, columns: and records:.")
    try:
        return Mapping.model_validate(content)
    except ValidationError as error:
        lines = [
            f"{'.'.join(str(part) for part in entry['loc']) or 'mapping'}: {entry['msg'].removeprefix('Value error, ')}"
            for entry in error.errors()
        ]
        raise MappingError(f"{where} cannot be used. " + "; ".join(lines)) from error
    except re.error as error:
        raise MappingError(f"{where}: {error.pattern!r} is not a regular expression: {error}") from error


def read(file: Path) -> Mapping:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"{file} cannot be read: {error}") from error
    return parse(text, str(file))


@lru_cache(maxsize=1)
def shipped() -> tuple[Mapping, ...]:
    """The mappings of the tools that Cordée knows."""
    return tuple(read(file) for file in sorted(SHIPPED.glob("*/*.yml")))


def own(directory: Path) -> tuple[Mapping, ...]:
    """The company's own mappings."""
    return tuple(read(file) for file in sorted(directory.glob("*.yml")))

"""Fields: the SQL of each field of a mapping, from the text of cells to typed values; conditions, keys and needs."""

import re
import unicodedata
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cordee.revenue.imports.amounts import Amounts
from cordee.revenue.imports.mapping import Condition, Mapping, Record, Value
from cordee.revenue.imports.moments import EMPTY_WORDS, Moments
from cordee.revenue.imports.words import Words, words
from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.ids import record_id_sql
from cordee.revenue.warehouse.tables import Column

TRUE = ("true", "1", "1.0", "yes", "y", "oui", "vrai", "t", "x", "checked", "on", "actif", "active")
FALSE = ("false", "0", "0.0", "no", "n", "non", "faux", "f", "unchecked", "off", "inactif", "inactive")
NUMBERS = ("DECIMAL", "DOUBLE", "INTEGER", "BIGINT")

BLANK = " \t\r\n\u00a0\u202f\ufeff"

MACROS = (
    "CREATE OR REPLACE TEMP MACRO cordee_plain(x) AS regexp_replace(lower(strip_accents(trim(x))), '\\s+', ' ', 'g')",
    # The 18-character form of a Salesforce id: three more, each the upper-case bits of five, the first the lowest.
    "CREATE OR REPLACE TEMP MACRO cordee_sign(x) AS substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', list_position(["
    + ", ".join(quoted(f"{number:05b}"[::-1]) for number in range(32))
    + "], x), 1)",
    "CREATE OR REPLACE TEMP MACRO cordee_signs(x) AS "
    "cordee_sign(substr(x, 1, 5)) || cordee_sign(substr(x, 6, 5)) || cordee_sign(substr(x, 11, 5))",
    "CREATE OR REPLACE TEMP MACRO cordee_salesforce_id(x) AS CASE WHEN length(x) = 15 THEN x || "
    "cordee_signs(regexp_replace(regexp_replace(x, '[^A-Z]', '0', 'g'), '[A-Z]', '1', 'g')) ELSE x END",
)


_FOLDED_ALIKE = re.compile("[\u0020-\u024f\u2000-\u206f\u20a0-\u20bf\t\r\n]*")


@lru_cache(maxsize=65536)
def plain_word(word: str) -> str:
    """The SQL of ``cordee_plain`` of a constant: worked out here for the letters that Python and DuckDB fold alike."""
    if not _FOLDED_ALIKE.fullmatch(word):
        return f"cordee_plain({quoted(word)})"
    bare = "".join(
        character
        for character in unicodedata.normalize("NFD", word.strip(" "))
        if not unicodedata.category(character).startswith("M")
    )
    return quoted(re.sub("[\t\n\f\r ]+", " ", bare.lower()))


def cleaned(cell: str) -> str:
    """A cell without blanks around it; NULL where nothing is left."""
    return f"nullif(trim({cell}, {quoted(BLANK)}), '')"


@dataclass(frozen=True, slots=True)
class Cell:
    """One text that is read as a date or a number: a column, or the part of it that a pattern keeps."""

    column: str
    pattern: str | None = None

    @property
    def key(self) -> str:
        return self.column if self.pattern is None else f"{self.column} ~ {self.pattern}"


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping applied to a file: which position each column has, and how its dates and numbers read."""

    mapping: Mapping
    columns: Map[str, int]
    zone: str
    moments: Map[str, Moments] = field(default_factory=dict)
    amounts: Map[str, Amounts] = field(default_factory=dict)
    header_currency: Map[str, str] = field(default_factory=dict)  # our column → currency written in its heading
    met: frozenset[int] = frozenset()  # positions of the records whose needs every row is known to meet

    @property
    def source(self) -> str:
        return self.mapping.source

    def text(self, column: str) -> str:
        """The cleaned text of one of our columns; NULL where the file has no such column."""
        position = self.columns.get(column)
        return f"c{position}" if position is not None else "CAST(NULL AS VARCHAR)"

    def cell(self, cell: Cell) -> str:
        text = self.text(cell.column)
        return text if cell.pattern is None else f"nullif(regexp_extract({text}, {quoted(cell.pattern)}, 1), '')"

    # Which texts are read as what.

    def moment_cells(self) -> dict[str, tuple[Cell, Value | None]]:
        """Every text read as a date, with the field that reads it first."""
        found: dict[str, tuple[Cell, Value | None]] = {}
        if self.mapping.modified_at and self.mapping.modified_at in self.columns:
            found[self.mapping.modified_at] = (Cell(self.mapping.modified_at), None)
        for _, column, value in self._typed():
            if column.type in {"TIMESTAMP", "DATE"}:
                for cell in self._cells(value):
                    found.setdefault(cell.key, (cell, value))
        for pair in self.mapping.chronology:
            for name in pair:
                if name in self.columns:
                    found.setdefault(name, (Cell(name), None))
        return found

    def amount_cells(self) -> dict[str, tuple[Cell, str]]:
        """Every text read as a number, with the type that it becomes."""
        found: dict[str, tuple[Cell, str]] = {}
        for _, column, value in self._typed():
            if column.type.startswith(NUMBERS) and value.ref is None and value.unit is None and value.values is None:
                for cell in self._cells(value):
                    found.setdefault(cell.key, (cell, column.type))
        return found

    def _typed(self) -> list[tuple[Record, Column, Value]]:
        return [
            (record, record.table.column(name), leaf)
            for record in self.mapping.records
            for name, value in record.fields.items()
            if name in record.table.names
            for leaf in value.leaves
            if leaf.template is None and not leaf.is_const
        ]

    def _cells(self, value: Value) -> list[Cell]:
        return [Cell(name, value.pattern) for name in value.inputs if name in self.columns]

    # Keys.

    def source_id(self, content: str) -> str:
        """The tool's own id of a row; ``content``: what stands for it where the mapping names no id."""
        if self.mapping.id is None:
            return content
        return self.key_text(self.mapping.id)

    def key_text(self, value: Value) -> str:
        """The text of an id: one column, several joined by ``|`` (NULL where all are empty), or a template."""
        if value.alternatives is not None:
            return f"coalesce({', '.join(self._if(leaf, self.key_text(leaf)) for leaf in value.leaves)})"
        if value.is_const:
            text = _literal(value.const)
        elif value.template is not None:
            text = self._template(value)
        elif value.columns is not None and len(value.columns) > 1:
            parts = [self.text(name) for name in value.columns]
            joined = " || '|' || ".join(f"coalesce({part}, '')" for part in parts)
            text = f"(CASE WHEN coalesce({', '.join(parts)}) IS NOT NULL THEN {joined} END)"
        else:
            text = self.text(value.inputs[0])
        return self._refined(text, value)

    def _if(self, leaf: Value, expression: str) -> str:
        """The expression under the conditions of an alternative."""
        if not leaf.when:
            return expression
        return (
            f"(CASE WHEN {' AND '.join(f'({self._condition(condition)})' for condition in leaf.when)} THEN "
            f"{expression} END)"
        )

    def _template(self, value: Value) -> str:
        pieces = []
        for piece in re.split(r"(\{\w+\})", value.template or ""):
            if piece:
                pieces.append(self.text(piece[1:-1]) if re.fullmatch(r"\{\w+\}", piece) else quoted(piece))
        return f"({' || '.join(pieces)})"

    def _refined(self, text: str, value: Value) -> str:
        if value.pattern is not None:
            text = f"nullif(regexp_extract({text}, {quoted(value.pattern)}, 1), '')"
        if value.as_ == "salesforce_id":
            text = f"cordee_salesforce_id({text})"
        return f"lower({text})" if value.lower else text

    # Conditions.

    def when(self, record: Record) -> str:
        """Whether a row gives this record, its own conditions only."""
        return " AND ".join(f"({self._condition(condition)})" for condition in record.when) or "true"

    def _condition(self, condition: Condition) -> str:
        text = self.text(condition.column)
        if condition.present is not None or condition.absent is not None:
            wanted = condition.present if condition.present is not None else not condition.absent
            return f"{text} IS {'NOT ' if wanted else ''}NULL"
        if condition.in_ is not None:
            return f"coalesce({self.among(text, condition.in_)}, {'true' if '' in condition.in_ else 'false'})"
        if condition.not_in is not None:
            return (
                f"NOT coalesce({self.among(text, condition.not_in)}, {'true' if '' in condition.not_in else 'false'})"
            )
        return f"coalesce(regexp_matches({text}, {quoted(condition.matches)}), false)"

    def among(self, text: str, values: list[str]) -> str:
        listed = ", ".join(plain_word(value) for value in values)
        return f"cordee_plain({text}) IN ({listed})"

    def needs(self, record: Record) -> list[tuple[str, Sequence[str], Words]]:
        """What the record cannot do without: (SQL that is true when it is there, fields that give it, what is missing
        in words)."""
        if any(self.mapping.records[position] is record for position in self.met):
            return []
        wanted: list[tuple[str, Sequence[str], Words]] = []
        expression = {
            name: self.field(record, record.table.column(name)) for name in record.table.names if name in record.fields
        }
        for name, value in record.fields.items():
            if value.required and name in expression:
                wanted.append((f"({expression[name]}) IS NOT NULL", [name], words("empty_field", field=name)))
        if record.record in {"touch", "stage_event", "call", "deal_event"}:
            if "occurred_at" in expression:
                wanted.append((f"({expression['occurred_at']}) IS NOT NULL", ["occurred_at"], words("no_date")))
            refs = [name for name in ("person_ref", "account_ref", "deal_ref") if name in expression]
            if refs:
                given = ", ".join(f"({expression[name]})" for name in refs)
                wanted.append((f"coalesce({given}) IS NOT NULL", refs, words("nobody")))
        elif record.record == "deal":
            dated = [name for name in ("closed_at", "created_at", "expected_close") if name in expression]
            if dated:
                # A deal that is still open may have no date yet; a closed one without any could be counted nowhere.
                still_open = f" OR ({expression['outcome']}) = 'open'" if "outcome" in expression else ""
                dates = ", ".join(f"CAST(({expression[name]}) AS TIMESTAMP)" for name in dated)
                wanted.append((f"(coalesce({dates}) IS NOT NULL{still_open})", dated, words("no_date")))
        elif record.record == "spend" and "cost" in expression:
            wanted.append((f"({expression['cost']}) IS NOT NULL", ["cost"], words("no_cost")))
        elif record.record == "person" and self.mapping.id is None and record.own:
            names = [
                name
                for name in ("email", "phones", "full_name", "family_name", "given_name", "linkedin_url")
                if name in expression
            ]
            listed = ", ".join(f"CAST(({expression[name]}) AS VARCHAR)" for name in names)
            if names:
                wanted.append((f"coalesce({listed}) IS NOT NULL", names, words("who")))
        return wanted

    # Fields.

    def field(self, record: Record, column: Column) -> str:
        """The SQL of one staged column, of its type; NULL where the mapping says nothing."""
        value = record.fields.get(column.name)
        if value is None:
            return f"CAST(NULL AS {column.type})"
        if column.name == "currency":
            return self._currency(record, value)
        return self._typed_sql(value, column.type)

    def _typed_sql(self, value: Value, type_: str) -> str:
        if type_.endswith("[]"):
            return self._list(value, type_)
        if value.alternatives is not None:
            parts = [self._if(leaf, self._typed_sql(leaf, type_)) for leaf in value.leaves]
            return self._if(value, f"coalesce({', '.join(parts)})")
        if value.is_const:
            return self._if(value, f"CAST({_literal(value.const)} AS {type_})")
        if value.template is not None:
            text = self._refined(self._template(value), value)
            return self._if(value, self._ref(text, value) if value.ref else f"CAST({text} AS {type_})")
        parts = [self._one(value, name, type_) for name in value.inputs if name in self.columns]
        if not parts:
            return f"CAST(NULL AS {type_})"
        return self._if(value, parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})")

    def _one(self, value: Value, name: str, type_: str) -> str:
        """One column read as ``type_``."""
        if value.ref is not None:
            return self._ref(self._refined(self.text(name), value), value)
        cell = Cell(name, value.pattern)
        values = self.mapping.values_of(value)
        if values is not None:
            return f"TRY_CAST({self._mapped(self._refined(self.text(name), value), values, type_)} AS {type_})"
        if type_ in {"TIMESTAMP", "DATE"}:
            return self.moments[cell.key].sql(self.cell(cell), self.zone, local_day=type_ == "DATE")
        if type_.startswith(NUMBERS):
            if value.unit is not None:
                return _clock(self.cell(cell), value.unit, type_)
            if value.scale is not None:
                return f"TRY_CAST({self.amounts[cell.key].sql(self.cell(cell), 'DOUBLE')} * {value.scale!r} AS {type_})"
            return self.amounts[cell.key].sql(self.cell(cell), type_)
        text = self._refined(self.text(name), value)
        if type_ == "BOOLEAN":
            return (
                f"(CASE WHEN {self.among(text, list(TRUE))} THEN true WHEN {self.among(text, list(FALSE))} "
                "THEN false END)"
            )
        if value.split is not None:
            return cleaned(f"split_part({text}, {quoted(value.split)}, 1)")
        return text

    def _mapped(self, text: str, values: Map[str, object], type_: str) -> str:
        """The value map as SQL. Without a default, open words stay as they are; words of a closed list become NULL."""
        listed = [(plain_word(key), target) for key, target in values.items() if key not in {"default", ""}]
        unlisted = text if type_ == "VARCHAR" else "NULL"
        mapped = other = _literal(values["default"]) if "default" in values else unlisted
        if listed:
            keys, targets = ", ".join(key for key, _ in listed), ", ".join(_literal(target) for _, target in listed)
            place = f"list_position([{keys}], cordee_plain({text}))"
            mapped = f"list_extract(CAST([{targets}] AS VARCHAR[]), {place})"
            if any(target is None for _, target in listed):
                mapped = f"CASE WHEN {place} > 0 THEN {mapped} ELSE {other} END"
            elif other != "NULL":
                mapped = f"coalesce({mapped}, {other})"
        return f"(CASE WHEN {text} IS NULL THEN {_literal(values.get(''))} ELSE {mapped} END)"

    def _list(self, value: Value, type_: str) -> str:
        """All that the alternatives and columns hold, in their order, each once."""
        if (
            len(value.leaves) == 1
            and value.leaves[0].split is None
            and len(value.inputs) == 1
            and value.template is None
        ):
            (leaf,) = value.leaves
            if value.inputs[0] not in self.columns:
                return f"CAST(NULL AS {type_})"
            text = self._refined(self.text(value.inputs[0]), leaf)
            item = self._ref(text, leaf) if leaf.ref is not None else text
            return self._if(value, self._if(leaf, f"CAST(CASE WHEN {item} IS NOT NULL THEN [{item}] END AS {type_})"))
        parts = [self._if(leaf, part) for leaf in value.leaves if (part := self._items(leaf, type_)) is not None]
        if not parts:
            return f"CAST(NULL AS {type_})"
        whole = (
            f"flatten([{', '.join(f'coalesce({part}, CAST([] AS {type_}))' for part in parts)}])"
            if len(parts) > 1
            else parts[0]
        )
        unique = f"list_filter({whole}, lambda x, i: x IS NOT NULL AND list_position({whole}, x) = i)"
        return self._if(value, f"CAST(nullif({unique}, []) AS {type_})")

    def _items(self, leaf: Value, type_: str) -> str | None:
        if leaf.is_const:
            items = leaf.const if isinstance(leaf.const, list) else [leaf.const]
            return f"CAST([{', '.join(_literal(item) for item in items)}] AS {type_})"
        texts = (
            [self._template(leaf)]
            if leaf.template is not None
            else [self.text(name) for name in leaf.inputs if name in self.columns]
        )
        if not texts:
            return None
        if leaf.split is not None:
            pieces = [f"coalesce(string_split({text}, {quoted(leaf.split)}), [])" for text in texts]
            whole = f"flatten([{', '.join(pieces)}])" if len(pieces) > 1 else pieces[0]
        else:
            whole = f"[{', '.join(texts)}]"
        item = self._refined(cleaned("x"), leaf)
        if leaf.ref is not None:
            item = self._ref(item, leaf)
        return f"CAST(list_transform({whole}, lambda x: {item}) AS {type_})"

    def _ref(self, text: str, value: Value) -> str:
        target = value.ref or ""
        prefix = target if "/" in target else f"{self.source}/{target}"
        return record_id_sql(f"({quoted(prefix + '/')} || {text})")

    def _currency(self, record: Record, value: Value | None) -> str:
        """What the row says, else the sign in the amount's cell, the heading, the mapping's default."""
        parts = [f"upper({self._typed_sql(value, 'VARCHAR')})"] if value is not None else []
        for name, amount in record.fields.items():
            if name not in record.table.names or not record.table.column(name).type.startswith("DECIMAL"):
                continue
            for cell in [cell for leaf in amount.leaves for cell in self._cells(leaf)]:
                if cell.key in self.amounts and (found := self.amounts[cell.key].currency_sql(self.cell(cell))):
                    parts.append(found)
                if cell.column in self.header_currency:
                    parts.append(quoted(self.header_currency[cell.column]))
        if self.mapping.formats.currency:
            parts.append(quoted(self.mapping.formats.currency))
        if not parts:
            return "CAST(NULL AS VARCHAR)"
        return f"CAST(coalesce({', '.join(parts)}) AS VARCHAR)"

    def _has_amount(self, record: Record) -> bool:
        return any(
            record.table.column(name).type.startswith("DECIMAL") for name in record.fields if name in record.table.names
        )


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "'true'" if value else "'false'"
    return quoted(value)


def _clock(cell: str, unit: str, type_: str) -> str:
    """Seconds of a text such as 1:02:03 or 02:03."""
    parts = f"string_split({cell}, ':')"
    number = [f"TRY_CAST(list_extract({parts}, -{place}) AS DOUBLE)" for place in (1, 2, 3)]
    if unit == "mm:ss":
        seconds = f"{number[0]} + 60 * {number[1]} + 3600 * coalesce({number[2]}, 0)"
    else:
        seconds = (
            f"(CASE len({parts}) WHEN 2 THEN 60 * {number[0]} + 3600 * {number[1]} ELSE {number[0]} + 60 * "
            f"coalesce({number[1]}, 0) + 3600 * coalesce({number[2]}, 0) END)"
        )
    return f"TRY_CAST(round({seconds}) AS {type_})"


def empty_word(cell: str) -> str:
    """Whether the cell holds a word that means nothing."""
    return f"lower({cell}) IN ({', '.join(quoted(word) for word in EMPTY_WORDS)})"

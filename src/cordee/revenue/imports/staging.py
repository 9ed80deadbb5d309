"""Staging: one SQL query per record of a mapping, from rows of text to typed staged rows.

``Rows`` is any relation with the columns row_no, raw_id, source_id, version, stale, received_at, run_id and one text
column ``c<position>`` per heading that the mapping reads: the file just landed, or the source records when staging is
rebuilt.
"""

from dataclasses import dataclass

from cordee.revenue.imports.fields import Fields
from cordee.revenue.imports.mapping import ORIGIN, Record
from cordee.revenue.warehouse.engine import identifier, quoted
from cordee.revenue.warehouse.ids import record_id_sql
from cordee.revenue.warehouse.tables import STAGED, Column

_CLICKS = (
    ("gclid", "gclid"),
    ("li_fat_id", "li_fat_id"),
    ("fbclid", "fbclid"),
    ("msclkid", "msclkid"),
    ("gbraid", "gclid"),
    ("wbraid", "gclid"),
)


@dataclass(frozen=True, slots=True)
class Staging(Fields):
    """The queries of a mapping applied to a file."""

    def record_id(self, record: Record) -> str:
        suffix = f" || {quoted('#' + record.part)}" if record.part else ""
        if record.id is not None:
            prefix = quoted(f"{self.source}/{record.object or self.mapping.object}/")
            return record_id_sql(f"({prefix} || {self.key_text(record.id)}{suffix})")
        if record.part is None:
            return "raw_id"
        return record_id_sql(f"({quoted(f'{self.source}/{self.mapping.object}/')} || source_id{suffix})")

    def modified_at(self) -> str:
        name = self.mapping.modified_at
        if name is None or name not in self.columns:
            return "CAST(NULL AS TIMESTAMP)"
        return self.moments[name].sql(self.text(name), self.zone)

    def deleted(self) -> str:
        rule = self.mapping.deleted
        if rule is None or rule.column not in self.columns:
            return "false"
        return f"coalesce({self.among(self.text(rule.column), rule.in_)}, false)"

    # Origins.

    def origin_columns(self, record: Record) -> dict[str, str]:
        """The SQL of each origin column: the tool's own columns, else what the address of the page says."""
        url = self._typed_sql(record.fields["url"], "VARCHAR") if "url" in record.fields else None
        referrer = self._typed_sql(record.fields["referrer"], "VARCHAR") if "referrer" in record.fields else None
        found = {}
        for name in ORIGIN:
            parts = [self._typed_sql(record.fields[name], "VARCHAR")] if name in record.fields else []
            if url is not None and name.startswith("utm_"):
                parts.append(_parameter(url, name))
            if url is not None and name == "click_id":
                branches = " ".join(f"WHEN contains({url}, '{mark}=') THEN '{meaning}'" for mark, meaning in _CLICKS)
                parts.append(f"(CASE {branches} END)")
            if referrer is not None and name == "referrer_host":
                parts.append(_host(referrer))
            found[name] = (
                f"coalesce({', '.join(parts)})" if len(parts) > 1 else parts[0] if parts else "CAST(NULL AS VARCHAR)"
            )
        return found

    def _origin_inputs(self, record: Record) -> list[str]:
        """The cells that say where a touch came from: ``c<position>`` of every column that its origin is read from."""
        values = [record.fields[name] for name in record.origin_fields]
        names = {name for value in values for name in value.inputs}
        names |= {condition.column for value in values for leaf in (value, *value.leaves) for condition in leaf.when}
        return [f"c{position}" for position in sorted({self.columns[name] for name in names if name in self.columns})]

    def _with_origin(self, record: Record, rows: str) -> str:
        """The rows with ``cordee_origin_id`` beside. Rows that say the same of their origin share one reading of it:
        addresses are long to take apart, and few differ."""
        if not record.origin_fields:
            return rows
        inputs = self._origin_inputs(record)
        if not inputs:
            return f"(SELECT *, {self.origin_id()} AS cordee_origin_id FROM (SELECT *, {self._origin_select(record)} FROM {rows}))"
        same = " AND ".join(f"r.{cell} IS NOT DISTINCT FROM o.{cell}" for cell in inputs)
        return (
            f"(SELECT r.*, o.cordee_origin_id FROM {rows} AS r LEFT JOIN {self._origins(record, rows)} AS o ON {same})"
        )

    def _origins(self, record: Record, rows: str) -> str:
        """Every distinct set of origin inputs in these rows, with the origin that it is."""
        inputs = ", ".join(self._origin_inputs(record))
        distinct = f"SELECT DISTINCT {inputs} FROM {rows}" if inputs else "SELECT 1"
        return (
            f"(SELECT *, {self.origin_id()} AS cordee_origin_id "
            f"FROM (SELECT *, {self._origin_select(record)} FROM ({distinct})))"
        )

    def _origin_select(self, record: Record) -> str:
        return ", ".join(f"{expression} AS cordee_{name}" for name, expression in self.origin_columns(record).items())

    def origin_id(self) -> str:
        """The id of the origin beside a row; NULL where nothing is known of it."""
        joined = " || chr(31) || ".join(f"coalesce(cordee_{name}, '')" for name in ORIGIN)
        known = ", ".join(f"cordee_{name}" for name in ORIGIN)
        return f"(CASE WHEN coalesce({known}) IS NOT NULL THEN {record_id_sql(f'({joined})')} END)"

    # Queries.

    def query(self, record: Record, rows: str) -> str:
        """The staged rows of one record, columns of the staged table in its order."""
        emitted = " AND ".join([f"({self.when(record)})", *(condition for condition, _, _ in self.needs(record))])
        table = record.table
        tombstones = record.own and record.record != "touch" and emitted != "(true)"
        select = []
        for column in table.columns:
            expression = self._lineage(record, column.name, emitted if tombstones else None) or self._content(
                record, column
            )
            select.append(f"{expression} AS {identifier(column.name)}")
        where = [f"({emitted})" if not tombstones else f"(({emitted}) OR version > 1)"]
        if record.id is not None:
            where.append(f"({self.key_text(record.id)}) IS NOT NULL")
        if record.record == "touch":
            where.append("NOT stale")
        query = f"SELECT {', '.join(select)} FROM {self._with_origin(record, rows)} WHERE {' AND '.join(where)}"
        return query if record.own else self._once(record, query)

    def _content(self, record: Record, column: Column) -> str:
        if column.name == "origin_id" and record.has_origin:
            return "cordee_origin_id" if record.origin_fields else "CAST(NULL AS BIGINT)"
        if column.name == "landing_page" and column.name not in record.fields and "url" in record.fields:
            return _page(self._typed_sql(record.fields["url"], "VARCHAR"))
        if column.name == "referrer_host":
            return "CAST(NULL AS VARCHAR)"
        if column.name == "currency" and column.name not in record.fields and self._has_amount(record):
            return self._currency(record, None)
        return self.field(record, column)

    def _lineage(self, record: Record, name: str, emitted: str | None) -> str | None:
        match name:
            case "record_id":
                return self.record_id(record)
            case "source":
                return quoted(self.source)
            case "object":
                return quoted(record.object or self.mapping.object)
            case "source_id":
                return "source_id" if record.id is None else self.key_text(record.id)
            case "modified_at":
                return self.modified_at()
            case "deleted":
                return (
                    f"({self.deleted()} OR NOT coalesce(({emitted}), false))"
                    if emitted
                    else self.deleted()
                    if record.own
                    else "false"
                )
            case "raw_id" | "version" | "received_at" | "run_id" | "row_no":
                return name
        return None

    def _once(self, record: Record, query: str) -> str:
        """One row per record spoken of in many rows: the latest non-empty content of each field."""
        order = "(coalesce(modified_at, TIMESTAMP '0001-01-01'), row_no)"
        grouped = []
        for name in record.table.names:
            column = identifier(name)
            if name in {"record_id"}:
                grouped.append(column)
            else:
                grouped.append(f"arg_max({column}, {order}) AS {column}")
        return f"SELECT {', '.join(grouped)} FROM ({query}) GROUP BY record_id"

    def origins_query(self, rows: str) -> str | None:
        """The distinct origins of the touches and traffic of these rows, or None where no record has any."""
        queries = []
        for record in self.mapping.records:
            if not record.origin_fields:
                continue
            columns = ", ".join(f"cordee_{name} AS {name}" for name in ORIGIN)
            meant = f"(SELECT * FROM {rows} WHERE {self.when(record)})"
            queries.append(f"SELECT cordee_origin_id AS origin_id, {columns} FROM {self._origins(record, meant)}")
        if not queries:
            return None
        names = ", ".join(STAGED["stg_origin"].names)
        return f"SELECT DISTINCT {names} FROM ({' UNION ALL '.join(queries)}) WHERE origin_id IS NOT NULL"

    def superseded_query(self, rows: str) -> str | None:
        """The touch records of which earlier versions no longer count."""
        queries = [
            f"SELECT {self.record_id(record)} AS record_id, CAST(max(version) - 1 AS INTEGER) AS version FROM "
            f"{rows} WHERE version > 1 AND NOT stale GROUP BY 1"
            for record in self.mapping.records
            if record.record == "touch" and record.own
        ]
        return " UNION ALL ".join(queries) if queries else None


def _parameter(url: str, name: str) -> str:
    """A campaign parameter of an address."""
    text = f"split_part(split_part(split_part({url}, '{name}=', 2), '&', 1), '#', 1)"
    return f"(CASE WHEN contains({url}, '{name}=') THEN nullif(url_decode(replace({text}, '+', ' ')), '') END)"


def _host(url: str) -> str:
    return f"nullif(regexp_replace(regexp_extract(lower({url}), '^(?:[a-z]+://)?([^/?#:\\s]+)', 1), '^www\\.', ''), '')"


def _page(url: str) -> str:
    """The page of an address, without scheme, query and fragment."""
    page = f"split_part(split_part({url}, '?', 1), '#', 1)"
    return f"nullif(CASE WHEN contains({page}, '://') THEN split_part({page}, '://', 2) ELSE {page} END, '')"

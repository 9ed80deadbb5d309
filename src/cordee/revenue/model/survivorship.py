"""Survivorship: where several records fill a field, which value is kept, which lose, and which contradict each other.

A field keeps the value that somebody chose (``choices``), else that of the most trusted tool (``trusted`` of the settings,
field by field), else the freshest non-empty one, a CRM's before that of a tool which merely copies it (``COPIES``); a deleted record only speaks where no other does; ties
go to the least record id. Of several spellings of one name, one with capitals and small letters is kept. Losers stay in
``field_value``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cordee.revenue.model.build import Build
from cordee.revenue.warehouse.engine import quoted

_CHOSEN, _DELETED, _FALLBACK, _TRUST, _COPY = 10**12, 10**16, 10**15, 10**11, 10**10

COPIES = ("salesloft", "outreach", "aircall", "webflow", "linkedin_ads")
"""Tools of engagement: they hold copies of what a CRM knows, and spell it their own way."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an entity: its value, and the form in which two tools must agree (None: they need not)."""

    name: str
    value: str
    agreed: str | None = None
    prefers: str | None = None  # a condition: values for which it holds come first, trust apart
    is_name: bool = False  # several spellings of one value (equal in ``agreed``) are one: the best written stands

    @property
    def column(self) -> str:
        return f"f_{self.name}"

    @property
    def choice(self) -> str:
        """The column that holds the place of a record among those that people chose for the field."""
        return f"c_{self.name}"

    @property
    def place(self) -> str:
        """The column that orders the records of an entity by a name."""
        return f"p_{self.name}"


def ranked(build: Build, entity: str, facts: str, fields: tuple[Field, ...]) -> None:
    """Makes two temporary tables: ``<entity>_fact``, the facts with their fields, and ``<entity>_fact_several``.

    The latter holds those of entities with more than one, with ``rn``, their order of freshness, and ``c_<field>``, the
    place of the record among those that people chose for the field (none: NULL).
    """
    name, entity_id = f"{entity}_fact", f"{entity}_id"
    values = ", ".join(f"{_read(field, build, entity)} AS {field.column}" for field in fields)
    build.temp(name, f"SELECT *, {values} FROM ({facts})")
    select = f"""
        SELECT *, row_number() OVER (
            PARTITION BY {entity_id} ORDER BY deleted, fallback, fresh_at DESC, record_id
        ) AS rn
        FROM {name} WHERE {entity_id} IN (SELECT {entity_id} FROM {name} GROUP BY 1 HAVING count(*) > 1)
    """
    chosen = build.choices.values(entity)
    places = ", ".join(f"{_place(chosen.get(field.name, ()))} AS {field.choice}" for field in fields)
    select = f"SELECT *, {places} FROM ({select})"
    for field in fields:
        if field.is_name:
            select = _spelled(field, build, select, entity_id)
    build.temp(f"{name}_several", select)


def _read(field: Field, build: Build, entity: str) -> str:
    """The field's value, words that people read otherwise replaced."""
    readings = build.choices.readings(entity, field.name)
    if not readings:
        return field.value
    cases = " ".join(f"WHEN {quoted(written)} THEN {quoted(meant)}" for written, meant in sorted(readings.items()))
    return f"CASE {field.value} {cases} ELSE {field.value} END"


def _place(records: Sequence[int]) -> str:
    """The place of a record in a list, 1 for the first; NULL: it is not in it."""
    if not records:
        return "NULL::BIGINT"
    # A map is looked up once per row, however many people chose.
    listed = ", ".join(map(str, records))
    return f"MAP([{listed}]::BIGINT[], range(1, {len(records) + 1}))[record_id]"


def _spelled(field: Field, build: Build, select: str, entity_id: str) -> str:
    """Adds ``field.place``: values in the order of their records, but the best written spelling first in each value."""
    one = f"CASE WHEN {field.column} IS NOT NULL THEN {_usual_order(field, build)} END"
    shouted = f"({field.column} = upper({field.column}) OR {field.column} = lower({field.column}))"
    return f"""
        SELECT * EXCLUDE (usual, first_so), row_number() OVER (
            PARTITION BY {entity_id} ORDER BY {field.choice} NULLS LAST, first_so, deleted, fallback, {_trust(field, build)}, {shouted},
                NOT contains({field.column}, ' '), usual
        ) AS {field.place}
        FROM (
            SELECT *, {one} AS usual, min({one}) OVER (PARTITION BY {entity_id}, {field.agreed}) AS first_so
            FROM ({select})
        )
    """


def assembled(name: str, entity_id: str, columns: dict[str, tuple[str, str]]) -> str:
    """The select of one row per entity: ``columns`` give, by name, an aggregate and its value where there is one fact."""
    several = ", ".join(f"{aggregate} AS {column}" for column, (aggregate, _) in columns.items())
    single = ", ".join(f"{value} AS {column}" for column, (_, value) in columns.items())
    return f"""
        SELECT {entity_id}, {several} FROM {name}_several GROUP BY {entity_id}
        UNION ALL
        SELECT {entity_id}, {single} FROM {name}
        WHERE {entity_id} NOT IN (SELECT {entity_id} FROM {name}_several)
    """


def order(field: Field, build: Build) -> str:
    """The SQL whole number by which the records of an entity are ordered for a field: the least is kept."""
    if field.is_name:
        return field.place
    # The usual order is never below 1: whatever people chose comes before it, the latest choice first.
    return f"coalesce({field.choice} - {_CHOSEN}, {_usual_order(field, build)})"


def _usual_order(field: Field, build: Build) -> str:
    copies = ", ".join(map(quoted, COPIES))
    parts = [f"deleted::BIGINT * {_DELETED}", f"fallback::BIGINT * {_FALLBACK}", "rn"]
    parts += [f"{_trust(field, build)} * {_TRUST}", f"(source IN ({copies}))::BIGINT * {_COPY}"]
    if field.prefers:
        parts.append(f"(NOT ({field.prefers}))::BIGINT * {_COPY // 10}")
    return "(" + " + ".join(parts) + ")"


def _trust(field: Field, build: Build) -> str:
    tools = build.settings.trusted.get(field.name, ())
    trust = "".join(f" WHEN {quoted(tool)} THEN {place}" for place, tool in enumerate(tools))
    return f"(CASE source{trust} ELSE {len(tools)} END)::BIGINT" if tools else "0::BIGINT"


def kept(field: Field, build: Build, value: str | None = None) -> tuple[str, str]:
    """A field's value (or another ``value`` of the record that gives it): as an aggregate, and of a single fact."""
    one = value or field.column
    return f"arg_min({one}, {order(field, build)}) FILTER ({field.column} IS NOT NULL)", one


def losers(build: Build, entity: str, fields: tuple[Field, ...]) -> int:
    """Writes ``field_value`` and ``contradiction`` for the entities that several records fill."""
    entity_id = f"{entity}_id"
    listed = ", ".join(
        f"{{'field': {quoted(f.name)}, 'value': CAST({f.column} AS VARCHAR), 'agreed': "
        f"{f'CAST({f.agreed} AS VARCHAR)' if f.agreed else 'NULL::VARCHAR'}, 'place': {order(f, build)}, 'rn': rn, "
        f"'trusted': {_is_trusted(f, build)}, 'chosen': {f.choice} IS NOT NULL}}"
        for f in fields
    )
    build.temp(
        "told",
        f"""
        WITH told AS (
            SELECT {entity_id} AS entity_id, record_id, source, modified_at, deleted, unnest([{listed}]) AS v
            FROM {entity}_fact_several WHERE NOT fallback
        )
        SELECT entity_id, v.field AS field, v.value AS value, v.agreed AS agreed, v.place AS place, v.trusted
            AS trusted, v.chosen AS chosen,
            record_id, source, modified_at,
            v.place = min(v.place) OVER w AS kept, count(*) OVER w AS n, v.rn = min(v.rn) OVER w AS is_freshest
        FROM told WHERE v.value IS NOT NULL AND (NOT deleted OR v.chosen)
        WINDOW w AS (PARTITION BY entity_id, v.field)
        """,
    )
    scope = f"changed_{entity}"
    _forget(build, "field_value", entity, scope, entity_id)
    rows = build.add(
        "field_value",
        f"""
        SELECT {quoted(entity)} AS entity, entity_id, field, value, kept, record_id, source, modified_at,
            CASE WHEN NOT kept THEN NULL WHEN chosen THEN 'chosen' WHEN trusted THEN 'trusted' WHEN is_freshest THEN 'freshest' ELSE 'preferred' END AS rule
        FROM told WHERE n > 1
        """,
    )
    _forget(build, "contradiction", entity, scope, entity_id)
    build.add(
        "contradiction",
        f"""
        WITH best AS (
            SELECT * FROM told WHERE n > 1 AND agreed IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY entity_id, field, source ORDER BY place) = 1
        )
        SELECT {quoted(entity)} AS entity, k.entity_id, k.field, k.value AS kept_value, k.source AS kept_source,
            k.record_id AS kept_record, o.value AS other_value, o.source AS other_source, o.record_id AS other_record,
            NULL AS detail
        FROM best AS k JOIN best AS o ON o.entity_id = k.entity_id AND o.field = k.field AND o.source <> k.source
        WHERE k.kept AND o.agreed <> k.agreed
        """,
    )
    return rows


def _is_trusted(field: Field, build: Build) -> str:
    tools = build.settings.trusted.get(field.name, ())
    return f"source IN ({', '.join(map(quoted, tools))})" if tools else "false"


def _forget(build: Build, table: str, entity: str, scope: str, entity_id: str) -> None:
    within = "true" if build.full else f"entity_id IN (SELECT {entity_id} FROM {scope})"
    odd = " AND detail IS NULL" if table == "contradiction" else ""
    build.con.execute(f"DELETE FROM {table} WHERE entity = {quoted(entity)} AND {within}{odd}")

"""Rules as conditions of the engine, over what is known of a person when a clock starts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cordee.revenue.warehouse.engine import quoted
from cordee.vocabulary.sla_terms.fields import FIELDS, Kind
from cordee.vocabulary.sla_terms.rules import AllOf, AnyOf, Condition, Operator, Rule, conditions

COLUMNS: Mapping[str, str] = {
    "account.headcount": "a.headcount",
    "account.industry": "a.industry",
    "account.country": "a.country",
    "person.job_title": "p.job_title",
    "person.seniority": "p.seniority",
    "person.function": "p.function",
    "person.country": "p.country",
    "person.opted_out": "p.opted_out",
    "lead.channel": "l.channel",
    "lead.segment": "l.segment",
    "lead.team": "l.team",
}
"""Fields with the column that holds them: ``a`` account, ``p`` person, ``l`` lead, ``s`` the clock that starts."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A condition in SQL, and the fields that nothing tells here: conditions on them hold as for an unknown value."""

    sql: str
    untold: tuple[str, ...]


def compiled(rule: Rule) -> Compiled:
    """The rule as a boolean of DuckDB (never NULL) over the aliases of ``COLUMNS`` and the table ``clock_touch``."""
    untold = {one.field for _, one in conditions(rule) if one.field not in COLUMNS and not counts(one.field)}
    return Compiled(_sql(rule), tuple(sorted(untold)))


def counts(field: str) -> bool:
    """Whether a field counts touches."""
    known = FIELDS.get(field)
    return known is not None and known.kind is Kind.COUNT


def touch_kinds(rules: Iterable[Rule]) -> set[str]:
    """The kinds of touches that rules count; ``inbound`` and ``attempt`` stand for themselves."""
    return {one.field.partition(".")[2] for rule in rules for _, one in conditions(rule) if counts(one.field)}


def _sql(rule: Rule) -> str:
    match rule:
        case AllOf():
            return "(" + " AND ".join(_sql(part) for part in rule.all) + ")"
        case AnyOf():
            return "(" + " OR ".join(_sql(part) for part in rule.any) + ")"
        case Condition():
            return _condition(rule)


def _condition(one: Condition) -> str:
    if counts(one.field):
        return f"coalesce({_compared(_count(one), one, text=False)}, false)"
    column = COLUMNS.get(one.field)
    negative = one.operator in (Operator.UNKNOWN, Operator.IS_NOT, Operator.NONE_OF)
    if column is None:
        return "true" if negative else "false"
    kind = FIELDS[one.field].kind
    if kind is Kind.FLAG:
        column = f"coalesce({column}, false)" if one.operator not in (Operator.KNOWN, Operator.UNKNOWN) else column
    text = kind in (Kind.TEXT, Kind.CHOICE)
    return f"coalesce({_compared(column, one, text=text)}, {'true' if negative else 'false'})"


def _compared(column: str, one: Condition, *, text: bool) -> str:
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    plain = f"lower(strip_accents({column}))" if text else column
    said = [_literal(value, text=text) for value in values if value is not None]
    match one.operator:
        case Operator.KNOWN:
            return f"{column} IS NOT NULL"
        case Operator.UNKNOWN:
            return f"{column} IS NULL"
        case Operator.IS:
            return f"{plain} = {said[0]}"
        case Operator.IS_NOT:
            return f"{plain} <> {said[0]}"
        case Operator.ONE_OF:
            return f"{plain} IN ({', '.join(said)})"
        case Operator.NONE_OF:
            return f"{plain} NOT IN ({', '.join(said)})"
        case Operator.AT_LEAST:
            return f"{plain} >= {said[0]}"
        case Operator.AT_MOST:
            return f"{plain} <= {said[0]}"
        case Operator.BETWEEN:
            return f"{plain} BETWEEN {said[0]} AND {said[1]}"
        case Operator.CONTAINS:
            return f"contains({plain}, {said[0]})"


def _literal(value: bool | float | str, *, text: bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"lower(strip_accents({quoted(str(value))}))" if text else str(value)


def _count(one: Condition) -> str:
    """Touches up to the start of the clock, of the last days where the condition says so."""
    kind = one.field.partition(".")[2]
    which = {
        "inbound": "t.direction = 'in' AND NOT t.passive",
        "attempt": "t.tries AND t.direction = 'out' AND t.side = 'sales'",
    }.get(kind, f"t.kind = {quoted(kind)}")
    since = "" if one.within_days is None else f" AND t.occurred_at >= s.started_at - INTERVAL {one.within_days} DAY"
    return (
        f"(SELECT count(*) FROM clock_touch AS t WHERE t.person_id = s.person_id AND {which} "
        f"AND t.occurred_at <= s.started_at{since})"
    )

"""Rules as conditions of the engine, over what is known of a person when a clock starts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cordee.revenue.warehouse.engine import quoted
from cordee.vocabulary.sla_terms.fields import FIELDS, Kind
from cordee.vocabulary.sla_terms.rules import AllOf, AnyOf, Condition, Operator, Rule, conditions
from cordee.vocabulary.stages import PATH


def _passed(stages: Iterable[str], *, told: bool = False) -> str:
    tool = " AND e.source <> 'cordee'" if told else ""
    return (
        "EXISTS (SELECT 1 FROM stage_event AS e WHERE e.person_id = s.person_id AND e.occurred_at <= s.started_at "
        f"AND e.stage IN ({', '.join(map(quoted, stages))}){tool})"
    )


def _deal(which: str) -> str:
    return f"EXISTS (SELECT 1 FROM deal AS d WHERE d.account_id = p.account_id AND {which})"


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
    "score.fit": "sc.fit",
    "score.engagement": "sc.engagement",
    "score.total": "sc.total",
    "score.grade": "sc.grade",
    "account.is_customer": _deal("d.outcome = 'won' AND d.closed_at <= s.started_at"),
    "account.has_open_deal": _deal("d.opened_at <= s.started_at AND (d.closed_at IS NULL OR d.closed_at > s.started_at)"),
    "person.free_email": "(SELECT NOT bool_or(m.is_work) FROM person_email AS m WHERE m.person_id = s.person_id)",
    **{f"passage.{stage}": _passed([stage], told=True) for stage in PATH},
    "sales.accepted": _passed(["sal", "sql", "opportunity", "customer"]),
    "sales.refused": _passed(["refused"]),
    "deal.opened": _passed(["opportunity"]),
    "deal.won": _passed(["customer"]),
}  # fmt: skip
"""Fields with the column that holds them: ``a`` account, ``p`` person, ``l`` lead, ``s`` the moment (of a clock, its
start), ``sc`` the score of that moment (``scores.scored``). What carries its own date is read as of the moment."""

UNDATED = frozenset({"account.headcount", "account.industry", "account.country", "person.job_title", "person.seniority",
                     "person.function", "person.country", "lead.segment", "lead.team"})  # fmt: skip
"""Fields that tools tell without saying since when: they are read as they are now."""


def asks_score(rules: Iterable[Rule]) -> bool:
    """Whether a rule speaks of the score."""
    return any(one.field.startswith("score.") for rule in rules for _, one in conditions(rule))


@dataclass(frozen=True, slots=True)
class Compiled:
    """A condition in SQL, and the fields that nothing tells here: conditions on them hold as for an unknown value."""

    sql: str
    untold: tuple[str, ...]


def compiled(rule: Rule, columns: Mapping[str, str] = COLUMNS) -> Compiled:
    """The rule as a boolean of DuckDB (never NULL) over the aliases of ``COLUMNS`` and the table ``clock_touch``."""
    untold = {one.field for _, one in conditions(rule) if one.field not in columns and not counts(one.field)}
    return Compiled(_sql(rule, columns), tuple(sorted(untold)))


def counts(field: str) -> bool:
    """Whether a field counts touches."""
    known = FIELDS.get(field)
    return known is not None and known.kind is Kind.COUNT


def touch_kinds(rules: Iterable[Rule]) -> set[str]:
    """The kinds of touches that rules count; ``inbound`` and ``attempt`` stand for themselves."""
    return {one.field.partition(".")[2] for rule in rules for _, one in conditions(rule) if counts(one.field)}


def _sql(rule: Rule, columns: Mapping[str, str]) -> str:
    match rule:
        case AllOf():
            return "(" + " AND ".join(_sql(part, columns) for part in rule.all) + ")"
        case AnyOf():
            return "(" + " OR ".join(_sql(part, columns) for part in rule.any) + ")"
        case Condition():
            return _condition(rule, columns)


def _condition(one: Condition, columns: Mapping[str, str]) -> str:
    if counts(one.field):
        return f"coalesce({compared(_count(one), one, text=False)}, false)"
    column = columns.get(one.field)
    negative = one.operator in (Operator.UNKNOWN, Operator.IS_NOT, Operator.NONE_OF)
    if column is None:
        return "true" if negative else "false"
    kind = FIELDS[one.field].kind
    if kind is Kind.FLAG:
        column = f"coalesce({column}, false)" if one.operator not in (Operator.KNOWN, Operator.UNKNOWN) else column
    text = kind in (Kind.TEXT, Kind.CHOICE)
    return f"coalesce({compared(column, one, text=text)}, {'true' if negative else 'false'})"


def compared(column: str, one: Condition, *, text: bool) -> str:
    """A column or number in SQL compared as a condition says."""
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


def counted(field: str) -> str:
    """Which touches ``t`` of ``clock_touch`` a field counts."""
    kind = field.partition(".")[2]
    return {
        "inbound": "t.direction = 'in' AND NOT t.passive",
        "attempt": "t.tries AND t.direction = 'out' AND t.side = 'sales'",
    }.get(kind, f"t.kind = {quoted(kind)}")


def _count(one: Condition) -> str:
    """Touches up to the start of the clock, of the last days where the condition says so."""
    which = counted(one.field)
    since = "" if one.within_days is None else f" AND t.occurred_at >= s.started_at - INTERVAL {one.within_days} DAY"
    return (
        f"(SELECT count(*) FROM clock_touch AS t WHERE t.person_id = s.person_id AND {which} "
        f"AND t.occurred_at <= s.started_at{since})"
    )

"""Soundness: what the shape alone cannot see. Keys said twice, fields that no one knows, operators that do not suit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.fields import Field, Kind, known
from cordee.vocabulary.sla_terms.problems import Problem, near
from cordee.vocabulary.sla_terms.rules import Condition, Operator, Rule, conditions

_ORDERED = frozenset({Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN})
_EQUAL = frozenset({Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF})
_PRESENT = frozenset({Operator.KNOWN, Operator.UNKNOWN})
SUITS: Mapping[Kind, frozenset[Operator]] = {
    Kind.NUMBER: _ORDERED | _EQUAL | _PRESENT,
    Kind.TEXT: _EQUAL | _PRESENT | {Operator.CONTAINS},
    Kind.CHOICE: _EQUAL | _PRESENT,
    Kind.FLAG: _PRESENT | {Operator.IS, Operator.IS_NOT},
    Kind.COUNT: _ORDERED | {Operator.IS, Operator.IS_NOT},
}
"""The operators that suit each kind of field: what an editor offers, and what a file may hold."""


def problems(terms: Terms, *, metrics: Mapping[str, str] | None = None) -> tuple[Problem, ...]:
    """Everything in well-shaped terms that does not make sense; ``metrics`` are the registry's keys and units."""
    fields = known(terms.own_fields)
    found: list[Problem] = []
    for path, rule in rules(terms):
        for inner, condition in conditions(rule):
            found += _condition(f"{path}{inner}", condition, fields)
    for axis in ("fit", "engagement"):
        for place, criterion in enumerate(getattr(terms.scoring, axis)):
            path = f"scoring.{axis}[{place}]"
            found += _condition(path, criterion.condition, fields)
            if criterion.field.startswith("score."):
                found.append(_problem(f"{path}.field", "un score ne peut pas compter un score.", "a score cannot count a score.", "Choisissez un autre champ.", "Choose another field."))  # fmt: skip
            if criterion.each and (field := fields.get(criterion.field)) and field.kind is not Kind.COUNT:
                found.append(_problem(f"{path}.each", "on ne peut compter que des interactions une par une.", "only touches can be counted one by one.", "Supprimez each, ou choisissez un champ touch.…", "Remove each, or choose a touch.… field."))  # fmt: skip
    found += _thresholds(terms)
    found += _twice(terms)
    found += _delays(terms)
    found += _places(terms)
    if metrics is not None:
        for place, objective in enumerate(terms.objectives):
            path = f"objectives[{place}]"
            if objective.metric not in metrics:
                fr, en = near(objective.metric, metrics)
                found.append(_problem(f"{path}.metric", f"aucun indicateur ne s’appelle {objective.metric}.", f"no metric is called {objective.metric}.", fr, en))  # fmt: skip
            elif metrics[objective.metric] != objective.unit:
                unit = metrics[objective.metric]
                found.append(_problem(f"{path}.unit", f"{objective.metric} se compte en {unit}, pas en {objective.unit}.", f"{objective.metric} is counted in {unit}, not in {objective.unit}.", f"Écrivez unit: {unit}.", f"Write unit: {unit}."))  # fmt: skip
    return tuple(found)


def rules(terms: Terms) -> Iterator[tuple[str, Rule]]:
    """Every rule of the terms with its path."""
    for place, stage in enumerate(terms.stages):
        yield f"stages[{place}].rule", stage.rule
    for place, delay in enumerate(terms.delays):
        for step, tier in enumerate(delay.tiers):
            if tier.when is not None:
                yield f"delays[{place}].tiers[{step}].when", tier.when
    for place, queue in enumerate(terms.routing.queues):
        if queue.when is not None:
            yield f"routing.queues[{place}].when", queue.when


def _problem(path: str, what_fr: str, what_en: str, remedy_fr: str, remedy_en: str) -> Problem:
    return Problem(path, what_fr, what_en, remedy_fr, remedy_en)


def _condition(path: str, condition: Condition, fields: Mapping[str, Field]) -> Iterable[Problem]:
    field = fields.get(condition.field)
    if field is None:
        fr, en = near(condition.field, fields)
        yield _problem(f"{path}.field", f"aucun champ ne s’appelle {condition.field}.", f"no field is called {condition.field}.", fr, en)  # fmt: skip
        return
    operator = condition.operator
    if operator not in SUITS[field.kind]:
        suited = ", ".join(sorted(SUITS[field.kind]))
        yield _problem(f"{path}.operator", f"{operator} ne convient pas à {field.key}.", f"{operator} does not suit {field.key}.", f"Possibles : {suited}.", f"Possible: {suited}.")  # fmt: skip
        return
    if condition.within_days is not None and field.kind is not Kind.COUNT:
        yield _problem(f"{path}.within_days", "seules les interactions ont une fenêtre de jours.", "only touches have a window of days.", "Supprimez within_days.", "Remove within_days.")  # fmt: skip
    yield from _values(path, condition, field)


def _values(path: str, condition: Condition, field: Field) -> Iterable[Problem]:
    value, operator = condition.value, condition.operator
    if operator in _PRESENT:
        if value is not None:
            yield _problem(f"{path}.value", f"{operator} ne prend pas de valeur.", f"{operator} takes no value.", "Supprimez value.", "Remove value.")  # fmt: skip
        return
    if operator in (Operator.ONE_OF, Operator.NONE_OF):
        if not isinstance(value, tuple) or not value:
            yield _problem(f"{path}.value", "une liste de valeurs est attendue.", "a list of values is expected.", "Écrivez value: [a, b].", "Write value: [a, b].")  # fmt: skip
            return
    elif operator is Operator.BETWEEN:
        if not isinstance(value, tuple) or len(value) != 2:
            yield _problem(f"{path}.value", "deux bornes sont attendues.", "two bounds are expected.", "Écrivez value: [50, 1000].", "Write value: [50, 1000].")  # fmt: skip
            return
    elif value is None or isinstance(value, tuple):
        yield _problem(f"{path}.value", "une seule valeur est attendue.", "one value is expected.", "Écrivez value: …", "Write value: …")  # fmt: skip
        return
    values = value if isinstance(value, tuple) else (value,)
    for one in values:
        if not _suits(one, field.kind):
            yield _problem(f"{path}.value", f"{one!r} n’est pas une valeur de {field.key}.", f"{one!r} is not a value of {field.key}.", *_EXPECTED[field.kind])  # fmt: skip
            return
        if field.kind is Kind.CHOICE and one not in field.choices:
            yield _problem(f"{path}.value", f"{one!r} n’est pas une valeur de {field.key}.", f"{one!r} is not a value of {field.key}.", *near(str(one), field.choices))  # fmt: skip
    bounds = [one for one in values if isinstance(one, int | float)]
    if operator is Operator.BETWEEN and bounds != sorted(bounds):
        yield _problem(f"{path}.value", "la première borne dépasse la seconde.", "the first bound is above the second.", "Échangez-les.", "Swap them.")  # fmt: skip


_EXPECTED: Mapping[Kind, tuple[str, str]] = {
    Kind.NUMBER: ("Écrivez un nombre.", "Write a number."),
    Kind.COUNT: ("Écrivez un nombre entier, 0 ou plus.", "Write a whole number, 0 or more."),
    Kind.TEXT: ("Écrivez un texte, entre guillemets au besoin.", "Write a text, in quotes if need be."),
    Kind.CHOICE: ("Écrivez un des mots de la liste.", "Write one of the listed words."),
    Kind.FLAG: ("Écrivez true ou false.", "Write true or false."),
}


def _suits(value: object, kind: Kind) -> bool:
    match kind:
        case Kind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Kind.COUNT:
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case Kind.FLAG:
            return isinstance(value, bool)
        case _:
            return isinstance(value, str) and bool(value.strip())


def _thresholds(terms: Terms) -> Iterable[Problem]:
    fit, engagement = terms.scoring.fit_thresholds, terms.scoring.engagement_thresholds
    for name, high, low in (("fit_thresholds", fit.A, fit.B), ("engagement_thresholds", engagement.first, engagement.second)):  # fmt: skip
        if high <= low:
            yield _problem(f"scoring.{name}", f"le premier seuil ({high}) doit dépasser le second ({low}).", f"the first threshold ({high}) must be above the second ({low}).", "Changez l’un des deux.", "Change one of them.")  # fmt: skip


def _twice(terms: Terms) -> Iterable[Problem]:
    def keyed(path: str, keys: Sequence[str], name: str = "key") -> Iterable[Problem]:
        for place, key in enumerate(keys):
            if key in keys[:place]:
                yield _problem(f"{path}[{place}].{name}", f"{key} est déjà pris.", f"{key} is already taken.", "Donnez-lui un autre nom, ou réunissez les deux.", "Give it another name, or join the two.")  # fmt: skip

    yield from keyed("glossary", [one.key for one in terms.glossary])
    yield from keyed("own_fields", [one.key for one in terms.own_fields])
    yield from keyed("stages", [one.stage for one in terms.stages], "stage")
    yield from keyed("scoring.fit", [one.key for one in terms.scoring.fit])
    yield from keyed("scoring.engagement", [one.key for one in terms.scoring.engagement])
    yield from keyed("delays", [one.key for one in terms.delays])
    yield from keyed("reasons", [one.key for one in terms.reasons])
    yield from keyed("objectives", [one.key for one in terms.objectives])
    yield from keyed("calendar.teams", [one.key for one in terms.calendar.teams])
    yield from keyed("calendar.people", [one.person.casefold() for one in terms.calendar.people], "person")
    yield from keyed("routing.queues", [one.key for one in terms.routing.queues])


def _delays(terms: Terms) -> Iterable[Problem]:
    queues = {queue.key for queue in terms.routing.queues}
    for place, delay in enumerate(terms.delays):
        path = f"delays[{place}]"
        keys = [tier.key for tier in delay.tiers]
        for step, tier in enumerate(delay.tiers):
            if tier.key in keys[:step]:
                yield _problem(f"{path}.tiers[{step}].key", f"{tier.key} est déjà pris.", f"{tier.key} is already taken.", "Donnez-lui un autre nom.", "Give it another name.")  # fmt: skip
            if tier.when is None and step < len(delay.tiers) - 1:
                yield _problem(f"{path}.tiers[{step}]", "ce palier prend tous les leads : les suivants ne servent jamais.", "this tier takes every lead: those after it never serve.", "Mettez-le en dernier, ou ajoutez when.", "Put it last, or add when.")  # fmt: skip
        to = delay.reassignment.to_queue if delay.reassignment else None
        if to is not None and to not in queues:
            yield _problem(f"{path}.reassignment.to_queue", f"aucune file ne s’appelle {to}.", f"no queue is called {to}.", *near(to, queues))  # fmt: skip


def _places(terms: Terms) -> Iterable[Problem]:
    calendar = terms.calendar
    teams = {team.key for team in calendar.teams}
    places = [("calendar", calendar.zone)]
    places += [(f"calendar.teams[{n}]", team.zone) for n, team in enumerate(calendar.teams) if team.zone]
    places += [(f"calendar.people[{n}]", one.zone) for n, one in enumerate(calendar.people) if one.zone]
    for path, zone in places:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield _problem(f"{path}.zone", f"{zone!r} n’est pas un fuseau horaire.", f"{zone!r} is not a time zone.", "Écrivez-en un comme Europe/Paris.", "Write one like Europe/Paris.")  # fmt: skip
    for n, one in enumerate(calendar.people):
        if one.team is not None and one.team not in teams:
            yield _problem(f"calendar.people[{n}].team", f"aucune équipe ne s’appelle {one.team}.", f"no team is called {one.team}.", *near(one.team, teams))  # fmt: skip

"""Sentences: a rule read aloud in French or in English. They are made from the rule, so that they cannot disagree."""

import re
from collections.abc import Mapping

from cordee.vocabulary.sla_terms.fields import FIELDS, Field, Kind
from cordee.vocabulary.sla_terms.rules import AllOf, AnyOf, Condition, Operator, Rule
from cordee.vocabulary.sla_terms.scoring import Criterion

_THIN, _FIXED = "\u202f", "\u00a0"

_COMPARED: Mapping[Operator, tuple[str, str]] = {
    Operator.IS: ("est {}", "is {}"),
    Operator.IS_NOT: ("n’est pas {}", "is not {}"),
    Operator.ONE_OF: ("est {}", "is {}"),
    Operator.NONE_OF: ("n’est ni {}", "is neither {}"),
    Operator.AT_LEAST: ("est d’au moins {}", "is at least {}"),
    Operator.AT_MOST: ("est d’au plus {}", "is at most {}"),
    Operator.BETWEEN: ("est compris entre {} et {}", "is between {} and {}"),
    Operator.CONTAINS: ("contient {}", "contains {}"),
    Operator.KNOWN: ("est connu", "is known"),
    Operator.UNKNOWN: ("n’est pas connu", "is not known"),
}


def number(value: float, language: str) -> str:
    """A number as people write it: 1,000 and 0.5, or 1 000 and 0,5."""
    said = f"{value:,}" if isinstance(value, int) else f"{value:,.6f}".rstrip("0").rstrip(".")
    return said.replace(",", _THIN).replace(".", ",") if language == "fr" else said


def quoted(text: str, language: str) -> str:
    return f"«{_THIN}{text}{_THIN}»" if language == "fr" else f"“{text}”"


def listed(parts: list[str], language: str, *, last: tuple[str, str]) -> str:
    """``a, b and c``; ``last`` is the word before the last one, in French and in English."""
    word = last[0] if language == "fr" else last[1]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def sentence(rule: Rule, language: str, fields: Mapping[str, Field] = FIELDS) -> str:
    """The rule as a phrase without a full stop; a nested list is put in brackets."""
    return _said(rule, language, fields, nested=False)


def _said(rule: Rule, language: str, fields: Mapping[str, Field], *, nested: bool) -> str:
    match rule:
        case Condition():
            return condition_sentence(rule, language, fields)
        case AllOf():
            parts, last = rule.all, ("et", "and")
        case AnyOf():
            parts, last = rule.any, ("ou", "or")
    said = listed(_once([_said(part, language, fields, nested=True) for part in parts]), language, last=last)
    return f"({said})" if nested and len(parts) > 1 else said


_THERE = re.compile(r"^(il y a eu|there was|there were) ")


def _once(parts: list[str]) -> list[str]:
    """Says «il y a eu» once for counts that follow one another."""
    return [
        _THERE.sub("", part) if place and _THERE.match(parts[place - 1]) else part for place, part in enumerate(parts)
    ]


def condition_sentence(condition: Condition, language: str, fields: Mapping[str, Field] = FIELDS) -> str:
    """One comparison as a phrase: «l’effectif de l’entreprise est compris entre 50 et 1 000 salariés»."""
    field = fields.get(condition.field)
    if field is None:
        return f"{condition.field} {condition.operator} {condition.value}"
    if field.kind is Kind.FLAG:
        return _flag(condition, field, language)
    if field.kind is Kind.COUNT:
        return _count(condition, field, language)
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    said = [_value(value, field, language) for value in values if value is not None]
    place = 0 if language == "fr" else 1
    template = _COMPARED[condition.operator][place]
    if condition.operator is Operator.BETWEEN:
        phrase = template.format(*[*said, "?", "?"][:2])
    elif condition.operator is Operator.ONE_OF:
        phrase = template.format(listed(said, language, last=("ou", "or")))
    elif condition.operator is Operator.NONE_OF and len(said) > 1:
        phrase = template.format(listed(said, language, last=("ni", "nor")))
    elif condition.operator is Operator.NONE_OF:
        phrase = _COMPARED[Operator.IS_NOT][place].format(*said)
    else:
        phrase = template.format(*said)
    unit = f" {field.unit.said(language)}" if field.unit and said else ""
    return f"{field.words.said(language)} {phrase}{unit}"


def _value(value: bool | float | str, field: Field, language: str) -> str:
    if isinstance(value, str):
        choice = field.choices.get(value)
        said = choice.said(language) if choice else value
        return said if choice and said == value.upper() else quoted(said, language)
    return number(value, language)


def _flag(condition: Condition, field: Field, language: str) -> str:
    if condition.operator in (Operator.KNOWN, Operator.UNKNOWN):
        known = condition.operator is Operator.KNOWN
        asked = ("on sait si", "it is known whether") if known else ("on ne sait pas si", "it is not known whether")
        return f"{asked[0] if language == 'fr' else asked[1]} {field.words.said(language)}"
    true = bool(condition.value) is (condition.operator is not Operator.IS_NOT)
    if true or field.negation is None:
        return field.words.said(language)
    return field.negation.said(language)


def _count(condition: Condition, field: Field, language: str) -> str:
    french = language == "fr"
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    numbers = [value for value in values if isinstance(value, int | float)]
    most = max(numbers, default=1)
    # French counts up to (not including) two in the singular; English only one.
    single = abs(most) < 2 if french else most == 1
    noun = field.words.said(language) if single or field.many is None else field.many.said(language)
    said = [number(value, language) for value in numbers]
    there = ("il y a eu" if french else "there was") if single else ("il y a eu" if french else "there were")
    match condition.operator:
        case Operator.AT_LEAST:
            phrase = f"{there} {'au moins' if french else 'at least'} {said[0]} {noun}"
        case Operator.AT_MOST:
            phrase = f"{there} {'au plus' if french else 'at most'} {said[0]} {noun}"
        case Operator.BETWEEN:
            phrase = f"{there} {'de' if french else 'between'} {said[0]} {'à' if french else 'and'} {said[1]} {noun}"
        case Operator.IS if most == 0:
            phrase = f"il y a eu zéro {noun}" if french else f"there was no {field.words.en}"
        case Operator.IS:
            phrase = f"{there} {'exactement' if french else 'exactly'} {said[0]} {noun}"
        case _:
            other = f"un autre nombre que {said[0]} de" if french else f"another number than {said[0]} of"
            phrase = f"il y a eu {other} {noun}" if french else f"there was {other} {noun}"
    if condition.within_days is None:
        return phrase
    if condition.within_days == 1:
        return f"{phrase} au cours du dernier jour" if french else f"{phrase} in the last day"
    days = number(condition.within_days, language)
    return f"{phrase} au cours des {days} derniers jours" if french else f"{phrase} in the last {days} days"


def elided(word: str, phrase: str) -> str:
    """``si`` before a phrase: «s’il y a eu»."""
    return f"{word[:-1]}’{phrase}" if phrase.startswith("il ") else f"{word} {phrase}"


def criterion_sentence(criterion: Criterion, language: str, fields: Mapping[str, Field] = FIELDS) -> str:
    """One line of the card: «+20 points si le secteur de l’entreprise est …»."""
    french = language == "fr"
    sign = "+" if criterion.points >= 0 else "−"
    amount = abs(criterion.points)
    word = "point" if (amount < 2 and french) or amount == 1 else "points"
    points = f"{sign}{number(amount, language)}{_FIXED}{word}"
    if criterion.each:
        field = fields.get(criterion.field)
        what = field.words.said(language) if field else criterion.field
        said = f"{points} par {what}" if french else f"{points} for each {what}"
        if criterion.within_days:
            days = number(criterion.within_days, language)
            said += f" au cours des {days} derniers jours" if french else f" in the last {days} days"
    else:
        condition = condition_sentence(criterion.condition, language, fields)
        said = f"{points} {elided('si', condition) if french else f'if {condition}'}"
    if criterion.cap is not None:
        cap = number(criterion.cap, language)
        said += f", {cap} au plus" if french else f", {cap} at most"
    return said

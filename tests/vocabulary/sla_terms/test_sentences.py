"""Rules read aloud, in both languages."""

import pytest
from pydantic import TypeAdapter

from cordee.vocabulary.sla_terms.fields import FIELDS, Kind
from cordee.vocabulary.sla_terms.rules import Condition, Operator, Rule, conditions
from cordee.vocabulary.sla_terms.scoring import Criterion
from cordee.vocabulary.sla_terms.sentences import criterion_sentence, sentence
from cordee.vocabulary.sla_terms.soundness import SUITS

RULE: TypeAdapter[Rule] = TypeAdapter(Rule)


@pytest.mark.parametrize(
    ("rule", "fr", "en"),
    [
        ({"field": "account.headcount", "operator": "between", "value": [50, 1000]}, "l’effectif de l’entreprise est compris entre 50 et 1 000 salariés", "the headcount of the company is between 50 and 1,000 employees"),
        ({"field": "account.industry", "operator": "one_of", "value": ["chimie", "énergie", "eau"]}, "le secteur de l’entreprise est « chimie », « énergie » ou « eau »", "the industry of the company is “chimie”, “énergie” or “eau”"),
        ({"field": "account.country", "operator": "none_of", "value": ["US"]}, "le pays de l’entreprise n’est pas « US »", "the country of the company is not “US”"),
        ({"field": "account.country", "operator": "none_of", "value": ["US", "CA"]}, "le pays de l’entreprise n’est ni « US » ni « CA »", "the country of the company is neither “US” nor “CA”"),
        ({"field": "person.seniority", "operator": "is", "value": "director"}, "le niveau hiérarchique est « direction »", "the seniority is “director”"),
        ({"field": "person.job_title", "operator": "contains", "value": "achats"}, "l’intitulé de poste contient « achats »", "the job title contains “achats”"),
        ({"field": "person.job_title", "operator": "unknown"}, "l’intitulé de poste n’est pas connu", "the job title is not known"),
        ({"field": "person.free_email", "operator": "is", "value": False}, "l’adresse e-mail est professionnelle", "the e-mail address is a professional one"),
        ({"field": "person.free_email", "operator": "is_not", "value": False}, "l’adresse e-mail est personnelle", "the e-mail address is a personal one"),
        ({"field": "touch.webinar", "operator": "at_least", "value": 1, "within_days": 30}, "il y a eu au moins 1 webinaire suivi au cours des 30 derniers jours", "there was at least 1 webinar attended in the last 30 days"),
        ({"field": "touch.webinar", "operator": "between", "value": [2, 4]}, "il y a eu de 2 à 4 webinaires suivis", "there were between 2 and 4 webinars attended"),
        ({"field": "touch.page_view", "operator": "is", "value": 0, "within_days": 1}, "il y a eu zéro page vue au cours du dernier jour", "there was no page view in the last day"),
        ({"field": "score.total", "operator": "at_least", "value": 55.5}, "le score total est d’au moins 55,5 points", "the total score is at least 55.5 points"),
        (
            {"all": [{"field": "score.grade", "operator": "one_of", "value": ["A1", "A2"]}, {"any": [{"field": "touch.call", "operator": "at_least", "value": 1}, {"field": "touch.chat", "operator": "at_least", "value": 2}]}]},
            "la note est A1 ou A2 et (il y a eu au moins 1 appel ou au moins 2 conversations en ligne)",
            "the grade is A1 or A2 and (there was at least 1 call or at least 2 chats)",
        ),
    ],
)  # fmt: skip
def test_a_rule_reads_itself(rule: object, fr: str, en: str) -> None:
    parsed = RULE.validate_python(rule)

    assert sentence(parsed, "fr").replace("\u202f", " ") == fr
    assert sentence(parsed, "en") == en


@pytest.mark.parametrize(
    ("line", "fr", "en"),
    [
        ({"field": "touch.webinar", "operator": "at_least", "value": 1, "points": 25, "each": True, "cap": 50}, "+25 points par webinaire suivi, 50 au plus", "+25 points for each webinar attended, 50 at most"),
        ({"field": "touch.unsubscribe", "operator": "at_least", "value": 1, "points": -1}, "−1 point s’il y a eu au moins 1 désabonnement", "−1 point if there was at least 1 unsubscription"),
        ({"field": "account.is_customer", "operator": "is", "value": True, "points": -40}, "−40 points si l’entreprise est déjà cliente", "−40 points if the company is already a customer"),
    ],
)  # fmt: skip
def test_a_line_of_the_card_reads_itself(line: dict[str, object], fr: str, en: str) -> None:
    criterion = Criterion.model_validate({"key": "x", **line})

    assert criterion_sentence(criterion, "fr").replace("\u00a0", " ") == fr
    assert criterion_sentence(criterion, "en").replace("\u00a0", " ") == en


def _value(kind: Kind, operator: Operator, key: str) -> object:
    one: object = {Kind.NUMBER: 7, Kind.COUNT: 7, Kind.TEXT: "mot", Kind.FLAG: True}.get(kind)
    if kind is Kind.CHOICE:
        one = next(iter(FIELDS[key].choices))
    if operator in (Operator.KNOWN, Operator.UNKNOWN):
        return None
    if operator is Operator.BETWEEN:
        return (3, 7)
    return (one,) if operator in (Operator.ONE_OF, Operator.NONE_OF) else one


def test_every_field_reads_differently_with_every_operator_that_suits_it() -> None:
    for field in FIELDS.values():
        for language in ("fr", "en"):
            said = [
                sentence(
                    Condition(field=field.key, operator=operator, value=_value(field.kind, operator, field.key)),
                    language,
                )
                for operator in sorted(SUITS[field.kind])
                if operator not in (Operator.ONE_OF, Operator.NONE_OF)  # of one value they read as is and is_not
            ]
            assert len(set(said)) == len(said), field.key
            assert all("?" not in one and "None" not in one for one in said), said


def test_the_path_of_a_condition_is_its_place_in_the_rule() -> None:
    one = {"field": "touch.call", "operator": "at_least", "value": 1}
    rule = RULE.validate_python({"any": [one, {"all": [one, one]}]})

    assert [path for path, _ in conditions(rule)] == [".any[0]", ".any[1].all[0]", ".any[1].all[1]"]

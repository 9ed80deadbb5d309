"""Cards as data: there and back, as the schema says, and as sentences in both languages."""

from typing import Any

import jsonschema
import pytest

from cordee.vocabulary.scorecards import Activity, Card, Condition, Criterion, InvalidCard, Operator, schema

CARD = Card(
    fit=(
        Criterion("sector", Condition("industry", Operator.ONE_OF, ("Santé", "Banque")), 30),
        Criterion("size", Condition("headcount", Operator.AT_LEAST, 1500.0), 20),
        Criterion("free_mail", Condition("mail", Operator.IS, "free"), -10),
    ),
    engagement=(
        Activity("pages", ("page_view",), 2, 20, 30),
        Activity("silence", ("unsubscribe", "email_bounce"), -15, 30, 365, None),
    ),
    fit_cap=50,
    engagement_cap=50,
    half_life_days=14.0,
    grade_a=40,
    grade_b=20,
    grade_1=30,
    grade_2=10,
)


def changed(**values: Any) -> dict[str, Any]:
    return CARD.as_json() | values


def test_a_card_comes_back_from_its_data_and_fits_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(CARD.as_json(), schema())

    assert Card.from_json(CARD.as_json()) == CARD


@pytest.mark.parametrize(
    ("condition", "english", "french"),
    [
        (
            Condition("Lead Origin", Operator.IS, "Form"),
            "“Lead Origin” is “Form”",
            "«\u202fLead Origin\u202f» est «\u202fForm\u202f»",
        ),
        (
            Condition("size", Operator.AT_LEAST, 1500.5),
            "“size” is at least 1,500.5",
            "«\u202fsize\u202f» vaut au moins 1\u202f500,5",
        ),
        (
            Condition("age", Operator.LESS_THAN, 3.0),
            "“age” is less than 3",
            "«\u202fage\u202f» vaut moins de 3",
        ),
        (
            Condition("x", Operator.NONE_OF, ("a", "b")),
            "“x” is something else than “a”, “b”",
            "«\u202fx\u202f» est autre chose que «\u202fa\u202f», «\u202fb\u202f»",
        ),
    ],
)
def test_a_condition_is_a_sentence_in_both_languages(condition: Condition, english: str, french: str) -> None:
    assert (condition.said("en"), condition.said("fr")) == (english, french)
    assert Condition.from_json(condition.as_json()) == condition


@pytest.mark.parametrize(
    ("operator", "value"),
    [(Operator.AT_LEAST, "many"), (Operator.IS, 3.0), (Operator.ONE_OF, ()), (Operator.LESS_THAN, True)],
)
def test_an_operator_refuses_a_value_of_another_kind(operator: Operator, value: Any) -> None:
    with pytest.raises(InvalidCard):
        Condition("x", operator, value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (changed(grade_a=10), "grade_a is below grade_b"),
        (changed(grade_2=31), "grade_1 is below grade_2"),
        (changed(half_life_days=0), "half_life_days is not positive"),
        (changed(fit=CARD.as_json()["fit"][:1] * 2), "the same key twice: sector"),
        (changed(fit_cap=-1), "a cap is negative"),
        ({name: value for name, value in CARD.as_json().items() if name != "fit_cap"}, "fit_cap is missing"),
        (changed(fit=[{"key": "a", "field": "x", "operator": "like", "value": "y", "points": 1}]), "like"),
    ],
)
def test_an_impossible_card_is_refused_and_says_why(content: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidCard, match=says):
        Card.from_json(content)


@pytest.mark.parametrize(
    ("fit", "engagement", "cell"),
    [(50, 50, "A1"), (40, 30, "A1"), (39, 29, "B2"), (20, 10, "B2"), (19, 9, "C3"), (0, 50, "C1"), (50, 0, "A3")],
)
def test_the_matrix_has_its_bounds_inside(fit: int, engagement: int, cell: str) -> None:
    assert CARD.grade(fit, engagement) == cell


def test_an_activity_is_a_sentence_in_both_languages() -> None:
    pages = CARD.engagement[0]

    assert (
        pages.said("en", {"page_view": "page viewed"})
        == "page viewed: each time in the last 30 days, at most 20 points"
    )
    assert pages.said("fr") == "page_view\u202f: par fois dans les 30 derniers jours, au plus 20 points"

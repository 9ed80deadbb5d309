"""Scoring: who they are (fit) × what they do (engagement), in points that anybody can add up."""

from typing import Annotated

from pydantic import Field

from cordee.vocabulary.sla_terms.rules import Condition, Operator, Scalar
from cordee.vocabulary.sla_terms.value import Key, Value, Words

Points = Annotated[int, Field(ge=-1000, le=1000)]


class Criterion(Value):
    """One line of the card: points when a condition holds; negative points subtract.

    ``each`` gives the points once per touch instead of once in all (fields of kind count only), up to ``cap`` points
    for this line. ``name`` is a short title; the sentence is made from the condition.
    """

    key: Key
    field: str = Field(min_length=1, max_length=80)
    operator: Operator
    value: Scalar | tuple[Scalar, ...] | None = None
    within_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    points: Points
    each: bool = False
    cap: Annotated[int, Field(ge=1, le=1000)] | None = None
    name: Words | None = None

    @property
    def condition(self) -> Condition:
        """When the points are given."""
        return Condition(field=self.field, operator=self.operator, value=self.value, within_days=self.within_days)


class Caps(Value):
    """The most that each axis can give; the least is zero."""

    fit: Annotated[int, Field(ge=1, le=1000)] = 100
    engagement: Annotated[int, Field(ge=1, le=1000)] = 100


class FitThresholds(Value):
    """From how many fit points a lead is an A, or a B; below, it is a C."""

    A: Annotated[int, Field(ge=0, le=1000)] = 60
    B: Annotated[int, Field(ge=0, le=1000)] = 30


class EngagementThresholds(Value):
    """From how many engagement points a lead is a 1, or a 2; below, it is a 3."""

    first: Annotated[int, Field(ge=0, le=1000, alias="1")] = 60
    second: Annotated[int, Field(ge=0, le=1000, alias="2")] = 30

    model_config = Value.model_config | {"populate_by_name": True, "serialize_by_alias": True}


class Calibration(Value):
    """What a total has meant so far: of the leads with at least these points, the share that became customers."""

    points: Points
    probability: Annotated[float, Field(ge=0, le=1)]


class Scoring(Value):
    """The card. Points of engagement halve every ``half_life_days`` after the touch that gave them; those of fit never.

    The total is fit plus engagement, each within its cap. The grade is a letter of fit and a figure of engagement, A1
    to C3.
    """

    fit: tuple[Criterion, ...] = ()
    engagement: tuple[Criterion, ...] = ()
    caps: Caps = Caps()
    half_life_days: Annotated[int, Field(ge=1, le=3650)] | None = 30
    fit_thresholds: FitThresholds = FitThresholds()
    engagement_thresholds: EngagementThresholds = EngagementThresholds()
    calibration: tuple[Calibration, ...] = ()

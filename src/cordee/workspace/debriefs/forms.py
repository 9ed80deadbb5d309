"""What a side answers, what both agree, and which deals are debriefed."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from cordee.workspace.debriefs.models import LEAST_DRIVERS, LEAST_EVIDENCE, MOST_DRIVERS, DriverKey, Kind, Outcome, Part
from cordee.workspace.rituals.forms import DecisionForm

PRAISE = ("marketing_well", "marketing_missed", "sales_well", "sales_missed")
LONGEST = 3600


class AnswerForm(forms.Form):
    """A minute and a half: how it ended, four to six drivers, what each side did well or missed."""

    kind = forms.ChoiceField(label=_("How did it end?"), choices=Kind.choices, widget=forms.RadioSelect)
    marketing_well = forms.CharField(label=_("Marketing did well"), max_length=300, required=False)
    marketing_missed = forms.CharField(label=_("Marketing missed"), max_length=300, required=False)
    sales_well = forms.CharField(label=_("Sales did well"), max_length=300, required=False)
    sales_missed = forms.CharField(label=_("Sales missed"), max_length=300, required=False)
    began = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, outcome: str, knots: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(value, label) for value, label in Kind.choices if (value == Kind.WON) <= (outcome == Outcome.WON)]
        if outcome == Outcome.WON:
            choices = [(value, label) for value, label in choices if value in {Kind.WON, Kind.UNKNOWN}]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        offered = [("", _("in words only")), *((knot, knot) for knot in knots)]
        for key, label in DriverKey.choices:
            self.fields[f"part_{key}"] = forms.ChoiceField(
                label=label, choices=Part.choices, required=False, widget=forms.RadioSelect
            )
            self.fields[f"evidence_{key}"] = forms.CharField(label=_("What shows it?"), max_length=400, required=False)
            self.fields[f"knot_{key}"] = forms.ChoiceField(
                label=_("Or a knot of the journey"), choices=offered, required=False
            )
        for name in (*PRAISE, *(f"evidence_{key}" for key in DriverKey.values)):
            self.fields[name].widget.attrs["class"] = "input"
        for key in DriverKey.values:
            self.fields[f"knot_{key}"].widget.attrs["class"] = "input input--small"

    @property
    def driver_rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        for key in DriverKey.values:
            yield self[f"part_{key}"], self[f"evidence_{key}"], self[f"knot_{key}"]

    @property
    def praise(self) -> list[forms.BoundField]:
        return [self[name] for name in PRAISE]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        judged = [key for key in DriverKey.values if values.get(f"part_{key}")]
        for key in judged:
            shown = len((values.get(f"evidence_{key}") or "").strip()) >= LEAST_EVIDENCE or values.get(f"knot_{key}")
            if values[f"part_{key}"] != Part.NONE and not shown:
                self.add_error(
                    f"evidence_{key}", _("Nothing helped or hurt without evidence: words, or a knot of the journey.")
                )
        if values.get("kind") not in {None, Kind.UNKNOWN} and not LEAST_DRIVERS <= len(judged) <= MOST_DRIVERS:
            self.add_error(None, _("Judge four to six drivers; “no part” is a judgement too."))
        return values

    @property
    def drivers(self) -> list[tuple[str, str, str, str]]:
        values = self.cleaned_data
        return [
            (key, values[f"part_{key}"], values[f"evidence_{key}"], values[f"knot_{key}"])
            for key in DriverKey.values
            if values[f"part_{key}"]
        ]

    def seconds(self, now: float) -> int | None:
        """How long the form was open; None where nobody can tell."""
        try:
            began = float(signing.loads(self.cleaned_data["began"], salt="debriefs"))
        except (signing.BadSignature, ValueError, TypeError):
            return None
        took = int(now - began)
        return took if 0 <= took <= LONGEST else None


def began(now: float) -> str:
    """When the form was opened, so that nobody can say otherwise."""
    return signing.dumps(now, salt="debriefs")


class AgreementForm(DecisionForm):
    """What both learn, one decision, one owner."""

    lessons = forms.CharField(
        label=_("What we learn"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "class": "input"})
    )
    field_order = ("lessons", "text", "owner", "metric", "expected", "check_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].required = True
        self.fields["text"].label = _("One decision")


class RuleForm(forms.Form):
    least_amount = forms.FloatField(label=_("From this amount"), min_value=0)
    silent_days = forms.IntegerField(label=_("Silent for so many days"), min_value=7, max_value=365)

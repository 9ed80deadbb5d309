"""What people fill in about calls."""

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cordee.vocabulary.speech import OBJECTIONS
from cordee.workspace.calls.models import ANSWERED, Plan, Session, Sheet
from cordee.workspace.calls.words import LABELS
from cordee.workspace.insight import calls
from cordee.workspace.people.models import Person, Side


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "input"})


def line(**more: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", **more})


def select() -> forms.Select:
    return forms.Select(attrs={"class": "input"})


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")


OBJECTION_CHOICES = [("", _("None")), *((label.value, LABELS[label]) for label in OBJECTIONS)]


class TranscriptForm(forms.Form):
    """A transcript, as a file or as text."""

    file = forms.FileField(
        label=_("Transcript"), required=False, validators=[FileExtensionValidator([kind[1:] for kind in calls.KINDS])]
    )
    text = forms.CharField(
        label=_("Or paste its text"), required=False, max_length=2_000_000, widget=area(6),
        help_text=_("One line per turn, “Name: what was said”, with times or without."),
    )  # fmt: skip
    title = forms.CharField(label=_("Who was it with?"), max_length=200, widget=line())
    at = forms.DateField(label=_("When?"), widget=day())
    recording = forms.URLField(
        label=_("Address of the recording"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=line(type="url"),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("file") and not (values.get("text") or "").strip() and not self.errors:
            self.add_error("text", _("Choose a file, or paste the text of the call."))
        return values


class DebriefForm(forms.Form):
    """Sixty seconds after a call that nobody recorded."""

    title = forms.CharField(label=_("Who was it with?"), max_length=200, widget=line())
    at = forms.DateField(label=_("When?"), widget=day())
    objection = forms.ChoiceField(
        label=_("What objection was stated?"), choices=OBJECTION_CHOICES, required=False, widget=select()
    )
    words = forms.CharField(label=_("In the buyer’s own words"), max_length=1000, widget=area(2))
    real = forms.ChoiceField(label=_("What was behind it?"), choices=OBJECTION_CHOICES, required=False, widget=select())
    next_step = forms.CharField(label=_("What next?"), max_length=300, required=False, widget=line())


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("An answer that works"), max_length=2000, widget=area(3))


def people_of(side: str) -> Any:
    """Who may stand for a side."""
    return Person.objects.filter(is_active=True, side__in=(side, Side.BOTH)).exclude(role="read_only").order_by("name")


class PairForm(forms.Form):
    """One of each side, never the same person twice."""

    marketing = forms.ModelChoiceField(label=_("For marketing"), queryset=Person.objects.none(), widget=select())
    sales = forms.ModelChoiceField(label=_("For sales"), queryset=Person.objects.none(), widget=select())

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for side in (Side.MARKETING, Side.SALES):
            field = self.fields[side]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = people_of(side)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("marketing") and values.get("marketing") == values.get("sales"):
            self.add_error("sales", _("Two people are needed, one of each side."))
        return values


class RequestForm(PairForm):
    need = forms.CharField(label=_("What is missing?"), max_length=300, widget=line())
    field_order = ("need", "marketing", "sales")


class SessionForm(PairForm):
    title = forms.CharField(label=_("What do you listen for?"), max_length=120, widget=line())
    on = forms.DateField(label=_("When?"), widget=day())
    field_order = ("title", "on", "marketing", "sales")

    class Meta:
        model = Session


class SheetForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    class Meta:
        model = Sheet
        fields = ("objection", "words", "answered", "change")
        widgets: dict[str, Any] = {"words": area(2), "change": area(2)}  # noqa: RUF012 -- Django's Meta
        labels: dict[str, Any] = {  # noqa: RUF012 -- Django's Meta
            "words": _("What did the buyer say that you keep?"),
            "change": _("One thing to do otherwise, from tomorrow"),
        }

    objection = forms.ChoiceField(
        label=_("The objection that weighs most"), choices=OBJECTION_CHOICES, required=False, widget=select()
    )
    answered = forms.ChoiceField(label=_("Was it answered?"), choices=ANSWERED, widget=select())


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    class Meta:
        model = Plan
        fields = ("share", "begins", "ends", "purpose", "notice", "consulted_on")
        widgets: dict[str, Any] = {  # noqa: RUF012 -- Django's Meta
            "begins": day(), "ends": day(), "consulted_on": day(), "purpose": line(), "notice": area(4),
            "share": forms.NumberInput(attrs={"class": "input input--small", "min": 1, "max": 50}),
        }  # fmt: skip
        labels: dict[str, Any] = {  # noqa: RUF012 -- Django's Meta
            "share": _("Share of calls that may be recorded, in per cent"),
            "begins": pgettext_lazy("of a plan", "From"),
            "ends": pgettext_lazy("of a plan", "Until"),
            "purpose": _("For what"),
            "notice": _("What callers and colleagues are told"),
            "consulted_on": _("Works council consulted on"),
        }

    def clean_share(self) -> int:
        share: int = self.cleaned_data["share"]
        if not 1 <= share <= 50:
            raise forms.ValidationError(
                _("Recording everything is not allowed: choose at most 50 %, and as little as serves.")
            )
        return share

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("begins") and values.get("ends") and values["ends"] <= values["begins"]:
            self.add_error("ends", _("The end comes after the beginning."))
        return values

"""What people say of a ritual, of a move, of an action and of a decision."""

from collections.abc import Iterator
from datetime import date, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cordee.workspace.insight import figures
from cordee.workspace.people.models import Person, Side
from cordee.workspace.rituals.agenda import LONGEST, blocks
from cordee.workspace.rituals.kinds import KINDS
from cordee.workspace.rituals.models import Ritual


def colleagues() -> Any:
    return Person.objects.filter(is_active=True).order_by("side", "name")


if TYPE_CHECKING:  # Django's own classes take no type at run time
    _Choices = forms.ModelMultipleChoiceField[Person]
    _Form = forms.ModelForm[Ritual]
else:
    _Choices = forms.ModelMultipleChoiceField
    _Form = forms.ModelForm


class _Names(_Choices):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.get_side_display()})"


class RitualForm(_Form):
    """A ritual, with the blocks of its agenda: each has its minutes and its place; 0 minutes leave it out."""

    people = _Names(
        queryset=Person.objects.none(),
        label=_("Participants"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At least one of each side."),
    )

    class Meta:
        model = Ritual
        fields = ("name", "cadence", "first_on", "at", "minutes", "place", "on_holiday", "people")
        widgets = {  # noqa: RUF012 -- Django's own way
            "name": forms.TextInput(attrs={"class": "input"}),
            "first_on": forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
            "at": forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M"),
            "minutes": forms.NumberInput(attrs={"min": 10, "max": 180, "class": "input"}),
            "place": forms.TextInput(attrs={"class": "input"}),
        }

    def __init__(self, *args: Any, agenda: list[tuple[str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = colleagues()  # type: ignore[attr-defined]  # a field of models
        self.known = blocks()
        self.planned = dict(agenda)
        order = [key for key, _minutes in agenda if key in self.known]
        self.order = [*order, *(key for key in self.known if key not in self.planned)]
        for place, key in enumerate(self.order, 1):
            self.fields[f"minutes_{key}"] = forms.IntegerField(
                label=str(self.known[key].name),
                min_value=0,
                max_value=LONGEST,
                required=False,
                initial=self.planned.get(key, 0),
                widget=forms.NumberInput(attrs={"class": "input input--small"}),
            )
            self.fields[f"place_{key}"] = forms.IntegerField(
                label=_("Place"),
                min_value=1,
                required=False,
                initial=place,
                widget=forms.NumberInput(attrs={"class": "input input--small"}),
            )

    @property
    def agenda_rows(self) -> Iterator[tuple[Any, forms.BoundField, forms.BoundField]]:
        """(block, minutes, place) in order."""
        for key in self.order:
            yield self.known[key], self[f"minutes_{key}"], self[f"place_{key}"]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields that are not of the agenda."""
        return [self[name] for name in self.Meta.fields]

    def clean_people(self) -> Any:
        people = self.cleaned_data["people"]
        sides = {one.side for one in people}
        if not ({Side.MARKETING, Side.BOTH} & sides and {Side.SALES, Side.BOTH} & sides) or len(people) < 2:
            raise forms.ValidationError(_("A ritual is of both teams: choose somebody of each side."))
        return people

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        chosen = [key for key in self.order if values.get(f"minutes_{key}")]
        total = sum(values[f"minutes_{key}"] for key in chosen)
        if not chosen:
            self.add_error(None, _("Give minutes to at least one block of the agenda."))
        elif total > LONGEST * 2:
            self.add_error(
                None,
                _("An agenda of 45 minutes is the longest: beyond twice as many, most of it would never be treated."),
            )
        chosen.sort(key=lambda key: (values.get(f"place_{key}") or 99, self.order.index(key)))
        values["agenda"] = [{"block": key, "minutes": values[f"minutes_{key}"]} for key in chosen]
        return values

    @property
    def chosen(self) -> dict[str, Any]:
        """What ``Ritual.create`` and ``Ritual.change`` take."""
        return {
            name: self.cleaned_data[name]
            for name in ("name", "cadence", "first_on", "at", "minutes", "place", "on_holiday", "agenda", "people")
        }


def initial_of(kind: str, today: date) -> dict[str, Any]:
    """What a template proposes."""
    template = KINDS[kind]
    return {
        "name": str(template.name),
        "cadence": template.cadence,
        "first_on": today,
        "at": time(10, 0),
        "minutes": template.minutes,
    }


class MoveForm(forms.Form):
    day = forms.DateField(
        label=_("New day"), widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")
    )
    at = forms.TimeField(
        label=_("New hour"), widget=forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M")
    )
    because = forms.CharField(label=_("Why"), max_length=200, widget=forms.TextInput(attrs={"class": "input"}))


class BecauseForm(forms.Form):
    because = forms.CharField(label=_("Why"), max_length=200)


class ActionForm(forms.Form):
    """Who does what by when. It stands beside another form: its ids are its own."""

    text = forms.CharField(label=_("What"), max_length=300)
    owner = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none(), empty_label=None)
    due_on = forms.DateField(label=_("By when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "action_%s", **kwargs})
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]  # a field of models


class DecisionForm(forms.Form):
    """A figure and a day, or neither."""

    text = forms.CharField(label=_("What is decided"), max_length=300)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=Person.objects.none(), required=False)
    metric = forms.ChoiceField(label=_("Figure that should move"), required=False)
    expected = forms.ChoiceField(
        label=_("Which way"), choices=[("", "–"), ("up", _("up")), ("down", _("down"))], required=False
    )
    check_on = forms.DateField(
        label=_("Read it on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "decision_%s", **kwargs})
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]  # a field of models
        self.fields["metric"].choices = [  # type: ignore[attr-defined]  # a field of choices
            ("", _("none: nothing is read")),
            *((one.key, one.name) for one in figures.definitions()),
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("metric") and not values.get("check_on"):
            self.add_error("check_on", _("Say on which day the figure is read."))
        return values

"""What people keep of the scoreboard: objectives, views, the weekly e-mail."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cordee.workspace.people.models import Person, Side
from cordee.workspace.scoreboard.models import METRICS, SavedView, a_quarter

DAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
)


class ObjectiveForm(forms.Form):
    """A target in the figure's unit; a rate in percent. Empty withdraws the objective."""

    metric = forms.ChoiceField(label=_("Figure"), choices=tuple(METRICS.items()))
    quarter = forms.CharField(label=_("Quarter"), max_length=7)
    target = forms.CharField(
        label=_("Target"),
        required=False,
        max_length=20,
        help_text=_("An amount, or a percentage for the closing rate; empty: no objective any more."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    marketing_owner = forms.ModelChoiceField(label=_("Owner in marketing"), queryset=Person.objects.none())
    sales_owner = forms.ModelChoiceField(label=_("Owner in sales"), queryset=Person.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everyone = Person.objects.filter(is_active=True).order_by("name")
        self.fields["marketing_owner"].queryset = everyone.exclude(side=Side.SALES)  # type: ignore[attr-defined]  # it is a ModelChoiceField
        self.fields["sales_owner"].queryset = everyone.exclude(side=Side.MARKETING)  # type: ignore[attr-defined]  # it is a ModelChoiceField

    def clean_quarter(self) -> str:
        return a_quarter(self.cleaned_data["quarter"])

    def clean_target(self) -> float | None:
        """Reads ``1 200 000 €``, ``1,200,000`` and ``27,5 %`` as the reader writes them."""
        text = self.cleaned_data["target"]
        if not text.strip():
            return None
        value = number(text)
        is_rate = self.data.get("metric") == "closing_rate"
        if value is None or value <= 0 or (is_rate and value > 100):
            raise ValidationError(_("Write a positive number, such as 1200000, or 25 for a rate in percent."))
        return value / 100 if is_rate else value


class ViewForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none when it runs
    class Meta:
        model = SavedView
        fields = ("name", "query", "is_shared")

    def clean_query(self) -> str:
        """A query string of the scoreboard, and nothing else."""
        text: str = self.cleaned_data["query"].lstrip("?")
        if re.search(r"[^\w%+.=&~-]", text):
            raise ValidationError(_("This is not a question of the scoreboard."))
        return text


class DigestForm(forms.Form):
    """The day of the weekly e-mail and the view that it tells; no day, no e-mail."""

    day = forms.TypedChoiceField(
        label=_("Day"), required=False, coerce=int, empty_value=None, choices=(("", _("never")), *DAYS)
    )
    view = forms.ModelChoiceField(
        label=_("View"), required=False, queryset=SavedView.objects.none(), empty_label=_("the current quarter")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["view"].queryset = SavedView.seen_by(person)  # type: ignore[attr-defined]  # it is a ModelChoiceField


def number(text: str) -> float | None:
    """A number as French or English people write it; None where it is not one."""
    plain = re.sub(r"[\s\u00a0\u202f€%$£]", "", text)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", plain):
        plain = plain.replace(".", "").replace(",", ".")
    else:
        plain = plain.replace(",", ".")
    return float(plain) if re.fullmatch(r"\d+(\.\d+)?", plain) else None

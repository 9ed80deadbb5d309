"""Signing in, and what a person prefers."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cordee.workspace.people.models import FailedSignIn, Person


class SignIn(forms.Form):
    """E-mail and password; the answer never tells which one was wrong."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.person: Person | None = None

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        email, password = values.get("email", "").lower(), values.get("password")
        if not email or not password:
            return values
        address = self.request.META.get("REMOTE_ADDR", "")
        if FailedSignIn.must_wait(email=email, address=address):
            raise forms.ValidationError(_("Too many tries. Wait a quarter of an hour, then try again."))
        person = authenticate(self.request, username=email, password=password)
        if not isinstance(person, Person):
            FailedSignIn.record(email=email, address=address)
            raise forms.ValidationError(_("This e-mail and this password do not go together."))
        FailedSignIn.forgive(email=email, address=address)
        self.person = person
        return values


class Preferences(forms.ModelForm):  # type: ignore[type-arg]  # takes none when it runs
    class Meta:
        model = Person
        fields = ("name", "language", "theme")

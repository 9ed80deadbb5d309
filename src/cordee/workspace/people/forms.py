"""Signing in, joining, inviting, and what a person chooses for themselves."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.models import record
from cordee.workspace.people.models import FailedSignIn, Invitation, Language, Person, Role, Side


def _email(autocomplete: str = "username", *, first: bool = True) -> forms.EmailField:
    attributes: dict[str, Any] = {"autocomplete": autocomplete} | ({"autofocus": True} if first else {})
    return forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs=attributes))


def _name() -> forms.CharField:
    return forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))


def _password(label: Any, autocomplete: str = "current-password", **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=500, widget=widget, **more)


class SignIn(forms.Form):
    """E-mail and password; the answer never tells which one was wrong."""

    email = _email()
    password = _password(_("Password"))

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
            record("people.sign_in_failed", subject=email, address=address, way="password")
            raise forms.ValidationError(_("This e-mail and this password do not go together."))
        FailedSignIn.forgive(email=email, address=address)
        self.person = person
        return values


class AskForLink(forms.Form):
    email = _email()


class OfPerson(forms.Form):
    """A form about one person."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person


class NewPassword(OfPerson):
    """A password typed twice, strong enough."""

    password = _password(_("New password"), "new-password")
    again = _password(_("The same once more"), "new-password")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        password, again = values.get("password") or "", values.get("again") or ""
        if password != again and "again" not in self.errors:
            self.add_error("again", _("The two passwords differ."))
        elif password and "password" not in self.errors:
            try:
                validate_password(password, self.person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values


class Confirmed(OfPerson):
    """Asks for the present password before something that a thief of an open session would want; not of who has none."""

    current = _password(_("Present password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.person.has_usable_password():
            del self.fields["current"]

    def clean_current(self) -> str:
        typed = str(self.cleaned_data["current"])
        where = {"email": self.person.email, "address": f"person:{self.person.pk}"}
        if FailedSignIn.must_wait(**where):
            raise forms.ValidationError(_("Too many tries. Wait a quarter of an hour, then try again."))
        if not self.person.check_password(typed):
            FailedSignIn.record(**where)
            raise forms.ValidationError(_("This is not your present password."))
        return typed


class OwnPassword(Confirmed, NewPassword):
    """Another password for oneself."""

    field_order = ("current", "password", "again")


class Code(forms.Form):
    """Six digits of an authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class NewApp(Confirmed):
    """The code that proves that the app was set up."""

    code = forms.CharField(
        label=_("Code shown by the app"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class NewPasskey(Confirmed):
    name = forms.CharField(label=_("Name of this key"), max_length=60)
    credential = forms.CharField(widget=forms.HiddenInput, required=False)


class FirstAdministrator(NewPassword):
    """The first account of an installation."""

    code = forms.CharField(label=_("Code printed by “cordee serve”"), max_length=80)
    name = _name()
    email = _email(first=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    field_order = ("code", "name", "email", "language", "password", "again")


class Join(NewPassword):
    """What whoever was invited says of themselves. Without a password they sign in by a link, or with the company's provider."""

    name = _name()
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    field_order = ("name", "language", "password", "again")

    def __init__(self, *args: Any, without_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password", "again"):
            self.fields[name].required = not without_password


def _without_blank(form: forms.BaseForm) -> None:
    """Everybody has a side and a role: a row of dashes is no choice."""
    for name, choices in (("side", Side.choices), ("role", Role.choices)):
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- the model says so
        field.choices = choices


class Invite(forms.ModelForm):  # type: ignore[type-arg]  # takes none when it runs
    class Meta:
        model = Invitation
        fields = ("email", "side", "role", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_blank(self)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if Person.objects.filter(email=email).exists():
            raise forms.ValidationError(_("This e-mail already belongs to somebody here."))
        return email

    def validate_constraints(self) -> None:
        """A second invitation takes the place of the first: none is refused for being the second."""


class TakePart(forms.ModelForm):  # type: ignore[type-arg]  # takes none when it runs
    class Meta:
        model = Person
        fields = ("side", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_blank(self)


class Preferences(forms.ModelForm):  # type: ignore[type-arg]  # takes none when it runs
    class Meta:
        model = Person
        fields = ("name", "language", "theme")

"""The people of the company, and what may be done about them."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordee.vocabulary.words import Side as Sides
from cordee.workspace.activity.models import record


class Refusal(Exception):
    """Something that may not be done now; the subclass says why, the page puts it in words."""


class LastAdministrator(Refusal):
    """Without this one nobody could invite, give roles or end sessions. Make somebody else administrator first."""


class Side(models.TextChoices):
    """The side of the rope; both is leadership."""

    MARKETING = Sides.MARKETING.value, _("Marketing")
    SALES = Sides.SALES.value, _("Sales")
    BOTH = Sides.BOTH.value, _("Both sides")


class Role(models.TextChoices):
    """What someone may do."""

    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    LEADERSHIP = "leadership", _("Leadership")
    ADMIN = "admin", _("Administrator")
    READ_ONLY = "read_only", _("Read only")


class Language(models.TextChoices):
    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"


class Theme(models.TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.full_clean(exclude=["password"])
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Someone of the company who signs in by e-mail."""

    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=120)
    side = models.CharField(_("Side"), max_length=12, choices=Side.choices)
    role = models.CharField(_("Role"), max_length=12, choices=Role.choices)
    title = models.CharField(_("Job title"), max_length=120, blank=True)
    language = models.CharField(_("Language"), max_length=2, choices=Language.choices, default=Language.FRENCH)
    theme = models.CharField(_("Appearance"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # someone of the demo company: one click signs in, in a demo home only
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "side", "role"]

    objects = PersonManager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """First letters of the first and last names."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def ref(self) -> str:
        """How events name this person."""
        return f"person:{self.pk}"

    @property
    def is_last_administrator(self) -> bool:
        """Whether nobody else may administer."""
        return self.role == Role.ADMIN and self.is_active and not _administrators().exclude(pk=self.pk).exists()

    def take_part_as(self, *, side: str, role: str, by: "Person", address: str = "") -> None:
        """Another side or role. Nobody takes the installation's last administrator away, not even themselves."""
        before = {"side_before": self.side, "role_before": self.role}
        if (side, role) == (self.side, self.role):
            return
        with transaction.atomic():
            self._keep_an_administrator(unless=role == Role.ADMIN)
            self.side, self.role = side, role
            self.save(update_fields=["side", "role"])
            record(
                "people.role_changed",
                by=by,
                subject=self.email,
                ref=self.ref,
                address=address,
                **before,
                side=side,
                role=role,
            )

    def deactivate(self, *, by: "Person", address: str = "") -> None:
        """No longer signs in; every session ends at once. What the person did stays."""
        with transaction.atomic():
            self._keep_an_administrator(unless=False)
            self.is_active = False
            self.save(update_fields=["is_active"])
            self.sessions.all().delete()
            record("people.deactivated", by=by, subject=self.email, ref=self.ref, address=address)

    def reactivate(self, *, by: "Person", address: str = "") -> None:
        with transaction.atomic():
            self.is_active = True
            self.save(update_fields=["is_active"])
            record("people.reactivated", by=by, subject=self.email, ref=self.ref, address=address)

    def choose_password(
        self, password: str, *, address: str = "", keep: str | None = None, by_command: bool = False
    ) -> None:
        """A new password; every session ends but the one whose key is ``keep``."""
        with transaction.atomic():
            self.set_password(password)
            self.save(update_fields=["password"])
            self.sessions.exclude(session_key=keep or "").delete()
            record(
                "people.password_changed",
                by=None if by_command else self,
                subject=self.email,
                ref=self.ref,
                address=address,
            )

    def _keep_an_administrator(self, *, unless: bool) -> None:
        # The rows are locked, so that two administrators do not take each other away at the same time.
        others = [one.pk for one in _administrators().select_for_update() if one.pk != self.pk]
        if self.role == Role.ADMIN and self.is_active and not others and not unless:
            raise LastAdministrator


def _administrators() -> "models.QuerySet[Person]":
    return Person.objects.filter(role=Role.ADMIN, is_active=True)

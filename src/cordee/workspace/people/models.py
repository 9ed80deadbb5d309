"""The people of the company, and what the sign-in remembers of failures."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordee.vocabulary.words import Side as Sides

FAILURES_ALLOWED = 5
FAILURES_ALLOWED_PER_ADDRESS = 30  # a whole office behind one address
WAIT = timedelta(minutes=15)


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


class FailedSignIn(models.Model):
    """One refused sign-in: kept for as long as it counts."""

    email = models.CharField(max_length=254)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("email", "at")), models.Index(fields=("address", "at")))

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @classmethod
    def must_wait(cls, *, email: str, address: str) -> bool:
        """Whether this e-mail from this address, or this address at all, failed too often lately."""
        recent = cls.objects.filter(at__gt=timezone.now() - WAIT, address=address)
        return recent.filter(email=email).count() >= FAILURES_ALLOWED or recent.count() >= FAILURES_ALLOWED_PER_ADDRESS

    @classmethod
    def record(cls, *, email: str, address: str) -> None:
        """Counts a failure and forgets those that no longer count."""
        cls.objects.filter(at__lte=timezone.now() - WAIT).delete()
        cls.objects.create(email=email[:254], address=address, at=timezone.now())

    @classmethod
    def forgive(cls, *, email: str, address: str) -> None:
        """A good sign-in ends the count."""
        cls.objects.filter(email=email, address=address).delete()

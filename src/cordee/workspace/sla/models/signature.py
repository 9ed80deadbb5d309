"""A signature: who signed which words, for which side, when; and, if it ended, why."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from cordee.workspace.people.models import Person, Role, Side
from cordee.workspace.sla.models.refusals import NotOfOneSide

SIDES = (Side.MARKETING, Side.SALES)


class Ended(models.TextChoices):
    """Why a signature counts no more."""

    WITHDRAWN = "withdrawn", pgettext_lazy("end of a signature", "withdrawn")
    EDITED = "edited", pgettext_lazy("end of a signature", "the terms were changed")
    ABANDONED = "abandoned", pgettext_lazy("end of a signature", "the version was abandoned")


def signing_side(person: Person) -> str:
    """The side for which the person signs: their own. Raises ``NotOfOneSide``."""
    if person.side not in SIDES or person.role in {Role.ADMIN, Role.READ_ONLY} or not person.is_active:
        raise NotOfOneSide
    return person.side


class Signature(models.Model):
    """Binds one person of one side to the hash of the terms. ``ended_at`` empty: it counts."""

    version = models.ForeignKey("sla.Version", models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=12, choices=[(side.value, side.label) for side in SIDES])
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # outlives the account
    title = models.CharField(max_length=120, blank=True)
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    ended_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("version", "side"), condition=Q(ended_at__isnull=True), name="one_signature_of_a_side_counts"
            ),
            models.UniqueConstraint(
                fields=("version", "person"), condition=Q(ended_at__isnull=True), name="one_person_never_signs_twice"
            ),
            models.CheckConstraint(condition=Q(side__in=[side.value for side in SIDES]), name="a_side_signs"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.side}) {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_live(self) -> bool:
        return self.ended_at is None

    def end(self, why: Ended, *, by: Person) -> None:
        """It counts no more; the fact that it was given stays."""
        self.ended_at, self.ended_because, self.ended_by_name = timezone.now(), why, by.name
        self.save(update_fields=["ended_at", "ended_because", "ended_by_name"])

"""What was set aside: for everybody, with the reason, until a day; and taken up again by anybody."""

from datetime import timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.models import record
from cordee.workspace.people.models import Person

DELAYS = {7: _("for a week"), 30: _("for a month"), 90: _("for a quarter")}


class SetAside(models.Model):
    """«Not now»: a matter that nobody is shown until ``until``. Taking it up again is a fact too."""

    matter = models.CharField(max_length=120, db_index=True)
    reason = models.CharField(_("Why not now"), max_length=200)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True, blank=True)
    taken_up_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-pk")

    def __str__(self) -> str:
        return self.matter

    @classmethod
    def in_force(cls) -> QuerySet["SetAside"]:
        return cls.objects.filter(taken_up_at=None, until__gt=timezone.now()).select_related("by")

    @classmethod
    def put(cls, matter: str, *, reason: str, days: int, by: Person, address: str | None = None) -> "SetAside":
        with transaction.atomic():
            made = cls.objects.create(matter=matter, reason=reason, by=by, until=timezone.now() + timedelta(days=days))
            record(
                "today.set_aside", by=by, subject=matter, ref=f"matter:{made.pk}", address=address,
                reason=reason, days=days,
            )  # fmt: skip
        return made

    def take_up(self, *, by: Person, address: str | None = None) -> None:
        """Shown again from now on."""
        with transaction.atomic():
            self.taken_up_at, self.taken_up_by = timezone.now(), by
            self.save(update_fields=["taken_up_at", "taken_up_by"])
            record("today.taken_up", by=by, subject=self.matter, ref=f"matter:{self.pk}", address=address)

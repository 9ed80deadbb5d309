"""What both sides agreed to reach, and the questions that people keep."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordee.vocabulary.periods import NotAPeriod, Period
from cordee.workspace.activity.models import record
from cordee.workspace.people.models import Person, Role

METRICS = {"revenue": _("Revenue"), "pipeline_generated": _("Pipeline generated"), "closing_rate": _("Closing rate")}
"""What an objective may be about: the common result."""


def may_set(person: Person) -> bool:
    """The leadership of either side, and administrators."""
    return person.role in {Role.LEADERSHIP, Role.ADMIN}


class Objective(models.Model):
    """What one quarter is to reach. Never changed: setting it again adds a row, and the latest holds."""

    metric = models.CharField(_("Figure"), max_length=40, choices=METRICS.items())
    quarter = models.CharField(_("Quarter"), max_length=7)  # 2026-Q3
    target = models.FloatField(null=True)  # in the metric's unit; NULL: there is none any more
    marketing_owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Owner in marketing")
    )
    sales_owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Owner in sales")
    )
    set_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-set_at", "-pk")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=("quarter", "metric"))]

    def __str__(self) -> str:
        return f"{self.metric} {self.quarter}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An objective is never changed: set it again.")
        super().save(*args, **kwargs)

    @classmethod
    def set(
        cls,
        *,
        metric: str,
        quarter: str,
        target: float | None,
        marketing_owner: Person | None,
        sales_owner: Person | None,
        by: Person,
        address: str | None = None,
    ) -> "Objective":
        """Adds what holds from now on, and tells the record of what happened."""
        with transaction.atomic():
            made = cls.objects.create(
                metric=metric,
                quarter=quarter,
                target=target,
                marketing_owner=marketing_owner,
                sales_owner=sales_owner,
                set_by=by,
            )
            record(
                "scoreboard.objective_set",
                by=by,
                subject=f"{metric} {quarter}",
                ref=f"objective:{made.pk}",
                address=address,
                target=target,
            )
        return made

    @classmethod
    def in_force(cls, quarters: list[str]) -> dict[tuple[str, str], "Objective"]:
        """(metric, quarter) → the latest, for those that have a target."""
        found: dict[tuple[str, str], Objective] = {}
        for one in cls.objects.filter(quarter__in=quarters).select_related("marketing_owner", "sales_owner", "set_by"):
            found.setdefault((one.metric, one.quarter), one)
        return {key: one for key, one in found.items() if one.target is not None}


class SavedView(models.Model):
    """A question with a name: mine, or everybody's."""

    name = models.CharField(_("Name"), max_length=60)
    query = models.CharField(max_length=500, blank=True)  # the query string of the scoreboard
    owner = models.ForeignKey(Person, models.CASCADE, related_name="+")
    is_shared = models.BooleanField(_("Shared with everybody"), default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("name", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("owner", "name"), name="one_view_of_a_name_each")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def seen_by(cls, person: Person) -> QuerySet["SavedView"]:
        """The person's own and the shared ones."""
        return cls.objects.filter(Q(owner=person) | Q(is_shared=True)).select_related("owner")

    def may_be_changed_by(self, person: Person) -> bool:
        return self.owner_id == person.pk or person.role == Role.ADMIN


class Habit(models.Model):
    """What a person wants of the scoreboard: the view that it opens on, and the weekly e-mail."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+", primary_key=True)
    view = models.ForeignKey(SavedView, models.SET_NULL, null=True, blank=True, related_name="+")
    digest_day = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 Monday … 6 Sunday; NULL: no digest
    digest_view = models.ForeignKey(SavedView, models.SET_NULL, null=True, blank=True, related_name="+")
    digest_sent_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.person_id)

    @classmethod
    def of(cls, person: Person) -> "Habit":
        """The person's; not kept yet where they never chose anything."""
        return cls.objects.select_related("view", "digest_view").filter(person=person).first() or cls(person=person)

    def is_due(self, now: datetime) -> bool:
        """Whether the digest is to be sent at ``now`` (local): on its day, once."""
        return self.digest_day == now.weekday() and self.digest_sent_on != now.date()


def a_quarter(text: str) -> str:
    """``2026-Q3``; anything else is refused in words."""
    try:
        period = Period.parse(text)
    except NotAPeriod as error:
        raise ValidationError(_("Write a quarter like 2026-Q3.")) from error
    written = f"{period.start.year}-Q{(period.start.month + 2) // 3}"
    if Period.parse(written) != period:
        raise ValidationError(_("Write a quarter like 2026-Q3."))
    return written

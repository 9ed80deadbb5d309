"""What a meeting ends with: actions, each with an owner and a day, and decisions, which are read when their day comes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.models import record
from cordee.workspace.people.models import Person
from cordee.workspace.rituals.models.meeting import Meeting
from cordee.workspace.rituals.models.ritual import Ritual

SIDES = [("marketing", _("Marketing")), ("sales", _("Sales")), ("both", _("Both sides"))]


class Action(models.Model):
    """Somebody does something by a day."""

    ritual = models.ForeignKey(Ritual, models.CASCADE, related_name="actions")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="actions")
    text = models.CharField(_("What"), max_length=300)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Who"))
    side = models.CharField(_("Side"), max_length=12, choices=SIDES)
    due_on = models.DateField(_("By when"))
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("due_on", "pk")

    def __str__(self) -> str:
        return self.text

    @classmethod
    def agree(
        cls,
        meeting: Meeting,
        text: str,
        *,
        owner: Person,
        due_on: date,
        by: Person,
        at: datetime | None = None,
        address: str | None = None,
    ) -> "Action":
        with transaction.atomic():
            made = cls.objects.create(
                ritual=meeting.ritual,
                meeting=meeting,
                text=text,
                owner=owner,
                side=owner.side,
                due_on=due_on,
                made_at=at or timezone.now(),
            )
            meeting.touch()
            record(
                "rituals.action_agreed",
                by=by,
                subject=text,
                ref=f"action:{made.pk}",
                address=address,
                owner=owner.email,
                due_on=due_on.isoformat(),
            )
        return made

    def is_late(self, today: date) -> bool:
        return self.done_at is None and self.due_on < today

    def mark_done(self, *, by: Person, at: datetime, address: str | None = None) -> None:
        """Done, once."""
        with transaction.atomic():
            if Action.objects.filter(pk=self.pk, done_at=None).update(done_at=at, done_by=by):
                self.meeting.touch()
                record("rituals.action_done", by=by, subject=self.text, ref=f"action:{self.pk}", address=address)
        self.refresh_from_db()


class Decision(models.Model):
    """What was decided, by whom, and, if the two teams want to know what it changes, the figure and the day to read it."""

    text = models.CharField(_("What is decided"), max_length=300)
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="decisions")
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Owner"))
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_on = models.DateField()
    metric = models.CharField(_("Figure that should move"), max_length=60, blank=True)
    expected = models.CharField(max_length=4, blank=True)  # up, down; empty: nobody said
    check_on = models.DateField(_("Read it on"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-decided_on", "-pk")

    def __str__(self) -> str:
        return self.text

    @classmethod
    def take(
        cls,
        text: str,
        *,
        by: Person,
        on: date,
        meeting: Meeting | None = None,
        owner: Person | None = None,
        metric: str = "",
        expected: str = "",
        check_on: date | None = None,
        address: str | None = None,
    ) -> "Decision":
        with transaction.atomic():
            made = cls.objects.create(
                text=text,
                meeting=meeting,
                owner=owner,
                decided_by=by,
                decided_on=on,
                metric=metric,
                expected=expected,
                check_on=check_on if metric else None,
            )
            if meeting is not None:
                meeting.touch()
            record(
                "rituals.decided",
                by=by,
                subject=text,
                ref=f"decision:{made.pk}",
                address=address,
                metric=metric,
                check_on=check_on.isoformat() if metric and check_on else None,
            )
        return made

    @property
    def is_read(self) -> bool:
        return Reading.objects.filter(decision=self).exists()


class Verdict(models.TextChoices):
    """What a before and after says. Never why: other things happened in between."""

    ROSE = "rose", _("It rose beyond chance")
    FELL = "fell", _("It fell beyond chance")
    NO_DIFFERENCE = "no_difference", _("No difference that chance would not make")
    CANNOT_TELL = "cannot_tell", _("Cannot tell")


class Reading(models.Model):
    """What the software read on the day. Never changed: a later reading is a further row."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="readings")
    at = models.DateTimeField(default=timezone.now)
    snapshot = models.PositiveIntegerField(null=True)
    verdict = models.CharField(max_length=14, choices=Verdict.choices)
    before = models.JSONField(default=dict)  # a figure as the command prints it
    after = models.JSONField(default=dict)
    horizon = models.PositiveSmallIntegerField(null=True)
    why = models.JSONField(default=dict)  # in each language

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.decision_id} {self.verdict}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A reading is never changed: read again.")
        super().save(*args, **kwargs)

    @classmethod
    def keep(cls, decision: Decision, values: Mapping[str, Any]) -> "Reading":
        with transaction.atomic():
            made = cls.objects.create(decision=decision, **values)
            record(
                "rituals.decision_read",
                subject=decision.text,
                ref=f"decision:{decision.pk}",
                verdict=made.verdict,
                metric=decision.metric,
            )
        return made

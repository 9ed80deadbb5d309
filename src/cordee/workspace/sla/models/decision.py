"""What people decide on leads, who got which, what marketing answered, and who was warned of what: facts, once each."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordee.workspace.people.models import Person, Side
from cordee.workspace.sla.models.version import Version


class Handed(models.Model):
    """A lead as it was when something was done about it, tied to a record so that it follows a merge."""

    record = models.BigIntegerField()
    source = models.CharField(max_length=60)
    object = models.CharField(max_length=60)
    source_id = models.CharField(max_length=254)
    person_id = models.BigIntegerField()  # its id then
    name = models.CharField(max_length=200)  # its name then
    account = models.CharField(max_length=200, blank=True)
    mql_at = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        abstract = True


class Verdict(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


class Decision(Handed):
    """Sales take a lead, or send it back with a reason of the SLA. One a passage, and never changed."""

    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reason = models.CharField(max_length=48, blank=True)  # its key in the terms
    reason_fr = models.CharField(max_length=200, blank=True)
    reason_en = models.CharField(max_length=200, blank=True)
    destination = models.CharField(max_length=20, blank=True)
    counts_against = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    follow_side = models.CharField(max_length=12, blank=True, choices=Side.choices)  # who takes care of what follows
    follow_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    follow_on = models.DateField(null=True)  # when it is taken up again
    told_by = models.CharField(
        max_length=60, blank=True
    )  # the tool in which it was taken, which tells the passage itself
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=120)  # outlives the account
    by_email = models.CharField(max_length=254)

    class Meta:
        ordering = ("-at", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("record", "mql_at"), name="one_decision_a_passage"),
            models.CheckConstraint(
                condition=models.Q(verdict="accepted") | ~models.Q(reason=""), name="a_refusal_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.verdict}"

    def reason_in(self, language: str) -> str:
        """The reason as the SLA worded it then."""
        return self.reason_fr if language == "fr" else self.reason_en


class Outcome(models.TextChoices):
    """What a refusal changed."""

    TARGETING = "targeting", _("The targeting was changed")
    SCORING = "scoring", _("The score was changed")
    DATA = "data", _("The data were mended")
    ROUTING = "routing", _("The routing was changed")
    NURTURE = "nurture", _("Marketing takes the lead back and nurtures it")
    KEPT = "kept", _("Nothing was changed, and here is why")


class Answer(models.Model):
    """What marketing answers to a refusal: what was decided and what changed because of it. Told to who refused."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="answer")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    text = models.TextField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=120)  # outlives the account
    by_email = models.CharField(max_length=254)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)  # by who refused

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.decision}: {self.outcome}"


class Why(models.TextChoices):
    """Why a lead went to somebody."""

    ACCOUNT_OWNER = "account_owner", _("owns the account")
    TURN = "turn", _("in turn")
    FALLBACK = "fallback", _("nobody of the queue was there")


class Assignment(Handed):
    """A lead that no tool gave to anybody, given by the routing of the SLA. One a passage."""

    to = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    to_email = models.CharField(max_length=254, db_index=True)
    queue = models.CharField(max_length=48, blank=True)
    why = models.CharField(max_length=13, choices=Why.choices)
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("record", "mql_at"), name="one_assignment_a_passage")
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.to_email}"


class Warned(models.Model):
    """Somebody was told once that a clock is at risk, or broken."""

    key = models.CharField(max_length=254, unique=True)  # person, clause, start, step, who is told
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.key

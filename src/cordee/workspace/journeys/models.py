"""What people know and tools do not: notes and feedback on a person or an account, from either side.

An insight is tied to the records that spoke of its subject when it was written, not to the subject's id: identities are resolved
anew at each refresh, and a note follows its records through every merge and split. Nothing is overwritten: a correction is a
further wording, and what is withdrawn stays, with who withdrew it and when.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cordee.workspace.people.models import Person, Side


class Kind(models.TextChoices):
    """What is told."""

    NOTE = "note", _("Note")
    OBJECTION = "objection", _("Objection heard")
    COMPETITOR = "competitor", _("Competitor")
    TIMING = "timing", _("Timing")
    NEED = "need", pgettext_lazy("what a buyer looks for", "Need")
    GOOD_LEAD = "good_lead", _("Good lead")
    BAD_LEAD = "bad_lead", _("Not a good lead")


FEEDBACK = (Kind.GOOD_LEAD, Kind.BAD_LEAD)
WRITTEN = tuple(kind for kind in Kind if kind not in FEEDBACK)


class Reason(models.TextChoices):
    """Why a lead is not a good one: the words that both sides count."""

    TARGET = "target", _("Outside our target")
    NEED = "need", _("No need")
    TIMING = "timing", _("Too early")
    BUDGET = "budget", _("No budget")
    UNREACHABLE = "unreachable", _("Cannot be reached")
    COMPETITOR = "competitor", _("Chose a competitor")
    NOT_A_BUYER = "not_a_buyer", _("Student, supplier or candidate")
    OTHER = "other", _("Another reason")


class InsightSet(models.QuerySet["Insight"]):
    def about(self, records: Iterable[int]) -> "InsightSet":
        """Those of which one of the records speaks, with their words, earliest first."""
        anchored = Anchor.objects.filter(record_id__in=list(records)).values("insight_id")
        return self.filter(pk__in=anchored).prefetch_related("wordings").order_by("at", "pk")


class Insight(models.Model):
    """One thing that somebody told of a person or an account."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    about_kind = models.CharField(max_length=7)  # person, account
    about_id = models.BigIntegerField()  # their id then
    about_name = models.CharField(max_length=200)  # their name then
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="insights")
    author_name = models.CharField(max_length=120)  # outlives the account
    side = models.CharField(max_length=12, choices=Side.choices)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)  # last wording, or withdrawal
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)

    objects: ClassVar[Any] = InsightSet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.about_name}"

    @classmethod
    def tell(
        cls,
        *,
        kind: str,
        text: str = "",
        reason: str = "",
        by: Person,
        about: tuple[str, int, str],
        records: Iterable[int],
    ) -> "Insight":
        """Keeps what ``by`` tells of ``about`` (person or account, id, name), tied to the records that speak of it now."""
        with transaction.atomic():
            insight: Insight = cls.objects.create(
                kind=kind,
                reason=reason,
                about_kind=about[0],
                about_id=about[1],
                about_name=about[2][:200],
                author=by,
                author_name=by.name,
                side=by.side,
            )
            Anchor.objects.bulk_create(Anchor(insight=insight, record_id=record) for record in set(records))
            Wording.objects.create(insight=insight, text=text, by=by.name, at=insight.at)
        return insight

    def reword(self, text: str, *, by: Person) -> None:
        """A correction: the former words are kept."""
        with transaction.atomic():
            self.changed_at = timezone.now()
            Wording.objects.create(insight=self, text=text, by=by.name, at=self.changed_at)
            self.save(update_fields=["changed_at"])

    def withdraw(self, *, by: Person) -> None:
        """Out of the story, and never erased. A second time changes nothing."""
        if self.withdrawn_at is None:
            self.withdrawn_at = self.changed_at = timezone.now()
            self.withdrawn_by = by.name
            self.save(update_fields=["withdrawn_at", "changed_at", "withdrawn_by"])

    @property
    def text(self) -> str:
        """The latest words."""
        found = list(self.wordings.all())
        return found[-1].text if found else ""

    @property
    def is_edited(self) -> bool:
        return len(self.wordings.all()) > 1

    @property
    def hue(self) -> str:
        return "joint" if self.side == Side.BOTH else self.side


class Anchor(models.Model):
    """A record that spoke of the subject when the insight was written."""

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="anchors")
    record_id = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("insight", "record_id"), name="one_anchor_per_record"),)

    def __str__(self) -> str:
        return str(self.record_id)


class Wording(models.Model):
    """The words of an insight at a moment; the last are the ones that are shown."""

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="wordings")
    text = models.TextField(blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text[:60]

"""A debrief: a deal, a seat for each side, two answers given alone, one agreement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cordee.workspace.activity.models import record
from cordee.workspace.people.models import Person, Refusal, Role, Side
from cordee.workspace.rituals.models import Decision

SIDES = (Side.MARKETING.value, Side.SALES.value)
LEAST_DRIVERS, MOST_DRIVERS = 4, 6
LEAST_EVIDENCE = 5
"""Characters: "no" is none."""


class Outcome(models.TextChoices):
    """Why the deal is debriefed."""

    WON = "won", pgettext_lazy("a deal", "Won")
    LOST = "lost", pgettext_lazy("a deal", "Lost")
    SILENT = "silent", pgettext_lazy("a deal", "Silent")


class Kind(models.TextChoices):
    """How it ended, as a side sees it. Unknown is offered on purpose: nobody has to invent."""

    WON = "won", _("They chose us")
    COMPETITOR = "competitor", _("They chose a competitor")
    NO_DECISION = "no_decision", _("They decided nothing")
    OWN_WAY = "own_way", _("They do it by themselves")
    NO_FIT = "no_fit", _("It was not for them")
    UNKNOWN = "unknown", _("I do not know")


class DriverKey(models.TextChoices):
    """What may have played a part."""

    FIT = "fit", _("What the product does")
    PRICE = "price", _("Price")
    TIMING = "timing", _("Their moment and their process")
    CHAMPION = "champion", _("Our contact’s weight in the house")
    COMPETITION = "competition", _("The competitor")
    PROOF = "proof", _("Our proofs: cases, references, demonstration")
    FOLLOW_UP = "follow_up", _("How fast and how well we followed up")


class Part(models.TextChoices):
    HELPED = "helped", _("helped")
    HURT = "hurt", _("hurt")
    NONE = "none", _("no part")


class NotYourSeat(Refusal):
    """Only who sits for a side answers for it."""


class AnsweredAlready(Refusal):
    """An answer is given once."""


class NoEvidence(Refusal):
    """What helped or hurt needs something that shows it."""


class NotBoth(Refusal):
    """One agrees once both have answered."""


class Rule(models.Model):
    """Which deals are debriefed. Never changed: setting it again adds a row, and the latest holds."""

    least_amount = models.FloatField(_("From this amount"), default=15_000)
    silent_days = models.PositiveSmallIntegerField(_("Silent for so many days"), default=30)
    set_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-set_at", "-pk")

    def __str__(self) -> str:
        return f"{self.least_amount:.0f}, {self.silent_days}"

    @classmethod
    def in_force(cls) -> "Rule":
        return cls.objects.first() or cls()

    @classmethod
    def set(cls, *, least_amount: float, silent_days: int, by: Person, address: str | None = None) -> "Rule":
        with transaction.atomic():
            made = cls.objects.create(least_amount=least_amount, silent_days=silent_days, set_by=by)
            record(
                "debriefs.rule_set",
                by=by,
                subject=str(made),
                address=address,
                least_amount=least_amount,
                days=silent_days,
            )
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The deal that a debrief is about, as it stands when it opens."""

    deal_id: int
    records: list[int]
    outcome: str
    name: str
    account: str
    account_id: int | None
    amount: float | None
    currency: str
    happened_on: date
    segment: str = ""
    channel: str = ""
    reason: str = ""


class Debrief(models.Model):
    """Open until both have answered and agreed. A seat that nobody holds waits for somebody of its side."""

    deal_id = models.BigIntegerField()
    records = models.JSONField(default=list)  # ids of the deal's records: they outlive merges
    outcome = models.CharField(max_length=6, choices=Outcome.choices)
    name = models.CharField(max_length=200)
    account = models.CharField(max_length=200, blank=True)
    account_id = models.BigIntegerField(null=True)
    amount = models.FloatField(null=True)
    currency = models.CharField(max_length=3)
    happened_on = models.DateField()  # closed, or last heard of
    segment = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # as the CRM gives it: a hypothesis
    opened_at = models.DateTimeField(default=timezone.now)
    marketing = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    sales = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    lessons = models.TextField(_("What we learn"), blank=True)
    decision = models.OneToOneField(Decision, models.SET_NULL, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-happened_on", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("deal_id", "outcome"), name="one_debrief_of_an_outcome")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"debrief:{self.pk}"

    @classmethod
    def open(
        cls,
        subject: Subject,
        *,
        marketing: Person | None,
        sales: Person | None,
        by: Person | None = None,
        at: datetime | None = None,
    ) -> "Debrief | None":
        """None where the deal already has one for this outcome."""
        values = {field: getattr(subject, field) for field in Subject.__slots__}
        values |= {"name": subject.name[:200], "account": subject.account[:200], "reason": subject.reason[:200]}
        try:
            with transaction.atomic():
                made = cls.objects.create(marketing=marketing, sales=sales, opened_at=at or timezone.now(), **values)
                record("debriefs.opened", by=by, subject=made.name, ref=made.ref, outcome=made.outcome)
        except IntegrityError:
            return None
        return made

    def seat_of(self, person: Person) -> str:
        """The side for which the person sits; empty where they do not."""
        return next((side for side in SIDES if getattr(self, f"{side}_id") == person.pk), "")

    def may_sit(self, person: Person, side: str) -> bool:
        """Whether the person may take the side's seat: of that side (or of both), not sitting yet, nobody's answer there."""
        return (
            side in SIDES
            and person.side in {side, Side.BOTH}
            and person.role != Role.READ_ONLY
            and not self.seat_of(person)
            and not self.answers.filter(side=side).exists()
        )

    def sit(self, person: Person, side: str, *, address: str | None = None) -> None:
        """Takes the side's seat, also from a colleague who has not answered yet."""
        if not self.may_sit(person, side):
            raise NotYourSeat
        with transaction.atomic():
            setattr(self, side, person)
            self.save(update_fields=[side])
            record("debriefs.seat_taken", by=person, subject=self.name, ref=self.ref, address=address, side=side)

    @property
    def is_revealed(self) -> bool:
        """Whether both have answered: only then is an answer anybody else's to read."""
        return self.answers.count() == len(SIDES)

    def has_answered(self, side: str) -> bool:
        return self.answers.filter(side=side).exists()

    def answer(
        self,
        *,
        by: Person,
        kind: str,
        drivers: Iterable[tuple[str, str, str, str]],
        praise: Mapping[str, str],
        seconds: int | None = None,
        at: datetime | None = None,
        address: str | None = None,
    ) -> "Answer":
        """What a side thinks, alone. ``drivers``: (key, part, evidence, knot of the journey); ``praise``: the four fields.

        Raises ``NotYourSeat``, ``AnsweredAlready``, ``NoEvidence``.
        """
        side = self.seat_of(by)
        judged = [one for one in drivers if one[1]]
        if not side:
            raise NotYourSeat
        if any(
            part != Part.NONE and not knot and len(text.strip()) < LEAST_EVIDENCE for _key, part, text, knot in judged
        ):
            raise NoEvidence
        if kind != Kind.UNKNOWN and not LEAST_DRIVERS <= len(judged) <= MOST_DRIVERS:
            raise NoEvidence
        try:
            with transaction.atomic():
                made: Answer = Answer.objects.create(
                    debrief=self, side=side, by=by, kind=kind, seconds=seconds, at=at or timezone.now(), **praise
                )
                Driver.objects.bulk_create(
                    Driver(answer=made, key=key, part=part, evidence=text.strip()[:400], knot=knot[:200])
                    for key, part, text, knot in judged
                )
                record("debriefs.answered", by=by, subject=self.name, ref=self.ref, address=address, side=side)
        except IntegrityError as error:
            raise AnsweredAlready from error
        return made

    def agree(
        self,
        *,
        by: Person,
        lessons: str,
        decision: str,
        owner: Person,
        on: date,
        metric: str = "",
        expected: str = "",
        check_on: date | None = None,
        at: datetime | None = None,
        address: str | None = None,
    ) -> None:
        """Ends the debrief: what is learnt, one decision, one owner. A second time changes nothing."""
        if not self.seat_of(by):
            raise NotYourSeat
        if not self.is_revealed:
            raise NotBoth
        with transaction.atomic():
            if not Debrief.objects.filter(pk=self.pk, agreed_at=None).update(
                agreed_at=at or timezone.now(), agreed_by=by, lessons=lessons
            ):
                return
            taken = Decision.take(
                decision,
                by=by,
                on=on,
                owner=owner,
                metric=metric,
                expected=expected,
                check_on=check_on,
                address=address,
            )
            Debrief.objects.filter(pk=self.pk).update(decision=taken)
            record("debriefs.agreed", by=by, subject=self.name, ref=self.ref, address=address, decision=decision)
        self.refresh_from_db()


class AnswerSet(models.QuerySet["Answer"]):
    def seen_by(self, person: Person) -> "AnswerSet":
        """The answers that the person may read: their own, and both of a debrief in which both have answered.

        Nobody is above it: neither leadership nor administrators.
        """
        both = (
            Answer.objects.values("debrief_id")
            .annotate(sides=models.Count("pk"))
            .filter(sides=len(SIDES))
            .values("debrief_id")
        )
        return self.filter(models.Q(by=person) | models.Q(debrief_id__in=both))

    def revealed(self) -> "AnswerSet":
        """Those that anybody of the company may read."""
        both = (
            Answer.objects.values("debrief_id")
            .annotate(sides=models.Count("pk"))
            .filter(sides=len(SIDES))
            .values("debrief_id")
        )
        return self.filter(debrief_id__in=both)


class Answer(models.Model):
    """What one side thinks, given once."""

    debrief = models.ForeignKey(Debrief, models.CASCADE, related_name="answers")
    side = models.CharField(max_length=12, choices=[(one.value, one.label) for one in Side if one.value in SIDES])
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    seconds = models.PositiveIntegerField(null=True)  # from the opening of the form to the answer
    kind = models.CharField(_("How it ended"), max_length=12, choices=Kind.choices)
    marketing_well = models.CharField(_("Marketing did well"), max_length=300, blank=True)
    marketing_missed = models.CharField(_("Marketing missed"), max_length=300, blank=True)
    sales_well = models.CharField(_("Sales did well"), max_length=300, blank=True)
    sales_missed = models.CharField(_("Sales missed"), max_length=300, blank=True)

    objects: ClassVar[Any] = AnswerSet.as_manager()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("side",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("debrief", "side"), name="one_answer_of_a_side")
        ]

    def __str__(self) -> str:
        return f"{self.debrief_id} {self.side}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An answer is given once, and never changed.")
        super().save(*args, **kwargs)


class Driver(models.Model):
    """What played a part, and what shows it: words, or a knot of the journey."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="drivers")
    key = models.CharField(max_length=12, choices=DriverKey.choices)
    part = models.CharField(max_length=6, choices=Part.choices)
    evidence = models.CharField(max_length=400, blank=True)
    knot = models.CharField(max_length=200, blank=True)  # what it is called on the rope, with its day

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("answer", "key"), name="one_judgement_of_a_driver"),
            models.CheckConstraint(
                condition=models.Q(part="none") | ~models.Q(evidence="", knot=""), name="no_part_without_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.part}"

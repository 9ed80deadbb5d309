"""A version of the SLA: its terms, their hash, and the dated facts from which its state is read."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from cordee.vocabulary.sla_terms.clauses import content_hash
from cordee.vocabulary.sla_terms.difference import difference
from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.reading import to_json
from cordee.workspace.activity.models import record
from cordee.workspace.jobs.models import Job
from cordee.workspace.people.models import Person
from cordee.workspace.sla.models.refusals import (
    AlreadySigned,
    ChangedMeanwhile,
    InForce,
    NotProposed,
    NotReady,
    NotYours,
    SamePerson,
    Sealed,
    Tampered,
)
from cordee.workspace.sla.models.signature import Ended, Signature, signing_side
from cordee.workspace.sla.soundness import unsigned_problems

EXPORT = "sla.export"
"""The job that hands signed terms over (``exporting``); asked for in the transaction that seals or unseals."""


class Standing(models.TextChoices):
    """Where a version is in its life."""

    DRAFT = "draft", pgettext_lazy("state of a version", "draft")
    PROPOSED = "proposed", pgettext_lazy("state of a version", "proposed")
    SIGNED = "signed", pgettext_lazy("state of a version", "signed by both sides")
    IN_FORCE = "in_force", pgettext_lazy("state of a version", "in force")
    SUPERSEDED = "superseded", pgettext_lazy("state of a version", "superseded")
    ABANDONED = "abandoned", pgettext_lazy("state of a version", "abandoned")


class Version(models.Model):
    """One version. ``in_force_at`` is set by the second signature, and emptied when one is withdrawn before that moment.

    From that moment on nothing of the version changes: the model refuses, and so does the database (``guard``).
    """

    number = models.PositiveIntegerField(unique=True)
    terms = models.JSONField()
    content_hash = models.CharField(max_length=64)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    drafted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    drafted_by_name = models.CharField(max_length=120)
    drafted_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(default=timezone.now)
    edited_by_name = models.CharField(max_length=120, blank=True)
    proposed_by_name = models.CharField(max_length=120, blank=True)
    proposed_at = models.DateTimeField(null=True)
    wanted_on = models.DateField(null=True)  # the day from which it is to hold; NULL: as soon as both have signed
    in_force_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(in_force_at__isnull=True) | Q(proposed_at__isnull=False),
                name="only_a_proposal_comes_into_force",
            ),
            models.CheckConstraint(
                condition=Q(in_force_at__isnull=True) | Q(abandoned_at__isnull=True),
                name="what_is_abandoned_never_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and Version.objects.filter(pk=self.pk, in_force_at__lte=timezone.now()).exists():
            raise InForce
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A version is never deleted: it is abandoned.")

    # Reading.

    @property
    def ref(self) -> str:
        return f"sla:{self.pk}"

    @property
    def document(self) -> Terms:
        """The terms as a value. Raises ``Tampered`` when they do not have the hash that was kept beside them."""
        terms = Terms.model_validate(self.terms)
        if content_hash(terms) != self.content_hash:
            raise Tampered
        return terms

    @property
    def live_signatures(self) -> list[Signature]:
        """Those that count, marketing first."""
        return sorted((one for one in self.signatures.all() if one.is_live), key=lambda one: one.side)

    def standing(self, now: datetime | None = None) -> Standing:
        """The state at ``now``."""
        now = now or timezone.now()
        if self.abandoned_at is not None:
            return Standing.ABANDONED
        if self.proposed_at is None:
            return Standing.DRAFT
        if self.in_force_at is None:
            return Standing.PROPOSED
        if self.in_force_at > now:
            return Standing.SIGNED
        holds = Version.in_force(now)
        return Standing.IN_FORCE if holds is not None and holds.pk == self.pk else Standing.SUPERSEDED

    def has_begun(self, now: datetime | None = None) -> bool:
        """Whether it is, or was, in force."""
        return self.in_force_at is not None and self.in_force_at <= (now or timezone.now())

    @classmethod
    def in_force(cls, now: datetime | None = None) -> "Version | None":
        """The version that holds at ``now``: the one that came into force last."""
        begun = cls.objects.filter(in_force_at__lte=now or timezone.now())
        return begun.order_by("-in_force_at", "-number").first()

    @property
    def superseded_at(self) -> datetime | None:
        """When another version took its place; None while none has."""
        if self.in_force_at is None:
            return None
        later = Q(in_force_at__gt=self.in_force_at) | Q(in_force_at=self.in_force_at, number__gt=self.number)
        found = Version.objects.filter(later, in_force_at__lte=timezone.now()).order_by("in_force_at", "number").first()
        return found.in_force_at if found else None

    # Writing. Each verb locks the row, so that of two who act at once the second sees what the first did.

    @classmethod
    def locked(cls, pk: int) -> "Version":
        """The row, ours until the end of the transaction."""
        return cls.objects.select_for_update().get(pk=pk)

    @classmethod
    def draft(
        cls, terms: Terms, *, by: Person, based_on: "Version | None" = None, address: str | None = None
    ) -> "Version":
        """A new draft with the next number."""
        for attempt in range(5):
            number = (cls.objects.aggregate(last=Max("number"))["last"] or 0) + 1
            try:
                with transaction.atomic():
                    made = cls.objects.create(
                        number=number,
                        terms=to_json(terms),
                        content_hash=content_hash(terms),
                        based_on=based_on,
                        drafted_by=by,
                        drafted_by_name=by.name,
                        edited_by_name=by.name,
                    )
                    record("sla.drafted", by=by, subject=str(made), ref=made.ref, address=address)
                return made
            except IntegrityError:
                if attempt == 4:
                    raise
        raise AssertionError("unreachable")

    def edit(self, terms: Terms, *, by: Person, seen: str, address: str | None = None) -> list[Signature]:
        """Other terms, made from those whose hash is ``seen``. Gives the signatures that this voided."""
        with transaction.atomic():
            row = Version.locked(self.pk)
            row._must_be_open()
            if row.content_hash != seen:
                raise ChangedMeanwhile
            changed = [one.id for one in difference(row.document, terms)]
            new = content_hash(terms)
            voided: list[Signature] = []
            if new != row.content_hash:
                voided = row._end_signatures(Ended.EDITED, by=by, address=address)
                row.terms, row.content_hash = to_json(terms), new
                row.edited_at, row.edited_by_name = timezone.now(), by.name
                row.save(update_fields=["terms", "content_hash", "edited_at", "edited_by_name"])
                record("sla.edited", by=by, subject=str(row), ref=row.ref, address=address, clauses=", ".join(changed))
        self._take(row)
        return voided

    def propose(self, *, by: Person, wanted_on: date | None = None, address: str | None = None) -> None:
        """Puts the draft before both sides. A second time only moves the day from which it is to hold."""
        with transaction.atomic():
            row = Version.locked(self.pk)
            row._must_be_open()
            row.proposed_at = row.proposed_at or timezone.now()
            row.proposed_by_name = row.proposed_by_name or by.name
            row.wanted_on = wanted_on
            row.save(update_fields=["proposed_at", "proposed_by_name", "wanted_on"])
            record("sla.proposed", by=by, subject=str(row), ref=row.ref, address=address)
        self._take(row)

    def abandon(self, *, by: Person, address: str | None = None) -> None:
        """Set aside for good; kept, and its signatures end."""
        with transaction.atomic():
            row = Version.locked(self.pk)
            row._must_be_open()
            row._end_signatures(Ended.ABANDONED, by=by, address=address)
            row.abandoned_at = timezone.now()
            row.save(update_fields=["abandoned_at"])
            record("sla.abandoned", by=by, subject=str(row), ref=row.ref, address=address)
        self._take(row)

    def sign(self, *, by: Person, seen: str, address: str | None = None) -> Signature:
        """Signs, for the side of ``by``, the terms whose hash is ``seen``; the second side's signature seals them.

        Raises ``NotOfOneSide``, ``NotProposed``, ``ChangedMeanwhile``, ``AlreadySigned``, ``SamePerson``, ``NotReady``,
        ``InForce``, ``Sealed``, ``Tampered``.
        """
        side = signing_side(by)
        with transaction.atomic():
            row = Version.locked(self.pk)
            if row.in_force_at is None and row.proposed_at is None:
                raise NotProposed
            signed = row.live_signatures
            if any(one.side == side for one in signed):
                raise AlreadySigned
            row._must_be_open()
            if row.content_hash != seen:
                raise ChangedMeanwhile
            if any(one.person_id == by.pk for one in signed):
                raise SamePerson
            if problems := unsigned_problems(row.document):
                raise NotReady(problems)
            made = Signature.objects.create(
                version=row, side=side, person=by, name=by.name, title=by.title, content_hash=row.content_hash
            )
            record("sla.signed", by=by, subject=str(row), ref=row.ref, address=address, side=side)
            if signed:
                row.in_force_at = row._begins(made.at)
                row.save(update_fields=["in_force_at"])
                Job.enqueue(EXPORT, by=by, unique=EXPORT)
                record("sla.sealed", subject=str(row), ref=row.ref, at=row.in_force_at.isoformat(timespec="minutes"))
        self._take(row)
        return made

    def withdraw_signature(self, *, by: Person, address: str | None = None) -> Signature:
        """Takes back the signature of the side of ``by``, while the version is not in force."""
        side = signing_side(by)
        with transaction.atomic():
            row = Version.locked(self.pk)
            if row.has_begun():
                raise InForce
            found = next((one for one in row.live_signatures if one.side == side), None)
            if found is None or not (found.person_id == by.pk or by.role == "leadership"):
                raise NotYours
            found.end(Ended.WITHDRAWN, by=by)
            if row.in_force_at is not None:
                row.in_force_at = None
                row.save(update_fields=["in_force_at"])
                Job.enqueue(EXPORT, by=by, unique=EXPORT)
            record("sla.signature_withdrawn", by=by, subject=str(row), ref=row.ref, address=address, side=side)
        self._take(row)
        return found

    def _must_be_open(self) -> None:
        if self.has_begun() or self.abandoned_at is not None:
            raise InForce
        if self.in_force_at is not None:
            raise Sealed

    def _end_signatures(self, why: Ended, *, by: Person, address: str | None) -> list[Signature]:
        ended = self.live_signatures
        for one in ended:
            one.end(why, by=by)
            record(
                "sla.signature_voided",
                by=by,
                subject=str(self),
                ref=self.ref,
                address=address,
                side=one.side,
                of=one.name,
            )
        return ended

    def _begins(self, sealed_at: datetime) -> datetime:
        """When it comes into force: at the start of the day wanted, in the company's zone, and never before it is sealed.

        Of two versions that were agreed for the same day, the one sealed later follows by a second.
        """
        begins = sealed_at
        if self.wanted_on is not None:
            morning = datetime.combine(self.wanted_on, time.min, ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)
            begins = max(sealed_at, morning)
        while Version.objects.filter(in_force_at=begins).exists():
            begins += timedelta(seconds=1)
        return begins

    def _take(self, row: "Version") -> None:
        """Makes this object what the row has become."""
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(row, field.attname))
        self._prefetched_objects_cache: dict[str, Any] = {}


def with_signatures(versions: "models.QuerySet[Version] | Iterable[Version]") -> list[Version]:
    """The versions, with all their signatures read at once."""
    found = list(versions)
    models.prefetch_related_objects(found, "signatures")
    return found

"""A ritual: what recurs, with whom, on which agenda. And each person's calendar address."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.models import record
from cordee.workspace.people.models import Person
from cordee.workspace.rituals.kinds import CADENCES, KINDS
from cordee.workspace.rituals.recurrence import Cadence, Occurrence, OnHoliday, Rule, occurrences

if TYPE_CHECKING:
    from cordee.workspace.rituals.models.meeting import Meeting

LOOKED_AHEAD = timedelta(days=200)
"""Far enough for the next but one quarterly meeting."""


class Ritual(models.Model):
    """Ended, never deleted: its meetings, decisions and actions stay."""

    name = models.CharField(_("Name"), max_length=80)
    kind = models.CharField(_("Template"), max_length=20, choices=[(key, kind.name) for key, kind in KINDS.items()])
    cadence = models.CharField(_("How often"), max_length=12, choices=list(CADENCES.items()))
    first_on = models.DateField(_("First day"))
    at = models.TimeField(_("Hour"), default=time(10, 0))
    minutes = models.PositiveSmallIntegerField(_("Length in minutes"), default=45)
    on_holiday = models.CharField(
        _("On a public holiday"),
        max_length=20,
        choices=[
            (OnHoliday.NEXT_WORKING_DAY.value, _("Moved to the next working day")),
            (OnHoliday.KEEP.value, _("Kept on its day, and the invitation says so")),
        ],
        default=OnHoliday.NEXT_WORKING_DAY.value,
    )
    place = models.CharField(_("Place, or address of the call"), max_length=200, blank=True)
    agenda = models.JSONField(default=list)  # [{"block": key, "minutes": 8}], in order
    people = models.ManyToManyField(Person, related_name="+", verbose_name=_("Participants"))
    organiser = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    uid = models.UUIDField(default=uuid4, editable=False, unique=True)
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545: one more at each change that calendars must hear of
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def create(cls, *, by: Person, people: Iterable[Person], address: str | None = None, **fields: Any) -> "Ritual":
        """A ritual that begins on ``first_on``."""
        with transaction.atomic():
            ritual = cls.objects.create(organiser=by, **fields)
            ritual.people.set(people)
            record("rituals.created", by=by, subject=ritual.name, ref=ritual.ref, address=address, template=ritual.kind)
        return ritual

    def change(
        self, *, by: Person, people: Iterable[Person] | None = None, address: str | None = None, **fields: Any
    ) -> None:
        """Another rule, agenda or name. Calendars hear of it: the sequence grows; meetings to come follow the rule."""
        with transaction.atomic():
            for name, value in fields.items():
                setattr(self, name, value)
            self.changed_at = timezone.now()
            self.sequence += 1
            self.save()
            if people is not None:
                self.people.set(people)
            self.meetings.filter(
                opened_at=None, cancelled_at=None, moved_because="", starts_at__gt=timezone.now()
            ).delete()  # they held nothing yet: the next question makes them again, by the new rule
            record("rituals.changed", by=by, subject=self.name, ref=self.ref, address=address)

    def end(self, *, by: Person, at: datetime | None = None, address: str | None = None) -> None:
        """No further occurrence. Those in calendars are cancelled; a second time changes nothing."""
        with transaction.atomic():
            if Ritual.objects.filter(pk=self.pk, ended_at=None).update(
                ended_at=at or timezone.now(), sequence=F("sequence") + 1
            ):
                record("rituals.ended", by=by, subject=self.name, ref=self.ref, address=address)
        self.refresh_from_db()

    @property
    def ref(self) -> str:
        return f"ritual:{self.pk}"

    @property
    def rule(self) -> Rule:
        return Rule(
            cadence=Cadence(self.cadence),
            first=self.first_on,
            at=self.at,
            zone=settings.TIME_ZONE,
            country=settings.COMPANY.country,
            on_holiday=OnHoliday(self.on_holiday),
            language=(get_language() or settings.LANGUAGE_CODE)[:2],
        )

    @property
    def blocks(self) -> list[tuple[str, int]]:
        """(key, minutes) in the order of the agenda."""
        return [(one["block"], int(one["minutes"])) for one in self.agenda]

    def occurrences(self, start: date, end: date) -> Sequence[Occurrence]:
        """Those of the rule, up to its end."""
        last = min(end, timezone.localtime(self.ended_at).date()) if self.ended_at else end
        return list(occurrences(self.rule, start, last)) if start <= last else []

    def meeting_of(self, occurrence: Occurrence) -> "Meeting":
        """The meeting of an occurrence; made the first time it is asked for."""
        meeting, _made = self.meetings.get_or_create(
            key=occurrence.key,
            defaults={
                "starts_at": occurrence.starts_at,
                "minutes": self.minutes,
                "planned_on": occurrence.planned,
            },
        )
        return meeting

    def next_meeting(self, now: datetime) -> "Meeting | None":
        """The one that is under way, else the first of today or later that is neither held nor cancelled."""
        running = self.meetings.filter(opened_at__isnull=False, closed_at=None).order_by("starts_at").first()
        if running is not None:
            return running
        local = timezone.localtime(now)
        start = datetime.combine(local.date(), time.min, local.tzinfo).astimezone(UTC)
        settled = set(
            self.meetings.exclude(closed_at=None, cancelled_at=None).values_list("key", flat=True)
        )  # held or cancelled
        kept = (
            self.meetings.filter(opened_at=None, cancelled_at=None, starts_at__gte=start).order_by("starts_at").first()
        )
        for one in self.occurrences(local.date(), (local + LOOKED_AHEAD).date()):
            if one.key in settled or (kept is not None and kept.starts_at <= one.starts_at):
                continue
            found = self.meeting_of(one)
            if found.starts_at >= start:  # somebody may have moved it to an earlier day
                return found if kept is None or found.starts_at < kept.starts_at else kept
        return kept

    def last_held(self, before: datetime | None = None) -> "Meeting | None":
        """The latest that was opened, before ``before``."""
        held = self.meetings.filter(opened_at__isnull=False)
        return (held.filter(starts_at__lt=before) if before else held).order_by("-starts_at").first()


class Feed(models.Model):
    """A person's calendar address. Whoever holds the token reads their meetings, and nothing else: it is renewed at will."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+", primary_key=True)
    token = models.CharField(max_length=64, unique=True, default=secrets.token_urlsafe)
    renewed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.person_id)

    @classmethod
    def of(cls, person: Person) -> "Feed":
        return cls.objects.get_or_create(person=person)[0]

    def renew(self, *, address: str | None = None) -> None:
        """A new address; the former one answers nothing any more."""
        with transaction.atomic():
            self.token, self.renewed_at = secrets.token_urlsafe(), timezone.now()
            self.save(update_fields=["token", "renewed_at"])
            record("rituals.feed_renewed", by=self.person, subject=self.person.email, address=address)

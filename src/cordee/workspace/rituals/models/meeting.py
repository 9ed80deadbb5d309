"""A meeting: one occurrence of a ritual, with its frozen pack, its topics and who was there."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from cordee.workspace.activity.models import record
from cordee.workspace.people.models import Person, Side
from cordee.workspace.rituals.models.ritual import Ritual
from cordee.workspace.rituals.recurrence import holiday_name


class Meeting(models.Model):
    """Planned, then opened, then closed; or cancelled. ``version`` grows at each change that whoever looks must see."""

    ritual = models.ForeignKey(Ritual, models.CASCADE, related_name="meetings")
    key = models.CharField(max_length=10)  # 2026-W27: the name of the occurrence, which no move changes
    planned_on = models.DateField()  # by the rule
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    moved_because = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    present = models.ManyToManyField(Person, related_name="+")
    speaker = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    topic = models.ForeignKey("Topic", models.SET_NULL, null=True, blank=True, related_name="+")
    topic_since = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-starts_at", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("ritual", "key"), name="one_meeting_of_an_occurrence")
        ]

    def __str__(self) -> str:
        return f"{self.ritual} {self.key}"

    @property
    def ref(self) -> str:
        return f"meeting:{self.pk}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def holiday(self) -> str:
        """The public holiday on which the rule would have put it, in the reader's language."""
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        return holiday_name(settings.COMPANY.country, self.planned_on, language)

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def state(self) -> str:
        """cancelled, held, open or planned."""
        if self.is_cancelled:
            return "cancelled"
        return "held" if self.closed_at else "open" if self.opened_at else "planned"

    @property
    def both_sides(self) -> bool:
        """Whether somebody of each side was there; whoever is of both counts for neither alone."""
        sides = set(self.present.values_list("side", flat=True))
        return {Side.MARKETING, Side.SALES} <= sides

    def touch(self) -> None:
        """Whoever looks at the meeting sees that something changed."""
        Meeting.objects.filter(pk=self.pk).update(version=F("version") + 1)

    def move(self, starts_at: datetime, *, because: str, by: Person, address: str | None = None) -> None:
        """To another moment: calendars follow, by the same UID and a further sequence."""
        with transaction.atomic():
            before = self.starts_at
            self.starts_at, self.moved_because = starts_at, because
            self.sequence += 1
            self.changed_at = timezone.now()
            self.save(update_fields=["starts_at", "moved_because", "sequence", "changed_at"])
            record(
                "rituals.meeting_moved",
                by=by,
                subject=str(self),
                ref=self.ref,
                address=address,
                before=before.isoformat(),
                after=starts_at.isoformat(),
                because=because,
            )

    def cancel(self, *, because: str, by: Person, address: str | None = None) -> None:
        """Not held, with the reason; a second time changes nothing."""
        with transaction.atomic():
            if Meeting.objects.filter(pk=self.pk, cancelled_at=None, opened_at=None).update(
                cancelled_at=timezone.now(),
                changed_at=timezone.now(),
                cancelled_because=because,
                sequence=F("sequence") + 1,
            ):
                record(
                    "rituals.meeting_cancelled",
                    by=by,
                    subject=str(self),
                    ref=self.ref,
                    address=address,
                    because=because,
                )
        self.refresh_from_db()

    def open(self, content: Mapping[str, Any], *, by: Person, at: datetime, address: str | None = None) -> None:
        """Begins: the pack is frozen, its sections become topics, and what was waiting joins them. Twice changes nothing."""
        with transaction.atomic():
            if not Meeting.objects.filter(pk=self.pk, opened_at=None, cancelled_at=None).update(
                opened_at=at, opened_by=by, version=F("version") + 1
            ):
                self.refresh_from_db()
                return
            pack = Pack.freeze(self, content, by=by)
            self._make_topics(content)
            self.present.add(by)
            record(
                "rituals.meeting_opened", by=by, subject=str(self), ref=self.ref, address=address, digest=pack.digest
            )
        self.refresh_from_db()

    def _make_topics(self, content: Mapping[str, Any]) -> None:
        languages = list(content["languages"])
        sections = {one: content["languages"][one]["sections"] for one in languages}
        rows = sections[languages[0]]
        waiting = list(Topic.objects.waiting(self.ritual))
        served = {row["block"] for row in rows if row["items"]}
        left = {one.block: one for one in waiting if one.block in served}
        brought = [one for one in waiting if one.block not in served]
        position = 0
        for place, row in enumerate(rows):
            if row["block"] == "topics":
                for number, topic in enumerate(brought):
                    position += 1
                    whole, rest = divmod(row["minutes"], len(brought))
                    topic.meeting, topic.position, topic.minutes = self, position, whole + (number < rest)
                    topic.save(update_fields=["meeting", "position", "minutes"])
            elif row["items"]:
                position += 1
                # A section that the last meeting left comes back as itself, with what is new.
                former = left.get(row["block"])
                Topic.objects.create(
                    ritual=self.ritual,
                    meeting=self,
                    block=row["block"],
                    title={one: sections[one][place]["title"] for one in languages},
                    minutes=row["minutes"],
                    position=position,
                    carried_from=former.carried_from if former else None,
                )
        Topic.objects.filter(pk__in=[one.pk for one in waiting if one.block in served]).delete()

    def turn_to(self, topic: "Topic | None", *, at: datetime, treated: bool = True) -> None:
        """Goes on to a topic; the one that was under way keeps the seconds that it took, and is treated unless said otherwise."""
        with transaction.atomic():
            former = self.topic
            if former is not None:
                took = max(0, int((at - (self.topic_since or at)).total_seconds()))
                Topic.objects.filter(pk=former.pk).update(seconds=F("seconds") + took)
                if treated and former.treated_at is None and former != topic:
                    Topic.objects.filter(pk=former.pk).update(treated_at=at)
            Meeting.objects.filter(pk=self.pk).update(
                topic=topic, topic_since=at if topic else None, version=F("version") + 1
            )
        self.refresh_from_db()

    def close(self, *, by: Person, at: datetime, address: str | None = None) -> "list[Topic]":
        """Ends: what was not treated waits for the next meeting. Returns what is carried over; twice changes nothing."""
        with transaction.atomic():
            if self.topic is not None:
                self.turn_to(None, at=at)
            if not Meeting.objects.filter(pk=self.pk, closed_at=None, opened_at__isnull=False).update(
                closed_at=at, speaker=None, version=F("version") + 1
            ):
                self.refresh_from_db()
                return []
            carried = [one.carry_over() for one in self.topics.filter(treated_at=None).order_by("position")]
            record(
                "rituals.meeting_closed",
                by=by,
                subject=str(self),
                ref=self.ref,
                address=address,
                carried_over=len(carried),
                present=self.present.count(),
            )
        self.refresh_from_db()
        return carried


class Pack(models.Model):
    """The evidence of a meeting as it was when the meeting opened, in each language. Never changed; ``digest`` proves it."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="pack", primary_key=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.digest[:12]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A frozen pack is never changed.")
        super().save(*args, **kwargs)

    @classmethod
    def freeze(cls, meeting: Meeting, content: Mapping[str, Any], *, by: Person) -> "Pack":
        return cls.objects.create(meeting=meeting, content=dict(content), digest=digest_of(content), frozen_by=by)

    @property
    def is_whole(self) -> bool:
        """Whether the content is the one that was frozen."""
        return digest_of(self.content) == self.digest


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content written in one way only: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class TopicSet(models.QuerySet["Topic"]):
    def waiting(self, ritual: Ritual) -> "TopicSet":
        """What waits for the next meeting: carried over first, in the order in which it came."""
        return self.filter(ritual=ritual, meeting=None, dropped_at=None).order_by(
            models.Case(models.When(carried_from=None, then=1), default=0), "pk"
        )


class Topic(models.Model):
    """A point of an agenda: a section of the pack, what somebody brings, or what the last meeting left."""

    ritual = models.ForeignKey(Ritual, models.CASCADE, related_name="topics")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="topics")
    block = models.CharField(max_length=40, blank=True)  # empty: somebody brought it
    title = models.JSONField(default=dict)  # in each language
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    minutes = models.PositiveSmallIntegerField(default=5)
    position = models.PositiveSmallIntegerField(default=0)
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    treated_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    seconds = models.PositiveIntegerField(default=0)

    objects: ClassVar[Any] = TopicSet.as_manager()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("position", "pk")

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """The title in the reader's language, as somebody wrote it where there is one only."""
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        return self.title.get(language) or next(iter(self.title.values()), "")

    @classmethod
    def bring(cls, ritual: Ritual, text: str, *, by: Person | None, minutes: int = 5) -> "Topic":
        """Somebody's point for the next meeting."""
        made: Topic = cls.objects.create(ritual=ritual, title={"": text}, by=by, minutes=minutes)
        return made

    def carry_over(self) -> "Topic":
        """The same point for the next meeting."""
        made: Topic = Topic.objects.create(
            ritual=self.ritual,
            block=self.block,
            title=self.title,
            by=self.by,
            minutes=min(self.minutes, 10) or 5,
            carried_from=self,
        )
        return made

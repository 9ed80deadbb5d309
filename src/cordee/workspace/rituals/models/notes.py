"""Notes that several write at once. Every text that was sent is kept, with what came of it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from cordee.workspace.people.models import Person
from cordee.workspace.rituals.merging import merge
from cordee.workspace.rituals.models.meeting import Meeting, Topic

LONGEST = 20_000
"""Characters in one sending; what several wrote together may be longer."""
ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Merged:
    """What somebody's text became: ``sent`` is the revision that says what they had, ``head`` the one that all see."""

    sent: int
    head: int
    text: str


class Notes(models.Model):
    """The notes of a topic, or of a whole meeting. ``head`` counts the revisions."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="notes")
    topic = models.OneToOneField(Topic, models.CASCADE, null=True, blank=True, related_name="notes")
    text = models.TextField(blank=True)
    head = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("meeting",), condition=models.Q(topic=None), name="one_text_for_the_whole_meeting"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def of(cls, meeting: Meeting, topic: Topic | None) -> "Notes":
        return cls.objects.get_or_create(meeting=meeting, topic=topic)[0]

    def write(self, text: str, *, base: int, nonce: str, by: Person | None) -> Merged:
        """Merges ``text``, which began from the revision ``base`` as its writer saw it, into what all see.

        ``nonce``: a second sending of the same changes nothing. Of two who write at the same moment, the second merges with the first.
        """
        for _ in range(ATTEMPTS):
            done = self.revisions.filter(nonce=nonce).first()
            if done is not None:
                self.refresh_from_db()
                return Merged(done.number, self.head, self.text)
            self.refresh_from_db()
            origin = self._seen(base)
            merged = merge(origin, self.text, text)
            try:
                with transaction.atomic():
                    number = self.head + 1
                    if not Notes.objects.filter(pk=self.pk, head=self.head).update(text=merged, head=number):
                        continue
                    Revision.objects.create(notes=self, number=number, sent=text, merged=merged, nonce=nonce, by=by)
            except IntegrityError:  # the same sending arrived twice at once
                continue
            Meeting.objects.filter(pk=self.meeting_id).update(version=models.F("version") + 1)
            self.text, self.head = merged, number
            return Merged(number, number, merged)
        raise RuntimeError("The notes are written to without a pause.")

    def _seen(self, base: int) -> str:
        """The text that whoever writes began from: positive, the one that all saw; negative, the one that they had sent themselves."""
        if base == 0:
            return ""
        found = self.revisions.filter(number=abs(base)).first()
        if found is None:
            return ""
        return found.sent if base < 0 else found.merged


class Revision(models.Model):
    """One sending: the writer's text, and the text of all after it."""

    notes = models.ForeignKey(Notes, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    sent = models.TextField(blank=True)
    merged = models.TextField(blank=True)
    nonce = models.CharField(max_length=40)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[Any] = ("number",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("notes", "number"), name="one_revision_of_a_number"),
            models.UniqueConstraint(fields=("notes", "nonce"), name="one_sending_once"),
        ]

    def __str__(self) -> str:
        return f"{self.notes_id} {self.number}"

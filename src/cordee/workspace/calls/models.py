"""Calls and what was said in them; verdicts of people; answers to objections."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cordee.vocabulary.speech import NAMES, OBJECTIONS, Label
from cordee.workspace.calls.words import LABELS
from cordee.workspace.people.models import Person, Side

LABEL_LENGTH = max(len(label) for label in Label)
assert set(LABELS) == set(NAMES)  # noqa: S101 -- a label without a word would be shown as a code


class Origin(models.TextChoices):
    """Where a call comes from."""

    TOOL = "tool", _("Taken over from a tool")
    FILE = "file", _("Transcript")
    DEBRIEF = "debrief", _("Debrief card")


class Call(models.Model):
    """A conversation of which there are words."""

    origin = models.CharField(max_length=8, choices=Origin.choices)
    record_id = models.BigIntegerField(null=True, unique=True)  # the tool's record, which no refresh changes
    tool = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    at = models.DateTimeField(db_index=True)
    seconds = models.PositiveIntegerField(null=True)
    recording = models.URLField(max_length=500, blank=True)
    added_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(null=True)  # suggestions made
    utterances = models.PositiveIntegerField(default=0)  # of the other side, that could be labelled
    job_id = models.BigIntegerField(null=True)  # what reads or labels it
    emptied_at = models.DateTimeField(null=True)  # past retention: who said what is gone

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> Any:
        """Whom it was with, as far as that is known or still kept."""
        return self.title or (_("A call past its time") if self.emptied_at else _("Somebody unknown"))

    @property
    def length(self) -> str:
        return clock(self.seconds)

    def keep(self, turns: list[Any]) -> list["Turn"]:
        """Replaces what was said in it."""
        with transaction.atomic():
            self.turns.all().delete()
            return Turn.objects.bulk_create(
                Turn(call=self, place=place, text=t.text, speaker=(t.speaker or "")[:120], side=t.side or "", at=t.at)
                for place, t in enumerate(turns)
            )


class Turn(models.Model):
    """What one speaker said until another spoke. ``side``: ours, theirs, or nothing where nobody knows."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="turns")
    place = models.PositiveIntegerField()
    text = models.TextField()
    speaker = models.CharField(max_length=120, blank=True)
    side = models.CharField(max_length=6, blank=True)
    at = models.FloatField(null=True)  # seconds from the beginning

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("call", "place"), name="one_turn_per_place"),)

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def clock(self) -> str:
        return clock(self.at)


class Moment(models.Model):
    """An utterance with a label: suggested, or given by somebody. It outlives its turn, without who said it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="moments")
    turn = models.ForeignKey(Turn, null=True, on_delete=models.SET_NULL, related_name="moments")
    text = models.TextField()
    suggested = models.CharField(max_length=LABEL_LENGTH, blank=True)  # empty: nothing was suggested
    probability = models.FloatField(null=True)
    label = models.CharField(
        max_length=LABEL_LENGTH, blank=True, db_index=True
    )  # what people decided; empty: nobody yet
    real = models.CharField(max_length=LABEL_LENGTH, blank=True)  # the objection behind the one that was stated
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:60]

    def decide(self, label: str, *, real: str = "", by: Person) -> None:
        """What it is, as ``by`` says: the latest word counts, and every one is kept."""
        with transaction.atomic():
            self.label, self.real = label, real if real != label else ""
            self.decided_at, self.decided_by = timezone.now(), by.name
            self.save(update_fields=["label", "real", "decided_at", "decided_by"])
            Verdict.objects.create(moment=self, label=label, real=self.real, by=by, by_name=by.name)

    @property
    def current(self) -> str:
        return self.label or self.suggested

    @property
    def word(self) -> Any:
        return LABELS.get(Label(self.current)) if self.current else ""

    @property
    def real_word(self) -> Any:
        return LABELS.get(Label(self.real)) if self.real else ""

    @property
    def is_objection(self) -> bool:
        return self.current in OBJECTIONS


class Verdict(models.Model):
    """What somebody said a moment is. Never changed."""

    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, related_name="verdicts")
    label = models.CharField(max_length=LABEL_LENGTH)
    real = models.CharField(max_length=LABEL_LENGTH, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.label} ({self.by_name})"


class Comment(models.Model):
    """A remark at a turn of a call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="comments")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(max_length=2000)
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=120)
    side = models.CharField(max_length=12, choices=Side.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text[:60]


class Answer(models.Model):
    """What to say to an objection, as somebody wrote it."""

    label = models.CharField(max_length=LABEL_LENGTH, db_index=True)
    text = models.TextField(max_length=2000)
    works = models.BooleanField(default=False)  # both sides agree that it is the one to use
    author_name = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-works", "-at")

    def __str__(self) -> str:
        return self.text[:60]


class AnswerRequest(models.Model):
    """An objection that is heard and that nothing answers: who of each side makes the answer."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a request", "Open")
        ANSWERED = "answered", pgettext_lazy("a request", "Answered")

    label = models.CharField(max_length=LABEL_LENGTH)
    need = models.CharField(max_length=300)
    marketing = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    sales = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    asked_by = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("state", "-at")

    def __str__(self) -> str:
        return self.need

    @property
    def word(self) -> Any:
        return LABELS[Label(self.label)]


class Extract(models.Model):
    """A turn to listen to in a session, in order."""

    session = models.ForeignKey("Session", on_delete=models.CASCADE, related_name="extracts")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("session", "turn"), name="one_extract_per_turn"),)

    def __str__(self) -> str:
        return str(self.turn)


class Session(models.Model):
    """Listening in pairs: one of each side, some extracts, a sheet each."""

    title = models.CharField(max_length=120)
    on = models.DateField()
    marketing = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    sales = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return self.title

    @property
    def is_shown(self) -> bool:
        """Whether both have filled their sheet: until then nobody sees the other's."""
        return {self.marketing_id, self.sales_id} <= {sheet.person_id for sheet in self.sheets.all()}


class Sheet(models.Model):
    """What one of the two heard."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="sheets")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=120)
    side = models.CharField(max_length=12, choices=Side.choices)
    objection = models.CharField(max_length=LABEL_LENGTH, blank=True)
    words = models.TextField(max_length=1000)
    answered = models.CharField(max_length=8)
    change = models.TextField(max_length=1000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("session", "person"), name="one_sheet_each"),)

    def __str__(self) -> str:
        return f"{self.person_name}: {self.change[:40]}"

    @property
    def word(self) -> Any:
        return (
            LABELS[Label(self.objection)]
            if self.objection
            else _(
                "None",
            )
        )

    @property
    def answered_word(self) -> Any:
        return dict(ANSWERED)[self.answered]


ANSWERED = (
    ("yes", pgettext_lazy("was the objection answered", "Yes")),
    ("partly", pgettext_lazy("was the objection answered", "Partly")),
    ("no", pgettext_lazy("was the objection answered", "No")),
)


class Plan(models.Model):
    """Which calls are recorded and listened to, for what, and what people are told. Each change is a further row."""

    share = models.PositiveSmallIntegerField()  # per cent of calls that may be recorded
    begins = models.DateField()
    ends = models.DateField()
    purpose = models.CharField(max_length=300)
    notice = models.TextField(max_length=2000)
    consulted_on = models.DateField(null=True, blank=True)  # the works council, where there is one
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.share} %"


def clock(seconds: float | None) -> str:
    """1:02:03, or 02:03 below an hour; nothing where it is not known."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes:02}:{rest:02}"


def as_of(data: datetime | None) -> datetime:
    """From which day retention counts: today; in a demo home the day that its data have reached."""
    from cordee.workspace.people.access import is_demo_home

    if data is not None and is_demo_home():
        return timezone.make_aware(data, timezone.get_default_timezone()) if timezone.is_naive(data) else data
    return timezone.now()

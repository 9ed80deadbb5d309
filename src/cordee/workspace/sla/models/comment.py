"""A comment on a clause, or on the whole: open until somebody says that it is settled."""

from django.db import models, transaction
from django.utils import timezone

from cordee.workspace.activity.models import record
from cordee.workspace.people.models import Person, Side
from cordee.workspace.sla.models.version import Version


class Comment(models.Model):
    """What somebody says of a clause. ``clause`` is its id, ``delay.first_attempt``; empty: the whole."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="comments")
    clause = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    author = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=120)  # outlives the account
    side = models.CharField(max_length=12, choices=Side.choices)
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def tell(cls, version: Version, clause: str, text: str, *, by: Person, address: str | None = None) -> "Comment":
        with transaction.atomic():
            made = cls.objects.create(
                version=version, clause=clause, text=text, author=by, author_name=by.name, side=by.side
            )
            record("sla.commented", by=by, subject=str(version), ref=version.ref, address=address, clause=clause)
        return made

    def resolve(self, *, by: Person, address: str | None = None) -> bool:
        """Whether this settled it: a second time changes nothing."""
        with transaction.atomic():
            done = Comment.objects.filter(pk=self.pk, resolved_at__isnull=True).update(
                resolved_at=timezone.now(), resolved_by_name=by.name
            )
            if done:
                record(
                    "sla.comment_resolved",
                    by=by,
                    subject=str(self.version),
                    ref=self.version.ref,
                    address=address,
                    clause=self.clause,
                )
        self.refresh_from_db(fields=["resolved_at", "resolved_by_name"])
        return bool(done)

    @property
    def hue(self) -> str:
        return "joint" if self.side == Side.BOTH else self.side

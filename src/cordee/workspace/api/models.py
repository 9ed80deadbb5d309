"""Tokens: how a program reads in the name of a person. Only a hash is kept; the token is shown once."""

import hashlib
import secrets
from datetime import timedelta
from typing import ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.models import record
from cordee.workspace.people.models import Person

SCOPES = {
    "read:figures": _("figures and their definitions"),
    "read:records": _("the records behind them, without names"),
    "read:people": _("names, e-mails and journeys of people and companies"),
}
SEEN_EVERY = timedelta(minutes=1)
"""How precisely the last use is kept: one write a minute, not one a call."""


class Token(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(_("What it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    start = models.CharField(max_length=12)  # its first letters, to know it again
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"token {self.pk}"

    @classmethod
    def make(cls, person: Person, name: str, scopes: list[str], *, address: str | None = None) -> tuple["Token", str]:
        """The token as kept, and the secret: nobody can tell it again."""
        secret = f"cordee_{secrets.token_urlsafe(32)}"
        with transaction.atomic():
            made = cls.objects.create(
                person=person, name=name, digest=_digest(secret), start=secret[:12], scopes=sorted(scopes)
            )
            record(
                "api.token_made", by=person, subject=name, ref=f"token:{made.pk}", address=address, scopes=made.scopes
            )
        return made, secret

    @classmethod
    def of(cls, secret: str) -> "Token | None":
        """The token in force with this secret, whose person is still here; its use is noted."""
        found = cls.objects.select_related("person").filter(digest=_digest(secret), revoked_at=None).first()
        if found is None or not found.person.is_active:
            return None
        now = timezone.now()
        if found.used_at is None or now - found.used_at > SEEN_EVERY:
            cls.objects.filter(pk=found.pk).update(used_at=now)
        return found

    def revoke(self, *, by: Person, address: str | None = None) -> None:
        """No call is answered any more."""
        with transaction.atomic():
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])
            record("api.token_revoked", by=by, subject=self.name, ref=f"token:{self.pk}", address=address)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""Tokens: what a program signs in with, in the name of a person."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.models import record
from cordee.workspace.people.models import Person

PREFIX = "cordee_"
"""So that a token that leaked is recognised for what it is."""
USED_EVERY = timedelta(minutes=1)
"""How often the last use is written down: not at each call."""


class Scope(models.TextChoices):
    """What a token may read. None may write yet."""

    FIGURES = "read:figures", _("Figures and their definitions")
    RECORDS = "read:records", _("The records behind figures")
    PEOPLE = "read:people", _("People, companies and their journeys")


class Token(models.Model):
    """One program's key. Only its digest is kept: it is shown once, when it is made."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("What it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[Any] = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def issue(cls, *, by: Person, name: str, scopes: list[str], address: str | None = None) -> tuple["Token", str]:
        """A new token of ``by``, and its text, which nobody can read again."""
        text = PREFIX + secrets.token_urlsafe(32)
        with transaction.atomic():
            token = cls.objects.create(person=by, name=name, digest=_digest(text), scopes=sorted(scopes))
            record("api.token_issued", by=by, subject=name, ref=f"token:{token.pk}", address=address, scopes=scopes)
        return token, text

    @classmethod
    def of(cls, text: str) -> "Token | None":
        """The token that this text opens: neither revoked nor of somebody who left."""
        if not text.startswith(PREFIX):
            return None
        found = cls.objects.select_related("person").filter(digest=_digest(text), revoked_at=None).first()
        return found if found is not None and found.person.is_active else None

    def used(self) -> None:
        """Remembers the use, at most once a minute."""
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at >= USED_EVERY:
            Token.objects.filter(pk=self.pk).update(last_used_at=now)

    def revoke(self, *, by: Person, address: str | None = None) -> None:
        """Ends the token; again changes nothing."""
        with transaction.atomic():
            if Token.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()):
                record("api.token_revoked", by=by, subject=self.name, ref=f"token:{self.pk}", address=address)


def _digest(text: str) -> str:
    # Thirty-two random bytes need no slow hash: there is nothing to guess.
    return hashlib.sha256(text.encode()).hexdigest()

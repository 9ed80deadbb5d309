"""Links that open a door once: sent by e-mail to sign in or to choose a password, printed for the first administrator."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from cordee.workspace.people.models.person import Person

ASKED_AT_MOST = 3
ASKED_AT_MOST_PER_ADDRESS = 20
ASKING_COUNTS_FOR = timedelta(minutes=15)
KEPT_FOR = timedelta(days=7)


class Purpose(models.TextChoices):
    SIGN_IN = "sign_in"
    PASSWORD = "password"  # noqa: S105 -- a purpose, not a password
    FIRST = "first"  # of an installation without anybody


LASTS = {
    Purpose.SIGN_IN: timedelta(minutes=20),
    Purpose.PASSWORD: timedelta(hours=1),
    Purpose.FIRST: timedelta(days=7),
}


class Link(models.Model):
    """A link as it is kept: its digest, whom it lets in, until when. ``person`` is empty for an unknown e-mail: asking
    for a link is then as long, and is counted, but the link opens nothing.
    """

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    email = models.CharField(max_length=254, blank=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=45, blank=True)
    going_to = models.CharField(max_length=500, default="/")

    def __str__(self) -> str:
        return f"{self.purpose} {self.made_at:%Y-%m-%d %H:%M}"

    @classmethod
    def make(
        cls,
        purpose: Purpose,
        *,
        person: "Person | None" = None,
        email: str = "",
        address: str = "",
        going_to: str = "/",
    ) -> tuple["Link", str]:
        """The link and its token, which is told once and kept nowhere."""
        now = timezone.now()
        cls.objects.filter(made_at__lte=now - KEPT_FOR).delete()
        token = secrets.token_urlsafe(24)
        link = cls.objects.create(
            purpose=purpose,
            person=person,
            email=email[:254],
            digest=_digest(token),
            made_at=now,
            expires_at=now + LASTS[purpose],
            address=address,
            going_to=going_to if len(going_to) <= 500 else "/",
        )
        return link, token

    @classmethod
    def asked_too_often(cls, *, email: str, address: str) -> bool:
        """Whether this e-mail, or this address, asked for too many links lately."""
        recent = cls.objects.filter(made_at__gt=timezone.now() - ASKING_COUNTS_FOR).exclude(purpose=Purpose.FIRST)
        return (
            recent.filter(email=email).count() >= ASKED_AT_MOST
            or recent.filter(address=address).count() >= ASKED_AT_MOST_PER_ADDRESS
        )

    @classmethod
    def valid(cls, purpose: Purpose, token: str) -> "Link | None":
        """The link of this token, while it still opens something."""
        found = cls.objects.filter(
            purpose=purpose, digest=_digest(token), used_at__isnull=True, expires_at__gt=timezone.now()
        ).select_related("person")
        link = found.first()
        if link is None or purpose == Purpose.FIRST:
            return link
        return link if link.person is not None and link.person.is_active else None

    def use(self) -> bool:
        """Whether this call is the one that used it: two at once, and one of them is refused."""
        return bool(Link.objects.filter(pk=self.pk, used_at__isnull=True).update(used_at=timezone.now()))


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()

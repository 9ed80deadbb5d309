"""Who was asked to join, by whom, as what. Without an invitation nobody gets an account."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.core import signing
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.models import record
from cordee.workspace.people.models.person import Language, Person, Refusal, Role, Side

if TYPE_CHECKING:
    from django.db.models import QuerySet

SALT = "people.invitation"
LASTS = timedelta(days=7)


def _nonce() -> str:
    return secrets.token_hex(16)


class AlreadyHere(Refusal):
    """This e-mail already belongs to somebody of the company."""


class NoLongerOpen(Refusal):
    """The invitation was used, withdrawn, or has expired."""


class Invitation(models.Model):
    """An offer of an account, until it is accepted, withdrawn or expires.

    Its link is signed with the installation's key and carries a number that sending again changes: an older link then opens nothing.
    """

    email = models.EmailField(_("E-mail"))
    side = models.CharField(_("Side"), max_length=12, choices=Side.choices)
    role = models.CharField(_("Role"), max_length=12, choices=Role.choices)
    language = models.CharField(_("Language"), max_length=2, choices=Language.choices)
    nonce = models.CharField(max_length=32, default=_nonce)
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ("-sent_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("email",),
                condition=models.Q(withdrawn_at__isnull=True, accepted_at__isnull=True),
                name="one_open_invitation_per_email",
            ),
        )

    def __str__(self) -> str:
        return self.email

    @classmethod
    def waiting(cls) -> "QuerySet[Invitation]":
        """Neither accepted nor withdrawn; it may have expired."""
        return cls.objects.filter(withdrawn_at__isnull=True, accepted_at__isnull=True)

    @classmethod
    def make(cls, email: str, *, side: str, role: str, language: str, by: Person, address: str = "") -> Self:
        """Invites; a second invitation of the same e-mail takes the place of the first."""
        email = email.strip().lower()
        now = timezone.now()
        with transaction.atomic():
            if Person.objects.filter(email=email).exists():
                raise AlreadyHere
            cls.objects.filter(email=email, withdrawn_at__isnull=True, accepted_at__isnull=True).update(
                withdrawn_at=now
            )
            made = cls.objects.create(
                email=email,
                side=side,
                role=role,
                language=language,
                invited_by=by,
                made_at=now,
                sent_at=now,
                expires_at=now + LASTS,
            )
            record("people.invited", by=by, subject=email, ref=made.ref, address=address, side=side, role=role)
        return made

    @classmethod
    def of_token(cls, token: str) -> "Invitation | None":
        """The open invitation of a link; None for a forged, old, used or withdrawn one."""
        try:
            said: Any = signing.loads(token, salt=SALT)
            pk, nonce = int(said[0]), str(said[1])
        except (signing.BadSignature, ValueError, TypeError, LookupError):
            return None
        found = cls.waiting().filter(pk=pk, nonce=nonce, expires_at__gt=timezone.now())
        return found.select_related("invited_by").first()

    @classmethod
    def open_for(cls, email: str) -> "Invitation | None":
        """The open invitation of an e-mail, for whoever proves it in another way than by the link."""
        return cls.waiting().filter(email=email.strip().lower(), expires_at__gt=timezone.now()).first()

    @property
    def ref(self) -> str:
        return f"invitation:{self.pk}"

    @property
    def token(self) -> str:
        return signing.dumps([self.pk, self.nonce], salt=SALT)

    @property
    def expired(self) -> bool:
        return self.expires_at <= timezone.now()

    def send_again(self, *, by: Person, address: str = "") -> None:
        """A new link for as long again; the former one opens nothing any more."""
        now = timezone.now()
        with transaction.atomic():
            self.nonce, self.sent_at, self.expires_at = _nonce(), now, now + LASTS
            renewed = Invitation.waiting().filter(pk=self.pk)
            if not renewed.update(nonce=self.nonce, sent_at=now, expires_at=self.expires_at):
                raise NoLongerOpen
            record("people.invited_again", by=by, subject=self.email, ref=self.ref, address=address)

    def withdraw(self, *, by: Person, address: str = "") -> None:
        with transaction.atomic():
            if not Invitation.waiting().filter(pk=self.pk).update(withdrawn_at=timezone.now()):
                raise NoLongerOpen
            record("people.invitation_withdrawn", by=by, subject=self.email, ref=self.ref, address=address)

    def accept(self, name: str, *, password: str | None, language: str, address: str = "", way: str = "link") -> Person:
        """The account that was offered. Two at once: one of them is refused."""
        with transaction.atomic():
            if (
                not Invitation.waiting()
                .filter(pk=self.pk, expires_at__gt=timezone.now())
                .update(accepted_at=timezone.now())
            ):
                raise NoLongerOpen
            if Person.objects.filter(email=self.email).exists():
                raise AlreadyHere
            person = Person.objects.create_user(
                self.email, password, name=name, side=self.side, role=self.role, language=language
            )
            Invitation.objects.filter(pk=self.pk).update(person=person)
            record("people.joined", by=person, subject=person.email, ref=person.ref, address=address, way=way)
        return person

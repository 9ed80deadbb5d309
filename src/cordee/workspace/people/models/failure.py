"""What the doors remember of failures, so that guessing is slow."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

FAILURES_ALLOWED = 5
FAILURES_ALLOWED_PER_ADDRESS = 30  # a whole office behind one address
WAIT = timedelta(minutes=15)


class FailedSignIn(models.Model):
    """One refused sign-in: kept for as long as it counts."""

    email = models.CharField(max_length=254)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("email", "at")), models.Index(fields=("address", "at")))

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @classmethod
    def must_wait(cls, *, email: str, address: str) -> bool:
        """Whether this e-mail from this address, or this address at all, failed too often lately."""
        recent = cls.objects.filter(at__gt=timezone.now() - WAIT, address=address)
        return recent.filter(email=email).count() >= FAILURES_ALLOWED or recent.count() >= FAILURES_ALLOWED_PER_ADDRESS

    @classmethod
    def record(cls, *, email: str, address: str) -> None:
        """Counts a failure and forgets those that no longer count."""
        cls.objects.filter(at__lte=timezone.now() - WAIT).delete()
        cls.objects.create(email=email[:254], address=address, at=timezone.now())

    @classmethod
    def forgive(cls, *, email: str, address: str) -> None:
        """A good sign-in ends the count."""
        cls.objects.filter(email=email, address=address).delete()

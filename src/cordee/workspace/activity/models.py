"""The record of what happened: who, when, what, about what. Written once, never changed."""

from ipaddress import ip_address
from typing import Any

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One thing that happened. ``actor`` is kept in words, because the record outlives the account."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    kind = models.CharField(max_length=60, db_index=True)  # people.signed_in, sources.import_undone…
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=254, blank=True)  # their e-mail then; empty: the software itself
    subject = models.CharField(max_length=254, blank=True)  # what it was about, in words
    subject_ref = models.CharField(max_length=120, blank=True)  # person:12, import:3f…
    detail = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An event is never changed.")
        super().save(*args, **kwargs)


def record(
    kind: str,
    *,
    by: Any = None,
    subject: str = "",
    ref: str = "",
    address: str | None = None,
    **detail: Any,
) -> Event:
    """Writes an event, in the transaction of the caller. ``by``: the person who acts; None for the software itself.

    ``detail`` must be JSON, and hold no secret: administrators read it.
    """
    known = by is not None and by.is_authenticated
    return Event.objects.create(
        kind=kind,
        actor_id=by.pk if known else None,
        actor=by.email if known else "",
        subject=subject[:254],
        subject_ref=ref[:120],
        address=_known_address(address),
        detail=detail,
    )


def record_export(what: str, rows: int, *, by: Any, address: str | None = None) -> Event:
    """Records left the workspace as a file: which (in words, or an address), and how many."""
    return record("activity.exported", by=by, subject=what, address=address, what=what, rows=rows)


def _known_address(address: str | None) -> str | None:
    """Only what is an address: a socket or a proxy may say something else, which PostgreSQL would refuse."""
    try:
        return str(ip_address(address)) if address else None
    except ValueError:
        return None

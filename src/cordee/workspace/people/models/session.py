"""Where somebody is signed in. The row is the session itself: deleting it signs that device out."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cordee.workspace.people.models.person import Person

SEEN_EVERY = timedelta(minutes=1)
"""How exact "last seen" is: a page does not cost a write."""

DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
)


class Session(AbstractBaseSession):
    """A browser that holds a key to the workspace, signed in or not yet."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)

    class Meta(AbstractBaseSession.Meta):
        ordering = ("-seen_at",)

    @classmethod
    def get_session_store_class(cls) -> Any:
        from cordee.workspace.people.sessions import SessionStore

        return SessionStore

    @classmethod
    def open_of(cls, person: "Person") -> "QuerySet[Session]":
        """Where this person is signed in now, the latest seen first."""
        return cls.objects.filter(person=person, expire_date__gt=timezone.now())

    @property
    def handle(self) -> str:
        """Names the session on a page without telling its key."""
        return salted_hmac("people.session", self.session_key).hexdigest()[:20]

    @property
    def device(self) -> str:
        """What the browser says of itself, in two words."""
        system = next((name for sign, name in DEVICES if sign in self.agent), "")
        browser = next((name for sign, name in BROWSERS if sign in self.agent), "")
        return " · ".join(filter(None, (browser, system))) or str(_("Unknown device"))

"""What time it is for the rituals. The demo's world stopped on the day of its last export, so there it is that moment for ever."""

from datetime import UTC, date, datetime

from django.utils import timezone

from cordee.workspace.insight import situation
from cordee.workspace.insight.window import window
from cordee.workspace.people.access import is_demo_home


def now() -> datetime:
    """The present, aware; in a demo home the data's last moment."""
    if is_demo_home() and (found := window()) is not None:
        return situation.now(found).replace(tzinfo=UTC)
    return timezone.now()


def today() -> date:
    """The day that it is in the company's zone."""
    return timezone.localtime(now(), timezone.get_default_timezone()).date()

"""Who may be signed in as, and where."""

from django.conf import settings
from django.db.models import QuerySet

from cordee.workspace.people.models import Person

DEMO_FLAG = "DEMO"
"""A file of this name in the home says that everyone in it is invented."""


def is_demo_home() -> bool:
    """Whether this home holds the demo company."""
    return (settings.CORDEE_HOME.path / DEMO_FLAG).exists()


def demo_people() -> QuerySet[Person]:
    """The people that one click signs in as: nobody outside a demo home."""
    everyone = Person.objects.filter(is_demo=True, is_active=True)
    return everyone.order_by("pk") if is_demo_home() else everyone.none()

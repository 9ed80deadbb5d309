"""The signed link of a mail: it says which colleague may decide on which lead, for two weeks; opening it changes nothing."""

from datetime import datetime, timedelta

from django.core import signing
from django.urls import reverse

from cordee.workspace.people import mail
from cordee.workspace.people.models import Person

SALT = "sla.lead"
LASTS = timedelta(days=14)


def token(person: Person, lead: int, mql_at: datetime) -> str:
    return signing.dumps({"by": person.pk, "lead": lead, "at": mql_at.isoformat()}, salt=SALT)


def address(person: Person, lead: int, mql_at: datetime) -> str:
    """The full address of the page on which this person accepts or refuses this lead."""
    return mail.absolute(reverse("sla:by_link", args=[token(person, lead, mql_at)]))


def opened(text: str) -> tuple[Person, int, datetime] | None:
    """Who may decide on which lead (its person and passage); None where the link is not ours, too old, or no longer theirs."""
    try:
        said = signing.loads(text, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(pk=said["by"], is_active=True).first()
    return (person, int(said["lead"]), datetime.fromisoformat(said["at"])) if person else None

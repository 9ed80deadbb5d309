"""Who is told what happens to a version, by e-mail, after the transaction that made it happen."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordee.workspace.people import mail
from cordee.workspace.people.models import Person, Role
from cordee.workspace.sla.models import Signature, Version


def proposed(version: Version, by: Person) -> None:
    """The leadership of both sides is asked to read and to sign."""
    leaders = Person.objects.filter(is_active=True, role=Role.LEADERSHIP).exclude(pk=by.pk)
    sentence = _("%(name)s proposes version %(number)s of the SLA. Read it, comment it clause by clause, then sign it.")
    _tell(leaders, version, _("The SLA is proposed to both sides"), sentence, name=by.name)


def voided(version: Version, signatures: Iterable[Signature], by: Person) -> None:
    """Who had signed learns that other words need another signature."""
    people = [one.person for one in signatures if one.person is not None and one.person_id != by.pk]
    sentence = _(
        "%(name)s changed version %(number)s of the SLA: your signature bound the former words and no longer counts. Read what changed, then sign again."
    )
    _tell(people, version, _("Your signature on the SLA no longer counts"), sentence, name=by.name)


def withdrawn(version: Version, by: Person) -> None:
    """The other side's signatory learns that the version waits again."""
    people = [one.person for one in version.live_signatures if one.person is not None and one.person_id != by.pk]
    sentence = _("%(name)s took back the signature of the other side: version %(number)s of the SLA waits again.")
    _tell(people, version, _("A signature on the SLA was taken back"), sentence, name=by.name)


def sealed(version: Version) -> None:
    """Everybody learns what holds from when."""
    everyone = Person.objects.filter(is_active=True)
    sentence = _("Both sides signed version %(number)s of the SLA.")
    _tell(everyone, version, _("The SLA is signed by both sides"), sentence)


def _tell(people: Iterable[Person], version: Version, subject: Promise, sentence: Promise, **values: str) -> None:
    link = mail.absolute(reverse("sla:version", args=[version.number]))
    for person in people:
        context = {"sentence": sentence, "values": {"number": version.number, **values}, "link": link}
        transaction.on_commit(partial(mail.send_unseen, person, subject, "sla/mail/news", context))

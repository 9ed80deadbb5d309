"""Terms that both sides could sign, and versions in each state of their life."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.presets import preset
from cordee.vocabulary.sla_terms.promises import Owners
from cordee.workspace.people.models import Person
from cordee.workspace.sla.models import Signature, Version


def terms(name: str = "demand_waterfall") -> Terms:
    """A preset whose objectives have an owner on each side."""
    start = preset(name)
    owners = Owners(marketing="camille@rivelaine.fr", sales="marc@rivelaine.fr")
    return start.model_copy(
        update={"objectives": tuple(one.model_copy(update={"owners": owners}) for one in start.objectives)}
    )


def faster(given: Terms) -> Terms:
    """The same with half the time for the first attempt."""
    first, *others = given.delays
    tiers = tuple(tier.model_copy(update={"target_minutes": tier.target_minutes // 2}) for tier in first.tiers)
    return given.model_copy(update={"delays": (first.model_copy(update={"tiers": tiers}), *others)})


def proposed(by: Person, given: Terms | None = None) -> Version:
    version = Version.draft(given or terms(), by=by)
    version.propose(by=by)
    return version


def in_force(marketing: Person, sales: Person, given: Terms | None = None) -> Version:
    version = proposed(marketing, given)
    version.sign(by=marketing, seen=version.content_hash)
    version.sign(by=sales, seen=version.content_hash)
    return version


def tomorrow() -> datetime:
    return timezone.now().astimezone(UTC) + timedelta(days=1)


def held_since(moment: datetime, marketing: Person, sales: Person, given: Terms | None = None) -> Version:
    """A version that came into force in the past."""
    made = Version.draft(given or terms(), by=marketing)
    Version.objects.filter(pk=made.pk).update(proposed_at=moment, proposed_by_name=marketing.name)
    for who in (marketing, sales):
        Signature.objects.create(
            version=made, side=who.side, person=who, name=who.name, content_hash=made.content_hash, at=moment
        )
    Version.objects.filter(pk=made.pk).update(in_force_at=moment)
    made.refresh_from_db()
    return made

"""What people bring, and what the last meeting left."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cordee.workspace.rituals.agenda import Asked, Block, Found, Item
from cordee.workspace.rituals.models import Topic
from cordee.workspace.ui.templatetags.formats import day_short, quantity


def topics(asked: Asked) -> Found:
    waiting = Topic.objects.waiting(asked.ritual).select_related("by", "carried_from__meeting")
    # A section that was left comes back as itself where it has something to show again.
    found = [one for one in waiting if one.block not in asked.served]
    if not found:
        return Found(items=[], headline=gettext("Nobody brings a topic yet."))
    headline = ngettext("%(n)s topic", "%(n)s topics", len(found)) % {"n": quantity(len(found))}
    return Found(items=[Item(title=one.said, facts=_facts(one), side="joint") for one in found], headline=headline)


def _facts(one: Topic) -> tuple[str, ...]:
    former = one.carried_from.meeting if one.carried_from else None
    said = []
    if former is not None:
        said.append(gettext("carried over from %(day)s") % {"day": day_short(former.starts_at)})
    if one.by is not None:
        said.append(one.by.name)
    return tuple(said)


TOPICS = Block("topics", _("What you bring"), _("Free topics, and what was not treated last time."), topics)

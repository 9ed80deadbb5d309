"""Small words of the rituals: hours, what was spent, sentences that were said in each language."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

from django import template

from cordee.workspace.jobs.models import heard as heard_of
from cordee.workspace.rituals.minutes import spent as spent_on
from cordee.workspace.rituals.models import Topic
from cordee.workspace.ui.templatetags.formats import local

register = template.Library()


@register.filter
def hour(value: datetime | None) -> str:
    """``10:00`` in the company's zone."""
    return f"{local(value):%H:%M}" if value else ""


@register.filter
def clock(value: time) -> str:
    return f"{value:%H:%M}"


@register.filter
def exact(value: datetime | None) -> str:
    """To the second, in UTC, for a timer."""
    return value.astimezone(UTC).isoformat(timespec="seconds") if value else ""


@register.filter
def joined(facts: Sequence[str]) -> str:
    return " · ".join(one for one in facts if one)


@register.filter
def spent(topic: Topic) -> str:
    return spent_on(topic)


@register.filter
def heard(sentence: Mapping[str, str]) -> str:
    return heard_of(sentence)

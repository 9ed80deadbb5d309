"""Minutes: who was there, what was treated and noted, decisions, actions, and what is carried over. With the frozen pack they stay true."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from cordee.workspace.insight import figures
from cordee.workspace.rituals.models import Meeting, Notes, Topic
from cordee.workspace.ui.templatetags.formats import day, quantity


def of(meeting: Meeting) -> dict[str, Any]:
    """Everything that the meeting left, in the reader's language."""
    kept = {one.topic_id: one.text for one in Notes.objects.filter(meeting=meeting)}
    topics = list(meeting.topics.order_by("position").select_related("by"))
    carried = list(Topic.objects.filter(carried_from__meeting=meeting))
    return {
        "meeting": meeting,
        "present": list(meeting.present.order_by("name")),
        "absent": list(meeting.ritual.people.exclude(pk__in=meeting.present.all()).order_by("name")),
        "topics": [(one, kept.get(one.pk, "")) for one in topics],
        "notes": kept.get(None, ""),
        "decisions": [(one, _metric(one.metric)) for one in meeting.decisions.order_by("pk").select_related("owner")],
        "actions": list(meeting.actions.order_by("due_on", "pk").select_related("owner")),
        "carried": carried,
        "digest": meeting.pack.digest if hasattr(meeting, "pack") else "",
    }


def _metric(key: str) -> str:
    return figures.definition(key).name if key in figures.every() else ""


def as_markdown(minutes: Mapping[str, Any]) -> list[str]:
    """The lines of the minutes, in the language in force."""
    lines = ["## " + gettext("Minutes"), ""]
    there = ", ".join(one.name for one in minutes["present"]) or gettext("nobody was noted")
    lines += [gettext("Present: %(names)s") % {"names": there}, ""]
    if minutes["decisions"]:
        lines += ["### " + gettext("Decisions"), ""]
        for one, metric in minutes["decisions"]:
            check = (
                " – " + gettext("read %(figure)s on %(day)s") % {"figure": metric, "day": day(one.check_on)}
                if metric and one.check_on
                else ""
            )
            lines.append(f"- {_line(one.text)}{check}")
        lines.append("")
    if minutes["actions"]:
        lines += ["### " + gettext("Actions"), ""]
        for one in minutes["actions"]:
            owner = one.owner.name if one.owner else "–"
            lines.append(f"- [{'x' if one.done_at else ' '}] {_line(one.text)} – {owner}, {day(one.due_on)}")
        lines.append("")
    for topic, text in minutes["topics"]:
        if text.strip():
            lines += [f"### {_line(topic.said)}", "", *_quoted(text), ""]
    if minutes["notes"].strip():
        lines += ["### " + gettext("Other notes"), "", *_quoted(minutes["notes"]), ""]
    if minutes["carried"]:
        lines += ["### " + gettext("Carried over"), "", *(f"- {_line(one.said)}" for one in minutes["carried"]), ""]
    return lines


def spent(topic: Topic) -> str:
    return gettext("%(n)s min") % {"n": quantity(-(-topic.seconds // 60))}


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> list[str]:
    return [f"> {line}" for line in text.strip().splitlines()]

"""The pack of a meeting: its agenda and evidence, built from the data as they stand, or as they stood when the meeting opened.

A pack is plain values in each language of the pages: what is frozen is what everybody saw.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from cordee.workspace.insight.rituals import Span
from cordee.workspace.insight.window import Window, window
from cordee.workspace.rituals.agenda import LAST, LONGEST, Asked, Wish, allot, as_plain, blocks
from cordee.workspace.rituals.models import Meeting, Topic
from cordee.workspace.rituals.moments import now
from cordee.workspace.rituals.recurrence import Cadence
from cordee.workspace.ui.templatetags.formats import day, day_short, money_short, quantity

VERSION = 1
ONE_TURN = {
    Cadence.WEEKLY: timedelta(days=7),
    Cadence.FORTNIGHTLY: timedelta(days=14),
    Cadence.MONTHLY: timedelta(days=30),
    Cadence.QUARTERLY: timedelta(days=91),
}


class NothingToShow(Exception):
    """Nothing was published yet: there is no evidence to make a pack of."""


def span_of(meeting: Meeting, found: Window) -> Span:
    """From the last meeting that was held (one turn back, where none was) to the meeting, or the data's last moment before it."""
    last = meeting.ritual.last_held(before=meeting.starts_at)
    turn = ONE_TURN[Cadence(meeting.ritual.cadence)]
    start = last.starts_at if last is not None else meeting.starts_at - turn
    known = found.snapshot.data_as_of or found.snapshot.built_at
    until = min(meeting.starts_at.astimezone(UTC).replace(tzinfo=None), known)
    since = min(start.astimezone(UTC).replace(tzinfo=None), until - timedelta(days=1))
    return Span(since, until)


def build(meeting: Meeting, *, found: Window | None = None) -> dict[str, Any]:
    """The pack as the data stand now, in each language."""
    found = found or window()
    if found is None:
        raise NothingToShow
    asked = Asked(
        window=found,
        ritual=meeting.ritual,
        meeting=meeting,
        span=span_of(meeting, found),
        now=max(now(), meeting.starts_at),
    )
    languages = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            languages[language] = {"sections": _sections(asked)}
    return {
        "version": VERSION,
        "ritual": meeting.ritual.name,
        "kind": meeting.ritual.kind,
        "company": settings.COMPANY.company,
        "starts_at": meeting.starts_at.astimezone(UTC).isoformat(),
        "since": asked.span.since.isoformat(),
        "until": asked.span.until.isoformat(),
        "snapshot": found.snapshot.number,
        "data_as_of": found.snapshot.data_as_of.isoformat() if found.snapshot.data_as_of else None,
        "currency": found.snapshot.currency,
        "languages": languages,
    }


def of(meeting: Meeting) -> tuple[dict[str, Any], bool]:
    """The pack of a meeting, and whether it is frozen. Raises ``NothingToShow``."""
    kept = getattr(meeting, "pack", None)
    return (kept.content, True) if kept is not None else (build(meeting), False)


def _sections(asked: Asked) -> list[dict[str, Any]]:
    known = blocks()
    wanted = [(key, minutes) for key, minutes in asked.ritual.blocks if key in known]
    found = {key: known[key].build(asked) for key, _minutes in wanted if key != LAST}
    served = frozenset(key for key, one in found.items() if one.items)
    carried = {one.block: _left_on(one) for one in Topic.objects.waiting(asked.ritual) if one.block in served}
    if LAST in dict(wanted):
        found[LAST] = known[LAST].build(replace(asked, served=served))
    wishes = [
        # One may bring a topic until the last minute: time is kept for it.
        Wish(key, minutes, bool(found[key].items) or key == LAST, found[key].stake or 0.0, key in carried)
        for key, minutes in wanted
    ]
    total = min(asked.ritual.minutes, LONGEST)
    return [
        as_plain(known[key], found[key], minutes, carried=carried.get(key, "")) for key, minutes in allot(wishes, total)
    ]


def _left_on(topic: Topic) -> str:
    """The day of the meeting that left it, in words."""
    former = topic.carried_from.meeting if topic.carried_from else None
    return gettext("carried over from %(day)s") % {"day": day_short(former.starts_at)} if former else ""


def minutes_of(sections: list[dict[str, Any]]) -> int:
    return sum(one["minutes"] for one in sections)


def read(content: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The pack in one language, with its moments as moments: what page, PDF, Markdown and e-mail show."""
    sections = content["languages"].get(language) or next(iter(content["languages"].values()))
    return {
        **{key: value for key, value in content.items() if key != "languages"},
        "starts_at": datetime.fromisoformat(content["starts_at"]),
        "since": datetime.fromisoformat(content["since"]),
        "until": datetime.fromisoformat(content["until"]),
        "data_as_of": datetime.fromisoformat(content["data_as_of"]) if content["data_as_of"] else None,
        "sections": sections["sections"],
        "minutes": minutes_of(sections["sections"]),
        "language": language,
    }


def as_markdown(shown: Mapping[str, Any], *, base: str = "", minutes: Mapping[str, Any] | None = None) -> str:
    """The pack (and, once the meeting is over, its minutes) as Markdown. ``base``: the site's address, for links."""
    with translation.override(shown["language"]):
        lines = [f"# {_plain(shown['ritual'])}, {day(shown['starts_at'])}", "", _line_of_span(shown), ""]
        if minutes is not None:
            from cordee.workspace.rituals.minutes import as_markdown as of_minutes

            lines += of_minutes(minutes)
        for place, section in enumerate(shown["sections"], 1):
            lines += _section_lines(place, section, shown["currency"], base)
        return "\n".join(lines).rstrip() + "\n"


def _line_of_span(shown: Mapping[str, Any]) -> str:
    return gettext("%(minutes)s minutes of agenda. Evidence from %(since)s to %(until)s.") % {
        "minutes": quantity(shown["minutes"]),
        "since": day_short(shown["since"]),
        "until": day_short(shown["until"]),
    }


def _section_lines(place: int, section: Mapping[str, Any], currency: str, base: str) -> list[str]:
    if section["minutes"]:
        time = gettext("%(n)s min") % {"n": quantity(section["minutes"])}
    else:
        time = gettext("for reading") if section["items"] else "–"
    lines = [f"## {place}. {_plain(section['title'])} ({time})", "", f"**{_plain(section['headline'])}**", ""]
    if section["carried"]:
        lines += [section["carried"], ""]
    for item in section["items"]:
        title = _plain(item["title"])
        title = f"[{title}]({base}{item['address']})" if item["address"] and base else title
        stake = f" – {money_short(item['stake'], currency)}" if item["stake"] else ""
        facts = f": {_plain(' · '.join(filter(None, item['facts'])))}" if item["facts"] else ""
        lines.append(f"- {title}{stake}{facts}")
    if section["more"]:
        lines.append("- " + gettext("and %(n)s more") % {"n": quantity(section["more"])})
    return [
        *lines,
        *([""] if section["items"] else []),
        *([f"_{_plain(section['note'])}_", ""] if section["note"] else []),
    ]


def _plain(text: str) -> str:
    """What people wrote, so that it stays what they wrote: no link, no emphasis, no heading."""
    kept = " ".join(str(text).split())
    for sign in "\\`*_[]<>#|":
        kept = kept.replace(sign, f"\\{sign}")
    return kept

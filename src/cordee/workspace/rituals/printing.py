"""The pack as a PDF that one would hand to a board: typeset by Typst with the fonts that it carries (docs/decisions/0032).

The document takes its words as data, never as markup: what people wrote cannot change it.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from cordee.workspace.rituals.minutes import spent
from cordee.workspace.rituals.models import Meeting
from cordee.workspace.ui.templatetags.formats import day, day_short, local, moment, money_short, quantity

DOCUMENT = Path(__file__).parent / "document.typ"
SHEET = Path(__file__).parent / "document.css"


def pdf(shown: Mapping[str, Any], *, meeting: Meeting, frozen: bool, minutes: Mapping[str, Any] | None = None) -> bytes:
    """The pack in the language in force; once the meeting was opened, its minutes first."""
    import typst  # thirty milliseconds, and only documents need it

    data = words(shown, meeting=meeting, frozen=frozen, minutes=minutes)
    made = typst.compile(
        _document(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
        timestamp=int(timezone.now().timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave pages instead of a document.")
    return made


@lru_cache(maxsize=1)
def _document() -> bytes:
    return DOCUMENT.read_bytes()


def words(
    shown: Mapping[str, Any], *, meeting: Meeting, frozen: bool, minutes: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Everything that the document says, in the language in force."""
    currency = shown["currency"]
    if frozen and meeting.opened_at:
        state = _("Frozen on %(moment)s, when the meeting opened. Print %(digest)s.") % {
            "moment": moment(meeting.opened_at),
            "digest": meeting.pack.digest[:12],
        }
    else:
        state = _("A draft, as the data stand; frozen when the meeting opens.")
    return {
        "language": shown["language"],
        "company": shown["company"],
        "title": shown["ritual"],
        "date": day(shown["starts_at"]),
        "hour": f"{local(shown['starts_at']):%H:%M}",
        "span": _("Evidence from %(since)s to %(until)s")
        % {"since": day_short(shown["since"]), "until": day_short(shown["until"])},
        "length": _("%(n)s minutes of agenda") % {"n": quantity(shown["minutes"])},
        "state": state,
        "agenda": _("The agenda"),
        "stake": _("At stake"),
        "page": _("page"),
        "none": "–",
        "sections": [_section(place, one, currency) for place, one in enumerate(shown["sections"], 1)],
        "minutes": _minutes(minutes) if minutes is not None else None,
    }


def _section(place: int, section: Mapping[str, Any], currency: str) -> dict[str, Any]:
    return {
        "number": str(place),
        "title": section["title"],
        "time": _("%(n)s min") % {"n": quantity(section["minutes"])}
        if section["minutes"]
        else (_("for reading") if section["items"] else "–"),
        "headline": " · ".join(filter(None, (section["headline"], section["carried"]))),
        "stake": money_short(section["stake"], currency) if section["stake"] else "",
        "note": section["note"],
        "more": _("and %(n)s more") % {"n": quantity(section["more"])} if section["more"] else "",
        "items": [
            {
                "title": one["title"],
                "facts": " · ".join(filter(None, one["facts"])),
                "stake": money_short(one["stake"], currency) if one["stake"] else "",
                "side": one["side"],
            }
            for one in section["items"]
        ],
        "chart": {
            "finding": section["chart"]["finding"],
            "note": section["chart"]["note"],
            "svg": section["chart"]["svg"],
        }
        if section["chart"] and section["chart"]["svg"]
        else None,
    }


def _minutes(minutes: Mapping[str, Any]) -> dict[str, Any]:
    decisions = [
        {
            "text": one.text,
            "under": _("%(figure)s is read on %(day)s") % {"figure": metric, "day": day_short(one.check_on)}
            if metric
            else "",
        }
        for one, metric in minutes["decisions"]
    ]
    actions = [
        {
            "text": one.text,
            "owner": one.owner.name if one.owner else "–",
            "day": day_short(one.due_on),
            "side": one.side,
        }
        for one in minutes["actions"]
    ]
    said = [
        {"title": topic.said, "time": spent(topic) if topic.seconds else "", "text": text.strip()}
        for topic, text in minutes["topics"]
        if text.strip()
    ]
    if minutes["notes"].strip():
        said.append({"title": _("Other notes"), "time": "", "text": minutes["notes"].strip()})
    return {
        "heading": _("Minutes"),
        "evidence": _("The evidence"),
        "present": _("Present: %(names)s")
        % {"names": ", ".join(one.name for one in minutes["present"]) or _("nobody was noted")},
        "decisions_heading": _("Decisions"),
        "decisions": decisions,
        "actions_heading": _("Actions"),
        "actions": actions,
        "said_heading": _("What was said"),
        "said": said,
        "carried_heading": _("Carried over"),
        "carried": [one.said for one in minutes["carried"]],
        "none": _("None."),
    }


def html(shown: Mapping[str, Any], *, meeting: Meeting, frozen: bool, minutes: Mapping[str, Any] | None = None) -> str:
    """The same document as one file that any browser shows: no script, nothing from elsewhere."""
    data = words(shown, meeting=meeting, frozen=frozen, minutes=minutes)
    for section in data["sections"]:
        if section["chart"]:
            section["chart"]["svg"] = mark_safe(section["chart"]["svg"])  # noqa: S308 -- drawn by ui.pictures, which escapes
    style = mark_safe(f"<style>{SHEET.read_text(encoding='utf-8')}</style>")  # noqa: S308 -- our own sheet
    return render_to_string("rituals/document.html", {"data": data, "style": style})

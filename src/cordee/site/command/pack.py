"""``cordee pack``."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cordee.site.command.outcomes import DONE
from cordee.site.command.session import Session, command, example

if TYPE_CHECKING:
    from cordee.workspace.rituals.models import Meeting, Ritual

FORMATS = (".pdf", ".html", ".md")


@click.command(
    short_help="The evidence pack of a ritual.",
    epilog=example(
        'cordee pack "Point hebdo"',
        "cordee pack weekly_point --out point.pdf",
        "cordee pack weekly_point --date 2026-06-25 --out point.md",
        "cordee pack weekly_point --json",
    ),
)
@click.argument("ritual")
@click.option(
    "--date",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The meeting of that day, or the first after it; the next one if absent.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file: .pdf, .html or .md.")
@command
def pack(session: Session, ritual: str, on: datetime | None, out: Path | None) -> int:
    """The pack of RITUAL's meeting, in the language in force: as frozen once the meeting was opened, else as the data stand.

    RITUAL is its name, its template (weekly_point) or its number. Without --out, Markdown is printed.
    """
    if out is not None and out.suffix not in FORMATS:
        raise click.UsageError(f"--out ends in {', '.join(FORMATS)}, not {out.suffix or out.name!r}.")
    from cordee.site import serving

    serving.prepare(session.home.place)
    from django.utils import translation

    from cordee.revenue.warehouse.home import HomeError
    from cordee.workspace.rituals import minutes as left
    from cordee.workspace.rituals import pack as packs

    meeting = _meeting(_ritual(ritual), on.date() if on else None)
    try:
        content, frozen = packs.of(meeting)
    except packs.NothingToShow as nothing:
        raise HomeError("Nothing is published yet: import some files, then cordee refresh.") from nothing
    with translation.override(session.language):
        shown = packs.read(content, session.language)
        told = left.of(meeting) if meeting.opened_at else None
        if out is not None:
            out.write_bytes(_written(out.suffix, meeting, shown, frozen, told))
            session.say(str(out))
        else:
            session.say(packs.as_markdown(shown, minutes=told))
        session.document(_document(meeting, shown, frozen, out))
    return DONE


def _written(
    suffix: str, meeting: "Meeting", shown: dict[str, Any], frozen: bool, told: dict[str, Any] | None
) -> bytes:
    from cordee.workspace.rituals import pack as packs
    from cordee.workspace.rituals import printing

    match suffix:
        case ".pdf":
            return printing.pdf(shown, meeting=meeting, frozen=frozen, minutes=told)
        case ".html":
            return printing.html(shown, meeting=meeting, frozen=frozen, minutes=told).encode()
        case _:
            return packs.as_markdown(shown, minutes=told).encode()


def _ritual(asked: str) -> "Ritual":
    from cordee.workspace.rituals.models import Ritual

    going = Ritual.objects.filter(ended_at=None).order_by("pk")
    found = (
        going.filter(pk=asked) if asked.isdecimal() else going.filter(name__iexact=asked) or going.filter(kind=asked)
    )
    if not found:
        known = ", ".join(f"{one.name} ({one.kind})" for one in going) or "none yet; make one on the page Rituals"
        raise click.UsageError(f"No ritual is called {asked!r}. There are: {known}.")
    if len(found) > 1:
        raise click.UsageError(
            f"Several rituals are {asked!r}: {', '.join(f'{one.name} ({one.pk})' for one in found)}."
        )
    return found[0]


def _meeting(ritual: "Ritual", on: date | None) -> "Meeting":
    from datetime import timedelta

    from cordee.workspace.rituals.moments import now

    if on is None:
        found = ritual.next_meeting(now())
    else:
        kept = ritual.meetings.filter(starts_at__date__gte=on, cancelled_at=None).order_by("starts_at").first()
        rule = next(iter(ritual.occurrences(on, on + timedelta(days=200))), None)
        early = rule is not None and (kept is None or rule.starts_at < kept.starts_at)
        found = ritual.meeting_of(rule) if rule is not None and early else kept
    if found is None:
        raise click.UsageError(f"{ritual.name} has no meeting to come.")
    return found


def _document(meeting: "Meeting", shown: dict[str, Any], frozen: bool, out: Path | None) -> dict[str, Any]:
    """The one document: amounts as numbers, no drawings."""
    return {
        "ritual": meeting.ritual.name,
        "kind": meeting.ritual.kind,
        "meeting": meeting.key,
        "starts_at": meeting.starts_at.isoformat(),
        "state": meeting.state,
        "frozen": frozen,
        "digest": meeting.pack.digest if frozen else None,
        "since": shown["since"].isoformat(),
        "until": shown["until"].isoformat(),
        "snapshot": shown["snapshot"],
        "minutes": shown["minutes"],
        "language": shown["language"],
        "sections": [
            {key: value for key, value in section.items() if key not in {"chart", "more_address"}}
            for section in shown["sections"]
        ],
        "file": str(out) if out else None,
    }
